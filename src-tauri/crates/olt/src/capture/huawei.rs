//! Huawei's captures.

use serde_json::{Map, Value, json};

use super::{Answer, Fields, details, mapped};
use crate::huawei::{self, Configured, LearnedMac, PortCount};
use crate::{
    Card, Detail, Details, Dialect, Listed, Mac, OnuAddress, OnuState, ParseError, Parsed, PonPort, PonStatus, RefusalKind, Serial,
    ServicePort, Signal, Unregistered,
};

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

fn unregistered(text: &str, onus: &[Unregistered]) -> Value {
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

fn number(details: &Details, name: &str) -> Option<u64> {
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

fn list(text: &str, onus: &[Listed]) -> Value {
    let mut list = Map::new();
    list.insert("onus".to_owned(), json!(onus.iter().map(state_row).collect::<Vec<_>>()));
    if let Some(ports) = ports(text) {
        list.insert("ports".to_owned(), ports);
    }
    Value::Object(list)
}

fn state_row(onu: &Listed) -> Value {
    let mut fields = listed(onu);
    fields.extend(port(onu.at.pon));
    serial(&mut fields, onu.serial, onu.details.get("serial_text"));
    Value::Object(fields)
}

fn summary(text: &str, onus: &[Listed]) -> Value {
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
fn detail(text: &str) -> Result<Parsed<Value>, ParseError> {
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

fn ont_version(at: Option<OnuAddress>, found: &Details) -> Value {
    let mut fields = details(found, &["mac"]);
    fields.extend(at.map(place).unwrap_or_default());
    if found.is_printed("mac") {
        fields.insert("mac".to_owned(), json!(mac_text(found.get("mac"))));
    }
    Value::Object(fields)
}

/// The records of this operation name the ONT's port `port`, where others mean the PON port.
fn learned(mac: &LearnedMac, with_type: bool) -> Value {
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

fn signal(light: &Signal) -> Fields {
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

fn service_ports(text: &str, ports: &[ServicePort]) -> Value {
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

/// Whether a line that changes something did it.
fn refused(text: &str) -> Option<Value> {
    let refusal = huawei::refusals(text).into_iter().next()?;
    Some(json!({ "success": false, "failure": refusal.reason, "error_kind": refusal.kind.code() }))
}

/// `ont add` and `ont delete` count: what they do not count they did not do.
fn counted(text: &str) -> Result<Parsed<Value>, ParseError> {
    let value = match (huawei::counts(text), refused(text)) {
        (_, Some(failure)) => failure,
        (Some((onts, success_count)), None) => {
            let mut fields = Map::new();
            fields.insert("success".to_owned(), json!(true));
            fields.insert("onts".to_owned(), json!(onts));
            fields.insert("success_count".to_owned(), json!(success_count));
            if let Some((port, id)) = huawei::added(text) {
                fields.insert("port".to_owned(), json!(port));
                fields.insert("onu_id".to_owned(), json!(id.0));
            }
            Value::Object(fields)
        }
        (None, None) => return Err(ParseError::unrecognised(text)),
    };
    Ok(Parsed { value, warnings: Vec::new() })
}

/// A line that prints nothing when it was done; the echo shows that it was typed.
fn done(text: &str, command: &str) -> Result<Parsed<Value>, ParseError> {
    let value = match refused(text) {
        Some(failure) => failure,
        None if text.contains(command) => json!({ "success": true }),
        None => return Err(ParseError::unrecognised(text)),
    };
    Ok(Parsed { value, warnings: Vec::new() })
}

fn save(text: &str) -> Result<Parsed<Value>, ParseError> {
    if let Some(refusal) = huawei::refusals(text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let begun = text.to_ascii_lowercase().contains("several minutes to save");
    if begun { Ok(Parsed { value: json!({ "in_progress": true }), warnings: Vec::new() }) } else { Err(ParseError::unrecognised(text)) }
}

fn errors(text: &str) -> Result<Parsed<Value>, ParseError> {
    let found = huawei::refusals(text);
    if found.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let errors: Vec<Value> = found.iter().map(|refusal| json!({ "message": refusal.reason, "error_kind": refusal.kind.code() })).collect();
    Ok(Parsed { value: json!({ "errors": errors }), warnings: Vec::new() })
}

fn card(card: &Card) -> Value {
    let mut fields = details(&card.details, &[]);
    fields.insert("slot".to_owned(), json!(card.slot));
    fields.insert("name".to_owned(), json!(card.kind));
    fields.insert("status".to_owned(), json!(card.status));
    Value::Object(fields)
}

fn board(text: &str) -> Result<Parsed<Value>, ParseError> {
    let board = huawei::one_board(text)?;
    let mut warnings = board.warnings;
    let mut value = json!(board.value);
    // An empty board lists no ONTs.
    if let (Ok(onus), Some(fields)) = (huawei::list(text), value.as_object_mut()) {
        warnings.extend(onus.warnings);
        fields.insert("onus".to_owned(), json!(onus.value.iter().map(state_row).collect::<Vec<_>>()));
    }
    Ok(Parsed { value, warnings })
}

fn pon_port(pon: Option<PonPort>, status: &PonStatus) -> Value {
    let mut fields = pon.map(port).unwrap_or_default();
    for name in ["min_distance_km", "max_distance_km", "left_guaranteed_bandwidth_kbps", "tconts"] {
        if status.details.is_printed(name) {
            fields.insert(name.to_owned(), json!(number(&status.details, name)));
        }
    }
    if status.details.is_printed("autofind") {
        let autofind = status.details.get("autofind").map(|word| word.eq_ignore_ascii_case("enable"));
        fields.insert("autofind".to_owned(), json!(autofind));
    }
    if status.details.is_printed("admin_state") {
        fields.insert("admin_up".to_owned(), json!(status.up));
    }
    if status.details.is_printed("channel_type") {
        fields.insert("channel_type".to_owned(), json!(status.details.get("channel_type")));
    }
    Value::Object(fields)
}

fn question(text: &str) -> Result<Parsed<Value>, ParseError> {
    let profile = huawei::Huawei.profile();
    let asks = |line: &&str| line.contains("(y/n)") && profile.questions.iter().any(|question| question.pattern.is_match(line));
    let question = text.lines().map(str::trim).find(asks).ok_or_else(|| ParseError::unrecognised(text))?;
    let default = question.rsplit_once('[').and_then(|(_, rest)| rest.split(']').next());
    Ok(Parsed { value: json!({ "prompt_kind": "y_n", "default": default, "answer": "y" }), warnings: Vec::new() })
}

/// Prompts in the order in which they came, and the warnings that are printed between them.
fn login(text: &str) -> Result<Parsed<Value>, ParseError> {
    let profile = huawei::Huawei.profile();
    let mut prompts: Vec<String> = Vec::new();
    let mut warnings: Vec<String> = Vec::new();
    let mut product = None;
    let mut paragraph = false;
    for line in text.lines().map(str::trim) {
        if let Some(inside) = line.strip_prefix("Huawei Integrated Access Software") {
            product = bracketed(inside).map(str::to_owned);
        }
        if let Some(warning) = line.strip_prefix("Warning:") {
            warnings.push(warning.trim().to_owned());
            paragraph = true;
            continue;
        }
        if line.is_empty() {
            paragraph = false;
        } else if let (true, Some(last)) = (paragraph, warnings.last_mut()) {
            last.push(' ');
            last.push_str(line);
            continue;
        }
        // What is typed stands after the prompt.
        let end = line.find(['>', '#']).map(|at| at + 1);
        if let Some(prompt) = end.and_then(|end| line.get(..end))
            && profile.prompts.iter().any(|known| known.pattern.is_match(prompt))
            && !prompts.iter().any(|known| known == prompt)
        {
            prompts.push(prompt.to_owned());
        }
    }
    if prompts.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let mut fields = Map::new();
    if let Some(product) = product {
        fields.insert("product".to_owned(), json!(product));
    }
    fields.insert("prompts".to_owned(), json!(prompts));
    if !warnings.is_empty() {
        fields.insert("warnings".to_owned(), json!(warnings));
    }
    Ok(Parsed { value: Value::Object(fields), warnings: Vec::new() })
}
