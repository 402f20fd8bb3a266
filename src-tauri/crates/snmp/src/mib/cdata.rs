//! C-Data FD11xx and FD16xx: the system's state (enterprise 34592). sysObjectID may name 17409, the MIB that several makers
//! share.

use serde::Serialize;

use crate::error::Error;
use crate::mib::hundredths;
use crate::oid::Oid;
use crate::session::Session;
use crate::value::Value;

pub(crate) const CDATA: [u32; 10] = [1, 3, 6, 1, 4, 1, 34592, 1, 3, 100];
const STATE: [u32; 2] = [1, 8];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CData {
    #[serde(rename = "cpu_percent")]
    pub cpu: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mem_total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mem_free: Option<u64>,
    #[serde(rename = "mem_percent", skip_serializing_if = "Option::is_none")]
    pub memory: Option<f64>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<f64>,
}

pub async fn read(session: &Session) -> Result<Option<CData>, Error> {
    let state = Oid::new(&CDATA).child(&STATE);
    let values = session.get(&[1, 2, 3, 6].map(|object| state.child(&[object, 0]))).await?;
    let unsigned = |at: usize| values.get(at).and_then(Value::as_u64);
    let (mem_total, mem_free) = (unsigned(1), unsigned(2));
    let memory = match (mem_total, mem_free) {
        (Some(total), Some(free)) if total > 0 && free <= total => Some(hundredths((total - free) as f64 * 100.0 / total as f64)),
        _ => None,
    };
    let cdata = CData {
        cpu: values.first().and_then(Value::as_i64),
        mem_total,
        mem_free,
        memory,
        temperature_c: values.get(3).and_then(Value::as_i64).map(|tenths| tenths as f64 / 10.0),
    };
    Ok(if cdata.cpu.is_none() && cdata.temperature_c.is_none() { None } else { Some(cdata) })
}
