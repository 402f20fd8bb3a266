//! Where V-SOL says an ONU is. A box has one slot; its ports are `0/1`, `0/2`, … on the command line, whatever a table calls
//! them.

use std::fmt;

/// A PON port as the command line takes it: `0/N`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Pon(pub u8);

impl Pon {
    /// From `0/3`, `pon_0/3`, `epon0/3` or `gpon 0/3`.
    pub fn parse(text: &str) -> Option<Self> {
        let path = text.trim().trim_start_matches(|character: char| !character.is_ascii_digit());
        let (slot, port) = path.split_once('/')?;
        (slot == "0").then_some(())?;
        port.parse().ok().filter(|port| *port > 0).map(Self)
    }
}

impl fmt::Display for Pon {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "0/{}", self.0)
    }
}

/// An ONU's place in a table, with the table's own spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Index {
    pub text: String,
    pub pon: Pon,
    pub id: u8,
}

impl Index {
    /// From `GPON0/1:29`, `EPON0/1:1`, or `1/1/1:7`, where only the last number is the port.
    pub fn parse(text: &str) -> Option<Self> {
        let (place, id) = text.split_once(':')?;
        let upper = place.to_ascii_uppercase();
        let pon = match upper.strip_prefix("GPON").or_else(|| upper.strip_prefix("EPON")) {
            Some(path) => path.starts_with('0').then(|| Pon::parse(path)).flatten()?,
            None => match place.split('/').collect::<Vec<_>>().as_slice() {
                ["1", "1", port] => Pon(port.parse().ok().filter(|port| *port > 0)?),
                _ => return None,
            },
        };
        let id = id.parse().ok().filter(|_| id.bytes().all(|byte| byte.is_ascii_digit()))?;
        Some(Self { text: text.to_owned(), pon, id })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_the_port_of_the_command_line() {
        for (text, pon, id) in [("GPON0/1:29", "0/1", 29), ("EPON0/4:1", "0/4", 1), ("1/1/16:7", "0/16", 7), ("epon0/2:64", "0/2", 64)] {
            let index = Index::parse(text).unwrap();
            assert_eq!((index.pon.to_string().as_str(), index.id), (pon, id), "{text}");
        }
        for text in ["", "GPON0/1", "GPON0/1:", "GPON0/0:1", "GPON0/1:256", "GPON0/1:+1", "GPON0/1:10V824", "1/2:3", "0/1/2:3", "XPON0/1:1"]
        {
            assert_eq!(Index::parse(text), None, "{text}");
        }
        assert_eq!(Pon::parse("pon_0/1").unwrap(), Pon(1));
        assert_eq!(Pon::parse("1/1"), None);
    }
}
