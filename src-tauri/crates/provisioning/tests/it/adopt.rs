//! Taking over what stands on a router: found, matched, reviewed, taken, and nothing changed there.

use janet_aaa::PlaceHold;
use janet_customers::HoldReason;
use janet_model::{Code, CustomerId, DeviceId, HoldId, NewId, NodeId, Role, ServiceId};
use janet_provisioning::adopt::{
    AdoptionFind, AdoptionRequest, AdoptionShow, Confidence, Decision, MatchReason, Paste, PastedRow, PastedWho, ReadNode, Review,
    ReviewChange, Take, TakeLine, TakeOutcome, adoption_finds, adoption_nodes,
};
use janet_testkit::{RADIUS_SECRET, Site};
use uuid::Uuid;

use crate::radclient::ask;

/// Menus in which a take-over could leave a trace.
const MENUS: [&str; 7] =
    ["/ppp/secret", "/ppp/profile", "/ppp/active", "/queue/simple", "/ip/hotspot/user", "/ip/pool", "/ip/firewall/address-list"];

/// Rows of a menu, each with its words.
type Menu = Vec<Vec<(String, Vec<u8>)>>;

pub fn tables(site: &Site) -> Vec<Menu> {
    MENUS.iter().map(|menu| site.router.rows(menu)).collect()
}

/// Puts a secret on the router, as its owner did years ago.
pub fn secret(site: &Site, name: &str, password: &str, comment: &str) -> String {
    let properties = [("name", name), ("password", password), ("service", "pppoe"), ("profile", "home-30"), ("comment", comment)];
    site.router.put("/ppp/secret", &properties).unwrap()
}

/// Reads a node and waits for the read's end; gives its reason where it failed.
pub async fn read(site: &Site, node: NodeId) -> Option<String> {
    site.world.apply(&ReadNode { node_id: node, pons: Vec::new() }).await.unwrap();
    site.until("the read ended", || async {
        let row = adoption_nodes(site.world.admin.pool()).await.unwrap().into_iter().find(|row| row.id == node).unwrap();
        match row.job_state.as_deref() {
            Some("done") => Some(None),
            Some("failed") => Some(row.job_reason),
            _ => None,
        }
    })
    .await
}

pub async fn page(site: &Site, node: NodeId, show: AdoptionShow) -> Vec<AdoptionFind> {
    let request = AdoptionRequest { node_id: node, kind: None, show, text: String::new(), offset: 0, limit: 500 };
    let page = adoption_finds(site.world.admin.pool(), &request).await.unwrap();
    assert_eq!(page.rows.len(), (page.count as usize).min(500), "the counter and its list are the same");
    page.rows
}

pub async fn named(site: &Site, node: NodeId, name: &str) -> AdoptionFind {
    let shows = [AdoptionShow::Open, AdoptionShow::Skipped, AdoptionShow::Taken, AdoptionShow::Gone];
    for show in shows {
        if let Some(find) = page(site, node, show).await.into_iter().find(|find| find.name == name) {
            return find;
        }
    }
    panic!("{name} was not found");
}

pub fn take(finds: &[AdoptionFind]) -> Take {
    let line = |find: &AdoptionFind| TakeLine {
        find_id: find.id,
        version: find.version,
        customer_id: CustomerId::new_id(),
        service_id: ServiceId::new_id(),
        device_id: DeviceId::new_id(),
        hold_id: HoldId::new_id(),
    };
    Take { billing_day: 5, lines: finds.iter().map(line).collect() }
}

pub fn refused(outcome: &TakeOutcome) -> (Code, Option<&str>) {
    match outcome {
        TakeOutcome::Refused { code, field, .. } => (*code, field.as_deref()),
        TakeOutcome::Taken { .. } => panic!("it was taken"),
    }
}

async fn number(site: &Site, question: &'static str) -> i64 {
    sqlx::query_scalar(question).fetch_one(&site.world.agent).await.unwrap()
}

/// Three customers in the books, and four secrets on the router.
async fn town(site: &Site) {
    site.router.add_profile("home-30", &[("rate-limit", "30M/30M")]);
    for name in ["Budi Santoso", "Siti Rahmawati", "Agus Salim"] {
        site.world.sold_customer(site.world.branch, name).await;
    }
    secret(site, "Budi Mawar", "lama-budi-1", "JNT-000001 gg mawar");
    secret(site, "siti", "lama-siti-2", "Siti Rahmawati");
    let off = [("name", "agus"), ("password", "lama-agus-3"), ("profile", "default"), ("comment", "jnt-000003"), ("disabled", "true")];
    site.router.put("/ppp/secret", &off).unwrap();
    secret(site, "x99", "lama-x99-4", "rumah kosong");
}

#[tokio::test]
async fn secrets_are_found_matched_and_taken_over_as_they_stand() {
    let site = Site::start().await;
    town(&site).await;
    let before = tables(&site);
    assert_eq!(read(&site, site.router_id).await, None);

    let budi = named(&site, site.router_id, "Budi Mawar").await;
    assert_eq!((budi.confidence, budi.reason, budi.evidence.as_str()), (Confidence::Certain, MatchReason::Code, "JNT-000001"));
    assert_eq!((budi.whose_code.as_deref(), budi.plan_id), (Some("JNT-000001"), Some(site.plan_id)));
    let siti = named(&site, site.router_id, "siti").await;
    assert_eq!((siti.confidence, siti.reason), (Confidence::Likely, MatchReason::Name));
    let agus = named(&site, site.router_id, "agus").await;
    assert!(agus.disabled && agus.plan_id.is_none(), "no plan is called default");
    let stranger = named(&site, site.router_id, "x99").await;
    assert_eq!((stranger.confidence, stranger.whose_name.as_deref()), (Confidence::None, None));

    // A person corrects: the plan of one, and nothing of the stranger.
    let plan = Decision::Plan { plan_id: site.plan_id };
    let changes = vec![
        ReviewChange { find_id: agus.id, version: agus.version, decision: plan },
        ReviewChange { find_id: stranger.id, version: stranger.version, decision: Decision::Skip },
        ReviewChange { find_id: siti.id, version: siti.version + 7, decision: Decision::Skip },
    ];
    let reviewed = site.world.proves_once(&Review { changes: changes.clone() }, &Review { changes: Vec::new() }).await;
    assert_eq!((reviewed.done, reviewed.stale), (2, vec![siti.id]));

    let finds = page(&site, site.router_id, AdoptionShow::Open).await;
    let input = take(&finds);
    let taken = site.world.proves_once(&input, &Take { billing_day: 6, ..input.clone() }).await;
    assert!(taken.lines.iter().all(|line| matches!(line.outcome, TakeOutcome::Taken { created: false, .. })), "{taken:?}");
    let pool = site.world.admin.pool();
    let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
        "select username, access, state, exists (select from public.isp_service_holds h where h.service_id = s.id and released_at is null) from public.isp_services s order by username collate \"C\"",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let row = |name: &str, held| (name.to_owned(), "router-pppoe".to_owned(), "active".to_owned(), held);
    assert_eq!(rows, [row("Budi Mawar", false), row("agus", true), row("siti", false)], "switched off there is suspended here");
    let statuses: Vec<String> =
        sqlx::query_scalar("select status from public.customer_overview order by code").fetch_all(pool).await.unwrap();
    assert_eq!(statuses, ["active", "active", "suspended"]);

    // The password is where passwords are, and nowhere else.
    let service: Uuid = sqlx::query_scalar("select id from public.isp_services where username = 'siti'").fetch_one(pool).await.unwrap();
    assert_eq!(janet_aaa::reveal_password(pool, ServiceId(service)).await.unwrap(), "lama-siti-2");
    assert_eq!(number(&site, "select count(*) from public.isp_adoption_passwords").await, 1, "the skipped one's only");
    assert_eq!(number(&site, "select count(*) from public.isp_adoption_finds f where f::text like '%lama-%'").await, 0);
    assert_eq!(number(&site, "select count(*) from api.commands where input::text like '%lama-%'").await, 0);
    assert_eq!(number(&site, "select count(*) from public.isp_activity_logs where after::text like '%lama-%'").await, 0);

    // No charge, no work for a device, and nothing changed on the router.
    assert_eq!(number(&site, "select count(*) from public.isp_invoices").await, 0);
    assert_eq!(number(&site, "select count(*) from public.journal_entries").await, 0);
    assert_eq!(number(&site, "select count(*) from public.isp_jobs where kind not in ('adopt.read')").await, 0);
    assert_eq!(tables(&site), before);
    for (path, _) in site.router.called() {
        assert!(path.ends_with("/print") || path == "/login", "{path} is no read");
    }
    // RADIUS lets nobody in whom the router itself does not: a disabled secret is asked about there.
    if let Some(radius) = &site.radius {
        for (name, password) in [("agus", "lama-agus-3"), ("siti", "lama-siti-2")] {
            let said = ask(radius.authentication, RADIUS_SECRET, name, password, true).await;
            assert!(said.contains("Received Access-Reject"), "{said}");
        }
    }

    // Nothing tells the router of a hold yet, so none is promised.
    let hold = PlaceHold { id: HoldId::new_id(), service_id: ServiceId(service), reason: HoldReason::Abuse, until: None, note: "".into() };
    let said = site.world.apply(&hold).await.unwrap_err();
    assert_eq!((said.code, said.field.as_deref()), (Code::Invalid, Some("access")));

    // What is taken is refused, and what is not ours to take too.
    let again = site.world.apply(&take(&finds)).await.unwrap();
    assert!(again.lines.iter().all(|line| refused(&line.outcome).0 == Code::Taken), "a new attempt with the old rows");
    let skipped = named(&site, site.router_id, "x99").await;
    let outcome = site.world.apply(&take(&[skipped])).await.unwrap();
    assert_eq!(refused(&outcome.lines[0].outcome), (Code::Stale, Some("find_id")));
    // Another read finds the same, and leaves it.
    assert_eq!(read(&site, site.router_id).await, None);
    assert_eq!(page(&site, site.router_id, AdoptionShow::Taken).await.len(), 3);
    assert_eq!(page(&site, site.router_id, AdoptionShow::Open).await.len(), 0);
}

#[tokio::test]
async fn what_changed_since_it_was_read_is_not_taken() {
    let site = Site::start().await;
    site.router.add_profile("home-30", &[]);
    site.world.sold_customer(site.world.branch, "Budi Santoso").await;
    let (kept, gone, moved) = (
        secret(&site, "tetap", "sama-sama", "JNT-000001"),
        secret(&site, "pergi", "sama-sama", "JNT-000001"),
        secret(&site, "ganti", "sandi-lama", "JNT-000001"),
    );
    assert_eq!(read(&site, site.router_id).await, None);
    let seen = page(&site, site.router_id, AdoptionShow::Certain).await;
    assert_eq!(seen.len(), 3);
    site.router.take_away("/ppp/secret", &gone);
    site.router.take_away("/ppp/secret", &moved);
    secret(&site, "ganti", "sandi-baru", "JNT-000001");
    assert_eq!(read(&site, site.router_id).await, None);
    let taken = site.world.apply(&take(&seen)).await.unwrap();
    for (find, line) in seen.iter().zip(&taken.lines) {
        match find.name.as_str() {
            "tetap" => assert!(matches!(line.outcome, TakeOutcome::Taken { .. }), "{line:?}"),
            _ => assert_eq!(refused(&line.outcome).0, Code::Stale, "{}", find.name),
        }
    }
    assert_eq!(named(&site, site.router_id, "pergi").await.state, "gone");
    assert!(!kept.is_empty());
}

#[tokio::test]
async fn pasted_rows_say_who_it_is_and_make_whom_nobody_knows() {
    let site = Site::start().await;
    site.router.add_profile("tanpa-paket", &[]);
    site.world.sold_customer(site.world.branch, "Budi Santoso").await;
    for name in ["bud01", "new02", "new02-kantor"] {
        site.router.put("/ppp/secret", &[("name", name), ("password", "lama-lama"), ("profile", "tanpa-paket")]).unwrap();
    }
    site.router.put("/queue/simple", &[("name", "Rina Aini"), ("target", "10.9.0.7/32"), ("max-limit", "5M/5M")]).unwrap();
    site.router.put("/ip/hotspot/user", &[("name", "warung"), ("password", "kopi-kopi"), ("comment", "0812 9900 1122")]).unwrap();
    assert_eq!(read(&site, site.router_id).await, None);
    let row = |name: &str, username: &str, phone: &str| PastedRow {
        id: Uuid::now_v7(),
        code: String::new(),
        name: name.into(),
        username: username.into(),
        serial: String::new(),
        mac: String::new(),
        phone: phone.into(),
        address: "Jl. Melati 4".into(),
        plan: "home 30".into(),
    };
    let rows = vec![
        row("BUDI SANTOSO", "bud01", ""),
        row("Dewi Lestari", "new02", "08129900 3344"),
        row("", "x", ""),
        row("Rina Aini", "", ""),
        row("Warung Kopi", "", "0812-9900-1122"),
    ];
    let paste = Paste { branch_id: site.world.branch, rows, first: true, last: true };
    let outcome = site.world.proves_once(&paste, &Paste { rows: Vec::new(), ..paste.clone() }).await;
    let known = PastedWho::Known { code: "JNT-000001".into() };
    assert_eq!(outcome.rows, [known, PastedWho::New, PastedWho::Invalid { field: "name".into() }, PastedWho::New, PastedWho::New]);
    // The same list once more does not make everybody two.
    let mut again = paste.clone();
    again.rows.iter_mut().for_each(|row| row.id = Uuid::now_v7());
    site.world.apply(&again).await.unwrap();

    let budi = named(&site, site.router_id, "bud01").await;
    assert_eq!((budi.confidence, budi.whose_code.as_deref(), budi.plan_id), (Confidence::Certain, Some("JNT-000001"), Some(site.plan_id)));
    let dewi = named(&site, site.router_id, "new02").await;
    assert_eq!((dewi.confidence, dewi.whose_code, dewi.whose_name.as_deref()), (Confidence::Certain, None, Some("Dewi Lestari")));
    let office = named(&site, site.router_id, "new02-kantor").await;
    assert_eq!(office.confidence, Confidence::None);
    let correct = Decision::Row { row_id: dewi.row_id.unwrap() };
    let changes = vec![ReviewChange { find_id: office.id, version: office.version, decision: correct }];
    site.world.apply(&Review { changes }).await.unwrap();
    let office = named(&site, site.router_id, "new02-kantor").await;
    assert_eq!((office.reason, office.whose_name.as_deref()), (MatchReason::Operator, Some("Dewi Lestari")));
    let changes = vec![ReviewChange { find_id: office.id, version: office.version, decision: Decision::Plan { plan_id: site.plan_id } }];
    site.world.apply(&Review { changes }).await.unwrap();

    let before = tables(&site);
    let finds = page(&site, site.router_id, AdoptionShow::Open).await;
    assert_eq!(finds.len(), 5);
    let taken = site.world.apply(&take(&finds)).await.unwrap();
    assert!(taken.lines.iter().all(|line| matches!(line.outcome, TakeOutcome::Taken { .. })), "{taken:?}");
    let pool = site.world.admin.pool();
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select c.name, s.username, s.access from public.isp_services s join public.isp_customers c on c.id = s.customer_id order by s.username collate \"C\"",
    )
    .fetch_all(pool)
    .await
    .unwrap();
    let is = |name: &str, user: &str, access: &str| (name.to_owned(), user.to_owned(), access.to_owned());
    assert_eq!(
        rows,
        [
            is("Rina Aini", "Rina Aini", "static"),
            is("Budi Santoso", "bud01", "router-pppoe"),
            is("Dewi Lestari", "new02", "router-pppoe"),
            is("Dewi Lestari", "new02-kantor", "router-pppoe"),
            is("Warung Kopi", "warung", "hotspot"),
        ]
    );
    assert_eq!(number(&site, "select count(*) from public.isp_customers").await, 4, "Dewi was created once");
    assert_eq!(tables(&site), before);
}

#[tokio::test]
async fn a_thousand_secrets_cost_nine_calls() {
    let site = Site::start().await;
    site.router.add_profile("home-30", &[("rate-limit", "30M/30M")]);
    for at in 0..1000 {
        secret(&site, &format!("plg{at:04}"), &format!("sandi-{at:04}"), &format!("Pelanggan Nomor {at}"));
    }
    let rows = (0..1000).map(|at| PastedRow {
        id: Uuid::now_v7(),
        code: String::new(),
        name: format!("Pelanggan Nomor {at}"),
        username: format!("plg{at:04}"),
        serial: String::new(),
        mac: String::new(),
        phone: format!("08{:09}", 100_000_000 + at),
        address: String::new(),
        plan: String::new(),
    });
    site.world.apply(&Paste { branch_id: site.world.branch, rows: rows.collect(), first: true, last: true }).await.unwrap();
    let began = std::time::Instant::now();
    assert_eq!(read(&site, site.router_id).await, None);
    let read_in = began.elapsed();
    let finds: Vec<AdoptionFind> = {
        let first = AdoptionRequest {
            node_id: site.router_id,
            kind: None,
            show: AdoptionShow::Certain,
            text: String::new(),
            offset: 0,
            limit: 500,
        };
        let mut rows = adoption_finds(site.world.admin.pool(), &first).await.unwrap().rows;
        rows.extend(adoption_finds(site.world.admin.pool(), &AdoptionRequest { offset: 500, ..first }).await.unwrap().rows);
        rows
    };
    assert_eq!(finds.len(), 1000);
    let began = std::time::Instant::now();
    for chunk in finds.chunks(50) {
        let taken = site.world.apply(&take(chunk)).await.unwrap();
        assert!(taken.lines.iter().all(|line| matches!(line.outcome, TakeOutcome::Taken { created: true, .. })));
    }
    let taken_in = began.elapsed();
    println!("1,000 secrets: found and matched in {:.2} s, taken over in {:.2} s", read_in.as_secs_f64(), taken_in.as_secs_f64());
    assert!((read_in + taken_in).as_secs() < 60);
    let reads: u64 = site.router.called().iter().filter(|(path, _)| path.ends_with("/print")).map(|(_, times)| times).sum();
    assert_eq!((site.router.calls("/ppp/secret/print"), reads), (2, 9), "{:?}", site.router.called());
    assert_eq!(number(&site, "select count(*) from radius.radcheck where attribute = 'Cleartext-Password'").await, 1000);
}

#[tokio::test]
async fn a_router_that_is_away_says_so_and_another_branch_sees_nothing() {
    let site = Site::start().await;
    town(&site).await;
    assert_eq!(read(&site, site.router_id).await, None);
    let other = site.world.branch("BKS").await;
    let noc = site.world.operator(&[Role::Noc], Some(other)).await;
    let request =
        AdoptionRequest { node_id: site.router_id, kind: None, show: AdoptionShow::Open, text: String::new(), offset: 0, limit: 100 };
    assert_eq!(adoption_finds(noc.pool(), &request).await.unwrap().count, 0);
    let finds = page(&site, site.router_id, AdoptionShow::Certain).await;
    let outcome = site.world.apply_as(&noc, &take(&finds[..1])).await.unwrap();
    assert_eq!(refused(&outcome.lines[0].outcome).0, Code::NotFound);
    let read_there = ReadNode { node_id: site.router_id, pons: Vec::new() };
    assert_eq!(site.world.apply_as(&noc, &read_there).await.unwrap_err().code, Code::NotFound);
    let cashier = site.world.operator(&[Role::Cashier], Some(site.world.branch)).await;
    assert_eq!(site.world.apply_as(&cashier, &take(&finds[..1])).await.unwrap_err().code, Code::Forbidden);

    site.router.go_down();
    let reason = read(&site, site.router_id).await.unwrap();
    assert!(reason.contains("RTR-1") && reason.contains("does not answer"), "{reason}");
    assert_eq!(page(&site, site.router_id, AdoptionShow::Open).await.len(), 4, "what was found stays");
}

#[tokio::test]
async fn ten_thousand_finds_are_paged_with_their_counts() {
    let site = Site::start().await;
    sqlx::query(
        "insert into public.isp_adoption_finds (id, node_id, branch_id, kind, name, found_at, fields, comment, confidence)
         select gen_random_uuid(), $1, $2, 'secret', 'plg' || lpad(i::text, 5, '0'), now(), '[]', 'gg mawar ' || i, (array['certain','likely','unsure','none'])[1 + i % 4]
         from generate_series(0, 9999) i",
    )
    .bind(site.router_id.0)
    .bind(site.world.branch.0)
    .execute(&site.world.agent)
    .await
    .unwrap();
    let request =
        |show, text: &str, offset| AdoptionRequest { node_id: site.router_id, kind: None, show, text: text.into(), offset, limit: 200 };
    let pool = site.world.admin.pool();
    let began = std::time::Instant::now();
    let first = adoption_finds(pool, &request(AdoptionShow::Open, "", 0)).await.unwrap();
    let last = adoption_finds(pool, &request(AdoptionShow::Certain, "", 2400)).await.unwrap();
    println!("two pages of 10,000 finds in {} ms", began.elapsed().as_millis());
    assert_eq!((first.rows.len(), first.count, first.counts.certain, first.counts.none), (200, 10_000, 2500, 2500));
    assert_eq!((last.rows.len(), last.count), (100, 2500));
    let one = adoption_finds(pool, &request(AdoptionShow::Open, "PLG00042", 0)).await.unwrap();
    assert_eq!((one.count, one.rows[0].name.as_str()), (1, "plg00042"));
}
