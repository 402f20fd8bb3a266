//! MAC addresses, by which EPON ONUs are known.

use std::fmt;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is no MAC address: expected aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff, aabb.ccdd.eeff or aabb-ccdd-eeff")]
pub struct MacError(String);

/// The six bytes of an Ethernet address. Printed as `aa:bb:cc:dd:ee:ff`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mac([u8; 6]);

impl Mac {
    /// Any of the spellings of OLTs and stickers: pairs with `:` or `-`, groups of four with `.` or `-`, or twelve digits.
    pub fn parse(text: &str) -> Result<Self, MacError> {
        let wrong = || MacError(text.chars().take(32).collect());
        let trimmed = text.trim();
        let groups: Vec<&str> = trimmed.split([':', '-', '.']).collect();
        let separators: Vec<char> = trimmed.chars().filter(|character| [':', '-', '.'].contains(character)).collect();
        let uniform = separators.windows(2).all(|pair| pair.first() == pair.last());
        let shaped = match groups.len() {
            1 => trimmed.len() == 12,
            3 => groups.iter().all(|group| group.len() == 4) && separators.first() != Some(&':'),
            6 => groups.iter().all(|group| group.len() == 2) && separators.first() != Some(&'.'),
            _ => false,
        };
        let digits = groups.concat();
        if !shaped || !uniform || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let number = u64::from_str_radix(&digits, 16).map_err(|_| wrong())?;
        let [_, _, bytes @ ..] = number.to_be_bytes();
        Ok(Self(bytes))
    }

    pub fn bytes(&self) -> [u8; 6] {
        self.0
    }

    /// `aabb.ccdd.eeff`, as ZTE and some EPON OLTs take it.
    pub fn dotted(&self) -> String {
        let [a, b, c, d, e, f] = self.0;
        format!("{a:02x}{b:02x}.{c:02x}{d:02x}.{e:02x}{f:02x}")
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(formatter, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_are_one_address() {
        for text in ["a4:7b:2c:01:02:0F", "A4-7B-2C-01-02-0F", "a47b.2c01.020f", "A47B-2C01-020F", " a47b2c01020f "] {
            let mac = Mac::parse(text).unwrap();
            assert_eq!((mac.to_string().as_str(), mac.dotted().as_str()), ("a4:7b:2c:01:02:0f", "a47b.2c01.020f"), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "a4:7b:2c:01:02",
            "a4:7b:2c:01:02:0f:11",
            "a4:7b-2c:01:02:0f",
            "a4.7b.2c.01.02.0f",
            "a47b:2c01:020f",
            "a4:7b:2c:01:02:0g",
            "+47b2c01020f",
            "a47b2c01020",
            "é4:7b:2c:01:02:0f",
        ] {
            assert!(Mac::parse(text).is_err(), "{text}");
        }
    }
}
