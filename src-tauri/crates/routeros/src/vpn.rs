//! OVPN and SSTP servers of a VPN gateway, and the sessions that give tunneled devices their addresses.

use std::net::IpAddr;
use std::time::Duration;

use crate::ask::Ask;
use crate::error::Error;
use crate::menu::Menu;
use crate::ppp;
use crate::reply::Row;
use crate::value::Text;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Ovpn,
    Sstp,
}

/// How a server of the gateway is set. RouterOS 7 has several for OVPN, 6 has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    pub kind: Kind,
    /// `None` where the version has one only.
    pub name: Option<Text>,
    pub enabled: bool,
    pub port: Option<u16>,
    /// `tcp` or `udp`; RouterOS 6 has TCP only and does not say so.
    pub protocol: Option<Text>,
    /// Without one no client can connect.
    pub certificate: Option<Text>,
    pub require_client_certificate: bool,
}

/// A device that is connected to the gateway.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub kind: Kind,
    pub user: Text,
    /// Acct-Session-Id; empty where the router does not show it.
    pub session_id: Text,
    /// In the tunnel: where the device is reached.
    pub tunnel_address: Option<IpAddr>,
    /// Where it came from; `None` where the router does not say.
    pub from: Option<IpAddr>,
    pub uptime: Option<Duration>,
}

const OVPN: Menu = Menu("/interface/ovpn-server/server");
const SSTP: Menu = Menu("/interface/sstp-server/server");

/// OVPN's servers, then SSTP's.
pub async fn servers(router: &impl Ask) -> Result<Vec<Server>, Error> {
    let mut servers = Vec::new();
    for (menu, kind) in [(OVPN, Kind::Ovpn), (SSTP, Kind::Sstp)] {
        let properties =
            &["name", "enabled", "disabled", "port", "protocol", "certificate", "require-client-certificate", "verify-client-certificate"];
        servers.extend(menu.print(router, properties, None, |row| read_server(menu, kind, row)).await?);
    }
    Ok(servers)
}

pub async fn sessions(router: &impl Ask) -> Result<Vec<Session>, Error> {
    let active = ppp::active_of_services(router, &["ovpn", "sstp"]).await?;
    let sessions = active.into_iter().map(|active| Session {
        kind: if active.service == "ovpn" { Kind::Ovpn } else { Kind::Sstp },
        user: active.name,
        session_id: active.session_id,
        tunnel_address: active.address,
        from: active.caller_id.as_str().and_then(caller_address),
        uptime: active.uptime,
    });
    Ok(sessions.collect())
}

fn read_server(menu: Menu, kind: Kind, row: &Row) -> Result<Server, Error> {
    // Singletons have `enabled`, the list of RouterOS 7 has `disabled` as lists do.
    let enabled = match row.octets("enabled") {
        Some(_) => menu.flag(row, "enabled")?,
        None => row.octets("disabled").is_some() && !menu.flag(row, "disabled")?,
    };
    Ok(Server {
        kind,
        name: row.filled("name"),
        enabled,
        port: row.number("port"),
        protocol: row.filled("protocol"),
        certificate: row.filled("certificate").filter(|certificate| *certificate != "none"),
        require_client_certificate: menu.flag(row, "require-client-certificate")? || menu.flag(row, "verify-client-certificate")?,
    })
}

/// An address, with or without a port after it.
fn caller_address(text: &str) -> Option<IpAddr> {
    let without_port = || text.rsplit_once(':').map(|(address, _)| address.trim_matches(['[', ']']));
    text.parse().ok().or_else(|| without_port()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_with_and_without_ports() {
        let address = |text| caller_address(text).map(|address| address.to_string());
        assert_eq!(address("203.0.113.9").as_deref(), Some("203.0.113.9"));
        assert_eq!(address("203.0.113.9:51234").as_deref(), Some("203.0.113.9"));
        assert_eq!(address("[2001:db8::1]:443").as_deref(), Some("2001:db8::1"));
        assert_eq!(address("2001:db8::1").as_deref(), Some("2001:db8::1"));
        for none in ["", ":", "AA:BB:CC:00:11:22", "host:1"] {
            assert_eq!(address(none), None, "{none}");
        }
    }
}
