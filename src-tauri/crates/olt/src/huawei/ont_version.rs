//! What ONTs are: hardware, software and equipment numbers.

use serde::Serialize;

use super::lists::cell;
use super::refusals::or_refused;
use super::remote::{place, rows_left};
use crate::labels::{self, is_rule};
use crate::table::{self, Column, Layout};
use crate::{Details, OnuAddress, ParseError, Parsed};

const VERSION_LABELS: &[(&str, &str)] = &[
    ("vendor-id", "vendor_id"),
    ("ont version", "hardware_version"),
    ("product-id", "product_id"),
    ("equipment-id", "equipment_id"),
    ("main software version", "software_version"),
    ("standby software version", "standby_software_version"),
    ("ontproductdescription", "product_description"),
    ("support xml version", "xml_version"),
    ("ont mac", "mac"),
    ("ont equipment sn", "equipment_sn"),
];

/// `display ont version <f> <s> <p> <ont>`: the ONT and what it is. A long description goes on further in, in the middle of
/// a word.
pub fn ont_version(reply: &str) -> Result<Parsed<(Option<OnuAddress>, Details)>, ParseError> {
    or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut details = Details::default();
    let mut last: Option<(&'static str, usize)> = None;
    for line in &lines {
        let indent = line.len() - line.trim_start().len();
        let known = labels::split(line).and_then(|(label, value)| {
            let key = labels::key(label);
            Some((VERSION_LABELS.iter().find(|(label, _)| *label == key)?.1, value))
        });
        match (known, last) {
            (Some((name, value)), _) => {
                details.put(name, value);
                last = Some((name, indent));
            }
            (None, Some((name, labels))) if indent > labels + 2 && !is_rule(line) => {
                details.extend_text(name, line.trim());
            }
            (None, _) => last = None,
        }
    }
    let at = place(&lines);
    if details.is_empty() { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value: (at, details), warnings: Vec::new() }) }
}

/// How many ONTs of a model and software there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    pub access_type: String,
    pub vendor_id: String,
    pub ont_model: String,
    pub software_version: String,
    pub online: u32,
    pub offline: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VersionSummary {
    pub configured: Option<u32>,
    pub online: Option<u32>,
    pub offline: Option<u32>,
    pub not_registered: Option<u32>,
    pub models: Vec<Model>,
}

const MODELS: Layout = Layout {
    columns: &[
        Column::word("access", "access", "type"),
        Column::word("vendor", "vendor", "id"),
        Column::word("model", "ont model", ""),
        Column::word("software", "software", "version"),
        Column::word("online", "online", "number"),
        Column::word("offline", "offline", "number"),
    ],
    required: &["access", "vendor", "model", "online"],
};

/// `display ont version summary <frame>`.
pub fn version_summary(reply: &str) -> Result<Parsed<VersionSummary>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[MODELS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut summary = VersionSummary::default();
    for line in &lines {
        let Some((label, value)) = labels::split(line) else { continue };
        let slot = match labels::key(label).as_str() {
            "the number of configured ont" => &mut summary.configured,
            "the number of online ont" => &mut summary.online,
            "the number of offline ont" => &mut summary.offline,
            "the number of no registered ont" => &mut summary.not_registered,
            _ => continue,
        };
        *slot = value.parse().ok();
    }
    for (_, row) in &tables.rows {
        match (cell(row, "online").parse(), cell(row, "offline").parse()) {
            (Ok(online), Ok(offline)) => summary.models.push(Model {
                access_type: cell(row, "access").to_owned(),
                vendor_id: cell(row, "vendor").to_owned(),
                ont_model: cell(row, "model").to_owned(),
                software_version: cell(row, "software").to_owned(),
                online,
                offline,
            }),
            _ => warnings.push(rows_left(row)),
        }
    }
    Ok(Parsed { value: summary, warnings })
}
