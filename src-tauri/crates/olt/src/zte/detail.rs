//! One ONU: its state and its configuration. Labels differ by firmware; every one is optional.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::phase_state;
use super::refusals::{or_refused, refusals};
use crate::labels::{self, is_rule};
use crate::reading::{said, whole};
use crate::{Detail, Details, OnuAddress, OnuState, ParseError, Parsed, Password, Period, Serial, Warning};

/// Labels of `detail-info` and the names they get here. Every label is optional; firmwares differ.
const DETAIL_LABELS: &[(&str, &str)] = &[
    ("onu interface", "index"),
    ("name", "name"),
    ("splitter", "splitter"),
    ("type", "onu_type"),
    ("state", "state"),
    ("configured channel", "configured_channel"),
    ("current channel", "current_channel"),
    ("configured speed mode", "configured_speed_mode"),
    ("current speed mode", "current_speed_mode"),
    ("admin state", "admin_state"),
    ("phase state", "phase_state"),
    ("config state", "config_state"),
    ("authentication mode", "auth_mode"),
    ("sn bind", "sn_bind"),
    ("serial number", "serial"),
    ("device id", "device_id"),
    ("description", "description"),
    ("vport mode", "vport_mode"),
    ("dba mode", "dba_mode"),
    ("onu status", "onu_status"),
    ("omci bw profile", "omci_bw_profile"),
    ("omcc encrypt", "omcc_encrypt"),
    ("line profile", "line_profile"),
    ("service profile", "service_profile"),
    ("alarm profile", "alarm_profile"),
    ("performance profile", "performance_profile"),
    ("onu distance", "distance"),
    ("online duration", "online_duration"),
    ("fec", "fec"),
];

static HISTORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let time = r"\d{4}-\d{2}-\d{2}\s+\d{2}:\d{2}:\d{2}";
    Regex::new(&format!(r"^\s*(\d+)\s+({time})\s+({time})\s*(\S.*)?$")).ok()
});

/// `show gpon onu detail-info <onu>`: labels, then up to ten rows of history of which the last is the newest.
pub fn detail(reply: &str) -> Result<Parsed<Detail>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut warnings = Vec::new();
    let mut details = Details::default();
    let mut history: Vec<Period> = Vec::new();
    let mut password = None;
    let mut in_history = false;
    for line in labels::lines(reply) {
        if let Some(found) = HISTORY.as_ref().and_then(|pattern| pattern.captures(&line)) {
            let group = |number: usize| found.get(number).and_then(|text| said(text.as_str())).map(str::to_owned);
            details.put("history", "");
            let number = group(1).and_then(|number| number.parse().ok()).unwrap_or(0);
            let period = Period { number, from: group(2), to: group(3), cause: group(4) };
            if period.from.is_some() || period.to.is_some() {
                history.push(period);
            }
            continue;
        }
        if in_history && line.trim_start().starts_with(|first: char| first.is_ascii_digit()) {
            warnings.push(Warning::Row(line.trim().to_owned()));
            continue;
        }
        in_history |= line.contains("OfflineTime");
        let Some((label, value)) = labels::split(&line) else { continue };
        let label = labels::key(label);
        if label == "password" {
            details.put("password", "");
            password = Password::printed(value);
        } else if let Some((_, name)) = DETAIL_LABELS.iter().find(|(known, _)| *known == label) {
            details.put(name, value);
        }
    }
    if details.is_empty() {
        return Err(ParseError::unrecognised(reply));
    }
    let at = details.get("index").and_then(|index| OnuAddress::parse(index).ok());
    let distance_m = details.get("distance").and_then(|text| whole("distance", text, &mut warnings));
    let serial_text = details.get("serial");
    let serial = serial_text.and_then(|text| Serial::parse(text).ok());
    if let (None, Some(text)) = (serial, serial_text) {
        warnings.push(Warning::Unreadable { what: "serial", value: text.to_owned() });
    }
    let state = details.get("phase_state").map_or(OnuState::Unknown, phase_state);
    let uptime_s = details.get("online_duration").and_then(duration);
    let last_up = history.iter().rev().find_map(|period| period.from.clone());
    let fell = history.iter().rev().find(|period| period.to.is_some());
    let last_down = fell.and_then(|period| period.to.clone());
    let last_down_cause = fell.and_then(|period| period.cause.clone());
    let value = Detail {
        at,
        serial,
        state,
        distance_m,
        last_down_cause,
        uptime_s,
        last_up,
        last_down,
        history,
        password,
        details,
        ..Detail::default()
    };
    Ok(Parsed { value, warnings })
}

/// `127h 56m 21s` in seconds.
fn duration(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    for word in text.split_whitespace() {
        let (count, length) = match word.char_indices().last()? {
            (at, 'h') => (word.get(..at)?, 3_600),
            (at, 'm') => (word.get(..at)?, 60),
            (at, 's') => (word.get(..at)?, 1),
            _ => return None,
        };
        seconds = seconds.checked_add(count.parse::<u64>().ok()?.checked_mul(length)?)?;
    }
    Some(seconds)
}

/// The configuration lines under an interface in `show running-config interface …` and `show onu running config …`,
/// without indentation, with single blanks.
pub fn running_config(reply: &str) -> Result<Parsed<Vec<String>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut inside = false;
    let mut value = Vec::new();
    for line in labels::lines(reply) {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.starts_with("interface ") || words.starts_with("pon-onu-mng ") {
            inside = true;
        } else if words == "!" || words == "end" {
            continue;
        } else if inside && !words.is_empty() && !words.ends_with('#') && !is_rule(&words) {
            value.push(words);
        }
    }
    if inside || empty { Ok(Parsed { value, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(reply)) }
}
