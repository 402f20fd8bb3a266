//! What an ONU is known by on its PON.

use std::fmt;

use thiserror::Error;

use crate::{Mac, Serial};

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OnuKeyError {
    #[error("“{0}” is neither a GPON serial number nor a MAC address")]
    Neither(String),
    #[error("“{0}” may be a GPON serial number or a MAC address: write the one as ABCD-12345678, the other as aa:bb:cc:dd:ee:ff")]
    Either(String),
}

/// GPON ONUs announce a serial number, EPON ONUs a MAC address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OnuKey {
    Serial(Serial),
    Mac(Mac),
}

impl OnuKey {
    /// A serial number or a MAC address in any spelling. Twelve hexadecimal digits without a separator may be both, as
    /// vendors called `2011` and `DC80` exist, and are refused.
    pub fn parse(text: &str) -> Result<Self, OnuKeyError> {
        let shown = || text.chars().take(32).collect();
        match (Serial::parse(text), Mac::parse(text)) {
            (Ok(serial), Err(_)) => Ok(Self::Serial(serial)),
            (Err(_), Ok(mac)) => Ok(Self::Mac(mac)),
            (Ok(_), Ok(_)) => Err(OnuKeyError::Either(shown())),
            (Err(_), Err(_)) => Err(OnuKeyError::Neither(shown())),
        }
    }

    pub fn serial(self) -> Option<Serial> {
        if let Self::Serial(serial) = self { Some(serial) } else { None }
    }

    pub fn mac(self) -> Option<Mac> {
        if let Self::Mac(mac) = self { Some(mac) } else { None }
    }

    /// The key of an ONU of which a screen shows either or both; GPON OLTs show MAC addresses as a detail.
    pub fn of(serial: Option<Serial>, mac: Option<Mac>) -> Option<Self> {
        serial.map(Self::Serial).or(mac.map(Self::Mac))
    }
}

impl From<Serial> for OnuKey {
    fn from(serial: Serial) -> Self {
        Self::Serial(serial)
    }
}

impl From<Mac> for OnuKey {
    fn from(mac: Mac) -> Self {
        Self::Mac(mac)
    }
}

impl fmt::Display for OnuKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Serial(serial) => serial.fmt(formatter),
            Self::Mac(mac) => mac.fmt(formatter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is() {
        for (text, shown) in [
            ("ZTEGD0A1B2C3", "ZTEGD0A1B2C3"),
            ("5A544547D0A1B2C3", "ZTEGD0A1B2C3"),
            ("HWTC-0B086EA9", "HWTC0B086EA9"),
            ("A47B.2C01.020F", "a4:7b:2c:01:02:0f"),
            ("DC80-1234ABCD", "DC801234ABCD"),
        ] {
            assert_eq!(OnuKey::parse(text).unwrap().to_string(), shown);
        }
        assert!(matches!(OnuKey::parse("ZTEG"), Err(OnuKeyError::Neither(_))));
        assert!(matches!(OnuKey::parse("DC801234ABCD"), Err(OnuKeyError::Either(_))));
    }
}
