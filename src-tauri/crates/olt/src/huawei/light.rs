//! The light of ONTs.

use serde::Serialize;

use super::lists::{cell, onu_id};
use super::refusals::{or_refused, refusals};
use crate::labels;
use crate::reading::{bias, power, said, temperature, voltage, whole};
use crate::table::{self, Column, Layout};
use crate::{OnuId, ParseError, Parsed, RefusalKind, Signal, Warning};

const OPTICAL: Layout = Layout {
    columns: &[
        Column::word("id", "ont", "id"),
        Column::word("rx", "rx power", "(dbm)"),
        Column::word("tx", "tx power", "(dbm)"),
        Column::word("olt_rx", "olt rx ont", "power(dbm)"),
        Column::word("temperature", "temperature", "(c)"),
        Column::word("voltage", "voltage", "(v)"),
        Column::word("current", "current", "(ma)"),
        Column::word("distance", "distance", "(m)"),
    ],
    required: &["id", "rx", "tx"],
};

/// What an ONT's optical module is, and the limits in dBm at which the OLT raises an alarm.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OntModule {
    pub rx_alarm_low_dbm: Option<f64>,
    pub rx_alarm_high_dbm: Option<f64>,
    pub tx_alarm_low_dbm: Option<f64>,
    pub tx_alarm_high_dbm: Option<f64>,
    pub module_subtype: Option<String>,
    pub vendor: Option<String>,
    pub vendor_pn: Option<String>,
    /// The light of cable television, where the ONT has a receiver for it.
    pub catv_rx_dbm: Option<f64>,
}

/// `[-29.0,-7.0]`; `[-,-]` where no limit is set.
fn range(text: &str) -> (Option<f64>, Option<f64>) {
    let inside = text.trim().trim_start_matches('[').trim_end_matches(']');
    let (low, high) = inside.split_once(',').unwrap_or((inside, ""));
    (low.trim().parse().ok(), high.trim().parse().ok())
}

/// `display ont optical-info <p> <ont>`, with what the module is.
pub fn optical_module(reply: &str) -> Result<Parsed<(Signal, OntModule)>, ParseError> {
    let light = optical_one(reply)?;
    let mut warnings = light.warnings;
    let mut module = OntModule::default();
    for line in labels::lines(reply) {
        let Some((label, value)) = labels::split(&line) else { continue };
        let kept = || said(value).map(str::to_owned);
        match labels::key(label).as_str() {
            "module sub-type" => module.module_subtype = kept(),
            "vendor name" => module.vendor = kept(),
            "vendor pn" => module.vendor_pn = kept(),
            "rx power current alarm threshold" => (module.rx_alarm_low_dbm, module.rx_alarm_high_dbm) = range(value),
            "tx power current alarm threshold" => (module.tx_alarm_low_dbm, module.tx_alarm_high_dbm) = range(value),
            "catv rx optical power" => module.catv_rx_dbm = power("CATV rx", value, &mut warnings),
            _ => {}
        }
    }
    Ok(Parsed { value: (light.value, module), warnings })
}

/// `display ont optical-info <p> <ont>`. Several labels begin alike, so whole labels are compared.
pub fn optical_one(reply: &str) -> Result<Parsed<Signal>, ParseError> {
    let refusal = refusals(reply).into_iter().next();
    match refusal {
        Some(refusal) if refusal.kind == RefusalKind::OnuOffline => return Ok(Parsed { value: Signal::default(), warnings: Vec::new() }),
        Some(refusal) => return Err(ParseError::Refused(refusal)),
        None => {}
    }
    let mut warnings = Vec::new();
    let mut signal = Signal::default();
    let mut known = false;
    for line in labels::lines(reply) {
        let Some((label, value)) = labels::split(&line) else { continue };
        match labels::key(label).as_str() {
            "rx optical power" => {
                known = true;
                signal.onu_rx = power("ONU rx", value, &mut warnings);
            }
            "tx optical power" => signal.onu_tx = power("ONU tx", value, &mut warnings),
            "olt rx ont optical power" => signal.olt_rx = power("OLT rx", value, &mut warnings),
            "temperature" => signal.temperature_c = temperature(value, &mut warnings),
            "voltage" => signal.voltage_v = voltage(value, &mut warnings),
            "laser bias current" => signal.bias_ma = bias(value, &mut warnings),
            _ => {}
        }
    }
    if known { Ok(Parsed { value: signal, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

/// `display ont optical-info <p> all`. Offline ONTs are not listed.
pub fn optical_all(reply: &str) -> Result<Parsed<Vec<(OnuId, Signal)>>, ParseError> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[OPTICAL], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let Some(id) = onu_id(&row) else {
            warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" ")));
            continue;
        };
        value.push((
            id,
            Signal {
                olt_rx: power("OLT rx", cell(&row, "olt_rx"), &mut warnings),
                onu_rx: power("ONU rx", cell(&row, "rx"), &mut warnings),
                onu_tx: power("ONU tx", cell(&row, "tx"), &mut warnings),
                olt_tx: None,
                temperature_c: temperature(cell(&row, "temperature"), &mut warnings),
                voltage_v: voltage(cell(&row, "voltage"), &mut warnings),
                bias_ma: bias(cell(&row, "current"), &mut warnings),
                distance_m: whole("distance", cell(&row, "distance"), &mut warnings),
            },
        ));
    }
    Ok(Parsed { value, warnings })
}
