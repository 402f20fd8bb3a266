//! ONTs and their service ports.

use serde_json::{Map, Value, json};

use super::super::{Fields, details};
use super::{bracketed, mac_text, place, port, serial};
use crate::huawei::{self, Configured, LearnedMac, PortCount};
use crate::{Detail, Details, Listed, OnuAddress, OnuState, ParseError, Parsed, RefusalKind, ServicePort, Signal, Unregistered};

pub(super) fn unregistered(text: &str, onus: &[Unregistered]) -> Value {
    if onus.is_empty() {
        return json!({ "onus": [], "empty": true });
    }
    let onu = |onu: &Unregistered| {
        let mut fields = details(&onu.details, &["serial_text", "number", "mac"]);
        fields.extend(port(onu.pon));
        if onu.details.is_printed("number") {
            fields.insert("number".to_owned(), json!(number(&onu.details, "number")));
        }
        if onu.details.is_printed("mac") {
            fields.insert("mac".to_owned(), json!(mac_text(onu.details.get("mac"))));
        }
        let hex = onu.key.serial().map(|serial| serial.hex());
        let shown = onu.details.get("serial_text").and_then(bracketed);
        let ascii = shown.map(|shown| shown.replace('-', "")).or_else(|| onu.key.serial().and_then(|serial| serial.ascii()));
        fields.insert("serial_hex".to_owned(), json!(hex));
        fields.insert("serial_display".to_owned(), json!(shown));
        fields.insert("serial_ascii".to_owned(), json!(ascii));
        if let Some(password) = &onu.password {
            let printed = password.expose();
            let digits = printed.split('(').next().unwrap_or("").trim().trim_start_matches("0x");
            fields.insert("password_hex".to_owned(), json!(digits));
            fields.insert("password_ascii".to_owned(), json!(bracketed(printed)));
            fields.insert("password_set".to_owned(), json!(digits.bytes().any(|digit| digit != b'0')));
        }
        Value::Object(fields)
    };
    let mut list = Map::new();
    list.insert("onus".to_owned(), json!(onus.iter().map(onu).collect::<Vec<_>>()));
    if let Some(total) = huawei::autofind_total(text).filter(|total| *total != onus.len()) {
        list.insert("shown".to_owned(), json!(onus.len()));
        list.insert("total".to_owned(), json!(total));
    }
    Value::Object(list)
}

pub(super) fn number(details: &Details, name: &str) -> Option<u64> {
    details.get(name).and_then(|text| text.parse().ok())
}

fn ports(text: &str) -> Option<Value> {
    let one = |total: huawei::PortTotal| {
        let mut fields = Map::new();
        fields.insert("fsp".to_owned(), json!(total.pon.to_string()));
        fields.insert("total".to_owned(), json!(total.total));
        for (key, count) in [("online", total.online), ("offline", total.offline)] {
            if let Some(count) = count {
                fields.insert(key.to_owned(), json!(count));
            }
        }
        Value::Object(fields)
    };
    let ports: Vec<Value> = huawei::port_totals(text).into_iter().map(one).collect();
    (!ports.is_empty()).then(|| json!(ports))
}

fn listed(onu: &Listed) -> Fields {
    let mut fields = details(&onu.details, &["serial_text"]);
    fields.insert("onu_id".to_owned(), json!(onu.at.id.0));
    fields.insert("online".to_owned(), json!(onu.state == OnuState::Online));
    fields
}

pub(super) fn list(text: &str, onus: &[Listed]) -> Value {
    let mut list = Map::new();
    list.insert("onus".to_owned(), json!(onus.iter().map(state_row).collect::<Vec<_>>()));
    if let Some(ports) = ports(text) {
        list.insert("ports".to_owned(), ports);
    }
    Value::Object(list)
}

pub(super) fn state_row(onu: &Listed) -> Value {
    let mut fields = listed(onu);
    fields.extend(port(onu.at.pon));
    serial(&mut fields, onu.serial, onu.details.get("serial_text"));
    Value::Object(fields)
}

pub(super) fn summary(text: &str, onus: &[Listed]) -> Value {
    let one = |onu: &Listed| {
        let mut fields = listed(onu);
        fields.insert("fsp".to_owned(), json!(onu.at.pon.to_string()));
        // The second table may be cut off.
        if onu.details.is_printed("ont_type") || onu.serial.is_some() {
            serial(&mut fields, onu.serial, onu.details.get("serial_text"));
            fields.insert("distance_m".to_owned(), json!(onu.distance_m));
            fields.insert("rx_dbm".to_owned(), json!(onu.onu_rx));
            fields.insert("tx_dbm".to_owned(), json!(onu.onu_tx));
        }
        Value::Object(fields)
    };
    let mut list = Map::new();
    list.insert("onus".to_owned(), json!(onus.iter().map(one).collect::<Vec<_>>()));
    if let Some(ports) = ports(text) {
        list.insert("ports".to_owned(), ports);
    }
    Value::Object(list)
}

/// An ONT that does not exist is an answer to the question where it is.
pub(super) fn detail(text: &str) -> Result<Parsed<Value>, ParseError> {
    match huawei::detail(text) {
        Ok(read) => {
            let configured = huawei::configured(text)?;
            let warnings = read.warnings.into_iter().chain(configured.warnings).collect();
            Ok(Parsed { value: one(&read.value, &configured.value), warnings })
        }
        Err(ParseError::Refused(refusal)) if refusal.kind == RefusalKind::OnuNotFound => Ok(Parsed {
            value: json!({ "found": false, "failure": refusal.reason, "error_kind": refusal.kind.code() }),
            warnings: Vec::new(),
        }),
        Err(error) => Err(error),
    }
}

const DETAIL_NUMBERS: &[&str] = &[
    "last_distance_m",
    "memory_percent",
    "cpu_percent",
    "temperature_c",
    "line_profile_id",
    "service_profile_id",
    "alarm_policy_profile_id",
];

fn one(onu: &Detail, configured: &Configured) -> Value {
    let mut fields = details(&onu.details, &["serial", "distance"]);
    for name in DETAIL_NUMBERS.iter().filter(|name| onu.details.is_printed(name)) {
        fields.insert((*name).to_owned(), json!(onu.details.get(name).and_then(|text| text.parse::<f64>().ok())));
    }
    if let Some(at) = onu.at {
        fields.extend(place(at));
    }
    if onu.details.is_printed("run_state") {
        fields.insert("online".to_owned(), json!(onu.state == OnuState::Online));
    }
    if onu.details.is_printed("distance") {
        fields.insert("distance_m".to_owned(), json!(onu.distance_m));
    }
    if onu.details.is_printed("online_duration") {
        fields.insert("online_duration_s".to_owned(), json!(onu.uptime_s));
    }
    if let Some(printed) = onu.details.get("serial") {
        let digits = printed.split('(').next().unwrap_or("").trim();
        fields.insert("serial".to_owned(), json!(digits));
        fields.insert("serial_hex".to_owned(), json!(onu.serial.map(|serial| serial.hex())));
        if let Some(serial) = onu.serial {
            fields.insert("serial_ascii".to_owned(), json!(serial.ascii()));
        }
        if let Some(shown) = bracketed(printed) {
            fields.insert("serial_display".to_owned(), json!(shown));
        }
    }
    if !configured.tconts.is_empty() {
        fields.insert("tconts".to_owned(), json!(configured.tconts));
    }
    match &configured.eth_ports {
        Some(PortCount::Fixed(count)) => {
            fields.insert("eth_ports".to_owned(), json!(count));
        }
        Some(PortCount::Adaptive { most }) => {
            fields.insert("eth_ports".to_owned(), json!("adaptive"));
            fields.insert("eth_ports_max".to_owned(), json!(most));
        }
        None => {}
    }
    if let Some(PortCount::Fixed(count)) = &configured.pots_ports {
        fields.insert("pots_ports".to_owned(), json!(count));
    }
    if !configured.port_vlans.is_empty() {
        fields.insert("port_vlans".to_owned(), json!(configured.port_vlans));
    }
    if let Some(tr069) = &configured.tr069 {
        fields.insert("tr069".to_owned(), json!(tr069));
    }
    if let Some(required) = configured.required_onts {
        // Records of the newer layout, which ends with this number, leave out the alarm policy.
        fields.remove("alarm_policy_profile_id");
        fields.insert("required_onts".to_owned(), json!(required));
    }
    Value::Object(fields)
}

pub(super) fn ont_version(at: Option<OnuAddress>, found: &Details) -> Value {
    let mut fields = details(found, &["mac"]);
    fields.extend(at.map(place).unwrap_or_default());
    if found.is_printed("mac") {
        fields.insert("mac".to_owned(), json!(mac_text(found.get("mac"))));
    }
    Value::Object(fields)
}

/// The records of this operation name the ONT's port `port`, where others mean the PON port.
pub(super) fn learned(mac: &LearnedMac, with_type: bool) -> Value {
    let mut fields = place(mac.at);
    fields.insert("port".to_owned(), json!(mac.port));
    fields.insert("port_type".to_owned(), json!(mac.port_type));
    fields.insert("mac".to_owned(), json!(mac.mac.map(|mac| mac.to_string())));
    fields.insert("vlan".to_owned(), json!(mac.vlan));
    if with_type {
        fields.insert("mac_type".to_owned(), json!(mac.mac_type));
    }
    Value::Object(fields)
}

pub(super) fn signal(light: &Signal) -> Fields {
    let mut fields = Map::new();
    for (key, value) in [
        ("rx_dbm", light.onu_rx),
        ("tx_dbm", light.onu_tx),
        ("olt_rx_dbm", light.olt_rx),
        ("temperature_c", light.temperature_c),
        ("voltage_v", light.voltage_v),
        ("bias_ma", light.bias_ma),
    ] {
        fields.insert(key.to_owned(), json!(value));
    }
    fields
}

pub(super) fn service_ports(text: &str, ports: &[ServicePort]) -> Value {
    let one = |port: &ServicePort| {
        let mut fields = details(&port.details, &["rx", "tx"]);
        fields.extend(place(port.at));
        fields.insert("index".to_owned(), json!(port.index));
        fields.insert("vlan".to_owned(), json!(port.vlan));
        fields.insert("gem_index".to_owned(), json!(port.gem));
        fields.insert("rx_traffic_table".to_owned(), json!(number(&port.details, "rx")));
        fields.insert("tx_traffic_table".to_owned(), json!(number(&port.details, "tx")));
        Value::Object(fields)
    };
    let mut list = Map::new();
    list.insert("service_ports".to_owned(), json!(ports.iter().map(one).collect::<Vec<_>>()));
    if let Some((total, up, down)) = huawei::service_port_totals(text) {
        for (key, count) in [("total", total), ("up", up), ("down", down)] {
            list.insert(key.to_owned(), json!(count));
        }
    }
    Value::Object(list)
}
