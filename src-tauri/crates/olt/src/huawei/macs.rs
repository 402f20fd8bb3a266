//! The addresses behind ONTs.

use super::lists::cell;
use super::profiles::total;
use super::refusals::or_refused;
use super::remote::{rows_left, text};
use crate::labels;
use crate::table::{self, Column, Layout};
use crate::{Mac, OnuAddress, OnuId, ParseError, Parsed, PonPort, Warning};

/// An address that was learned behind an ONT. `mac` is empty where its publisher masked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedMac {
    pub at: OnuAddress,
    pub mac: Option<Mac>,
    /// `DYNAMIC` or `STATIC`, where it is printed.
    pub mac_type: Option<String>,
    /// The ONT's port.
    pub port: u8,
    pub port_type: Option<String>,
    pub vlan: u16,
}

const MACS: Layout = Layout {
    columns: &[
        Column::word("fsp", "f/s/p", ""),
        Column::word("id", "ontid", ""),
        Column::word("port_type", "ont", "port-type"),
        Column::word("port", "ont", "port-id"),
        Column::word("mac", "mac-address", ""),
        Column::word("vlan", "vlan", ""),
    ],
    required: &["fsp", "id", "mac", "vlan"],
};

const LOCATED: Layout = Layout {
    columns: &[
        Column::word("mac", "mac", ""),
        Column::word("mac_type", "mac type", ""),
        Column::word("fsp", "f/s/p", ""),
        Column::word("id", "ont id", ""),
        Column::word("port", "port id", ""),
        Column::word("port_type", "port type", ""),
        Column::word("vlan", "vlan", ""),
    ],
    required: &["mac", "mac_type", "fsp", "id"],
};

/// `display mac-address ont <f/s/p> <ont>`, and `display location <mac> ont`.
pub fn macs(reply: &str) -> Result<Parsed<Vec<LearnedMac>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[MACS, LOCATED], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (_, row) in &tables.rows {
        let numbers = (cell(row, "id").parse(), cell(row, "port").parse(), cell(row, "vlan").parse());
        match (numbers, PonPort::parse(cell(row, "fsp"))) {
            ((Ok(id), Ok(port), Ok(vlan)), Ok(pon)) => parsed.value.push(LearnedMac {
                at: OnuAddress { pon, id: OnuId(id) },
                mac: unmasked(cell(row, "mac")),
                mac_type: text(row, "mac_type"),
                port,
                port_type: text(row, "port_type"),
                vlan,
            }),
            _ => parsed.warnings.push(rows_left(row)),
        }
    }
    if let Some(said) = total(&lines).filter(|said| *said != parsed.value.len()) {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    Ok(parsed)
}

/// A MAC address. Publishers mask it as `AAAA-AAAA-AAAA`, which is a group address that no ONT has.
pub(super) fn unmasked(text: &str) -> Option<Mac> {
    Mac::parse(text).ok().filter(|mac| mac.bytes() != [0xaa; 6])
}
