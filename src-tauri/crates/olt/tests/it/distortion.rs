//! Widened, reordered and cut tables, and text that is no table at all.

use janet_olt::{Listed, OnuState, ParseError, Parsed, Unregistered, Warning, huawei, zte};
use proptest::prelude::*;

use crate::captures::captures;

type Rows = Vec<(String, Option<String>)>;

fn rows(read: Result<Parsed<Vec<Listed>>, ParseError>) -> Option<Rows> {
    Some(read.ok()?.value.iter().map(|onu| (onu.at.to_string(), onu.serial.map(|serial| serial.hex()))).collect())
}

fn found(read: Result<Parsed<Vec<Unregistered>>, ParseError>) -> Option<Rows> {
    Some(read.ok()?.value.iter().map(|onu| (onu.pon.to_string(), onu.key.serial().map(|serial| serial.hex()))).collect())
}

fn service_rows(text: &str) -> Option<Rows> {
    Some(huawei::service_ports(text).ok()?.value.iter().map(|port| (port.at.to_string(), Some(port.index.to_string()))).collect())
}

/// Every list parser of a vendor, as places with what identifies the row.
fn parsers(vendor: &str) -> Vec<fn(&str) -> Option<Rows>> {
    match vendor {
        "zte" => vec![|text| found(zte::unregistered(text)), |text| rows(zte::states(text)), |text| rows(zte::registered(text))],
        _ => vec![
            |text| found(huawei::unregistered(text)),
            |text| rows(huawei::list(text)),
            |text| rows(huawei::summary(text)),
            service_rows,
        ],
    }
}

fn widened(text: &str) -> String {
    let line = |line: &str| {
        let mut wide = String::new();
        for part in line.split_inclusive("  ") {
            wide.push_str(part);
            if part.ends_with("  ") {
                wide.push_str("      ");
            }
        }
        wide
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn widened_captures_read_the_same() {
    for vendor in ["zte", "huawei"] {
        let Some(captures) = captures(vendor) else { return };
        let mut compared = 0;
        for capture in captures {
            let wide = widened(&capture.text);
            for parse in parsers(vendor) {
                let plain = parse(&capture.text);
                assert_eq!(parse(&wide), plain, "{}", capture.name);
                compared += usize::from(plain.is_some_and(|rows| !rows.is_empty()));
            }
        }
        assert!(compared >= 9, "{vendor}: {compared}");
    }
}

#[test]
fn a_cut_row_never_becomes_another_onu() {
    for vendor in ["zte", "huawei"] {
        let Some(captures) = captures(vendor) else { return };
        for capture in captures {
            for parse in parsers(vendor) {
                let Some(whole) = parse(&capture.text).filter(|rows| !rows.is_empty()) else { continue };
                let lines: Vec<&str> = capture.text.lines().collect();
                for number in (0..lines.len()).step_by(3) {
                    for keep in [1, 3] {
                        let cut: String = lines[number].chars().take(lines[number].chars().count() * keep / 4).collect();
                        let mut less = lines.clone();
                        less[number] = &cut;
                        let Some(read) = parse(&less.join("\n")) else { continue };
                        for (place, serial) in read {
                            let known = whole.iter().any(|(known, of)| *known == place && (serial.is_none() || *of == serial));
                            assert!(known, "{}: line {number} cut to {cut:?} gives {place} {serial:?}", capture.name);
                        }
                    }
                }
            }
        }
    }
}

/// A table whose columns stand in any order: names and the cells of two rows.
fn table(columns: &[(&str, &str, &str)], order: &[usize]) -> String {
    let row = |pick: fn(&(&str, &str, &str)) -> String| order.iter().map(|at| pick(&columns[*at])).collect::<Vec<_>>().join("   ");
    [row(|column| column.0.to_owned()), "-".repeat(60), row(|column| column.1.to_owned()), row(|column| column.2.to_owned())].join("\n")
}

#[test]
fn reordered_zte_columns_are_found_by_name() {
    let columns = [
        ("OnuIndex", "1/2/1:1", "1/2/1:7"),
        ("Admin State", "enable", "enable"),
        ("OMCC State", "enable", "disable"),
        ("Phase State", "working", "DyingGasp"),
        ("Channel", "1(GPON)", "1(GPON)"),
    ];
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 2, 1], [2, 4, 0, 3, 1]] {
        let read = zte::states(&table(&columns, &order)).unwrap();
        assert!(read.warnings.is_empty(), "{order:?} {:?}", read.warnings);
        let states: Vec<(String, OnuState)> = read.value.iter().map(|onu| (onu.at.to_string(), onu.state)).collect();
        assert_eq!(states, [("1/2/1:1".to_owned(), OnuState::Online), ("1/2/1:7".to_owned(), OnuState::PowerOff)], "{order:?}");
    }
    let base = [
        ("AuthInfo", "SN:ZTEGC0000001", "SN:ZTEGC0000002"),
        ("State", "ready", "ready"),
        ("OnuIndex", "gpon-onu_1/1/1:1", "gpon-onu_1/1/1:2"),
        ("Type", "F660", "SM16101-GHZ"),
    ];
    let read = zte::registered(&format!("{}\n            -T10", table(&base, &[0, 1, 2, 3]))).unwrap();
    assert_eq!(read.value[1].details.get("onu_type"), Some("SM16101-GHZ-T10"));
    assert_eq!(read.value[0].serial.unwrap().to_string(), "ZTEGC0000001");
}

#[test]
fn reordered_huawei_columns_are_found_by_both_header_lines() {
    let text = "
  ------------------------------------------------------------
  SN                F/S/P   Run      ONT   Match
                            state    ID    state
  ------------------------------------------------------------
  4857544300000A01  0/ 2/0  online     3   match
  4857544300000A02  0/ 2/0  offline    4   initial
  ------------------------------------------------------------
  Description          ONT-ID   F/S/P
  ------------------------------------------------------------
  JNT-000123 lantai 2       3   0/ 2/0
  ------------------------------------------------------------
  In port 0/ 2/0, the total number of ONTs is: 3, online: 1, offline: 2";
    let read = huawei::list(text).unwrap();
    assert_eq!(read.value.len(), 2);
    assert_eq!(read.value[0].at.to_string(), "0/2/0:3");
    assert_eq!(read.value[0].details.get("description"), Some("JNT-000123 lantai 2"));
    assert_eq!((read.value[0].state, read.value[1].state), (OnuState::Online, OnuState::Offline));
    assert_eq!(read.warnings, [Warning::Count { said: 3, read: 2 }], "a lost row is noticed by the total");

    let light = "
  ONT  OLT Rx ONT   Tx power  Rx power
  ID   power(dBm)   (dBm)     (dBm)
  ------------------------------------------------------------
  1    -80.00       2.10      -18.20
  ------------------------------------------------------------";
    let read = huawei::optical_all(light).unwrap();
    assert_eq!((read.value[0].1.olt_rx, read.value[0].1.onu_tx, read.value[0].1.onu_rx), (None, Some(2.1), Some(-18.2)));
    assert_eq!(read.warnings, [Warning::Impossible { what: "OLT rx", value: "-80.00".to_owned() }]);
}

#[test]
fn an_unknown_screen_is_not_an_empty_list() {
    for text in ["", "\n\n", "Welcome", "OnuIndex\n----------", "It will take several minutes"] {
        assert!(matches!(zte::unregistered(text), Err(ParseError::Unrecognised(_))), "{text:?}");
        assert!(matches!(zte::states(text), Err(ParseError::Unrecognised(_))), "{text:?}");
        assert!(matches!(huawei::unregistered(text), Err(ParseError::Unrecognised(_))), "{text:?}");
        assert!(matches!(huawei::list(text), Err(ParseError::Unrecognised(_))), "{text:?}");
    }
}

/// Pieces that parsers look for, in any order.
fn scraps() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "OnuIndex",
        "Sn",
        "State",
        "Phase State",
        "AuthInfo",
        "Type",
        "Onu",
        "Rx power",
        "F/S/P",
        "ONT",
        "ID",
        "SN",
        "Run",
        "state",
        "Last",
        "UpTime",
        "DownCause",
        "Description",
        "ONT-ID",
        "Rx/Tx power",
        "(dBm)",
        "INDEX",
        "VLAN",
        "VPI",
        "VCI",
        "gpon-onu_1/1/1:1",
        "0/ 1/2",
        "1/2/3:4",
        "up",
        "down",
        "Rx :-20.1(dbm)",
        "Tx:2(dbm)",
        "\n",
        "\n",
        "\n",
        "----------",
        ":",
        " ",
        "  ",
        "%Error 20203: x",
        "Failure: y",
        "<Gem Index 7>",
        "0 100 - - -",
        "In port 0/1/0, the total of ONTs are: 23, online: 23",
        "2000-01-01 00:00:00",
        "485754431A2B3C4D",
        "ZTEGD0A1B2C3",
        "-80",
        "é",
        "\u{7f}",
        "ONU Number: 1/2",
    ]);
    prop::collection::vec(prop_oneof![6 => pieces.prop_map(str::to_owned), 1 => any::<String>()], 0..60).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in scraps()) {
        let _ = (zte::unregistered(&text), zte::states(&text), zte::registered(&text), zte::detail(&text), zte::attenuation(&text));
        let _ = (zte::onu_powers(&text), zte::running_config(&text), zte::refusals(&text));
        let _ = (huawei::unregistered(&text), huawei::list(&text), huawei::summary(&text), huawei::detail(&text), huawei::optical_one(&text));
        let _ = (huawei::optical_all(&text), huawei::service_ports(&text), huawei::refusals(&text), huawei::added(&text));
    }
}
