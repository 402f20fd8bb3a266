//! mtxrOpticalTable: the optical modules.

use serde::Serialize;

use super::mikrotik;
use crate::error::Error;
use crate::session::Session;
use crate::table::Table;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Optical {
    pub index: u32,
    pub name: Option<String>,
    /// 1 is true.
    pub rx_loss: Option<i64>,
    pub tx_fault: Option<i64>,
    pub wavelength_nm: Option<f64>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<i64>,
    #[serde(rename = "supply_V")]
    pub supply_v: Option<f64>,
    #[serde(rename = "tx_bias_mA")]
    pub tx_bias_ma: Option<i64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
    #[serde(rename = "rx_dBm")]
    pub rx_dbm: Option<f64>,
    /// Is there a module that reports about itself? Without one all values are zero, and 0 dBm is no reading.
    pub present: bool,
}

impl Optical {
    /// What the module receives; `None` without a module.
    pub fn received_dbm(&self) -> Option<f64> {
        self.rx_dbm.filter(|_| self.present)
    }

    pub fn sent_dbm(&self) -> Option<f64> {
        self.tx_dbm.filter(|_| self.present)
    }
}

pub(super) async fn read(session: &Session) -> Result<Vec<Optical>, Error> {
    let table = Table::read(session, mikrotik(&[19, 1, 1]).parts(), &[2, 3, 4, 5, 6, 7, 8, 9, 10]).await?;
    let modules = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        let present = [5, 6, 7, 8, 9, 10].iter().any(|column| row.integer(*column).is_some_and(|number| number != 0));
        Some(Optical {
            index,
            name: row.text(2),
            rx_loss: row.integer(3),
            tx_fault: row.integer(4),
            wavelength_nm: row.scaled(5, 100.0),
            temperature_c: row.integer(6),
            supply_v: row.scaled(7, 1000.0),
            tx_bias_ma: row.integer(8),
            tx_dbm: row.scaled(9, 1000.0),
            rx_dbm: row.scaled(10, 1000.0),
            present,
        })
    });
    Ok(modules.collect())
}
