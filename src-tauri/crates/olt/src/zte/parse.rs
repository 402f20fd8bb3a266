//! Replies of ZTE OLTs. Columns and labels differ by firmware, so each is looked up by its name.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::refused;
use crate::labels::{self, is_rule};
use crate::reading::{power, said, whole};
use crate::refusal::by_words;
use crate::table::{self, Column, Layout, Row};
use crate::{
    Detail, Listed, OnuAddress, OnuId, OnuState, ParseError, Parsed, PonPort, Refusal, RefusalKind, Serial, Signal, Unregistered, Warning,
};

const UNREGISTERED: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("index", "oltindex", ""),
        Column::word("model", "model", ""),
        Column::word("serial", "sn", ""),
        Column::word("state", "state", ""),
        Column::text("password", "pw", ""),
    ],
    required: &["index", "serial"],
};

const STATES: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("admin_state", "admin state", ""),
        Column::word("omcc_state", "omcc state", ""),
        Column::word("o7_state", "o7 state", ""),
        Column::word("phase_state", "phase state", ""),
        Column::word("channel", "channel", ""),
        Column::word("speed_mode", "speed mode", ""),
    ],
    required: &["index", "phase_state"],
};

const BASE: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("onu_type", "type", ""),
        Column::word("auth_mode", "mode", ""),
        Column::word("auth_info", "authinfo", ""),
        Column::word("state", "state", ""),
    ],
    required: &["index", "auth_info"],
};

const POWERS: Layout = Layout {
    columns: &[Column::word("index", "onu", ""), Column::word("power", "rx power", ""), Column::word("power", "tx power", "")],
    required: &["index", "power"],
};

/// `show gpon onu uncfg` and `show pon onu uncfg`. An empty list is printed as code 32310.
pub fn unregistered(reply: &str) -> Result<Parsed<Vec<Unregistered>>, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    if let Some(refusal) = refused(all) {
        return Err(ParseError::Refused(refusal));
    }
    let lines = labels::lines(reply);
    let mut tables = table::read(&lines, &[UNREGISTERED], |_, _| false);
    if tables.headers == 0 {
        // Whoever cut the reply may have cut the header; a row alone is still unmistakable.
        tables.rows = lines.iter().filter_map(|line| headless_row(line)).map(|row| (0, row)).collect();
        if tables.rows.is_empty() && !empty {
            return Err(ParseError::unrecognised(reply));
        }
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let cell = |key: &str| row.get(key).map(String::as_str).and_then(said);
        let index = cell("index").unwrap_or("");
        let place = OnuAddress::parse(index).map(|at| (at.pon, Some(at.id))).or_else(|_| PonPort::parse(index).map(|pon| (pon, None)));
        match (place, Serial::parse(cell("serial").unwrap_or(""))) {
            (Ok((pon, proposed)), Ok(serial)) => {
                let details = kept(&row, &["index", "serial", "password", "model"]);
                value.push(Unregistered { pon, serial, proposed, model: cell("model").map(str::to_owned), details });
            }
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}

fn headless_row(line: &str) -> Option<Row> {
    let mut words = line.split_whitespace();
    let (index, serial, state) = (words.next()?, words.next()?, words.next());
    let shaped = index.starts_with("gpon") && OnuAddress::parse(index).is_ok() && Serial::parse(serial).is_ok() && words.next().is_none();
    shaped.then(|| {
        let mut row = Row::from([("index", index.to_owned()), ("serial", serial.to_owned())]);
        row.extend(state.map(|state| ("state", state.to_owned())));
        row
    })
}

/// `show gpon onu state [<olt>]`.
pub fn states(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    list(
        reply,
        STATES,
        |_, _| false,
        |row, onu| {
            onu.state_text = row.get("phase_state").cloned();
            onu.state = row.get("phase_state").map_or(OnuState::Unknown, |phase| phase_state(phase));
        },
    )
}

/// `show gpon onu baseinfo <olt>`: types and serials. `State` is the provisioning state, not online or offline.
pub fn registered(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    // The type column is 12 wide and wraps: `SM16101-GHZ` / `-T10`.
    let wrapped_type = |row: &mut Row, rest: &str| {
        let fits = !rest.contains(char::is_whitespace) && OnuAddress::parse(rest).is_err();
        if let (true, Some(onu_type)) = (fits, row.get_mut("onu_type")) {
            onu_type.push_str(rest);
            return true;
        }
        false
    };
    list(reply, BASE, wrapped_type, |row, onu| {
        onu.serial = row.get("auth_info").and_then(|info| Serial::parse(info.strip_prefix("SN:")?).ok());
        onu.details.remove("auth_info");
        if onu.serial.is_none() {
            onu.details.extend(row.get("auth_info").map(|info| ("auth_info", info.clone())));
        }
    })
}

fn list(
    reply: &str,
    layout: Layout,
    continues: impl Fn(&mut Row, &str) -> bool,
    fill: impl Fn(&Row, &mut Listed),
) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    if let Some(refusal) = refused(all) {
        return Err(ParseError::Refused(refusal));
    }
    let tables = table::read(&labels::lines(reply), &[layout], continues);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let index = row.get("index").map_or("", String::as_str);
        let Ok(at) = OnuAddress::parse(index) else {
            warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
            continue;
        };
        let mut onu = Listed {
            at,
            serial: None,
            state: OnuState::Unknown,
            state_text: None,
            details: kept(&row, &["index"]),
            onu_rx: None,
            onu_tx: None,
            distance_m: None,
        };
        fill(&row, &mut onu);
        value.push(onu);
    }
    if let Some(said) = total(reply).filter(|said| *said != value.len()) {
        warnings.push(Warning::Count { said, read: value.len() });
    }
    Ok(Parsed { value, warnings })
}

/// The footer `ONU Number: <online>/<all>` of V2.1.
fn total(reply: &str) -> Option<usize> {
    let footer = reply.lines().find_map(|line| line.trim().strip_prefix("ONU Number:"))?;
    footer.split('/').nth(1)?.trim().parse().ok()
}

fn kept(row: &Row, without: &[&str]) -> BTreeMap<&'static str, String> {
    row.iter().filter(|(key, text)| !without.contains(key) && said(text).is_some()).map(|(key, text)| (*key, text.clone())).collect()
}

pub(crate) fn phase_state(word: &str) -> OnuState {
    match word.to_ascii_lowercase().as_str() {
        "working" => OnuState::Online,
        "syncmib" | "logging" => OnuState::Joining,
        "offline" => OnuState::Offline,
        "los" => OnuState::Los,
        "dyinggasp" => OnuState::PowerOff,
        "authfail" | "authfailed" => OnuState::AuthFailed,
        _ => OnuState::Unknown,
    }
}

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
    let mut details = BTreeMap::new();
    for line in labels::lines(reply) {
        if let Some(found) = HISTORY.as_ref().and_then(|pattern| pattern.captures(&line)) {
            let group = |number: usize| found.get(number).and_then(|text| said(text.as_str())).map(str::to_owned);
            if let Some(online) = group(2) {
                details.insert("last_online_at", online);
            }
            if let Some(offline) = group(3) {
                details.insert("last_offline_at", offline);
                details.remove("last_down_cause");
                details.extend(group(4).map(|cause| ("last_down_cause", cause)));
            }
            continue;
        }
        let Some((label, value)) = labels::split(&line) else { continue };
        let label = labels::key(label);
        if let Some((_, name)) = DETAIL_LABELS.iter().find(|(known, _)| *known == label) {
            details.extend(said(value).map(|value| (*name, value.to_owned())));
        }
    }
    if details.is_empty() {
        return Err(ParseError::unrecognised(reply));
    }
    let at = details.remove("index").and_then(|index| OnuAddress::parse(&index).ok());
    let distance_m = details.remove("distance").and_then(|text| whole("distance", &text, &mut warnings));
    let serial_text = details.remove("serial");
    let serial = serial_text.as_deref().and_then(|text| Serial::parse(text).ok());
    if let (None, Some(text)) = (serial, serial_text) {
        warnings.push(Warning::Unreadable { what: "serial", value: text.clone() });
        details.insert("serial_text", text);
    }
    let state = details.get("phase_state").map_or(OnuState::Unknown, |phase| phase_state(phase));
    let last_down_cause = details.get("last_down_cause").cloned();
    Ok(Parsed { value: Detail { at, serial, state, distance_m, last_down_cause, gems: Vec::new(), details }, warnings })
}

static SIDE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(rx|tx)\s*:\s*([^\s:]+)").ok());

/// `show pon power attenuation <onu>`: the row `up` has what the OLT receives and the ONU sends, `down` the reverse. The
/// header says whether the OLT or the ONU comes first.
pub fn attenuation(reply: &str) -> Result<Parsed<Signal>, ParseError> {
    if let Some(refusal) = refused(refusals(reply)) {
        return Err(ParseError::Refused(refusal));
    }
    let mut warnings = Vec::new();
    let mut signal = Signal::default();
    let mut known = false;
    for line in labels::lines(reply) {
        let first = line.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        let sides = SIDE.as_ref().map(|pattern| pattern.captures_iter(&line).collect::<Vec<_>>()).unwrap_or_default();
        for side in sides {
            let group = |number: usize| side.get(number).map_or("", |text| text.as_str());
            // Upstream light is sent by the ONU and received by the OLT; downstream the other way.
            let (slot, what) = match (first.as_str(), group(1).to_ascii_lowercase().as_str()) {
                ("up", "rx") => (&mut signal.olt_rx, "OLT rx"),
                ("up", "tx") => (&mut signal.onu_tx, "ONU tx"),
                ("down", "tx") => (&mut signal.olt_tx, "OLT tx"),
                ("down", "rx") => (&mut signal.onu_rx, "ONU rx"),
                _ => continue,
            };
            known = true;
            *slot = power(what, group(2), &mut warnings);
        }
        known |= first == "up" || first == "down";
    }
    if known || refusals(reply).iter().any(|refusal| refusal.kind == RefusalKind::Empty) {
        Ok(Parsed { value: signal, warnings })
    } else {
        Err(ParseError::unrecognised(reply))
    }
}

/// Power per ONU of a port, in dBm.
pub type Powers = Vec<(OnuId, Option<f64>)>;

/// `show pon power onu-rx|onu-tx|olt-rx <olt or onu>`. Rx tables of both sides look alike: only the command tells which.
pub fn onu_powers(reply: &str) -> Result<Parsed<Powers>, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    if let Some(refusal) = refused(all) {
        return Err(ParseError::Refused(refusal));
    }
    let tables = table::read(&labels::lines(reply), &[POWERS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        match OnuAddress::parse(row.get("index").map_or("", String::as_str)) {
            Ok(at) => value.push((at.id, power("power", row.get("power").map_or("", String::as_str), &mut warnings))),
            Err(_) => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}

/// The configuration lines under an interface in `show running-config interface …` and `show onu running config …`,
/// without indentation, with single blanks.
pub fn running_config(reply: &str) -> Result<Parsed<Vec<String>>, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    if let Some(refusal) = refused(all) {
        return Err(ParseError::Refused(refusal));
    }
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

static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*%?(?:Error|Code)\s+(\d+)\s*(?:-\s*\w+\s*)?:\s*(.*?)\s*$").ok());
static UNNUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*%\s*((?:invalid|incomplete|ambiguous|unknown|unrecognized|bad)\b.*?)\s*$").ok());

/// Every error line of a reply. `%Info` and a warning such as `% The password is not strong` are none.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    for line in reply.lines() {
        let group = |pattern: &LazyLock<Option<Regex>>, number: usize| {
            let groups = pattern.as_ref()?.captures(line)?;
            Some(groups.get(number)?.as_str().to_owned())
        };
        let (code, reason) = match (group(&NUMBERED, 1), group(&NUMBERED, 2), group(&UNNUMBERED, 1)) {
            (Some(code), Some(reason), _) => (Some(code), reason),
            (_, _, Some(reason)) => (None, reason),
            _ => continue,
        };
        let kind = match code.as_deref() {
            Some("20200" | "20201" | "20202" | "20203" | "20205" | "20206" | "140303") => RefusalKind::Syntax,
            Some("20208") => RefusalKind::BadPassword,
            Some("32310" | "62310") if reason.to_ascii_lowercase().contains("no related information") => RefusalKind::Empty,
            _ => by_words(&reason, RULES),
        };
        found.push(Refusal { kind, code, line: line.trim().to_owned(), reason });
    }
    found
}

/// Service errors carry numbers that differ by firmware (32310 and 62310 are one), so their words decide.
const RULES: &[(&[&str], RefusalKind)] = &[
    (&["no related information"], RefusalKind::Empty),
    (&["password"], RefusalKind::BadPassword),
    (&["sn", "exist", "not"], RefusalKind::OnuNotFound),
    (&["sn", "exist"], RefusalKind::AlreadyRegistered),
    (&["sn", "registered"], RefusalKind::AlreadyRegistered),
    (&["profile", "not"], RefusalKind::ProfileNotFound),
    (&["type", "not"], RefusalKind::ProfileNotFound),
    (&["onu", "not", "exist"], RefusalKind::OnuNotFound),
    (&["onu", "offline"], RefusalKind::OnuOffline),
    (&["gemport", "not"], RefusalKind::GemportNotFound),
    (&["onu", "exist"], RefusalKind::IdInUse),
    (&["maximum"], RefusalKind::PortFull),
    (&["full"], RefusalKind::PortFull),
    (&["exceed"], RefusalKind::Exceeded),
    (&["busy"], RefusalKind::Busy),
    (&["invalid"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["unrecognized"], RefusalKind::Syntax),
    (&["unknown"], RefusalKind::Syntax),
];
