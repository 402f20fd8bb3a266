//! Where an ONU is: frame (ZTE: shelf), slot, port and its number on that port.

use std::fmt;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("“{0}” is no PON address")]
pub struct AddressError(String);

/// A PON port. Printed as `1/2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PonPort {
    pub frame: u8,
    pub slot: u8,
    pub port: u8,
}

impl PonPort {
    /// From `1/2/3`, `0/ 2/0` (Huawei pads) or an interface name that ends so (`gpon-olt_1/2/3`, `gpon_olt-1/2/3`).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError(text.chars().take(32).collect());
        let path = text.trim();
        let path = path.rsplit(['_', '-']).next().unwrap_or(path);
        let mut parts = path.split('/').map(|part| part.trim().parse::<u8>());
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(Ok(frame)), Some(Ok(slot)), Some(Ok(port)), None) => Ok(Self { frame, slot, port }),
            _ => Err(wrong()),
        }
    }
}

impl PonPort {
    /// From `1/2/3`, `0/1` or `1` as small OLTs print it: the numbers that are not there are 0. How such an OLT spells it in
    /// commands is its dialect's matter.
    pub fn parse_short(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError(text.chars().take(32).collect());
        let numbers: Result<Vec<u8>, _> = text.trim().split('/').map(|part| part.trim().parse::<u8>()).collect();
        match numbers.map_err(|_| wrong())?.as_slice() {
            [port] => Ok(Self { frame: 0, slot: 0, port: *port }),
            [slot, port] => Ok(Self { frame: 0, slot: *slot, port: *port }),
            [frame, slot, port] => Ok(Self { frame: *frame, slot: *slot, port: *port }),
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for PonPort {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}/{}", self.frame, self.slot, self.port)
    }
}

/// An ONU's number on its port. ZTE counts from 1, Huawei from 0; no OLT here goes beyond 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OnuId(pub u8);

impl fmt::Display for OnuId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// A registered ONU's place. Printed as `1/2/3:4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OnuAddress {
    pub pon: PonPort,
    pub id: OnuId,
}

impl OnuAddress {
    /// From `1/2/3:4` or an interface name that ends so (`gpon-onu_1/2/3:4`).
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError(text.chars().take(32).collect());
        let (pon, id) = text.trim().split_once(':').ok_or_else(wrong)?;
        let id = id.parse().map_err(|_| wrong())?;
        Ok(Self { pon: PonPort::parse(pon)?, id: OnuId(id) })
    }
}

impl fmt::Display for OnuAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.pon, self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_names_and_padding_are_one_place() {
        for text in ["1/2/3", "gpon-olt_1/2/3", "gpon_olt-1/2/3", " 1/ 2/3", "1/2 /3"] {
            assert_eq!(PonPort::parse(text).unwrap().to_string(), "1/2/3", "{text}");
        }
        for text in ["1/2/3:4", "gpon-onu_1/2/3:4", "gpon_onu-1/2/3:4"] {
            assert_eq!(OnuAddress::parse(text).unwrap().to_string(), "1/2/3:4", "{text}");
        }
        for (text, port) in [("1", "0/0/1"), ("0/8", "0/0/8"), ("1/1", "0/1/1"), (" 1/2/3", "1/2/3")] {
            assert_eq!(PonPort::parse_short(text).unwrap().to_string(), port);
        }
        assert!(PonPort::parse_short("").is_err() && PonPort::parse_short("1/x").is_err());
        for text in ["", "1/2", "1/2/3/4", "a/b/c", "1/2/300", "1/2/3:", "1/2/3:256"] {
            assert!(PonPort::parse(text).is_err() || text.contains(':'), "{text}");
            assert!(OnuAddress::parse(text).is_err(), "{text}");
        }
    }
}
