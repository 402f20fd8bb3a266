//! `show ont autofind all`: one block of labels per ONT that is plugged in and not registered.

use std::collections::BTreeMap;

use super::event::take_events;
use super::refusals::refusals;
use crate::labels::{self, is_rule};
use crate::reading::said;
use crate::{ParseError, Parsed, Password, PonPort, Serial, Warning};

/// An ONT that waits. Frame/slot and port are printed apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOnt {
    pub number: Option<u32>,
    pub pon: PonPort,
    /// The id that the OLT proposes.
    pub logic_id: Option<u8>,
    pub serial: Serial,
    /// As printed.
    pub serial_text: String,
    pub password: Option<Password>,
    pub loid: Option<String>,
    pub loid_password: Option<Password>,
    pub vendor_id: Option<String>,
    pub hardware_version: Option<String>,
    pub software_version: Option<String>,
    pub equipment_id: Option<String>,
    /// By the OLT's clock, as printed.
    pub found_at: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Autofind {
    pub onts: Vec<FoundOnt>,
    /// After how many seconds an ONT that left is forgotten.
    pub aging_s: Option<u32>,
    /// What the footer counts.
    pub total: Option<u32>,
    /// The OLT said in words that there is none.
    pub said_empty: bool,
}

const LABELS: [&str; 14] = [
    "number",
    "frame/slot",
    "port",
    "logic id",
    "ont sn",
    "password",
    "loid",
    "loid password",
    "omcc ver",
    "vendor id",
    "ont version",
    "ont software version",
    "equipment id",
    "last autofind time",
];

/// Reads the blocks. A block without place or serial is a warning; a label twice in one block opens the next.
pub fn autofind(reply: &str) -> Result<Parsed<Autofind>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut value = Autofind::default();
    let mut warnings = Vec::new();
    let mut block: BTreeMap<&'static str, String> = BTreeMap::new();
    for line in labels::lines(&text) {
        let trimmed = line.trim();
        if trimmed.is_empty() || labels::is_typed(trimmed) {
            continue;
        }
        if trimmed.eq_ignore_ascii_case("there is no ont available.") {
            value.said_empty = true;
            continue;
        }
        if is_rule(&line) {
            close(&mut block, &mut value, &mut warnings);
            continue;
        }
        let Some((label, text)) = labels::split(&line) else {
            warnings.push(Warning::Row(trimmed.to_owned()));
            continue;
        };
        let label = labels::key(label);
        match LABELS.iter().find(|known| **known == label) {
            Some(known) => {
                if block.contains_key(known) {
                    close(&mut block, &mut value, &mut warnings);
                }
                block.insert(known, text.to_owned());
            }
            None => match label.as_str() {
                "total" => {
                    close(&mut block, &mut value, &mut warnings);
                    value.total = text.parse().ok();
                }
                "aging time of the automatically found onts" => value.aging_s = seconds(text),
                // A label of other firmware is no reason to lose the block.
                _ if !block.is_empty() => {}
                _ => warnings.push(Warning::Row(trimmed.to_owned())),
            },
        }
    }
    close(&mut block, &mut value, &mut warnings);
    if value.onts.is_empty() && (!value.said_empty || !warnings.is_empty()) {
        return Err(ParseError::unrecognised(crate::hsgq::first_bad(&warnings).unwrap_or(&text)));
    }
    if let Some(said) = value.total
        && said as usize != value.onts.len()
    {
        warnings.push(Warning::Count { said: said as usize, read: value.onts.len() });
    }
    Ok(Parsed { value, warnings })
}

/// `300sec`
fn seconds(text: &str) -> Option<u32> {
    text.strip_suffix("sec").unwrap_or(text).trim().parse().ok()
}

fn close(block: &mut BTreeMap<&'static str, String>, value: &mut Autofind, warnings: &mut Vec<Warning>) {
    let taken = std::mem::take(block);
    if taken.is_empty() {
        return;
    }
    let text = |label: &str| taken.get(label).map_or("", String::as_str);
    let given = |label: &str| said(text(label)).map(str::to_owned);
    let pon = PonPort::parse(&format!("{}/{}", text("frame/slot"), text("port")));
    match (pon, Serial::parse(text("ont sn"))) {
        (Ok(pon), Ok(serial)) => value.onts.push(FoundOnt {
            number: text("number").parse().ok(),
            pon,
            logic_id: text("logic id").parse().ok(),
            serial,
            serial_text: text("ont sn").to_owned(),
            password: Password::printed(text("password")),
            loid: given("loid"),
            loid_password: Password::printed(text("loid password")),
            vendor_id: given("vendor id"),
            hardware_version: given("ont version"),
            software_version: given("ont software version"),
            equipment_id: given("equipment id"),
            found_at: given("last autofind time"),
        }),
        _ => warnings.push(Warning::Row(format!("{}/{} {}", text("frame/slot"), text("port"), text("ont sn")).trim().to_owned())),
    }
}
