//! Ubiquiti UFiber and UISP fibre OLTs (UBNT-UFIBER-MIB).

use serde::Serialize;

use crate::error::Error;
use crate::oid::{Oid, dotted};
use crate::session::Session;
use crate::table::{Table, printable};
use crate::value::Value;

pub(crate) const UFIBER: [u32; 9] = [1, 3, 6, 1, 4, 1, 41112, 1, 5];

/// The state of an ONU that is connected.
const CONNECTED: i64 = 1;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ufiber {
    pub model: Option<String>,
    pub version: Option<String>,
    pub onu_count: Option<u64>,
    pub onus: Vec<Onu>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Onu {
    /// The serial number's letters, with their number before them.
    pub index: String,
    pub sn: Option<String>,
    pub name: Option<String>,
    pub online: Option<bool>,
    pub olt_port: Option<i64>,
    /// Seconds since it connected.
    pub connected_s: Option<f64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
    #[serde(rename = "rx_dBm")]
    pub rx_dbm: Option<f64>,
}

pub async fn read(session: &Session) -> Result<Option<Ufiber>, Error> {
    let ufiber = |parts: &[u32]| Oid::new(&UFIBER).child(parts);
    let values = session.get(&[ufiber(&[1, 1, 0]), ufiber(&[1, 3, 0]), ufiber(&[6, 1, 0])]).await?;
    let table = Table::read(session, ufiber(&[6, 2, 1]).parts(), &[1, 2, 3, 5, 6, 8, 9]).await?;
    let onus: Vec<Onu> = table
        .rows
        .iter()
        .map(|(index, row)| Onu {
            index: dotted(index),
            sn: row.value(1).and_then(printable),
            name: row.value(2).and_then(printable),
            online: row.integer(3).map(|state| state == CONNECTED),
            olt_port: row.integer(5),
            connected_s: row.scaled(6, 100.0),
            tx_dbm: row.scaled(8, 100.0),
            rx_dbm: row.scaled(9, 100.0),
        })
        .collect();
    let text = |at: usize| values.get(at).and_then(Value::text);
    let ufiber = Ufiber { model: text(0), version: text(1), onu_count: values.get(2).and_then(Value::as_u64), onus };
    Ok(if ufiber.model.is_none() && ufiber.onus.is_empty() { None } else { Some(ufiber) })
}
