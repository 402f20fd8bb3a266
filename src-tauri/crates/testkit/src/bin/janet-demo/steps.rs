//! The main job, in the order in which an office does it.

use std::{net::SocketAddr, process::Stdio};

use janet_aaa::{PlaceHold, ReleaseHold};
use janet_customers::HoldReason;
use janet_lab::nas::Dial;
use janet_model::{HoldId, Money, NewId, TransactionId};
use janet_payments::ReceivePayment;
use janet_provisioning::{CheckLevel, Connect, Connected, ServiceDetail, preview, services};
use janet_radius::Method;
use janet_reports::Paper;
use janet_testkit::{RADIUS_SECRET, Site};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;

use crate::evidence::Log;

const SERIAL: &str = "ZTEGD0A1B2C3";
const USER: &str = "siti.rahmawati";
const PASSWORD: &str = "rahasia-pppoe";

pub async fn run(site: &Site, log: &mut Log) {
    let pool = site.world.admin.pool();
    let input = site.connect("Siti Rahmawati", USER, SERIAL, 7);

    log.step("the OLT lists the new ONU", async {
        site.plug(SERIAL);
        site.world.apply(&janet_provisioning::Discover { olt_id: site.zte_id }).await.map_err(refused)?;
        let seen = site
            .until("the search ends", || async {
                let seen = janet_provisioning::unregistered(pool, Some(site.zte_id)).await.ok()?;
                seen.onus.into_iter().find(|onu| onu.serial == SERIAL)
            })
            .await;
        let transcript = transcript(site, "discover").await;
        let quoted =
            transcript.lines().find(|line| line.contains(SERIAL) || line.contains("D0A1B2C3")).unwrap_or_default().trim().to_owned();
        wanted(
            !quoted.is_empty(),
            json!({ "serial": seen.serial, "pon": format!("{}/{}/{}", seen.pon.frame, seen.pon.slot, seen.pon.port), "olt said": quoted }),
        )
    })
    .await;

    log.step("the plan is shown before anything happens", async {
        let seen = preview(pool, janet_testkit::plan_onu, &input, chrono::Utc::now()).await.map_err(text)?;
        let errors: Vec<_> =
            seen.checks.iter().filter(|check| check.level == CheckLevel::Error).map(|check| format!("{:?}", check.code)).collect();
        let lines = seen.olt.and_then(|olt| olt.plan).map(|plan| plan.lines).unwrap_or_default();
        let rows: Vec<String> =
            seen.radius.iter().map(|row| format!("{} {} {} {} {}", row.table, row.name, row.attribute, row.op, row.value)).collect();
        let total = seen.money.at_activation.map(|quote| quote.total.to_string());
        wanted(
            errors.is_empty() && !lines.is_empty() && site.zte.registered().is_empty(),
            json!({ "radius": rows, "olt": lines, "total": total, "errors": errors }),
        )
    })
    .await;

    let mut connected = None;
    log.step("one commit connects the customer", async {
        let done = site.world.apply(&Connect(input.clone())).await.map_err(refused)?;
        let evidence = json!({ "customer": done.customer_code, "username": done.username });
        connected = Some(done);
        Ok(evidence)
    })
    .await;
    let Some(connected) = connected else { return };

    log.step("RADIUS rows stand with the customer", async {
        let service = service(site, &connected).await.ok_or_else(|| json!("no service"))?;
        wanted(service.radius_group.as_deref() == Some("home-30"), json!({ "group": service.radius_group, "rows": service.radius.iter().map(|row| format!("{} {} {}", row.table, row.attribute, row.value)).collect::<Vec<_>>() }))
    })
    .await;

    log.step("the ONU is registered, saved and read back", async {
        let service = site
            .until("the line is up", || async { service(site, &connected).await.filter(|service| service.state == "active") })
            .await;
        let onu = service.onu.ok_or_else(|| json!("no ONU"))?;
        let said = transcript(site, "register").await;
        let held = site.zte.registered();
        let quoted: Vec<&str> = said.lines().map(str::trim_end).filter(|line| line.contains("working") || line.contains(SERIAL) || line.contains("(dbm)") || line.contains("write")).collect();
        wanted(
            onu.saved && onu.verdict.as_deref() == Some("complete") && onu.state.as_deref() == Some("online") && held.len() == 1 && !quoted.is_empty(),
            json!({ "state": onu.state, "olt rx dBm": onu.olt_rx_dbm, "onu rx dBm": onu.onu_rx_dbm, "the olt's memory": format!("{}/{}/{}:{} {}", held[0].pon.0, held[0].pon.1, held[0].pon.2, held[0].id, held[0].serial), "transcript": quoted.join("\n") }),
        )
    })
    .await;

    let Some(radius) = &site.radius else {
        log.step("FreeRADIUS is there", async { Err(json!("no freeradius program is installed")) }).await;
        return;
    };
    for (way, chap) in [("PAP", false), ("CHAP", true)] {
        log.step(&format!("FreeRADIUS accepts by {way} with the plan's rate"), async {
            let said = radclient(radius.authentication, chap).await.map_err(text)?;
            wanted(
                said.contains("Received Access-Accept") && said.contains("Mikrotik-Rate-Limit = \"30M/30M\""),
                json!({ "radclient": reply(&said) }),
            )
        })
        .await;
    }

    log.step("the customer dials in", async {
        let live = site.nas.bring_up(dial()).await.map_err(text)?;
        let row = site
            .until("accounting", || async {
                let page = janet_aaa::sessions(pool, &open()).await.ok()?;
                page.rows.into_iter().find(|row| row.username == USER)
            })
            .await;
        wanted(live.rate_limit.as_deref() == Some("30M/30M"), json!({ "address": row.address, "router": row.router_code, "rate on the router": live.rate_limit, "session": live.acct_session_id }))
    })
    .await;

    log.step("the first invoice is issued when the line works", async {
        let account = janet_billing::account(pool, connected.customer_id).await.map_err(text)?;
        let open = account.open.first().ok_or_else(|| json!("no invoice"))?;
        let invoice = janet_billing::invoice(pool, open.id).await.map_err(text)?;
        let document = janet_reports::invoice_document(pool, open.id).await.map_err(text)?;
        let path = site.folder().join(format!("{}.pdf", invoice.number));
        std::fs::write(&path, janet_reports::invoice_pdf(&document, Paper::A4).map_err(text)?).map_err(text)?;
        keep(&path);
        let lines: Vec<String> = invoice.items.iter().map(|item| format!("{} {}", item.description, item.amount)).collect();
        wanted(lines.len() == 2 && account.balance == invoice.total, json!({ "number": invoice.number, "lines": lines, "dpp": invoice.dpp, "ppn": invoice.ppn, "total": invoice.total, "pdf": kept(&path) }))
    })
    .await;

    log.step("the payment is received and the receipt printed", async {
        let account = janet_billing::account(pool, connected.customer_id).await.map_err(text)?;
        let id = TransactionId::new_id();
        let tendered = account.balance.checked_add(Money::from_minor(500)).map_err(text)?;
        let payment = ReceivePayment { id, customer_id: connected.customer_id, amount: account.balance, tendered: Some(tendered), note: String::new(), invoice_id: None };
        let received = site.world.apply(&payment).await.map_err(refused)?;
        let document = janet_reports::receipt_document(pool, id).await.map_err(text)?;
        let path = site.folder().join(format!("{}.pdf", received.receipt_number));
        std::fs::write(&path, janet_reports::receipt_pdf(&document, Paper::Roll58).map_err(text)?).map_err(text)?;
        keep(&path);
        let said = pdf_text(&path).await;
        wanted(
            received.balance == Money::ZERO && said.as_deref().is_some_and(|said| said.contains(&received.receipt_number)),
            json!({ "receipt": received.receipt_number, "pdf": kept(&path), "text": said.unwrap_or_else(|| "pdftotext is not installed".into()) }),
        )
    })
    .await;

    log.step("suspended: Disconnect, and FreeRADIUS answers the walled garden", async {
        let hold = PlaceHold { id: HoldId::new_id(), service_id: connected.service_id, reason: HoldReason::Abuse, until: None, note: "spam".into() };
        site.world.apply(&hold).await.map_err(refused)?;
        let asked = answer(site, &connected, 1).await;
        let said = radclient(radius.authentication, true).await.map_err(text)?;
        let gone = site.nas.sessions().is_empty();
        let back = site.nas.bring_up(dial()).await.map_err(text)?;
        site.until("accounting of the held session", || async {
            janet_aaa::sessions(pool, &open()).await.ok()?.rows.into_iter().find(|row| row.suspended)
        })
        .await;
        wanted(
            asked == "ack" && gone && said.contains("Mikrotik-Address-List = \"isolir\"") && back.address_list.as_deref() == Some("isolir"),
            json!({ "disconnect": asked, "sessions left on the router": if gone { 0 } else { 1 }, "radclient": reply(&said), "address list of the new session": back.address_list }),
        )
    })
    .await;

    log.step("restored: Disconnect, and the plan's rate is back", async {
        site.world.apply(&ReleaseHold { service_id: connected.service_id, reason: HoldReason::Abuse }).await.map_err(refused)?;
        let asked = answer(site, &connected, 2).await;
        let said = radclient(radius.authentication, false).await.map_err(text)?;
        let back = site.nas.bring_up(dial()).await.map_err(text)?;
        wanted(
            asked == "ack" && said.contains("Mikrotik-Rate-Limit = \"30M/30M\"") && back.address_list.is_none(),
            json!({ "disconnect": asked, "radclient": reply(&said), "rate on the router": back.rate_limit }),
        )
    })
    .await;
}

async fn service(site: &Site, connected: &Connected) -> Option<ServiceDetail> {
    services(site.world.admin.pool(), connected.customer_id).await.ok()?.into_iter().next()
}

/// The outcome of the `number`-th request to the router.
async fn answer(site: &Site, connected: &Connected, number: usize) -> String {
    site.until("the router's answer", || async {
        let asked = janet_aaa::requests(site.world.admin.pool(), connected.service_id).await.ok()?;
        (asked.len() >= number).then(|| asked[0].outcome.clone())
    })
    .await
}

async fn transcript(site: &Site, operation: &str) -> String {
    sqlx::query_scalar("select transcript from public.isp_olt_command_logs where operation = $1 order by at desc limit 1")
        .bind(operation)
        .fetch_optional(site.world.admin.pool())
        .await
        .ok()
        .flatten()
        .unwrap_or_default()
}

fn dial() -> Dial {
    Dial { user_name: USER.into(), password: PASSWORD.into(), method: Method::Chap, caller_id: "02:00:00:00:00:07".into() }
}

fn open() -> janet_aaa::SessionListRequest {
    janet_aaa::SessionListRequest { text: String::new(), open_only: true, after: None }
}

/// FreeRADIUS's own client.
async fn radclient(server: SocketAddr, chap: bool) -> std::io::Result<String> {
    let attribute = if chap { "CHAP-Password" } else { "User-Password" };
    let packet =
        format!("User-Name = \"{USER}\", {attribute} = \"{PASSWORD}\", Message-Authenticator = 0x00, NAS-IP-Address = 127.0.0.1\n");
    let mut process = tokio::process::Command::new("radclient")
        .args(["-x", "-r", "2", "-t", "3", &server.to_string(), "auth", RADIUS_SECRET])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut input) = process.stdin.take() {
        input.write_all(packet.as_bytes()).await?;
    }
    let output = process.wait_with_output().await?;
    Ok(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}

/// From the line that says what was received.
fn reply(said: &str) -> String {
    said.find("Received").map_or(said, |at| &said[at..]).trim_end().to_owned()
}

async fn pdf_text(path: &std::path::Path) -> Option<String> {
    let output = tokio::process::Command::new("pdftotext").arg("-layout").arg(path).arg("-").output().await.ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

/// The site's folder goes with it; documents stay.
fn kept(path: &std::path::Path) -> String {
    std::env::temp_dir().join("janet-demo").join(path.file_name().unwrap_or_default()).display().to_string()
}

fn keep(path: &std::path::Path) {
    let place = std::env::temp_dir().join("janet-demo");
    let _ = std::fs::create_dir_all(&place);
    if let Err(error) = std::fs::copy(path, kept(path)) {
        eprintln!("{}: {error}", path.display());
    }
}

fn wanted(seen: bool, evidence: Value) -> Result<Value, Value> {
    if seen { Ok(evidence) } else { Err(evidence) }
}

fn refused(refusal: janet_model::Refusal) -> Value {
    json!(refusal.to_string())
}

fn text(error: impl std::fmt::Display) -> Value {
    json!(error.to_string())
}
