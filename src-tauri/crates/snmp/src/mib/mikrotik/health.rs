//! Sensors: the gauge table of RouterOS 7 (and late 6), and the scalars before it.

use serde::Serialize;

use super::mikrotik;
use crate::error::Error;
use crate::session::Session;
use crate::table::Table;

/// mtxrGaugeUnit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum GaugeUnit {
    #[serde(rename = "celsius")]
    Celsius,
    #[serde(rename = "rpm")]
    Rpm,
    #[serde(rename = "V")]
    Volt,
    #[serde(rename = "A")]
    Ampere,
    #[serde(rename = "W")]
    Watt,
    /// 0 is well, 1 is a fault.
    #[serde(rename = "status")]
    Status,
    #[serde(rename = "unknown")]
    Unknown,
}

impl GaugeUnit {
    /// The unit of a code, and in how many parts of it the value is given.
    fn of(code: i64) -> (GaugeUnit, f64) {
        match code {
            1 => (GaugeUnit::Celsius, 1.0),
            2 => (GaugeUnit::Rpm, 1.0),
            3 => (GaugeUnit::Volt, 10.0),
            4 => (GaugeUnit::Ampere, 10.0),
            5 => (GaugeUnit::Watt, 10.0),
            6 => (GaugeUnit::Status, 1.0),
            _ => (GaugeUnit::Unknown, 1.0),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gauge {
    pub index: u32,
    pub name: Option<String>,
    pub raw: i64,
    pub unit_code: i64,
    pub unit: GaugeUnit,
    /// In the unit.
    pub value: f64,
}

pub(super) async fn read_gauges(session: &Session) -> Result<Vec<Gauge>, Error> {
    let table = Table::read(session, mikrotik(&[3, 100, 1]).parts(), &[2, 3, 4]).await?;
    let gauges = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        // Temperatures below zero come as Gauge32 on some firmware.
        let raw = row.integer(3).map(|raw| if raw > i64::from(i32::MAX) { raw - (1 << 32) } else { raw })?;
        let unit_code = row.integer(4)?;
        let (unit, parts) = GaugeUnit::of(unit_code);
        Some(Gauge { index, name: row.text(2), raw, unit_code, unit, value: raw as f64 / parts })
    });
    Ok(gauges.collect())
}

#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct LegacyHealth {
    #[serde(rename = "voltage_V", skip_serializing_if = "Option::is_none")]
    pub voltage_v: Option<f64>,
    #[serde(rename = "temperature_C", skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<f64>,
    #[serde(rename = "cpu_temperature_C", skip_serializing_if = "Option::is_none")]
    pub cpu_temperature_c: Option<f64>,
    #[serde(rename = "power_W", skip_serializing_if = "Option::is_none")]
    pub power_w: Option<f64>,
    #[serde(rename = "current_mA", skip_serializing_if = "Option::is_none")]
    pub current_ma: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_freq_mhz: Option<i64>,
    /// 1 is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psu1_ok: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub psu2_ok: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fan1_rpm: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fan2_rpm: Option<i64>,
}

impl LegacyHealth {
    pub fn is_empty(&self) -> bool {
        *self == LegacyHealth::default()
    }
}

pub(super) async fn read_legacy(session: &Session) -> Result<LegacyHealth, Error> {
    let objects = [8, 10, 11, 12, 13, 14, 15, 16, 17, 18];
    let values = session.get(&objects.map(|object| mikrotik(&[3, object, 0]))).await?;
    let number = |object: u32| objects.iter().position(|known| *known == object).and_then(|at| values.get(at)?.as_i64());
    let tenths = |object| number(object).map(|number| number as f64 / 10.0);
    Ok(LegacyHealth {
        voltage_v: tenths(8),
        temperature_c: tenths(10),
        cpu_temperature_c: tenths(11),
        power_w: tenths(12),
        current_ma: number(13),
        cpu_freq_mhz: number(14),
        psu1_ok: number(15),
        psu2_ok: number(16),
        fan1_rpm: number(17),
        fan2_rpm: number(18),
    })
}
