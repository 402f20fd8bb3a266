//! The system group of SNMPv2-MIB (RFC 3418).

use serde::Serialize;

use crate::error::Error;
use crate::oid::Oid;
use crate::session::Session;
use crate::table::printable;
use crate::value::Value;

const SYSTEM: [u32; 7] = [1, 3, 6, 1, 2, 1, 1];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct System {
    #[serde(rename = "sysDescr")]
    pub description: Option<String>,
    /// The vendor's name for this kind of device.
    #[serde(rename = "sysObjectID")]
    pub object_id: Option<String>,
    #[serde(rename = "sysName")]
    pub name: Option<String>,
    /// Hundredths of a second since the agent started; wraps after 497 days.
    #[serde(rename = "sysUpTime_ticks")]
    pub uptime_ticks: Option<u32>,
    #[serde(rename = "sysUpTime_seconds", skip_serializing_if = "Option::is_none")]
    pub uptime_seconds: Option<f64>,
}

pub async fn read(session: &Session) -> Result<System, Error> {
    let system = Oid::new(&SYSTEM);
    let values = session.get(&[1, 2, 3, 5].map(|object| system.child(&[object, 0]))).await?;
    let [description, object_id, uptime, name] = &values[..] else {
        return Err(Error::TooBig { after: system });
    };
    let uptime_ticks = uptime.as_u64().and_then(|ticks| u32::try_from(ticks).ok());
    Ok(System {
        description: printable(description),
        object_id: match object_id {
            Value::Oid(oid) => Some(oid.to_string()),
            _ => None,
        },
        name: printable(name),
        uptime_ticks,
        uptime_seconds: uptime_ticks.map(|ticks| f64::from(ticks) / 100.0),
    })
}
