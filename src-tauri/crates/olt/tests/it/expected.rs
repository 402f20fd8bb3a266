//! This crate's records in the words of the captures' records, and comparing them.

use janet_olt::{Detail, Listed, OnuAddress, OnuId, OnuState, Serial, ServicePort, Signal, Unregistered};
use serde_json::{Map, Value, json};

/// Every value of `wanted` is in `found`, but for the named keys (`key`, or `/key` for the top level only). `null` means
/// absent.
pub fn assert_contains(name: &str, found: &Value, wanted: &Value, left: &[&str]) {
    compare(name, "", found, wanted, left);
}

fn compare(name: &str, path: &str, found: &Value, wanted: &Value, left: &[&str]) {
    match wanted {
        Value::Object(fields) => {
            for (key, value) in fields {
                let here = format!("{path}/{key}");
                if !left.contains(&key.as_str()) && !left.contains(&here.as_str()) {
                    compare(name, &here, found.get(key).unwrap_or(&Value::Null), value, left);
                }
            }
        }
        Value::Array(rows) => {
            let found = found.as_array().unwrap_or_else(|| panic!("{name} {path}: no list in {found}"));
            assert_eq!(found.len(), rows.len(), "{name} {path}: {found:#?}");
            for (found, row) in found.iter().zip(rows) {
                compare(name, &format!("{path}[]"), found, row, left);
            }
        }
        Value::Number(number) => {
            let read = found.as_f64().or_else(|| found.as_str()?.parse().ok());
            assert_eq!(read, number.as_f64(), "{name} {path}");
        }
        other => assert_eq!(found, other, "{name} {path}"),
    }
}

fn place(fields: &mut Map<String, Value>, at: OnuAddress) {
    fields.insert("pon".to_owned(), json!(at.pon.to_string()));
    fields.insert("onu_id".to_owned(), json!(at.id.0));
    port(fields, at.pon);
}

fn port(fields: &mut Map<String, Value>, pon: janet_olt::PonPort) {
    fields.insert("fsp".to_owned(), json!(pon.to_string()));
    fields.insert("frame".to_owned(), json!(pon.frame));
    fields.insert("slot".to_owned(), json!(pon.slot));
    fields.insert("port".to_owned(), json!(pon.port));
}

/// ZTE records name a serial by its letters, Huawei records by its digits.
fn serial(fields: &mut Map<String, Value>, serial: Option<Serial>, zte: bool) {
    if let Some(serial) = serial {
        let text = if zte { serial.to_string() } else { serial.hex() };
        fields.insert("serial".to_owned(), json!(text));
        fields.insert("serial_hex".to_owned(), json!(serial.hex()));
        fields.insert("serial_ascii".to_owned(), json!(serial.ascii()));
    } else if let Some(text) = fields.get("serial_text").cloned() {
        fields.insert("serial".to_owned(), text);
    }
}

fn fields(details: &std::collections::BTreeMap<&'static str, String>) -> Map<String, Value> {
    details.iter().map(|(key, text)| ((*key).to_owned(), json!(text))).collect()
}

pub fn unregistered(onu: &Unregistered) -> Value {
    let mut value = fields(&onu.details);
    // Records write MAC addresses as aa:bb:cc:dd:ee:ff.
    if let Some(mac) = onu.details.get("mac") {
        let digits: Vec<char> = mac.to_lowercase().chars().filter(char::is_ascii_hexdigit).collect();
        let pairs: Vec<String> = digits.chunks(2).map(|pair| pair.iter().collect()).collect();
        value.insert("mac".to_owned(), json!(pairs.join(":")));
    }
    value.insert("pon".to_owned(), json!(onu.pon.to_string()));
    port(&mut value, onu.pon);
    value.insert("proposed_onu_id".to_owned(), json!(onu.proposed.map(|id| id.0)));
    value.insert("model".to_owned(), json!(onu.model));
    serial(&mut value, Some(onu.serial), true);
    Value::Object(value)
}

pub fn listed(onu: &Listed) -> Value {
    let mut value = fields(&onu.details);
    place(&mut value, onu.at);
    let zte = onu.details.contains_key("phase_state") || onu.details.contains_key("auth_mode");
    serial(&mut value, onu.serial, zte);
    value.insert("online".to_owned(), json!(onu.state == OnuState::Online));
    value.insert("rx_dbm".to_owned(), json!(onu.onu_rx));
    value.insert("tx_dbm".to_owned(), json!(onu.onu_tx));
    value.insert("distance_m".to_owned(), json!(onu.distance_m));
    Value::Object(value)
}

pub fn detail(onu: &Detail) -> Value {
    let mut value = fields(&onu.details);
    if let Some(at) = onu.at {
        place(&mut value, at);
    }
    serial(&mut value, onu.serial, false);
    value.insert("online".to_owned(), json!(onu.state == OnuState::Online));
    value.insert("distance_m".to_owned(), json!(onu.distance_m));
    Value::Object(value)
}

/// Attenuation records say whose light it is; Huawei's optical records mean the ONT's.
pub fn signal(signal: &Signal, whose: bool) -> Value {
    let (rx, tx) = if whose { ("onu_rx_dbm", "onu_tx_dbm") } else { ("rx_dbm", "tx_dbm") };
    json!({
        rx: signal.onu_rx,
        tx: signal.onu_tx,
        "olt_rx_dbm": signal.olt_rx,
        "olt_tx_dbm": signal.olt_tx,
        "temperature_c": signal.temperature_c,
        "voltage_v": signal.voltage_v,
        "bias_ma": signal.bias_ma,
        "distance_m": signal.distance_m,
    })
}

pub fn power(one: &(OnuId, Option<f64>), key: &str) -> Value {
    json!({ "onu_id": one.0.0, key: one.1 })
}

pub fn service_port(port: &ServicePort) -> Value {
    let mut value = fields(&port.details);
    place(&mut value, port.at);
    for (key, number) in [("index", port.index), ("vlan", port.vlan.into()), ("gem_index", port.gem.into())] {
        value.insert(key.to_owned(), json!(number));
    }
    value.insert("rx_traffic_table".to_owned(), json!(port.details.get("rx")));
    value.insert("tx_traffic_table".to_owned(), json!(port.details.get("tx")));
    Value::Object(value)
}
