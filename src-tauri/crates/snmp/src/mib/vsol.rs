//! V-SOL V1600D (EPON) and V1600G (GPON): enterprise 37950. Optical values are text for people, as the device's own pages
//! show them: `0.03 mW (-14.61 dBm)`.

use serde::Serialize;

use crate::error::Error;
use crate::oid::Oid;
use crate::session::Session;
use crate::table::{Row, Table, hex};
use crate::value::Value;

pub(crate) const VSOL: [u32; 9] = [1, 3, 6, 1, 4, 1, 37950, 1, 1];

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Vsol {
    #[serde(rename = "cpu_percent")]
    pub cpu: Option<f64>,
    #[serde(rename = "mem_percent")]
    pub memory: Option<f64>,
    /// The OLT's own modules.
    pub pon_optics: Vec<PonOptics>,
    pub onus: Vec<Onu>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PonOptics {
    pub pon: u32,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<f64>,
    #[serde(rename = "supply_V")]
    pub supply_v: Option<f64>,
    #[serde(rename = "bias_mA")]
    pub bias_ma: Option<f64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Onu {
    pub pon: u32,
    pub onu: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// EPON: the MAC address in hex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mac: Option<String>,
    /// Metres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<i64>,
    #[serde(rename = "temp_C")]
    pub temperature_c: Option<f64>,
    #[serde(rename = "supply_V")]
    pub supply_v: Option<f64>,
    #[serde(rename = "bias_mA")]
    pub bias_ma: Option<f64>,
    #[serde(rename = "tx_dBm")]
    pub tx_dbm: Option<f64>,
    #[serde(rename = "rx_dBm")]
    pub rx_dbm: Option<f64>,
}

/// What no optical module of an access network sends or receives.
const POSSIBLE_DBM: std::ops::RangeInclusive<f64> = -60.0..=20.0;

/// Power in dBm: of `0.03 mW (-14.61 dBm)` what the brackets say, of `-14.61 dBm` or a bare number that, of `0.03 mW` alone
/// its logarithm.
pub(crate) fn dbm(text: &str) -> Option<f64> {
    let inner = match text.split_once('(') {
        Some((_, inside)) => inside.split_once(')').map_or(inside, |(inside, _)| inside),
        None => text,
    };
    let (number, unit) = number_and_unit(inner)?;
    let power = match unit.to_ascii_lowercase().as_str() {
        "dbm" | "" => number,
        "mw" if number > 0.0 => crate::mib::hundredths(10.0 * number.log10()),
        _ => return None,
    };
    Some(power).filter(|power| POSSIBLE_DBM.contains(power))
}

/// The number that a text begins with, and the word after it: `37.016`, `3.30 V`, `45 C`.
pub(crate) fn number_and_unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let end = text.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '-' | '+' | '.')).unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    Some((number, text[end..].split_whitespace().next().unwrap_or("")))
}

/// A cell that is text on some firmware and an integer on other.
fn number(row: &Row, column: u32) -> Option<f64> {
    match row.value(column)? {
        value @ (Value::Octets(_) | Value::Opaque(_)) => number_and_unit(&value.text()?).map(|(number, _)| number),
        value => value.as_i64().map(|number| number as f64),
    }
}

fn power(row: &Row, column: u32) -> Option<f64> {
    row.text(column).and_then(|text| dbm(&text))
}

pub async fn read(session: &Session) -> Result<Option<Vsol>, Error> {
    let below = |parts: &[u32]| Oid::new(&VSOL).child(parts);
    let load = session.get(&[below(&[5, 10, 12, 3, 0]), below(&[5, 10, 12, 4, 0])]).await?;
    let ports = Table::read(session, below(&[5, 10, 13, 1, 1]).parts(), &[2, 3, 4, 5]).await?;
    let epon = Table::read(session, below(&[5, 12, 2, 1, 8, 1]).parts(), &[3, 4, 5, 6, 7]).await?;
    let gpon = Table::read(session, below(&[6, 1, 1, 3, 1]).parts(), &[3, 4, 5, 6, 7]).await?;
    let names = Table::read(session, below(&[5, 12, 1, 25, 1]).parts(), &[5, 9, 17]).await?;
    let none = Row::default();
    let mut indexes: Vec<&Vec<u32>> = epon.rows.keys().chain(gpon.rows.keys()).chain(names.rows.keys()).collect();
    indexes.sort();
    indexes.dedup();
    let onus: Vec<Onu> = indexes
        .into_iter()
        .filter_map(|index| {
            let [pon, onu] = index[..] else { return None };
            let optics = epon.rows.get(index).or(gpon.rows.get(index)).unwrap_or(&none);
            let named = names.rows.get(index).unwrap_or(&none);
            Some(Onu {
                pon,
                onu,
                name: named.text(9),
                mac: named.value(5).and_then(mac),
                distance_m: named.integer(17),
                temperature_c: number(optics, 3),
                supply_v: number(optics, 4),
                bias_ma: number(optics, 5),
                tx_dbm: power(optics, 6),
                rx_dbm: power(optics, 7),
            })
        })
        .collect();
    let share = |at: usize| match load.get(at)? {
        value @ Value::Octets(_) => number_and_unit(&value.text()?).map(|(number, _)| number),
        value => value.as_i64().map(|number| number as f64),
    };
    let pon_optics: Vec<PonOptics> = ports
        .rows
        .iter()
        .filter_map(|(index, row)| {
            let [pon] = index[..] else { return None };
            let (temperature_c, supply_v, bias_ma) = (number(row, 2), number(row, 3), number(row, 4));
            Some(PonOptics { pon, temperature_c, supply_v, bias_ma, tx_dbm: power(row, 5) })
        })
        .collect();
    let vsol = Vsol { cpu: share(0), memory: share(1), pon_optics, onus };
    Ok(if vsol.cpu.is_none() && vsol.pon_optics.is_empty() && vsol.onus.is_empty() { None } else { Some(vsol) })
}

/// Six octets, or their text in any usual spelling.
fn mac(value: &Value) -> Option<String> {
    let octets = value.octets()?;
    if octets.len() == 6 {
        return Some(hex(octets));
    }
    let digits: String = value.text()?.chars().filter(char::is_ascii_hexdigit).collect();
    (digits.len() == 12).then(|| digits.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_dbm_of_each_spelling() {
        for (text, power) in [
            ("0.03 mW (-14.61 dBm)", Some(-14.61)),
            ("2.11 mW (3.24 dBm)", Some(3.24)),
            ("-22.15dBm", Some(-22.15)),
            ("6.733", Some(6.733)),
            ("0.1 mW", Some(-10.0)),
            ("0.00 mW (-inf dBm)", None),
            ("0.00 mW (-80.00 dBm)", None),
            ("N/A", None),
            ("", None),
            ("--", None),
        ] {
            assert_eq!(dbm(text), power, "{text}");
        }
        assert_eq!(number_and_unit("45.20 C"), Some((45.2, "C")));
    }

    #[test]
    fn a_mac_in_any_spelling() {
        let expected = Some("1cef03aabb01".to_owned());
        assert_eq!(mac(&Value::Octets(vec![0x1c, 0xef, 3, 0xaa, 0xbb, 1])), expected);
        assert_eq!(mac(&Value::Octets(b"1C:EF:03:AA:BB:01".to_vec())), expected);
        assert_eq!(mac(&Value::Octets(b"none".to_vec())), None);
    }

    proptest! {
        #[test]
        fn any_text_is_a_possible_power_or_none(text in ".{0,40}") {
            prop_assert!(dbm(&text).is_none_or(|power| POSSIBLE_DBM.contains(&power)));
        }
    }
}
