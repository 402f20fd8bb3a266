//! mtxrPOETable: what the ports feed.

use serde::Serialize;

use super::mikrotik;
use crate::error::Error;
use crate::session::Session;
use crate::table::Table;

/// mtxrPOEStatus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PoeStatus {
    Disabled,
    WaitingForLoad,
    PoweredOn,
    Overload,
    ShortCircuit,
    VoltageTooLow,
    CurrentTooLow,
    PowerReset,
    VoltageTooHigh,
    ControllerError,
    ControllerUpgrade,
    PoeInDetected,
    NoValidPsu,
    ControllerInit,
    LowVoltageTooLow,
    Unknown(i64),
}

impl PoeStatus {
    fn of(number: i64) -> PoeStatus {
        use PoeStatus::*;
        match number {
            1 => Disabled,
            2 => WaitingForLoad,
            3 => PoweredOn,
            4 => Overload,
            5 => ShortCircuit,
            6 => VoltageTooLow,
            7 => CurrentTooLow,
            8 => PowerReset,
            9 => VoltageTooHigh,
            10 => ControllerError,
            11 => ControllerUpgrade,
            12 => PoeInDetected,
            13 => NoValidPsu,
            14 => ControllerInit,
            15 => LowVoltageTooLow,
            other => Unknown(other),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoePort {
    pub index: u32,
    pub name: Option<String>,
    /// mtxrPOEStatus as it was read; `status()` names it.
    #[serde(rename = "status")]
    pub status_code: Option<i64>,
    #[serde(rename = "voltage_V")]
    pub voltage_v: Option<f64>,
    #[serde(rename = "current_mA")]
    pub current_ma: Option<i64>,
    #[serde(rename = "power_W")]
    pub power_w: Option<f64>,
}

impl PoePort {
    pub fn status(&self) -> Option<PoeStatus> {
        self.status_code.map(PoeStatus::of)
    }
}

pub(super) async fn read(session: &Session) -> Result<Vec<PoePort>, Error> {
    let table = Table::read(session, mikrotik(&[15, 1, 1]).parts(), &[2, 3, 4, 5, 6]).await?;
    let ports = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        Some(PoePort {
            index,
            name: row.text(2),
            status_code: row.integer(3),
            voltage_v: row.scaled(4, 10.0),
            current_ma: row.integer(5),
            power_w: row.scaled(6, 10.0),
        })
    });
    Ok(ports.collect())
}
