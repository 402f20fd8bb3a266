//! HSGQ's captures.

use serde_json::{Map, Value, json};

use super::Answer;
use crate::hsgq::{self, Event, Fault, Help, Login, Subject};
use crate::{ParseError, Parsed, labels};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "onu-list" => hsgq::onus(text).map(|read| Parsed { value: list(&read.value), warnings: read.warnings }),
        "optical" => hsgq::optical(text).map(|read| Parsed { value: light(&read.value), warnings: read.warnings }),
        "blacklist" => hsgq::blacklist(text).map(|read| Parsed { value: blacklist(&read.value), warnings: read.warnings }),
        "authorize" => hsgq::authorization(text).map(|read| Parsed { value: authorization(&read.value), warnings: read.warnings }),
        "onu-events" => hsgq::onu_events(text).map(|read| sure(onu_events(&read))),
        "async-event" => hsgq::events(text).map(|read| sure(async_events(&read))),
        "error" => errors(text).map(sure),
        "session-login" => hsgq::login(text).map(|read| sure(login(read))),
        "suspend" | "restore" => hold(operation, text),
        "unregistered" => hsgq::nothing_found(text).map(|()| sure(json!({ "onus": [], "empty": true }))),
        "running-config" => running_config(text),
        "help-tree" => hsgq::help(text).map(|read| sure(help(read))),
        _ => return None,
    })
}

fn sure(value: Value) -> Parsed<Value> {
    Parsed { value, warnings: Vec::new() }
}

fn index(pon: u8, id: u8) -> String {
    format!("{pon}/{id}")
}

fn list(list: &hsgq::OnuList) -> Value {
    let onu = |onu: &hsgq::ListedOnu| {
        json!({
            "index": index(onu.pon, onu.id),
            "pon": onu.pon,
            "onu_id": onu.id,
            "mac": onu.mac,
            "status": onu.status,
            "online": onu.is_online(),
            "auth": onu.auth,
            "config": onu.config,
            "reg_time": onu.reg_time,
            "name": onu.name,
            "description": onu.description,
        })
    };
    let mut value = json!({ "onus": list.onus.iter().map(onu).collect::<Vec<_>>() });
    if let Some(totals) = list.totals {
        value["total"] = json!(totals.total);
        value["online"] = json!(totals.online);
        value["offline"] = json!(totals.offline);
    }
    value
}

fn light(onus: &[hsgq::OnuLight]) -> Value {
    let onu = |onu: &hsgq::OnuLight| {
        json!({
            "index": index(onu.pon, onu.id),
            "pon": onu.pon,
            "onu_id": onu.id,
            "name": onu.name,
            "mac": onu.mac,
            "temperature_c": onu.temperature_c,
            "voltage_v": onu.voltage_v,
            "bias_ma": onu.bias_ma,
            "tx_dbm": onu.tx_dbm,
            "rx_dbm": onu.rx_dbm,
        })
    };
    json!({ "onus": onus.iter().map(onu).collect::<Vec<_>>() })
}

fn blacklist(entries: &[hsgq::Blacklisted]) -> Value {
    let entry = |entry: &hsgq::Blacklisted| {
        json!({
            "entry": index(entry.pon, entry.entry),
            "pon": entry.pon,
            "entry_no": entry.entry,
            "mac": entry.mac,
            "reject_count": entry.rejects,
            "reason": entry.reason,
            "name": entry.name,
        })
    };
    json!({ "entries": entries.iter().map(entry).collect::<Vec<_>>() })
}

fn authorization(pons: &[hsgq::Authorization]) -> Value {
    let pon = |pon: &hsgq::Authorization| json!({ "pon": pon.pon, "auth_mode": pon.mode, "auth_type": pon.auth_type });
    json!({ "pons": pons.iter().map(pon).collect::<Vec<_>>() })
}

/// The fields of an event that its line has.
fn event(event: &Event) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| drop(fields.insert(name.to_owned(), value));
    if let Some(at) = &event.at {
        put("at", json!(at));
    }
    put("level", json!(event.level));
    match event.subject {
        Subject::Olt => {}
        Subject::Pon(pon) => put("pon", json!(pon)),
        Subject::Onu { pon, id, port } => {
            put("index", json!(index(pon, id)));
            if let Some(port) = port {
                put("port", json!(port));
            }
        }
    }
    put("event", json!(event.event));
    if let Some(reason) = &event.reason {
        put("reason", json!(reason));
    }
    fields
}

/// One event is told in full; a list of them without the MAC addresses.
fn async_events(events: &[Event]) -> Value {
    match events {
        [one] => {
            let mut fields = event(one);
            if let Some(mac) = &one.mac {
                fields.insert("mac".to_owned(), json!(mac));
            }
            Value::Object(fields)
        }
        several => json!({ "events": several.iter().map(event).collect::<Vec<_>>() }),
    }
}

fn onu_events(read: &hsgq::OnuEvents) -> Value {
    let one = |one: &Event| {
        let mut fields = event(one);
        fields.remove("index");
        fields
    };
    json!({
        "index": index(read.pon, read.id),
        "mac": read.mac,
        "events": read.events.iter().map(one).collect::<Vec<_>>(),
        "last_down_event": read.last_down().map(|event| &event.event),
    })
}

fn errors(text: &str) -> Result<Value, ParseError> {
    let faults = hsgq::faults(text);
    let is_error = |line: &str| faults.iter().any(|fault| fault.line == line.trim());
    if let Some(other) = text.lines().find(|line| !line.trim().is_empty() && !is_error(line) && !labels::is_typed(line)) {
        return Err(ParseError::unrecognised(other));
    }
    if faults.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let one = |fault: &Fault| {
        let mut fields = Map::new();
        match &fault.action {
            Some(action) => {
                fields.insert("action".to_owned(), json!(action));
                fields.insert("reason".to_owned(), json!(fault.reason));
            }
            None => drop(fields.insert("message".to_owned(), json!(fault.reason))),
        }
        fields.insert("error_kind".to_owned(), json!(fault.kind.code()));
        if let Some(node) = fault.node {
            fields.insert("node".to_owned(), json!(node));
        }
        fields
    };
    Ok(json!({ "errors": faults.iter().map(one).collect::<Vec<_>>() }))
}

fn login(login: Login) -> Value {
    match login {
        Login::Prompts { username, password, prompts, enable_password } => json!({
            "username_prompt": username,
            "password_prompt": password,
            "prompts": prompts,
            "enable_password": enable_password,
        }),
        Login::Failed { errors } => json!({ "failed": true, "errors": errors }),
    }
}

fn hold(operation: &str, text: &str) -> Result<Parsed<Value>, ParseError> {
    let read = hsgq::hold(text)?;
    let hold = read.value;
    let suspends = operation == "suspend";
    if hold.added.is_empty() == suspends {
        return Err(ParseError::unrecognised(text));
    }
    let event = |event: &Event| json!({ "at": event.at, "level": event.level, "event": event.message });
    let mut value = json!({ "success": hold.succeeded(), "blacklisted": hold.blacklisted, "saved": hold.saved });
    if suspends {
        value["steps"] = json!(hold.steps);
    }
    if suspends || !hold.events.is_empty() {
        value["async_events"] = json!(hold.events.iter().map(event).collect::<Vec<_>>());
    }
    Ok(Parsed { value, warnings: read.warnings })
}

fn running_config(text: &str) -> Result<Parsed<Value>, ParseError> {
    let read = hsgq::configuration(text)?;
    let Some(first) = read.value.first() else { return Err(ParseError::unrecognised(text)) };
    // The record has room for one port: ports that differ cannot be told by it.
    if let Some(other) = read.value.iter().find(|pon| (pon.auto_authorize, pon.autofind) != (first.auto_authorize, first.autofind)) {
        return Err(ParseError::unrecognised(&other.pon.map_or_else(String::new, |pon| format!("interface gpon {pon}"))));
    }
    let mut value = json!({});
    if first.says_authorize {
        let auto = first.auto_authorize.map(|(line, service)| json!({ "line_profile_id": line, "srv_profile_id": service }));
        value["auto_authorize"] = json!(auto);
    }
    if let Some(autofind) = first.autofind {
        value["autofind"] = json!(autofind);
    }
    Ok(Parsed { value, warnings: read.warnings })
}

fn help(help: Help) -> Value {
    match help {
        Help::Grammar(grammar) => json!({
            "services": grammar.services,
            "ipmodes": grammar.ip_modes,
            "sn_lengths": grammar.serial_lengths,
            "sn_dashed_form": grammar.serial_dashed,
            "onu_id_range": grammar.onu_ids.map(|(first, last)| [first, last]),
        }),
        Help::Show(words) => json!({ "exec_show": words.exec, "enable_show": words.enable }),
    }
}
