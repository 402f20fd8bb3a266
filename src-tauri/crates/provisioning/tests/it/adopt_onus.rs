//! Taking over what stands on an OLT: the ONU keeps its place, its id and its settings.

use janet_model::Code;
use janet_provisioning::adopt::{AdoptionShow, Confidence, FindKind, MatchReason, Paste, PastedRow, ReadNode, TakeOutcome};
use janet_provisioning::ports::{LineProfile, OltDialect, OnuDesired, PonPlace};
use janet_provisioning::services;
use janet_testkit::{HUAWEI_PON, Site, ZTE_PON};
use uuid::Uuid;

use crate::adopt::{named, page, read, refused, secret, take};

fn desired(dialect: OltDialect, pon: PonPlace, id: u8, serial: &str, label: &str) -> OnuDesired {
    let profile = match dialect {
        OltDialect::Zte => {
            LineProfile::Zte { onu_type: "F670L".into(), tcont: "UP-20M".into(), traffic: Some(("UP-20M".into(), "DOWN-20M".into())) }
        }
        OltDialect::Huawei => LineProfile::Huawei { line_profile: 60, service_profile: 1, gem: 1 },
        other => panic!("no OLT of {other:?} on this site"),
    };
    OnuDesired { pon, onu_id: Some(id), serial: serial.into(), customer_code: label.into(), vlan: 110, profile }
}

/// Registers an ONU as somebody did by hand, years ago.
fn registered(site: &Site, dialect: OltDialect, id: u8, serial: &str, label: &str) {
    let (olt, pon) = match dialect {
        OltDialect::Zte => (&site.zte, ZTE_PON),
        OltDialect::Huawei => (&site.huawei, HUAWEI_PON),
        other => panic!("no OLT of {other:?} on this site"),
    };
    if dialect == OltDialect::Huawei {
        site.plug_huawei(serial);
    } else {
        site.plug(serial);
    }
    let plan = janet_testkit::plan_onu(dialect, &desired(dialect, pon, id, serial, label)).unwrap();
    let enable = if dialect == OltDialect::Huawei { Some("enable") } else { None };
    let lines: Vec<&str> = enable.into_iter().chain(plan.lines.iter().map(String::as_str)).collect();
    let replies = olt.type_lines(lines.iter().copied());
    olt.settle();
    assert!(olt.registered().iter().any(|onu| onu.serial == serial), "{lines:#?} {replies:#?}");
}

#[tokio::test]
async fn onus_are_taken_over_with_their_place() {
    let site = Site::start().await;
    site.router.add_profile("home-30", &[]);
    registered(&site, OltDialect::Zte, 7, "ZTEGD0A1B2C3", "LAMA-01");
    registered(&site, OltDialect::Huawei, 4, "HWTC11223344", "LAMA-02");
    secret(&site, "budi", "lama-lama", "");
    let row = |name: &str, username: &str, serial: &str| PastedRow {
        id: Uuid::now_v7(),
        code: String::new(),
        name: name.into(),
        username: username.into(),
        serial: serial.into(),
        mac: String::new(),
        phone: String::new(),
        address: String::new(),
        plan: String::new(),
    };
    let rows = vec![row("Budi Santoso", "budi", "5A544547D0A1B2C3"), row("Siti Rahmawati", "siti", "HWTC11223344")];
    site.world.apply(&Paste { branch_id: site.world.branch, rows, first: true, last: true }).await.unwrap();
    let (zte, huawei) = (site.zte.registered(), site.huawei.registered());
    for node in [site.router_id, site.zte_id] {
        assert_eq!(read(&site, node).await, None);
    }
    // This Huawei does not say how many ports its boards have, and feeds no box of ours: the operator names them.
    let reason = read(&site, site.huawei_id).await.unwrap();
    assert!(reason.contains("name them"), "{reason}");
    site.world.apply(&ReadNode { node_id: site.huawei_id, pons: vec![HUAWEI_PON] }).await.unwrap();
    site.until("the Huawei was read", || async { page(&site, site.huawei_id, AdoptionShow::Certain).await.pop() }).await;

    let onu = named(&site, site.zte_id, "ZTEGD0A1B2C3").await;
    assert_eq!((onu.kind, onu.confidence, onu.reason), (FindKind::Onu, Confidence::Certain, MatchReason::Serial));
    assert_eq!((onu.pon, onu.onu_id, onu.vlan, onu.line.as_str()), (Some(ZTE_PON), Some(7), Some(110), "online"), "{onu:?}");
    assert!(onu.comment.contains("LAMA-01"), "{onu:?}");
    // An ONU hangs on a service: it waits for its secret.
    let early = site.world.apply(&take(&[onu])).await.unwrap();
    assert_eq!(refused(&early.lines[0].outcome), (Code::Required, Some("customer_id")));

    let mut finds = vec![named(&site, site.zte_id, "ZTEGD0A1B2C3").await];
    finds.extend(page(&site, site.router_id, AdoptionShow::Certain).await);
    let taken = site.world.apply(&take(&finds[1..])).await.unwrap();
    let TakeOutcome::Taken { service_id, created: true, .. } = taken.lines[0].outcome else { panic!("{taken:?}") };
    let taken = site.world.apply(&take(&[named(&site, site.zte_id, "ZTEGD0A1B2C3").await])).await.unwrap();
    assert!(matches!(taken.lines[0].outcome, TakeOutcome::Taken { service_id: on, .. } if on == service_id), "{taken:?}");

    let customer = named(&site, site.zte_id, "ZTEGD0A1B2C3").await.customer_id.unwrap();
    let service = services(site.world.admin.pool(), customer).await.unwrap().remove(0);
    let kept = service.onu.unwrap();
    assert_eq!((kept.serial.as_str(), kept.onu_id.map(i32::from), kept.verdict.as_deref()), ("ZTEGD0A1B2C3", Some(7), Some("complete")));
    assert_eq!((service.state.as_str(), kept.state.as_deref()), ("active", Some("online")));
    let vlan: i32 = sqlx::query_scalar("select vlan from public.isp_customer_devices").fetch_one(site.world.admin.pool()).await.unwrap();
    assert_eq!(vlan, 110, "as it stands there, not as the OLT's usual one");

    // Siti has no service, so her ONU waits; it is found on the Huawei all the same.
    let siti = named(&site, site.huawei_id, "HWTC11223344").await;
    assert_eq!((siti.confidence, siti.onu_id, siti.whose_name.as_deref()), (Confidence::Certain, Some(4), Some("Siti Rahmawati")));
    assert_eq!(siti.vlan, Some(110), "{siti:?}");

    // Nothing changed on either, and only reads were typed.
    assert_eq!((site.zte.registered(), site.huawei.registered()), (zte, huawei));
    let scripts: Vec<String> =
        sqlx::query_scalar("select transcript from public.isp_olt_command_logs").fetch_all(site.world.admin.pool()).await.unwrap();
    assert!(scripts.len() >= 2);
    for line in scripts.iter().flat_map(|script| script.lines()).filter_map(|line| line.strip_prefix("> ")) {
        let read = ["show ", "display ", "terminal ", "enable", "scroll", "undo smart", "config", "exit", "quit", "interface gpon "];
        assert!(read.iter().any(|word| line.starts_with(word)), "{line} is no read");
    }
    let jobs: i64 = sqlx::query_scalar("select count(*) from public.isp_jobs where kind not in ('adopt.read')")
        .fetch_one(&site.world.agent)
        .await
        .unwrap();
    assert_eq!(jobs, 0);
}

#[tokio::test]
async fn an_onu_of_ours_is_no_find_and_named_ports_are_the_ones_read() {
    let site = Site::start().await;
    site.plug("ZTEGD0A1B2C3");
    let connected = site.world.apply(&janet_provisioning::Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    site.until("the service is active", || crate::line::state(&site, &connected, "active")).await;
    let pons = vec![ZTE_PON];
    site.world.apply(&ReadNode { node_id: site.zte_id, pons }).await.unwrap();
    site.until("it was read", || async { page(&site, site.zte_id, AdoptionShow::Taken).await.pop() }).await;
    assert!(page(&site, site.zte_id, AdoptionShow::Open).await.is_empty());
    assert_eq!(named(&site, site.zte_id, "ZTEGD0A1B2C3").await.service_id, Some(connected.service_id));
    let cards: i64 = sqlx::query_scalar("select count(*) from public.isp_olt_command_logs where operation = 'ports'")
        .fetch_one(site.world.admin.pool())
        .await
        .unwrap();
    assert_eq!(cards, 0);
}
