//! What a V-SOL OLT has been told about the ONUs of a port: `show running-config` and `show running-config onu N`.
//!
//! The configuration of an ONU holds its owner's PPPoE and Wi-Fi passwords in the clear; they are never read into a record.

use super::events::lines;
use super::refusals::refusals;
use crate::{Mac, ParseError, Parsed, Serial, Warning};

/// The ONUs of one port, as configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PonConfig {
    /// `gpon 0/1` or `epon 0/1`.
    pub interface: String,
    /// Whether the OLT registers ONUs by itself. `None` where the configuration does not say.
    pub auto_learn: Option<bool>,
    pub auto_learn_line_profile: Option<String>,
    pub auto_learn_srv_profile: Option<String>,
    pub plug_and_play: Option<bool>,
    pub onus: Vec<OnuConfig>,
}

/// One ONU, as configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OnuConfig {
    pub onu_id: u8,
    /// GPON: the ONU profile it was added with.
    pub profile: Option<String>,
    pub serial: Option<Serial>,
    /// EPON.
    pub mac: Option<Mac>,
    pub description: Option<String>,
    pub line_profile: Option<String>,
    pub srv_profile: Option<String>,
    pub pri_profile: Option<String>,
    pub equipment_id: Option<String>,
    pub tconts: Vec<Tcont>,
    pub gemports: Vec<Gemport>,
    pub services: Vec<Service>,
    pub service_ports: Vec<ServicePort>,
    pub port_vlans: Vec<PortVlan>,
    pub wans: Vec<Wan>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tcont {
    pub id: u16,
    pub name: Option<String>,
    pub dba: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gemport {
    pub id: u16,
    pub tcont: Option<u16>,
    pub name: Option<String>,
    /// Traffic profiles that limit it.
    pub upstream: Option<String>,
    pub downstream: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub name: String,
    pub gemport: u16,
    /// A number, a range, or `untag`.
    pub vlan: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    pub id: u16,
    pub gemport: u16,
    pub user_vlan: String,
    pub vlan: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortVlan {
    /// `eth 1` or `veip 1`.
    pub port: String,
    pub mode: String,
    pub vlan: Option<u16>,
    pub pri: Option<u8>,
}

/// A connection that the OLT configures on an ONU of its own make.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wan {
    pub index: u16,
    /// `bridge` or `route`.
    pub kind: Option<String>,
    pub mode: Option<String>,
    pub mtu: Option<u16>,
    /// `static`, `dhcp` or `pppoe`.
    pub ipv4: Option<String>,
    pub ip: Option<String>,
    pub mask: Option<String>,
    pub gateway: Option<String>,
    pub dns: Vec<String>,
    /// The PPPoE user; its password is not kept.
    pub user: Option<String>,
    pub nat: Option<bool>,
    pub vlan_mode: Option<String>,
    pub vlan: Option<u16>,
    pub pri: Option<u8>,
    pub bind: Option<String>,
}

/// The PON interfaces of a configuration in their order. A port that stands in it twice (its settings, then its ONUs) is one.
pub fn running_config(reply: &str) -> Result<Parsed<Vec<PonConfig>>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut parsed = Parsed { value: Vec::<PonConfig>::new(), warnings: Vec::new() };
    let mut current: Option<usize> = None;
    let mut known = false;
    for line in lines(reply) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["interface", kind @ ("gpon" | "epon"), place] => {
                known = true;
                let interface = format!("{kind} {place}");
                current = Some(port(&mut parsed.value, interface));
            }
            ["interface", ..] => {
                known = true;
                current = None;
            }
            ["exit" | "!" | "end"] => current = None,
            words => {
                let pon = current.and_then(|at| parsed.value.get_mut(at));
                // An ONU outside of a port has lost the line that named it.
                if !pon.map_or_else(|| !speaks_of_an_onu(words), |pon| take(pon, words)) {
                    parsed.warnings.push(Warning::Row(line.trim().to_owned()));
                }
            }
        }
    }
    if known { Ok(parsed) } else { Err(ParseError::unrecognised(reply)) }
}

/// `show running-config onu N` in a PON interface: the lines of one ONU and nothing around them.
pub fn onu_config(reply: &str) -> Result<Parsed<OnuConfig>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut pon = PonConfig::default();
    let mut warnings = Vec::new();
    for line in lines(reply) {
        let words: Vec<&str> = line.split_whitespace().collect();
        if matches!(words.first(), Some(&"onu" | &"confirm")) && !take(&mut pon, &words) {
            warnings.push(Warning::Row(line.trim().to_owned()));
        }
    }
    match pon.onus.into_iter().next() {
        Some(value) => Ok(Parsed { value, warnings }),
        None => Err(ParseError::unrecognised(reply)),
    }
}

fn speaks_of_an_onu(words: &[&str]) -> bool {
    match words {
        ["onu", "add", ..] | ["confirm", "onu", ..] => true,
        ["onu", id, ..] => id.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Settings of an ONU that are known and not read.
const UNREAD: &[&str] = &[
    "wifi_switch",
    "wifi_ssid",
    "username",
    "firewall",
    "acl",
    "dhcp_server",
    "reset_button",
    "port_isolate",
    "save_config",
    "tr069_mng",
    "catv",
    "loopback_detect",
];

fn port(ports: &mut Vec<PonConfig>, interface: String) -> usize {
    ports.iter().position(|port| port.interface == interface).unwrap_or_else(|| {
        ports.push(PonConfig { interface, ..PonConfig::default() });
        ports.len() - 1
    })
}

/// Takes a line of a PON interface; false if it speaks of an ONU and cannot be understood as whole.
fn take(pon: &mut PonConfig, words: &[&str]) -> bool {
    match words {
        ["no", "onu", "auto-learn"] => pon.auto_learn = Some(false),
        ["onu", "auto-learn"] => pon.auto_learn = Some(true),
        ["onu", "auto-learn", "line-profile", "name", name] => pon.auto_learn_line_profile = Some((*name).to_owned()),
        ["onu", "auto-learn", "srv-profile", "name", name] => pon.auto_learn_srv_profile = Some((*name).to_owned()),
        ["plug_and_play", word @ ("enable" | "disable")] => pon.plug_and_play = Some(*word == "enable"),
        ["onu", "add", id, "profile", profile, rest @ ..] => {
            let Ok(onu_id) = id.parse() else { return false };
            let serial = match rest {
                // A place without a serial number, or one that a publisher took out.
                [] | ["sn", "SNREMOVED"] => None,
                ["sn", serial] => Serial::parse(serial).ok(),
                _ => None,
            };
            pon.onus.push(OnuConfig { onu_id, profile: Some((*profile).to_owned()), serial, ..OnuConfig::default() });
            return serial.is_some() || matches!(rest, [] | ["sn", "SNREMOVED"]);
        }
        ["confirm", "onu", "mac", mac, "onuid", id] => match (id.parse(), Mac::parse(mac)) {
            (Ok(onu_id), Ok(mac)) => pon.onus.push(OnuConfig { onu_id, mac: Some(mac), ..OnuConfig::default() }),
            _ => return false,
        },
        ["onu", "add" | "auto-learn", ..] => return matches!(words, ["onu", "auto-learn", ..]),
        // Words that only a cut leaves alone.
        ["confirm", ..] | ["onu"] | ["no"] | ["no", "onu"] | ["plug_and_play"] => return false,
        ["onu", id, rest @ ..] => {
            let onu = id.parse().ok().and_then(|id: u8| pon.onus.iter_mut().find(|onu| onu.onu_id == id));
            return onu.is_some_and(|onu| onu.take(rest));
        }
        _ => {}
    }
    true
}

impl OnuConfig {
    /// Takes what follows `onu N`; false if a known line is cut.
    fn take(&mut self, words: &[&str]) -> bool {
        let text = |text: &str| Some(text.to_owned());
        match words {
            ["desc" | "description", rest @ ..] if !rest.is_empty() => self.description = Some(rest.join(" ")),
            ["profile", "line", "name", name] => self.line_profile = text(name),
            ["profile", "srv", "name", name] => self.srv_profile = text(name),
            ["profile", "pri", "name", name] => self.pri_profile = text(name),
            ["profile", "onu", ..] => {}
            ["pri", "equid", name] => self.equipment_id = text(name),
            ["pri", "wan_adv" | "wan_conn", rest @ ..] => return self.take_wan(rest),
            ["tcont", rest @ ..] => match tcont(rest) {
                Some(tcont) => self.tconts.push(tcont),
                None => return false,
            },
            ["gemport", rest @ ..] => return take_gemport(&mut self.gemports, rest),
            ["service", rest @ ..] => match service(rest) {
                Some(service) => self.services.push(service),
                None => return false,
            },
            ["service-port", _, "description", ..] => {}
            ["service-port", rest @ ..] => match service_port(rest) {
                Some(port) => self.service_ports.push(port),
                None => return false,
            },
            ["portvlan", rest @ ..] => match port_vlan(rest) {
                Some(port) => self.port_vlans.push(port),
                None => return false,
            },
            ["pri", setting, _, ..] => return UNREAD.contains(setting),
            // A cut line, or a setting that nobody has seen.
            _ => return false,
        }
        true
    }

    fn take_wan(&mut self, words: &[&str]) -> bool {
        let ["index", index, rest @ ..] = words else { return matches!(words, ["add", _, ..] | ["commit"]) };
        let Ok(index) = index.parse() else { return false };
        let at = self.wans.iter().position(|wan| wan.index == index).unwrap_or_else(|| {
            self.wans.push(Wan { index, ..Wan::default() });
            self.wans.len() - 1
        });
        self.wans.get_mut(at).is_some_and(|wan| wan.take(rest))
    }
}

impl Wan {
    /// Takes what follows `index N`.
    fn take(&mut self, words: &[&str]) -> bool {
        let text = |text: &str| Some(text.to_owned());
        match words {
            ["bridge", mode] => (self.kind, self.mode) = (text("bridge"), text(mode)),
            ["route", "mode", mode, rest @ ..] => {
                (self.kind, self.mode) = (text("route"), text(mode));
                self.mtu = after(rest, "mtu").and_then(|mtu| mtu.parse().ok());
            }
            ["route", "ipv4", kind, rest @ ..] => {
                (self.kind, self.ipv4) = (text("route"), text(kind));
                let value = |word: &str| after(rest, word).map(str::to_owned);
                (self.ip, self.mask, self.gateway) = (value("ip"), value("mask"), value("gw"));
                (self.user, self.nat) = (value("user"), value("nat").map(|word| word == "enable"));
                self.dns = ["master", "slave"].iter().filter_map(|word| value(word)).collect();
            }
            ["vlan", mode, "wan_vlan", vlan, pri] => match (vlan.parse(), pri.parse()) {
                (Ok(vlan), Ok(pri)) => (self.vlan_mode, self.vlan, self.pri) = (text(mode), Some(vlan), Some(pri)),
                _ => return false,
            },
            ["vlan", "tag", ..] => return false,
            ["bind", rest @ ..] if !rest.is_empty() => self.bind = Some(rest.join(" ")),
            // Such as `route ipv6 …`.
            [_, _, _, ..] => {}
            _ => return false,
        }
        true
    }
}

/// The word after a keyword.
fn after<'a>(words: &[&'a str], keyword: &str) -> Option<&'a str> {
    words.iter().skip_while(|word| **word != keyword).nth(1).copied()
}

pub(super) fn tcont(words: &[&str]) -> Option<Tcont> {
    let (id, name, dba) = match words {
        [id, "name", name, "dba", dba] => (id, Some((*name).to_owned()), dba),
        [id, "dba", dba] => (id, None, dba),
        _ => return None,
    };
    Some(Tcont { id: id.parse().ok()?, name, dba: (*dba).to_owned() })
}

/// A GEM port has a line for its T-CONT and one for its limits.
pub(super) fn take_gemport(gemports: &mut Vec<Gemport>, words: &[&str]) -> bool {
    let [id, rest @ ..] = words else { return false };
    let Ok(id) = id.parse() else { return false };
    let at = gemports.iter().position(|gemport| gemport.id == id).unwrap_or_else(|| {
        gemports.push(Gemport { id, ..Gemport::default() });
        gemports.len() - 1
    });
    let Some(gemport) = gemports.get_mut(at) else { return false };
    match rest {
        ["tcont", tcont, rest @ ..] => {
            gemport.tcont = tcont.parse().ok();
            gemport.name = after(rest, "gemport_name").map(str::to_owned);
            gemport.tcont.is_some() && gemport.name.is_some()
        }
        ["traffic-limit", rest @ ..] => {
            gemport.upstream = after(rest, "upstream").map(str::to_owned);
            gemport.downstream = after(rest, "downstream").map(str::to_owned);
            !rest.is_empty() && rest.len().is_multiple_of(2)
        }
        _ => false,
    }
}

pub(super) fn service(words: &[&str]) -> Option<Service> {
    let [name, "gemport", gemport, rest @ ..] = words else { return None };
    let vlan = match rest {
        ["vlan", vlan] => (*vlan).to_owned(),
        ["untag", ..] => "untag".to_owned(),
        _ => return None,
    };
    Some(Service { name: (*name).to_owned(), gemport: gemport.parse().ok()?, vlan })
}

pub(super) fn service_port(words: &[&str]) -> Option<ServicePort> {
    let [id, "gemport", gemport, "uservlan", rest @ ..] = words else { return None };
    let (user_vlan, vlan) = match rest {
        [user, "vlan", vlan, ..] => ((*user).to_owned(), (*vlan).to_owned()),
        [from, "to", to, "transparent"] => (format!("{from}-{to}"), "transparent".to_owned()),
        [user, "transparent"] => ((*user).to_owned(), "transparent".to_owned()),
        _ => return None,
    };
    Some(ServicePort { id: id.parse().ok()?, gemport: gemport.parse().ok()?, user_vlan, vlan })
}

pub(super) fn port_vlan(words: &[&str]) -> Option<PortVlan> {
    let [kind, number, "mode", mode, rest @ ..] = words else { return None };
    let (vlan, pri) = match rest {
        [] if *mode != "tag" => (None, None),
        ["vlan", vlan] => (Some(vlan.parse().ok()?), None),
        ["vlan", vlan, "pri", pri] => (Some(vlan.parse().ok()?), Some(pri.parse().ok()?)),
        _ => return None,
    };
    Some(PortVlan { port: format!("{kind} {number}"), mode: (*mode).to_owned(), vlan, pri })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The two ways of configuring, in one port that stands in the configuration twice.
    const BOTH: &str = "interface gpon 0/7\nno shutdown\nexit\n!\ninterface gpon 0/7\nonu auto-learn\nonu auto-learn line-profile name L\nonu auto-learn srv-profile name S\nplug_and_play enable\n\
onu add 1 profile V2802GW sn GPON00225D48\nonu 1 desc GPON0/7:1_032074\nonu 1 tcont 1 name Internet dba Internet\nonu 1 gemport 1 tcont 1 gemport_name Internet\n\
2026/08/06 12:15:28   ONU Offline   PON 0/7 ONU 22 sn GPON00B8FF21\n\
onu 1 gemport 1 traffic-limit upstream UP downstream DOWN\nonu 1 service Internet gemport 1 vlan 1001\nonu 1 service-port 1 gemport 1 uservlan 1001 vlan 1001\nonu 1 service-port 1 description Internet\n\
onu 1 portvlan veip 1 mode transparent\nonu 1 pri wan_adv add route\nonu 1 pri wan_adv index 1 route mode internet mtu 1492\n\
onu 1 pri wan_adv index 1 route ipv4 pppoe proxy disable user u1 pwd rahasia mode auto nat enable\nonu 1 pri wan_adv index 1 vlan tag wan_vlan 100 0\n\
onu 1 pri wifi_ssid 1 name X hide disable auth_mode wpa2psk encrypt_type aes shared_key rahasia rekey_interval 0\nexit";

    #[test]
    fn an_onu_has_what_was_configured_and_no_password() {
        let read = running_config(BOTH).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        let [pon] = read.value.as_slice() else { panic!("{:?}", read.value) };
        assert_eq!((pon.auto_learn, pon.plug_and_play, pon.auto_learn_line_profile.as_deref()), (Some(true), Some(true), Some("L")));
        let onu = &pon.onus[0];
        assert_eq!((onu.tconts[0].dba.as_str(), onu.gemports[0].downstream.as_deref()), ("Internet", Some("DOWN")));
        assert_eq!((onu.services[0].vlan.as_str(), onu.service_ports[0].user_vlan.as_str()), ("1001", "1001"));
        assert_eq!(onu.port_vlans[0], PortVlan { port: "veip 1".into(), mode: "transparent".into(), vlan: None, pri: None });
        assert_eq!((onu.wans[0].user.as_deref(), onu.wans[0].mtu, onu.wans[0].nat), (Some("u1"), Some(1492), Some(true)));
        assert!(!format!("{read:?}").contains("rahasia"));
    }

    #[test]
    fn cut_lines_are_warnings_and_make_no_onu() {
        for (line, onus) in [
            ("onu add 1", 0),
            ("onu add 1 profile default sn GPON0022", 1),
            ("onu 3 desc X", 0),
            ("confirm onu mac 02:00:5e:00:00:0 onuid 1", 0),
            ("confirm onu mac 02:00:5e:00:00:01 onui", 0),
        ] {
            let read = running_config(&format!("interface gpon 0/1\n{line}\nexit")).unwrap();
            assert_eq!((read.value[0].onus.len(), read.warnings.len()), (onus, 1), "{line}");
            assert!(read.value[0].onus.iter().all(|onu| onu.serial.is_none()));
        }
        assert!(running_config("gpon 0/1").is_err());
    }

    #[test]
    fn one_onu_is_read_alone() {
        let read = onu_config("onu add 2 profile default sn GPON00ab12cd\nonu 2 profile line name l\nonu 2 profile srv name s\n").unwrap();
        assert_eq!((read.value.onu_id, read.value.line_profile.as_deref()), (2, Some("l")));
        assert!(onu_config("nothing").is_err());
    }
}
