//! `show onu config` and `show running-config`.

use std::sync::LazyLock;

use regex::Regex;

use super::refusals::or_refused;
use super::{is_pager, is_prompt, place};
use crate::{OnuAddress, ParseError, Parsed, PonPort, Warning, labels};

/// How a LAN port of an ONU treats VLANs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortVlan {
    pub port: u8,
    /// `tag`, or another word of the device.
    pub mode: String,
    pub pvid: Option<u16>,
}

/// The settings of one ONU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnuConfig {
    pub at: OnuAddress,
    pub port_vlans: Vec<PortVlan>,
    /// The lines as the device would take them.
    pub lines: Vec<String>,
    /// A pager stands in the reply: a session never hands one over, a capture may stop at it.
    pub paged: bool,
}

/// What of a whole configuration concerns ONUs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RunningConfig {
    pub host_name: Option<String>,
    /// Numbers and names.
    pub vlans: Vec<(u16, Option<String>)>,
    /// Of the management interface.
    pub management_ip: Option<String>,
    /// ONUs that have settings, in their order.
    pub onus: Vec<(OnuAddress, Vec<PortVlan>)>,
    pub whitelist: Vec<(PonPort, String)>,
    pub blacklist: Vec<(PonPort, String)>,
    /// Ports that do not let every ONU in, with the mode.
    pub auth: Vec<(PonPort, String)>,
}

static HEADER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)^!\s*onu\s+(\d+/\d+:\d+)\s+configuration").ok());

/// `show onu config epon 1/1 1`. A header alone is an ONU that passes no traffic.
pub fn onu_config(reply: &str) -> Result<Parsed<OnuConfig>, ParseError> {
    or_refused(reply)?;
    let mut found: Option<OnuConfig> = None;
    let mut warnings = Vec::new();
    for line in labels::lines(reply).iter().map(|line| line.trim()) {
        let header = HEADER.as_ref().and_then(|pattern| pattern.captures(line)).and_then(|groups| place(groups.get(1)?.as_str()));
        match (&mut found, header) {
            (None, Some(at)) => found = Some(OnuConfig { at, port_vlans: Vec::new(), lines: Vec::new(), paged: false }),
            (Some(config), None) if is_pager(line) => config.paged = true,
            (Some(config), None) if !line.is_empty() && !line.starts_with('!') && !is_prompt(line) => {
                config.lines.push(line.to_owned());
                match vlan_line(line) {
                    Some((id, vlan)) if id == config.at.id.0 => config.port_vlans.push(vlan),
                    _ if line.starts_with("onu ") && !is_vlan_line(line) => {}
                    _ => warnings.push(Warning::Row(line.to_owned())),
                }
            }
            _ => {}
        }
    }
    found.map(|value| Parsed { value, warnings }).ok_or_else(|| ParseError::unrecognised(reply))
}

/// `onu 1 vlan port 2 vlan-mode tag pvid 400`, by its keywords.
fn vlan_line(line: &str) -> Option<(u8, PortVlan)> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let after = |keyword: &str| words.iter().position(|word| *word == keyword).and_then(|at| words.get(at + 1)).copied();
    if !is_vlan_line(line) {
        return None;
    }
    let pvid = match after("pvid") {
        Some(text) => Some(text.parse().ok().filter(|vlan| (1..=4094).contains(vlan))?),
        None => None,
    };
    let mode = after("vlan-mode")?.to_owned();
    // A tag without its VLAN is a cut line.
    if mode == "tag" && pvid.is_none() {
        return None;
    }
    Some((after("onu")?.parse().ok()?, PortVlan { port: after("port")?.parse().ok()?, mode, pvid }))
}

fn is_vlan_line(line: &str) -> bool {
    matches!(line.split_whitespace().collect::<Vec<_>>().as_slice(), ["onu", _, "vlan", "port", ..])
}

/// Which part of the configuration a line stands in. The same interfaces come back in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Switch,
    Onus,
    Whitelist,
    Blacklist,
    Auth,
    Other,
}

/// A comment that opens a part; the empty `!` and other comments open none.
fn part(comment: &str) -> Option<Part> {
    let text = comment.to_ascii_lowercase();
    let holds = |words: &[&str]| words.iter().all(|word| text.contains(word));
    if !holds(&["config"]) {
        None
    } else if holds(&["onu", "interface"]) {
        Some(Part::Onus)
    } else if holds(&["white"]) {
        Some(Part::Whitelist)
    } else if holds(&["black"]) {
        Some(Part::Blacklist)
    } else if holds(&["auth"]) {
        Some(Part::Auth)
    } else {
        Some(Part::Other)
    }
}

/// `show running-config`.
pub fn running_config(reply: &str) -> Result<Parsed<RunningConfig>, ParseError> {
    or_refused(reply)?;
    let mut config = RunningConfig::default();
    let mut warnings = Vec::new();
    let mut here = Part::Switch;
    let mut interface: Option<String> = None;
    let mut known = false;
    for line in labels::lines(reply).iter().map(|line| line.trim()) {
        if let Some(comment) = line.strip_prefix('!') {
            if let Some(opened) = part(comment) {
                here = opened;
                interface = None;
            }
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        known |= matches!(words.as_slice(), ["Current", "configuration:"] | ["hostname", _] | ["interface", ..]);
        let pon = interface.as_deref().and_then(|name| name.strip_prefix("epon ")).and_then(|path| PonPort::parse_short(path).ok());
        let row = || Warning::Row(line.to_owned());
        match (here, pon, words.as_slice()) {
            (_, _, ["hostname", name]) => config.host_name = Some((*name).to_owned()),
            (_, _, ["interface", rest @ ..]) => interface = Some(rest.join(" ").to_ascii_lowercase()),
            (_, _, ["vlan", "database"]) => interface = Some("vlan database".to_owned()),
            (Part::Switch, _, ["vlan", number, rest @ ..]) if interface.as_deref() == Some("vlan database") => match number.parse() {
                Ok(number) => {
                    let name = if let ["name", name @ ..] = rest { Some(name.join(" ")) } else { None };
                    config.vlans.push((number, name.filter(|name| !name.is_empty())));
                }
                Err(_) => warnings.push(row()),
            },
            (Part::Switch, _, ["ip", "address", address, ..]) if interface.as_deref() == Some("mgmt") => {
                config.management_ip = Some((*address).to_owned());
            }
            (Part::Onus, Some(pon), ["onu", ..]) if is_vlan_line(line) => match vlan_line(line) {
                Some((id, vlan)) => {
                    let at = OnuAddress { pon, id: crate::OnuId(id) };
                    match config.onus.iter_mut().find(|(known, _)| *known == at) {
                        Some((_, vlans)) => vlans.push(vlan),
                        None => config.onus.push((at, vec![vlan])),
                    }
                }
                None => warnings.push(row()),
            },
            (Part::Whitelist, Some(pon), ["whitelist", "add", mac]) => config.whitelist.push((pon, mac_text(mac))),
            (Part::Blacklist, Some(pon), ["blacklist", "add", mac]) => config.blacklist.push((pon, mac_text(mac))),
            (Part::Auth, Some(pon), ["auth", "mode", mode]) => config.auth.push((pon, (*mode).to_owned())),
            (Part::Whitelist | Part::Blacklist | Part::Auth, Some(_), [first, ..]) if !["exit", "end"].contains(first) => {
                warnings.push(row())
            }
            _ => {}
        }
    }
    if known { Ok(Parsed { value: config, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

fn mac_text(text: &str) -> String {
    crate::Mac::parse(text).map_or_else(|_| text.to_owned(), |mac| mac.to_string())
}
