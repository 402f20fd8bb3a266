//! What an ONT is configured with: T-CONTs with their GEM ports and VLANs, ports, and its management.

use serde::Serialize;

use super::lists::cell;
use crate::labels::{self, is_rule};
use crate::table::{self, Column, Layout};
use crate::{ParseError, Parsed, Warning};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    pub index: u16,
    pub vlan: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gem {
    pub gem_index: u16,
    pub mappings: Vec<Mapping>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tcont {
    pub id: u16,
    pub dba_profile_id: u16,
    pub gems: Vec<Gem>,
}

/// How many ports of a kind a service profile gives: a number, or as many as the ONT has, up to a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortCount {
    Fixed(u16),
    Adaptive { most: Option<u16> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PortVlan {
    pub port_type: String,
    pub port: u16,
    pub service_type: String,
    pub s_vlan: Option<u16>,
    pub c_vlan: Option<u16>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Tr069 {
    pub enabled: bool,
    pub ip_index: Option<u16>,
    pub server_profile_id: Option<u16>,
    pub server_profile_name: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Configured {
    pub tconts: Vec<Tcont>,
    pub eth_ports: Option<PortCount>,
    pub pots_ports: Option<PortCount>,
    pub port_vlans: Vec<PortVlan>,
    /// `None` where it is off or not printed.
    pub tr069: Option<Tr069>,
    /// How many ONTs the reply was asked for.
    pub required_onts: Option<u32>,
}

const PORT_VLANS: Layout = Layout {
    columns: &[
        Column::word("port_type", "port", "type"),
        Column::word("port", "port", "id"),
        Column::word("service_type", "service-type", ""),
        Column::word("index", "index", ""),
        Column::word("s_vlan", "s-vlan", ""),
        Column::word("s_pri", "s-pri", ""),
        Column::word("c_vlan", "c-vlan", ""),
        Column::word("c_pri", "c-pri", ""),
        Column::word("encap", "encap", ""),
        Column::word("policy", "s-pri", "policy"),
    ],
    required: &["port_type", "port", "service_type", "s_vlan", "c_vlan"],
};

/// The same replies as [`super::detail`]: `display ont info <f> <s> <p> <ont>` and `… by-sn`.
pub fn configured(reply: &str) -> Result<Parsed<Configured>, ParseError> {
    if let Some(refusal) = super::refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let lines = labels::lines(reply);
    let mut configured = Configured { tconts: tconts(&lines), ..Configured::default() };
    let mut tr069 = Tr069::default();
    // Only the table of port counts has rows such as `ETH 4`; others that begin so come after it.
    let mut counting = false;
    for line in &lines {
        if let Some((label, value)) = labels::split(line) {
            match labels::key(label).as_str() {
                "tr069 management" => tr069.enabled = value.eq_ignore_ascii_case("enable"),
                "tr069 ip index" => tr069.ip_index = value.parse().ok(),
                "tr069 server profile id" => tr069.server_profile_id = value.parse().ok(),
                "tr069 server profile name" => tr069.server_profile_name = crate::reading::said(value).map(str::to_owned),
                "the number of required onts" => configured.required_onts = value.parse().ok(),
                _ => {}
            }
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [first, ..] if first.eq_ignore_ascii_case("port-type") => counting = line.to_ascii_lowercase().contains("port-number"),
            ["ETH", count, ..] if counting => configured.eth_ports = ports(count, words.get(2)),
            ["POTS", count, ..] if counting => configured.pots_ports = ports(count, words.get(2)),
            _ => {}
        }
    }
    configured.tr069 = tr069.enabled.then_some(tr069);
    let tables = table::read(&lines, &[PORT_VLANS], |_, _| false);
    let mut warnings = tables.warnings;
    for (_, row) in &tables.rows {
        match cell(row, "port").parse() {
            Ok(port) => configured.port_vlans.push(PortVlan {
                port_type: cell(row, "port_type").to_owned(),
                port,
                service_type: cell(row, "service_type").to_owned(),
                s_vlan: cell(row, "s_vlan").parse().ok(),
                c_vlan: cell(row, "c_vlan").parse().ok(),
            }),
            Err(_) => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value: configured, warnings })
}

fn ports(count: &str, most: Option<&&str>) -> Option<PortCount> {
    match count.parse() {
        Ok(count) => Some(PortCount::Fixed(count)),
        Err(_) if count.eq_ignore_ascii_case("adaptive") => Some(PortCount::Adaptive { most: most.and_then(|most| most.parse().ok()) }),
        Err(_) => None,
    }
}

/// `<T-CONT 4> DBA Profile-ID:5` with the `<Gem Index 126>` blocks below it, and the rows of their mapping tables.
pub(super) fn tconts(lines: &[String]) -> Vec<Tcont> {
    let mut tconts: Vec<Tcont> = Vec::new();
    // Whether rows belong to the GEM port that was opened last.
    let mut inside = false;
    for line in lines {
        let text = line.trim();
        if let Some(rest) = text.strip_prefix("<T-CONT") {
            inside = false;
            let (id, rest) = rest.split_once('>').unwrap_or((rest, ""));
            let profile = rest.rsplit(':').next().unwrap_or("").trim();
            if let (Ok(id), Ok(dba_profile_id)) = (id.trim().parse(), profile.parse()) {
                tconts.push(Tcont { id, dba_profile_id, gems: Vec::new() });
            }
        } else if let Some(index) = text.strip_prefix("<Gem Index") {
            inside = false;
            if let (Some(tcont), Ok(gem_index)) = (tconts.last_mut(), index.trim_end_matches('>').trim().parse()) {
                tcont.gems.push(Gem { gem_index, mappings: Vec::new() });
                inside = true;
            }
        } else if inside && !is_rule(text) {
            let words: Vec<&str> = text.split_whitespace().collect();
            match words.as_slice() {
                [index, vlan, _, _, ..] if index.bytes().all(|byte| byte.is_ascii_digit()) => {
                    let gem = tconts.last_mut().and_then(|tcont| tcont.gems.last_mut());
                    if let (Some(gem), Ok(index)) = (gem, index.parse()) {
                        gem.mappings.push(Mapping { index, vlan: vlan.parse().ok() });
                    }
                }
                _ if labels::split(text).is_some() && !text.starts_with('|') => inside = false,
                _ => {}
            }
        }
    }
    tconts
}
