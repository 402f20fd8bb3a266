//! A HIOSO OLT, where ONUs bind themselves and registering one is giving it its VLAN.

use janet_lab::olt::{Model, Onu};
use janet_olt::hioso::{LanPorts, Service as Settings};
use janet_olt::{
    CustomerCode, DriverError, Ending, Mac, OnuAddress, OnuId, OnuState, PlanError, PonPort, Registration, Service, Verdict, Vlan,
};
use janet_terminal::telnet::Enter;
use janet_terminal::{Command, Mask, Session};

use crate::olt_site::{Site, timing};

const FIRST: &str = "02:00:5e:10:00:01";
const SECOND: &str = "02:00:5e:10:00:02";

fn registration(pon: PonPort, id: u8, mac: &str) -> Registration {
    Registration {
        at: OnuAddress { pon, id: OnuId(id) },
        key: Mac::parse(mac).unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(400).unwrap(),
        service: Service::Hioso(Settings { lan_ports: LanPorts::new(4).unwrap() }),
    }
}

async fn site() -> Site {
    Site::new(Model::HiosoHat7304).await
}

#[tokio::test]
async fn an_onu_binds_itself_and_gets_its_vlan() {
    for enter in [Enter::Cr, Enter::CrLf, Enter::CrNul] {
        let site = site().await;
        site.plug(FIRST);
        site.plug(SECOND);
        let mut driver = site.telnet_driver(enter).await;
        let identity = driver.identify().await.unwrap();
        assert_eq!((identity.name.as_deref(), identity.software.as_deref()), (Some("Epon"), Some("V1.1.21")));
        assert!(driver.discover().await.unwrap().value.is_empty(), "an open port binds everything");
        let listed = driver.registered(site.pon).await.unwrap();
        assert!(listed.warnings.is_empty(), "{:?}", listed.warnings);
        let bound = listed.value.iter().find(|onu| onu.mac == Some(Mac::parse(SECOND).unwrap())).unwrap();
        let registration = registration(site.pon, bound.at.id.0, SECOND);
        assert!(matches!(driver.verify(&registration).await.unwrap(), Verdict::Partial { missing } if missing.len() == 4));

        let registered = driver.register(&registration).await.unwrap();
        assert_eq!(registered.run.ending, Ending::Done, "{:#?}", registered.run);
        let back = registered.read_back.unwrap().unwrap();
        assert_eq!((back.verdict, back.detail.state, back.detail.mac), (Verdict::Complete, OnuState::Online, bound.mac));
        assert_eq!((back.signal.onu_rx, back.signal.onu_tx, back.signal.olt_rx), (Some(-19.21), Some(2.35), None));

        // The device's own evidence, which survives a reboot because it was saved.
        let expected: Vec<String> = (1..=4).map(|port| format!("vlan port {port} vlan-mode tag pvid 400")).collect();
        let settings = |site: &Site| site.olt.registered().into_iter().find(|onu| onu.serial == SECOND).unwrap().interface;
        assert_eq!(settings(&site), expected, "{enter:?}");
        site.olt.reboot();
        assert_eq!(settings(&site), expected);
        assert_eq!(site.telnet_driver(enter).await.verify(&registration).await.unwrap(), Verdict::Complete);
    }
}

#[tokio::test]
async fn another_customers_onu_is_never_given_a_vlan_removed_or_restarted() {
    let site = site().await;
    site.plug(FIRST);
    let mut driver = site.telnet_driver(Enter::Cr).await;
    let wrong = registration(site.pon, 1, SECOND);
    assert!(matches!(driver.register(&wrong).await, Err(DriverError::OtherOnu { found: Some(_), .. })));
    assert!(matches!(driver.deregister(wrong.at, wrong.key).await, Err(DriverError::OtherOnu { .. })));
    assert!(matches!(driver.reboot(wrong.at, wrong.key).await, Err(DriverError::OtherOnu { .. })));
    let absent = registration(site.pon, 9, FIRST);
    assert!(matches!(driver.register(&absent).await, Err(DriverError::OtherOnu { found: None, .. })));
    assert_eq!(driver.verify(&absent).await.unwrap(), Verdict::Elsewhere(registration(site.pon, 1, FIRST).at));
    assert!(site.olt.registered()[0].interface.is_empty());
    assert!(!driver.transcript().exchanges.iter().any(|exchange| exchange.command == "configure terminal"), "nothing was begun");
}

#[tokio::test]
async fn a_removed_onu_waits_where_the_port_is_closed() {
    let site = site().await;
    site.plug(FIRST);
    site.olt.type_lines(["enable", "configure terminal", "interface epon 1/3", "auth mode mac"]);
    let mut driver = site.telnet_driver(Enter::CrLf).await;
    let registration = registration(site.pon, 1, FIRST);
    let run = driver.deregister(registration.at, registration.key).await.unwrap();
    assert_eq!(run.ending, Ending::Done, "{run:#?}");
    assert!(site.olt.registered().is_empty());
    let waiting = driver.discover().await.unwrap().value;
    assert_eq!(waiting.len(), 1);
    assert_eq!((waiting[0].key, waiting[0].pon), (registration.key, site.pon));
    assert_eq!(driver.registered(site.pon).await.unwrap().value[0].state, OnuState::Joining);
    site.olt.type_lines(["enable", "configure terminal", "interface epon 1/3", &format!("whitelist add {FIRST}")]);
    assert!(driver.discover().await.unwrap().value.is_empty());
    assert_eq!(site.olt.registered().len(), 1);
}

#[tokio::test]
async fn pages_are_turned_with_enter() {
    let site = Site::with(Model::HiosoHat7304, |options| options.page = 5).await;
    for number in 1..=30 {
        site.plug(&format!("02:00:5e:10:00:{number:02x}"));
    }
    for enter in [Enter::Cr, Enter::CrLf, Enter::CrNul] {
        let mut driver = site.telnet_driver(enter).await;
        let listed = driver.registered(site.pon).await.unwrap();
        assert!(listed.warnings.is_empty(), "{:?}", listed.warnings);
        assert_eq!(listed.value.len(), 30, "{enter:?}");
        // Nothing was typed too often: the next reply is the next command's.
        assert_eq!(driver.signal(listed.value[7].at).await.unwrap().value.onu_tx, Some(2.35));
    }
}

#[tokio::test]
async fn an_offline_onu_has_no_light_and_a_restarted_one_comes_back() {
    let site = site().await;
    site.plug_onu(Onu { onu_rx: -28.4, ..Onu::new(FIRST, "onu-01g") });
    let registration = registration(site.pon, 1, FIRST);
    let mut driver = site.telnet_driver(Enter::Cr).await;
    let changed = driver.reboot(registration.at, registration.key).await.unwrap();
    assert_eq!(changed.run.ending, Ending::Done, "{:#?}", changed.run);
    tokio::time::sleep(site.options.join_time * 2).await;
    assert_eq!(driver.signal(registration.at).await.unwrap().value.onu_rx, Some(-28.4));
    assert_eq!(driver.port(site.pon).await.unwrap().value.tx_dbm, Some(11.02));
    site.olt.unplug(FIRST);
    assert_eq!(driver.signal(registration.at).await.unwrap().value, janet_olt::Signal::default());
    assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::Offline);
    let nobody = OnuAddress { id: OnuId(77), ..registration.at };
    assert!(matches!(driver.signal(nobody).await, Err(DriverError::Parse(_))), "an id that was never bound is no empty reading");
    let replaced = driver.replace(registration.at, registration.key, Mac::parse(SECOND).unwrap()).await;
    assert!(matches!(replaced, Err(DriverError::Plan(PlanError::NotOffered(_)))));
}

#[tokio::test]
async fn unknown_verbs_wrong_modes_and_bad_arguments_are_refused() {
    let site = site().await;
    site.plug(FIRST);
    let target = site.telnet(Enter::CrLf);
    let connected = janet_terminal::telnet::connect(&target).await.unwrap();
    assert!(connected.banner.starts_with("Welcome to EPON."), "{}", connected.banner);
    let mut session = Session::open(connected.shell, site.dialect.profile(), Mask::new([&target.password]), timing()).await.unwrap();
    let lines = [
        ("configure terminal", Some("syntax")),
        ("enable", None),
        ("onu 1 reboot", Some("syntax")),
        ("show onu", Some("syntax")),
        ("show onu config epon 1/3 9", Some("onu_not_found")),
        ("show onu config epon 1/9 1", Some("syntax")),
        ("configure terminal", None),
        ("write", Some("syntax")),
        ("interface epon 1/9", Some("syntax")),
        ("interface epon 1/3", None),
        ("dereg onu 1", Some("not_done")),
        ("onu 9 reboot", Some("onu_not_found")),
        ("onu 1 vlan port 9 vlan-mode tag pvid 400", Some("syntax")),
        ("onu 1 vlan port 1 vlan-mode tag pvid 4095", Some("syntax")),
        ("onu 1 vlan port 1 vlan-mode tag pvid 400", None),
    ];
    for (line, expected) in lines {
        let reply = session.run(&Command::new(line)).await.unwrap();
        let kind = site.dialect.refusal(&reply.text).map(|refusal| refusal.kind.code());
        assert_eq!(kind, expected, "{line}: {:?}", reply.text);
    }
}
