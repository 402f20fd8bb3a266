//! `onu-authorize` without arguments: by what, and whether by itself, a PON port lets ONUs in.

use super::event::take_events;
use super::onus::first_bad;
use super::row::{self, Cell, Column, Layout};
use crate::{ParseError, Parsed, Warning};

const AUTHORIZE: Layout = Layout {
    columns: &[
        Column { key: "pon", header: "pon-port", cell: Cell::Port },
        Column { key: "mode", header: "auth-mode", cell: Cell::Word },
        Column { key: "type", header: "auth-type", cell: Cell::Word },
    ],
    required: &["pon", "mode", "type"],
    may_lack: &[],
};

/// How a port lets ONUs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    pub pon: u8,
    /// `mac`, `loid`, …
    pub mode: String,
    /// `auto`: whatever is plugged in is bound by itself. `manual`: it waits for `onu confirm`.
    pub auth_type: String,
}

/// Reads the table. A type other than the two known ones is a row that was cut.
pub fn authorization(reply: &str) -> Result<Parsed<Vec<Authorization>>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = super::refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let table = row::read(&text, &AUTHORIZE, |_| false);
    let mut warnings = table.warnings;
    let mut value = Vec::new();
    for cells in &table.rows {
        let cell = |key: &str| cells.get(key).map_or("", String::as_str);
        let pon = cell("pon").strip_prefix("pon").and_then(|pon| pon.parse().ok());
        let known = ["auto", "manual"].contains(&cell("type")) && ["mac", "loid", "hybrid", "none", "disable"].contains(&cell("mode"));
        match pon.filter(|_| known) {
            Some(pon) => value.push(Authorization { pon, mode: cell("mode").to_owned(), auth_type: cell("type").to_owned() }),
            None => warnings.push(Warning::Row(cells.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if value.is_empty() {
        return Err(ParseError::unrecognised(first_bad(&warnings).unwrap_or(&text)));
    }
    Ok(Parsed { value, warnings })
}
