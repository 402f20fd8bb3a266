//! `show onu optical-ddm epon 1/1 2` and, with the words the other way round, `show epon 1/1 optical-ddm`.

use super::refusals::{or_refused, refusals};
use crate::reading::{bias, power, said, temperature, voltage};
use crate::{ParseError, Parsed, PonStatus, RefusalKind, Signal, Warning, labels};

/// The values of a module, by their labels.
#[derive(Debug, Default)]
struct Module {
    temperature_c: Option<f64>,
    voltage_v: Option<f64>,
    bias_ma: Option<f64>,
    tx_dbm: Option<f64>,
    rx_dbm: Option<f64>,
    known: bool,
}

fn module(reply: &str, whose: [&'static str; 2]) -> Parsed<Module> {
    let mut module = Module::default();
    let mut warnings: Vec<Warning> = Vec::new();
    for line in labels::lines(reply) {
        let Some((label, text)) = labels::split(&line) else { continue };
        let key = labels::key(label).replace([' ', '_', '-'], "");
        let unit = match key.as_str() {
            "temperature" => "c",
            "voltage" => "v",
            "txbias" | "bias" => "ma",
            "txpower" | "rxpower" => "dbm",
            _ => continue,
        };
        module.known = true;
        // Every value has its unit: one without is cut, and its number with it.
        if said(text).is_some() && !text.to_ascii_lowercase().ends_with(unit) {
            warnings.push(Warning::Unreadable { what: "value without its unit", value: text.to_owned() });
            continue;
        }
        match key.as_str() {
            "temperature" => module.temperature_c = temperature(text, &mut warnings),
            "voltage" => module.voltage_v = voltage(text, &mut warnings),
            "txpower" => module.tx_dbm = power(whose[0], text, &mut warnings),
            "rxpower" => module.rx_dbm = power(whose[1], text, &mut warnings),
            _ => module.bias_ma = bias(text, &mut warnings),
        }
    }
    Parsed { value: module, warnings }
}

/// An ONU's own light. `None` when it is offline: there is nothing to measure.
pub fn optical(reply: &str) -> Result<Parsed<Option<Signal>>, ParseError> {
    let refused = refusals(reply);
    if refused.first().is_some_and(|refusal| refusal.kind == RefusalKind::OnuOffline) {
        return Ok(Parsed { value: None, warnings: Vec::new() });
    }
    or_refused(reply)?;
    let Parsed { value: module, warnings } = module(reply, ["ONU tx", "ONU rx"]);
    if !module.known {
        return Err(ParseError::unrecognised(reply));
    }
    let Module { temperature_c, voltage_v, bias_ma, tx_dbm, rx_dbm, .. } = module;
    let signal = Signal { onu_rx: rx_dbm, onu_tx: tx_dbm, temperature_c, voltage_v, bias_ma, ..Signal::default() };
    Ok(Parsed { value: Some(signal), warnings })
}

/// The OLT's module of a port. It cannot measure what it receives: on EPON the ONUs take turns.
pub fn port_optical(reply: &str) -> Result<Parsed<PonStatus>, ParseError> {
    or_refused(reply)?;
    let Parsed { value: module, warnings } = module(reply, ["OLT tx", "OLT rx"]);
    if !module.known {
        return Err(ParseError::unrecognised(reply));
    }
    let Module { temperature_c, voltage_v, bias_ma, tx_dbm, .. } = module;
    Ok(Parsed { value: PonStatus { tx_dbm, temperature_c, voltage_v, bias_ma, ..PonStatus::default() }, warnings })
}
