//! The profiles of V1.4: bandwidth (`dba`), ports of the ONU (`srv`), and the way through the PON (`line`).

use super::config::{Gemport, PortVlan, Service, ServicePort, Tcont, port_vlan, service, service_port, take_gemport, tcont};
use super::events::lines;
use super::refusals::refusals;
use crate::{ParseError, Parsed, Warning};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DbaProfile {
    pub id: u16,
    pub name: String,
    /// T-CONT type 1 to 5 (ITU-T G.984.3).
    pub kind: Option<u8>,
    pub fixed_kbps: Option<u32>,
    pub assured_kbps: Option<u32>,
    pub max_kbps: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SrvProfile {
    pub id: u16,
    pub name: String,
    pub port_vlans: Vec<PortVlan>,
}

/// T-CONTs; a GEM port, service or service port belongs to them by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LineProfile {
    pub id: u16,
    pub name: String,
    pub tconts: Vec<Tcont>,
    pub gemports: Vec<Gemport>,
    pub services: Vec<Service>,
    pub service_ports: Vec<ServicePort>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profiles {
    pub dba: Vec<DbaProfile>,
    pub srv: Vec<SrvProfile>,
    pub line: Vec<LineProfile>,
}

enum Section {
    None,
    Dba,
    Srv,
    Line,
    /// A kind that is not read.
    Other,
}

/// The profiles of a running configuration. One without any is an error.
pub fn profiles(reply: &str) -> Result<Parsed<Profiles>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut value = Profiles::default();
    let mut warnings = Vec::new();
    let mut section = Section::None;
    let mut known = false;
    for line in lines(reply) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let taken = match words.as_slice() {
            ["profile", kind, "id", id, "name", name] => {
                known = true;
                section = open(&mut value, kind, id, name);
                !matches!(section, Section::None)
            }
            ["profile", ..] => {
                section = Section::Other;
                false
            }
            ["exit" | "!"] => {
                section = Section::None;
                true
            }
            ["commit"] => true,
            words => match section {
                Section::Dba => value.dba.last_mut().is_some_and(|profile| profile.take(words)),
                Section::Srv => value.srv.last_mut().is_some_and(|profile| profile.take(words)),
                Section::Line => value.line.last_mut().is_some_and(|profile| profile.take(words)),
                // What belongs into a profile and stands in none has lost its first line.
                Section::None => !matches!(words.first(), Some(&("type" | "portvlan" | "tcont" | "gemport" | "service" | "service-port"))),
                Section::Other => true,
            },
        };
        if !taken {
            warnings.push(Warning::Row(line.trim().to_owned()));
        }
    }
    if known { Ok(Parsed { value, warnings }) } else { Err(ParseError::unrecognised(reply)) }
}

fn open(profiles: &mut Profiles, kind: &str, id: &str, name: &str) -> Section {
    let Ok(id) = id.parse() else { return Section::None };
    let name = name.to_owned();
    match kind {
        "dba" => {
            profiles.dba.push(DbaProfile { id, name, ..DbaProfile::default() });
            Section::Dba
        }
        "srv" => {
            profiles.srv.push(SrvProfile { id, name, ..SrvProfile::default() });
            Section::Srv
        }
        "line" => {
            profiles.line.push(LineProfile { id, name, ..LineProfile::default() });
            Section::Line
        }
        _ => Section::Other,
    }
}

impl DbaProfile {
    /// `type 3 assured 1024 maximum 1024000`
    fn take(&mut self, words: &[&str]) -> bool {
        let ["type", kind, rest @ ..] = words else { return false };
        let Ok(kind) = kind.parse() else { return false };
        self.kind = Some(kind);
        rest.len() >= 2
            && rest.chunks(2).all(|pair| match pair {
                ["fixed", kbps] => set(&mut self.fixed_kbps, kbps),
                ["assured", kbps] => set(&mut self.assured_kbps, kbps),
                ["maximum", kbps] => set(&mut self.max_kbps, kbps),
                _ => false,
            })
    }
}

fn set(slot: &mut Option<u32>, kbps: &str) -> bool {
    *slot = kbps.parse().ok();
    slot.is_some()
}

impl SrvProfile {
    fn take(&mut self, words: &[&str]) -> bool {
        match words {
            ["portvlan", rest @ ..] => port_vlan(rest).map(|port| self.port_vlans.push(port)).is_some(),
            _ => false,
        }
    }
}

impl LineProfile {
    fn take(&mut self, words: &[&str]) -> bool {
        match words {
            ["tcont", rest @ ..] => tcont(rest).map(|tcont| self.tconts.push(tcont)).is_some(),
            ["gemport", rest @ ..] => take_gemport(&mut self.gemports, rest),
            ["service", rest @ ..] => service(rest).map(|service| self.services.push(service)).is_some(),
            ["service-port", rest @ ..] => service_port(rest).map(|port| self.service_ports.push(port)).is_some(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_untagged_traffic_and_all_bandwidths_are_read() {
        let text = "profile dba id 511 name default1\ntype 5 fixed 100 assured 200 maximum 300\nexit\n!\nprofile line id 4 name many\n  tcont 1 dba default1\n    gemport 1 tcont 1 gemport_name g\n      service a gemport 1 untag ethuni 1\n      service-port 1 gemport 1 uservlan untag vlan 5\n    gemport 2 tcont 1 gemport_name h\n      service b gemport 2 vlan 111-120\n      service-port 2 gemport 2 uservlan 111 to 120 transparent\ncommit\nexit\nprofile alarm id 1 name x\nwhatever\nexit";
        let read = profiles(text).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        let dba = &read.value.dba[0];
        assert_eq!((dba.kind, dba.fixed_kbps, dba.assured_kbps, dba.max_kbps), (Some(5), Some(100), Some(200), Some(300)));
        let line = &read.value.line[0];
        assert_eq!((line.services[0].vlan.as_str(), line.service_ports[1].user_vlan.as_str()), ("untag", "111-120"));
    }

    #[test]
    fn cut_lines_are_warnings() {
        for line in ["type 4 maxi", "type", "type 4", "profile dba id 2 nam"] {
            let read = profiles(&format!("profile dba id 1 name a\n{line}\nexit")).unwrap();
            assert_eq!(read.warnings.len(), 1, "{line}");
            assert_eq!((read.value.dba.len(), read.value.dba[0].max_kbps), (1, None), "{line}");
        }
        assert!(profiles("vlan 1\nexit").is_err());
    }
}
