//! Object identifiers. Their order is the order of the tree, which is what a walk depends on.

use std::fmt;
use std::str::FromStr;

use crate::error::DecodeError;

/// RFC 2578 §3.5: at most 128 sub-identifiers.
const MAX_LENGTH: usize = 128;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Oid(Vec<u32>);

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an object identifier")]
pub struct BadOid(pub String);

impl Oid {
    pub fn new(parts: &[u32]) -> Oid {
        Oid(parts.to_vec())
    }

    pub fn parts(&self) -> &[u32] {
        &self.0
    }

    /// This identifier with more at its end.
    pub fn child(&self, parts: &[u32]) -> Oid {
        Oid([&self.0, parts].concat())
    }

    /// What follows `root`; `None` when this identifier is not below it.
    pub fn below(&self, root: &Oid) -> Option<&[u32]> {
        self.0.strip_prefix(root.parts()).filter(|rest| !rest.is_empty())
    }

    pub(crate) fn from_ber(octets: &[u8]) -> Result<Oid, DecodeError> {
        let mut parts = Vec::with_capacity(octets.len() + 1);
        let mut part: u64 = 0;
        let mut open = false;
        for octet in octets {
            part = part << 7 | u64::from(octet & 0x7f);
            // The first sub-identifier on the wire carries two: 40 × first + second, so that it may exceed 32 bits a little.
            if part > u64::from(u32::MAX) + 80 {
                return Err(DecodeError::Oid);
            }
            open = octet & 0x80 != 0;
            if !open {
                if parts.is_empty() {
                    let first = (part / 40).min(2);
                    parts.push(first as u32);
                    part -= first * 40;
                }
                parts.push(u32::try_from(part).map_err(|_| DecodeError::Oid)?);
                part = 0;
            }
        }
        if open || parts.is_empty() || parts.len() > MAX_LENGTH {
            return Err(DecodeError::Oid);
        }
        Ok(Oid(parts))
    }

    pub(crate) fn to_ber(&self) -> Vec<u8> {
        let first = self.0.first().copied().unwrap_or(0);
        let second = self.0.get(1).copied().unwrap_or(0);
        let mut octets = Vec::with_capacity(self.0.len() + 4);
        let head = u64::from(first) * 40 + u64::from(second);
        for part in std::iter::once(head).chain(self.0.iter().skip(2).map(|part| u64::from(*part))) {
            let groups = (64 - part.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let more = if group > 0 { 0x80 } else { 0 };
                octets.push((part >> (7 * group)) as u8 & 0x7f | more);
            }
        }
        octets
    }
}

impl From<&[u32]> for Oid {
    fn from(parts: &[u32]) -> Oid {
        Oid::new(parts)
    }
}

impl FromStr for Oid {
    type Err = BadOid;

    fn from_str(text: &str) -> Result<Oid, BadOid> {
        let bad = || BadOid(text.to_owned());
        let trimmed = text.strip_prefix('.').unwrap_or(text);
        let parts: Result<Vec<u32>, _> = trimmed.split('.').map(str::parse).collect();
        let parts = parts.map_err(|_| bad())?;
        match parts[..] {
            [first, second, ..] if first < 2 && second < 40 || first == 2 => {}
            _ => return Err(bad()),
        }
        if parts.len() > MAX_LENGTH {
            return Err(bad());
        }
        Ok(Oid(parts))
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&dotted(&self.0))
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `1.3.6` of `[1, 3, 6]`; also for what follows a table's column.
pub(crate) fn dotted(parts: &[u32]) -> String {
    parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_both_ways() {
        let oid: Oid = ".1.3.6.1.2.1.1.3.0".parse().unwrap();
        assert_eq!(oid.to_string(), "1.3.6.1.2.1.1.3.0");
        for bad in ["", "1", "1.x", "3.1.2", "1.40.1", "1.3..6", "1.3.4294967296"] {
            assert!(bad.parse::<Oid>().is_err(), "{bad}");
        }
    }

    #[test]
    fn order_is_the_order_of_the_tree() {
        let [a, b, c]: [Oid; 3] = ["1.3.6.1.2", "1.3.6.1.2.1", "1.3.6.1.10"].map(|text| text.parse().unwrap());
        assert!(a < b && b < c);
        assert_eq!(b.below(&a), Some(&[1][..]));
        assert_eq!(a.below(&a), None);
    }

    #[test]
    fn octets_that_break_off_are_refused() {
        for octets in [&[][..], &[0x2b, 0x86], &[0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]] {
            assert_eq!(Oid::from_ber(octets), Err(DecodeError::Oid));
        }
    }

    proptest! {
        #[test]
        fn octets_both_ways(first in 0u32..3, second in 0u32..40, rest in prop::collection::vec(any::<u32>(), 0..20)) {
            let oid = Oid([vec![first, second], rest].concat());
            prop_assert_eq!(Oid::from_ber(&oid.to_ber()), Ok(oid));
        }
    }
}
