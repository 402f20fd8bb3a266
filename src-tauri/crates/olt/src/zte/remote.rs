//! What an ONU says of itself: its Ethernet ports, its WAN connections, and the addresses behind it.

use serde::Serialize;

use super::refusals::or_refused;
use crate::labels;
use crate::reading::said;
use crate::table::{self, Column, Layout};
use crate::{Mac, ParseError, Parsed, Password, Warning};

/// An Ethernet port of an ONU.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EthPort {
    pub port: String,
    pub speed_status: Option<String>,
    pub link_up: Option<bool>,
    pub admin_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_frame: Option<u32>,
}

/// `show gpon remote-onu interface eth <onu>`: a block of labels per port.
pub fn eth_ports(reply: &str) -> Result<Parsed<Vec<EthPort>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut value: Vec<EthPort> = Vec::new();
    let mut warnings = Vec::new();
    for line in labels::lines(reply) {
        let Some((label, text)) = labels::split(&line) else { continue };
        let key = labels::key(label);
        if key == "interface" {
            value.push(EthPort { port: text.to_owned(), ..EthPort::default() });
            continue;
        }
        let Some(port) = value.last_mut() else { continue };
        match key.as_str() {
            "speed status" => port.speed_status = said(text).map(str::to_owned),
            "operate status" => {
                port.link_up = match text {
                    "enable" => Some(true),
                    "disable" => Some(false),
                    _ => {
                        warnings.push(Warning::Unreadable { what: "operate status", value: text.to_owned() });
                        None
                    }
                }
            }
            "admin status" => port.admin_status = said(text).map(str::to_owned),
            "max-frame" => port.max_frame = text.parse().ok(),
            _ => {}
        }
    }
    if value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value, warnings }) }
}

/// A WAN connection that an ONU makes itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Wan {
    pub wan_id: u16,
    pub mode: Option<String>,
    pub authentication: Option<String>,
    pub username: Option<String>,
    #[serde(serialize_with = "shown")]
    pub password: Option<Password>,
    pub status: Option<String>,
    pub connected: Option<bool>,
    pub vlan_tag_mode: Option<String>,
    pub cvlan: Option<u16>,
    pub cvlan_priority: Option<u8>,
    pub svlan: Option<u16>,
    pub ip: Option<String>,
    pub mask: Option<String>,
    pub gateway: Option<String>,
    pub dns: Vec<String>,
    pub host_name: Option<String>,
    pub mac: Option<String>,
    pub ip_host_id: Option<u16>,
}

/// A capture is data that its owner holds already; a record in a log is not.
pub(super) fn shown<S: serde::Serializer>(password: &Option<Password>, serializer: S) -> Result<S::Ok, S::Error> {
    password.as_ref().map(Password::expose).serialize(serializer)
}

/// Publishers mask names and addresses by letters that no device prints there.
pub(super) fn unmasked(text: &str) -> Option<&str> {
    said(text).filter(|text| !text.bytes().all(|byte| b"xX*.-,".contains(&byte)))
}

/// `show gpon remote-onu wan-ip <onu>`: a block of labels per connection.
pub fn wans(reply: &str) -> Result<Parsed<Vec<Wan>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut value: Vec<Wan> = Vec::new();
    let mut warnings = Vec::new();
    for line in labels::lines(reply) {
        let Some((label, text)) = labels::split(&line) else { continue };
        let key = labels::key(label);
        if key == "wan id" {
            match text.parse() {
                Ok(wan_id) => value.push(Wan { wan_id, ..Wan::default() }),
                Err(_) => warnings.push(Warning::Unreadable { what: "WAN id", value: text.to_owned() }),
            }
            continue;
        }
        let Some(wan) = value.last_mut() else { continue };
        let kept = || unmasked(text).map(str::to_owned);
        match key.as_str() {
            "mode" => wan.mode = kept(),
            "authentication" => wan.authentication = kept(),
            "user name" => wan.username = kept(),
            "password" => wan.password = unmasked(text).and_then(Password::printed),
            "status" => {
                wan.status = kept();
                wan.connected = wan.status.as_deref().map(|status| status.eq_ignore_ascii_case("connected"));
            }
            "vlan tag mode" => wan.vlan_tag_mode = kept(),
            "cvlan" => wan.cvlan = text.parse().ok(),
            "cvlan priority" => wan.cvlan_priority = text.parse().ok(),
            "svlan" => wan.svlan = text.parse().ok(),
            "current ip" => wan.ip = kept(),
            "current mask" => wan.mask = kept(),
            "current gateway" => wan.gateway = kept(),
            "current primary dns" | "current secondary dns" => wan.dns.extend(kept()),
            "host name" => wan.host_name = kept(),
            "mac address" => wan.mac = Mac::parse(text).ok().map(|mac| mac.to_string()),
            "ip host id" => wan.ip_host_id = text.parse().ok(),
            _ => {}
        }
    }
    if value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value, warnings }) }
}

/// An address that was learned behind an ONU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LearnedMac {
    pub mac: String,
    pub vlan: u16,
    #[serde(rename = "type")]
    pub kind: String,
    pub port: String,
    pub vport: Option<u16>,
}

const MACS: Layout = Layout {
    columns: &[
        Column::word("mac", "mac address", ""),
        Column::word("vlan", "vlan", ""),
        Column::word("kind", "type", ""),
        Column::word("port", "port", ""),
        Column::text("vc", "vc", ""),
    ],
    required: &["mac", "vlan", "port"],
};

/// `show mac gpon onu <onu>`.
pub fn macs(reply: &str) -> Result<Parsed<Vec<LearnedMac>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = labels::lines(reply);
    let tables = table::read(&lines, &[MACS], |_, _| false);
    let total = lines.iter().find_map(|line| {
        let (label, text) = labels::split(line)?;
        (labels::key(label) == "total mac address").then(|| text.parse::<usize>().ok())?
    });
    if tables.headers == 0 && total != Some(0) && !empty {
        return Err(ParseError::unrecognised(reply));
    }
    let mut parsed = Parsed { value: Vec::new(), warnings: tables.warnings };
    for (_, row) in &tables.rows {
        let cell = |key: &str| row.get(key).map_or("", String::as_str);
        match (Mac::parse(cell("mac")), cell("vlan").parse()) {
            (Ok(mac), Ok(vlan)) => parsed.value.push(LearnedMac {
                mac: mac.to_string(),
                vlan,
                kind: cell("kind").to_owned(),
                port: cell("port").to_owned(),
                vport: cell("vc").rsplit(' ').next().and_then(|number| number.parse().ok()),
            }),
            _ => parsed.warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    if let Some(said) = total.filter(|said| *said != parsed.value.len()) {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    Ok(parsed)
}
