//! The one commit, and what follows it on the devices.

use janet_model::{Code, CommandId, NewId};
use janet_provisioning::{Connect, CustomerChoice, services};
use janet_testkit::Site;

use crate::line::state;

#[tokio::test]
async fn a_line_comes_up_and_only_then_is_charged() {
    let site = Site::start().await;
    site.plug("ZTEGD0A1B2C3");
    let input = site.connect("Budi Santoso", "budi.santoso", "5a544547d0a1b2c3", 7);
    let connected = site.world.apply(&Connect(input.clone())).await.unwrap();
    assert_eq!((connected.customer_code.as_str(), connected.username.as_str()), ("JNT-000001", "budi.santoso"));
    assert_eq!(connected.invoice_number, None, "nothing is charged before the line works");

    let service = site.until("the service is active", || state(&site, &connected, "active")).await;
    let onu = service.onu.as_ref().unwrap();
    assert_eq!((onu.verdict.as_deref(), onu.state.as_deref(), onu.saved), (Some("complete"), Some("online"), true));
    assert_eq!(onu.olt_rx_dbm, Some(-21.46));
    // What the OLT itself holds.
    let held = site.zte.registered();
    assert_eq!((held.len(), held[0].serial.as_str(), i32::from(held[0].id)), (1, "ZTEGD0A1B2C3", i32::from(onu.onu_id.unwrap())));
    assert!(held[0].interface.iter().any(|line| line.contains("JNT-000001")), "{:?}", held[0]);
    site.zte.reboot();
    assert_eq!(site.zte.registered().len(), 1, "it was saved");

    let account = janet_billing::account(site.world.admin.pool(), connected.customer_id).await.unwrap();
    assert_eq!(account.open.len(), 1, "installation and first month in one invoice");
    let log = janet_provisioning::olt_log(site.world.admin.pool(), connected.service_id).await.unwrap();
    assert!(log[0].transcript.contains("sn ZTEGD0A1B2C3"), "{}", log[0].transcript);
}

#[tokio::test]
async fn a_huawei_line_comes_up() {
    let site = Site::start().await;
    site.plug_huawei("HWTC11223344");
    let mut input = site.connect("Siti Rahmawati", "siti", "HWTC11223344", 1);
    let onu = input.service.onu.as_mut().unwrap();
    (onu.olt_id, onu.pon) = (site.huawei_id, janet_testkit::HUAWEI_PON);
    let connected = site.world.apply(&Connect(input)).await.unwrap();
    let service = site.until("the service is active", || state(&site, &connected, "active")).await;
    assert_eq!(service.onu.unwrap().verdict.as_deref(), Some("complete"));
    assert_eq!(site.huawei.registered()[0].serial, "HWTC11223344");
}

#[tokio::test]
async fn twice_twice_at_once_and_with_other_input() {
    let site = Site::start().await;
    site.plug("ZTEGD0A1B2C3");
    let input = Connect(site.connect("Budi Santoso", "budi", "ZTEGD0A1B2C3", 1));
    let id = CommandId::new_id();
    let (one, two) =
        tokio::join!(site.world.apply_with_id(&site.world.admin, id, &input), site.world.apply_with_id(&site.world.admin, id, &input));
    let first = one.unwrap();
    assert_eq!(first, two.unwrap());
    assert_eq!(first, site.world.apply_with_id(&site.world.admin, id, &input).await.unwrap());
    let mut other = input.clone();
    other.0.service.username = "budi2".into();
    assert_eq!(site.world.apply_with_id(&site.world.admin, id, &other).await.unwrap_err().code, Code::CommandReused);
    site.until("the service is active", || state(&site, &first, "active")).await;
    assert_eq!(site.zte.registered().len(), 1);
    let customers: i64 = sqlx::query_scalar("select count(*) from public.isp_customers").fetch_one(site.world.admin.pool()).await.unwrap();
    let invoices: i64 = sqlx::query_scalar("select count(*) from public.isp_invoices").fetch_one(site.world.admin.pool()).await.unwrap();
    assert_eq!((customers, invoices), (1, 1));
}

#[tokio::test]
async fn an_existing_customer_gets_a_line() {
    let site = Site::start().await;
    let first = site.world.apply(&Connect(site.connect("Budi Santoso", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    let mut second = site.connect("", "budi.kantor", "ZTEGD0A1B2C4", 2);
    second.customer = CustomerChoice::Existing(first.customer_id);
    let connected = site.world.apply(&Connect(second)).await.unwrap();
    assert_eq!(connected.customer_code, first.customer_code);
    assert_eq!(services(site.world.admin.pool(), first.customer_id).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_olt_that_is_down_leaves_a_job_with_its_reason_and_charges_nothing() {
    let site = Site::start().await;
    // Nobody listens on the port any more.
    let values = janet_network::node(site.world.admin.pool(), site.zte_id).await.unwrap();
    let mut input = values.input.clone();
    input.port = 1;
    site.world.apply(&janet_network::ChangeNode { id: site.zte_id, version: values.row.version, values: input }).await.unwrap();
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    let job = site
        .until("the job says why it waits", || async {
            let service = services(site.world.admin.pool(), connected.customer_id).await.unwrap().remove(0);
            service.jobs.into_iter().find(|job| job.kind == "onu.register" && job.reason.is_some())
        })
        .await;
    assert_eq!(job.state, "waiting");
    assert!(job.reason.as_deref().unwrap().contains("OLT-1"), "{:?}", job.reason);
    let service = services(site.world.admin.pool(), connected.customer_id).await.unwrap().remove(0);
    assert_eq!(service.state, "installing");
    assert!(service.onu.unwrap().last_error.is_some());
    assert!(janet_billing::account(site.world.admin.pool(), connected.customer_id).await.unwrap().open.is_empty());
}

#[tokio::test]
async fn a_read_only_olt_is_not_written_until_it_is_managed() {
    let site = Site::start().await;
    site.plug("ZTEGD0A1B2C3");
    let row = janet_network::node(site.world.admin.pool(), site.zte_id).await.unwrap().row;
    site.world.apply(&janet_network::ManageNode { id: site.zte_id, version: row.version, managed: false }).await.unwrap();
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    site.until("the job waits for the switch", || async {
        let service = services(site.world.admin.pool(), connected.customer_id).await.unwrap().remove(0);
        service.jobs.into_iter().find(|job| job.reason.as_deref().is_some_and(|reason| reason.contains("read-only")))
    })
    .await;
    assert!(site.zte.registered().is_empty());
    let row = janet_network::node(site.world.admin.pool(), site.zte_id).await.unwrap().row;
    site.world.apply(&janet_network::ManageNode { id: site.zte_id, version: row.version, managed: true }).await.unwrap();
    site.until("the service is active", || state(&site, &connected, "active")).await;
}
