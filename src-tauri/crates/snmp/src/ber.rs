//! Writing BER (X.690) as SNMP uses it: definite lengths, shortest forms.

pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const SEQUENCE: u8 = 0x30;

/// Appends identifier, length and content.
pub(crate) fn push(out: &mut Vec<u8>, identifier: u8, content: &[u8]) {
    out.push(identifier);
    push_length(out, content.len());
    out.extend_from_slice(content);
}

pub(crate) fn push_length(out: &mut Vec<u8>, length: usize) {
    if length < 128 {
        out.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let skip = octets.iter().take_while(|octet| **octet == 0).count();
    out.push(0x80 | (octets.len() - skip) as u8);
    out.extend_from_slice(&octets[skip..]);
}

pub(crate) fn push_integer(out: &mut Vec<u8>, value: i64) {
    push(out, INTEGER, shortest_signed(&value.to_be_bytes()));
}

/// Unsigned numbers carry a leading zero octet where their highest bit is set (RFC 2578 §7.1.6, §7.1.10).
pub(crate) fn push_unsigned(out: &mut Vec<u8>, identifier: u8, value: u64) {
    let mut octets = [0; 9];
    octets[1..].copy_from_slice(&value.to_be_bytes());
    push(out, identifier, shortest_signed(&octets));
}

fn shortest_signed(octets: &[u8]) -> &[u8] {
    let mut rest = octets;
    while let [first, second, ..] = rest {
        let redundant = *first == 0 && second & 0x80 == 0 || *first == 0xff && second & 0x80 != 0;
        if !redundant {
            break;
        }
        rest = &rest[1..];
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integer(value: i64) -> Vec<u8> {
        let mut out = Vec::new();
        push_integer(&mut out, value);
        out
    }

    #[test]
    fn shortest_forms() {
        assert_eq!(integer(0), [2, 1, 0]);
        assert_eq!(integer(127), [2, 1, 0x7f]);
        assert_eq!(integer(128), [2, 2, 0, 0x80]);
        assert_eq!(integer(-1), [2, 1, 0xff]);
        assert_eq!(integer(-129), [2, 2, 0xff, 0x7f]);
        let mut out = Vec::new();
        push_unsigned(&mut out, 0x46, u64::MAX);
        assert_eq!(out, [0x46, 9, 0, 255, 255, 255, 255, 255, 255, 255, 255]);
        let mut out = Vec::new();
        push_length(&mut out, 128);
        push_length(&mut out, 300);
        assert_eq!(out, [0x81, 128, 0x82, 1, 44]);
    }
}
