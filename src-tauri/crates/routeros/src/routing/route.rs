//! Routes, always by query: a full table has a million of them.

use std::net::IpAddr;
use std::time::Duration;

use crate::ask::Ask;
use crate::command::Query;
use crate::error::Error;
use crate::menu::Menu;
use crate::pool::Prefix;
use crate::reply::Row;
use crate::system::Version;
use crate::value::{Id, Text};

/// Which routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteQuery {
    /// Those to exactly this prefix.
    Exact(Prefix),
    /// Those to every prefix that has this address in it. The API has no such query, so all lengths are asked for at once.
    Covering(IpAddr),
}

/// A candidate for a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub id: Option<Id>,
    pub destination: Prefix,
    pub gateway: Option<Text>,
    pub distance: Option<u8>,
    pub contribution: Contribution,
    /// `BGP IP routes from 10.0.0.1`, `OSPF route`, …; RouterOS 7.
    pub belongs_to: Option<Text>,
    pub table: Option<Text>,
    /// `valid`, `invalid`, `unknown`, `unverified`; RouterOS 7.
    pub rpki: Option<Text>,
    /// Came by BGP.
    pub bgp: bool,
    /// As the router writes it; sets and confederations are in there.
    pub as_path: Option<Text>,
    pub local_pref: Option<u32>,
    pub med: Option<u32>,
    pub origin: Option<Text>,
    pub communities: Vec<Text>,
    pub large_communities: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contribution {
    /// In use.
    Active,
    /// Best of its protocol, another protocol is preferred.
    BestCandidate,
    Candidate,
    /// Kept out by a filter.
    Filtered,
    Unreachable,
    /// RouterOS 6 tells active from not active only.
    Inactive,
    Other(Text),
}

const ROUTE: Menu = Menu("/routing/route");
const ROUTE6: Menu = Menu("/ip/route");
const ROUTE6_V6: Menu = Menu("/ipv6/route");
/// A router with a full table searches it from end to end.
const DEADLINE: Duration = Duration::from_secs(60);

pub async fn routes(router: &impl Ask, version: Version, query: RouteQuery) -> Result<Vec<Route>, Error> {
    let (menu, properties): (Menu, &[&str]) = if version.is_7() {
        let properties = &[
            ".id",
            "dst-address",
            "gateway",
            "distance",
            "contribution",
            "active",
            "filtered",
            "belongs-to",
            "routing-table",
            "rpki",
            "bgp",
            "bgp.as-path",
            "bgp.local-pref",
            "bgp.med",
            "bgp.origin",
            "bgp.communities",
            "bgp.large-communities",
        ];
        (ROUTE, properties)
    } else {
        let properties = &[
            ".id",
            "dst-address",
            "gateway",
            "distance",
            "active",
            "routing-mark",
            "bgp",
            "bgp-as-path",
            "bgp-local-pref",
            "bgp-med",
            "bgp-origin",
            "bgp-communities",
        ];
        (if query.address().is_ipv4() { ROUTE6 } else { ROUTE6_V6 }, properties)
    };
    let command = menu.command("print").properties(properties).query(query.words()).within(DEADLINE);
    router.ask(command).await?.rows.iter().map(|row| read(menu, row)).collect()
}

impl RouteQuery {
    fn address(self) -> IpAddr {
        match self {
            RouteQuery::Exact(prefix) => prefix.address,
            RouteQuery::Covering(address) => address,
        }
    }

    fn words(self) -> Query {
        let to = |prefix: Prefix| Query::equal("dst-address", prefix.to_string());
        match self {
            RouteQuery::Exact(prefix) => to(prefix),
            RouteQuery::Covering(address) => {
                let longest = if address.is_ipv4() { 32 } else { 128 };
                (1..=longest).fold(to(Prefix::of(address, 0)), |query, length| query.or(to(Prefix::of(address, length))))
            }
        }
    }
}

fn read(menu: Menu, row: &Row) -> Result<Route, Error> {
    let either = |seven: &'static str, six: &'static str| row.filled(seven).or_else(|| row.filled(six));
    let number = |seven, six| row.number(seven).or_else(|| row.number(six));
    let destination = row.shown("dst-address").and_then(|prefix| Prefix::parse(&prefix));
    Ok(Route {
        id: row.id(),
        destination: destination.ok_or(menu.unreadable("dst-address"))?,
        gateway: row.filled("gateway"),
        distance: row.number("distance"),
        contribution: contribution(menu, row)?,
        belongs_to: row.filled("belongs-to"),
        table: either("routing-table", "routing-mark"),
        rpki: row.filled("rpki"),
        bgp: menu.flag(row, "bgp")?,
        as_path: either("bgp.as-path", "bgp-as-path"),
        local_pref: number("bgp.local-pref", "bgp-local-pref"),
        med: number("bgp.med", "bgp-med"),
        origin: either("bgp.origin", "bgp-origin"),
        communities: list(either("bgp.communities", "bgp-communities")),
        large_communities: list(row.filled("bgp.large-communities")),
    })
}

fn contribution(menu: Menu, row: &Row) -> Result<Contribution, Error> {
    if let Some(text) = row.filled("contribution") {
        return Ok(match text.as_str() {
            Some("active") => Contribution::Active,
            Some("best-candidate") => Contribution::BestCandidate,
            Some("candidate") => Contribution::Candidate,
            Some("filtered") => Contribution::Filtered,
            Some("unreachable") => Contribution::Unreachable,
            _ => Contribution::Other(text),
        });
    }
    Ok(match (menu.flag(row, "active")?, menu.flag(row, "filtered")?) {
        (true, _) => Contribution::Active,
        (false, true) => Contribution::Filtered,
        (false, false) => Contribution::Inactive,
    })
}

fn list(text: Option<Text>) -> Vec<Text> {
    let text = text.unwrap_or_default();
    text.as_ref().split(|octet| *octet == b',').filter(|part| !part.is_empty()).map(Text::new).collect()
}

impl Route {
    /// The AS numbers in order; `None` where there are sets or confederations in the path, or no path.
    pub fn plain_as_path(&self) -> Option<Vec<u32>> {
        let path = self.as_path.as_ref()?.as_str()?;
        path.split(',').map(|number| number.trim().parse().ok()).collect()
    }

    /// What announced it to the world; `None` as with the path.
    pub fn origin_as(&self) -> Option<u32> {
        self.plain_as_path()?.last().copied()
    }
}
