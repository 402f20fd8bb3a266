//! Captures through the facade, distorted: columns widened, lines cut, bytes changed. A value that is read is the value of
//! the capture, or it is not read.

use janet_olt::capture::{CaptureError, VENDORS, parse};
use proptest::prelude::*;
use serde_json::Value;

use crate::captures::captures;

/// Vendors whose parsers are held to this here.
const VENDORS_HELD: [&str; 2] = ["zte", "huawei"];

/// Operations that are a table of rows; what is wider or narrower in them means the same.
fn is_table(operation: &str) -> bool {
    ["list", "optical", "unregistered", "cards", "interfaces", "mac", "gemport", "eth-ports", "profiles", "version", "service-port-list"]
        .iter()
        .any(|part| operation.contains(part))
}

fn widened(file: &str) -> String {
    let wide = |line: &str| if line.starts_with('#') { line.to_owned() } else { line.replace("   ", "        ") };
    file.lines().map(wide).collect::<Vec<_>>().join("\n")
}

#[test]
fn wider_columns_mean_the_same() {
    for vendor in VENDORS_HELD {
        let Some(captures) = captures(vendor) else { return };
        let mut compared = 0;
        for capture in captures.iter().filter(|capture| is_table(&capture.operation)) {
            let plain = parse(vendor, &capture.operation, &capture.file).unwrap();
            let wide = parse(vendor, &capture.operation, &widened(&capture.file)).unwrap();
            assert_eq!(wide.value, plain.value, "{}", capture.name);
            compared += 1;
        }
        assert!(compared >= 20, "{vendor}: {compared}");
    }
}

/// The objects of lists, as text without the ones that count.
fn rows(value: &Value) -> Vec<&Value> {
    match value {
        Value::Object(fields) => fields.values().filter_map(Value::as_array).flatten().filter(|row| row.is_object()).collect(),
        _ => Vec::new(),
    }
}

/// Numbers, and serials, that identify a row or are its readings: cut in the middle they would still look like some.
fn scalars(row: &Value) -> Vec<(String, &Value)> {
    let fields = row.as_object().into_iter().flatten();
    let kept = fields.filter(|(key, value)| {
        let exact = ["index", "pon", "fsp", "serial", "serial_hex", "serial_ascii", "mac"].contains(&key.as_str());
        value.is_number() || (exact && !value.is_null())
    });
    kept.map(|(key, value)| (key.clone(), value)).collect()
}

#[test]
fn a_cut_line_never_makes_another_value() {
    for vendor in VENDORS_HELD {
        let Some(captures) = captures(vendor) else { return };
        let mut cuts = 0;
        for capture in captures.iter().filter(|capture| is_table(&capture.operation) && !capture.file.contains("# escapes")) {
            let whole = parse(vendor, &capture.operation, &capture.file).unwrap().value;
            let known: Vec<Vec<(String, &Value)>> = rows(&whole).into_iter().map(scalars).collect();
            if known.is_empty() {
                continue;
            }
            let lines: Vec<&str> = capture.file.lines().collect();
            for number in (0..lines.len()).filter(|number| !lines[*number].starts_with('#')).step_by(2) {
                let cells: Vec<usize> =
                    lines[number].split_whitespace().map(|cell| cell.as_ptr() as usize - lines[number].as_ptr() as usize).collect();
                // An empty line is no cut row.
                let Some(&cut) = cells.get((cells.len() / 2).max(1)) else { continue };
                let mut less: Vec<&str> = lines.clone();
                less[number] = &lines[number][..cut];
                cuts += 1;
                match parse(vendor, &capture.operation, &less.join("\n")) {
                    Err(CaptureError::Parse { line, .. }) => {
                        assert!(line >= 1 && line <= lines.len());
                    }
                    Err(error) => panic!("{}: {error}", capture.name),
                    Ok(read) => {
                        let lost = rows(&read.value).len() != known.len();
                        assert!(
                            !lost || !read.remarks.is_empty(),
                            "{}: line {} cut to {:?} loses a row silently",
                            capture.name,
                            number + 1,
                            less[number]
                        );
                        for row in rows(&read.value) {
                            let row = scalars(row);
                            let same = known
                                .iter()
                                .any(|known| row.iter().all(|(key, value)| known.iter().any(|(name, of)| name == key && of == value)));
                            assert!(same, "{}: line {} cut to {:?} gives {row:?}", capture.name, number + 1, less[number]);
                        }
                    }
                }
            }
        }
        assert!(cuts > 100, "{vendor}: {cuts}");
    }
}

#[test]
fn impossible_readings_are_null_and_named_with_their_line() {
    let file = "# source: x\nOnu                 Rx power\n------------------------------------\ngpon-onu_1/1/1:1    -80.000(dbm)\ngpon-onu_1/1/1:2    -21.5(dbm)\n";
    let read = parse("zte", "optical-onu-rx", file).unwrap();
    assert_eq!(read.value["onus"][0]["onu_rx_dbm"], Value::Null);
    assert_eq!(read.value["onus"][1]["onu_rx_dbm"], -21.5);
    assert_eq!(read.remarks[0].line, Some(4));
    let file = "  Rx optical power(dBm)                  : -18.18\n  Temperature(C)                         : 6553.5\n  Voltage(V)                             : 65.535\n  Laser bias current(mA)                 : 131.07\n";
    let read = parse("huawei", "optical-one", file).unwrap();
    for key in ["temperature_c", "voltage_v", "bias_ma"] {
        assert_eq!(read.value[key], Value::Null, "{key}");
    }
    assert_eq!(read.remarks.iter().map(|remark| remark.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
}

fn operations() -> Vec<&'static str> {
    vec![
        "async-event",
        "authorize",
        "blacklist",
        "cards",
        "deregister",
        "error",
        "help-tree",
        "interfaces",
        "locate-mac",
        "mac-table",
        "onu-config",
        "onu-detail",
        "onu-eth-ports",
        "onu-events",
        "onu-gemport",
        "onu-info",
        "onu-list",
        "onu-list-summary",
        "onu-mac",
        "onu-port-vlan",
        "onu-state",
        "onu-version",
        "onu-wan",
        "optical",
        "optical-all",
        "optical-attenuation",
        "optical-olt-rx",
        "optical-one",
        "optical-onu-rx",
        "optical-onu-tx",
        "paging",
        "pon-optical",
        "pon-port",
        "port-optical-module",
        "profiles",
        "reboot",
        "register",
        "restore",
        "running-config",
        "save",
        "service-port-add",
        "service-port-list",
        "session-login",
        "session-logout",
        "snmp-walk",
        "suspend",
        "system",
        "temperature",
        "unregistered",
        "version",
        "vlan",
    ]
}

proptest! {
    #[test]
    fn no_bytes_make_the_facade_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), vendor in 0..VENDORS.len()) {
        let file = String::from_utf8_lossy(&bytes).into_owned();
        for operation in operations() {
            let _ = parse(VENDORS[vendor], operation, &file);
            let _ = parse(VENDORS[vendor], operation, &format!("# escapes: c-style\n{file}"));
        }
    }

    #[test]
    fn no_change_of_a_capture_makes_its_parser_panic(pick in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), length in 0_usize..40, put in ".{0,12}") {
        for vendor in VENDORS {
            let Some(captures) = captures(vendor) else { return Ok(()) };
            if captures.is_empty() {
                continue;
            }
            let capture = &captures[pick.index(captures.len())];
            let characters: Vec<char> = capture.file.chars().collect();
            let from = at.index(characters.len());
            let to = (from + length).min(characters.len());
            let changed: String = characters[..from].iter().copied().chain(put.chars()).chain(characters[to..].iter().copied()).collect();
            let _ = parse(vendor, &capture.operation, &changed);
        }
    }
}

/// A table in another order of columns: header, rule, rows.
fn reordered(columns: &[(&str, &[&str])], order: &[usize]) -> String {
    let joined = |cells: Vec<&str>| cells.join("    ");
    let mut lines = vec![joined(order.iter().map(|at| columns[*at].0).collect()), "-".repeat(60)];
    for number in 0..columns[0].1.len() {
        lines.push(joined(order.iter().map(|at| columns[*at].1[number]).collect()));
    }
    lines.join("\n")
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    type Table<'a> = (&'a str, &'a str, Vec<(&'a str, &'a [&'a str])>);
    let tables: Vec<Table<'_>> = vec![
        (
            "zte",
            "cards",
            vec![
                ("Rack", &["1", "1"]),
                ("Shelf", &["1", "1"]),
                ("Slot", &["2", "3"]),
                ("CfgType", &["GTGH", "SMXA"]),
                ("RealType", &["GTGHG", "SMXA"]),
                ("Port", &["16", "3"]),
                ("HardVer", &["V1.0.0", "V1.0.0"]),
                ("SoftVer", &["V2.1.0", "V2.1.0"]),
                ("Status", &["INSERVICE", "STANDBY"]),
            ],
        ),
        (
            "zte",
            "interfaces",
            vec![
                ("Interface", &["xgei-1/5/1", "xgei-1/5/2"]),
                ("Portattribute", &["optical", "optical"]),
                ("Mode", &["Duplex/full", "Duplex/auto"]),
                ("BW(Mbps)", &["10000", "1000"]),
                ("Admin", &["up", "down"]),
                ("Phy", &["up", "down"]),
                ("Prot", &["up", "down"]),
            ],
        ),
        (
            "huawei",
            "profiles",
            vec![("Profile-ID", &["0", "429"]), ("Profile-name", &["line-profile_default_0", "example"]), ("Binding times", &["0", "12"])],
        ),
        (
            "huawei",
            "locate-mac",
            vec![
                ("MAC", &["805e-0c5c-4277", "84a9-3845-d603"]),
                ("MAC TYPE", &["DYNAMIC", "STATIC"]),
                ("F/S/P", &["0/ 1/0", "0/1 /3"]),
                ("ONT ID", &["0", "7"]),
                ("Port ID", &["1", "2"]),
                ("Port Type", &["ETH", "ETH"]),
                ("VLAN", &["80", "1003"]),
            ],
        ),
    ];
    for (vendor, operation, columns) in tables {
        let usual: Vec<usize> = (0..columns.len()).collect();
        let plain = parse(vendor, operation, &reordered(&columns, &usual)).unwrap();
        assert!(plain.remarks.is_empty(), "{vendor} {operation}: {:?}", plain.remarks);
        assert_eq!(rows(&plain.value).len(), 2, "{vendor} {operation}");
        let mut turned = usual.clone();
        for _ in 1..columns.len() {
            turned.rotate_left(1);
            let read = parse(vendor, operation, &reordered(&columns, &turned)).unwrap();
            assert_eq!(read.value, plain.value, "{vendor} {operation} {turned:?}");
        }
        turned.reverse();
        assert_eq!(parse(vendor, operation, &reordered(&columns, &turned)).unwrap().value, plain.value, "{vendor} {operation} reversed");
    }
}
