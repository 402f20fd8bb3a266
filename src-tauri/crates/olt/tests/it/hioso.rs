//! HIOSO: plans are exact lines; tables and labels in any order and width; cut rows; text that is no reply at all.

use janet_olt::hioso::{self, Firmware, Hioso, LanPorts};
use janet_olt::{
    CustomerCode, Dialect, Mac, OnuAddress, OnuState, PlanError, Registration, Serial, Service, Support, Verb, Vlan, Warning, capture,
};
use proptest::prelude::*;

use crate::captures::captures;

fn registration(at: &str) -> Registration {
    Registration {
        at: OnuAddress::parse(at).unwrap(),
        key: Mac::parse("02:00:5e:10:00:01").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(400).unwrap(),
        service: Service::Hioso(hioso::Service { lan_ports: LanPorts::new(2).unwrap() }),
    }
}

#[test]
fn a_hioso_gets_these_lines() {
    let hioso = Hioso::new(Firmware::V1);
    let at = OnuAddress::parse("0/1/3:7").unwrap();
    let inside = |lines: &[&'static str]| {
        let mut all = vec!["configure terminal", "interface epon 1/3"];
        all.extend(lines);
        all.extend(["exit", "exit"]);
        all
    };
    let mut register = inside(&["onu 7 vlan port 1 vlan-mode tag pvid 400", "onu 7 vlan port 2 vlan-mode tag pvid 400"]);
    register.push("write");
    assert_eq!(hioso.register(&registration("0/1/3:7")).unwrap().lines(), register);
    let missing = vec!["onu 7 vlan port 2 vlan-mode tag pvid 400".to_owned()];
    let mut rest = inside(&["onu 7 vlan port 2 vlan-mode tag pvid 400"]);
    rest.push("write");
    assert_eq!(hioso.resume(&registration("0/1/3:7"), &missing).unwrap().unwrap().lines(), rest);
    let mut away = inside(&["delete onu 7"]);
    away.push("write");
    assert_eq!(hioso.deregister(at, &[]).unwrap().lines(), away);
    assert_eq!(hioso.reboot(at).unwrap().lines(), inside(&["onu 7 reboot"]), "nothing is changed, so nothing is saved");
    assert_eq!(hioso.save().unwrap().lines(), ["write"]);
    let read: Vec<String> =
        [hioso.registered(at.pon).unwrap().steps, hioso.signal(at).unwrap().steps, hioso.configuration(at).unwrap().steps]
            .concat()
            .into_iter()
            .map(|step| step.line)
            .collect();
    assert_eq!(read, ["show onu upgrade-state epon 1/3", "show onu optical-ddm epon 1/3 7", "show onu config epon 1/3 7"]);
}

#[test]
fn a_classic_hioso_is_only_read() {
    let classic = Hioso::new(Firmware::Classic);
    let at = OnuAddress::parse("0/0/1:3").unwrap();
    assert_eq!(classic.registered(at.pon).unwrap().steps[0].line, "show onu info epon 0/1 all");
    assert_eq!(classic.signal(at).unwrap().steps[0].line, "show onu optical-ddm epon 0/1 3");
    assert!(matches!(classic.register(&registration("0/0/1:3")), Err(PlanError::NotOffered(_))));
    assert!(matches!(classic.deregister(at, &[]), Err(PlanError::NotOffered(_))));
    assert!(classic.reboot(at).is_err() && classic.save().is_err() && classic.configuration(at).is_err() && classic.identity().is_err());
    for hioso in [classic, Hioso::new(Firmware::V1)] {
        for row in hioso.capabilities() {
            if let Support::NotOffered { reason } | Support::ReadOnly { reason } = row.support {
                assert!(!reason.is_empty(), "{}", row.verb);
            }
        }
        assert!(hioso.support(Verb::Replace).reason().is_some());
    }
}

#[test]
fn what_a_hioso_cannot_take_has_no_plan() {
    let hioso = Hioso::new(Firmware::V1);
    assert!(matches!(hioso.register(&registration("0/0/1:3")), Err(PlanError::PortOutOfRange(_))));
    assert!(matches!(hioso.register(&registration("0/1/5:3")), Err(PlanError::PortOutOfRange(_))));
    assert_eq!(hioso.register(&registration("0/1/1:0")), Err(PlanError::IdOutOfRange(0)));
    assert_eq!(hioso.register(&registration("0/1/1:129")), Err(PlanError::IdOutOfRange(129)));
    let serial = Registration { key: Serial::parse("ZTEGD0A1B2C3").unwrap().into(), ..registration("0/1/1:3") };
    assert!(matches!(hioso.register(&serial), Err(PlanError::MacNeeded(_))));
    assert_eq!((LanPorts::new(0), LanPorts::new(9)), (None, None));
}

const COLUMNS: [(&str, &str, &str); 8] = [
    ("OnuId", "0/2:1", "0/2:14"),
    ("MacAddress", "02:00:5e:10:00:01", "02:00:5E:10:00:02"),
    ("Status", "Up", "Down"),
    ("ChipId", "6301", "6301"),
    ("Ge", "4", "1"),
    ("NewColumn", "x", "y"),
    ("CtcStatus", "CtcNegDone", "--"),
    ("Uptime", "1D17H50M44S", "0H0M0S"),
];

fn table(order: &[usize], name: &str) -> String {
    let row = |pick: fn(&(&str, &str, &str)) -> String| order.iter().map(|at| pick(&COLUMNS[*at])).collect::<Vec<_>>().join("   ");
    let rows = [row(|column| column.1.to_owned()), row(|column| column.2.to_owned())];
    format!("OLT#show onu info epon 0/2 all\n{} Name\n{} {name}\n{}\nOLT#", row(|column| column.0.to_owned()), rows[0], rows[1])
}

#[test]
fn columns_in_any_order_are_found_by_name_and_a_hostile_name_is_a_name() {
    for order in [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [3, 1, 7, 0, 2, 6, 5, 4]] {
        for name in ["Budi-28", "Warung Bu Siti #", "OLT#", "a > b>", "0/2:9 02:00:5e:10:00:09 Up", "--- Enter Key To Continue ----"] {
            let read = hioso::list(&table(&order, name)).unwrap();
            assert!(read.warnings.is_empty(), "{order:?} {name} {:?}", read.warnings);
            let onus: Vec<_> = read.value.iter().map(|onu| (onu.at.to_string(), onu.mac.unwrap().to_string(), onu.state)).collect();
            assert_eq!(
                onus,
                [
                    ("0/0/2:1".to_owned(), "02:00:5e:10:00:01".to_owned(), OnuState::Online),
                    ("0/0/2:14".to_owned(), "02:00:5e:10:00:02".to_owned(), OnuState::Offline)
                ],
                "{order:?} {name}"
            );
            assert_eq!((read.value[0].details.get("name"), read.value[1].details.get("name")), (Some(name), None));
        }
    }
}

#[test]
fn a_pager_between_rows_is_no_row() {
    let text = table(&[0, 1, 2, 3, 4, 6, 7], "Budi").replacen("0/2:14", "--- Enter Key To Continue ----\n0/2:14", 1);
    let in_front = text.replacen("----\n0/2:14", "----    0/2:14", 1);
    for text in [text, in_front] {
        let read = hioso::list(&text).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        assert_eq!(read.value.len(), 2, "{text}");
    }
}

#[test]
fn labels_in_any_order_are_read_and_impossible_light_is_absent() {
    let read = hioso::optical(" RxPower : -80.00 dBm\n TxPower      :   2.32 dBm\n Voltage : 3.30  V\nTemperature:6553.5 C\n").unwrap();
    let light = read.value.unwrap();
    assert_eq!((light.onu_rx, light.onu_tx, light.voltage_v, light.temperature_c), (None, Some(2.32), Some(3.3), None));
    assert!(read.warnings.iter().all(|warning| matches!(warning, Warning::Impossible { .. })) && read.warnings.len() == 2);
    for cut in [" RxPower : -2", " RxPower : -21.3", " RxPower : -21.34 d"] {
        let read = hioso::optical(cut).unwrap();
        assert_eq!((read.value.unwrap().onu_rx, read.warnings.len()), (None, 1), "{cut}");
    }
    assert_eq!(hioso::optical("! Onu 4 is offline!").unwrap().value, None);
    for refused in ["! Onu 9 invalid", "% Unknown command: show onu optical-ddm", "", "nothing of the kind", "OLT#"] {
        assert!(hioso::optical(refused).is_err(), "{refused}");
    }
}

#[test]
fn an_unknown_screen_is_never_empty() {
    for text in ["", "OLT#", "% Command incomplete.", "Building configuration...", "OnuId MacAddress"] {
        assert!(hioso::list(text).is_err(), "{text}");
        assert!(hioso::onu_config(text).is_err() && hioso::running_config(text).is_err() && hioso::macs(text).is_err(), "{text}");
        assert!(hioso::version(text).is_err() && hioso::system(text).is_err() && hioso::help(text).is_err(), "{text}");
    }
}

#[test]
fn the_parts_of_a_configuration_are_told_apart() {
    let text = "Current configuration:\nhostname KDR-1\n! Epon interface onu configuration\n  interface epon 1/1\n   onu 1 vlan port 1 vlan-mode tag pvid 4\n   onu 1 vlan port 2 vlan-mode tag\n! White list configuration\n  interface epon 1/2\n   whitelist add 02-00-5E-10-00-01\n! Black list configuration\n  interface epon 1/2\n   blacklist add 02:00:5e:10:00:02\n! Pon auth configuration\n  interface epon 1/2\n   auth mode mac\n  exit\nend\n";
    let read = hioso::running_config(text).unwrap();
    let config = read.value;
    assert_eq!(config.host_name.as_deref(), Some("KDR-1"));
    assert_eq!(config.whitelist[0].1, "02:00:5e:10:00:01");
    assert_eq!((config.blacklist.len(), config.auth[0].1.as_str(), config.onus[0].1.len()), (1, "mac", 1));
    assert_eq!(read.warnings, [Warning::Row("onu 1 vlan port 2 vlan-mode tag".to_owned())], "a tag without its VLAN is a cut line");
}

#[test]
fn captures_widened_and_cut_never_give_another_onu() {
    let Some(captures) = captures("hioso") else { return };
    let mut compared = 0;
    for capture in captures.iter().filter(|capture| capture.operation == "onu-list") {
        let whole = hioso::list(&capture.text).unwrap().value;
        let wide = capture.text.replace("  ", "        ");
        assert_eq!(hioso::list(&wide).unwrap().value, whole, "{}", capture.name);
        let lines: Vec<&str> = capture.text.lines().collect();
        for number in 0..lines.len() {
            for keep in 0..lines[number].len() {
                let cut = &lines[number][..keep];
                let mut less = lines.clone();
                less[number] = cut;
                let Ok(read) = hioso::list(&less.join("\n")) else { continue };
                for onu in read.value {
                    let known = whole.iter().find(|known| known.at == onu.at && known.mac == onu.mac).unwrap();
                    assert_eq!(known.state, onu.state, "{} {cut}", capture.name);
                    for (name, text) in onu.details.iter().filter(|(name, _)| *name != "name") {
                        let same = text == known.details.get(name);
                        assert!(
                            same || name == "uptime" && text.and_then(hioso::seconds).is_none(),
                            "{} {cut}: {name} {text:?}",
                            capture.name
                        );
                    }
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

const OPERATIONS: [&str; 12] = [
    "error",
    "help-tree",
    "mac-table",
    "onu-config",
    "onu-list",
    "optical",
    "pon-optical",
    "running-config",
    "session-login",
    "snmp-walk",
    "system",
    "version",
];

proptest! {
    #[test]
    fn mutated_captures_never_panic(at in any::<prop::sample::Index>(), number in any::<prop::sample::Index>(), with in "\\PC{0,12}", length in 0usize..40) {
        let Some(captures) = captures("hioso") else { return Ok(()) };
        let capture = number.get(&captures);
        let mut characters: Vec<char> = capture.file.chars().collect();
        let from = at.index(characters.len());
        let to = (from + length).min(characters.len());
        characters.splice(from..to, with.chars());
        let text: String = characters.into_iter().collect();
        for operation in OPERATIONS {
            let _ = capture::parse("hioso", operation, &text);
        }
    }
}
