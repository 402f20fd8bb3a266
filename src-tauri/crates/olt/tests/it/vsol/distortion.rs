use janet_olt::capture::parse;
use janet_olt::{OnuState, vsol};
use proptest::prelude::*;
use serde_json::Value;

use crate::captures::captures;

const OPERATIONS: [&str; 14] = [
    "unregistered",
    "onu-list",
    "onu-state",
    "onu-info",
    "onu-mac",
    "optical",
    "running-config",
    "profiles",
    "version",
    "async-event",
    "session-login",
    "error",
    "paging",
    "snmp-walk",
];

fn widened(text: &str) -> String {
    text.lines().map(|line| line.replace("  ", "         ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn widened_captures_read_the_same() {
    let Some(captures) = captures("vsol") else { return };
    for capture in captures.iter().filter(|capture| capture.operation != "paging") {
        let plain = parse("vsol", &capture.operation, &capture.text).unwrap();
        let wide = parse("vsol", &capture.operation, &widened(&capture.text)).unwrap();
        assert_eq!(wide.value, plain.value, "{}", capture.name);
    }
}

/// What says which ONU it is, and what is measured. The last word of a row of free text may be cut without a trace; these may
/// not.
const HARD: [&str; 17] = [
    "index",
    "pon",
    "onu_id",
    "proposed_onu_id",
    "serial",
    "serial_hex",
    "mac",
    "online",
    "llid",
    "rx_dbm",
    "tx_dbm",
    "voltage_v",
    "bias_ma",
    "temperature_c",
    "distance_m",
    "rtt_tq",
    "uptime_s",
];

/// The hard values of a record that are not null, each with its name.
fn hard(record: &Value) -> Vec<(String, Value)> {
    let fields = record.as_object().into_iter().flatten();
    fields
        .filter(|(name, value)| HARD.contains(&name.as_str()) && !value.is_null())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn records(value: &Value) -> Vec<&Value> {
    let lists = ["onus", "entries"].iter().filter_map(|name| value.get(name)?.as_array()).flatten();
    std::iter::once(value).chain(lists).collect()
}

#[test]
fn a_row_cut_anywhere_is_never_another_reading() {
    let Some(captures) = captures("vsol") else { return };
    let tables = ["unregistered", "onu-list", "onu-state", "onu-info", "onu-mac", "optical"];
    let mut cuts = 0;
    for capture in captures.iter().filter(|capture| tables.contains(&capture.operation.as_str())) {
        let whole = parse("vsol", &capture.operation, &capture.text).unwrap().value;
        let known: Vec<Vec<(String, Value)>> = records(&whole).into_iter().map(hard).collect();
        let lines: Vec<&str> = capture.text.lines().collect();
        for number in 0..lines.len() {
            for keep in 0..lines[number].chars().count() {
                let cut: String = lines[number].chars().take(keep).collect();
                let mut less = lines.clone();
                less[number] = &cut;
                cuts += 1;
                let Ok(read) = parse("vsol", &capture.operation, &less.join("\n")) else { continue };
                // An empty line is no cut row, the echo and the prompt are no rows, and a lone dash says that there is no value.
                let count = |value: &Value| records(value).into_iter().map(|record| hard(record).len()).sum::<usize>();
                let is_row =
                    !cut.trim().is_empty() && !cut.ends_with('-') && !lines[number].contains("show ") && !lines[number].contains('#');
                if is_row && count(&read.value) < count(&whole) {
                    assert!(!read.remarks.is_empty(), "{}: line {number} cut to {cut:?} loses something silently", capture.name);
                }
                for record in records(&read.value) {
                    let values = hard(record);
                    let same = known.iter().any(|known| values.iter().all(|value| known.contains(value)));
                    assert!(same, "{}: line {number} cut to {cut:?} gives {record}", capture.name);
                }
            }
        }
    }
    assert!(cuts > 1_000, "{cuts}");
}

/// Configurations and profiles: a line cut at a word loses nothing silently, but for options that may be absent.
#[test]
fn a_cut_setting_is_noticed() {
    fn leaves(value: &Value) -> usize {
        match value {
            Value::Object(fields) => fields.values().map(leaves).sum(),
            Value::Array(rows) => rows.iter().map(leaves).sum(),
            value => usize::from(!value.is_null()),
        }
    }
    let Some(captures) = captures("vsol") else { return };
    for capture in captures.iter().filter(|capture| ["running-config", "profiles"].contains(&capture.operation.as_str())) {
        let whole = parse("vsol", &capture.operation, &capture.text).unwrap();
        let lines: Vec<&str> = capture.text.lines().collect();
        for number in 0..lines.len() {
            let words: Vec<&str> = lines[number].split_whitespace().collect();
            for keep in 1..words.len() {
                let cut = words[..keep].join(" ");
                let optional = cut.ends_with("vlan 1925") || cut.ends_with("profile default") || cut.ends_with("assured 1024");
                let mut less = lines.clone();
                less[number] = &cut;
                let Ok(read) = parse("vsol", &capture.operation, &less.join("\n")) else { continue };
                let lost = leaves(&read.value) < leaves(&whole.value);
                let noticed = read.remarks.len() > whole.remarks.len();
                assert!(!lost || noticed || optional, "{}: line {number} cut to {cut:?}", capture.name);
            }
        }
    }
}

/// A table whose columns stand in any order.
fn table(columns: &[(&str, &str)], order: &[usize]) -> String {
    let row = |pick: fn(&(&'static str, &'static str)) -> &'static str, columns: &[(&'static str, &'static str)]| {
        order.iter().map(|at| pick(&columns[*at])).collect::<Vec<_>>().join("   ")
    };
    let columns: Vec<(&'static str, &'static str)> =
        columns.iter().map(|(name, cell)| (&*name.to_string().leak(), &*cell.to_string().leak())).collect();
    [row(|column| column.0, &columns), "-".repeat(60), row(|column| column.1, &columns)].join("\n")
}

#[test]
fn reordered_gpon_columns_are_found_by_name() {
    let info = [("Onuindex", "GPON0/1:29"), ("Model", "V422"), ("Profile", "V2802DAC"), ("Mode", "sn"), ("AuthInfo", "GPON002E64F8")];
    let state = [
        ("OnuIndex", "1/1/2:7"),
        ("Admin State", "enable"),
        ("OMCC State", "disable"),
        ("Phase State", "DyingGasp"),
        ("Channel", "1(GPON)"),
    ];
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [3, 0, 4, 2, 1]] {
        let read = vsol::info(&table(&info, &order)).unwrap();
        let onu = &read.value[0];
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        assert_eq!((onu.index.id, onu.serial.unwrap().to_string().as_str(), onu.model.as_deref()), (29, "GPON002E64F8", Some("V422")));
        let read = vsol::state(&table(&state, &order)).unwrap();
        let onu = &read.value[0];
        assert_eq!((onu.index.pon.to_string().as_str(), onu.index.id, onu.state), ("0/2", 7, OnuState::PowerOff));
    }
    let found = vsol::auto_find("State   Sn   OnuIndex\n------\nunknow  GPON002E64F8   GPON0/1:1").unwrap().value;
    assert_eq!((found[0].serial.to_string().as_str(), found[0].index.as_ref().unwrap().id), ("GPON002E64F8", 1));
}

#[test]
fn reordered_epon_columns_are_found_by_name() {
    let status = [
        ("ONU-ID", "EPON0/1:9"),
        ("Status", "offline"),
        ("MAC  Address", "02:00:5e:00:00:09"),
        ("Distance(m)", "23"),
        ("RTT(TQ)", "110"),
        ("LastRegTime", "2024/07/29 15:32:32"),
        ("LastDeregTime", "2024/07/30 17:04:23"),
        ("LastDeregReason", "Power Off"),
        ("AliveTime", "1 01:31:52"),
        ("Upgrade", "N/A"),
    ];
    for order in [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], [3, 8, 0, 7, 5, 9, 1, 2, 6, 4]] {
        let read = vsol::status(&table(&status, &order)).unwrap();
        assert!(read.warnings.is_empty(), "{order:?} {:?}", read.warnings);
        let onu = &read.value[0];
        assert_eq!((onu.index.id, onu.distance_m, onu.rtt_tq, onu.alive_s), (9, Some(23), Some(110), Some(91_912)), "{order:?}");
        assert_eq!(onu.last_down_cause.as_deref(), Some("Power Off"));
        assert_eq!(onu.last_dereg_time.as_deref(), Some("2024/07/30 17:04:23"));
    }
    let light = [
        ("RX Power(dBm)", "-17.12"),
        ("TX Power(dBm)", "4.25"),
        ("ONU-ID", "EPON0/1:1"),
        ("Temperature(C)", "6553.5"),
        ("Supply Voltage(V)", "3.24"),
        ("TX Bias Current(mA)", "15.65"),
    ];
    for order in [[0, 1, 2, 3, 4, 5], [5, 2, 4, 0, 3, 1]] {
        let read = vsol::diagnosis(&table(&light, &order)).unwrap();
        let (index, signal) = &read.value[0];
        assert_eq!((index.id, signal.onu_rx, signal.onu_tx, signal.bias_ma), (1, Some(-17.12), Some(4.25), Some(15.65)));
        assert_eq!((signal.temperature_c, read.warnings.len()), (None, 1), "an impossible temperature is none");
    }
}

/// The forms of V1.4: cells placed by the cursor, a state table with serial numbers, a discovery table with the model.
#[test]
fn v1_4_tables_are_read() {
    let screen = "# escapes: c-style\n\
Onuindex   Model                Profile                Mode    AuthInfo                      \\r\n\
---------------------------------------------------------------------------------------------\\r\n\
GPON0/1:2\\r\\x1b[11CV824\\r\\x1b[32Cdefault\\r\\x1b[55Csn\\r\\x1b[63CGPON4F02AA31\\r\n\
\\r\n\
GPON0/1:100\\r\\x1b[11CV422\\r\\x1b[32Cdefault\\r\\x1b[55Csn\\r\\x1b[63CGPON4F02AA32\\r\n\
GPON0/12:100\\r\\x1b[11CV422\\r\\x1b[32Cdefault\\r\\x1b[55Csn\\r\\x1b[63CGPON4F02AA33\\r\n";
    let read = vsol::info(&janet_olt::capture::shown(screen).unwrap()).unwrap();
    let ids: Vec<(u8, String)> = read.value.iter().map(|onu| (onu.index.id, onu.serial.unwrap().to_string())).collect();
    assert_eq!(ids, [(2, "GPON4F02AA31".to_owned()), (100, "GPON4F02AA32".to_owned())]);
    assert_eq!(read.warnings.len(), 1, "an id that the model overprinted is not guessed: {:?}", read.warnings);

    let state = "OnuIndex    Admin State    OMCC State    Phase State    Serial Number\n----\nGPON0/1:9   enable         disable       offline        GPONB4BFD6AA\n";
    let read = vsol::state(state).unwrap();
    assert_eq!((read.value[0].serial.unwrap().to_string().as_str(), read.value[0].state), ("GPONB4BFD6AA", OnuState::Offline));

    let found = vsol::auto_find("Index\tSn                    Equipment ID\n1\tsn:GPON00ab12cd\t\tVSOLV422\n2\tsn:VSOL0008d09c").unwrap();
    assert_eq!((found.value[0].serial.to_string().as_str(), found.value[0].equipment.as_deref()), ("GPON00AB12CD", Some("VSOLV422")));
    assert_eq!((found.value.len(), found.value[0].index.as_ref()), (2, None));
}

#[test]
fn events_anywhere_change_nothing() {
    let Some(captures) = captures("vsol") else { return };
    let event = "2026/08/06 12:15:28   ONU Offline   PON 0/7 ONU 22 sn GPON00B8FF21";
    for capture in &captures {
        if ["async-event", "session-login", "paging", "snmp-walk", "error"].contains(&capture.operation.as_str()) {
            continue;
        }
        let plain = parse("vsol", &capture.operation, &capture.text).unwrap().value;
        let lines: Vec<&str> = capture.text.lines().collect();
        for at in 0..=lines.len() {
            let mut more = lines.clone();
            more.splice(at..at, ["", event, ""]);
            let read = parse("vsol", &capture.operation, &more.join("\n")).unwrap();
            assert_eq!(read.value, plain, "{}: event before line {at}", capture.name);
        }
    }
}

#[test]
fn an_unknown_screen_is_not_an_empty_list() {
    for text in ["", "\n\n", "Welcome", "OnuIndex\n------", "gpon-olt(config-pon-0/1)#"] {
        for operation in OPERATIONS.iter().filter(|operation| !["paging", "session-login"].contains(operation)) {
            assert!(parse("vsol", operation, text).is_err(), "{operation} {text:?}");
        }
    }
    let nothing = vsol::auto_find("No related information to show.").unwrap();
    assert!(nothing.value.is_empty());
    assert!(vsol::auto_find("% Unknown command").is_err());
}

fn scraps() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "OnuIndex",
        "Sn",
        "State",
        "Index",
        "Equipment ID",
        "Onuindex",
        "Model",
        "Profile",
        "Mode",
        "AuthInfo",
        "Phase State",
        "Channel",
        "Serial Number",
        "ONU-ID",
        "Status",
        "MAC  Address",
        "Distance(m)",
        "RTT(TQ)",
        "LastRegTime",
        "LastDeregReason",
        "AliveTime",
        "LLID",
        "Description",
        "VendorID",
        "ID",
        "Temperature(C)",
        "RX Power(dBm)",
        "TX Power(dBm)",
        "Onu",
        "ONU_Rx",
        "GPON0/1:1",
        "1/1/1:7",
        "EPON0/1:1",
        "EPON0/1:",
        "GPON0/1:100V",
        "98:2a:0a:a0:25:b9",
        "GPON002E64F8",
        "-17.12",
        "42 02:24:43",
        "1907/12/27 01:26:01",
        "N/A",
        "Rx optical level:",
        "ONU ID: 5",
        "-23.280(dBm)",
        "interface gpon 0/1",
        "onu add 1 profile default sn",
        "onu 1",
        "desc",
        "profile line name",
        "pri wan_adv index 1",
        "vlan tag wan_vlan",
        "confirm onu mac",
        "onuid 1",
        "profile dba id 1 name a",
        "type 4 maximum",
        "exit",
        "!",
        "tcont 1",
        "gemport 1",
        "service",
        "service-port",
        "% Unknown command",
        "Error:",
        "Login:",
        "x(config)#",
        "x> enable",
        "Password:",
        "2026/08/06 12:15:28",
        "PON 0/7 ONU 22 sn",
        "1.3.6.1.4.1.37950.1.1.5.12.1.9.1.2.0 = 2",
        " = ",
        "\n",
        "\n",
        "\n",
        "----------",
        " ",
        "  ",
        "\t",
        "é",
        "\u{7f}",
        "\u{1b}[25C",
        "\r",
        "999999999999999999999",
        "-",
    ]);
    prop::collection::vec(prop_oneof![6 => pieces.prop_map(str::to_owned), 1 => any::<String>()], 0..60).prop_map(|parts| parts.join(" "))
}

proptest! {
    #[test]
    fn no_text_makes_a_parser_panic(text in scraps()) {
        for operation in OPERATIONS {
            let _ = parse("vsol", operation, &text);
        }
    }

    /// Captures with bytes taken out, doubled and exchanged.
    #[test]
    fn no_mutated_capture_makes_a_parser_panic(pick in any::<prop::sample::Index>(), edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..12)) {
        let Some(captures) = captures("vsol") else { return Ok(()) };
        let mut bytes = pick.get(&captures).text.clone().into_bytes();
        for (at, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match kind {
                0 => { bytes.remove(at); }
                1 => bytes.insert(at, byte),
                _ => bytes[at] = byte,
            }
        }
        let text = String::from_utf8_lossy(&bytes);
        for operation in OPERATIONS {
            let _ = parse("vsol", operation, &text);
        }
    }
}
