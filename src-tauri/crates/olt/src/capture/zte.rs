//! ZTE's captures.

use serde_json::{Map, Value, json};

use super::{Answer, Fields, details, mapped, serial};
use crate::zte::{self, Attenuation, Power};
use crate::{Card, Detail, Dialect, Listed, OnuState, ParseError, Parsed, RefusalKind, Unregistered};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "unregistered" => mapped(zte::unregistered(text), |onus| unregistered(text, &onus)),
        "onu-list" if text.contains("AuthInfo") => mapped(zte::registered(text), |onus| registered(text, &onus)),
        "onu-list" => mapped(zte::states(text), |onus| states(text, &onus)),
        "onu-detail" | "paging" => mapped(zte::detail(text), |onu| detail(&onu)),
        "onu-eth-ports" => mapped(zte::eth_ports(text), |ports| json!({ "ports": ports })),
        "onu-mac" => mapped(zte::macs(text), |entries| json!({ "total": entries.len(), "entries": entries })),
        "onu-wan" => mapped(zte::wans(text), |wans| json!({ "wans": wans })),
        "optical-attenuation" => mapped(zte::attenuation(text), |light| attenuation(text, &light)),
        "optical-onu-rx" => mapped(zte::onu_powers(text), |powers| onu_powers(&powers, "onu_rx_dbm")),
        "optical-onu-tx" => mapped(zte::onu_powers(text), |powers| onu_powers(&powers, "onu_tx_dbm")),
        "optical-olt-rx" => mapped(zte::onu_powers(text), |powers| onu_powers(&powers, "olt_rx_dbm")),
        "running-config" => mapped(zte::settings(text), |settings| json!(settings)),
        "cards" => mapped(zte::cards(text), |cards| json!({ "cards": cards.iter().map(card).collect::<Vec<_>>() })),
        "interfaces" => mapped(zte::interfaces(text), |interfaces| json!({ "interfaces": interfaces })),
        "port-optical-module" => mapped(zte::optical_module(text), |mut module| {
            // Records of the older layout, which does not say the module's state, have the limits of reception only.
            if module.module_state.is_none() {
                (module.tx_alarm_high_dbm, module.tx_alarm_low_dbm) = (None, None);
            }
            json!(module)
        }),
        "profiles" => mapped(zte::tcont_profiles(text), |profiles| json!({ "tcont_profiles": profiles })),
        "vlan" if text.to_ascii_lowercase().contains("vlan num") => mapped(zte::vlan_summary(text), |vlans| json!(vlans)),
        "vlan" => mapped(zte::vlan(text), |vlan| json!(vlan)),
        "error" => errors(text),
        "deregister" => deregister(text),
        "reboot" | "session-logout" => question(text, operation == "session-logout"),
        "session-login" => login(text),
        _ => return None,
    })
}

/// What was typed after the prompt, where the capture shows it.
fn echoed<'a>(text: &'a str, command: &str) -> Option<&'a str> {
    text.lines().find_map(|line| Some(line.split_once('#')?.1.trim()).filter(|typed| typed.starts_with(command)))
}

/// The interface that a command asks about.
fn asked<'a>(text: &'a str, command: &str) -> Option<&'a str> {
    echoed(text, command)?.split_whitespace().find(|word| word.contains("olt") || word.contains("onu_") || word.contains("onu-1"))
}

fn unregistered(text: &str, onus: &[Unregistered]) -> Value {
    if onus.is_empty() {
        let empty = zte::refusals(text).into_iter().find(|refusal| refusal.kind == RefusalKind::Empty);
        let mut value = json!({ "onus": [], "empty": true });
        if let (Some(refusal), Some(fields)) = (empty, value.as_object_mut()) {
            let code = refusal.code.unwrap_or_default();
            let words = refusal.line.split_once(&code).map_or("", |(_, words)| words).trim_start_matches(['-', ':', ' ']);
            fields.insert("code_text".to_owned(), json!(words));
            fields.insert("code".to_owned(), json!(code));
        }
        return value;
    }
    let onu = |onu: &Unregistered| {
        let mut fields = details(&onu.details, &[]);
        fields.insert("pon".to_owned(), json!(onu.pon.to_string()));
        fields.insert("proposed_onu_id".to_owned(), json!(onu.proposed.map(|id| id.0)));
        serial(&mut fields, onu.key.serial());
        if let Some(model) = &onu.model {
            fields.insert("model".to_owned(), json!(model));
        }
        if let Some(password) = &onu.password {
            fields.insert("password".to_owned(), json!(password.expose()));
        }
        Value::Object(fields)
    };
    json!({ "onus": onus.iter().map(onu).collect::<Vec<_>>() })
}

fn place(onu: &Listed) -> Fields {
    let mut fields = details(&onu.details, &[]);
    fields.insert("pon".to_owned(), json!(onu.at.pon.to_string()));
    fields.insert("onu_id".to_owned(), json!(onu.at.id.0));
    fields
}

/// The port that was asked about: as the echoed command names it, else the one that every row has.
fn port(text: &str, command: &str, onus: &[Listed]) -> Option<String> {
    let first = onus.first()?.at.pon;
    let one = onus.iter().all(|onu| onu.at.pon == first);
    let named = echoed(text, command).is_none() || asked(text, command).is_some();
    (one && named).then(|| first.to_string())
}

fn states(text: &str, onus: &[Listed]) -> Value {
    let onu = |onu: &Listed| {
        let mut fields = place(onu);
        fields.insert("online".to_owned(), json!(onu.state == OnuState::Online));
        Value::Object(fields)
    };
    let mut list = Map::new();
    if let Some(pon) = port(text, "show gpon onu state", onus) {
        list.insert("pon".to_owned(), json!(pon));
    }
    if let Some(banner) = text.lines().map(str::trim).find(|line| line.starts_with("Welcome to ") && line.contains("ZTE")) {
        list.insert("banner".to_owned(), json!(banner));
        let prompt = text.lines().find_map(|line| line.split_once('#')).map(|(host, _)| format!("{}#", host.trim()));
        list.insert("prompt".to_owned(), json!(prompt));
    }
    let footer = text.lines().find_map(|line| line.trim().strip_prefix("ONU Number:")?.trim().split_once('/'));
    if let Some((online, total)) = footer {
        list.insert("online".to_owned(), json!(online.trim().parse::<u32>().ok()));
        list.insert("total".to_owned(), json!(total.trim().parse::<u32>().ok()));
    }
    list.insert("onus".to_owned(), json!(onus.iter().map(onu).collect::<Vec<_>>()));
    Value::Object(list)
}

fn registered(text: &str, onus: &[Listed]) -> Value {
    let onu = |onu: &Listed| {
        let mut fields = place(onu);
        serial(&mut fields, onu.serial);
        Value::Object(fields)
    };
    let mut list = Map::new();
    if let Some(pon) = port(text, "show gpon onu baseinfo", onus) {
        list.insert("pon".to_owned(), json!(pon));
    }
    list.insert("total".to_owned(), json!(onus.len()));
    list.insert("onus".to_owned(), json!(onus.iter().map(onu).collect::<Vec<_>>()));
    Value::Object(list)
}

/// A label that the firmware does not print has no key.
fn detail(onu: &Detail) -> Value {
    let mut fields = details(&onu.details, &["serial", "distance", "password", "history"]);
    let mut put = |printed: &str, key: &str, value: Value| {
        if onu.details.is_printed(printed) {
            fields.insert(key.to_owned(), value);
        }
    };
    if let Some(at) = onu.at {
        put("index", "pon", json!(at.pon.to_string()));
        put("index", "onu_id", json!(at.id.0));
    }
    put("phase_state", "online", json!(onu.state == OnuState::Online));
    put("distance", "distance_m", json!(onu.distance_m));
    put("online_duration", "online_duration_s", json!(onu.uptime_s));
    put("password", "password", json!(onu.password.as_ref().map(|password| password.expose())));
    let periods = onu
        .history
        .iter()
        .map(|period| json!({ "n": period.number, "online_at": period.from, "offline_at": period.to, "cause": period.cause }));
    put("history", "history", json!(periods.collect::<Vec<_>>()));
    put("history", "last_online_at", json!(onu.last_up));
    put("history", "last_offline_at", json!(onu.last_down));
    put("history", "last_down_cause", json!(onu.last_down_cause));
    match onu.serial {
        Some(known) => serial(&mut fields, Some(known)),
        None if onu.details.is_printed("serial") => {
            fields.insert("serial".to_owned(), Value::Null);
        }
        None => {}
    }
    Value::Object(fields)
}

fn attenuation(text: &str, light: &Attenuation) -> Value {
    json!({
        "index": asked(text, "show pon power attenuation"),
        "olt_rx_dbm": light.signal.olt_rx,
        "onu_tx_dbm": light.signal.onu_tx,
        "up_attenuation_db": light.up_db,
        "olt_tx_dbm": light.signal.olt_tx,
        "onu_rx_dbm": light.signal.onu_rx,
        "down_attenuation_db": light.down_db,
    })
}

/// A port's table names the port once; one ONU is named in full.
fn onu_powers(powers: &[Power], key: &str) -> Value {
    let port = powers.first().map(|power| power.at.pon).filter(|pon| powers.len() > 1 && powers.iter().all(|power| power.at.pon == *pon));
    let onu = |power: &Power| {
        let mut fields = Map::new();
        if port.is_none() {
            fields.insert("index".to_owned(), json!(power.index));
            fields.insert("pon".to_owned(), json!(power.at.pon.to_string()));
        }
        fields.insert("onu_id".to_owned(), json!(power.at.id.0));
        fields.insert(key.to_owned(), json!(power.dbm));
        Value::Object(fields)
    };
    let onus: Vec<Value> = powers.iter().map(onu).collect();
    match port {
        Some(pon) => json!({ "pon": pon.to_string(), "onus": onus }),
        None => json!({ "onus": onus }),
    }
}

fn card(card: &Card) -> Value {
    let mut fields = details(&card.details, &[]);
    for key in ["rack", "shelf", "slot", "ports"] {
        if let Some(number) = card.details.get(key).and_then(|text| text.parse::<u16>().ok()) {
            fields.insert(key.to_owned(), json!(number));
        }
    }
    fields.insert("pon".to_owned(), json!(card.pon));
    Value::Object(fields)
}

fn errors(text: &str) -> Result<Parsed<Value>, ParseError> {
    let found = zte::refusals(text);
    if found.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let errors: Vec<Value> = found.iter().map(|refusal| json!({ "code": refusal.code, "message": refusal.reason })).collect();
    Ok(Parsed { value: json!({ "errors": errors }), warnings: Vec::new() })
}

/// Older firmware says `.[Successful]`, newer says nothing.
fn deregister(text: &str) -> Result<Parsed<Value>, ParseError> {
    match zte::refusals(text).into_iter().next() {
        Some(refusal) => Ok(Parsed {
            value: json!({ "success": false, "failure": refusal.reason, "error_kind": refusal.kind.code() }),
            warnings: Vec::new(),
        }),
        None if text.contains("[Successful]") || echoed(text, "no onu").is_some() => {
            Ok(Parsed { value: json!({ "success": true }), warnings: Vec::new() })
        }
        None => Err(ParseError::unrecognised(text)),
    }
}

fn question(text: &str, named: bool) -> Result<Parsed<Value>, ParseError> {
    let profile = zte::Zte::C300.profile();
    let asks = |line: &&str| profile.questions.iter().any(|question| question.pattern.is_match(line));
    let question = text.lines().map(str::trim).find(asks).ok_or_else(|| ParseError::unrecognised(text))?;
    let mut value = json!({ "prompt_kind": "yes_no", "answer": "yes" });
    if let (true, Some(fields)) = (named, value.as_object_mut()) {
        fields.insert("question".to_owned(), json!(question));
    }
    Ok(Parsed { value, warnings: Vec::new() })
}

fn login(text: &str) -> Result<Parsed<Value>, ParseError> {
    let profile = zte::Zte::C300.profile();
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let asked = |start: &str| lines.iter().find_map(|line| line.split_once(':').map(|(label, _)| label).filter(|label| *label == start));
    let prompts = |line: &&&str| profile.prompts.iter().find(|prompt| prompt.pattern.is_match(line)).map(|prompt| prompt.mode);
    let prompt = lines.iter().rev().find(|line| prompts(line).is_some()).ok_or_else(|| ParseError::unrecognised(text))?;
    let mut value = Map::new();
    if asked("Username").is_some() {
        value.insert("username_prompt".to_owned(), json!("Username:"));
    }
    if asked("Password").is_some() {
        value.insert("password_prompt".to_owned(), json!("Password:"));
    }
    // A line with `%` is a warning here, unless it is a numbered error.
    if let Some(warning) = lines.iter().find(|line| line.starts_with('%') && zte::refusals(line).is_empty()) {
        value.insert("warning".to_owned(), json!(warning));
    }
    value.insert("prompt".to_owned(), json!(prompt));
    value.insert("privileged".to_owned(), json!(prompt.ends_with('#')));
    Ok(Parsed { value: Value::Object(value), warnings: Vec::new() })
}
