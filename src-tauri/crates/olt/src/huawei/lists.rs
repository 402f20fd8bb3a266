//! Registered ONTs in lists. Headers take two lines and paths are padded inside; both differ by firmware.

use std::sync::LazyLock;

use regex::Regex;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::{power, said, whole};
use crate::table::{self, Column, Layout, Row};
use crate::{Details, Listed, OnuAddress, OnuId, OnuState, ParseError, Parsed, PonPort, Serial, Warning};

pub(super) const STATES: Layout = Layout {
    columns: &[
        Column::word("fsp", "f/s/p", ""),
        Column::word("id", "ont", "id"),
        Column::word("serial", "sn", ""),
        Column::word("control_flag", "control", "flag"),
        Column::word("run_state", "run", "state"),
        Column::word("config_state", "config", "state"),
        Column::word("match_state", "match", "state"),
        Column::word("protect_side", "protect", "side"),
    ],
    required: &["fsp", "id", "serial", "run_state"],
};

pub(super) const DESCRIPTIONS: Layout = Layout {
    columns: &[Column::word("fsp", "f/s/p", ""), Column::word("id", "ont-id", ""), Column::text("description", "description", "")],
    required: &["fsp", "id", "description"],
};

const TIMES: Layout = Layout {
    columns: &[
        Column::word("id", "ont", "id"),
        Column::word("run_state", "run", "state"),
        Column::time("last_up_time", "last", "uptime"),
        Column::time("last_down_time", "last", "downtime"),
        Column::text("last_down_cause", "last", "downcause"),
    ],
    required: &["id", "run_state", "last_up_time"],
};

const LIGHT: Layout = Layout {
    columns: &[
        Column::word("id", "ont", "id"),
        Column::word("serial", "sn", ""),
        Column::word("ont_type", "type", ""),
        Column::word("distance", "distance", "(m)"),
        Column::word("powers", "rx/tx power", "(dbm)"),
        Column::text("description", "description", ""),
    ],
    required: &["id", "serial", "powers"],
};

/// Whether a line begins as a row of a list of ONTs does: with a path.
pub(crate) fn begins_with_path(line: &str) -> bool {
    table::join_paths(line).split_whitespace().next().is_some_and(|word| PonPort::parse(word).is_ok())
}

/// `485754431A2B3C4D (HWTC-1A2B3C4D)`: the digits count, the brackets only repeat them.
pub(super) fn printed_serial(text: &str) -> Option<Serial> {
    Serial::parse(text.split('(').next().unwrap_or("")).ok()
}

/// `display ont info <f> <s> <p> all`: a table of states, then one of descriptions, for one port or several.
pub fn list(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[STATES, DESCRIPTIONS], wrapped_description);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (layout, row) in &tables.rows {
        let place = PonPort::parse(cell(row, "fsp")).ok().zip(onu_id(row));
        let Some((pon, id)) = place else {
            parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
            continue;
        };
        let at = OnuAddress { pon, id };
        if *layout == 0 {
            parsed.value.push(listed(at, row, &["fsp", "id", "serial"]));
        } else if let Some(onu) = parsed.value.iter_mut().find(|onu| onu.at == at) {
            onu.details.put("description", cell(row, "description"));
        }
    }
    count(&lines, &mut parsed);
    Ok(parsed)
}

fn wrapped_description(row: &mut Row, rest: &str) -> bool {
    let place =
        rest.split_whitespace().next().is_some_and(|word| word.contains('/') && word.starts_with(|first: char| first.is_ascii_digit()));
    match row.get_mut("description") {
        Some(text) if !place => {
            text.push_str(rest);
            true
        }
        _ => false,
    }
}

/// `display ont info summary <f/s/p>`: times and causes, then types, distances and the ONT's own light.
pub fn summary(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    let mut headers = 0;
    // The rows do not name their port: the line `In port …` above them does.
    let starts: Vec<usize> = lines.iter().enumerate().filter(|(_, line)| totals(line).is_some()).map(|(number, _)| number).collect();
    for (which, start) in starts.iter().enumerate() {
        let end = starts.get(which + 1).copied().unwrap_or(lines.len());
        let part = lines.get(*start..end).unwrap_or_default();
        let Some((pon, _)) = part.first().and_then(|line| totals(line)) else { continue };
        let tables = table::read(part, &[TIMES, LIGHT], wrapped_description);
        headers += tables.headers;
        parsed.warnings.extend(tables.warnings);
        for (layout, row) in &tables.rows {
            let Some(id) = onu_id(row) else {
                parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
                continue;
            };
            let at = OnuAddress { pon, id };
            if *layout == 0 {
                parsed.value.push(listed(at, row, &["id"]));
            } else if let Some(onu) = parsed.value.iter_mut().find(|onu| onu.at == at) {
                add_light(onu, row, &mut parsed.warnings);
            }
        }
    }
    if headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    count(&lines, &mut parsed);
    Ok(parsed)
}

fn add_light(onu: &mut Listed, row: &Row, warnings: &mut Vec<Warning>) {
    let more = listed(onu.at, row, &["id", "serial", "distance", "powers"]);
    onu.serial = more.serial;
    onu.details.append(more.details);
    onu.distance_m = whole("distance", cell(row, "distance"), warnings);
    let (rx, tx) = cell(row, "powers").split_once('/').unwrap_or(("", ""));
    onu.onu_rx = power("ONU rx", rx, warnings);
    onu.onu_tx = power("ONU tx", tx, warnings);
}

pub(super) fn cell<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).map_or("", String::as_str)
}

pub(super) fn onu_id(row: &Row) -> Option<OnuId> {
    cell(row, "id").parse().ok().map(OnuId)
}

fn listed(at: OnuAddress, row: &Row, without: &[&str]) -> Listed {
    let mut details = Details::default();
    for (key, text) in row {
        if !without.contains(key) {
            details.put(key, text);
        }
    }
    let serial = printed_serial(cell(row, "serial"));
    if serial.is_none() && row.contains_key("serial") {
        details.put("serial_text", cell(row, "serial"));
    }
    Listed {
        serial,
        state: state(cell(row, "run_state"), cell(row, "last_down_cause")),
        state_text: said(cell(row, "run_state")).map(str::to_owned),
        details,
        ..Listed::at(at)
    }
}

/// Online is decided by the run state only: other makes' ONTs work while their configuration state is `failed`. The cause
/// is cut to 24 characters in some tables, so its beginning counts.
pub(super) fn state(run: &str, cause: &str) -> OnuState {
    let cause = cause.to_ascii_lowercase();
    match run.to_ascii_lowercase().as_str() {
        "online" => OnuState::Online,
        "offline" if cause.starts_with("dying-gasp") => OnuState::PowerOff,
        "offline" if cause.starts_with("los") || cause.starts_with("lobi") => OnuState::Los,
        "offline" => OnuState::Offline,
        _ => OnuState::Unknown,
    }
}

static TOTALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)in port\s+(\d+\s*/\s*\d+\s*/\s*\d+)\s*,.*?total[^:]*:\s*(\d+)").ok());

/// What a port's footer or heading says: `In port 0/ 2/0, the total number of ONTs is: 16, online: 8, offline: 8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortTotal {
    pub pon: PonPort,
    pub total: usize,
    pub online: Option<usize>,
    pub offline: Option<usize>,
}

pub fn port_totals(reply: &str) -> Vec<PortTotal> {
    let count = |line: &str, word: &str| {
        let (_, rest) = line.split_once(word)?;
        rest.trim_start_matches([':', ' ']).split([',', ' ']).next()?.parse().ok()
    };
    let one = |line: &String| {
        let (pon, total) = totals(line)?;
        Some(PortTotal { pon, total, online: count(line, "online"), offline: count(line, "offline") })
    };
    labels::lines(reply).iter().filter_map(one).collect()
}

fn totals(line: &str) -> Option<(PonPort, usize)> {
    let found = TOTALS.as_ref()?.captures(line)?;
    Some((PonPort::parse(found.get(1)?.as_str()).ok()?, found.get(2)?.as_str().parse().ok()?))
}

fn count(lines: &[String], parsed: &mut Parsed<Vec<Listed>>) {
    let cut = |line: &&String| line.trim_start().to_ascii_lowercase().starts_with("in port") && totals(line).is_none();
    parsed.warnings.extend(lines.iter().filter(cut).map(|line| Warning::Row(line.trim().to_owned())));
    for (pon, said) in lines.iter().filter_map(|line| totals(line)) {
        let read = parsed.value.iter().filter(|onu| onu.at.pon == pon).count();
        if read != said {
            parsed.warnings.push(Warning::Count { said, read });
        }
    }
}
