//! ONUs that are plugged in and not registered.

use super::events::lines;
use super::index::Index;
use super::refusals::or_refused;
use crate::reading::said;
use crate::table::{self, Column, Layout, Row};
use crate::{ParseError, Parsed, Serial, Warning};

/// V2.3.1 prints a place and a state, V1.4 a number and the equipment; its rows are parted by tabs.
const LAYOUTS: &[Layout] = &[
    Layout {
        columns: &[Column::word("index", "onuindex", ""), Column::word("serial", "sn", ""), Column::word("state", "state", "")],
        required: &["index", "serial"],
    },
    Layout {
        columns: &[Column::word("number", "index", ""), Column::word("serial", "sn", ""), Column::text("equipment", "equipment id", "")],
        required: &["number", "serial"],
    },
];

/// One of them. The id of its index is a proposal and no reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// `None` on V1.4, where only the command tells the port.
    pub index: Option<Index>,
    pub serial: Serial,
    pub state: Option<String>,
    /// The model, where the OLT prints it.
    pub equipment: Option<String>,
}

/// `show onu auto-find` in a PON interface. Empty is a header without rows.
pub fn auto_find(reply: &str) -> Result<Parsed<Vec<Found>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&lines(reply), LAYOUTS, |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (layout, row) in tables.rows {
        match found(layout, &row) {
            Some(found) => value.push(found),
            None => warnings.push(cut(&row)),
        }
    }
    Ok(Parsed { value, warnings })
}

fn found(layout: usize, row: &Row) -> Option<Found> {
    let cell = |key: &str| row.get(key).map_or("", String::as_str);
    let serial = cell("serial");
    let serial = Serial::parse(serial.strip_prefix("sn:").unwrap_or(serial)).ok()?;
    let index = match layout {
        0 => Some(Index::parse(cell("index"))?),
        _ => cell("number").parse::<u8>().ok().map(|_| None)?,
    };
    let text = |key: &str| said(cell(key)).map(str::to_owned);
    Some(Found { index, serial, state: text("state"), equipment: text("equipment") })
}

/// A row that is none, in the words that it had.
pub(super) fn cut(row: &Row) -> Warning {
    Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))
}
