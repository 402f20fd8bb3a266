//! ONTs that are plugged in and not registered.

use std::collections::BTreeMap;

use super::lists::printed_serial;
use super::refusals::or_refused;
use crate::labels::{self, is_rule};
use crate::reading::said;
use crate::{Details, ParseError, Parsed, Password, PonPort, Unregistered, Warning};

/// Labels of an autofound ONT besides place, serial and password.
const AUTOFIND_LABELS: &[(&str, &str)] = &[
    ("number", "number"),
    ("ont nni type", "nni_type"),
    ("loid", "loid"),
    ("checkcode", "checkcode"),
    ("vendorid", "vendor_id"),
    ("ont version", "hardware_version"),
    ("ont softwareversion", "software_version"),
    ("ont equipmentid", "equipment_id"),
    ("ont customized info", "customized_info"),
    ("ont mac", "mac"),
    ("ont equipment sn", "equipment_sn"),
    ("ont autofind time", "autofind_time"),
    ("multi channel", "multi_channel"),
];

/// `display ont autofind all`: one block of labels per ONT. An empty list is printed as a failure.
pub fn unregistered(reply: &str) -> Result<Parsed<Vec<Unregistered>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    let mut block: BTreeMap<String, String> = BTreeMap::new();
    let mut blocks = 0;
    for line in labels::lines(reply) {
        let label = labels::split(&line).map(|(label, value)| (labels::key(label), value));
        let opens = label.as_ref().is_some_and(|(label, _)| block.contains_key(label) && (label == "number" || label == "f/s/p"));
        if is_rule(&line) || opens {
            blocks += usize::from(take_block(&mut block, &mut parsed));
        }
        if let Some((label, value)) = label {
            block.insert(label, value.to_owned());
        }
    }
    blocks += usize::from(take_block(&mut block, &mut parsed));
    if let Some(said) = autofind_total(reply).filter(|said| *said != parsed.value.len()) {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    if blocks == 0 && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(parsed) }
}

/// How many there are, as the last line says: `The number of GPON autofind ONT is 43`.
pub fn autofind_total(reply: &str) -> Option<usize> {
    let line = reply.lines().rev().find(|line| {
        let line = line.to_ascii_lowercase();
        line.contains("number of") && line.contains("autofind")
    })?;
    line.rsplit([' ', ':']).find(|word| !word.is_empty())?.parse().ok()
}

/// Takes a finished block; whether it was one.
fn take_block(block: &mut BTreeMap<String, String>, parsed: &mut Parsed<Vec<Unregistered>>) -> bool {
    let taken = std::mem::take(block);
    let (place, serial_text) = (taken.get("f/s/p"), taken.get("ont sn"));
    if place.is_none() && serial_text.is_none() {
        return false;
    }
    let text = |value: Option<&String>| value.map_or("", String::as_str).to_owned();
    match (PonPort::parse(&text(place)), printed_serial(&text(serial_text))) {
        (Ok(pon), Some(serial)) => {
            let value = |label: &str| taken.get(label).and_then(|value| said(value)).map(str::to_owned);
            let mut details = Details::default();
            for (label, name) in AUTOFIND_LABELS {
                if let Some(text) = taken.get(*label) {
                    details.put(name, text);
                }
            }
            details.put("serial_text", &text(serial_text));
            let password = taken.get("password").and_then(|text| Password::printed(text));
            let model = value("ont equipmentid");
            parsed.value.push(Unregistered { pon, key: serial.into(), proposed: None, model, password, details });
        }
        _ => parsed.warnings.push(Warning::Row(format!("{} {}", text(place), text(serial_text)))),
    }
    true
}
