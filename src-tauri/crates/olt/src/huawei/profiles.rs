//! Line and service profiles.

use serde::Serialize;

use super::lists::cell;
use super::refusals::or_refused;
use crate::labels;
use crate::table::{self, Column, Layout};
use crate::{ParseError, Parsed, Warning};

/// A profile. Its name may be all digits: only the id is unmistakable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub id: u16,
    pub name: String,
    pub binding_times: u32,
}

const PROFILES: Layout = Layout {
    columns: &[Column::word("id", "profile-id", ""), Column::text("name", "profile-name", ""), Column::word("times", "binding times", "")],
    required: &["id", "name", "times"],
};

/// `display ont-lineprofile gpon all` and `display ont-srvprofile gpon all`: both print the same header.
pub fn profiles(reply: &str) -> Result<Parsed<Vec<Profile>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[PROFILES], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (_, row) in &tables.rows {
        match (cell(row, "id").parse(), cell(row, "times").parse()) {
            (Ok(id), Ok(binding_times)) if !cell(row, "name").is_empty() => {
                parsed.value.push(Profile { id, name: cell(row, "name").to_owned(), binding_times });
            }
            _ => parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if let Some(said) = total(&lines).filter(|said| *said != parsed.value.len()) {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    Ok(parsed)
}

/// The footer `Total: <n>`.
pub(super) fn total(lines: &[String]) -> Option<usize> {
    lines.iter().find_map(|line| {
        let (label, value) = labels::split(line)?;
        let number = value.split([' ', '(']).next().unwrap_or("");
        (labels::key(label) == "total").then(|| number.parse().ok())?
    })
}
