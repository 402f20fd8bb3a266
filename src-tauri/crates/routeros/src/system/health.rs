//! `/system/health`: on RouterOS 7 a list of readings, on 6 one row with a property for each.

use crate::ask::Ask;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::Text;

/// One sensor. MikroTik documents that some versions give volts and degrees ten times as large over the API; the value is
/// as the router gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub name: Text,
    pub measure: Measure,
    pub unit: Option<Unit>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Measure {
    Number(f64),
    /// `ok`, `fail`, …
    State(Text),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Celsius,
    Volt,
    Ampere,
    Watt,
    /// Revolutions per minute.
    Rpm,
}

const HEALTH: Menu = Menu("/system/health");
/// Settings that RouterOS 6 shows among the readings.
const SETTINGS: [&str; 7] = ["state", "state-after-reboot", "use-fan", "active-fan", "fan-mode", "fan-switch", "heater-control"];

/// What the sensors say; nothing on a router without any. Ask seldom: it costs some models much (MikroTik, *Health*).
pub async fn health(router: &impl Ask) -> Result<Vec<Reading>, Error> {
    // Which properties a model of RouterOS 6 has is not known beforehand, so all are asked for. There are few.
    let answer = router.ask(HEALTH.command("print")).await?;
    answer.rows.iter().try_fold(Vec::new(), |mut readings, row| {
        if row.octets("name").is_some() {
            readings.push(from_list(row)?);
        } else {
            readings.extend(from_flat(row));
        }
        Ok(readings)
    })
}

fn from_list(row: &Row) -> Result<Reading, Error> {
    let unit = match row.shown("type").as_deref() {
        Some("C") => Some(Unit::Celsius),
        Some("V") => Some(Unit::Volt),
        Some("A") => Some(Unit::Ampere),
        Some("W") => Some(Unit::Watt),
        Some("RPM") => Some(Unit::Rpm),
        _ => None,
    };
    Ok(Reading { name: HEALTH.text(row, "name")?, measure: measure(HEALTH.text(row, "value")?), unit })
}

fn from_flat(row: &Row) -> Vec<Reading> {
    let is_reading = |key: &str| !key.starts_with('.') && !SETTINGS.contains(&key);
    let keys = row.keys().filter(|key| is_reading(key));
    let reading = |key: &str| {
        let value = row.filled(key)?;
        let measure = measure(value);
        let unit = match measure {
            Measure::Number(_) => unit_of(key),
            Measure::State(_) => None,
        };
        Some(Reading { name: Text::new(key), measure, unit })
    };
    keys.filter_map(|key| reading(&key)).collect()
}

fn measure(value: Text) -> Measure {
    let number = value.as_str().and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
    number.map_or(Measure::State(value), Measure::Number)
}

fn unit_of(key: &str) -> Option<Unit> {
    [
        ("temperature", Unit::Celsius),
        ("voltage", Unit::Volt),
        ("current", Unit::Ampere),
        ("power-consumption", Unit::Watt),
        ("speed", Unit::Rpm),
    ]
    .into_iter()
    .find_map(|(ending, unit)| key.ends_with(ending).then_some(unit))
}
