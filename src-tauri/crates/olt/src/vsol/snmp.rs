//! The ONU tables of a V1600D by SNMP (enterprise 37950), as walks print them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::reading::power;
use crate::{Mac, ParseError, Parsed, Warning};

/// Under `1.3.6.1.4.1.37950.1.1.5`: ONUs by their number on the OLT.
const ONUS: &str = "1.3.6.1.4.1.37950.1.1.5.12.1.9.1.";
/// Light by port and ONU.
const LIGHT: &str = "1.3.6.1.4.1.37950.1.1.5.12.2.1.8.1.";

static POWER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\(\s*(-?\d+(?:\.\d+)?)\s*dBm\s*\)").ok());

/// An ONU as a walk has it; columns that were not walked are absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WalkedOnu {
    pub global_index: u32,
    pub pon_id: Option<u32>,
    /// Counted from 0 here.
    pub llid: Option<u32>,
    pub status: Option<String>,
    pub mac: Option<Mac>,
}

/// What an ONU sends and receives, in dBm.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WalkedLight {
    pub pon_id: u32,
    pub onu_id: u32,
    pub tx: Option<f64>,
    pub rx: Option<f64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Walk {
    pub onus: Vec<WalkedOnu>,
    pub light: Vec<WalkedLight>,
}

/// Lines `OID = value`, with or without the type that net-snmp prints before the value.
pub fn walk(text: &str) -> Result<Parsed<Walk>, ParseError> {
    let mut warnings = Vec::new();
    let (mut onus, mut light) = (BTreeMap::<u32, WalkedOnu>::new(), BTreeMap::<(u32, u32), WalkedLight>::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((oid, value)) = line.split_once(" = ") else {
            warnings.push(Warning::Row(line.to_owned()));
            continue;
        };
        let oid = oid.trim().trim_start_matches('.').replacen("iso.", "1.", 1);
        let value = untyped(value);
        let place = |under: &str| -> Option<Vec<u32>> { oid.strip_prefix(under)?.split('.').map(|part| part.parse().ok()).collect() };
        let taken = match (place(ONUS).as_deref(), place(LIGHT).as_deref()) {
            (Some([column, index]), _) => {
                let onu = onus.entry(*index).or_insert_with(|| WalkedOnu { global_index: *index, ..WalkedOnu::default() });
                match column {
                    2 => value.parse().ok().map(|id| onu.pon_id = Some(id)),
                    3 => value.parse().ok().map(|id| onu.llid = Some(id)),
                    4 => {
                        onu.status = Some(value.to_owned());
                        Some(())
                    }
                    5 => Mac::parse(value).ok().map(|mac| onu.mac = Some(mac)),
                    _ => Some(()),
                }
            }
            (_, Some([column @ (6 | 7), pon, onu])) => {
                let one = light.entry((*pon, *onu)).or_insert_with(|| WalkedLight { pon_id: *pon, onu_id: *onu, ..WalkedLight::default() });
                let dbm = POWER.as_ref().and_then(|pattern| pattern.captures(value)?.get(1));
                dbm.map(|dbm| match column {
                    6 => one.tx = power("ONU tx", dbm.as_str(), &mut warnings),
                    _ => one.rx = power("ONU rx", dbm.as_str(), &mut warnings),
                })
            }
            // Another table of the walk.
            _ => Some(()),
        };
        if taken.is_none() {
            warnings.push(Warning::Unreadable { what: "SNMP value", value: line.to_owned() });
        }
    }
    if onus.is_empty() && light.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    Ok(Parsed { value: Walk { onus: onus.into_values().collect(), light: light.into_values().collect() }, warnings })
}

fn untyped(value: &str) -> &str {
    let value = value.trim();
    let kinds = ["STRING:", "INTEGER:", "Gauge32:", "Counter32:", "Hex-STRING:"];
    let plain = kinds.iter().find_map(|kind| value.strip_prefix(kind)).unwrap_or(value).trim();
    plain.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walks_with_types_read_the_same() {
        let read = walk(".1.3.6.1.4.1.37950.1.1.5.12.1.9.1.2.7 = INTEGER: 2\niso.3.6.1.4.1.37950.1.1.5.12.2.1.8.1.6.1.5 = STRING: \"1.64 mW (2.13 dBm)\"\niso.3.6.1.4.1.37950.1.1.5.12.2.1.8.1.7.1.5 = STRING: \"0.00 mW (-80.00 dBm)\"").unwrap();
        assert_eq!((read.value.onus[0].global_index, read.value.onus[0].pon_id), (7, Some(2)));
        assert_eq!((read.value.light[0].tx, read.value.light[0].rx), (Some(2.13), None));
        assert_eq!(read.warnings.len(), 1);
        assert!(walk("1.3.6.1.2.1.1.5.0 = \"name\"").is_err());
    }
}
