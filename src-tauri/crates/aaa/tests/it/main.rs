#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
//! Each command of the area twice, twice at once, and with the same id and other input. What FreeRADIUS and a router make
//! of it is shown in `provisioning`.

use janet_aaa::{DisconnectSession, PlaceHold, ReleaseHold, SetNas, nas_rows};
use janet_customers::HoldReason;
use janet_model::{Code, HoldId, NewId, NodeId, Role};
use janet_network::{ChangeNode, CreateNode, NodeInput, NodeKind, Vendor};
use janet_testkit::{SoldPlan, World};

#[tokio::test]
async fn a_hold_is_placed_once_and_released_once() {
    let world = World::new().await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let customer = world.sold_customer(world.branch, "Budi").await;
    let service = world.sold_service(customer, plan, 1).await;
    let hold =
        |note: &str| PlaceHold { id: HoldId::new_id(), service_id: service, reason: HoldReason::Freeze, until: None, note: note.into() };
    world.proves_once(&hold("cuti"), &hold("lain")).await;
    let again = world.apply(&hold("sekali lagi")).await.unwrap_err();
    assert_eq!((again.code, again.field.as_deref()), (Code::Taken, Some("reason")));
    let group = async || {
        sqlx::query_scalar::<_, String>("select groupname from radius.radusergroup").fetch_optional(world.admin.pool()).await.unwrap()
    };
    assert_eq!(group().await.as_deref(), Some("isolir"), "the account follows in the same transaction");
    let release = |reason| ReleaseHold { service_id: service, reason };
    world.proves_once(&release(HoldReason::Freeze), &release(HoldReason::Abuse)).await;
    assert_ne!(group().await.as_deref(), Some("isolir"));
    let past = PlaceHold { until: Some(chrono::Utc::now() - chrono::Duration::hours(1)), ..hold("") };
    assert_eq!(world.apply(&past).await.unwrap_err().field.as_deref(), Some("until"));
    let cashier = world.operator(&[Role::Cashier], None).await;
    assert_eq!(world.apply_as(&cashier, &hold("")).await.unwrap_err().code, Code::Forbidden);

    let other = world.sold_service(world.sold_customer(world.branch, "Siti").await, plan, 1).await;
    world.proves_once(&DisconnectSession { service_id: service }, &DisconnectSession { service_id: other }).await;
}

#[tokio::test]
async fn a_router_s_secret_is_set_and_not_shown() {
    let world = World::new().await;
    let router = |code: &str, address: &str| NodeInput {
        branch_id: world.branch,
        kind: NodeKind::Router,
        vendor: Vendor::Mikrotik,
        code: code.into(),
        name: "Router".into(),
        address: address.into(),
        port: 8728,
        username: "api".into(),
        pin: None,
        coa_port: None,
        nas_address: String::new(),
        legacy_ssh: false,
        vlan: None,
        reach: janet_network::Reach::default(),
    };
    let (one, two, named) = (NodeId::new_id(), NodeId::new_id(), NodeId::new_id());
    world.apply(&CreateNode { id: one, values: router("RTR-1", "10.0.0.1") }).await.unwrap();
    world.apply(&CreateNode { id: two, values: router("RTR-2", "10.0.0.1") }).await.unwrap();
    world.apply(&CreateNode { id: named, values: router("RTR-3", "bras.contoh.id") }).await.unwrap();
    let set = |node_id, secret: &str| SetNas { node_id, secret: secret.into() };
    world.proves_once(&set(one, "kunci-yang-panjang"), &set(one, "kunci-yang-lain")).await;
    let rows = nas_rows(world.admin.pool()).await.unwrap();
    assert_eq!((rows.len(), rows[0].address.as_str()), (1, "10.0.0.1"));
    // RADIUS is told when the router moves; the secret stays.
    let moved = ChangeNode { id: one, version: 1, values: router("RTR-1", "10.0.0.7") };
    world.apply(&moved).await.unwrap();
    assert_eq!(nas_rows(world.admin.pool()).await.unwrap()[0].address, "10.0.0.7");
    world.apply(&ChangeNode { version: 2, values: router("RTR-1", "10.0.0.1"), ..moved }).await.unwrap();
    assert!(sqlx::query("select secret from radius.nas").fetch_all(world.admin.pool()).await.is_err(), "no operator reads it");
    let clash = world.apply(&set(two, "kunci-yang-panjang")).await.unwrap_err();
    assert_eq!((clash.code, clash.field.as_deref()), (Code::Taken, Some("nas_address")));
    let name = world.apply(&set(named, "kunci-yang-panjang")).await.unwrap_err();
    assert_eq!((name.code, name.field.as_deref()), (Code::Required, Some("nas_address")), "RADIUS knows a router by its address");
    assert_eq!(world.apply(&set(one, "pendek")).await.unwrap_err().code, Code::Invalid);
}
