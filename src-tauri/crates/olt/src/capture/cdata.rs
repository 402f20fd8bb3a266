//! C-Data's captures, which are its manual's samples.

use serde_json::{Map, Value, json};

use super::Answer;
use crate::cdata::{self, Event, FoundOnt};
use crate::{ParseError, Parsed, Password, labels};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "unregistered" => cdata::autofind(text).map(|read| Parsed { value: unregistered(&read.value), warnings: read.warnings }),
        "async-event" => cdata::events(text).map(|read| sure(events(&read))),
        "error" => errors(text).map(sure),
        "save" => save(text).map(sure),
        _ => return None,
    })
}

fn sure(value: Value) -> Parsed<Value> {
    Parsed { value, warnings: Vec::new() }
}

fn unregistered(read: &cdata::Autofind) -> Value {
    let onu = |ont: &FoundOnt| {
        json!({
            "number": ont.number,
            "frame": ont.pon.frame,
            "slot": ont.pon.slot,
            "port": ont.pon.port,
            "logic_id": ont.logic_id,
            "serial": ont.serial_text,
            "serial_hex": ont.serial.hex(),
            "serial_ascii": ont.serial.ascii(),
            "password": ont.password.as_ref().map(Password::expose),
            "loid": ont.loid,
            "loid_password": ont.loid_password.as_ref().map(Password::expose),
            "vendor_id": ont.vendor_id,
            "hardware_version": ont.hardware_version,
            "software_version": ont.software_version,
            "equipment_id": ont.equipment_id,
            "autofind_time": ont.found_at,
        })
    };
    let mut value = json!({ "onus": read.onts.iter().map(onu).collect::<Vec<_>>() });
    if read.said_empty {
        value["empty"] = json!(true);
    }
    if let Some(total) = read.total {
        value["total"] = json!(total);
    }
    // An empty list is recorded by its words alone.
    if let Some(aging) = read.aging_s.filter(|_| !read.said_empty) {
        value["aging_s"] = json!(aging);
    }
    value
}

fn events(events: &[Event]) -> Value {
    let one = |event: &Event| {
        let mut fields = Map::new();
        fields.insert("at".to_owned(), json!(event.at));
        fields.insert("pon".to_owned(), json!(event.pon.to_string()));
        if let Some(id) = event.id {
            fields.insert("onu_id".to_owned(), json!(id));
        }
        fields.insert("event".to_owned(), json!(event.event));
        Value::Object(fields)
    };
    match events {
        [event] => one(event),
        several => json!({ "events": several.iter().map(one).collect::<Vec<_>>() }),
    }
}

fn errors(text: &str) -> Result<Value, ParseError> {
    let refusals = cdata::refusals(text);
    let is_error = |line: &str| refusals.iter().any(|refusal| refusal.line == line.trim());
    if let Some(other) = text.lines().find(|line| !line.trim().is_empty() && !is_error(line) && !labels::is_typed(line)) {
        return Err(ParseError::unrecognised(other));
    }
    if refusals.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let one = |refusal: &crate::Refusal| json!({ "message": refusal.reason, "error_kind": refusal.kind.code() });
    Ok(json!({ "errors": refusals.iter().map(one).collect::<Vec<_>>() }))
}

fn save(text: &str) -> Result<Value, ParseError> {
    if cdata::saved(text) {
        return Ok(json!({ "success": true }));
    }
    match cdata::refusals(text).into_iter().next() {
        Some(refusal) => Ok(json!({ "success": false, "failure": refusal.reason, "error_kind": refusal.kind.code() })),
        None => Err(ParseError::unrecognised(text)),
    }
}
