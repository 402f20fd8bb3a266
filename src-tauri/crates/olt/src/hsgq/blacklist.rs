//! `show blacklist onu-info all`: the MAC addresses that a PON port refuses. The only proof that `blacklist add` or
//! `blacklist delete` worked: the commands print nothing, or an error although they worked.

use super::event::take_events;
use super::onus::first_bad;
use super::row::{self, Cell, Column, Layout, Row};
use super::{mac_text, place};
use crate::reading::said;
use crate::{ParseError, Parsed, Warning};

const BLACKLIST: Layout = Layout {
    columns: &[
        Column { key: "place", header: "pon/onu", cell: Cell::Place },
        Column { key: "mac", header: "mac-address", cell: Cell::Mac },
        Column { key: "rejects", header: "blacklist_reject_count", cell: Cell::Number },
        Column { key: "reason", header: "reason", cell: Cell::MayBeEmpty },
        Column { key: "name", header: "onu-name", cell: Cell::Text },
    ],
    required: &["place", "mac", "rejects"],
    may_lack: &[],
};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blacklisted {
    pub pon: u8,
    /// The entry's number on its port: not the ONU's id, whatever the column is called.
    pub entry: u8,
    pub mac: Option<String>,
    /// Refused registrations; it rises about once a minute while the ONU is plugged in.
    pub rejects: u32,
    pub reason: Option<String>,
    pub name: Option<String>,
}

/// Reads the table; a header without rows is an empty list.
pub fn blacklist(reply: &str) -> Result<Parsed<Vec<Blacklisted>>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = super::refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let table = row::read(&text, &BLACKLIST, |_| false);
    let mut warnings = table.warnings;
    let mut value = Vec::new();
    for cells in &table.rows {
        match entry(cells, &mut warnings) {
            Some(entry) => value.push(entry),
            None => warnings.push(Warning::Row(cells.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if value.is_empty() && (!table.header || !warnings.is_empty()) {
        return Err(ParseError::unrecognised(first_bad(&warnings).unwrap_or(&text)));
    }
    Ok(Parsed { value, warnings })
}

fn entry(cells: &Row, warnings: &mut Vec<Warning>) -> Option<Blacklisted> {
    let cell = |key: &str| cells.get(key).map_or("", String::as_str);
    let (pon, entry) = place(cell("place"))?;
    let reason = said(cell("reason")).map(str::to_owned);
    let mut name = said(cell("name")).map(str::to_owned);
    // The OLT makes the name of the entry's place. Alone and without that form it may be the reason of a row that was cut.
    let made = format!("B_ONU{pon:02}/{entry:02}");
    let doubtful = name.as_ref().is_some_and(|name| {
        let cut = name.len() < made.len() && made.starts_with(name.as_str());
        cut || (reason.is_none() && !name.starts_with("B_"))
    });
    if doubtful {
        warnings.push(Warning::Row(cells.values().cloned().collect::<Vec<_>>().join(" ")));
        name = None;
    }
    Some(Blacklisted { pon, entry, mac: mac_text(cell("mac")), rejects: cell("rejects").parse().ok()?, reason, name })
}
