//! What exists on the OLT before any ONU is registered: T-CONT profiles and VLANs.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::said;
use crate::table::{self, Column, Layout};
use crate::{ParseError, Parsed, Warning};

/// A T-CONT profile: upstream bandwidth in kbit/s (ITU-T G.984.3 §7.4: type 1 fixed to type 5 mixed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TcontProfile {
    pub name: String,
    #[serde(rename = "type")]
    pub kind: u8,
    pub fixed_kbps: Option<u32>,
    pub assured_kbps: Option<u32>,
    pub max_kbps: Option<u32>,
}

const BANDWIDTHS: Layout = Layout {
    columns: &[
        Column::word("kind", "type", ""),
        Column::word("fixed", "fbw(kbps)", ""),
        Column::word("assured", "abw(kbps)", ""),
        Column::word("max", "mbw(kbps)", ""),
        Column::word("priority", "priority", ""),
        Column::word("weight", "weight", ""),
    ],
    required: &["kind", "fixed", "assured", "max"],
};

static CONFIGURED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\s*profile tcont (\S+) type (\d)((?:\s+\w+\s+\d+)*)\s*$").ok());

/// `show gpon profile tcont`, and the lines `profile tcont …` of a configuration.
pub fn tcont_profiles(reply: &str) -> Result<Parsed<Vec<TcontProfile>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    let name_of = |line: &String| {
        let (label, name) = labels::split(line)?;
        (labels::key(label) == "profile name").then(|| name.to_owned())
    };
    let starts: Vec<(usize, String)> = lines.iter().enumerate().filter_map(|(number, line)| Some((number, name_of(line)?))).collect();
    for (which, (start, name)) in starts.iter().enumerate() {
        let end = starts.get(which + 1).map_or(lines.len(), |(next, _)| *next);
        let tables = table::read(lines.get(start + 1..end).unwrap_or_default(), &[BANDWIDTHS], |_, _| false);
        parsed.warnings.extend(tables.warnings);
        if tables.rows.is_empty() {
            parsed.warnings.push(Warning::Row(lines.get(*start).cloned().unwrap_or_default()));
        }
        for (_, row) in &tables.rows {
            let number = |key: &str| row.get(key).and_then(|text| text.parse().ok());
            match row.get("kind").and_then(|kind| kind.parse().ok()) {
                Some(kind) => parsed.value.push(TcontProfile {
                    name: name.clone(),
                    kind,
                    fixed_kbps: number("fixed"),
                    assured_kbps: number("assured"),
                    max_kbps: number("max"),
                }),
                None => parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
            }
        }
    }
    for line in &lines {
        if !line.trim_start().starts_with("profile tcont ") {
            continue;
        }
        let Some(found) = CONFIGURED.as_ref().and_then(|pattern| pattern.captures(line)) else {
            parsed.warnings.push(Warning::Row(line.trim().to_owned()));
            continue;
        };
        let group = |number: usize| found.get(number).map_or("", |text| text.as_str());
        let words: Vec<&str> = group(3).split_whitespace().collect();
        let after = |word: &str| words.iter().position(|known| *known == word).and_then(|at| words.get(at + 1)?.parse().ok());
        let Ok(kind) = group(2).parse() else { continue };
        parsed.value.push(TcontProfile {
            name: group(1).to_owned(),
            kind,
            fixed_kbps: after("fixed"),
            assured_kbps: after("assured"),
            max_kbps: after("maximum"),
        });
    }
    let known = !starts.is_empty() || !parsed.value.is_empty() || !parsed.warnings.is_empty();
    if known || empty { Ok(parsed) } else { Err(ParseError::unrecognised(reply)) }
}

/// `show vlan summary`: all VLANs as the OLT groups them (`40-41`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VlanSummary {
    pub count: usize,
    #[serde(rename = "vlans_raw")]
    pub ranges: Vec<String>,
    /// Those that the hardware refused, where the firmware says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware_fail: Option<Vec<String>>,
}

impl VlanSummary {
    /// How many VLANs the ranges hold; `None` if one of them is no range.
    fn expanded(&self) -> Option<usize> {
        let size = |range: &String| {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let (first, last) = (first.parse::<usize>().ok()?, last.parse::<usize>().ok()?);
            (last < 4096).then_some(last.checked_sub(first)? + 1)
        };
        self.ranges.iter().map(size).sum()
    }
}

/// The list wraps without a comma at the end of a line; the printed number proves that nothing was lost.
pub fn vlan_summary(reply: &str) -> Result<Parsed<VlanSummary>, ParseError> {
    or_refused(reply)?;
    let mut summary = VlanSummary::default();
    let mut said_count = None;
    let mut into: Option<bool> = None;
    let mut warnings = Vec::new();
    for line in labels::lines(reply) {
        let text = line.trim();
        let label = labels::split(text).map(|(label, value)| (labels::key(label), value));
        match label.as_ref().map(|(label, value)| (label.as_str(), *value)) {
            Some(("all created vlan num", value)) => said_count = value.parse::<usize>().ok(),
            Some(("details are following", _)) => into = Some(true),
            Some(("hardware operate fail following", _)) => {
                into = Some(false);
                summary.hardware_fail = Some(Vec::new());
            }
            _ => {
                let items: Vec<&str> = text.split(',').map(str::trim).filter(|item| !item.is_empty()).collect();
                let listed = items.iter().all(|item| item.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-'));
                match (into, &mut summary.hardware_fail) {
                    (Some(_), _) if text.is_empty() || text.ends_with(['#', '>']) => {}
                    (Some(_), _) if !listed => warnings.push(Warning::Row(text.to_owned())),
                    (Some(false), Some(failed)) => failed.extend(items.iter().map(|item| (*item).to_owned())),
                    (Some(true), _) => summary.ranges.extend(items.iter().map(|item| (*item).to_owned())),
                    _ => {}
                }
            }
        }
    }
    let (Some(said), Some(_)) = (said_count, into) else { return Err(ParseError::unrecognised(reply)) };
    summary.count = said;
    let read = summary.expanded().unwrap_or(0);
    if read != said {
        warnings.push(Warning::Count { said, read });
    }
    Ok(Parsed { value: summary, warnings })
}

/// `show vlan <id>`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VlanDetail {
    pub vlan: u16,
    pub name: Option<String>,
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpid: Option<String>,
    pub untagged: Vec<String>,
    pub tagged: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

pub fn vlan(reply: &str) -> Result<Parsed<VlanDetail>, ParseError> {
    or_refused(reply)?;
    let mut detail = VlanDetail::default();
    let mut known = false;
    let mut members: Option<bool> = None;
    let mut warnings = Vec::new();
    for line in labels::lines(reply) {
        let text = line.trim();
        let joined = text.replace(' ', "").to_ascii_lowercase();
        match labels::split(text) {
            _ if joined.starts_with("port(untagged):") || joined.starts_with("port(tagged):") => {
                let tagged = joined.starts_with("port(tagged)");
                members = Some(tagged);
                let first = text.split_once(':').map_or("", |(_, first)| first);
                let list = if tagged { &mut detail.tagged } else { &mut detail.untagged };
                list.extend(first.split([',', ' ']).filter(|member| !member.is_empty()).map(str::to_owned));
            }
            _ if text.is_empty() || text.ends_with(['#', '>']) => {}
            // Members hold colons too (`gpon-onu_1/2/8:128:1`), so they come before labels.
            _ if members.is_some() => {
                let list = if members == Some(true) { &mut detail.tagged } else { &mut detail.untagged };
                list.extend(text.split([',', ' ']).filter(|member| !member.is_empty()).map(str::to_owned));
            }
            Some((label, value)) => {
                let kept = said(value).map(str::to_owned);
                match labels::key(label).as_str() {
                    "vlanid" => match value.parse() {
                        Ok(vlan) => {
                            detail.vlan = vlan;
                            known = true;
                        }
                        Err(_) => warnings.push(Warning::Unreadable { what: "VLAN", value: value.to_owned() }),
                    },
                    "name" => detail.name = kept,
                    "description" => detail.description = kept,
                    "tpid" => detail.tpid = kept,
                    "status" => detail.status = kept,
                    _ => {}
                }
            }
            None => {}
        }
    }
    if known { Ok(Parsed { value: detail, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}
