//! GPON serial numbers: four letters or digits of the vendor and eight hexadecimal digits, also written as sixteen.

use std::fmt;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is no GPON serial number: expected ZTEGD0A1B2C3, ZTEG-D0A1B2C3 or 5A544547D0A1B2C3")]
pub struct SerialError(String);

/// The eight bytes an ONU announces itself with (ITU-T G.984.3 §9.2.4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial([u8; 8]);

impl Serial {
    /// Any of the spellings that OLTs and stickers use.
    pub fn parse(text: &str) -> Result<Self, SerialError> {
        let wrong = || SerialError(text.chars().take(32).collect());
        let trimmed = text.trim();
        if !trimmed.is_ascii() {
            return Err(wrong());
        }
        let plain = match trimmed.split_once('-') {
            Some((vendor, rest)) if vendor.len() == 4 && rest.len() == 8 => format!("{vendor}{rest}"),
            Some(_) => return Err(wrong()),
            None => trimmed.to_owned(),
        };
        let (vendor, rest) = match plain.len() {
            12 if plain.bytes().take(4).all(|byte| byte.is_ascii_alphanumeric()) => {
                let (vendor, rest) = plain.split_at(4);
                (hex(vendor.to_ascii_uppercase().as_bytes()), rest)
            }
            16 => {
                let (vendor, rest) = plain.split_at(8);
                (vendor.to_owned(), rest)
            }
            _ => return Err(wrong()),
        };
        let number =
            |digits: &str| digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok()).flatten();
        let (vendor, rest) = number(&vendor).zip(number(rest)).ok_or_else(wrong)?;
        Ok(Self(((u64::from(vendor) << 32) | u64::from(rest)).to_be_bytes()))
    }

    /// Sixteen hexadecimal digits, as Huawei takes it.
    pub fn hex(&self) -> String {
        hex(&self.0)
    }

    /// Vendor letters and eight digits, as ZTE takes it; `None` if the vendor's bytes are no letters or digits.
    pub fn ascii(&self) -> Option<String> {
        let (vendor, rest) = self.0.split_at(4);
        let printable = vendor.iter().all(u8::is_ascii_alphanumeric);
        printable.then(|| format!("{}{}", String::from_utf8_lossy(vendor), hex(rest)))
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.ascii().unwrap_or_else(|| self.hex()))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_are_one_serial() {
        let serial = Serial::parse("ZTEGD0A1B2C3").unwrap();
        for text in ["5A544547D0A1B2C3", "ZTEG-D0A1B2C3", "ztegd0a1b2c3", " ZTEGd0a1b2c3 "] {
            assert_eq!(Serial::parse(text).unwrap(), serial, "{text}");
        }
        assert_eq!((serial.hex().as_str(), serial.to_string().as_str()), ("5A544547D0A1B2C3", "ZTEGD0A1B2C3"));
        assert_eq!(Serial::parse("3230313135000001").unwrap().ascii().unwrap(), "201135000001");
        assert_eq!(Serial::parse("1234567890ABCDEF").unwrap().ascii(), None);
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "ZTEG",
            "ZTEGD0A1B2C",
            "ZTEGD0A1B2C3X",
            "ZTEGD0A1B2CG",
            "5A544547D0A1B2C3FF",
            "ZT G00000001",
            "ZTEGé0A1B2C3",
            "+5A54454D0A1B2C3",
            "ZTEG+0A1B2C3",
        ] {
            assert!(Serial::parse(text).is_err(), "{text}");
        }
    }
}
