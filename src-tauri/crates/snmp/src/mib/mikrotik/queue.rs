//! Simple queues and the queue tree. *In* is what the customer sends (the queue's target is the customer), *out* what it gets.

use serde::Serialize;

use super::mikrotik;
use crate::error::Error;
use crate::session::Session;
use crate::table::Table;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimpleQueue {
    pub index: u32,
    pub name: Option<String>,
    pub bytes_in: Option<u64>,
    pub bytes_out: Option<u64>,
    /// Packets.
    pub dropped_in: Option<u64>,
    pub dropped_out: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreeQueue {
    pub index: u32,
    pub name: Option<String>,
    /// The packet mark.
    pub mark: Option<String>,
    pub parent_index: Option<u64>,
    #[serde(rename = "hc_bytes")]
    pub bytes: Option<u64>,
    pub dropped: Option<u64>,
}

pub(super) async fn read_simple(session: &Session) -> Result<Vec<SimpleQueue>, Error> {
    let table = Table::read(session, mikrotik(&[2, 1, 1]).parts(), &[2, 8, 9, 14, 15]).await?;
    let queues = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        Some(SimpleQueue {
            index,
            name: row.text(2),
            bytes_in: row.unsigned(8),
            bytes_out: row.unsigned(9),
            dropped_in: row.unsigned(14),
            dropped_out: row.unsigned(15),
        })
    });
    Ok(queues.collect())
}

pub(super) async fn read_tree(session: &Session) -> Result<Vec<TreeQueue>, Error> {
    let table = Table::read(session, mikrotik(&[2, 2, 1]).parts(), &[2, 3, 4, 7, 9]).await?;
    let queues = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        Some(TreeQueue {
            index,
            name: row.text(2),
            mark: row.text(3),
            parent_index: row.unsigned(4),
            bytes: row.unsigned(7),
            dropped: row.unsigned(9),
        })
    });
    Ok(queues.collect())
}
