//! Plans are exact lines.

use janet_olt::{
    CustomerCode, Dialect, GemIndex, Mac, OnuAddress, OnuType, PlanError, ProfileId, ProfileName, Registration, Serial, Service,
    ServicePort, Support, TrafficIndex, Verb, Vlan, free_id, huawei, zte,
};

fn zte_service(at: &str) -> Registration {
    Registration {
        at: OnuAddress::parse(at).unwrap(),
        key: Serial::parse("ZTEGD0A1B2C3").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::Zte(zte::Service {
            onu_type: OnuType::parse("F660").unwrap(),
            tcont_profile: ProfileName::parse("UP-20M").unwrap(),
            traffic: Some((ProfileName::parse("UP-20M").unwrap(), ProfileName::parse("DOWN-20M").unwrap())),
        }),
    }
}

fn huawei_service(at: &str) -> Registration {
    Registration {
        service: Service::Huawei(huawei::Service {
            line_profile: ProfileId::new(60).unwrap(),
            service_profile: ProfileId::new(1).unwrap(),
            gem: GemIndex::new(250).unwrap(),
            traffic: Some((TrafficIndex::new(10).unwrap(), TrafficIndex::new(11).unwrap())),
        }),
        ..zte_service(at)
    }
}

#[test]
fn a_c320_gets_these_lines() {
    let plan = zte::Zte::C300.register(&zte_service("1/1/1:5")).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "configure terminal",
            "interface gpon-olt_1/1/1",
            "onu 5 type F660 sn ZTEGD0A1B2C3",
            "exit",
            "interface gpon-onu_1/1/1:5",
            "name JNT-000123",
            "description JNT-000123",
            "tcont 1 profile UP-20M",
            "gemport 1 name internet tcont 1",
            "gemport 1 traffic-limit upstream UP-20M downstream DOWN-20M",
            "switchport mode hybrid vport 1",
            "service-port 1 vport 1 user-vlan 100 vlan 100",
            "exit",
            "pon-onu-mng gpon-onu_1/1/1:5",
            "service internet gemport 1 vlan 100",
            "vlan port eth_0/1 mode tag vlan 100",
            "end",
            "write",
        ]
    );
    let away = zte::Zte::C300.deregister(OnuAddress::parse("1/1/1:5").unwrap(), &[]).unwrap();
    assert_eq!(away.lines(), ["configure terminal", "interface gpon-olt_1/1/1", "no onu 5", "end", "write"]);
}

#[test]
fn a_c600_has_its_own_names_and_the_service_port_under_the_vport() {
    let plan = zte::Zte::C600.register(&zte_service("1/1/1:5")).unwrap();
    let lines = plan.lines();
    assert_eq!(lines[1], "interface gpon_olt-1/1/1");
    let vport = lines.iter().position(|line| *line == "interface vport-1/1/1.5:1").unwrap();
    assert_eq!(lines[vport + 1], "service-port 1 user-vlan 100 vlan 100");
    assert!(lines.contains(&"pon-onu-mng gpon_onu-1/1/1:5") && lines.contains(&"service 1 gemport 1 vlan 100"));
    assert!(!lines.iter().any(|line| line.starts_with("switchport") || line.contains("gpon-onu_")));
}

#[test]
fn a_huawei_gets_these_lines() {
    let plan = huawei::Huawei.register(&huawei_service("0/1/3:5")).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "config",
            "interface gpon 0/1",
            "ont add 3 5 sn-auth \"5A544547D0A1B2C3\" omci ont-lineprofile-id 60 ont-srvprofile-id 1 desc \"JNT-000123\"",
            "ont port native-vlan 3 5 eth 1 vlan 100 priority 0",
            "quit",
            "service-port vlan 100 gpon 0/1/3 ont 5 gemport 250 multi-service user-vlan 100 tag-transform translate inbound traffic-table index 10 outbound traffic-table index 11",
            "save",
            "quit",
        ]
    );
    let at = OnuAddress::parse("0/1/3:5").unwrap();
    let port = ServicePort { index: 25, at, vlan: 100, gem: 1, up: true, details: Default::default() };
    assert_eq!(
        huawei::Huawei.deregister(at, &[port]).unwrap().lines(),
        ["config", "undo service-port 25", "interface gpon 0/1", "ont delete 3 5", "quit", "save", "quit"]
    );
}

#[test]
fn restarting_and_replacing_are_these_lines() {
    let at = OnuAddress::parse("1/1/1:5").unwrap();
    let new = Serial::parse("HWTC-1A2B3C4D").unwrap().into();
    let names = [(zte::Zte::C300, "gpon-onu_1/1/1:5"), (zte::Zte::C600, "gpon_onu-1/1/1:5")];
    for (dialect, onu) in names {
        let plan = dialect.reboot(at).unwrap();
        assert_eq!(plan.lines(), ["configure terminal", &format!("pon-onu-mng {onu}"), "reboot", "end"]);
        assert_eq!(
            plan.steps.iter().map(|step| step.confirm).collect::<Vec<_>>(),
            [false, false, true, false],
            "only the restart is confirmed"
        );
        assert_eq!(
            dialect.replace(at, new).unwrap().lines(),
            ["configure terminal", &format!("interface {onu}"), "registration-method sn HWTC1A2B3C4D", "end", "write"]
        );
    }
    let plan = huawei::Huawei.reboot(OnuAddress::parse("0/1/3:5").unwrap()).unwrap();
    assert_eq!(plan.lines(), ["config", "interface gpon 0/1", "ont reset 3 5", "quit", "quit"]);
    assert!(plan.steps[2].confirm && plan.steps.iter().filter(|step| step.confirm).count() == 1);
    assert!(matches!(huawei::Huawei.replace(at, new), Err(PlanError::NotOffered(_))));
}

/// A verb gives lines exactly where the table says that it does.
#[test]
fn the_table_of_capabilities_is_true() {
    let dialects: [&dyn Dialect; 3] = [&zte::Zte::C300, &zte::Zte::C600, &huawei::Huawei];
    let at = OnuAddress::parse("1/1/1:5").unwrap();
    let key = Serial::parse("ZTEGD0A1B2C3").unwrap().into();
    let refused = |plan: Result<janet_olt::Plan, PlanError>| matches!(plan, Err(PlanError::NotOffered(_)));
    for dialect in dialects {
        let table = dialect.capabilities();
        assert_eq!(table.iter().map(|row| row.verb).collect::<Vec<_>>(), Verb::ALL);
        for row in table {
            let service = if dialect.home().0 == "exec" { zte_service("1/1/1:5") } else { huawei_service("1/1/1:5") };
            let offered = match row.verb {
                Verb::Identify => dialect.identity().is_ok(),
                Verb::Cards => dialect.cards().is_ok(),
                Verb::Ports => dialect.port(at.pon).is_ok(),
                Verb::Discover => dialect.discover().is_ok(),
                Verb::List => dialect.registered(at.pon).is_ok(),
                Verb::State => dialect.state(at).is_ok(),
                Verb::Signal => dialect.signal(at).is_ok(),
                Verb::Config => dialect.configuration(at).is_ok(),
                Verb::Register => !refused(dialect.register(&service)),
                Verb::Deregister => !refused(dialect.deregister(at, &[])),
                Verb::Reboot => !refused(dialect.reboot(at)),
                Verb::Replace => !refused(dialect.replace(at, key)),
                Verb::Save => !refused(dialect.save()),
            };
            assert_eq!(offered, matches!(row.support, Support::Supported(_)), "{dialect:?} {}", row.verb);
            assert!(offered || row.support.reason().is_some_and(|reason| reason.len() > 20), "{dialect:?} {}", row.verb);
        }
    }
}

#[test]
fn what_an_olt_cannot_take_has_no_plan() {
    let digits = Registration { key: Serial::parse("1234567890ABCDEF").unwrap().into(), ..zte_service("1/1/1:5") };
    assert_eq!(zte::Zte::C300.register(&digits), Err(PlanError::SerialNotPrintable("1234567890ABCDEF".to_owned())));
    let mac = Registration { key: Mac::parse("a4:7b:2c:01:02:0f").unwrap().into(), ..zte_service("1/1/1:5") };
    assert_eq!(zte::Zte::C300.register(&mac), Err(PlanError::SerialNeeded("a4:7b:2c:01:02:0f".to_owned())));
    assert_eq!(zte::Zte::C300.register(&huawei_service("1/1/1:5")), Err(PlanError::OtherVendor));
    assert_eq!(huawei::Huawei.register(&zte_service("0/1/1:5")), Err(PlanError::OtherVendor));
    assert_eq!(zte::Zte::C300.register(&zte_service("1/1/1:0")), Err(PlanError::IdOutOfRange(0)));
    assert_eq!(huawei::Huawei.register(&huawei_service("0/1/1:128")), Err(PlanError::IdOutOfRange(128)));
}

#[test]
fn the_lowest_free_id_is_taken_and_a_full_port_has_none() {
    let text = "OnuIndex   Phase State\n--------------\n1/2/1:1  working\n1/2/1:2  LOS\n1/2/1:4  working\n";
    let listed = zte::states(text).unwrap().value;
    assert_eq!(free_id(&listed, zte::Zte::C300.onu_ids()).unwrap().0, 3);
    assert_eq!(free_id(&listed, 1..=2), None);
}
