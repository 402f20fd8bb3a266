#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
//! Each command of the area twice, twice at once, and with the same id and other input; and what it refuses.

use janet_model::{Code, NewId, NodeId, OdcId, OdpId, OltDialect, Pin, Role, SecretId, ZoneId};
use janet_network::{
    ChangeNode, ChangeOdc, ChangeOdp, ChangeZone, CreateNode, CreateOdc, CreateOdp, CreateZone, ForgetCertificate, ForgetHostKey,
    ManageNode, NodeInput, NodeKind, ObserveNode, OdcInput, OdpInput, PonPlace, Reach, SetNodeBudget, SetNodeSecret, Transport, Vendor,
    ZoneInput, node, nodes, odcs, weak_links, zones,
};
use janet_testkit::World;
use janet_vault::{KeyFile, Purpose, SealingKey, Secret, StoreSecret, Vault};

fn olt(world: &World, code: &str) -> NodeInput {
    NodeInput {
        branch_id: world.branch,
        kind: NodeKind::Olt,
        vendor: Vendor::Zte,
        code: code.into(),
        name: "OLT Bekasi".into(),
        address: "10.1.2.3".into(),
        port: 22,
        username: "admin".into(),
        pin: None,
        coa_port: Some(3799),
        nas_address: String::new(),
        legacy_ssh: true,
        vlan: Some(100),
        reach: Reach::default(),
    }
}

fn here() -> Pin {
    Pin { latitude: -6.2345, longitude: 106.9940 }
}

#[tokio::test]
async fn every_make_is_reached_in_its_own_way() {
    let world = World::new().await;
    let pool = world.admin.pool();
    let family = |vendor, dialect, transport| NodeInput {
        vendor,
        reach: Reach { dialect, transport, ..Reach::default() },
        ..olt(&world, &format!("OLT-{}", NodeId::new_id().0.simple().to_string()[24..].to_uppercase()))
    };
    for dialect in OltDialect::all() {
        let vendor: Vendor = serde_json::from_value(dialect.make().into()).unwrap();
        let id = NodeId::new_id();
        world.apply(&CreateNode { id, values: family(vendor, Some(dialect), Transport::Telnet) }).await.unwrap();
        let seen = node(pool, id).await.unwrap();
        assert_eq!((seen.input.reach.dialect, seen.input.reach.transport), (Some(dialect), Transport::Telnet));
        assert!(!seen.input.legacy_ssh, "Telnet has no SSH algorithms");
    }
    let id = NodeId::new_id();
    world.apply(&CreateNode { id, values: family(Vendor::Vsol, None, Transport::Ssh) }).await.unwrap();
    assert_eq!(node(pool, id).await.unwrap().input.reach.dialect, Some(OltDialect::VsolGpon), "the usual one of the make");
    let wrong =
        world.apply(&CreateNode { id: NodeId::new_id(), values: family(Vendor::Zte, Some(OltDialect::Huawei), Transport::Ssh) }).await;
    assert_eq!(wrong.unwrap_err().field.as_deref(), Some("dialect"));
    let weak = weak_links(pool).await.unwrap();
    assert_eq!((weak.telnet.len(), weak.legacy_ssh.len()), (OltDialect::all().count(), 1));
}

#[tokio::test]
async fn a_device_has_the_budget_of_its_make_until_another_is_set() {
    let world = World::new().await;
    let pool = world.admin.pool();
    let (zte, vsol) = (NodeId::new_id(), NodeId::new_id());
    world.apply(&CreateNode { id: zte, values: olt(&world, "OLT-1") }).await.unwrap();
    world.apply(&CreateNode { id: vsol, values: NodeInput { vendor: Vendor::Vsol, ..olt(&world, "OLT-2") } }).await.unwrap();
    let seen = node(pool, zte).await.unwrap();
    assert_eq!((seen.default_budget.sessions, seen.default_budget.optics_minutes, seen.least_optics_minutes), (2, 60, 60));
    assert_eq!(node(pool, vsol).await.unwrap().default_budget.sessions, 1);
    let set = |id, version, sessions, optics_minutes| SetNodeBudget { id, version, sessions, optics_minutes };
    world.proves_once(&set(zte, 1, Some(3), Some(90)), &set(zte, 1, Some(4), None)).await;
    let seen = node(pool, zte).await.unwrap();
    assert_eq!((seen.sessions, seen.optics_minutes), (Some(3), Some(90)));
    for (wrong, field) in [
        (set(zte, 2, Some(0), None), "sessions"),
        (set(zte, 2, Some(17), None), "sessions"),
        (set(zte, 2, None, Some(30)), "optics_minutes"),
    ] {
        assert_eq!(world.apply(&wrong).await.unwrap_err().field.as_deref(), Some(field), "ZTE is read hourly at most");
    }
    assert_eq!(world.apply(&set(zte, 1, None, None)).await.unwrap_err().code, Code::Stale);
    world.apply(&set(vsol, 1, None, Some(30))).await.unwrap();
    world.apply(&set(zte, 2, None, None)).await.unwrap();
    assert_eq!(node(pool, zte).await.unwrap().sessions, None);
    world.proves_once(&ForgetCertificate { id: zte }, &ForgetCertificate { id: vsol }).await;
}

#[tokio::test]
async fn a_device_from_added_to_managed() {
    let world = World::new().await;
    let id = NodeId::new_id();
    let create = CreateNode { id, values: olt(&world, " olt-1 ") };
    world.proves_once(&create, &CreateNode { id, values: olt(&world, "OLT-2") }).await;
    let seen = node(world.admin.pool(), id).await.unwrap();
    assert_eq!((seen.row.code.as_str(), seen.row.managed, seen.row.has_password), ("OLT-1", false, false), "a new device is read-only");
    assert_eq!((seen.input.legacy_ssh, seen.input.vlan, seen.input.coa_port), (true, Some(100), None), "an OLT has no CoA port");
    let taken = world.apply(&CreateNode { id: NodeId::new_id(), values: olt(&world, "OLT-1") }).await.unwrap_err();
    assert_eq!((taken.code, taken.field.as_deref()), (Code::Taken, Some("code")));

    let change = |name: &str| ChangeNode { id, version: 1, values: NodeInput { name: name.into(), ..olt(&world, "OLT-1") } };
    world.proves_once(&change("OLT Satu"), &change("OLT Dua")).await;
    assert_eq!(world.apply(&change("OLT Tiga")).await.unwrap_err().code, Code::Stale);
    world.proves_once(&ManageNode { id, version: 2, managed: true }, &ManageNode { id, version: 2, managed: false }).await;
    assert!(node(world.admin.pool(), id).await.unwrap().row.managed);
    let other = NodeId::new_id();
    world.apply(&CreateNode { id: other, values: olt(&world, "OLT-9") }).await.unwrap();
    world.proves_once(&ForgetHostKey { id }, &ForgetHostKey { id: other }).await;
    world.proves_once(&ObserveNode { id }, &ObserveNode { id: other }).await;
    let queued: i64 =
        sqlx::query_scalar("select count(*) from public.isp_jobs where kind = 'node.observe'").fetch_one(world.admin.pool()).await.unwrap();
    assert_eq!(queued, 1, "asked three times, queued once");
    assert_eq!(nodes(world.admin.pool()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_password_is_sealed_before_it_is_sent() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let vault = Vault::open(&world.agent, &KeyFile::in_folder(folder.path()), "test").await.unwrap();
    let id = NodeId::new_id();
    world.apply(&CreateNode { id, values: olt(&world, "OLT-1") }).await.unwrap();
    let key = SealingKey::current(world.admin.pool()).await.unwrap();
    let stored = |secret_id: SecretId, text: &str| StoreSecret {
        id: secret_id,
        purpose: Purpose::DevicePassword,
        subject: id.0,
        sealed: key.seal(secret_id, &Secret::new(text)).unwrap(),
    };
    let (one, two) = (SecretId::new_id(), SecretId::new_id());
    world.proves_once(&stored(one, "rahasia-olt"), &stored(two, "lain")).await;
    world.proves_once(&SetNodeSecret { id, secret_id: one }, &SetNodeSecret { id, secret_id: two }).await;
    assert!(node(world.admin.pool(), id).await.unwrap().row.has_password);
    assert_eq!(vault.secret(one).await.unwrap().expose(), "rahasia-olt");
}

#[tokio::test]
async fn cabinets_boxes_and_zones() {
    let world = World::new().await;
    let (odc, odp, zone, olt_id) = (OdcId::new_id(), OdpId::new_id(), ZoneId::new_id(), NodeId::new_id());
    world.apply(&CreateNode { id: olt_id, values: olt(&world, "OLT-1") }).await.unwrap();
    let cabinet = |code: &str| OdcInput { branch_id: world.branch, code: code.into(), name: String::new(), pin: here() };
    world.proves_once(&CreateOdc { id: odc, values: cabinet("ODC-1") }, &CreateOdc { id: odc, values: cabinet("ODC-2") }).await;
    let change = |code: &str| ChangeOdc { id: odc, version: 1, values: cabinet(code) };
    world.proves_once(&change("ODC-A"), &change("ODC-B")).await;
    assert_eq!(world.apply(&change("ODC-C")).await.unwrap_err().code, Code::Stale);

    let street = |ports: u8| OdpInput {
        branch_id: world.branch,
        odc_id: Some(odc),
        olt_id: Some(olt_id),
        pon: Some(PonPlace { frame: 1, slot: 2, port: 3 }),
        code: "ODP-1".into(),
        name: String::new(),
        pin: here(),
        ports,
    };
    world.proves_once(&CreateOdp { id: odp, values: street(8) }, &CreateOdp { id: odp, values: street(16) }).await;
    let change = |ports: u8| ChangeOdp { id: odp, version: 1, values: street(ports) };
    world.proves_once(&change(16), &change(4)).await;
    let half = OdpInput { pon: None, ..street(8) };
    let refused = world.apply(&CreateOdp { id: OdpId::new_id(), values: OdpInput { code: "ODP-2".into(), ..half } }).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Required, Some("pon")));
    assert_eq!(odcs(world.admin.pool()).await.unwrap()[0].odps, 1);

    let area = |name: &str, corners: usize| ZoneInput {
        branch_id: world.branch,
        name: name.into(),
        polygon: (0..corners).map(|at| Pin { latitude: -6.0 - at as f64 * 0.01, longitude: 107.0 + (at * at) as f64 * 0.01 }).collect(),
    };
    world.proves_once(&CreateZone { id: zone, values: area("Bekasi", 4) }, &CreateZone { id: zone, values: area("Depok", 4) }).await;
    let change = |name: &str| ChangeZone { id: zone, version: 1, values: area(name, 5) };
    world.proves_once(&change("Bekasi Timur"), &change("Bekasi Barat")).await;
    let line = world.apply(&CreateZone { id: ZoneId::new_id(), values: area("Garis", 2) }).await.unwrap_err();
    assert_eq!((line.code, line.field.as_deref()), (Code::Invalid, Some("polygon")));
    assert_eq!(zones(world.admin.pool()).await.unwrap()[0].polygon.len(), 5);
}

#[tokio::test]
async fn another_branch_s_devices_are_not_there() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let noc = world.operator(&[Role::Noc], Some(other)).await;
    let id = NodeId::new_id();
    world.apply(&CreateNode { id, values: olt(&world, "OLT-1") }).await.unwrap();
    assert!(nodes(noc.pool()).await.unwrap().is_empty());
    assert_eq!(world.apply_as(&noc, &ManageNode { id, version: 1, managed: true }).await.unwrap_err().code, Code::NotFound);
    let support = world.operator(&[Role::Support], None).await;
    assert_eq!(world.apply_as(&support, &ManageNode { id, version: 1, managed: true }).await.unwrap_err().code, Code::Forbidden);
}
