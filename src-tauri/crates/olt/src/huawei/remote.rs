//! What ONTs say of themselves: their Ethernet and GEM ports and their WAN connections.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::lists::cell;
use super::macs::unmasked;
use super::refusals::or_refused;
use crate::labels;
use crate::reading::said;
use crate::table::{self, Column, Layout, Row, join_paths};
use crate::{OnuAddress, OnuId, ParseError, Parsed, PonPort, Warning};

/// What there is, and of which ONT, if the reply names it.
type Found<P, T> = Result<Parsed<(Option<P>, Vec<T>)>, ParseError>;

pub(super) fn rows_left(row: &Row) -> Warning {
    Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))
}

pub(super) fn text(row: &Row, key: &str) -> Option<String> {
    said(cell(row, key)).map(str::to_owned)
}

/// An Ethernet port of an ONT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EthPort {
    pub port: u8,
    #[serde(rename = "type")]
    pub kind: String,
    pub speed_mbps: Option<u32>,
    pub duplex: Option<String>,
    pub link_up: Option<bool>,
    pub ring: Option<String>,
}

const ETH_PORTS: Layout = Layout {
    columns: &[
        Column::word("id", "ont-id", ""),
        Column::word("port", "ont", "port-id"),
        Column::word("kind", "ont", "port-type"),
        Column::word("speed", "speed(mbps)", ""),
        Column::word("duplex", "duplex", ""),
        Column::word("link", "linkstate", ""),
        Column::word("ring", "ringstatus", ""),
    ],
    required: &["id", "port", "link"],
};

/// `display ont port state <port> <ont> eth-port all`: the ONT and its ports.
pub fn eth_ports(reply: &str) -> Found<OnuId, EthPort> {
    let empty = or_refused(reply)?;
    let tables = table::read(&labels::lines(reply), &[ETH_PORTS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let (mut onu, mut ports, mut warnings) = (None, Vec::new(), tables.warnings);
    for (_, row) in &tables.rows {
        match (cell(row, "id").parse(), cell(row, "port").parse()) {
            (Ok(id), Ok(port)) => {
                onu = Some(OnuId(id));
                ports.push(EthPort {
                    port,
                    kind: cell(row, "kind").to_owned(),
                    speed_mbps: cell(row, "speed").parse().ok(),
                    duplex: text(row, "duplex"),
                    link_up: text(row, "link").map(|link| link.eq_ignore_ascii_case("up")),
                    ring: text(row, "ring"),
                });
            }
            _ => warnings.push(rows_left(row)),
        }
    }
    Ok(Parsed { value: (onu, ports), warnings })
}

/// A GEM port of an ONT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GemPort {
    pub gem: u16,
    pub tcont: Option<u16>,
    pub service: Option<String>,
    pub encrypt: Option<bool>,
    pub up_pq: Option<String>,
    pub down_pq: Option<String>,
    pub traffic_table: Option<u16>,
}

const GEM_PORTS: Layout = Layout {
    columns: &[
        Column::word("gem", "gem port", "id"),
        Column::word("tcont", "t-cont", "id"),
        Column::word("service", "service", "type"),
        Column::word("encrypt", "encrypt", ""),
        Column::word("up", "up", "pq"),
        Column::word("down", "down", "pq"),
        Column::word("table", "traffic", "table"),
    ],
    required: &["gem", "tcont", "service"],
};

static PLACE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"F/S/P\s*:\s*(\d+\s*/\s*\d+\s*/\s*\d+)\s+ONT[ -]ID\s*:\s*(\d+)").ok());

/// The ONT that a reply is about: `F/S/P: 0/0/0     ONT ID: 5`, or the two labels on lines of their own.
pub(super) fn place(lines: &[String]) -> Option<OnuAddress> {
    let inline = lines.iter().find_map(|line| {
        let found = PLACE.as_ref()?.captures(line)?;
        let pon = PonPort::parse(found.get(1)?.as_str()).ok()?;
        Some(OnuAddress { pon, id: OnuId(found.get(2)?.as_str().parse().ok()?) })
    });
    let labelled = |wanted: &[&str]| {
        lines.iter().find_map(|line| {
            let (label, value) = labels::split(line)?;
            wanted.contains(&labels::key(label).as_str()).then(|| value.to_owned())
        })
    };
    inline.or_else(|| {
        let pon = PonPort::parse(&labelled(&["f/s/p"])?).ok()?;
        Some(OnuAddress { pon, id: OnuId(labelled(&["ont id", "ont-id"])?.parse().ok()?) })
    })
}

/// `display ont gemport <port> ontid <ont>`.
pub fn gem_ports(reply: &str) -> Found<OnuAddress, GemPort> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[GEM_PORTS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let (mut ports, mut warnings) = (Vec::new(), tables.warnings);
    for (_, row) in &tables.rows {
        match cell(row, "gem").parse() {
            Ok(gem) => ports.push(GemPort {
                gem,
                tcont: cell(row, "tcont").parse().ok(),
                service: text(row, "service"),
                encrypt: text(row, "encrypt").map(|encrypt| encrypt.eq_ignore_ascii_case("on")),
                up_pq: text(row, "up"),
                down_pq: text(row, "down"),
                traffic_table: cell(row, "table").parse().ok(),
            }),
            Err(_) => warnings.push(rows_left(row)),
        }
    }
    let said = lines.iter().find_map(|line| {
        let (label, value) = labels::split(line)?;
        (labels::key(label) == "the number of gem ports is").then(|| value.parse::<usize>().ok())?
    });
    if let Some(said) = said.filter(|said| *said != ports.len()) {
        warnings.push(Warning::Count { said, read: ports.len() });
    }
    Ok(Parsed { value: (place(&lines), ports), warnings })
}

/// A WAN connection that an ONT makes itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wan {
    pub index: u16,
    pub name: Option<String>,
    pub service_type: Option<String>,
    pub connection_type: Option<String>,
    pub connected: Option<bool>,
    pub access_type: Option<String>,
    pub ip: Option<String>,
    pub mask: Option<String>,
    pub gateway: Option<String>,
    pub vlan: Option<u16>,
    pub priority: Option<u8>,
    pub mac: Option<String>,
    pub encap: Option<String>,
}

/// `display ont wan-info <f> <s> <p> <ont>`. Newer firmware says `IPv4 …` where older says nothing.
pub fn wans(reply: &str) -> Found<OnuAddress, Wan> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut wans: Vec<Wan> = Vec::new();
    let mut warnings = Vec::new();
    for line in &lines {
        let Some((label, value)) = labels::split(line) else { continue };
        let key = labels::key(label);
        if key == "index" {
            match value.parse() {
                Ok(index) => wans.push(Wan { index, ..Wan::default() }),
                Err(_) => warnings.push(Warning::Unreadable { what: "WAN index", value: value.to_owned() }),
            }
            continue;
        }
        let Some(wan) = wans.last_mut() else { continue };
        let kept = || said(value).map(str::to_owned);
        match key.as_str() {
            "name" => wan.name = kept(),
            "service type" => wan.service_type = kept(),
            "connection type" => wan.connection_type = kept(),
            "connection status" | "ipv4 connection status" => {
                wan.connected = kept().map(|status| status.eq_ignore_ascii_case("connected"));
            }
            "ip access type" | "ipv4 access type" => wan.access_type = kept(),
            "ip" | "ipv4 address" => wan.ip = kept(),
            "subnet mask" => wan.mask = kept(),
            "default gateway" => wan.gateway = kept(),
            "manage vlan" => wan.vlan = value.parse().ok(),
            "manage priority" => wan.priority = value.parse().ok(),
            "mac address" => wan.mac = unmasked(value).map(|mac| mac.to_string()),
            "l2 encap-type" => wan.encap = kept(),
            _ => {}
        }
    }
    let at = place(&lines);
    if at.is_none() && wans.is_empty() && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    Ok(Parsed { value: (at, wans), warnings })
}

static PORT_VLANS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)set ONT port\(s\) VLAN configuration\s*,\s*success\s*:\s*(\d+)\s*,\s*failed\s*:\s*(\d+)").ok());

/// What `ont port native-vlan …` reports: how many ports were set, and how many were not.
pub fn port_vlans_set(reply: &str) -> Result<Parsed<(u32, u32)>, ParseError> {
    or_refused(reply)?;
    let joined = labels::lines(reply).iter().map(|line| join_paths(line)).collect::<Vec<_>>().join(" ");
    let found = PORT_VLANS.as_ref().and_then(|pattern| pattern.captures(&joined));
    let group = |number: usize| found.as_ref()?.get(number)?.as_str().parse().ok();
    match (group(1), group(2)) {
        (Some(done), Some(failed)) => Ok(Parsed { value: (done, failed), warnings: Vec::new() }),
        _ => Err(ParseError::unrecognised(reply)),
    }
}
