//! The light of ONUs, as the OLT and as they see it.

use std::sync::LazyLock;

use regex::Regex;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::power;
use crate::table::{self, Column, Layout};
use crate::{OnuAddress, ParseError, Parsed, Signal, Warning};

const POWERS: Layout = Layout {
    columns: &[Column::word("index", "onu", ""), Column::word("power", "rx power", ""), Column::word("power", "tx power", "")],
    required: &["index", "power"],
};

static SIDE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(rx|tx)\s*:\s*([^\s:]+)").ok());

static LOST: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(-?\d+(?:\.\d+)?)\s*\([dD][bB]\)").ok());

/// Light in both directions, and what the fibre takes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Attenuation {
    pub signal: Signal,
    /// In dB, as the OLT computed it.
    pub up_db: Option<f64>,
    pub down_db: Option<f64>,
}

/// `show pon power attenuation <onu>`: the row `up` has what the OLT receives and the ONU sends, `down` the reverse. So
/// the row and the word say whose light it is, in whatever order the columns stand.
pub fn attenuation(reply: &str) -> Result<Parsed<Attenuation>, ParseError> {
    let empty = or_refused(reply)?;
    let mut warnings = Vec::new();
    let Attenuation { mut signal, mut up_db, mut down_db } = Attenuation::default();
    let mut known = false;
    for line in labels::lines(reply) {
        let first = line.split_whitespace().next().unwrap_or("").to_ascii_lowercase();
        let sides = SIDE.as_ref().map(|pattern| pattern.captures_iter(&line).collect::<Vec<_>>()).unwrap_or_default();
        for side in sides {
            let group = |number: usize| side.get(number).map_or("", |text| text.as_str());
            // Upstream light is sent by the ONU and received by the OLT; downstream the other way.
            let (slot, what) = match (first.as_str(), group(1).to_ascii_lowercase().as_str()) {
                ("up", "rx") => (&mut signal.olt_rx, "OLT rx"),
                ("up", "tx") => (&mut signal.onu_tx, "ONU tx"),
                ("down", "tx") => (&mut signal.olt_tx, "OLT tx"),
                ("down", "rx") => (&mut signal.onu_rx, "ONU rx"),
                _ => continue,
            };
            known = true;
            *slot = power(what, group(2), &mut warnings);
        }
        let lost = LOST.as_ref().and_then(|pattern| pattern.captures(&line)?.get(1)?.as_str().parse().ok());
        match first.as_str() {
            "up" => up_db = lost,
            "down" => down_db = lost,
            _ => continue,
        }
        known = true;
    }
    if known || empty {
        Ok(Parsed { value: Attenuation { signal, up_db, down_db }, warnings })
    } else {
        Err(ParseError::unrecognised(reply))
    }
}

/// An ONU's power in dBm; `None` when it is offline.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// The ONU as the OLT spells it.
    pub index: String,
    pub at: OnuAddress,
    pub dbm: Option<f64>,
}

/// `show pon power onu-rx|onu-tx|olt-rx <olt or onu>`. Rx tables of both sides look alike: only the command tells which.
pub fn onu_powers(reply: &str) -> Result<Parsed<Vec<Power>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[POWERS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let index = row.get("index").map_or("", String::as_str);
        match OnuAddress::parse(index) {
            Ok(at) => {
                let dbm = power("power", row.get("power").map_or("", String::as_str), &mut warnings);
                value.push(Power { index: index.to_owned(), at, dbm });
            }
            Err(_) => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}
