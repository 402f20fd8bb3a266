//! What the OLT itself is: `show version`, `show system`, `show olt mac`, the help, and a walk by SNMP.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::seconds;
use super::refusals::or_refused;
use super::{place, rows};
use crate::table::{self, Column, Layout};
use crate::{Mac, OnuAddress, ParseError, Parsed, Warning, labels};

/// `show version`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    pub version: Option<String>,
    pub date: Option<String>,
}

pub fn version(reply: &str) -> Result<Parsed<Version>, ParseError> {
    or_refused(reply)?;
    let mut found = Version::default();
    for (label, text) in labels::lines(reply).iter().filter_map(|line| labels::split(line)) {
        match labels::key(label).as_str() {
            "version" | "software version" => found.version = said(text),
            "date" | "build date" => found.date = said(text),
            _ => {}
        }
    }
    if found.version.is_some() { Ok(Parsed { value: found, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(reply)) }
}

fn said(text: &str) -> Option<String> {
    crate::reading::said(text).map(str::to_owned)
}

/// `show system`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct System {
    pub description: Option<String>,
    pub object_id: Option<String>,
    pub uptime: Option<String>,
    pub name: Option<String>,
    pub mac: Option<Mac>,
    pub web_port: Option<u16>,
    pub telnet_port: Option<u16>,
}

impl System {
    pub fn uptime_s(&self) -> Option<u64> {
        self.uptime.as_deref().and_then(seconds)
    }
}

/// The labels' wording is known from notes only, so a label is known by the words it holds.
pub fn system(reply: &str) -> Result<Parsed<System>, ParseError> {
    or_refused(reply)?;
    let mut found = System::default();
    let mut warnings = Vec::new();
    let mut known = 0;
    for (label, text) in labels::lines(reply).iter().filter_map(|line| labels::split(line)) {
        let key = labels::key(label);
        let holds = |word: &str| key.split(' ').any(|part| part == word);
        let mut port = |what: &'static str| {
            let port = said(text).map(|text| text.parse::<u16>().map_err(|_| text));
            if let Some(Err(value)) = &port {
                warnings.push(Warning::Unreadable { what, value: value.clone() });
            }
            port.and_then(Result::ok)
        };
        known += 1;
        if holds("description") {
            found.description = said(text);
        } else if holds("oid") || holds("objectid") {
            found.object_id = said(text);
        } else if holds("up") || holds("uptime") {
            found.uptime = said(text);
        } else if holds("name") {
            found.name = said(text);
        } else if holds("mac") {
            found.mac = Mac::parse(text).ok();
            if let (None, Some(value)) = (found.mac, said(text)) {
                warnings.push(Warning::Unreadable { what: "MAC address", value });
            }
        } else if holds("web") {
            found.web_port = port("web port");
        } else if holds("telnet") {
            found.telnet_port = port("Telnet port");
        } else {
            known -= 1;
        }
    }
    if known > 0 { Ok(Parsed { value: found, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

/// A row of `show olt mac`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedMac {
    pub number: u32,
    pub mac: Mac,
    /// `Dynamic` or `Static`.
    pub kind: String,
    pub aging_s: Option<u32>,
    /// `onu_1/1:2`, `nni_1/1`.
    pub port: String,
    /// The ONU behind which it is.
    pub onu: Option<OnuAddress>,
}

const MACS: Layout = Layout {
    columns: &[
        Column::word("number", "id", ""),
        Column::word("mac", "mac", ""),
        Column::word("valid", "valid", ""),
        Column::word("kind", "static_flag", ""),
        Column::word("aging", "aging", ""),
        Column::word("port", "port_id", ""),
    ],
    required: &["mac", "port"],
};

pub fn macs(reply: &str) -> Result<Parsed<Vec<LearnedMac>>, ParseError> {
    or_refused(reply)?;
    let tables = table::read(&rows(reply), &[MACS], |_, _| false);
    if tables.headers == 0 {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let cell = |key: &str| row.get(key).map_or("", String::as_str);
        let port = cell("port").to_owned();
        let onu = port.strip_prefix("onu_").and_then(place);
        match (cell("number").parse(), Mac::parse(cell("mac"))) {
            (Ok(number), Ok(mac)) => {
                let aging_s = crate::reading::whole("ageing time", cell("aging"), &mut warnings);
                value.push(LearnedMac { number, mac, kind: cell("kind").to_owned(), aging_s, port, onu });
            }
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}

/// What the help offers after `show`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Help {
    pub commands: Vec<String>,
    /// The range of PON ports, where it is asked for.
    pub pons: Option<(u8, u8)>,
}

static OFFERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?:<(?P<first>\d+)-(?P<last>\d+)>|(?P<word>[A-Za-z][\w-]*))\s{2,}(?:--)?\s*(?P<text>\S.*)$").ok());

pub fn help(reply: &str) -> Result<Parsed<Help>, ParseError> {
    let mut found = Help::default();
    for line in labels::lines(reply) {
        let Some(groups) = OFFERED.as_ref().and_then(|pattern| pattern.captures(&line)) else { continue };
        let group = |name: &str| groups.name(name).map(|text| text.as_str());
        match (group("word"), group("first").zip(group("last")), group("text")) {
            (Some(word), ..) => found.commands.push(word.to_owned()),
            (None, Some((first, last)), Some(text)) if text.to_ascii_lowercase().contains("pon") => {
                found.pons = first.parse().ok().zip(last.parse().ok());
            }
            _ => {}
        }
    }
    let empty = found.commands.is_empty() && found.pons.is_none();
    if empty { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value: found, warnings: Vec::new() }) }
}

/// The system group and the interfaces of a walk, as net-snmp prints it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    pub description: Option<String>,
    pub object_id: Option<String>,
    pub uptime_s: Option<u64>,
    pub name: Option<String>,
    pub interfaces: Vec<(u32, String)>,
}

pub fn walk(text: &str) -> Result<Parsed<Walk>, ParseError> {
    let mut found = Walk::default();
    let mut warnings = Vec::new();
    let mut known = 0;
    for line in labels::lines(text) {
        let Some((oid, value)) = line.split_once(" = ") else { continue };
        let (oid, value) = (numeric(oid), plain(value));
        known += 1;
        match oid.strip_prefix("1.3.6.1.2.1.") {
            Some("1.1.0") => found.description = said(&value),
            Some("1.2.0") => found.object_id = Some(numeric(&value)),
            Some("1.3.0") => {
                // Hundredths of a second, in brackets where net-snmp spells the time out.
                let ticks = value.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(value.as_str(), |(ticks, _)| ticks);
                match ticks.parse::<u64>() {
                    Ok(ticks) => found.uptime_s = Some(ticks / 100),
                    Err(_) => warnings.push(Warning::Unreadable { what: "uptime", value }),
                }
            }
            Some("1.5.0") => found.name = said(&value),
            Some(rest) => match rest.strip_prefix("2.2.1.2.").map(str::parse) {
                Some(Ok(index)) => found.interfaces.push((index, value)),
                Some(Err(_)) => warnings.push(Warning::Row(line.clone())),
                None => {}
            },
            None => {}
        }
    }
    if known > 0 { Ok(Parsed { value: found, warnings }) } else { Err(ParseError::unrecognised(text)) }
}

/// `iso.3.6.1`, `.1.3.6.1` and `1.3.6.1` are one.
fn numeric(oid: &str) -> String {
    let oid = oid.trim().trim_start_matches('.');
    oid.strip_prefix("iso.").map_or_else(|| oid.to_owned(), |rest| format!("1.{rest}"))
}

/// A value without its type and its quotation marks.
fn plain(value: &str) -> String {
    let kinds = ["STRING:", "OID:", "Timeticks:", "INTEGER:", "Gauge32:", "Hex-STRING:"];
    let value = value.trim();
    let value = kinds.iter().find_map(|kind| value.strip_prefix(kind)).unwrap_or(value).trim();
    value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value).to_owned()
}
