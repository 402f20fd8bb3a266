//! `show optical-info` of an EPON interface: the light of the ONUs that are online.

use super::event::take_events;
use super::onus::first_bad;
use super::row::{self, Cell, Column, Layout, Row, amount};
use super::{mac_text, place};
use crate::reading::said;
use crate::{ParseError, Parsed, Warning};

const LIGHT: Layout = Layout {
    columns: &[
        Column { key: "place", header: "pon/onu", cell: Cell::Place },
        Column { key: "name", header: "onu-name", cell: Cell::Text },
        Column { key: "mac", header: "mac-address", cell: Cell::Mac },
        Column { key: "temperature", header: "temperature", cell: Cell::Amount("C") },
        Column { key: "voltage", header: "voltage", cell: Cell::Amount("V") },
        Column { key: "bias", header: "bias", cell: Cell::Amount("mA") },
        Column { key: "tx", header: "tx power", cell: Cell::Amount("dBm") },
        Column { key: "rx", header: "rx power", cell: Cell::Amount("dBm") },
    ],
    required: &["place", "tx", "rx"],
    may_lack: &[],
};

/// The readings of one ONU's own module.
#[derive(Debug, Clone, PartialEq)]
pub struct OnuLight {
    pub pon: u8,
    pub id: u8,
    pub name: Option<String>,
    pub mac: Option<String>,
    pub temperature_c: Option<f64>,
    pub voltage_v: Option<f64>,
    pub bias_ma: Option<f64>,
    pub tx_dbm: Option<f64>,
    pub rx_dbm: Option<f64>,
}

/// Reads the table. A blank reply is what the OLT prints while no ONU of the port is online.
pub fn optical(reply: &str) -> Result<Parsed<Vec<OnuLight>>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = super::refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    if text.trim().is_empty() {
        return Ok(Parsed { value: Vec::new(), warnings: Vec::new() });
    }
    let table = row::read(&text, &LIGHT, |_| false);
    let mut warnings = table.warnings;
    let mut value = Vec::new();
    for cells in &table.rows {
        match light(cells, &mut warnings) {
            Some(onu) => value.push(onu),
            None => warnings.push(Warning::Row(cells.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if value.is_empty() && (!table.header || !warnings.is_empty()) {
        return Err(ParseError::unrecognised(first_bad(&warnings).unwrap_or(&text)));
    }
    Ok(Parsed { value, warnings })
}

fn light(cells: &Row, warnings: &mut Vec<Warning>) -> Option<OnuLight> {
    let cell = |key: &str| cells.get(key).map_or("", String::as_str);
    let (pon, id) = place(cell("place"))?;
    let mut reading = |key: &'static str, what: &'static str, unit: &str, possible: std::ops::RangeInclusive<f64>| {
        let text = said(cell(key))?;
        let value = amount(text, unit).filter(|value| possible.contains(value));
        if value.is_none() {
            warnings.push(Warning::Impossible { what, value: text.to_owned() });
        }
        value
    };
    // A diode without light reads −40 dBm or less, no laser here sends +15; the rest are the limits of SFF-8472 modules.
    let power = || -45.0..=15.0;
    Some(OnuLight {
        pon,
        id,
        temperature_c: reading("temperature", "temperature", "C", -60.0..=125.0),
        voltage_v: reading("voltage", "voltage", "V", 0.0..=6.6),
        bias_ma: reading("bias", "bias", "mA", 0.0..=131.0),
        tx_dbm: reading("tx", "ONU tx", "dBm", power()),
        rx_dbm: reading("rx", "ONU rx", "dBm", power()),
        name: said(cell("name")).map(str::to_owned),
        mac: mac_text(cell("mac")),
    })
}
