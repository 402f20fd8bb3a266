//! All that the poller stores of one device: which parts of the tree it has is asked first, by one request.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Error;
use crate::mib::bgp::{self, Bgp};
use crate::mib::cdata::{self, CData};
use crate::mib::fiberhome::{self, FiberHome};
use crate::mib::host::{self, Cpu, Storage};
use crate::mib::huawei::{self, HuaweiOlt};
use crate::mib::interfaces::{self, Interfaces};
use crate::mib::mikrotik::{self, MikroTik};
use crate::mib::system::{self, System};
use crate::mib::ufiber::{self, Ufiber};
use crate::mib::vsol::{self, Vsol};
use crate::mib::zte::{self, Zte};
use crate::oid::Oid;
use crate::session::Session;

/// What one device said. A part that it does not have is not there; a part that it has and that could not be read is not
/// there either, and `warnings` says why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    pub system: System,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interfaces: Option<Interfaces>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Cpu>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub storage: BTreeMap<u32, Storage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mikrotik: Option<MikroTik>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zte: Option<Zte>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub huawei_olt: Option<HuaweiOlt>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsol: Option<Vsol>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cdata: Option<CData>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fiberhome: Option<FiberHome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ufiber: Option<Ufiber>,
    #[serde(rename = "bgp4_mib", skip_serializing_if = "Option::is_none")]
    pub bgp: Option<Bgp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

impl Reading {
    /// The reading as it is stored and printed.
    pub fn to_json(&self) -> serde_json::Value {
        // Every key of a record is text and every number finite, so that this cannot fail.
        serde_json::to_value(self).unwrap_or(serde_json::Value::Null)
    }
}

const IF_TABLE: [u32; 8] = [1, 3, 6, 1, 2, 1, 2, 2];
const IF_X_TABLE: [u32; 9] = [1, 3, 6, 1, 2, 1, 31, 1, 1];
const PROCESSORS: [u32; 9] = [1, 3, 6, 1, 2, 1, 25, 3, 3];
const STORAGES: [u32; 9] = [1, 3, 6, 1, 2, 1, 25, 2, 3];

/// The parts that a device may have, by the subtrees that show it.
const PARTS: [&[u32]; 13] = [
    &IF_TABLE,
    &IF_X_TABLE,
    &PROCESSORS,
    &STORAGES,
    &mikrotik::MIKROTIK,
    &zte::ZTE_AN,
    &zte::ZTE_GPON,
    &huawei::DEVICE,
    &huawei::XPON,
    &vsol::VSOL,
    &cdata::CDATA,
    &fiberhome::FIBERHOME,
    &ufiber::UFIBER,
];

/// Reads the device within the target's deadline. `Err` when it cannot be read at all.
pub async fn read(session: &Session) -> Result<Reading, Error> {
    session.start_deadline().await;
    let system = system::read(session).await?;
    let mut present = Present::of(session).await?;
    let mut reading = Reading {
        system,
        interfaces: None,
        cpu: None,
        storage: BTreeMap::new(),
        mikrotik: None,
        zte: None,
        huawei_olt: None,
        vsol: None,
        cdata: None,
        fiberhome: None,
        ufiber: None,
        bgp: None,
        warnings: Vec::new(),
    };
    if present.any(&[&IF_TABLE, &IF_X_TABLE]) {
        reading.interfaces = present.keep("interfaces", interfaces::read(session).await).flatten();
    }
    if present.any(&[&PROCESSORS]) {
        reading.cpu = present.keep("cpu", host::read_cpu(session).await).flatten();
    }
    if present.any(&[&STORAGES]) {
        reading.storage = present.keep("storage", host::read_storage(session).await).unwrap_or_default();
    }
    if present.any(&[&mikrotik::MIKROTIK]) {
        reading.mikrotik = present.keep("mikrotik", mikrotik::read(session).await);
    }
    if present.any(&[&zte::ZTE_AN, &zte::ZTE_GPON]) {
        reading.zte = present.keep("zte", zte::read(session).await).flatten();
    }
    if present.any(&[&huawei::DEVICE, &huawei::XPON]) {
        reading.huawei_olt = present.keep("huawei_olt", huawei::read(session).await).flatten();
    }
    if present.any(&[&vsol::VSOL]) {
        reading.vsol = present.keep("vsol", vsol::read(session).await).flatten();
    }
    if present.any(&[&cdata::CDATA]) {
        reading.cdata = present.keep("cdata", cdata::read(session).await).flatten();
    }
    if present.any(&[&fiberhome::FIBERHOME]) {
        reading.fiberhome = present.keep("fiberhome", fiberhome::read(session).await).flatten();
    }
    if present.any(&[&ufiber::UFIBER]) {
        reading.ufiber = present.keep("ufiber", ufiber::read(session).await).flatten();
    }
    if present.any(&[&bgp::BGP]) {
        reading.bgp = present.keep("bgp4_mib", bgp::read(session).await).flatten();
    }
    reading.warnings = present.warnings;
    Ok(reading)
}

/// Which parts there are, and what went wrong with them.
struct Present {
    roots: Vec<Oid>,
    /// An error after which the device is asked nothing more.
    ended: bool,
    warnings: Vec<String>,
}

impl Present {
    /// A part is there when something follows its root and stands below it.
    async fn of(session: &Session) -> Result<Present, Error> {
        let roots: Vec<Oid> = PARTS.iter().copied().chain([&bgp::BGP[..]]).map(Oid::from).collect();
        let next = session.get_next(&roots).await?;
        let there = roots.into_iter().zip(next).filter(|(root, (oid, value))| oid.below(root).is_some() && !value.is_missing());
        Ok(Present { roots: there.map(|(root, _)| root).collect(), ended: false, warnings: Vec::new() })
    }

    fn any(&self, roots: &[&[u32]]) -> bool {
        !self.ended && self.roots.iter().any(|there| roots.contains(&there.parts()))
    }

    fn keep<T>(&mut self, part: &str, read: Result<T, Error>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(error) => {
                self.ended = error.is_final();
                let rest = if self.ended { "; what follows was not read" } else { "" };
                self.warnings.push(format!("{part}: {error}{rest}"));
                None
            }
        }
    }
}
