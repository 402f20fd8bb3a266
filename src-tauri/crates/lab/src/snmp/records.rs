//! What an agent knows, in the order of the tree; read from snmpsim's text format where wanted.

use std::collections::BTreeMap;
use std::ops::Bound;

use janet_snmp::{Oid, Value};

#[derive(Debug, Clone, Default)]
pub struct Records(BTreeMap<Oid, Value>);

#[derive(Debug, thiserror::Error)]
#[error("line {line} of the recording: {reason}")]
pub struct BadRecording {
    pub line: usize,
    pub reason: String,
}

impl Records {
    /// `OID|tag|value` lines; the last of two with one OID counts. Tags are ASN.1's numbers, with `x` behind them where the
    /// value is hex and `e` where it has backslash escapes.
    pub fn parse(recording: &[u8]) -> Result<Records, BadRecording> {
        let mut records = Records::default();
        for (at, line) in recording.split(|octet| *octet == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() || line.starts_with(b"#") {
                continue;
            }
            let bad = |reason: String| BadRecording { line: at + 1, reason };
            let mut fields = line.splitn(3, |octet| *octet == b'|');
            let (Some(oid), Some(tag), Some(value)) = (fields.next(), fields.next(), fields.next()) else {
                return Err(bad("three fields are wanted".into()));
            };
            let oid: Oid = latin1(oid).parse().map_err(|error: janet_snmp::BadOid| bad(error.to_string()))?;
            let value = parse_value(&latin1(tag), value).map_err(bad)?;
            records.insert(oid, value);
        }
        Ok(records)
    }

    pub fn insert(&mut self, oid: Oid, value: Value) {
        self.0.insert(oid, value);
    }

    pub fn oids(&self) -> impl Iterator<Item = &Oid> {
        self.0.keys()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, oid: &Oid) -> Option<&Value> {
        self.0.get(oid)
    }

    pub(super) fn after(&self, oid: &Oid) -> Option<(&Oid, &Value)> {
        self.0.range((Bound::Excluded(oid), Bound::Unbounded)).next()
    }

    /// Those from the first one that follows `oid`.
    pub(super) fn all_after(&self, oid: &Oid) -> impl Iterator<Item = (&Oid, &Value)> {
        self.0.range((Bound::Excluded(oid), Bound::Unbounded))
    }
}

fn latin1(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}

fn parse_value(tag: &str, value: &[u8]) -> Result<Value, String> {
    let (number, form) = tag.split_at(tag.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(tag.len()));
    let octets = match form {
        "" => value.to_vec(),
        "x" => from_hex(value)?,
        "e" => unescape(value)?,
        _ => return Err(format!("the tag {tag} is not known")),
    };
    let text = || latin1(&octets).trim().to_owned();
    let bad = || format!("“{}” is no value of the tag {tag}", text());
    Ok(match number {
        "2" => Value::Integer(text().parse().map_err(|_| bad())?),
        "4" => Value::Octets(octets),
        "5" => Value::Null,
        "6" => {
            // 0.0 is what agents say where there is nothing to point to.
            let oid = if text() == "0.0" { Oid::new(&[0, 0]) } else { text().parse().map_err(|_| bad())? };
            Value::Oid(oid)
        }
        "64" if form == "x" => Value::IpAddress(<[u8; 4]>::try_from(&octets[..]).map_err(|_| bad())?.into()),
        "64" => Value::IpAddress(text().parse().map_err(|_| bad())?),
        "65" => Value::Counter32(text().parse().map_err(|_| bad())?),
        "66" => Value::Gauge32(text().parse().map_err(|_| bad())?),
        "67" => Value::TimeTicks(text().parse().map_err(|_| bad())?),
        "68" => Value::Opaque(octets),
        "70" => Value::Counter64(text().parse().map_err(|_| bad())?),
        _ => return Err(format!("the tag {tag} is not known")),
    })
}

fn from_hex(text: &[u8]) -> Result<Vec<u8>, String> {
    let digits: String = latin1(text).chars().filter(|letter| !letter.is_whitespace()).collect();
    if !digits.len().is_multiple_of(2) || !digits.is_ascii() {
        return Err("an odd number of hex digits".into());
    }
    (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|error| error.to_string())).collect()
}

/// The escapes of a Python string.
fn unescape(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.iter().copied();
    while let Some(octet) = rest.next() {
        if octet != b'\\' {
            octets.push(octet);
            continue;
        }
        octets.push(match rest.next() {
            Some(b'x') => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                *from_hex(&digits)?.first().ok_or("an escape that breaks off")?
            }
            Some(b'n') => b'\n',
            Some(b'r') => b'\r',
            Some(b't') => b'\t',
            Some(b'0') => 0,
            Some(other) => other,
            None => return Err("an escape that breaks off".into()),
        });
    }
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_is_read() {
        let text = b"1.3.6.1.2|4|a|b\n1.3.6.1.3|4x|00ff\n1.3.6.1.4|4e|\\xd4P\\n\\\\\n1.3.6.1.5|70|18446744073709551615\n\
            1.3.6.1.6|6|0.0\n1.3.6.1.7|64|10.0.0.1\n1.3.6.1.8|2|-7\r\n1.3.6.1.8|2|8\n";
        let records = Records::parse(text).unwrap();
        let get = |last| records.get(&Oid::new(&[1, 3, 6, 1, last])).unwrap().clone();
        assert_eq!(get(2), Value::Octets(b"a|b".to_vec()));
        assert_eq!(get(3), Value::Octets(vec![0, 255]));
        assert_eq!(get(4), Value::Octets(vec![0xd4, b'P', b'\n', b'\\']));
        assert_eq!(get(5), Value::Counter64(u64::MAX));
        assert_eq!(get(6), Value::Oid(Oid::new(&[0, 0])));
        assert_eq!(get(7), Value::IpAddress([10, 0, 0, 1].into()));
        assert_eq!(get(8), Value::Integer(8));
        assert_eq!(records.len(), 7);
    }

    #[test]
    fn a_bad_line_is_named() {
        for text in ["1.3.6|4", "x|4|a", "1.3.6|2|a", "1.3.6|4x|0", "1.3.6|9|a"] {
            assert_eq!(Records::parse(format!("1.3.6.1|2|1\n{text}").as_bytes()).unwrap_err().line, 2, "{text}");
        }
    }
}
