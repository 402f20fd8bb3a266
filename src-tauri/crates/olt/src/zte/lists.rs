//! Unregistered and registered ONUs. Columns differ by firmware, so each is looked up by its name.

use super::refusals::or_refused;
use crate::labels;
use crate::reading::said;
use crate::table::{self, Column, Layout, Row};
use crate::{Details, Listed, OnuAddress, OnuState, ParseError, Parsed, Password, PonPort, PonStatus, Serial, Unregistered, Warning};

const UNREGISTERED: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("index", "oltindex", ""),
        Column::word("model", "model", ""),
        Column::word("serial", "sn", ""),
        Column::word("state", "state", ""),
        Column::text("password", "pw", ""),
    ],
    required: &["index", "serial"],
};

const STATES: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("admin_state", "admin state", ""),
        Column::word("omcc_state", "omcc state", ""),
        Column::word("o7_state", "o7 state", ""),
        Column::word("phase_state", "phase state", ""),
        Column::word("channel", "channel", ""),
        Column::word("speed_mode", "speed mode", ""),
    ],
    required: &["index", "phase_state"],
};

const BASE: Layout = Layout {
    columns: &[
        Column::word("index", "onuindex", ""),
        Column::word("onu_type", "type", ""),
        Column::word("auth_mode", "mode", ""),
        Column::word("auth_info", "authinfo", ""),
        Column::word("state", "state", ""),
    ],
    required: &["index", "auth_info"],
};

/// `show gpon onu uncfg` and `show pon onu uncfg`. An empty list is printed as code 32310.
pub fn unregistered(reply: &str) -> Result<Parsed<Vec<Unregistered>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut tables = table::read(&lines, &[UNREGISTERED], |_, _| false);
    if tables.headers == 0 {
        // Whoever cut the reply may have cut the header; a row alone is still unmistakable.
        tables.rows = lines.iter().filter_map(|line| headless_row(line)).map(|row| (0, row)).collect();
        if tables.rows.is_empty() && !empty {
            return Err(ParseError::unrecognised(reply));
        }
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let cell = |key: &str| row.get(key).map(String::as_str).and_then(said);
        let index = cell("index").unwrap_or("");
        let place = OnuAddress::parse(index).map(|at| (at.pon, Some(at.id))).or_else(|_| PonPort::parse(index).map(|pon| (pon, None)));
        match (place, Serial::parse(cell("serial").unwrap_or(""))) {
            (Ok((pon, proposed)), Ok(serial)) => {
                let details = kept(&row, &["serial", "password", "model"]);
                let password = row.get("password").and_then(|text| Password::printed(text));
                value.push(Unregistered { pon, key: serial.into(), proposed, model: cell("model").map(str::to_owned), password, details });
            }
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}

fn headless_row(line: &str) -> Option<Row> {
    let mut words = line.split_whitespace();
    let (index, serial, state) = (words.next()?, words.next()?, words.next());
    let shaped = index.starts_with("gpon") && OnuAddress::parse(index).is_ok() && Serial::parse(serial).is_ok() && words.next().is_none();
    shaped.then(|| {
        let mut row = Row::from([("index", index.to_owned()), ("serial", serial.to_owned())]);
        row.extend(state.map(|state| ("state", state.to_owned())));
        row
    })
}

/// `show gpon onu state [<olt>]`.
pub fn states(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    list(
        reply,
        STATES,
        |_, _| false,
        |row, onu| {
            onu.state_text = row.get("phase_state").cloned();
            onu.state = row.get("phase_state").map_or(OnuState::Unknown, |phase| phase_state(phase));
        },
    )
}

/// `show gpon onu baseinfo <olt>`: types and serials. `State` is the provisioning state, not online or offline.
pub fn registered(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    // The type column is 12 wide and wraps: `SM16101-GHZ` / `-T10`.
    let wrapped_type = |row: &mut Row, rest: &str| {
        let fits = !rest.contains(char::is_whitespace) && OnuAddress::parse(rest).is_err();
        if let (true, Some(onu_type)) = (fits, row.get_mut("onu_type")) {
            onu_type.push_str(rest);
            return true;
        }
        false
    };
    list(reply, BASE, wrapped_type, |row, onu| {
        onu.serial = row.get("auth_info").and_then(|info| Serial::parse(info.strip_prefix("SN:")?).ok());
        if onu.serial.is_some() {
            onu.details.take("auth_info");
        }
    })
}

fn list(
    reply: &str,
    layout: Layout,
    continues: impl Fn(&mut Row, &str) -> bool,
    fill: impl Fn(&Row, &mut Listed),
) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[layout], continues);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let index = row.get("index").map_or("", String::as_str);
        let Ok(at) = OnuAddress::parse(index) else {
            warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
            continue;
        };
        let mut onu = Listed { details: kept(&row, &[]), ..Listed::at(at) };
        fill(&row, &mut onu);
        value.push(onu);
    }
    if let Some(said) = total(reply).filter(|said| *said != value.len()) {
        warnings.push(Warning::Count { said, read: value.len() });
    }
    Ok(Parsed { value, warnings })
}

/// A port's ONUs counted, from `show gpon onu state <olt>`.
pub fn port(reply: &str) -> Result<Parsed<PonStatus>, ParseError> {
    let listed = states(reply)?;
    let count = |onus: usize| u32::try_from(onus).ok();
    let online = listed.value.iter().filter(|onu| onu.state == OnuState::Online).count();
    let value = PonStatus { registered: count(listed.value.len()), online: count(online), ..PonStatus::default() };
    Ok(Parsed { value, warnings: listed.warnings })
}

/// The footer `ONU Number: <online>/<all>` of V2.1.
fn total(reply: &str) -> Option<usize> {
    let footer = reply.lines().find_map(|line| line.trim().strip_prefix("ONU Number:"))?;
    footer.split('/').nth(1)?.trim().parse().ok()
}

fn kept(row: &Row, without: &[&str]) -> Details {
    let mut details = Details::default();
    for (key, text) in row.iter().filter(|(key, _)| !without.contains(key)) {
        details.put(key, text);
    }
    details
}

pub(super) fn phase_state(word: &str) -> OnuState {
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
