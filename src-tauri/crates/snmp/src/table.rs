//! Rows of a MIB table, whatever columns the agent has of it.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::oid::Oid;
use crate::pdu::Varbind;
use crate::session::Session;
use crate::value::Value;

/// The rows by their index, in the order of the tree.
#[derive(Debug, Default)]
pub struct Table {
    pub rows: BTreeMap<Vec<u32>, Row>,
}

/// The values of one row by column.
#[derive(Debug, Default)]
pub struct Row {
    values: BTreeMap<u32, Value>,
}

impl Table {
    /// Reads these columns of the table whose entry is `entry`.
    pub async fn read(session: &Session, entry: &[u32], columns: &[u32]) -> Result<Table, Error> {
        let entry = Oid::new(entry);
        let roots: Vec<Oid> = columns.iter().map(|column| entry.child(&[*column])).collect();
        let mut table = Table::default();
        for varbinds in session.columns(&roots).await? {
            table.extend(&entry, varbinds);
        }
        Ok(table)
    }

    /// Puts varbinds below `entry` where they belong: column first, then the row's index.
    pub fn extend(&mut self, entry: &Oid, varbinds: Vec<Varbind>) {
        for (oid, value) in varbinds {
            if let Some([column, index @ ..]) = oid.below(entry)
                && !index.is_empty()
            {
                self.rows.entry(index.to_vec()).or_default().values.insert(*column, value);
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    pub fn value(&self, column: u32) -> Option<&Value> {
        self.values.get(&column)
    }

    pub fn text(&self, column: u32) -> Option<String> {
        self.value(column)?.text()
    }

    pub fn integer(&self, column: u32) -> Option<i64> {
        self.value(column)?.as_i64()
    }

    pub fn unsigned(&self, column: u32) -> Option<u64> {
        self.value(column)?.as_u64()
    }

    /// The integer over `by`.
    pub fn scaled(&self, column: u32, by: f64) -> Option<f64> {
        self.integer(column).map(|number| number as f64 / by)
    }
}

/// The text of a value for reports: as it is where every letter can be printed, else the octets in hex, as net-snmp prints
/// Hex-STRING, so that nothing is lost.
pub(crate) fn printable(value: &Value) -> Option<String> {
    let octets = value.octets()?;
    let text = value.text()?;
    if std::str::from_utf8(octets).is_ok() && !text.chars().any(char::is_control) { Some(text) } else { Some(hex(octets)) }
}

pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_by_index_and_column() {
        let entry = Oid::new(&[1, 3, 9]);
        let mut table = Table::default();
        table.extend(
            &entry,
            vec![
                (entry.child(&[2, 10]), Value::Octets(b"ether10".to_vec())),
                (entry.child(&[2, 9, 1]), Value::Octets(b"pon".to_vec())),
                (entry.child(&[5, 10]), Value::Integer(-1530)),
                (entry.child(&[5]), Value::Integer(0)),
                (Oid::new(&[1, 4]), Value::Integer(0)),
            ],
        );
        assert_eq!(table.rows.keys().collect::<Vec<_>>(), [&vec![9, 1], &vec![10]]);
        let row = &table.rows[&vec![10]];
        assert_eq!((row.text(2).as_deref(), row.scaled(5, 100.0), row.integer(7)), (Some("ether10"), Some(-15.3), None));
    }

    #[test]
    fn what_cannot_be_printed_is_hex() {
        assert_eq!(printable(&Value::Octets(b"OLT-1\0".to_vec())).as_deref(), Some("OLT-1"));
        assert_eq!(printable(&Value::Octets(b"a\r\nb".to_vec())).as_deref(), Some("610d0a62"));
        assert_eq!(printable(&Value::Octets(vec![0xff])).as_deref(), Some("ff"));
    }
}
