//! One ONT.

use super::lists::{printed_serial, state};
use super::refusals::refusals;
use crate::labels::{self, is_rule};
use crate::reading::{number, temperature, whole};
use crate::{Detail, Details, OnuAddress, OnuId, ParseError, Parsed, PonPort, Warning};

const DETAIL_LABELS: &[(&str, &str)] = &[
    ("control flag", "control_flag"),
    ("run state", "run_state"),
    ("config state", "config_state"),
    ("match state", "match_state"),
    ("dba type", "dba_type"),
    ("ont distance", "distance"),
    ("ont last distance", "last_distance_m"),
    ("memory occupation", "memory_percent"),
    ("cpu occupation", "cpu_percent"),
    ("temperature", "temperature_c"),
    ("authentic type", "auth_type"),
    ("sn", "serial"),
    ("management mode", "management_mode"),
    ("ont ip 0 address/mask", "ip0"),
    ("ont ip 1 address/mask", "ip1"),
    ("description", "description"),
    ("last down cause", "last_down_cause"),
    ("last up time", "last_up_time"),
    ("last down time", "last_down_time"),
    ("last dying gasp time", "last_dying_gasp_time"),
    ("last restart reason", "last_restart_reason"),
    ("ont online duration", "online_duration"),
    ("line profile id", "line_profile_id"),
    ("line profile name", "line_profile_name"),
    ("service profile id", "service_profile_id"),
    ("service profile name", "service_profile_name"),
    ("alarm policy profile id", "alarm_policy_profile_id"),
];

/// `display ont info <f> <s> <p> <ont>` and `… by-sn`.
pub fn detail(reply: &str) -> Result<Parsed<Detail>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut warnings = Vec::new();
    let mut details = Details::default();
    let (mut place, mut id) = (None, None);
    // A description longer than the value column goes on in the next lines, further in than the labels.
    let mut wrapped: Option<usize> = None;
    let lines = labels::lines(reply);
    for line in &lines {
        let indent = line.len() - line.trim_start().len();
        let label = labels::split(line).map(|(label, value)| (labels::key(label), value));
        let name = label.as_ref().and_then(|(label, _)| DETAIL_LABELS.iter().find(|(known, _)| known == label));
        match (wrapped, &label, name) {
            (Some(labels), _, None) if indent > labels + 2 && !is_rule(line) => {
                details.extend_text("description", line.trim());
                continue;
            }
            _ => wrapped = None,
        }
        let Some((label, value)) = label else { continue };
        match (label.as_str(), name) {
            ("f/s/p", _) => place = place.or(PonPort::parse(value).ok()),
            ("ont-id", _) => id = id.or(value.parse().ok().map(OnuId)),
            // The first of a repeated label belongs to the ONT, later ones to its profiles.
            (_, Some((_, name))) if details.put_first(name, value) && *name == "description" => wrapped = Some(indent),
            _ => {}
        }
    }
    let at = place.zip(id).map(|(pon, id)| OnuAddress { pon, id });
    if at.is_none() && details.is_empty() {
        return Err(ParseError::unrecognised(reply));
    }
    for name in ["memory_percent", "cpu_percent", "temperature_c"] {
        if let Some(text) = details.get(name).map(str::to_owned) {
            let read = if name == "temperature_c" { temperature(&text, &mut warnings) } else { percent(name, &text, &mut warnings) };
            details.put(name, &read.map(|read| read.to_string()).unwrap_or_default());
        }
    }
    let distance_m = details.get("distance").and_then(|text| whole("distance", text, &mut warnings));
    let serial_text = details.get("serial");
    let serial = serial_text.and_then(printed_serial);
    if let (None, Some(text)) = (serial, serial_text) {
        warnings.push(Warning::Unreadable { what: "serial", value: text.to_owned() });
    }
    let shown = |key: &str| details.get(key).unwrap_or("");
    let state = state(shown("run_state"), shown("last_down_cause"));
    let last_down_cause = details.get("last_down_cause").map(str::to_owned);
    let time = |name: &str| details.get(name).map(str::to_owned);
    let (last_up, last_down) = (time("last_up_time"), time("last_down_time"));
    let uptime_s = details.get("online_duration").and_then(duration);
    let tconts = super::configured::tconts(&lines);
    let gem = |gem: &super::Gem| (gem.gem_index, gem.mappings.iter().filter_map(|mapping| mapping.vlan).collect());
    let gems = tconts.iter().flat_map(|tcont| tcont.gems.iter().map(gem)).collect();
    let value = Detail { at, serial, state, distance_m, last_down_cause, uptime_s, last_up, last_down, gems, details, ..Detail::default() };
    Ok(Parsed { value, warnings })
}

fn percent(what: &'static str, text: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    let read = number(text).filter(|read| (0.0..=100.0).contains(read));
    if read.is_none() {
        warnings.push(Warning::Unreadable { what, value: text.to_owned() });
    }
    read
}

/// `22 day(s), 1 hour(s), 23 minute(s), 23 second(s)` in seconds.
pub(super) fn duration(text: &str) -> Option<u64> {
    let mut seconds = 0_u64;
    for part in text.split(',') {
        let (count, unit) = part.trim().split_once(' ')?;
        let length = match unit.trim().trim_end_matches("(s)") {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            "second" => 1,
            _ => return None,
        };
        seconds = seconds.checked_add(count.parse::<u64>().ok()?.checked_mul(length)?)?;
    }
    Some(seconds)
}
