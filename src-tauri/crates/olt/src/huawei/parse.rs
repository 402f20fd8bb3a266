//! Replies of Huawei OLTs. Headers take two lines and paths are padded inside; both differ by firmware.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::labels::{self, is_rule};
use crate::reading::{number, power, said, whole};
use crate::refusal::by_words;
use crate::table::{self, Column, Layout, Row};
use crate::{
    Detail, Listed, OnuAddress, OnuId, OnuState, ParseError, Parsed, PonPort, Refusal, RefusalKind, Serial, ServicePort, Signal,
    Unregistered, Warning,
};

const STATES: Layout = Layout {
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

const DESCRIPTIONS: Layout = Layout {
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

const OPTICAL: Layout = Layout {
    columns: &[
        Column::word("id", "ont", "id"),
        Column::word("rx", "rx power", "(dbm)"),
        Column::word("tx", "tx power", "(dbm)"),
        Column::word("olt_rx", "olt rx ont", "power(dbm)"),
        Column::word("temperature", "temperature", "(c)"),
        Column::word("voltage", "voltage", "(v)"),
        Column::word("current", "current", "(ma)"),
        Column::word("distance", "distance", "(m)"),
    ],
    required: &["id", "rx", "tx"],
};

const SERVICE_PORTS: Layout = Layout {
    columns: &[
        Column::word("index", "index", ""),
        Column::word("vlan", "vlan", "id"),
        Column::word("vlan_attr", "vlan", "attr"),
        Column::word("port_type", "port", "type"),
        Column::word("fsp", "f/s/p", ""),
        Column::word("vpi", "vpi", ""),
        Column::word("vci", "vci", ""),
        Column::word("flow_type", "flow", "type"),
        Column::word("flow_para", "flow", "para"),
        Column::word("rx", "rx", ""),
        Column::word("tx", "tx", ""),
        Column::word("state", "state", ""),
    ],
    required: &["index", "vlan", "fsp", "vpi", "vci"],
};

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
    if blocks == 0 && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(parsed) }
}

/// Takes a finished block; whether it was one.
fn take_block(block: &mut BTreeMap<String, String>, parsed: &mut Parsed<Vec<Unregistered>>) -> bool {
    let taken = std::mem::take(block);
    let (place, serial) = (taken.get("f/s/p"), taken.get("ont sn"));
    if place.is_none() && serial.is_none() {
        return false;
    }
    let text = |value: Option<&String>| value.map_or("", String::as_str).to_owned();
    match (PonPort::parse(&text(place)), printed_serial(&text(serial))) {
        (Ok(pon), Some(serial)) => {
            let value = |label: &str| taken.get(label).and_then(|value| said(value)).map(str::to_owned);
            let details = AUTOFIND_LABELS.iter().filter_map(|(label, name)| Some((*name, value(label)?))).collect();
            parsed.value.push(Unregistered { pon, serial, proposed: None, model: value("ont equipmentid"), details });
        }
        _ => parsed.warnings.push(Warning::Row(format!("{} {}", text(place), text(serial)))),
    }
    true
}

/// `485754430B086EA9 (HWTC-0B086EA9)`: the digits count, the brackets only repeat them.
fn printed_serial(text: &str) -> Option<Serial> {
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
        } else if let (Some(onu), Some(text)) = (parsed.value.iter_mut().find(|onu| onu.at == at), said(cell(row, "description"))) {
            onu.details.insert("description", text.to_owned());
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
    onu.details.extend(more.details);
    onu.distance_m = whole("distance", cell(row, "distance"), warnings);
    let (rx, tx) = cell(row, "powers").split_once('/').unwrap_or(("", ""));
    onu.onu_rx = power("ONU rx", rx, warnings);
    onu.onu_tx = power("ONU tx", tx, warnings);
}

fn cell<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).map_or("", String::as_str)
}

fn onu_id(row: &Row) -> Option<OnuId> {
    cell(row, "id").parse().ok().map(OnuId)
}

fn listed(at: OnuAddress, row: &Row, without: &[&str]) -> Listed {
    let mut details: BTreeMap<&'static str, String> = BTreeMap::new();
    for (key, text) in row {
        if !without.contains(key)
            && let Some(text) = said(text)
        {
            details.insert(key, text.to_owned());
        }
    }
    let serial = printed_serial(cell(row, "serial"));
    if serial.is_none() {
        details.extend(said(cell(row, "serial")).map(|text| ("serial_text", text.to_owned())));
    }
    Listed {
        at,
        serial,
        state: state(cell(row, "run_state"), cell(row, "last_down_cause")),
        state_text: said(cell(row, "run_state")).map(str::to_owned),
        details,
        onu_rx: None,
        onu_tx: None,
        distance_m: None,
    }
}

/// Online is decided by the run state only: other makes' ONTs work while their configuration state is `failed`. The cause
/// is cut to 24 characters in some tables, so its beginning counts.
fn state(run: &str, cause: &str) -> OnuState {
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

fn totals(line: &str) -> Option<(PonPort, usize)> {
    let found = TOTALS.as_ref()?.captures(line)?;
    Some((PonPort::parse(found.get(1)?.as_str()).ok()?, found.get(2)?.as_str().parse().ok()?))
}

fn count(lines: &[String], parsed: &mut Parsed<Vec<Listed>>) {
    for (pon, said) in lines.iter().filter_map(|line| totals(line)) {
        let read = parsed.value.iter().filter(|onu| onu.at.pon == pon).count();
        if read != said {
            parsed.warnings.push(Warning::Count { said, read });
        }
    }
}

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
    let mut details: BTreeMap<&'static str, String> = BTreeMap::new();
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
                if let Some(text) = details.get_mut("description") {
                    text.push_str(line.trim());
                }
                continue;
            }
            _ => wrapped = None,
        }
        let Some((label, value)) = label else { continue };
        match (label.as_str(), name) {
            ("f/s/p", _) => place = place.or(PonPort::parse(value).ok()),
            ("ont-id", _) => id = id.or(value.parse().ok().map(OnuId)),
            // The first of a repeated label belongs to the ONT, later ones to its profiles.
            (_, Some((_, name))) if !details.contains_key(name) => {
                if *name == "description" {
                    wrapped = Some(indent);
                }
                details.extend(said(value).map(|value| (*name, value.to_owned())));
            }
            _ => {}
        }
    }
    let at = place.zip(id).map(|(pon, id)| OnuAddress { pon, id });
    if at.is_none() && details.is_empty() {
        return Err(ParseError::unrecognised(reply));
    }
    for name in ["memory_percent", "cpu_percent", "temperature_c"] {
        if let Some(value) = details.get_mut(name) {
            match number(value) {
                Some(plain) => *value = plain.to_string(),
                None => warnings.push(Warning::Unreadable { what: name, value: value.clone() }),
            }
        }
    }
    let distance_m = details.remove("distance").and_then(|text| whole("distance", &text, &mut warnings));
    let serial_text = details.remove("serial");
    let serial = serial_text.as_deref().and_then(printed_serial);
    if let (None, Some(text)) = (serial, serial_text) {
        warnings.push(Warning::Unreadable { what: "serial", value: text.clone() });
        details.insert("serial_text", text);
    }
    let shown = |key: &str| details.get(key).map_or("", String::as_str);
    let state = state(shown("run_state"), shown("last_down_cause"));
    let last_down_cause = details.get("last_down_cause").cloned();
    Ok(Parsed { value: Detail { at, serial, state, distance_m, last_down_cause, gems: gems(&lines), details }, warnings })
}

/// `<Gem Index N>` blocks with the VLANs of their mapping tables. An index may be listed under two T-CONTs.
fn gems(lines: &[String]) -> Vec<(u16, Vec<u16>)> {
    let mut gems: Vec<(u16, Vec<u16>)> = Vec::new();
    let mut inside = false;
    for line in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["<Gem", "Index", index] => {
                inside = index.trim_end_matches('>').parse().is_ok_and(|index| {
                    gems.push((index, Vec::new()));
                    true
                });
            }
            [first, ..] if first.starts_with("<T-CONT") || labels::split(line).is_some() => inside = false,
            [index, vlan, _, _, ..] if inside && index.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let (Some((_, vlans)), Ok(vlan)) = (gems.last_mut(), vlan.parse()) {
                    vlans.push(vlan);
                }
            }
            _ => {}
        }
    }
    gems
}

/// `display ont optical-info <p> <ont>`. Several labels begin alike, so whole labels are compared.
pub fn optical_one(reply: &str) -> Result<Parsed<Signal>, ParseError> {
    let refusal = refusals(reply).into_iter().next();
    match refusal {
        Some(refusal) if refusal.kind == RefusalKind::OnuOffline => return Ok(Parsed { value: Signal::default(), warnings: Vec::new() }),
        Some(refusal) => return Err(ParseError::Refused(refusal)),
        None => {}
    }
    let mut warnings = Vec::new();
    let mut signal = Signal::default();
    let mut known = false;
    for line in labels::lines(reply) {
        let Some((label, value)) = labels::split(&line) else { continue };
        match labels::key(label).as_str() {
            "rx optical power" => {
                known = true;
                signal.onu_rx = power("ONU rx", value, &mut warnings);
            }
            "tx optical power" => signal.onu_tx = power("ONU tx", value, &mut warnings),
            "olt rx ont optical power" => signal.olt_rx = power("OLT rx", value, &mut warnings),
            "temperature" => signal.temperature_c = said(value).and_then(number),
            "voltage" => signal.voltage_v = said(value).and_then(number),
            "laser bias current" => signal.bias_ma = said(value).and_then(number),
            _ => {}
        }
    }
    if known { Ok(Parsed { value: signal, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

/// `display ont optical-info <p> all`. Offline ONTs are not listed.
pub fn optical_all(reply: &str) -> Result<Parsed<Vec<(OnuId, Signal)>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[OPTICAL], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let Some(id) = onu_id(&row) else {
            warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
            continue;
        };
        let reading = |key: &str| said(cell(&row, key)).and_then(number);
        value.push((
            id,
            Signal {
                olt_rx: power("OLT rx", cell(&row, "olt_rx"), &mut warnings),
                onu_rx: power("ONU rx", cell(&row, "rx"), &mut warnings),
                onu_tx: power("ONU tx", cell(&row, "tx"), &mut warnings),
                olt_tx: None,
                temperature_c: reading("temperature"),
                voltage_v: reading("voltage"),
                bias_ma: reading("current"),
                distance_m: whole("distance", cell(&row, "distance"), &mut warnings),
            },
        ));
    }
    Ok(Parsed { value, warnings })
}

/// `display service-port …`. For PON ports VPI is the ONT's id and VCI the GEM index.
pub fn service_ports(reply: &str) -> Result<Parsed<Vec<ServicePort>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[SERVICE_PORTS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let numbers = (cell(&row, "index").parse(), cell(&row, "vlan").parse(), cell(&row, "vpi").parse(), cell(&row, "vci").parse());
        match (numbers, PonPort::parse(cell(&row, "fsp"))) {
            ((Ok(index), Ok(vlan), Ok(id), Ok(gem)), Ok(pon)) => {
                let named = ["vlan_attr", "port_type", "flow_type", "flow_para", "rx", "tx", "state"];
                let details = named.iter().filter_map(|key| Some((*key, said(cell(&row, key))?.to_owned()))).collect();
                let up = cell(&row, "state") == "up";
                value.push(ServicePort { index, at: OnuAddress { pon, id: OnuId(id) }, vlan, gem, up, details });
            }
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}

static ADDED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"PortID\s*:\s*(\d+)\s*,\s*ONTID\s*:\s*(\d+)").ok());

/// The port and the id that `ont add` reports.
pub fn added(reply: &str) -> Option<(u8, OnuId)> {
    let found = ADDED.as_ref()?.captures(reply)?;
    Some((found.get(1)?.as_str().parse().ok()?, OnuId(found.get(2)?.as_str().parse().ok()?)))
}

/// Whether the reply says that there is nothing; any other refusal is an error.
fn or_refused(reply: &str) -> Result<bool, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    match all.into_iter().find(|refusal| refusal.kind != RefusalKind::Empty) {
        Some(refusal) => Err(ParseError::Refused(refusal)),
        None => Ok(empty),
    }
}

static COUNTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)number of ONTs that can be (?:added|deleted)\s*:\s*(\d+)\s*,\s*success\s*:\s*(\d+)").ok());

/// Every `Failure:` and `%` line of a reply, and counters that say that nothing was done without calling it a failure.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    for line in reply.lines().map(str::trim) {
        let reason = line.strip_prefix("Failure:").or_else(|| line.strip_prefix('%')).map(str::trim);
        if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
            let kind = by_words(reason, RULES);
            found.push(Refusal { kind, code: None, line: line.to_owned(), reason: reason.to_owned() });
            continue;
        }
        let counts = COUNTED.as_ref().and_then(|pattern| pattern.captures(line));
        let counts = counts.as_ref().and_then(|counts| Some((counts.get(1)?.as_str(), counts.get(2)?.as_str())));
        if let Some((due, done)) = counts
            && due != done
        {
            let reason = format!("{done} of {due} done");
            found.push(Refusal { kind: RefusalKind::NotDone, code: None, line: line.to_owned(), reason });
        }
    }
    // The counter that follows a failure says nothing new.
    let told = found.iter().any(|refusal| refusal.kind != RefusalKind::NotDone);
    found.retain(|refusal| !told || refusal.kind != RefusalKind::NotDone);
    found
}

const RULES: &[(&[&str], RefusalKind)] = &[
    (&["automatically found", "not exist"], RefusalKind::Empty),
    (&["no ont available"], RefusalKind::Empty),
    (&["no service virtual port"], RefusalKind::Empty),
    (&["sn already exist"], RefusalKind::AlreadyRegistered),
    (&["ont id", "exist"], RefusalKind::IdInUse),
    (&["profile", "not exist"], RefusalKind::ProfileNotFound),
    (&["traffic", "not exist"], RefusalKind::ProfileNotFound),
    (&["ont", "not online"], RefusalKind::OnuOffline),
    (&["gem port", "not exist"], RefusalKind::GemportNotFound),
    (&["service virtual port", "exist"], RefusalKind::ServicePortExists),
    (&["ont", "not exist"], RefusalKind::OnuNotFound),
    (&["busy"], RefusalKind::Busy),
    (&["maximum"], RefusalKind::PortFull),
    (&["upper limit"], RefusalKind::PortFull),
    (&["full"], RefusalKind::PortFull),
    (&["range"], RefusalKind::Exceeded),
    (&["unknown command"], RefusalKind::Syntax),
    (&["parameter"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
];
