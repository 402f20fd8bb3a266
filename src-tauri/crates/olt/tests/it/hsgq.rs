//! HSGQ: distorted tables and event lines in between, plans line by line, states by events.

use janet_olt::hsgq::{self, Cause, EponService, GponService, HsgqEpon, HsgqGpon, OnuPorts, Subject};
use janet_olt::{
    CustomerCode, Dialect, Evidence, Mac, OnuAddress, OnuKey, OnuState, ParseError, PlanError, PonPort, ProfileId, RefusalKind,
    Registration, Serial, Service, Support, Verb, Vlan, Warning,
};
use proptest::prelude::*;

use crate::captures::captures;

const MAC: &str = "30:c5:0f:d8:7f:2c";

/// Columns in any order: header, and one cell per row.
fn table(columns: &[(&str, &str, &str)], order: &[usize], gap: usize) -> String {
    let row =
        |pick: fn(&(&str, &str, &str)) -> String| order.iter().map(|at| pick(&columns[*at])).collect::<Vec<_>>().join(&" ".repeat(gap));
    let rule = "-".repeat(100);
    [rule.clone(), row(|cell| cell.0.to_owned()), rule.clone(), row(|cell| cell.1.to_owned()), row(|cell| cell.2.to_owned()), rule]
        .join("\n")
}

const ONUS: [(&str, &str, &str); 8] = [
    ("PON/ONU", "1/26", "1/27"),
    ("Mac-Address", "30:c5:0f:d8:7f:2b", MAC),
    ("Status", "Initial", "Online"),
    ("Auth", "FALSE", "TRUE"),
    ("Cfg", "FALSE", "TRUE"),
    ("Reg-time", "1970/01/01 08:00:00", "2000/01/01 01:00:31"),
    ("ONU-Name", "ONU01/26", "ONU02/02"),
    ("ONU-Desc", "NO-DESCRIPTI", "JNT-000123"),
];

#[test]
fn onu_columns_are_found_by_name_wherever_they_stand() {
    for order in [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [6, 0, 7, 1, 5, 2, 4, 3], [3, 6, 2, 5, 1, 7, 0, 4]] {
        for gap in [2, 3, 9] {
            let read = hsgq::onus(&table(&ONUS, &order, gap)).unwrap();
            assert!(read.warnings.is_empty(), "{order:?} {:?}", read.warnings);
            let [first, second] = read.value.onus.as_slice() else { panic!("{order:?}") };
            assert_eq!(
                (first.pon, first.id, first.auth, first.reg_time.as_deref(), first.description.as_deref()),
                (1, 26, false, None, None)
            );
            assert_eq!((first.name.as_deref(), second.name.as_deref()), (Some("ONU01/26"), Some("ONU02/02")));
            assert_eq!((second.mac.as_deref(), second.description.as_deref()), (Some(MAC), Some("JNT-000123")));
            assert!(second.is_online() && !first.is_online());
        }
    }
}

#[test]
fn texts_that_cannot_be_told_apart_are_left_out_with_a_warning() {
    let row = |tail: &str| {
        format!(" PON/ONU Mac-Address Status Auth Cfg Reg-time ONU-Name ONU-Desc\n 1/27 {MAC} Online TRUE TRUE 2000/01/01 01:00:31 {tail}")
    };
    for (tail, name, description, sure) in [
        ("ONU01/27 JNT-1", Some("ONU01/27"), Some("JNT-1"), true),
        ("ONU01/27   lantai 2", Some("ONU01/27"), Some("lantai 2"), true),
        ("budi santoso NO-DESCRIPTI", Some("budi santoso"), None, true),
        ("budi santoso lantai 2", None, None, false),
        ("ONU01/27", None, None, false),
    ] {
        let read = hsgq::onus(&row(tail)).unwrap();
        let [onu] = read.value.onus.as_slice() else { panic!("{tail}") };
        assert_eq!((onu.name.as_deref(), onu.description.as_deref()), (name, description), "{tail}");
        assert_eq!(read.warnings.is_empty(), sure, "{tail}: {:?}", read.warnings);
        assert_eq!((onu.pon, onu.id, onu.is_online()), (1, 27, true), "what is certain stands");
    }
}

#[test]
fn light_is_found_by_name_and_unit_whatever_the_degree_sign() {
    for degrees in ["56 °C", "56 ?C", "56 \u{fffd}C", "56 Â°C", "56 C"] {
        let columns = [
            ("PON/ONU", "1/27", "1/28"),
            ("ONU-Name", "ONU01/27", "ONU01/28"),
            ("Mac-address", MAC, "30:c5:0f:d8:7f:2d"),
            ("Temperature", degrees, "6553.5 °C"),
            ("Voltage", "3.29 V", "3.30 V"),
            ("Bias", "10 mA", "9 mA"),
            ("Tx power", "2.0336 dBm", "2.1476 dBm"),
            ("Rx power", "-11.9860 dBm", "-80.0000 dBm"),
        ];
        for order in [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [6, 7, 0, 3, 1, 4, 2, 5]] {
            let read = hsgq::optical(&table(&columns, &order, 4)).unwrap();
            let [good, bad] = read.value.as_slice() else { panic!("{order:?}") };
            assert_eq!((good.temperature_c, good.voltage_v, good.bias_ma), (Some(56.0), Some(3.29), Some(10.0)), "{degrees} {order:?}");
            assert_eq!((good.tx_dbm, good.rx_dbm), (Some(2.0336), Some(-11.986)), "{order:?}");
            assert_eq!((bad.temperature_c, bad.rx_dbm, bad.tx_dbm), (None, None, Some(2.1476)));
            assert_eq!(read.warnings.iter().filter(|warning| matches!(warning, Warning::Impossible { .. })).count(), 2);
        }
    }
    assert!(hsgq::optical("\n \n").unwrap().value.is_empty(), "nothing is printed while no ONU is online");
}

#[test]
fn a_blank_reason_does_not_move_the_name() {
    let text = " PON/ONU   Mac-Address   Blacklist_Reject_Count  Reason   ONU-Name\n";
    let one = |row: &str| hsgq::blacklist(&format!("{text}{row}")).unwrap();
    let blank = one(" 7/1   70:a8:e3:f3:75:47  64            B_ONU07/01");
    assert_eq!((blank.value[0].reason.as_deref(), blank.value[0].name.as_deref()), (None, Some("B_ONU07/01")));
    let cut = one(" 7/1   70:a8:e3:f3:75:47  64    Manual");
    assert_eq!((cut.value[0].reason.as_deref(), cut.value[0].name.as_deref(), cut.warnings.len()), (None, None, 1));
    let cut = one(" 7/1   70:a8:e3:f3:75:47  64    Manual   B_ONU0");
    assert_eq!((cut.value[0].name.as_deref(), cut.warnings.len()), (None, 1));
    assert!(hsgq::blacklist(text).unwrap().value.is_empty());
    assert!(matches!(hsgq::blacklist("Error 404"), Err(ParseError::Unrecognised(_))));
}

#[test]
fn events_in_the_middle_of_a_reply_are_taken_out() {
    let event = format!("[2000/01/01 01:12:51]  Info: ONU 1/27 {MAC} Onu deregister, Reason:Laser out");
    let plain = table(&ONUS, &[0, 1, 2, 3, 4, 5, 6, 7], 3);
    let lines: Vec<&str> = plain.lines().collect();
    for at in 0..=lines.len() {
        let mut with = lines.clone();
        with.insert(at, &event);
        assert_eq!(hsgq::onus(&with.join("\n")).unwrap(), hsgq::onus(&plain).unwrap(), "{at}");
    }
    let (rest, events) = hsgq::take_events(&format!("OLT(config)#{event}\r\n"));
    assert_eq!((rest.as_str(), events.len()), ("OLT(config)#", 1));
    assert_eq!(events[0].subject, Subject::Onu { pon: 1, id: 27, port: None });
    assert_eq!(events[0].reason.as_deref(), Some("Laser out"));
}

#[test]
fn why_an_onu_went_is_told_by_its_events() {
    let line = |seconds: u8, what: &str| format!("[2000/01/01 01:14:{seconds:02}]  Info: ONU 1/27 {MAC} {what}\n");
    let up = line(5, "ONU link up");
    let cause = |text: &str| hsgq::onu_events(text).unwrap().cause();
    assert_eq!(cause(&format!("{}{}{up}", line(9, "Onu deregister"), line(8, "ONU dying gasp"))), Some(Cause::Power));
    assert_eq!(cause(&format!("{}{up}{}", line(9, "Onu deregister, Reason:Laser out"), line(2, "ONU dying gasp"))), Some(Cause::Fibre));
    assert_eq!(cause(&format!("{}{up}", line(9, "Onu deregister, Reason:Manual Deregister"))), Some(Cause::Deregistered));
    let other = "[2000/01/01 01:14:09]  Info: ONU 1/5 30:c5:0f:d8:7f:00 ONU dying gasp\n";
    let read = hsgq::onu_events(&format!("{up}{other}{}", line(2, "Uni port link down"))).unwrap();
    assert_eq!((read.id, read.events.len(), read.last_down()), (27, 2, None), "another ONU's event came in between");
}

fn at(place: &str) -> OnuAddress {
    OnuAddress::parse(place).unwrap()
}

fn epon(confirm: bool) -> Registration {
    Registration {
        at: at("0/0/1:27"),
        key: OnuKey::Mac(Mac::parse("30C5.0FD8.7F2C").unwrap()),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::HsgqEpon(EponService { ports: OnuPorts::Four, confirm }),
    }
}

fn gpon() -> Registration {
    let id = |number| ProfileId::new(number).unwrap();
    Registration {
        at: at("0/0/2:0"),
        key: Serial::parse("ZTEGD0A1B2C3").unwrap().into(),
        service: Service::HsgqGpon(GponService { line_profile: id(1), service_profile: id(0) }),
        ..epon(false)
    }
}

#[test]
fn an_epon_box_gets_these_lines() {
    let epon_olt = HsgqEpon::FOUR_PORTS;
    let plan = epon_olt.register(&epon(true)).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "configure",
            "interface epon 1",
            "bind-onu 27 mac 30:c5:0f:d8:7f:2c onu-type 4ge desc \"JNT-000123\"",
            "onu confirm onu-id 27",
            "exit",
            "interface onu 1/27",
            "port-vlan 1 mode tag 100 pri 0",
            "end",
            "copy running-config startup-config",
        ]
    );
    assert!(!epon_olt.register(&epon(false)).unwrap().lines().iter().any(|line| line.starts_with("onu confirm")));
    let (pon, mac) = (at("0/0/1:27").pon, Mac::parse(MAC).unwrap());
    let held = ["configure", "interface epon 1", "blacklist add mac 30:c5:0f:d8:7f:2c", "end", "copy running-config startup-config"];
    assert_eq!(epon_olt.suspend(pon, mac).unwrap().lines(), held);
    assert_eq!(epon_olt.restore(pon, mac).unwrap().lines()[2], "blacklist delete mac 30:c5:0f:d8:7f:2c");
    assert_eq!(epon_olt.reboot(at("0/0/1:27")).unwrap().lines(), ["configure", "interface epon 1", "onu-reboot 27", "end"]);
    let missing = epon_olt.missing(&epon(true), &["bound to 30:c5:0f:d8:7f:2c".to_owned(), "description JNT-000123".to_owned()]);
    let rest = epon_olt.resume(&epon(false), &missing).unwrap().unwrap();
    assert_eq!(rest.lines()[2], "onu confirm onu-id 27");
    assert_eq!(epon_olt.resume(&epon(true), &["bound to x".to_owned()]).unwrap(), None);
}

#[test]
fn a_gpon_box_gets_these_lines() {
    let olt = HsgqGpon::G02ID;
    assert_eq!(
        olt.register(&gpon()).unwrap().lines(),
        [
            "configure",
            "interface gpon 2",
            "ont add 0 sn-auth 5A544547D0A1B2C3 omci ont-lineprofile-id 1 ont-srvprofile-id 0",
            "ont setting 0 name \"JNT-000123\"",
            "ont port native-vlan 0 eth 1 vlan 100 0",
            "end",
            "copy running-config startup-config",
        ]
    );
    let gone = ["configure", "interface gpon 2", "ont delete 0", "end", "copy running-config startup-config"];
    assert_eq!(olt.deregister(at("0/0/2:0"), &[]).unwrap().lines(), gone);
    assert_eq!(olt.reboot(at("0/0/2:0")).unwrap().lines(), ["configure", "interface gpon 2", "ont reboot 0", "end"]);
}

#[test]
fn what_was_never_seen_is_not_offered() {
    let (epon_olt, gpon_olt) = (HsgqEpon::FOUR_PORTS, HsgqGpon::G02ID);
    assert!(matches!(epon_olt.deregister(at("0/0/1:1"), &[]), Err(PlanError::NotOffered(_))));
    assert!(gpon_olt.state(at("0/0/1:1")).is_err() && gpon_olt.signal(at("0/0/1:1")).is_err() && gpon_olt.discover().is_err());
    assert_eq!(epon_olt.register(&gpon()), Err(PlanError::OtherVendor));
    let serial = Registration { key: Serial::parse("ZTEGD0A1B2C3").unwrap().into(), ..epon(false) };
    assert!(matches!(epon_olt.register(&serial), Err(PlanError::MacNeeded(_))));
    let mac = Registration { key: epon(false).key, ..gpon() };
    assert!(matches!(gpon_olt.register(&mac), Err(PlanError::SerialNeeded(_))));
    for far in ["0/0/5:1", "0/1/1:1", "1/0/1:1"] {
        assert!(matches!(epon_olt.register(&Registration { at: at(far), ..epon(false) }), Err(PlanError::PortOutOfRange(_))), "{far}");
    }
    assert_eq!(epon_olt.register(&Registration { at: at("0/0/1:65"), ..epon(false) }), Err(PlanError::IdOutOfRange(65)));
    for dialect in [&epon_olt as &dyn Dialect, &gpon_olt] {
        for capability in dialect.capabilities() {
            assert!(capability.support.reason().is_none_or(|reason| reason.len() > 10), "{}", capability.verb);
        }
        let all: Vec<Verb> = dialect.capabilities().iter().map(|capability| capability.verb).collect();
        assert_eq!(all, Verb::ALL);
        // The OLT itself is never restarted, by whatever plan.
        let registration = if dialect.onu_ids().contains(&0) { gpon() } else { epon(true) };
        let plans =
            [dialect.register(&registration), dialect.reboot(registration.at), dialect.deregister(registration.at, &[]), dialect.save()];
        assert!(plans.iter().flatten().flat_map(|plan| plan.lines()).all(|line| line != "reboot"));
    }
    assert_eq!(epon_olt.support(Verb::Signal), Support::Supported(Evidence::LiveCapture));
}

#[test]
fn an_epon_state_comes_from_the_list_and_the_events() {
    let list = table(&ONUS, &[0, 1, 2, 3, 4, 5, 6, 7], 3);
    let gasp = "[2000/01/01 01:14:09]  Info: ONU 1/26 30:c5:0f:d8:7f:2b ONU dying gasp".to_owned();
    let query = HsgqEpon::FOUR_PORTS.state(at("0/0/1:26")).unwrap();
    let detail = (query.parse)(&[list.clone(), gasp]).unwrap().value;
    assert_eq!((detail.state, detail.last_down.as_deref()), (OnuState::PowerOff, Some("2000/01/01 01:14:09")));
    assert_eq!(detail.mac.unwrap().to_string(), "30:c5:0f:d8:7f:2b");
    let wiped = (query.parse)(&[list.clone(), String::new()]).unwrap();
    assert_eq!((wiped.value.state, wiped.warnings.len()), (OnuState::Offline, 0), "a restart of the OLT wipes the events");
    let absent = (HsgqEpon::FOUR_PORTS.state(at("0/0/1:9")).unwrap().parse)(&[list.clone(), String::new()]).unwrap_err();
    assert!(matches!(absent, ParseError::Refused(refusal) if refusal.kind == RefusalKind::OnuNotFound));

    let empty = " PON/ONU     Mac-Address        Blacklist_Reject_Count  Reason                  ONU-Name\n";
    let refused = format!("{empty} 1/1  30:c5:0f:d8:7f:01  3    B_ONU01/01\n 1/2  30:c5:0f:d8:7f:02  9   Manual   B_ONU01/02\n");
    let found = (HsgqEpon::FOUR_PORTS.discover().unwrap().parse)(&[list, refused]).unwrap().value;
    let keys: Vec<String> = found.iter().map(|onu| onu.key.to_string()).collect();
    assert_eq!(keys, ["30:c5:0f:d8:7f:2b", "30:c5:0f:d8:7f:01"], "the unconfirmed and the refused wait; the held does not");
}

#[test]
fn the_saved_configuration_is_the_list_of_a_gpon_box() {
    let text = "interface gpon 1\n ont authorize manual\n port ont-autofind enable\n ont add 0 sn-auth 5A544547D0A1B2C3 omci ont-lineprofile-id 1 ont-srvprofile-id 0\n ont setting 0 name \"JNT-000123\" desc \"ODP 3\"\n ont add 3 sn-auth XX omci ont-lineprofile-id 1 ont-srvprofile-id 0\n exit\ninterface gpon 2\n ont add 7 sn-auth HWTC-0B086EA9 omci ont-lineprofile-id 2 ont-srvprofile-id 0\n";
    let on = |port| (HsgqGpon::G02ID.registered(PonPort { frame: 0, slot: 0, port }).unwrap().parse)(&[text.to_owned()]).unwrap();
    let first = on(1);
    assert_eq!((first.value.len(), first.value[0].serial.unwrap().to_string()), (1, "ZTEGD0A1B2C3".to_owned()));
    assert_eq!((first.value[0].state, first.warnings.len()), (OnuState::Unknown, 1), "a serial that is none is a warning");
    assert_eq!(on(2).value[0].at, at("0/0/2:7"));
    let facts = (HsgqGpon::G02ID.configuration(at("0/0/1:0")).unwrap().parse)(&[text.to_owned()]).unwrap().value;
    assert!(HsgqGpon::G02ID.missing(&Registration { at: at("0/0/1:0"), ..gpon() }, &facts).is_empty(), "{facts:?}");
    let nothing = HsgqGpon::G02ID.is_nothing_waiting(PonPort { frame: 0, slot: 0, port: 1 }).unwrap();
    assert!((nothing.parse)(&["Warning, The automatically found ONTs do not exist.".to_owned()]).is_ok());
    assert!((nothing.parse)(&["Number 1\nSN ZTEGD0A1B2C3".to_owned()]).is_err(), "a filled list was never captured");
}

#[test]
fn a_delete_that_lies_is_no_refusal() {
    let lie = "  Error, No Bind ONU fail, reason: ONU is not exist.";
    assert_eq!(HsgqEpon::FOUR_PORTS.refusal(lie), None);
    let real = HsgqEpon::FOUR_PORTS.refusal("  Error, Blacklist ONU add fail, reason: ONU has existed.").unwrap();
    assert_eq!(real.kind, RefusalKind::AlreadyExists);
    let syntax = HsgqEpon::FOUR_PORTS.refusal("vty% [VTY] vty[node:32],Unknown command: show pon-info").unwrap();
    assert_eq!(syntax.kind, RefusalKind::Syntax);
}

type Parser = fn(&str) -> Option<Vec<String>>;

/// Every table parser as lines that identify the rows and their values.
const PARSERS: [Parser; 5] = [
    |text| Some(hsgq::onus(text).ok()?.value.onus.iter().map(|onu| format!("{onu:?}")).collect()),
    |text| Some(hsgq::optical(text).ok()?.value.iter().map(|onu| format!("{onu:?}")).collect()),
    |text| Some(hsgq::blacklist(text).ok()?.value.iter().map(|entry| format!("{entry:?}")).collect()),
    |text| Some(hsgq::authorization(text).ok()?.value.iter().map(|pon| format!("{pon:?}")).collect()),
    |text| Some(hsgq::onu_events(text).ok()?.events.iter().map(|event| format!("{event:?}")).collect()),
];

#[test]
fn widened_captures_read_the_same_and_cut_ones_less() {
    let Some(captures) = captures("hsgq") else { return };
    let mut compared = 0;
    for capture in captures {
        let wide = capture.text.replace("  ", "      ");
        for parse in PARSERS {
            let Some(whole) = parse(&capture.text).filter(|rows| !rows.is_empty()) else { continue };
            // Two blanks inside an event part the event from its explanation; they are no column.
            if capture.operation != "onu-events" {
                assert_eq!(parse(&wide).as_ref(), Some(&whole), "{}", capture.name);
            }
            compared += 1;
            let lines: Vec<&str> = capture.text.lines().collect();
            for number in 0..lines.len() {
                let length = lines[number].chars().count();
                for keep in (0..length).step_by(3) {
                    let cut: String = lines[number].chars().take(keep).collect();
                    let mut less = lines.clone();
                    less[number] = &cut;
                    let rows = parse(&less.join("\n")).unwrap_or_default();
                    assert!(rows.len() <= whole.len(), "{}", capture.name);
                    // A row that was not cut never changes; the cut one may lose its texts.
                    let changed = rows.iter().filter(|row| !whole.contains(row)).count();
                    assert!(changed <= 1, "{}: line {number} cut to {cut:?}", capture.name);
                }
            }
        }
    }
    assert!(compared >= 7, "{compared}");
}

proptest! {
    #[test]
    fn whatever_comes_never_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for text in [text.as_str(), &String::from_utf8_lossy(&bytes)] {
            for parse in PARSERS {
                parse(text);
            }
            drop((hsgq::events(text), hsgq::login(text), hsgq::hold(text), hsgq::configuration(text), hsgq::help(text)));
            drop((hsgq::faults(text), hsgq::nothing_found(text)));
        }
    }

    #[test]
    fn a_changed_row_never_becomes_another_onu(place in 0usize..200, with in "[ -~]{0,3}") {
        let whole = table(&ONUS, &[0, 1, 2, 3, 4, 5, 6, 7], 3);
        let at = place.min(whole.len());
        let changed = format!("{}{with}{}", &whole[..at], &whole[at..]);
        if let Ok(read) = hsgq::onus(&changed) {
            prop_assert!(read.value.onus.len() <= 2);
            prop_assert!(read.value.onus.iter().all(|onu| onu.mac.as_deref().is_none_or(|mac| mac.len() == 17)));
        }
    }

    #[test]
    fn many_words_in_a_row_do_not_hang(words in prop::collection::vec("[a-z]{1,3}", 0..300)) {
        let text = format!(" PON/ONU Mac-Address Status Auth Cfg Reg-time ONU-Name ONU-Desc\n 1/27 {MAC} Online TRUE TRUE - {}", words.join(" "));
        drop(hsgq::onus(&text));
    }
}
