//! The lines of an ONU's configuration as settings. They stand in two replies: `show running-config interface <onu>` and
//! `show onu running config <onu>`.

use serde::Serialize;

use super::remote::unmasked;
use super::running_config;
use crate::labels;
use crate::{ParseError, Parsed, Password, Warning};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tcont {
    pub id: u16,
    pub profile: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct GemPort {
    pub id: u16,
    pub name: Option<String>,
    pub tcont: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic_limit_upstream: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic_limit_downstream: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VportService {
    pub id: u16,
    /// On C600-class OLTs the interface names the vport, not the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vport: Option<u16>,
    pub user_vlan: Option<u16>,
    pub vlan: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SwitchportMode {
    pub vport: u16,
    pub mode: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnuService {
    pub name: String,
    pub gemport: Option<u16>,
    /// One VLAN or a list, as the OLT writes it.
    pub vlan: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WanIp {
    pub id: u16,
    pub mode: Option<String>,
    pub username: Option<String>,
    #[serde(serialize_with = "super::remote::shown")]
    pub password: Option<Password>,
    pub vlan_profile: Option<String>,
    pub host: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VlanPort {
    pub port: String,
    pub mode: Option<String>,
    pub vlan: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Flow {
    pub flow: u16,
    pub vlan: Option<u16>,
    pub gemport: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IpHost {
    pub id: u16,
    pub dhcp: Option<bool>,
    pub vlan: Option<u16>,
}

/// What the known lines say; other lines are left to whoever reads the configuration as lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Settings {
    pub interface: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tconts: Vec<Tcont>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gemports: Vec<GemPort>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub service_ports: Vec<VportService>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub switchport_modes: Vec<SwitchportMode>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pppoe_plus_vports: Vec<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<OnuService>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wan_ip: Vec<WanIp>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flows: Vec<Flow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ip_hosts: Vec<IpHost>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub vlan_ports: Vec<VlanPort>,
}

/// One of the two replies, read line by line.
pub fn settings(reply: &str) -> Result<Parsed<Settings>, ParseError> {
    let lines = running_config(reply)?;
    let heads = |line: &String| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("interface" | "pon-onu-mng")).then(|| words.next().map(str::to_owned)).flatten()
    };
    let mut settings = Settings { interface: labels::lines(reply).iter().find_map(heads).unwrap_or_default(), ..Settings::default() };
    let mut warnings = lines.warnings;
    for line in &lines.value {
        if settings.take(line).is_none() {
            warnings.push(Warning::Row(line.clone()));
        }
    }
    Ok(Parsed { value: settings, warnings })
}

/// The word after a keyword.
fn after<'a>(words: &[&'a str], keyword: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == keyword).and_then(|at| words.get(at + 1)).copied()
}

fn number<T: std::str::FromStr>(words: &[&str], keyword: &str) -> Option<T> {
    after(words, keyword)?.parse().ok()
}

impl Settings {
    /// Takes a line; `None` if it is one of the known ones and cut.
    fn take(&mut self, line: &str) -> Option<()> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let kept = |text: &str| unmasked(text).map(str::to_owned);
        match words.as_slice() {
            ["name", _, ..] => self.name = kept(line.strip_prefix("name ")?),
            ["description", _, ..] => self.description = kept(line.strip_prefix("description ")?),
            ["tcont", id, rest @ ..] => self.tconts.push(Tcont { id: id.parse().ok()?, profile: after(rest, "profile").and_then(kept) }),
            ["gemport", gem, "flow", flow] => {
                let (gem, flow) = (gem.parse().ok()?, flow.parse().ok()?);
                self.flow(flow).gemport = Some(gem);
            }
            ["gemport", id, rest @ ..] => {
                let port = self.gemport(id.parse().ok()?);
                if rest.first() == Some(&"traffic-limit") {
                    port.traffic_limit_upstream = after(rest, "upstream").and_then(kept);
                    port.traffic_limit_downstream = after(rest, "downstream").and_then(kept);
                } else {
                    port.name = after(rest, "name").and_then(kept);
                    port.tcont = number(rest, "tcont");
                }
            }
            ["service-port", id, rest @ ..] => self.service_ports.push(VportService {
                id: id.parse().ok()?,
                vport: number(rest, "vport"),
                user_vlan: number(rest, "user-vlan"),
                vlan: number(rest, "vlan"),
            }),
            ["switchport", "mode", mode, "vport", vport] => {
                self.switchport_modes.push(SwitchportMode { vport: vport.parse().ok()?, mode: (*mode).to_owned() });
            }
            ["pppoe-plus", "enable", "vport", vport] => self.pppoe_plus_vports.push(vport.parse().ok()?),
            ["service", name, rest @ ..] => self.services.push(OnuService {
                name: (*name).to_owned(),
                gemport: number(rest, "gemport"),
                vlan: after(rest, "vlan")
                    .filter(|list| list.bytes().all(|byte| byte.is_ascii_digit() || b"-,".contains(&byte)))
                    .map(str::to_owned),
            }),
            ["wan-ip", id, "mode", mode, rest @ ..] => self.wan_ip.push(WanIp {
                id: id.parse().ok()?,
                mode: kept(mode),
                username: after(rest, "username").and_then(kept),
                password: after(rest, "password").and_then(unmasked).and_then(Password::printed),
                vlan_profile: after(rest, "vlan-profile").and_then(kept),
                host: number(rest, "host"),
            }),
            ["flow", flow, "priority" | "pri", _, "vid" | "vlan", vlan] => {
                let flow = flow.parse().ok()?;
                self.flow(flow).vlan = vlan.parse().ok();
            }
            ["ip-host", id, "dhcp-enable", enabled, ..] => {
                self.ip_host(id.parse().ok()?).dhcp = Some(["true", "enable"].contains(enabled));
            }
            ["vlan-filter", "iphost", id, "priority" | "pri", _, "vid" | "vlan", vlan] => {
                self.ip_host(id.parse().ok()?).vlan = vlan.parse().ok();
            }
            ["vlan", "port", port, rest @ ..] => self.vlan_ports.push(VlanPort {
                port: (*port).to_owned(),
                mode: after(rest, "mode").and_then(kept),
                vlan: number(rest, "vlan"),
            }),
            _ => {}
        }
        Some(())
    }

    fn flow(&mut self, flow: u16) -> &mut Flow {
        let at = self.flows.iter().position(|known| known.flow == flow).unwrap_or_else(|| {
            self.flows.push(Flow { flow, vlan: None, gemport: None });
            self.flows.len() - 1
        });
        // Found or just pushed.
        &mut self.flows[at]
    }

    fn gemport(&mut self, id: u16) -> &mut GemPort {
        let at = self.gemports.iter().position(|known| known.id == id).unwrap_or_else(|| {
            self.gemports.push(GemPort { id, ..GemPort::default() });
            self.gemports.len() - 1
        });
        &mut self.gemports[at]
    }

    fn ip_host(&mut self, id: u16) -> &mut IpHost {
        let at = self.ip_hosts.iter().position(|known| known.id == id).unwrap_or_else(|| {
            self.ip_hosts.push(IpHost { id, dhcp: None, vlan: None });
            self.ip_hosts.len() - 1
        });
        &mut self.ip_hosts[at]
    }
}
