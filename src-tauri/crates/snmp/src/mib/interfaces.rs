//! IF-MIB (RFC 2863): ifTable and ifXTable as one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::counter::Counter;
use crate::error::Error;
use crate::session::Session;
use crate::table::{Row, Table, hex, printable};

const IF_ENTRY: [u32; 9] = [1, 3, 6, 1, 2, 1, 2, 2, 1];
const IF_X_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];

/// ifOperStatus up.
const UP: i64 = 1;

/// ifSpeed's largest value says only that the interface is faster.
const FASTER_THAN_IF_SPEED: u64 = 4_294_967_295;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interface {
    /// Not stable: devices number anew at a restart, and PPPoE sessions come and go. The key is the name.
    #[serde(rename = "ifIndex")]
    pub index: u32,
    #[serde(rename = "descr", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// IANAifType: 6 Ethernet, 161 aggregate, 250 GPON …
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<i64>,
    #[serde(rename = "speed_ifSpeed", skip_serializing_if = "Option::is_none")]
    pub if_speed: Option<u64>,
    /// The hardware address, in hex.
    #[serde(rename = "phys", skip_serializing_if = "Option::is_none")]
    pub physical_address: Option<String>,
    /// 1 up, 2 down, 3 testing.
    #[serde(rename = "admin", skip_serializing_if = "Option::is_none")]
    pub admin_status: Option<i64>,
    /// 1 up, 2 down, 3 testing, 4 unknown, 5 dormant, 6 notPresent, 7 lowerLayerDown.
    #[serde(rename = "oper", skip_serializing_if = "Option::is_none")]
    pub oper_status: Option<i64>,
    #[serde(rename = "in32", skip_serializing_if = "Option::is_none")]
    pub in_octets_32: Option<u32>,
    #[serde(rename = "inDiscards", skip_serializing_if = "Option::is_none")]
    pub in_discards: Option<u64>,
    #[serde(rename = "inErr", skip_serializing_if = "Option::is_none")]
    pub in_errors: Option<u64>,
    #[serde(rename = "out32", skip_serializing_if = "Option::is_none")]
    pub out_octets_32: Option<u32>,
    #[serde(rename = "outDiscards", skip_serializing_if = "Option::is_none")]
    pub out_discards: Option<u64>,
    #[serde(rename = "outErr", skip_serializing_if = "Option::is_none")]
    pub out_errors: Option<u64>,
    #[serde(rename = "name", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "hcIn", skip_serializing_if = "Option::is_none")]
    pub in_octets_64: Option<u64>,
    #[serde(rename = "hcOut", skip_serializing_if = "Option::is_none")]
    pub out_octets_64: Option<u64>,
    #[serde(rename = "highSpeed_mbps", skip_serializing_if = "Option::is_none")]
    pub high_speed_mbps: Option<u64>,
    #[serde(rename = "alias", skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// When this interface's counters last started anew, in sysUpTime. For the difference of two readings; not stored.
    #[serde(skip)]
    pub discontinuity_ticks: Option<u32>,
    /// What the line carries, from whichever column knows it.
    #[serde(rename = "_speed_bps")]
    pub speed_bps: Option<u64>,
    #[serde(rename = "_octets_source")]
    pub octets_source: Option<OctetsSource>,
}

/// Which counters of octets the interface has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum OctetsSource {
    #[serde(rename = "HC64")]
    Bits64,
    #[serde(rename = "C32")]
    Bits32,
}

impl Interface {
    fn of(index: u32, row: &Row, extended: &Row) -> Interface {
        let narrow = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
        let text = |row: &Row, column| row.value(column).and_then(printable);
        let (in_octets_32, in_octets_64) = (narrow(row.unsigned(10)), extended.unsigned(6));
        let (out_octets_32, out_octets_64) = (narrow(row.unsigned(16)), extended.unsigned(10));
        let (if_speed, high_speed_mbps) = (row.unsigned(5), extended.unsigned(15));
        Interface {
            index,
            description: text(row, 2),
            kind: row.integer(3),
            if_speed,
            physical_address: row.value(6).and_then(|value| value.octets()).map(hex),
            admin_status: row.integer(7),
            oper_status: row.integer(8),
            in_octets_32,
            in_discards: row.unsigned(13),
            in_errors: row.unsigned(14),
            out_octets_32,
            out_discards: row.unsigned(19),
            out_errors: row.unsigned(20),
            name: text(extended, 1),
            in_octets_64,
            out_octets_64,
            high_speed_mbps,
            alias: text(extended, 18),
            discontinuity_ticks: narrow(extended.unsigned(19)),
            speed_bps: high_speed_mbps
                .filter(|mbps| *mbps > 0)
                .and_then(|mbps| mbps.checked_mul(1_000_000))
                .or(if_speed.filter(|bps| *bps > 0 && *bps < FASTER_THAN_IF_SPEED)),
            octets_source: match (in_octets_64.or(out_octets_64), in_octets_32.or(out_octets_32)) {
                (Some(_), _) => Some(OctetsSource::Bits64),
                (None, Some(_)) => Some(OctetsSource::Bits32),
                (None, None) => None,
            },
        }
    }

    /// Under which readings of different days belong together: ifName, else what ifDescr says.
    pub fn key(&self) -> Option<&str> {
        [&self.name, &self.description].into_iter().flatten().map(String::as_str).find(|key| !key.is_empty())
    }

    /// One customer's PPP session, which comes and goes: not an interface to keep a history of.
    pub fn is_session(&self) -> bool {
        self.key().is_some_and(|key| ["<pppoe-", "<l2tp-", "<pptp-", "<sstp-", "<ovpn-"].iter().any(|prefix| key.starts_with(prefix)))
    }

    /// The counter of octets to this device's interface, 64 bits where there are.
    pub fn in_octets(&self) -> Option<Counter> {
        self.in_octets_64.map(Counter::Bits64).or(self.in_octets_32.map(Counter::Bits32))
    }

    pub fn out_octets(&self) -> Option<Counter> {
        self.out_octets_64.map(Counter::Bits64).or(self.out_octets_32.map(Counter::Bits32))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Interfaces {
    pub count: usize,
    pub oper_up: usize,
    pub with_64bit_counters: usize,
    /// In the order of ifIndex.
    pub rows: Vec<Interface>,
}

impl Interfaces {
    /// The interfaces by what they are known by. Where two have one name, which devices should not do and some do, neither is
    /// in it: readings of two lines must not become one.
    pub fn by_name(&self) -> BTreeMap<&str, &Interface> {
        let mut names: BTreeMap<&str, Vec<&Interface>> = BTreeMap::new();
        self.rows.iter().filter_map(|row| Some((row.key()?, row))).for_each(|(key, row)| names.entry(key).or_default().push(row));
        names.into_iter().filter_map(|(name, rows)| if let [row] = rows[..] { Some((name, row)) } else { None }).collect()
    }
}

/// `None` when the agent has neither table.
pub async fn read(session: &Session) -> Result<Option<Interfaces>, Error> {
    let plain = Table::read(session, &IF_ENTRY, &[2, 3, 5, 6, 7, 8, 10, 13, 14, 16, 19, 20]).await?;
    let extended = Table::read(session, &IF_X_ENTRY, &[1, 6, 10, 15, 18, 19]).await?;
    Ok(of_tables(&plain, &extended))
}

fn of_tables(plain: &Table, extended: &Table) -> Option<Interfaces> {
    let none = Row::default();
    let mut indexes: Vec<u32> = plain
        .rows
        .keys()
        .chain(extended.rows.keys())
        .filter_map(|index| if let [index] = index[..] { Some(index) } else { None })
        .collect();
    indexes.sort_unstable();
    indexes.dedup();
    let rows: Vec<Interface> = indexes
        .into_iter()
        .map(|index| {
            let key = vec![index];
            Interface::of(index, plain.rows.get(&key).unwrap_or(&none), extended.rows.get(&key).unwrap_or(&none))
        })
        .collect();
    if rows.is_empty() {
        return None;
    }
    Some(Interfaces {
        count: rows.len(),
        oper_up: rows.iter().filter(|row| row.oper_status == Some(UP)).count(),
        with_64bit_counters: rows.iter().filter(|row| row.octets_source == Some(OctetsSource::Bits64)).count(),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oid::Oid;
    use crate::value::Value;

    fn table(entry: &[u32], cells: &[(u32, u32, Value)]) -> Table {
        let entry = Oid::new(entry);
        let mut table = Table::default();
        table.extend(&entry, cells.iter().map(|(column, index, value)| (entry.child(&[*column, *index]), value.clone())).collect());
        table
    }

    fn text(text: &str) -> Value {
        Value::Octets(text.as_bytes().to_vec())
    }

    #[test]
    fn names_survive_renumbering_and_doubles_are_left_out() {
        let names = |indexes: [u32; 3]| {
            let cells: Vec<_> = indexes.iter().zip(["ether1", "ether2", "ether2"]).map(|(index, name)| (1, *index, text(name))).collect();
            of_tables(&Table::default(), &table(&IF_X_ENTRY, &cells)).unwrap()
        };
        for indexes in [[1, 2, 3], [70_000, 5, 9]] {
            let interfaces = names(indexes);
            assert_eq!(interfaces.by_name().keys().collect::<Vec<_>>(), [&"ether1"]);
        }
        assert!(of_tables(&Table::default(), &Table::default()).is_none());
    }

    #[test]
    fn speed_from_whichever_column_knows_it() {
        let speed = |if_speed: u32, high: u32| {
            let plain = table(&IF_ENTRY, &[(5, 1, Value::Gauge32(if_speed))]);
            let extended = table(&IF_X_ENTRY, &[(15, 1, Value::Gauge32(high)), (1, 1, text("<pppoe-budi>"))]);
            let row = of_tables(&plain, &extended).unwrap().rows.remove(0);
            assert!(row.is_session());
            row.speed_bps
        };
        assert_eq!(speed(u32::MAX, 10_000), Some(10_000_000_000));
        assert_eq!(speed(2_000_000, 0), Some(2_000_000));
        assert_eq!(speed(u32::MAX, 0), None);
    }

    #[test]
    fn counters_of_32_bits_only_where_there_are_no_others() {
        let plain = table(&IF_ENTRY, &[(10, 1, Value::Counter32(5)), (10, 2, Value::Counter32(6))]);
        let extended = table(&IF_X_ENTRY, &[(6, 1, Value::Counter64(1 << 40))]);
        let interfaces = of_tables(&plain, &extended).unwrap();
        assert_eq!(interfaces.with_64bit_counters, 1);
        let counters: Vec<_> = interfaces.rows.iter().map(Interface::in_octets).collect();
        assert_eq!(counters, [Some(Counter::Bits64(1 << 40)), Some(Counter::Bits32(6))]);
    }
}
