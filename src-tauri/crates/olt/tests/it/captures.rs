//! The captures of the operations this crate implements, each compared with what its publisher's record says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use janet_olt::{Dialect, RefusalKind, huawei, zte};
use janet_terminal::Screen;
use serde_json::{Value, json};

use crate::expected::{assert_contains, detail, listed, power, service_port, signal, unregistered};

pub struct Capture {
    pub name: String,
    pub operation: String,
    /// The reply as a session would hand it over.
    pub text: String,
    pub parsed: Value,
}

/// The captures of a vendor; `None`, with a line, where the folder is absent.
pub fn captures(vendor: &str) -> Option<Vec<Capture>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/fixtures");
    let folder = std::env::var_os("JANET_FIXTURES").map_or_else(beside, PathBuf::from).join("olt").join(vendor);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: fixtures absent");
        return None;
    };
    let mut names: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    names.sort();
    let load = |path: &PathBuf| {
        let record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        Capture {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            operation: record["operation"].as_str().unwrap().to_owned(),
            text: body(&std::fs::read_to_string(path.with_extension("txt")).unwrap()),
            parsed: record["parsed"].clone(),
        }
    };
    Some(names.iter().map(load).collect())
}

/// Without the comment lines, escapes decoded, control bytes applied.
fn body(file: &str) -> String {
    let comments: Vec<&str> = file.lines().take_while(|line| line.starts_with("# ")).collect();
    let rest = file.lines().skip(comments.len()).collect::<Vec<_>>().join("\n");
    let bytes = if comments.iter().any(|line| line.starts_with("# escapes: c-style")) { decoded(&rest) } else { rest.into_bytes() };
    let mut screen = Screen::default();
    screen.feed(&bytes);
    let mut lines = screen.lines().to_vec();
    lines.push(screen.row());
    lines.join("\n")
}

fn decoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        bytes.extend(rest[..at].bytes());
        let (byte, length) = match rest.as_bytes()[at + 1] {
            b'x' => (u8::from_str_radix(&rest[at + 2..at + 4], 16).unwrap(), 4),
            b'r' => (b'\r', 2),
            b't' => (b'\t', 2),
            _ => (b'\\', 2),
        };
        bytes.push(byte);
        rest = &rest[at + length..];
    }
    bytes.extend(rest.bytes());
    bytes
}

/// Runs every capture whose operation `check` knows and counts them.
fn every(vendor: &str, at_least: usize, check: impl Fn(&Capture) -> bool) {
    let Some(captures) = captures(vendor) else { return };
    let (mut passed, mut without) = (0, BTreeMap::<String, u32>::new());
    for capture in &captures {
        if check(capture) {
            passed += 1;
        } else {
            *without.entry(capture.operation.clone()).or_default() += 1;
        }
    }
    println!("{vendor}: {passed} of {} captures as recorded; operations not implemented: {without:?}", captures.len());
    assert!(passed >= at_least, "{passed} captures of {vendor} were compared, {at_least} are known");
}

#[test]
fn zte_captures_are_read_as_recorded() {
    every("zte", 35, |capture| {
        let (name, text, parsed) = (capture.name.as_str(), capture.text.as_str(), &capture.parsed);
        match capture.operation.as_str() {
            "unregistered" => {
                let read = zte::unregistered(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let onus: Vec<Value> = read.value.iter().map(unregistered).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["index", "password", "empty", "code", "code_text"]);
            }
            "onu-list" if text.contains("AuthInfo") => {
                let onus: Vec<Value> = zte::registered(text).unwrap().value.iter().map(listed).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["index", "/pon", "/total"]);
                assert_eq!(parsed["total"], json!(onus.len()), "{name}");
            }
            "onu-list" => {
                let read = zte::states(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let onus: Vec<Value> = read.value.iter().map(listed).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["index", "/pon", "/banner", "/prompt", "/total", "/online"]);
            }
            "onu-detail" | "paging" => {
                let read = zte::detail(text).unwrap().value;
                let left = ["index", "history", "password", "online_duration_s", "serial"];
                assert_contains(name, &detail(&read), parsed, &left);
                let serial = parsed.get("serial").and_then(Value::as_str);
                assert_eq!(read.serial.and_then(|serial| serial.ascii()).as_deref(), serial, "{name}");
            }
            "optical-attenuation" => {
                let read = zte::attenuation(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}");
                assert_contains(name, &signal(&read.value, true), parsed, &["index", "up_attenuation_db", "down_attenuation_db"]);
            }
            "optical-onu-rx" | "optical-onu-tx" | "optical-olt-rx" => {
                let key = capture.operation.replace("optical-", "").replace('-', "_") + "_dbm";
                let onus: Vec<Value> = zte::onu_powers(text).unwrap().value.iter().map(|one| power(one, &key)).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["index", "pon"]);
            }
            "error" => {
                let errors: Vec<Value> =
                    zte::refusals(text).iter().map(|refusal| json!({ "code": refusal.code, "message": refusal.reason })).collect();
                assert_contains(name, &json!({ "errors": errors }), parsed, &[]);
                assert!(zte::refusals(text).iter().all(|refusal| matches!(refusal.kind, RefusalKind::Syntax | RefusalKind::BadPassword)));
            }
            "deregister" => assert!(zte::refusals(text).is_empty(), "{name}"),
            "running-config" => {
                let lines = zte::running_config(text).unwrap().value;
                let begin = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
                for (key, start) in
                    [("tconts", "tcont "), ("services", "service "), ("service_ports", "service-port "), ("vlan_ports", "vlan port ")]
                {
                    if let Some(wanted) = parsed.get(key).and_then(Value::as_array) {
                        assert_eq!(begin(start), wanted.len(), "{name}: {key}");
                    }
                }
            }
            "session-login" => {
                let prompt = parsed["prompt"].as_str().unwrap();
                let matched = zte::Zte::C300.profile().prompts.iter().find(|known| known.pattern.is_match(prompt)).unwrap().mode;
                assert_eq!(matched, zte::Zte::C300.home(), "{name}");
                assert!(zte::refusals(text).is_empty(), "{name}: a warning at login is no refusal");
            }
            "session-logout" | "reboot" => {
                let last = text.lines().last().unwrap().trim();
                assert!(zte::Zte::C300.profile().questions.iter().any(|question| question.pattern.is_match(last)), "{name}: {last}");
            }
            _ => return false,
        }
        true
    });
}

#[test]
fn huawei_captures_are_read_as_recorded() {
    every("huawei", 30, |capture| {
        let (name, text, parsed) = (capture.name.as_str(), capture.text.as_str(), &capture.parsed);
        match capture.operation.as_str() {
            "unregistered" => {
                let read = huawei::unregistered(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let onus: Vec<Value> = read.value.iter().map(unregistered).collect();
                let mut left = vec!["password_hex", "password_ascii", "password_set", "serial_display", "empty", "shown", "/total"];
                if name == "unregistered-1" {
                    // Its publisher masked the digits and the letters of the serial differently.
                    left.push("serial_ascii");
                }
                assert_contains(name, &json!({ "onus": onus }), parsed, &left);
            }
            "version" => {
                let read = huawei::version(text).unwrap().value;
                assert_eq!(read.model.as_deref(), parsed["product"].as_str(), "{name}");
                let software = format!("{} {}", parsed["version"].as_str().unwrap(), parsed["patch"].as_str().unwrap());
                assert_eq!(read.software, Some(software), "{name}");
            }
            "onu-list" => {
                let read = huawei::list(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let onus: Vec<Value> = read.value.iter().map(listed).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["ports"]);
            }
            "onu-list-summary" => {
                let read = huawei::summary(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let onus: Vec<Value> = read.value.iter().map(listed).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &["ports"]);
            }
            "onu-detail" => match huawei::detail(text) {
                Ok(read) => {
                    let left = [
                        "serial_display",
                        "online_duration_s",
                        "last_distance_m",
                        "tconts",
                        "eth_ports",
                        "eth_ports_max",
                        "pots_ports",
                        "port_vlans",
                        "required_onts",
                        "tr069",
                        "serial",
                    ];
                    assert_contains(name, &detail(&read.value), parsed, &left);
                    let gems = |gem: &Value| (gem["gem_index"].as_u64().unwrap(), gem["mappings"].as_array().map_or(0, Vec::len));
                    let tconts = parsed.get("tconts").and_then(Value::as_array).cloned().unwrap_or_default();
                    let wanted: Vec<(u64, usize)> = tconts.iter().flat_map(|tcont| tcont["gems"].as_array().unwrap()).map(gems).collect();
                    let found: Vec<(u64, usize)> = read.value.gems.iter().map(|(gem, vlans)| (u64::from(*gem), vlans.len())).collect();
                    assert_eq!(found, wanted, "{name}");
                }
                Err(error) => assert!(error.to_string().contains(parsed["failure"].as_str().unwrap()), "{name}: {error}"),
            },
            "optical-all" => {
                let read = huawei::optical_all(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let one = |(id, light): &(janet_olt::OnuId, janet_olt::Signal)| {
                    let mut value = signal(light, false);
                    value["onu_id"] = json!(id.0);
                    value
                };
                let onus: Vec<Value> = read.value.iter().map(one).collect();
                assert_contains(name, &json!({ "onus": onus }), parsed, &[]);
            }
            "optical-one" => {
                let left = [
                    "rx_alarm_low_dbm",
                    "rx_alarm_high_dbm",
                    "tx_alarm_low_dbm",
                    "tx_alarm_high_dbm",
                    "module_subtype",
                    "vendor",
                    "vendor_pn",
                    "catv_rx_dbm",
                ];
                assert_contains(name, &signal(&huawei::optical_one(text).unwrap().value, false), parsed, &left);
            }
            "register" | "deregister" | "service-port-add" => {
                let refusal = huawei::refusals(text).into_iter().next();
                assert_eq!(refusal.is_none(), parsed["success"].as_bool().unwrap(), "{name}");
                assert_eq!(
                    refusal.as_ref().map(|refusal| refusal.reason.as_str()),
                    parsed.get("failure").and_then(Value::as_str),
                    "{name}"
                );
                assert_eq!(refusal.map(|refusal| refusal.kind.code()), parsed.get("error_kind").and_then(Value::as_str), "{name}");
                let added = huawei::added(text).map(|(port, id)| (u64::from(port), u64::from(id.0)));
                assert_eq!(added, parsed.get("port").and_then(Value::as_u64).zip(parsed.get("onu_id").and_then(Value::as_u64)), "{name}");
            }
            "save" => assert!(huawei::refusals(text).is_empty(), "{name}"),
            "error" => {
                let message = |refusal: &janet_olt::Refusal| json!({ "message": refusal.reason, "error_kind": refusal.kind.code() });
                let errors: Vec<Value> = huawei::refusals(text).iter().map(message).collect();
                assert_contains(name, &json!({ "errors": errors }), parsed, &[]);
            }
            "service-port-list" => {
                let read = huawei::service_ports(text).unwrap();
                assert!(read.warnings.is_empty(), "{name}: {:?}", read.warnings);
                let ports: Vec<Value> = read.value.iter().map(service_port).collect();
                assert_contains(name, &json!({ "service_ports": ports }), parsed, &["/total", "/up", "/down"]);
            }
            "session-login" => {
                for prompt in parsed["prompts"].as_array().unwrap() {
                    let prompt = prompt.as_str().unwrap();
                    assert!(huawei::Huawei.profile().prompts.iter().any(|known| known.pattern.is_match(prompt)), "{name}: {prompt}");
                }
            }
            "reboot" => {
                let last = text.lines().last().unwrap().trim();
                assert!(huawei::Huawei.profile().questions.iter().any(|question| question.pattern.is_match(last)), "{name}: {last}");
            }
            _ => return false,
        }
        true
    });
}
