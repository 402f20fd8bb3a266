//! What ONTs say of themselves, and the addresses behind them.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::lists::cell;
use super::profiles::total;
use super::refusals::or_refused;
use crate::labels::{self, is_rule};
use crate::reading::said;
use crate::table::{self, Column, Layout, Row, join_paths};
use crate::{Details, Mac, OnuAddress, OnuId, ParseError, Parsed, PonPort, Warning};

fn rows_left(row: &Row) -> Warning {
    Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))
}

fn text(row: &Row, key: &str) -> Option<String> {
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
pub fn eth_ports(reply: &str) -> Result<Parsed<(Option<OnuId>, Vec<EthPort>)>, ParseError> {
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
fn place(lines: &[String]) -> Option<OnuAddress> {
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
pub fn gem_ports(reply: &str) -> Result<Parsed<(Option<OnuAddress>, Vec<GemPort>)>, ParseError> {
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

/// An address that was learned behind an ONT. `mac` is empty where its publisher masked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LearnedMac {
    pub at: OnuAddress,
    pub mac: Option<Mac>,
    /// `DYNAMIC` or `STATIC`, where it is printed.
    pub mac_type: Option<String>,
    /// The ONT's port.
    pub port: u8,
    pub port_type: Option<String>,
    pub vlan: u16,
}

const MACS: Layout = Layout {
    columns: &[
        Column::word("fsp", "f/s/p", ""),
        Column::word("id", "ontid", ""),
        Column::word("port_type", "ont", "port-type"),
        Column::word("port", "ont", "port-id"),
        Column::word("mac", "mac-address", ""),
        Column::word("vlan", "vlan", ""),
    ],
    required: &["fsp", "id", "mac", "vlan"],
};

const LOCATED: Layout = Layout {
    columns: &[
        Column::word("mac", "mac", ""),
        Column::word("mac_type", "mac type", ""),
        Column::word("fsp", "f/s/p", ""),
        Column::word("id", "ont id", ""),
        Column::word("port", "port id", ""),
        Column::word("port_type", "port type", ""),
        Column::word("vlan", "vlan", ""),
    ],
    required: &["mac", "mac_type", "fsp", "id"],
};

/// `display mac-address ont <f/s/p> <ont>`, and `display location <mac> ont`.
pub fn macs(reply: &str) -> Result<Parsed<Vec<LearnedMac>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[MACS, LOCATED], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (_, row) in &tables.rows {
        let numbers = (cell(row, "id").parse(), cell(row, "port").parse(), cell(row, "vlan").parse());
        match (numbers, PonPort::parse(cell(row, "fsp"))) {
            ((Ok(id), Ok(port), Ok(vlan)), Ok(pon)) => parsed.value.push(LearnedMac {
                at: OnuAddress { pon, id: OnuId(id) },
                mac: unmasked(cell(row, "mac")),
                mac_type: text(row, "mac_type"),
                port,
                port_type: text(row, "port_type"),
                vlan,
            }),
            _ => parsed.warnings.push(rows_left(row)),
        }
    }
    if let Some(said) = total(&lines).filter(|said| *said != parsed.value.len()) {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    Ok(parsed)
}

/// A MAC address. Publishers mask it as `AAAA-AAAA-AAAA`, which is a group address that no ONT has.
pub(super) fn unmasked(text: &str) -> Option<Mac> {
    Mac::parse(text).ok().filter(|mac| mac.bytes() != [0xaa; 6])
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
pub fn wans(reply: &str) -> Result<Parsed<(Option<OnuAddress>, Vec<Wan>)>, ParseError> {
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

const VERSION_LABELS: &[(&str, &str)] = &[
    ("vendor-id", "vendor_id"),
    ("ont version", "hardware_version"),
    ("product-id", "product_id"),
    ("equipment-id", "equipment_id"),
    ("main software version", "software_version"),
    ("standby software version", "standby_software_version"),
    ("ontproductdescription", "product_description"),
    ("support xml version", "xml_version"),
    ("ont mac", "mac"),
    ("ont equipment sn", "equipment_sn"),
];

/// `display ont version <f> <s> <p> <ont>`: the ONT and what it is. A long description goes on further in, in the middle of
/// a word.
pub fn ont_version(reply: &str) -> Result<Parsed<(Option<OnuAddress>, Details)>, ParseError> {
    or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut details = Details::default();
    let mut last: Option<(&'static str, usize)> = None;
    for line in &lines {
        let indent = line.len() - line.trim_start().len();
        let known = labels::split(line).and_then(|(label, value)| {
            let key = labels::key(label);
            Some((VERSION_LABELS.iter().find(|(label, _)| *label == key)?.1, value))
        });
        match (known, last) {
            (Some((name, value)), _) => {
                details.put(name, value);
                last = Some((name, indent));
            }
            (None, Some((name, labels))) if indent > labels + 2 && !is_rule(line) => {
                details.extend_text(name, line.trim());
            }
            (None, _) => last = None,
        }
    }
    let at = place(&lines);
    if details.is_empty() { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value: (at, details), warnings: Vec::new() }) }
}

/// How many ONTs of a model and software there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Model {
    pub access_type: String,
    pub vendor_id: String,
    pub ont_model: String,
    pub software_version: String,
    pub online: u32,
    pub offline: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VersionSummary {
    pub configured: Option<u32>,
    pub online: Option<u32>,
    pub offline: Option<u32>,
    pub not_registered: Option<u32>,
    pub models: Vec<Model>,
}

const MODELS: Layout = Layout {
    columns: &[
        Column::word("access", "access", "type"),
        Column::word("vendor", "vendor", "id"),
        Column::word("model", "ont model", ""),
        Column::word("software", "software", "version"),
        Column::word("online", "online", "number"),
        Column::word("offline", "offline", "number"),
    ],
    required: &["access", "vendor", "model", "online"],
};

/// `display ont version summary <frame>`.
pub fn version_summary(reply: &str) -> Result<Parsed<VersionSummary>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[MODELS], |_, _| false);
    if tables.headers == 0 && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut summary = VersionSummary::default();
    for line in &lines {
        let Some((label, value)) = labels::split(line) else { continue };
        let slot = match labels::key(label).as_str() {
            "the number of configured ont" => &mut summary.configured,
            "the number of online ont" => &mut summary.online,
            "the number of offline ont" => &mut summary.offline,
            "the number of no registered ont" => &mut summary.not_registered,
            _ => continue,
        };
        *slot = value.parse().ok();
    }
    for (_, row) in &tables.rows {
        match (cell(row, "online").parse(), cell(row, "offline").parse()) {
            (Ok(online), Ok(offline)) => summary.models.push(Model {
                access_type: cell(row, "access").to_owned(),
                vendor_id: cell(row, "vendor").to_owned(),
                ont_model: cell(row, "model").to_owned(),
                software_version: cell(row, "software").to_owned(),
                online,
                offline,
            }),
            _ => warnings.push(rows_left(row)),
        }
    }
    Ok(Parsed { value: summary, warnings })
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
