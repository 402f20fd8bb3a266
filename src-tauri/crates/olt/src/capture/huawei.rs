//! Huawei's captures.

mod changes;
mod olt;
mod onus;

use serde_json::{Map, Value, json};

use super::{Answer, Fields, mapped};
use crate::huawei;
use crate::{Mac, OnuAddress, PonPort, Serial, Signal};
use changes::{counted, done, errors, save};
use olt::{board, card, login, pon_port, question};
use onus::{detail, learned, list, ont_version, service_ports, signal, summary, unregistered};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "unregistered" => mapped(huawei::unregistered(text), |onus| unregistered(text, &onus)),
        "version" => mapped(huawei::version(text), |version| json!(version)),
        "onu-list" => mapped(huawei::list(text), |onus| list(text, &onus)),
        "onu-list-summary" => mapped(huawei::summary(text), |onus| summary(text, &onus)),
        "onu-detail" => detail(text),
        "onu-version" if text.to_ascii_lowercase().contains("ont model") => mapped(huawei::version_summary(text), |summary| json!(summary)),
        "onu-version" => mapped(huawei::ont_version(text), |(at, found)| ont_version(at, &found)),
        "onu-wan" => mapped(huawei::wans(text), |(at, wans)| with_place(at, "wans", json!(wans))),
        "onu-eth-ports" => mapped(huawei::eth_ports(text), |(onu, ports)| json!({ "onu_id": onu.map(|id| id.0), "ports": ports })),
        "onu-gemport" => mapped(huawei::gem_ports(text), |(at, ports)| {
            let mut fields = at.map(place).unwrap_or_default();
            fields.insert("count".to_owned(), json!(ports.len()));
            fields.insert("gemports".to_owned(), json!(ports));
            Value::Object(fields)
        }),
        "onu-mac" => mapped(
            huawei::macs(text),
            |macs| json!({ "total": macs.len(), "entries": macs.iter().map(|mac| learned(mac, false)).collect::<Vec<_>>() }),
        ),
        "locate-mac" => {
            mapped(huawei::macs(text), |macs| json!({ "entries": macs.iter().map(|mac| learned(mac, true)).collect::<Vec<_>>() }))
        }
        "onu-port-vlan" => mapped(huawei::port_vlans_set(text), |(success, failed)| json!({ "success": success, "failed": failed })),
        "optical-all" => mapped(huawei::optical_all(text), |onus| {
            let one = |(id, light): &(crate::OnuId, Signal)| {
                let mut fields = signal(light);
                fields.insert("onu_id".to_owned(), json!(id.0));
                fields.insert("distance_m".to_owned(), json!(light.distance_m));
                Value::Object(fields)
            };
            json!({ "onus": onus.iter().map(one).collect::<Vec<_>>() })
        }),
        "optical-one" => mapped(huawei::optical_module(text), |(light, module)| {
            let mut fields = signal(&light);
            fields.extend(match json!(module) {
                Value::Object(module) => module,
                _ => Map::new(),
            });
            Value::Object(fields)
        }),
        "service-port-list" => mapped(huawei::service_ports(text), |ports| service_ports(text, &ports)),
        "register" | "deregister" => counted(text),
        "service-port-add" => done(text, "service-port"),
        "save" => save(text),
        "error" => errors(text),
        "cards" if text.to_ascii_lowercase().contains("board name") => board(text),
        "cards" | "paging" => mapped(huawei::boards(text), |boards| json!({ "boards": boards.iter().map(card).collect::<Vec<_>>() })),
        "temperature" => mapped(huawei::temperatures(text), |boards| json!({ "boards": boards })),
        "pon-port" => mapped(huawei::port(text), |(pon, status)| pon_port(pon, &status)),
        "profiles" => mapped(huawei::profiles(text), |profiles| {
            let service = text.contains("srvprofile") || (!text.contains("lineprofile") && text.contains("srv-profile"));
            let key = if service { "service_profiles" } else { "line_profiles" };
            json!({ key: profiles, "total": profiles.len() })
        }),
        "reboot" => question(text),
        "session-login" => login(text),
        _ => return None,
    })
}

fn port(pon: PonPort) -> Fields {
    let mut fields = Map::new();
    fields.insert("fsp".to_owned(), json!(pon.to_string()));
    fields.insert("frame".to_owned(), json!(pon.frame));
    fields.insert("slot".to_owned(), json!(pon.slot));
    fields.insert("port".to_owned(), json!(pon.port));
    fields
}

fn place(at: OnuAddress) -> Fields {
    let mut fields = port(at.pon);
    fields.insert("onu_id".to_owned(), json!(at.id.0));
    fields
}

fn with_place(at: Option<OnuAddress>, key: &str, value: Value) -> Value {
    let mut fields = at.map(place).unwrap_or_default();
    fields.insert(key.to_owned(), value);
    Value::Object(fields)
}

/// A serial as the OLT prints it, also one that is none.
fn serial(fields: &mut Fields, serial: Option<Serial>, printed: Option<&str>) {
    fields.insert("serial".to_owned(), json!(serial.map(|serial| serial.hex()).or_else(|| printed.map(str::to_owned))));
    fields.insert("serial_hex".to_owned(), json!(serial.map(|serial| serial.hex())));
    fields.insert("serial_ascii".to_owned(), json!(serial.and_then(|serial| serial.ascii())));
}

/// What stands in the brackets after a serial's digits.
fn bracketed(printed: &str) -> Option<&str> {
    printed.split_once('(')?.1.split(')').next()
}

fn mac_text(text: Option<&str>) -> Option<String> {
    text.and_then(|text| Mac::parse(text).ok()).map(|mac| mac.to_string())
}
