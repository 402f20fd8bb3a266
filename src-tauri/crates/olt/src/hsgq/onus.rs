//! `show onu-info all`: every ONU that is bound, of the whole OLT or of the port whose interface the session is in.

use std::sync::LazyLock;

use regex::Regex;

use super::event::take_events;
use super::row::{self, Cell, Column, Layout, Row};
use super::{mac_text, place};
use crate::reading::said;
use crate::{ParseError, Parsed, Warning};

const ONUS: Layout = Layout {
    columns: &[
        Column { key: "place", header: "pon/onu", cell: Cell::Place },
        Column { key: "mac", header: "mac-address", cell: Cell::Mac },
        Column { key: "status", header: "status", cell: Cell::Word },
        Column { key: "auth", header: "auth", cell: Cell::Flag },
        Column { key: "config", header: "cfg", cell: Cell::Flag },
        Column { key: "reg_time", header: "reg-time", cell: Cell::Time },
        Column { key: "name", header: "onu-name", cell: Cell::Text },
        Column { key: "description", header: "onu-desc", cell: Cell::Text },
    ],
    required: &["place", "mac", "status", "auth", "config"],
    may_lack: &["description"],
};

/// One ONU of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOnu {
    pub pon: u8,
    pub id: u8,
    /// `aa:bb:cc:dd:ee:ff`; `None` where a publisher masked it.
    pub mac: Option<String>,
    /// `Online`, `Initial`.
    pub status: String,
    /// Whether the OLT lets it in. False for one that waits to be confirmed (authorisation `manual`).
    pub auth: bool,
    pub config: bool,
    /// When it last registered, by the OLT's clock.
    pub reg_time: Option<String>,
    /// Names repeat and may be another ONU's default: place and MAC tell ONUs apart.
    pub name: Option<String>,
    /// The OLT cuts it to 12 characters.
    pub description: Option<String>,
}

impl ListedOnu {
    pub fn is_online(&self) -> bool {
        self.status.eq_ignore_ascii_case("online")
    }
}

/// The footer: what the OLT counted itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    pub total: u32,
    pub online: u32,
    pub offline: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnuList {
    pub onus: Vec<ListedOnu>,
    pub totals: Option<Totals>,
}

static TOTALS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*total\s*:\s*(\d+)\s+online\s*:\s*(\d+)\s+offline\s*:\s*(\d+)\s*$").ok());

fn is_footer(line: &str) -> bool {
    line.trim_start().to_ascii_lowercase().starts_with("total")
}

/// Reads the list. A count that differs from the rows read is a warning, and so is a footer that does not add up.
pub fn onus(reply: &str) -> Result<Parsed<OnuList>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = super::refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let table = row::read(&text, &ONUS, is_footer);
    let mut warnings = table.warnings;
    let mut onus = Vec::new();
    for cells in &table.rows {
        match listed(cells) {
            Some(onu) => onus.push(onu),
            None => warnings.push(Warning::Row(cells.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    let totals = totals(&table.others, &mut warnings);
    if onus.is_empty() && (!table.header || !warnings.is_empty()) {
        return Err(ParseError::unrecognised(first_bad(&warnings).unwrap_or(&text)));
    }
    if let Some(counted) = totals
        && counted.total as usize != onus.len()
    {
        warnings.push(Warning::Count { said: counted.total as usize, read: onus.len() });
    }
    Ok(Parsed { value: OnuList { onus, totals }, warnings })
}

/// The row that was not understood: what an error names.
pub(crate) fn first_bad(warnings: &[Warning]) -> Option<&str> {
    warnings.iter().find_map(|warning| match warning {
        Warning::Row(line) => Some(line.as_str()),
        _ => None,
    })
}

fn totals(footers: &[String], warnings: &mut Vec<Warning>) -> Option<Totals> {
    let line = footers.first()?;
    let number = |found: &regex::Captures<'_>, group: usize| found.get(group).and_then(|text| text.as_str().parse::<u32>().ok());
    let counted = TOTALS.as_ref().and_then(|pattern| pattern.captures(line)).and_then(|found| {
        let counted = Totals { total: number(&found, 1)?, online: number(&found, 2)?, offline: number(&found, 3)? };
        (counted.online.checked_add(counted.offline) == Some(counted.total)).then_some(counted)
    });
    if counted.is_none() {
        warnings.push(Warning::Row(line.trim().to_owned()));
    }
    counted
}

fn listed(cells: &Row) -> Option<ListedOnu> {
    let cell = |key: &str| cells.get(key).map_or("", String::as_str);
    let (pon, id) = place(cell("place"))?;
    let text = |key: &str| said(cell(key)).map(str::to_owned);
    Some(ListedOnu {
        pon,
        id,
        mac: mac_text(cell("mac")),
        status: cell("status").to_owned(),
        auth: cell("auth").eq_ignore_ascii_case("true"),
        config: cell("config").eq_ignore_ascii_case("true"),
        reg_time: text("reg_time"),
        name: text("name"),
        description: text("description").filter(|text| !is_default_description(text)),
    })
}

/// `NO-DESCRIPTION`, which the column cuts.
fn is_default_description(text: &str) -> bool {
    text.len() > 3 && "NO-DESCRIPTION".starts_with(text)
}
