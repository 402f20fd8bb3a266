//! What a router needs for this program, as it stands, and the exact commands for what is missing.
//!
//! Commands are in the spelling that RouterOS 6 and 7 both take. They only add: what somebody set up stays.

use std::net::{IpAddr, Ipv4Addr};

use janet_provisioning::ports::{NeedState, RouterFinding, RouterNeed, RouterNeeds};
use janet_routeros::firewall::{Rule, Table, rules};
use janet_routeros::pool::{Pool, pools};
use janet_routeros::{Connection, Error, ppp, radius};

/// `ours`: the address that the router sees us with.
pub(super) async fn findings(router: &Connection, needs: &RouterNeeds, ours: Option<IpAddr>) -> Result<Vec<RouterFinding>, Error> {
    Ok(vec![
        radius_client(seen(radius::servers(router).await)?, needs, ours),
        radius_incoming(seen(radius::incoming(router).await)?, needs),
        ppp_radius(seen(ppp::aaa(router).await)?),
        isolir_pool(seen(pools(router).await)?, needs),
        isolir_firewall(seen(rules(router, Table::Filter).await)?, seen(rules(router, Table::Nat).await)?, needs),
    ])
}

/// A login without the right to see it, or a version without the menu, leaves this one unread; the rest stands.
fn seen<T>(read: Result<T, Error>) -> Result<Result<T, String>, Error> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(Error::Refused(refusal)) => Ok(Err(refusal.to_string())),
        Err(error) => Err(error),
    }
}

fn finding(what: RouterNeed, present: bool, seen: String, commands: Vec<String>) -> RouterFinding {
    let (state, commands) = if present { (NeedState::Present, Vec::new()) } else { (NeedState::Missing, commands) };
    RouterFinding { what, state, seen, commands }
}

fn unread(what: RouterNeed, seen: String) -> RouterFinding {
    RouterFinding { what, state: NeedState::Unread, seen, commands: Vec::new() }
}

fn radius_client(read: Result<Vec<radius::Server>, String>, needs: &RouterNeeds, ours: Option<IpAddr>) -> RouterFinding {
    let what = RouterNeed::RadiusClient;
    let servers = match read {
        Ok(servers) => servers,
        Err(reason) => return unread(what, reason),
    };
    let serves = |server: &&radius::Server| !server.disabled && server.service.to_string().split(',').any(|one| one.trim() == "ppp");
    let found: Vec<String> =
        servers.iter().filter(serves).map(|server| format!("{}:{}", server.address, server.authentication_port)).collect();
    let address = needs.radius_address.clone().or_else(|| ours.map(|ip| ip.to_string())).unwrap_or_else(|| "<RADIUS server>".to_owned());
    // RouterOS waits 300 ms by default: too short for a server behind a VPN.
    let add = format!("/radius add service=ppp address={address} secret=\"<RADIUS secret>\" timeout=3s comment=\"JANET ISP\"");
    finding(what, !found.is_empty(), found.join(", "), vec![add])
}

fn radius_incoming(read: Result<radius::Incoming, String>, needs: &RouterNeeds) -> RouterFinding {
    let what = RouterNeed::RadiusIncoming;
    match read {
        Ok(incoming) => finding(
            what,
            incoming.accept,
            format!("accept={} port={}", if incoming.accept { "yes" } else { "no" }, incoming.port),
            vec![format!("/radius incoming set accept=yes port={}", needs.coa_port)],
        ),
        Err(reason) => unread(what, reason),
    }
}

fn ppp_radius(read: Result<ppp::Aaa, String>) -> RouterFinding {
    let what = RouterNeed::PppRadius;
    let word = |yes| if yes { "yes" } else { "no" };
    match read {
        Ok(aaa) => finding(
            what,
            aaa.use_radius && aaa.accounting,
            format!("use-radius={} accounting={}", word(aaa.use_radius), word(aaa.accounting)),
            vec!["/ppp aaa set use-radius=yes accounting=yes interim-update=5m".to_owned()],
        ),
        Err(reason) => unread(what, reason),
    }
}

fn isolir_pool(read: Result<Vec<Pool>, String>, needs: &RouterNeeds) -> RouterFinding {
    let what = RouterNeed::IsolirPool;
    let pools = match read {
        Ok(pools) => pools,
        Err(reason) => return unread(what, reason),
    };
    let found = pools.iter().find(|pool| pool.name.as_str() == Some(needs.isolir_pool.as_str()));
    let shown = found.map_or_else(String::new, |pool| {
        let range = |range: &janet_routeros::pool::AddressRange| format!("{}-{}", range.first, range.last);
        pool.ranges.iter().map(range).collect::<Vec<_>>().join(",")
    });
    let ranges = free_ranges(&pools);
    finding(
        what,
        found.is_some(),
        shown,
        vec![format!("/ip pool add name={} ranges={ranges} comment=\"JANET ISP isolir\"", needs.isolir_pool)],
    )
}

/// A thousand addresses that no pool of the router has.
fn free_ranges(pools: &[Pool]) -> String {
    let taken =
        |first: IpAddr, last: IpAddr| pools.iter().flat_map(|pool| &pool.ranges).any(|range| range.first <= last && first <= range.last);
    let range = |second: u8| (Ipv4Addr::new(10, second, 0, 2), Ipv4Addr::new(10, second, 3, 254));
    let free = (66..=99).map(range).find(|(first, last)| !taken((*first).into(), (*last).into()));
    let (first, last) = free.unwrap_or((Ipv4Addr::new(172, 31, 0, 2), Ipv4Addr::new(172, 31, 3, 254)));
    format!("{first}-{last}")
}

/// A held line's address is put on the list by the router itself, as RADIUS tells it; a rule must look at the list.
fn isolir_firewall(filter: Result<Vec<Rule>, String>, nat: Result<Vec<Rule>, String>, needs: &RouterNeeds) -> RouterFinding {
    let what = RouterNeed::IsolirFirewall;
    let (filter, nat) = match (filter, nat) {
        (Ok(filter), Ok(nat)) => (filter, nat),
        (Err(reason), _) | (_, Err(reason)) => return unread(what, reason),
    };
    let looks =
        |rule: &&Rule| !rule.disabled && rule.source_list.as_ref().is_some_and(|list| list.as_str() == Some(needs.isolir_list.as_str()));
    let found: Vec<String> = filter.iter().chain(&nat).filter(looks).map(|rule| format!("{} {}", rule.chain, rule.action)).collect();
    // Before everything else, so that a rule that lets established connections through does not come first. Each goes to the
    // top, so the last one stands there; a table without rules has no place 0.
    let list = &needs.isolir_list;
    let add = |rest: &str, first: bool| {
        let place = if first { "" } else { " place-before=0" };
        format!("/ip firewall filter add chain=forward src-address-list={list} {rest} comment=\"JANET ISP isolir\"{place}")
    };
    let commands = vec![
        add("action=reject reject-with=icmp-admin-prohibited", filter.is_empty()),
        add("protocol=udp dst-port=53 action=accept", false),
    ];
    finding(what, !found.is_empty(), found.join(", "), commands)
}
