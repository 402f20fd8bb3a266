//! V-SOL: GPON OLTs of the V1600G family, whose firmware V1.4 and V2.3.1 configure an ONU differently, and EPON OLTs of the
//! V1600D family.
//!
//! A box has one slot, so the port that the command line calls `0/N` is frame 0, slot 0, port N here. Everything works from
//! `(config)#`, the home mode: the shows are not there below it, and entering it again after `end` confuses V2.3.1.

mod config;
mod dialogue;
mod epon;
mod epon_dialect;
mod events;
mod found;
mod gpon;
mod gpon_dialect;
mod index;
mod light;
mod plan;
mod profiles;
mod refusals;
mod settings;
mod snmp;
mod version;

pub use config::{Gemport, OnuConfig, PonConfig, PortVlan, Tcont, Wan, onu_config, running_config};
pub use config::{Service as ConfiguredService, ServicePort as ConfiguredServicePort};
pub use epon::{AuthInfo, BasicInfo, MacEntry, Status, auth_info, basic_info, mac_table, status};
pub use epon_dialect::VsolEpon;
pub use events::{Event, events};
pub use found::{Found, auto_find};
pub use gpon::{Info, State, info, state};
pub use gpon_dialect::VsolGpon;
pub use index::{Index, Pon};
pub(crate) use light::port_of;
pub use light::{Optical, Thresholds, diagnosis, optical_info};
pub use profiles::{DbaProfile, LineProfile, Profiles, SrvProfile, profiles};
pub use refusals::refusals;
pub use snmp::{Walk, WalkedLight, WalkedOnu, walk};
pub use version::{Login, Version, login, version};

use crate::ProfileName;

/// How a firmware configures an ONU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firmware {
    /// V1.4.x: the ONU is given a line profile and a service profile.
    V1_4,
    /// V2.3.x: T-CONT, GEM port, service and VLAN are written for each ONU.
    V2_3,
}

impl Firmware {
    /// From `show version`; `None` for a firmware of which no configuration has been seen.
    pub fn of(software: &str) -> Option<Self> {
        let numbers = software.trim().trim_start_matches(['V', 'v']);
        match numbers.split('.').collect::<Vec<_>>().as_slice() {
            ["1", "4", ..] => Some(Self::V1_4),
            ["2", "3", ..] => Some(Self::V2_3),
            _ => None,
        }
    }
}

/// How an OLT spells removing and restarting an ONU. A spelling that it does not know is refused and changes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wording {
    /// `onu delete N`, `onu reboot N` (operators' notes).
    #[default]
    VerbFirst,
    /// `no onu N`, `onu N reboot` (the help of a V2.3.1 box; CLI manual v2.1 §19.3.4).
    NumberFirst,
}

/// What a V-SOL service needs besides serial or MAC, code and VLAN. All names must exist on the OLT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// For V1.4. The line profile carries the VLAN: it is not written for the ONU, and a line profile of another VLAN is not
    /// noticed here.
    Profiles { line: ProfileName, service: ProfileName },
    /// For V2.3.
    Settings {
        onu_profile: ProfileName,
        /// Upstream bandwidth.
        dba: ProfileName,
        /// Traffic profiles that limit the GEM port, upstream and downstream, if any.
        traffic: Option<(ProfileName, ProfileName)>,
        port: UserPort,
    },
    /// For EPON, where the ports' VLANs are those of the PON port and of the ONU itself.
    Epon,
}

/// Where the customer's traffic leaves an ONU.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserPort {
    /// Its own router: transparent, for the router tags.
    Veip,
    /// Its first socket, tagged with the VLAN.
    Eth,
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firmware_is_known_by_its_first_two_numbers() {
        for (text, firmware) in [("V1.4.13R", Some(Firmware::V1_4)), ("V2.3.1R", Some(Firmware::V2_3)), ("V2.03.51R", None), ("", None)] {
            assert_eq!(Firmware::of(text), firmware, "{text}");
        }
    }
}
