//! Huawei SmartAX MA56xx and MA58xx: slots (HUAWEI-DEVICE-MIB), GPON ports and ONTs (HUAWEI-XPON-MIB).

use serde::Serialize;

use crate::error::Error;
use crate::oid::Oid;
use crate::session::Session;
use crate::table::{Row, Table, hex};

pub(crate) const DEVICE: [u32; 9] = [1, 3, 6, 1, 4, 1, 2011, 6, 3];
pub(crate) const XPON: [u32; 11] = [1, 3, 6, 1, 4, 1, 2011, 6, 128, 1, 1];
/// hwFrameMaxPower… of the energy MIB: watts of the frame.
const FRAME_POWER: [u32; 16] = [1, 3, 6, 1, 4, 1, 2011, 2, 6, 7, 1, 1, 1, 1, 11, 0];
const IF_NAME: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

/// What stands where there is no reading.
pub const NO_READING: i64 = 2_147_483_647;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HuaweiOlt {
    pub version: Option<String>,
    #[serde(rename = "chassis_power_W")]
    pub chassis_power_w: Option<i64>,
    pub slots: Vec<Slot>,
    pub gpon_ports: Vec<GponPort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub onts: Vec<Ont>,
    pub ifindex_formula: &'static str,
    pub invalid_marker: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// Of a second frame only.
    #[serde(skip_serializing_if = "is_zero")]
    pub frame: u32,
    pub slot: u32,
    pub board: Option<String>,
    /// hwSlotOperStatus: 2 is up.
    #[serde(rename = "oper")]
    pub oper_status: Option<i64>,
}

fn is_zero(frame: &u32) -> bool {
    *frame == 0
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GponPort {
    #[serde(rename = "ifIndex")]
    pub if_index: u32,
    #[serde(rename = "ifName")]
    pub if_name: Option<String>,
    pub frame: u32,
    pub slot: u32,
    pub port: u32,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<i64>,
    #[serde(rename = "supply_V")]
    pub supply_v: Option<f64>,
    #[serde(rename = "bias_mA")]
    pub bias_ma: Option<i64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
    /// ONTs configured on the port.
    pub onts_added: Option<i64>,
    pub tconts: Option<i64>,
}

/// What the OLT knows of one ONT and what the ONT says of its own module.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ont {
    #[serde(rename = "ifIndex")]
    pub if_index: u32,
    pub ont: u32,
    /// Sixteen hex digits.
    pub sn: Option<String>,
    /// hwGponDeviceOntControlRunStatus: 1 online, 2 offline.
    pub run_status: Option<i64>,
    pub distance_m: Option<i64>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<i64>,
    #[serde(rename = "bias_mA")]
    pub bias_ma: Option<i64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
    #[serde(rename = "rx_dBm")]
    pub rx_dbm: Option<f64>,
    #[serde(rename = "supply_V")]
    pub supply_v: Option<f64>,
    /// What the OLT receives from the ONT.
    #[serde(rename = "olt_rx_dBm")]
    pub olt_rx_dbm: Option<f64>,
}

/// Where a GPON port is, by its ifIndex: 0xFA000000 + (frame << 19) + (slot << 13) + (port << 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GponIndex {
    pub frame: u32,
    pub slot: u32,
    pub port: u32,
}

impl GponIndex {
    pub fn of(if_index: u32) -> Option<GponIndex> {
        let rest = if_index.checked_sub(0xFA00_0000).filter(|rest| *rest < 1 << 24 && rest & 0xff == 0)?;
        Some(GponIndex { frame: rest >> 19, slot: rest >> 13 & 0x3f, port: rest >> 8 & 0x1f })
    }
}

fn reading(row: &Row, column: u32) -> Option<i64> {
    row.integer(column).filter(|number| *number != NO_READING)
}

fn hundredths(row: &Row, column: u32) -> Option<f64> {
    reading(row, column).map(|number| number as f64 / 100.0)
}

pub async fn read(session: &Session) -> Result<Option<HuaweiOlt>, Error> {
    let device = |parts: &[u32]| Oid::new(&DEVICE).child(parts);
    let xpon = |parts: &[u32]| Oid::new(&XPON).child(parts);
    let scalars = session.get(&[device(&[1, 999, 0]), Oid::new(&FRAME_POWER)]).await?;
    let boards = Table::read(session, device(&[3, 2, 1]).parts(), &[8, 21]).await?;
    let optics = Table::read(session, xpon(&[2, 23, 1]).parts(), &[1, 2, 3, 4]).await?;
    let statistics = Table::read(session, xpon(&[2, 21, 1]).parts(), &[16, 21]).await?;
    let onts = read_onts(session).await?;
    let slots: Vec<Slot> = boards
        .rows
        .iter()
        .filter_map(|(index, row)| {
            let [frame, slot] = index[..] else { return None };
            Some(Slot { frame, slot, board: row.text(21), oper_status: row.integer(8) })
        })
        .collect();
    let mut gpon_ports = Vec::new();
    if !optics.is_empty() || !statistics.is_empty() {
        let names = Table::read(session, &IF_NAME, &[1]).await?;
        let none = Row::default();
        let mut indexes: Vec<&Vec<u32>> = optics.rows.keys().chain(statistics.rows.keys()).collect();
        indexes.sort();
        indexes.dedup();
        for index in indexes {
            let [if_index] = index[..] else { continue };
            let Some(GponIndex { frame, slot, port }) = GponIndex::of(if_index) else { continue };
            let (optic, counts) = (optics.rows.get(index).unwrap_or(&none), statistics.rows.get(index).unwrap_or(&none));
            gpon_ports.push(GponPort {
                if_index,
                if_name: names.rows.get(index).and_then(|row| row.text(1)),
                frame,
                slot,
                port,
                temperature_c: reading(optic, 1),
                supply_v: hundredths(optic, 2),
                bias_ma: reading(optic, 3),
                tx_dbm: hundredths(optic, 4),
                onts_added: counts.integer(16),
                tconts: counts.integer(21),
            });
        }
    }
    if slots.is_empty() && gpon_ports.is_empty() && onts.is_empty() {
        return Ok(None);
    }
    Ok(Some(HuaweiOlt {
        version: scalars.first().and_then(|value| value.text()),
        chassis_power_w: scalars.get(1).and_then(|value| value.as_i64()),
        slots,
        gpon_ports,
        onts,
        ifindex_formula: "0xFA000000 + (frame<<19) + (slot<<13) + (port<<8)",
        invalid_marker: NO_READING,
    }))
}

/// hwGponDeviceOntTable (43), hwGponDeviceOntControlTable (46) and hwGponOntOpticalDdmInfoTable (51).
async fn read_onts(session: &Session) -> Result<Vec<Ont>, Error> {
    let xpon = |parts: &[u32]| Oid::new(&XPON).child(parts);
    let known = Table::read(session, xpon(&[2, 43, 1]).parts(), &[3]).await?;
    let control = Table::read(session, xpon(&[2, 46, 1]).parts(), &[15, 20]).await?;
    let optics = Table::read(session, xpon(&[2, 51, 1]).parts(), &[1, 2, 3, 4, 5, 6]).await?;
    let none = Row::default();
    let mut indexes: Vec<&Vec<u32>> = known.rows.keys().chain(control.rows.keys()).chain(optics.rows.keys()).collect();
    indexes.sort();
    indexes.dedup();
    let onts = indexes.into_iter().filter_map(|index| {
        let [if_index, ont] = index[..] else { return None };
        let optic = optics.rows.get(index).unwrap_or(&none);
        let control = control.rows.get(index).unwrap_or(&none);
        Some(Ont {
            if_index,
            ont,
            sn: known.rows.get(index).and_then(|row| Some(hex(row.value(3)?.octets()?).to_uppercase())),
            run_status: control.integer(15),
            distance_m: reading(control, 20).filter(|metres| *metres >= 0),
            temperature_c: reading(optic, 1),
            bias_ma: reading(optic, 2),
            tx_dbm: hundredths(optic, 3),
            rx_dbm: hundredths(optic, 4),
            supply_v: reading(optic, 5).map(|millivolts| millivolts as f64 / 1000.0),
            // Stored as (dBm + 100) × 100, so that it is never negative.
            olt_rx_dbm: reading(optic, 6).map(|number| (number as f64 - 10_000.0) / 100.0),
        })
    });
    Ok(onts.collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_ifindex_is_frame_slot_and_port() {
        assert_eq!(GponIndex::of(4_194_304_000), Some(GponIndex { frame: 0, slot: 0, port: 0 }));
        assert_eq!(GponIndex::of(4_194_316_032), Some(GponIndex { frame: 0, slot: 1, port: 15 }));
        assert_eq!(GponIndex::of(234_938_368), None);
        assert_eq!(GponIndex::of(u32::MAX), None);
    }

    #[test]
    fn the_marker_is_no_reading() {
        let entry = Oid::new(&[1, 3]);
        let mut table = Table::default();
        table.extend(
            &entry,
            vec![(entry.child(&[1, 7]), crate::Value::Integer(NO_READING)), (entry.child(&[2, 7]), crate::Value::Integer(-2215))],
        );
        let row = &table.rows[&vec![7]];
        assert_eq!((reading(row, 1), hundredths(row, 2)), (None, Some(-22.15)));
    }

    proptest! {
        #[test]
        fn places_of_the_formula_are_found(frame in 0u32..32, slot in 0u32..64, port in 0u32..32) {
            let if_index = 0xFA00_0000 + (frame << 19) + (slot << 13) + (port << 8);
            prop_assert_eq!(GponIndex::of(if_index), Some(GponIndex { frame, slot, port }));
        }

        #[test]
        fn no_index_panics(index: u32) {
            let _ = (GponIndex::of(index), super::super::zte::PonIndex::of(index));
        }
    }
}
