//! HOST-RESOURCES-MIB (RFC 2790): processors and storage.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::mib::hundredths;
use crate::oid::dotted;
use crate::session::Session;
use crate::table::{Table, printable};

const PROCESSOR_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 25, 3, 3, 1];
const LOAD: u32 = 2;
const STORAGE_ENTRY: [u32; 10] = [1, 3, 6, 1, 2, 1, 25, 2, 3, 1];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cpu {
    /// The share of the last minute in which each processor was not idle.
    #[serde(rename = "per_core_percent")]
    pub per_core: Vec<i64>,
    #[serde(rename = "mean_percent")]
    pub mean: f64,
    /// Where it was read.
    pub oid: String,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Storage {
    #[serde(rename = "descr")]
    pub description: Option<String>,
    /// Octets.
    pub alloc_unit: u64,
    pub size_bytes: u64,
    pub used_bytes: Option<u64>,
    /// `None` for a storage without size.
    pub used_percent: Option<f64>,
}

pub async fn read_cpu(session: &Session) -> Result<Option<Cpu>, Error> {
    let table = Table::read(session, &PROCESSOR_ENTRY, &[LOAD]).await?;
    let per_core: Vec<i64> = table.rows.values().filter_map(|row| row.integer(LOAD)).collect();
    if per_core.is_empty() {
        return Ok(None);
    }
    let mean = hundredths(per_core.iter().map(|load| *load as f64).sum::<f64>() / per_core.len() as f64);
    Ok(Some(Cpu { per_core, mean, oid: dotted(&[&PROCESSOR_ENTRY[..], &[LOAD]].concat()) }))
}

/// By hrStorageIndex: on RouterOS 65536 is the memory, 131072 and on are disks.
pub async fn read_storage(session: &Session) -> Result<BTreeMap<u32, Storage>, Error> {
    let table = Table::read(session, &STORAGE_ENTRY, &[3, 4, 5, 6]).await?;
    let storage = table.rows.iter().filter_map(|(index, row)| {
        let [index] = index[..] else { return None };
        let alloc_unit = row.unsigned(4)?;
        let size_bytes = row.unsigned(5)?.checked_mul(alloc_unit)?;
        let used_bytes = row.unsigned(6).and_then(|used| used.checked_mul(alloc_unit));
        let used_percent = used_bytes.filter(|_| size_bytes > 0).map(|used| hundredths(used as f64 * 100.0 / size_bytes as f64));
        Some((index, Storage { description: row.value(3).and_then(printable), alloc_unit, size_bytes, used_bytes, used_percent }))
    });
    Ok(storage.collect())
}
