//! Address pools.

use std::collections::HashSet;
use std::net::Ipv4Addr;

/// `10.0.0.2-10.0.0.254`, one address, or several of them with commas; `None` when it is not that.
fn parse_ranges(text: &str) -> Option<Vec<(Ipv4Addr, Ipv4Addr)>> {
    let range = |part: &str| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (Ipv4Addr, Ipv4Addr) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some((first, last))
    };
    text.split(',').map(range).collect()
}

/// Can a pool have these ranges?
pub fn is_ranges(text: &str) -> bool {
    parse_ranges(text).is_some()
}

/// The first address that is not taken.
pub(super) fn free_address(ranges: &str, taken: &HashSet<Ipv4Addr>) -> Option<Ipv4Addr> {
    let ranges = parse_ranges(ranges)?;
    let mut addresses = ranges.into_iter().flat_map(|(first, last)| u32::from(first)..=u32::from(last)).map(Ipv4Addr::from);
    addresses.find(|address| !taken.contains(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_walked_in_order() {
        let mut taken = HashSet::new();
        let mut found = Vec::new();
        while let Some(address) = free_address("10.0.0.254-10.0.1.0,10.9.9.9", &taken) {
            taken.insert(address);
            found.push(address.to_string());
        }
        assert_eq!(found, ["10.0.0.254", "10.0.0.255", "10.0.1.0", "10.9.9.9"]);
        for bad in ["", "10.0.0.2-10.0.0.1", "10.0.0.x", "a-b"] {
            assert!(!is_ranges(bad), "{bad}");
        }
    }
}
