//! Uplinks and their optical modules.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::{bias, power, said, temperature, voltage};
use crate::table::{self, Column, Layout};
use crate::{ParseError, Parsed, Warning};

/// An Ethernet port of the OLT.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Interface {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bandwidth_mbps: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin: Option<String>,
    pub phy: String,
    pub protocol: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

const BRIEF: Layout = Layout {
    columns: &[
        Column::word("name", "interface", ""),
        Column::word("attribute", "portattribute", ""),
        Column::word("mode", "mode", ""),
        Column::word("bandwidth", "bw(mbps)", ""),
        Column::word("admin", "admin", ""),
        Column::word("phy", "phy", ""),
        Column::word("protocol", "prot", ""),
        Column::text("description", "description", ""),
    ],
    required: &["name", "admin", "phy", "protocol"],
};

static STATUS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*(\S+)\s+is\s+(administratively down|up|down)\s*,\s*line protocol is\s+(\w+)").ok());

/// `show interface brief` and `show interface <name>`.
pub fn interfaces(reply: &str) -> Result<Parsed<Vec<Interface>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[BRIEF], |_, _| false);
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (_, row) in &tables.rows {
        let cell = |key: &str| row.get(key).and_then(|text| said(text)).map(str::to_owned);
        let bandwidth_mbps = cell("bandwidth").and_then(|text| text.parse().ok());
        match (cell("name"), cell("phy"), cell("protocol")) {
            (Some(name), Some(phy), Some(protocol)) if bandwidth_mbps.is_some() || !row.contains_key("bandwidth") => {
                parsed.value.push(Interface {
                    name,
                    attribute: cell("attribute"),
                    mode: cell("mode"),
                    bandwidth_mbps,
                    admin: cell("admin"),
                    phy,
                    protocol,
                    description: cell("description"),
                });
            }
            _ => parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    for line in &lines {
        if let Some(found) = STATUS.as_ref().and_then(|pattern| pattern.captures(line)) {
            let group = |number: usize| found.get(number).map_or("", |text| text.as_str()).to_owned();
            parsed.value.push(Interface { name: group(1), phy: group(2), protocol: group(3), ..Interface::default() });
        } else if let (Some(text), Some(last)) = (line.trim().strip_prefix("Description is "), parsed.value.last_mut()) {
            last.description = said(text).map(str::to_owned);
        }
    }
    if tables.headers == 0 && parsed.value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(parsed) }
}

/// An optical module of the OLT with its light and the limits it is judged by, in dBm.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Module {
    pub port: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub module_state: Option<String>,
    pub vendor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    pub module_type: Option<String>,
    pub wavelength_nm: Option<u32>,
    pub rx_dbm: Option<f64>,
    pub tx_dbm: Option<f64>,
    pub bias_ma: Option<f64>,
    pub temperature_c: Option<f64>,
    pub voltage_v: Option<f64>,
    pub rx_alarm_high_dbm: Option<f64>,
    pub rx_alarm_low_dbm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tx_alarm_high_dbm: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tx_alarm_low_dbm: Option<f64>,
}

/// Two labels with values may stand on a line; a value ends where the next known label begins.
static PAIR: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = [
        "Optical Module Position",
        "Optical Module Power State",
        "Optical Module State",
        "Optical module information",
        "Vendor-Name",
        "Vendor-Pn",
        "Vendor-Sn",
        "Version-Lev(?:el)?",
        "Product-Name",
        "Product-Date",
        "Production-Date",
        "Sequence-Number",
        "Part-Number",
        "Module-Type",
        "Module-Class",
        "Supply-Vol",
        "Connector",
        "Temperature(?:-Upper|-Lower)?",
        "Fiber-Type",
        "RxPower(?:-Upper|-Lower)?",
        "TxPower(?:-Upper|-Lower)?",
        "Trans-Distance",
        "Laser-Rate",
        "Wavelength",
        "TxBias-Current",
        "Bias-Current",
        "Bias-(?:Upper|Lower)",
        "Voltage-(?:Upper|Lower)",
        "Material-Number",
        "Register-Data",
    ];
    Regex::new(&format!(r"(?:^|\s)({})\s*:", names.join("|"))).ok()
});

/// `show optical-module-info <port>` (C600-class) and `show interface optical-module-info <port>` (C300, C320).
pub fn optical_module(reply: &str) -> Result<Parsed<Module>, ParseError> {
    or_refused(reply)?;
    let mut warnings = Vec::new();
    let mut module = Module::default();
    let mut known = false;
    for line in labels::lines(reply) {
        let Some(pattern) = PAIR.as_ref() else { break };
        let found: Vec<(usize, usize, String)> = pattern
            .captures_iter(&line)
            .filter_map(|captures| Some((captures.get(0)?.start(), captures.get(0)?.end(), captures.get(1)?.as_str().to_ascii_lowercase())))
            .collect();
        for (number, (_, from, label)) in found.iter().enumerate() {
            let to = found.get(number + 1).map_or(line.len(), |(start, _, _)| *start);
            let printed = line.get(*from..to).unwrap_or("").trim();
            // The range that a reading should stay in follows it in square brackets.
            let value = printed.split('[').next().unwrap_or("").trim();
            let text = || said(value).map(str::to_owned);
            let close = value.replace(" (", "(").split_whitespace().collect::<String>();
            known = true;
            match label.as_str() {
                "optical module position" | "optical module information" => module.port = text(),
                "optical module state" => module.module_state = text(),
                "vendor-name" => module.vendor = text(),
                "product-name" => module.product = text(),
                "module-type" => module.module_type = text(),
                "wavelength" => module.wavelength_nm = value.split(['(', ' ']).next().and_then(|digits| digits.parse().ok()),
                "rxpower" => module.rx_dbm = power("rx", &close, &mut warnings),
                "txpower" => module.tx_dbm = power("tx", &close, &mut warnings),
                "txbias-current" | "bias-current" => module.bias_ma = bias(&close, &mut warnings),
                "temperature" => module.temperature_c = temperature(&close, &mut warnings),
                "supply-vol" => module.voltage_v = voltage(&close, &mut warnings),
                "rxpower-upper" => module.rx_alarm_high_dbm = power("rx limit", &close, &mut warnings),
                "rxpower-lower" => module.rx_alarm_low_dbm = power("rx limit", &close, &mut warnings),
                "txpower-upper" => module.tx_alarm_high_dbm = power("tx limit", &close, &mut warnings),
                "txpower-lower" => module.tx_alarm_low_dbm = power("tx limit", &close, &mut warnings),
                _ => {}
            }
        }
    }
    if known { Ok(Parsed { value: module, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}
