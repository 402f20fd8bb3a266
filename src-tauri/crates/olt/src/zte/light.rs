//! The light of ONUs, as the OLT and as they see it.

use std::sync::LazyLock;

use regex::Regex;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::power;
use crate::table::{self, Column, Layout};
use crate::{OnuAddress, OnuId, ParseError, Parsed, Signal, Warning};

const POWERS: Layout = Layout {
    columns: &[Column::word("index", "onu", ""), Column::word("power", "rx power", ""), Column::word("power", "tx power", "")],
    required: &["index", "power"],
};

static SIDE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)\b(rx|tx)\s*:\s*([^\s:]+)").ok());

/// `show pon power attenuation <onu>`: the row `up` has what the OLT receives and the ONU sends, `down` the reverse. So
/// the row and the word say whose light it is, in whatever order the columns stand.
pub fn attenuation(reply: &str) -> Result<Parsed<Signal>, ParseError> {
    let empty = or_refused(reply)?;
    let mut warnings = Vec::new();
    let mut signal = Signal::default();
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
        known |= first == "up" || first == "down";
    }
    if known || empty { Ok(Parsed { value: signal, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

/// Power per ONU of a port, in dBm.
pub type Powers = Vec<(OnuId, Option<f64>)>;

/// `show pon power onu-rx|onu-tx|olt-rx <olt or onu>`. Rx tables of both sides look alike: only the command tells which.
pub fn onu_powers(reply: &str) -> Result<Parsed<Powers>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[POWERS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        match OnuAddress::parse(row.get("index").map_or("", String::as_str)) {
            Ok(at) => value.push((at.id, power("power", row.get("power").map_or("", String::as_str), &mut warnings))),
            Err(_) => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value, warnings })
}
