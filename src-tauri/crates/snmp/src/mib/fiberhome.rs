//! FiberHome AN5516 and its kin (enterprise 5875).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::oid::{Oid, dotted};
use crate::session::Session;
use crate::table::Table;
use crate::value::Value;

pub(crate) const FIBERHOME: [u32; 9] = [1, 3, 6, 1, 4, 1, 5875, 800, 3];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FiberHome {
    #[serde(rename = "sw")]
    pub software: Option<String>,
    #[serde(rename = "hw")]
    pub hardware: Option<String>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<i64>,
    pub cards: Vec<Card>,
    /// By number; 1 is well.
    pub psu_status: BTreeMap<String, i64>,
    pub fan_status: BTreeMap<String, i64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    pub slot: u32,
    pub type_code: Option<i64>,
    /// 1 works.
    pub work_status: Option<i64>,
    /// Hundredths of a per cent.
    pub cpu_raw_centi_percent: Option<i64>,
    pub cpu_percent: Option<f64>,
    pub mem_percent: Option<f64>,
}

pub async fn read(session: &Session) -> Result<Option<FiberHome>, Error> {
    let below = |parts: &[u32]| Oid::new(&FIBERHOME).child(parts);
    let values = session.get(&[below(&[9, 4, 3, 0]), below(&[9, 4, 4, 0]), below(&[9, 4, 5, 0])]).await?;
    let cards = Table::read(session, below(&[9, 8, 1, 1]).parts(), &[1, 4, 5, 6]).await?;
    let supplies = Table::read(session, below(&[60, 1, 1]).parts(), &[2]).await?;
    let fans = Table::read(session, below(&[60, 2, 1]).parts(), &[1]).await?;
    let statuses = |table: &Table, column| {
        table.rows.iter().filter_map(|(index, row)| Some((dotted(index), row.integer(column)?))).collect::<BTreeMap<_, _>>()
    };
    let text = |at: usize| values.get(at).and_then(Value::text);
    let fiberhome = FiberHome {
        software: text(0),
        hardware: text(1),
        temperature_c: values.get(2).and_then(Value::as_i64),
        cards: cards
            .rows
            .iter()
            .filter_map(|(index, row)| {
                let [slot] = index[..] else { return None };
                Some(Card {
                    slot,
                    type_code: row.integer(1),
                    work_status: row.integer(4),
                    cpu_raw_centi_percent: row.integer(5),
                    cpu_percent: row.scaled(5, 100.0),
                    mem_percent: row.scaled(6, 100.0),
                })
            })
            .collect(),
        psu_status: statuses(&supplies, 2),
        fan_status: statuses(&fans, 1),
    };
    Ok(if fiberhome.software.is_none() && fiberhome.cards.is_empty() { None } else { Some(fiberhome) })
}
