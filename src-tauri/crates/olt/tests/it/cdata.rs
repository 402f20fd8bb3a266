//! C-Data FD16xx: its manual's blocks distorted, the operators' tables, plans line by line.

use janet_olt::cdata::{self, Cdata, Service as CdataService};
use janet_olt::{
    CustomerCode, Dialect, Evidence, GemIndex, OnuAddress, OnuState, ParseError, PlanError, PonPort, ProfileId, Registration, Serial,
    Service, Support, Verb, Vlan, Warning,
};
use proptest::prelude::*;

use crate::captures::captures;

const LIST: &str = "  F/S  P  ONT-ID  SN            Control  Run      Config   Match  Last-down   Description
-----------------------------------------------------------------------------------------
  0/0  2  5       DD16B3551CD3  Active   Online   success  match  --          JNT-000123
2022-05-15 13:57:16 PON 0/0/2 ONU 5: The ONT online
  0/0  2  6       ZTEGCC1FBAD8  Active   Offline  success  match  dying-gasp  lantai 2 kamar 3
  0/0  1  1       HWTC1A2B3C4D  Active   Offline  success  match  los         --
-----------------------------------------------------------------------------------------
  Total: 3, online: 1
GPON OLT#";

const LIGHT: &str = "  ONT   Rx power   Tx power   OLT Rx ONT   Temperature  Voltage  Current
  ID    (dBm)      (dBm)      (dBm)        (C)          (V)      (mA)
------------------------------------------------------------------------
  5     -21.00     2.35       -28.54       54.02        3.40     13.87
  6     --         --         --           --           --       --
";

fn at(place: &str) -> OnuAddress {
    OnuAddress::parse(place).unwrap()
}

fn registration() -> Registration {
    let id = |number| ProfileId::new(number).unwrap();
    Registration {
        at: at("0/0/2:5"),
        key: Serial::parse("DD16B3551CD3").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::Cdata(CdataService { line_profile: id(1), service_profile: id(1), gem: GemIndex::new(1).unwrap() }),
    }
}

#[test]
fn the_manuals_lines_are_sent() {
    let plan = Cdata.register(&registration()).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "config",
            "interface gpon 0/0",
            "ont add 2 5 sn-auth DD16B3551CD3 ont-lineprofile-id 1 ont-srvprofile-id 1",
            "ont modify 2 5 desc JNT-000123",
            "exit",
            "service-port autoindex vlan 100 gpon 0/0 port 2 ont 5 gemport 1 multi-service user-vlan 100 tag-action transparent",
            "end",
            "save",
        ]
    );
    assert_eq!(Cdata.deregister(at("0/0/2:5"), &[]).unwrap().lines(), ["config", "interface gpon 0/0", "ont delete 2 5", "end", "save"]);
    assert_eq!(Cdata.reboot(at("0/0/2:5")).unwrap().lines(), ["config", "interface gpon 0/0", "ont reboot 2 5", "end"]);
    assert_eq!(Cdata.register(&Registration { at: at("0/0/2:0"), ..registration() }), Err(PlanError::IdOutOfRange(0)));
    assert_eq!(Cdata.support(Verb::Discover), Support::Supported(Evidence::VendorManual));
    assert!(matches!(Cdata.support(Verb::Identify), Support::NotOffered { .. }) && Cdata.identity().is_err());
}

#[test]
fn the_operators_tables_are_read() {
    let read = cdata::onts(LIST).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let states: Vec<OnuState> = read.value.iter().map(|onu| onu.state).collect();
    assert_eq!(states, [OnuState::Online, OnuState::PowerOff, OnuState::Los]);
    assert_eq!(read.value[1].details.get("description"), Some("lantai 2 kamar 3"));
    let port = PonPort { frame: 0, slot: 0, port: 2 };
    let on_port = (Cdata.registered(port).unwrap().parse)(&[LIST.to_owned()]).unwrap().value;
    assert_eq!(on_port.len(), 2);
    let facts = (Cdata.configuration(at("0/0/2:5")).unwrap().parse)(&[LIST.to_owned()]).unwrap().value;
    assert!(Cdata.missing(&registration(), &facts).is_empty());
    let signal = (Cdata.signal(at("0/0/2:5")).unwrap().parse)(&[LIGHT.to_owned()]).unwrap();
    assert_eq!((signal.value.onu_rx, signal.value.olt_rx, signal.value.bias_ma), (Some(-21.0), Some(-28.54), Some(13.87)));
    let dark = (Cdata.signal(at("0/0/2:6")).unwrap().parse)(&[LIGHT.to_owned()]).unwrap();
    assert_eq!((dark.value.onu_rx, dark.warnings.len()), (None, 0));
}

#[test]
fn another_order_of_columns_is_another_screen() {
    let moved = LIST.replace("Control  Run      Config ", "Config   Run      Control");
    assert!(matches!(cdata::onts(&moved), Err(ParseError::Unrecognised(_))));
    let moved = LIGHT.replace("Rx power   Tx power", "Tx power   Rx power");
    assert!(matches!(cdata::light(&moved), Err(ParseError::Unrecognised(_))));
    assert!(cdata::onts(&LIST.replace("F/S  P ", "slot   ")).is_err());
    let impossible = cdata::light(&LIGHT.replace("-21.00", "-80.00")).unwrap();
    assert_eq!((impossible.value[0].1.onu_rx, impossible.warnings.len()), (None, 1));
}

#[test]
fn a_cut_row_is_a_warning_and_never_another_ont() {
    let whole = cdata::onts(LIST).unwrap().value;
    let lines: Vec<&str> = LIST.lines().collect();
    for number in 0..lines.len() {
        for keep in 0..lines[number].len() {
            let mut less = lines.clone();
            less[number] = &lines[number][..keep];
            let Ok(read) = cdata::onts(&less.join("\n")) else { continue };
            for onu in &read.value {
                let known = whole.iter().any(|known| (known.at, known.serial) == (onu.at, onu.serial));
                assert!(known, "line {number} cut to {:?}", &lines[number][..keep]);
            }
            if read.value.len() < whole.len() {
                assert!(!read.warnings.is_empty(), "a lost row is noticed");
            }
        }
    }
}

#[test]
fn blocks_may_be_reordered_and_cut() {
    let Some(captures) = captures("cdata") else { return };
    let capture = captures.iter().find(|capture| capture.name == "unregistered-1").unwrap();
    let whole = cdata::autofind(&capture.text).unwrap();
    assert!(whole.warnings.is_empty());
    let lines: Vec<&str> = capture.text.lines().collect();
    let (first, last) = (1, lines.len() - 3);
    let mut reversed = lines.clone();
    reversed[first..=last].reverse();
    assert_eq!(cdata::autofind(&reversed.join("\n")).unwrap().value.onts, whole.value.onts);
    assert_eq!(cdata::autofind(&capture.text.replace(" : ", "          :       ")).unwrap().value, whole.value);
    let twice = [&lines[..=last], &lines[first..=last]].concat().join("\n").replacen("DD16B3551CD3", "XPON12345678", 1);
    let serials: Vec<String> = cdata::autofind(&twice).unwrap().value.onts.iter().map(|ont| ont.serial.to_string()).collect();
    assert_eq!(serials, ["XPON12345678", "DD16B3551CD3"]);
    for number in first..=last {
        for keep in 0..lines[number].len() {
            let mut less = lines.clone();
            less[number] = &lines[number][..keep];
            let Ok(read) = cdata::autofind(&less.join("\n")) else { continue };
            assert!(read.value.onts.iter().all(|ont| ont.serial == whole.value.onts[0].serial && ont.pon == whole.value.onts[0].pon));
        }
    }
    let found = (Cdata.discover().unwrap().parse)(std::slice::from_ref(&capture.text)).unwrap().value;
    assert!(!format!("{found:?}").contains("12345678"), "passwords are left out of what drivers hand on");
    let fewer = capture.text.replace("Total: 1", "Total: 2");
    assert_eq!(cdata::autofind(&fewer).unwrap().warnings, [Warning::Count { said: 2, read: 1 }]);
}

proptest! {
    #[test]
    fn whatever_comes_never_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for text in [text.as_str(), &String::from_utf8_lossy(&bytes)] {
            drop((cdata::autofind(text), cdata::events(text), cdata::refusals(text), cdata::onts(text), cdata::light(text)));
        }
    }
}
