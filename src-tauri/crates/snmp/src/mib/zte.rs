//! ZTE C300 and C320: cards and environment (1082), PON ports and the distance of their ONUs (1012).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::oid::{Oid, dotted};
use crate::session::Session;
use crate::table::{Table, hex};

pub(crate) const ZTE_AN: [u32; 8] = [1, 3, 6, 1, 4, 1, 3902, 1082];
pub(crate) const ZTE_GPON: [u32; 8] = [1, 3, 6, 1, 4, 1, 3902, 1012];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Zte {
    pub cards: Vec<Card>,
    /// The shelf's inlet.
    #[serde(rename = "env_temp_C")]
    pub environment_c: Option<i64>,
    /// By shelf and fan.
    pub fans_rpm: BTreeMap<String, i64>,
    /// The PON ports that have ONUs, by ifIndex.
    pub pon: BTreeMap<u32, PonPort>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Card {
    /// Rack, shelf, slot.
    pub index: String,
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// 1 is in service.
    pub oper_status: Option<i64>,
    pub ports: Option<i64>,
    #[serde(rename = "cpu_percent")]
    pub cpu: Option<i64>,
    #[serde(rename = "mem_percent")]
    pub memory: Option<i64>,
    pub serial: Option<String>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<i64>,
    #[serde(rename = "power_W")]
    pub power_w: Option<f64>,
    #[serde(rename = "voltage_V")]
    pub voltage_v: Option<f64>,
    #[serde(rename = "current_A")]
    pub current_a: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PonPort {
    pub if_decoded: String,
    pub name: Option<String>,
    pub max_onu: Option<i64>,
    pub ranged_onus: usize,
    /// By ONU id.
    pub onus: BTreeMap<u32, Onu>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Onu {
    /// The equalisation delay; falls as the distance grows.
    pub eqd_raw: Option<i64>,
    /// Metres, as is inferred from how it moves against the delay; 0 when the ONU is off.
    pub distance_m_assumed: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Sixteen hex digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sn: Option<String>,
    /// What the ONU receives.
    #[serde(rename = "rx_dBm", skip_serializing_if = "Option::is_none")]
    pub rx_dbm: Option<f64>,
}

/// zxGponOntRxPower: 0.002 dB above −30 dBm; 65535 is no reading, and what is above 32767 is negative.
fn onu_rx(raw: i64) -> Option<f64> {
    let steps = match raw {
        0..=32_767 => raw,
        32_768..65_535 => raw - 65_536,
        _ => return None,
    };
    Some(crate::mib::hundredths(steps as f64 / 500.0 - 30.0))
}

/// What a PON index says: `0x1` in the highest four bits, the slot in bits 23 to 16, the port in bits 15 to 8. Some firmware
/// counts the slots after the first in bits 15 to 13 (operators' templates: slot 2 is 0x10012000 + port × 256); no card has
/// so many ports that the two could be confused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PonIndex {
    pub slot: u8,
    pub port: u8,
}

impl PonIndex {
    pub fn of(index: u32) -> Option<PonIndex> {
        let [kind, slot, place, rest] = index.to_be_bytes();
        let (slot, port) = (slot.checked_add(place >> 5)?, place & 0x1f);
        (kind >> 4 == 1 && rest == 0 && slot > 0 && port > 0).then_some(PonIndex { slot, port })
    }
}

fn decoded(index: u32) -> String {
    match PonIndex::of(index) {
        Some(PonIndex { slot, port }) => {
            format!("gpon slot {slot} port {port} (0x{index:08x}: type nibble 0x1, bits 23..16 slot, 15..8 port)")
        }
        None => format!("0x{index:08x}"),
    }
}

pub async fn read(session: &Session) -> Result<Option<Zte>, Error> {
    let an = |parts: &[u32]| Oid::new(&ZTE_AN).child(parts);
    let gpon = |parts: &[u32]| Oid::new(&ZTE_GPON).child(parts);
    let card_table = Table::read(session, an(&[10, 1, 2, 4, 1]).parts(), &[4, 5, 7, 9, 11, 14]).await?;
    let power = Table::read(session, an(&[10, 10, 2, 1, 6, 1]).parts(), &[2, 3, 4, 5]).await?;
    let environment = Table::read(session, an(&[10, 10, 2, 1, 5, 1]).parts(), &[3]).await?;
    let fans = Table::read(session, an(&[10, 10, 2, 4, 11, 1]).parts(), &[7]).await?;
    let ports = Table::read(session, gpon(&[3, 13, 1, 1]).parts(), &[1, 12]).await?;
    let ranging = Table::read(session, gpon(&[3, 11, 4, 1]).parts(), &[1, 2]).await?;
    let registered = Table::read(session, gpon(&[3, 28, 1, 1]).parts(), &[2, 5]).await?;
    let modules = Table::read(session, gpon(&[3, 50, 12, 1, 1]).parts(), &[10]).await?;

    let cards = card_table.rows.iter().map(|(index, row)| {
        let electric = power.rows.get(index);
        let thousandths = |column| electric.and_then(|row| row.scaled(column, 1000.0));
        Card {
            index: dotted(index),
            kind: row.text(4),
            oper_status: row.integer(5),
            ports: row.integer(7),
            cpu: row.integer(9),
            memory: row.integer(11),
            serial: row.text(14),
            temperature_c: electric.and_then(|row| row.integer(2)),
            power_w: thousandths(3),
            voltage_v: thousandths(4),
            current_a: thousandths(5),
        }
    });
    let mut pon: BTreeMap<u32, PonPort> = BTreeMap::new();
    let mut indexes: Vec<&Vec<u32>> = ranging.rows.keys().chain(registered.rows.keys()).collect();
    indexes.sort();
    indexes.dedup();
    for index in indexes {
        let [port, onu] = index[..] else { continue };
        let known = ports.rows.get(&vec![port]);
        let port_entry = pon.entry(port).or_insert_with(|| PonPort {
            if_decoded: decoded(port),
            name: known.and_then(|row| row.text(1)),
            max_onu: known.and_then(|row| row.integer(12)),
            ranged_onus: 0,
            onus: BTreeMap::new(),
        });
        let (range, named) = (ranging.rows.get(index), registered.rows.get(index));
        if range.is_some() {
            port_entry.ranged_onus += 1;
        }
        let record = Onu {
            eqd_raw: range.and_then(|row| row.integer(1)),
            distance_m_assumed: range.and_then(|row| row.integer(2)),
            name: named.and_then(|row| row.text(2)),
            sn: named.and_then(|row| Some(hex(row.value(5)?.octets()?).to_uppercase())),
            rx_dbm: modules.rows.get(&vec![port, onu, 1]).and_then(|row| onu_rx(row.integer(10)?)),
        };
        port_entry.onus.insert(onu, record);
    }
    let zte = Zte {
        cards: cards.collect(),
        environment_c: environment.rows.values().find_map(|row| row.integer(3)),
        fans_rpm: fans.rows.iter().filter_map(|(index, row)| Some((dotted(index), row.integer(7)?))).collect(),
        pon,
    };
    Ok(if zte.cards.is_empty() && zte.pon.is_empty() { None } else { Some(zte) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pon_index_is_slot_and_port() {
        assert_eq!(PonIndex::of(268_501_248), Some(PonIndex { slot: 1, port: 1 }));
        assert_eq!(PonIndex::of(0x1002_0300), Some(PonIndex { slot: 2, port: 3 }));
        assert_eq!(PonIndex::of(268_509_184 + 3 * 256), Some(PonIndex { slot: 2, port: 3 }));
        assert_eq!(PonIndex::of(0x2001_0100), None);
        assert_eq!(PonIndex::of(0x1001_0101), None);
    }

    #[test]
    fn received_power_in_steps() {
        assert_eq!(onu_rx(4_000), Some(-22.0));
        assert_eq!(onu_rx(65_036), Some(-31.0));
        assert_eq!([onu_rx(65_535), onu_rx(-1)], [None, None]);
    }
}
