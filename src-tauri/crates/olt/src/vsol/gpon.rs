//! Lists of registered GPON ONUs: what they are, and how they are.

use std::sync::LazyLock;

use regex::Regex;

use super::events::lines;
use super::found::cut;
use super::index::Index;
use super::refusals::or_refused;
use crate::reading::said;
use crate::table::{self, Column, Layout, Row};
use crate::{OnuState, ParseError, Parsed, Serial, Warning};

const INFO: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("model", "model", ""),
        Column::word("profile", "profile", ""),
        Column::word("auth_mode", "mode", ""),
        Column::word("auth_info", "authinfo", ""),
    ],
    required: &["index", "auth_info"],
};

/// V2.3.1 ends with the channel, V1.4 with the serial number.
const STATE: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("admin_state", "admin state", ""),
        Column::word("omcc_state", "omcc state", ""),
        Column::word("phase_state", "phase state", ""),
        Column::word("channel", "channel", ""),
        Column::word("serial", "serial number", ""),
    ],
    required: &["index", "phase_state"],
};

/// Cells are placed by the cursor, so an index as wide as its column touches the model (`GPON0/1:100V824`). An id has three
/// digits at most; on ports above 9 the model may have overprinted the id, and such a row stays unreadable.
static TOUCHING: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(\s*GPON0/\d:1[0-2]\d)([A-Za-z]\S*\s)").ok());

/// A row of `show onu info`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    pub index: Index,
    pub model: Option<String>,
    pub profile: Option<String>,
    pub auth_mode: Option<String>,
    /// `None` where the ONU is known by something else than a serial number.
    pub serial: Option<Serial>,
}

/// A row of `show onu state`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub index: Index,
    pub admin_state: Option<String>,
    pub omcc_state: Option<String>,
    pub phase_state: String,
    /// Of V2.3.1 only.
    pub channel: Option<String>,
    /// Of V1.4 only.
    pub serial: Option<Serial>,
    /// Whether the table has serial numbers, whatever this row has.
    pub has_serial: bool,
    pub state: OnuState,
}

/// `show onu info` in a PON interface: registered ONUs without their state.
pub fn info(reply: &str) -> Result<Parsed<Vec<Info>>, ParseError> {
    let apart = |line: String| match TOUCHING.as_ref() {
        Some(pattern) => pattern.replace(&line, "$1 $2").into_owned(),
        None => line,
    };
    let lines: Vec<String> = lines(reply).into_iter().map(apart).collect();
    rows(reply, &lines, INFO, |row, warnings| {
        let index = Index::parse(row.get("index")?)?;
        let printed = row.get("auth_info")?;
        let serial = Serial::parse(printed).ok();
        let by_serial = row.get("auth_mode").is_none_or(|mode| mode.eq_ignore_ascii_case("sn"));
        if serial.is_none() && by_serial && said(printed).is_some() {
            warnings.push(Warning::Unreadable { what: "serial", value: printed.clone() });
        }
        Some(Info {
            index,
            model: text(row, "model"),
            profile: text(row, "profile"),
            auth_mode: text(row, "auth_mode"),
            serial: serial.filter(|_| by_serial),
        })
    })
}

/// `show onu state` in a PON interface.
pub fn state(reply: &str) -> Result<Parsed<Vec<State>>, ParseError> {
    rows(reply, &lines(reply), STATE, |row, warnings| {
        let index = Index::parse(row.get("index")?)?;
        let phase_state = row.get("phase_state")?.clone();
        let printed = row.get("serial").map_or("", String::as_str);
        let serial = Serial::parse(printed).ok();
        if serial.is_none() && said(printed).is_some() {
            warnings.push(Warning::Unreadable { what: "serial", value: printed.to_owned() });
        }
        if let Some(cut) = text(row, "channel").filter(|channel| !channel.ends_with(')')) {
            warnings.push(Warning::Unreadable { what: "channel", value: cut });
        }
        Some(State {
            index,
            admin_state: text(row, "admin_state"),
            omcc_state: text(row, "omcc_state"),
            channel: text(row, "channel").filter(|channel| channel.ends_with(')')),
            serial,
            has_serial: row.contains_key("serial"),
            state: phase(&phase_state),
            phase_state,
        })
    })
}

/// The rows of one kind of table; what `read` does not take is a warning.
pub(super) fn rows<T>(
    reply: &str,
    lines: &[String],
    layout: Layout,
    read: impl Fn(&Row, &mut Vec<Warning>) -> Option<T>,
) -> Result<Parsed<Vec<T>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(lines, &[layout], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        match read(&row, &mut warnings) {
            Some(read) => value.push(read),
            None => warnings.push(cut(&row)),
        }
    }
    Ok(Parsed { value, warnings })
}

pub(super) fn text(row: &Row, key: &str) -> Option<String> {
    row.get(key).and_then(|text| said(text)).map(str::to_owned)
}

fn phase(word: &str) -> OnuState {
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
