//! `/ip/pool` and `/ipv6/pool`: which addresses the router gives out, and which are out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::ask::Ask;
use crate::command::Query;
use crate::error::Error;
use crate::menu::Menu;
use crate::reply::Row;
use crate::value::{Id, Text};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    pub id: Id,
    pub name: Text,
    pub ranges: Vec<AddressRange>,
    /// Where addresses come from when this one is full.
    pub next_pool: Option<Text>,
    pub comment: Option<Text>,
}

/// An address that is given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub pool: Text,
    pub address: IpAddr,
    /// `PPP`, `DHCP`, `hotspot`, …
    pub owner: Option<Text>,
    /// The user or MAC address.
    pub info: Option<Text>,
}

/// A prefix that is delegated from a pool of `/ipv6/pool`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedPrefix {
    pub pool: Text,
    pub prefix: Prefix,
    pub owner: Option<Text>,
    pub info: Option<Text>,
}

/// From the first to the last address, both included and of one family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressRange {
    pub first: IpAddr,
    pub last: IpAddr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Prefix {
    pub address: IpAddr,
    pub length: u8,
}

const POOL: Menu = Menu("/ip/pool");
const USED: Menu = Menu("/ip/pool/used");
const USED6: Menu = Menu("/ipv6/pool/used");

pub async fn pools(router: &impl Ask) -> Result<Vec<Pool>, Error> {
    POOL.print(router, &[".id", "name", "ranges", "next-pool", "comment"], None, read).await
}

/// `ranges` as in [`parse_ranges`].
pub async fn add_pool(router: &impl Ask, name: &str, ranges: &str) -> Result<Id, Error> {
    POOL.add(router, POOL.command("add").attribute("name", name).attribute("ranges", ranges)).await
}

pub async fn remove_pool(router: &impl Ask, id: &Id) -> Result<(), Error> {
    POOL.remove(router, id).await
}

/// The addresses that are out, of one pool or of all.
pub async fn used(router: &impl Ask, pool: Option<&str>) -> Result<Vec<Used>, Error> {
    USED.print(router, &["pool", "address", "owner", "info"], pool.map(|pool| Query::equal("pool", pool)), read_used).await
}

/// How many are out, counted by the router: a full pool has tens of thousands.
pub async fn used_count(router: &impl Ask, pool: &str) -> Result<u64, Error> {
    let command = USED.command("print").attribute("count-only", "").query(Query::equal("pool", pool));
    USED.number(&router.ask(command).await?.done, "ret")
}

pub async fn used_prefixes(router: &impl Ask) -> Result<Vec<UsedPrefix>, Error> {
    USED6.print(router, &["pool", "prefix", "owner", "info"], None, read_used_prefix).await
}

fn read(row: &Row) -> Result<Pool, Error> {
    Ok(Pool {
        id: POOL.id(row)?,
        name: POOL.text(row, "name")?,
        ranges: row.shown("ranges").and_then(|ranges| parse_ranges(&ranges)).ok_or(POOL.unreadable("ranges"))?,
        next_pool: row.filled("next-pool").filter(|pool| *pool != "none"),
        comment: row.filled("comment"),
    })
}

fn read_used(row: &Row) -> Result<Used, Error> {
    Ok(Used {
        pool: USED.text(row, "pool")?,
        address: row.address("address").ok_or(USED.unreadable("address"))?,
        owner: row.filled("owner"),
        info: row.filled("info"),
    })
}

fn read_used_prefix(row: &Row) -> Result<UsedPrefix, Error> {
    Ok(UsedPrefix {
        pool: USED6.text(row, "pool")?,
        prefix: row.shown("prefix").and_then(|prefix| Prefix::parse(&prefix)).ok_or(USED6.unreadable("prefix"))?,
        owner: row.filled("owner"),
        info: row.filled("info"),
    })
}

/// `10.0.0.2-10.0.0.254`, one address, a prefix, or several of them with commas. `None` when it is not that.
pub fn parse_ranges(text: &str) -> Option<Vec<AddressRange>> {
    text.split(',').map(|part| AddressRange::parse(part.trim())).collect()
}

impl AddressRange {
    fn parse(text: &str) -> Option<AddressRange> {
        if text.contains('/') {
            return Some(Prefix::parse(text)?.range());
        }
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let range = AddressRange { first: first.trim().parse().ok()?, last: last.trim().parse().ok()? };
        (range.first.is_ipv4() == range.last.is_ipv4() && range.first <= range.last).then_some(range)
    }

    /// How many addresses; all of IPv6 counts as the largest number.
    pub fn size(&self) -> u128 {
        let number = |address| match address {
            IpAddr::V4(address) => u128::from(u32::from(address)),
            IpAddr::V6(address) => u128::from(address),
        };
        (number(self.last) - number(self.first)).saturating_add(1)
    }
}

impl Prefix {
    /// `10.0.0.0/8`, `2001:db8::/32`; an address alone is a prefix of full length. Bits beyond the length must be zero.
    pub fn parse(text: &str) -> Option<Prefix> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address.parse().ok()?, length.parse().ok()?),
            None => {
                let address: IpAddr = text.parse().ok()?;
                (address, bits(address))
            }
        };
        let prefix = Prefix { address, length };
        (length <= bits(address) && Prefix::of(address, length) == prefix).then_some(prefix)
    }

    /// The prefix of this length that the address is in. A length beyond the address's is its full one.
    pub fn of(address: IpAddr, length: u8) -> Prefix {
        let length = length.min(bits(address));
        let host = u32::from(bits(address) - length);
        let address = match address {
            IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) & u32::MAX.checked_shl(host).unwrap_or(0)).into(),
            IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & u128::MAX.checked_shl(host).unwrap_or(0)).into(),
        };
        Prefix { address, length }
    }

    pub fn range(&self) -> AddressRange {
        let host = u32::from(bits(self.address).saturating_sub(self.length));
        let last = match self.address {
            IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) | !u32::MAX.checked_shl(host).unwrap_or(0)).into(),
            IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) | !u128::MAX.checked_shl(host).unwrap_or(0)).into(),
        };
        AddressRange { first: self.address, last }
    }
}

impl std::fmt::Display for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

fn bits(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ranges_of_all_forms() {
        let sizes = |text| parse_ranges(text).map(|ranges| ranges.iter().map(AddressRange::size).collect::<Vec<_>>());
        assert_eq!(sizes("10.0.0.2-10.0.0.254"), Some(vec![253]));
        assert_eq!(sizes("10.0.0.1"), Some(vec![1]));
        assert_eq!(sizes("10.0.0.0/24,10.1.0.5 - 10.1.0.9"), Some(vec![256, 5]));
        assert_eq!(sizes("0.0.0.0/0"), Some(vec![1 << 32]));
        assert_eq!(sizes("::/0"), Some(vec![u128::MAX]));
        assert_eq!(sizes("2001:db8::1-2001:db8::ff"), Some(vec![255]));
        for bad in ["", "10.0.0.2-10.0.0.1", "10.0.0.1-::1", "10.0.0.0/33", "10.0.0.1/24", "a", "10.0.0.1,", "-"] {
            assert_eq!(parse_ranges(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9a-f:./, -]{0,40}") {
            let _ = parse_ranges(&text);
        }

        #[test]
        fn every_address_is_in_its_prefixes(address in any::<u32>(), length in 0u8..=32) {
            let address = IpAddr::from(Ipv4Addr::from(address));
            let prefix = Prefix::of(address, length);
            prop_assert_eq!(Prefix::parse(&prefix.to_string()), Some(prefix));
            let range = prefix.range();
            prop_assert!(range.first <= address && address <= range.last);
            prop_assert_eq!(range.size(), 1 << (32 - length));
        }
    }
}
