//! Which maker's firmware a box has, by what it shows before anything is asked of it.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use super::CommandSetting;
use crate::Dialect;
use crate::cdata::Cdata;
use crate::hsgq::HsgqGpon;

/// Makers whose boxes are sold under many names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    CdataLike,
    HsgqGponLike,
    HiosoLike,
    VsolLike,
}

impl Family {
    pub const ALL: [Self; 4] = [Self::CdataLike, Self::HsgqGponLike, Self::HiosoLike, Self::VsolLike];

    /// A stable name for settings, logs and tests.
    pub fn code(self) -> &'static str {
        match self {
            Self::CdataLike => "cdata_like",
            Self::HsgqGponLike => "hsgq_gpon_like",
            Self::HiosoLike => "hioso_like",
            Self::VsolLike => "vsol_like",
        }
    }

    /// The family of this code, for one that was set by hand.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.code() == code)
    }

    /// The dialect of the families that this module knows by itself; for the others the caller gives it
    /// ([`Branded::over`](super::Branded::over)).
    pub fn dialect(self) -> Option<Arc<dyn Dialect>> {
        match self {
            Self::CdataLike => Some(Arc::new(Cdata)),
            Self::HsgqGponLike => Some(Arc::new(HsgqGpon::G008)),
            Self::HiosoLike | Self::VsolLike => None,
        }
    }

    /// The commands of that dialect, to be changed one by one. `{…}` stand for values.
    pub fn commands(self) -> &'static [CommandSetting] {
        match self {
            Self::CdataLike => CDATA,
            Self::HsgqGponLike => HSGQ_GPON,
            Self::HiosoLike | Self::VsolLike => &[],
        }
    }
}

const fn setting(name: &'static str, line: &'static str) -> CommandSetting {
    CommandSetting { name, line }
}

const CDATA: &[CommandSetting] = &[
    setting("configure", "config"),
    setting("interface", "interface gpon {frame}/{slot}"),
    setting("leave_interface", "exit"),
    setting("leave_configuration", "end"),
    setting("discover", "show ont autofind all"),
    setting("list", "show ont info all"),
    setting("signal", "show ont optical-info {port} all"),
    setting("add", "ont add {port} {id} sn-auth {serial} ont-lineprofile-id {line_profile} ont-srvprofile-id {service_profile}"),
    setting("describe", "ont modify {port} {id} desc {code}"),
    setting(
        "service_port",
        "service-port autoindex vlan {vlan} gpon {frame}/{slot} port {port} ont {id} gemport {gem} multi-service user-vlan {user_vlan} tag-action transparent",
    ),
    setting("delete", "ont delete {port} {id}"),
    setting("reboot", "ont reboot {port} {id}"),
    setting("save", "save"),
];

const HSGQ_GPON: &[CommandSetting] = &[
    setting("configure", "configure"),
    setting("interface", "interface gpon {port}"),
    setting("leave_configuration", "end"),
    setting("list", "show startup-config"),
    setting("add", "ont add {id} sn-auth {serial} omci ont-lineprofile-id {line_profile} ont-srvprofile-id {service_profile}"),
    setting("describe", "ont setting {id} name {code}"),
    setting("native_vlan", "ont port native-vlan {id} eth 1 vlan {vlan} 0"),
    setting("delete", "ont delete {id}"),
    setting("reboot", "ont reboot {id}"),
    setting("save", "copy running-config startup-config"),
];

/// What a box showed: everything before the first prompt, that prompt, and the reply to `show version`, which may be a
/// refusal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub banner: String,
    pub prompt: String,
    pub version: String,
}

/// A family and the words that speak for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    pub family: Family,
    pub because: String,
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    Family {
        family: Family,
        because: Vec<String>,
    },
    /// Nothing known, or signs of several: somebody must set the family by hand.
    Undecided {
        votes: Vec<Vote>,
    },
}

struct Sign {
    family: Family,
    /// Where it is looked for.
    place: Place,
    pattern: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    BannerOrVersion,
    Prompt,
    Version,
}

/// Names of makers and models, prompts that only one maker has, and the words with which each refuses a command.
const SIGNS: &[Sign] = &[
    Sign { family: Family::CdataLike, place: Place::BannerOrVersion, pattern: r"(?i)\bc-?data\b|\bFD1[26]\d\d\w*" },
    Sign { family: Family::CdataLike, place: Place::Prompt, pattern: r"^GPON OLT[#>]$" },
    Sign { family: Family::HsgqGponLike, place: Place::BannerOrVersion, pattern: r"(?i)\bHSGQ-G\w+" },
    Sign { family: Family::HsgqGponLike, place: Place::Version, pattern: r"\b\w+_IGC_V[\d.]+\w*_Rel\b|^% There is no matched command\.$" },
    Sign { family: Family::HiosoLike, place: Place::BannerOrVersion, pattern: r"(?i)\bhioso\b|\bHAT?73\d\d\w*|Welcome to EPON\." },
    Sign { family: Family::HiosoLike, place: Place::Version, pattern: r"^% \[DEFAULT\] Unknown command" },
    Sign { family: Family::HiosoLike, place: Place::Prompt, pattern: r"^(?:Epon|EPON)[#>]$" },
    Sign { family: Family::VsolLike, place: Place::BannerOrVersion, pattern: r"(?i)\bv-?sol\b|\bV1600[DG]\w*|this is gpon olt platform" },
];

static PATTERNS: LazyLock<Vec<(&'static Sign, Regex)>> = LazyLock::new(|| {
    let compiled = |sign: &'static Sign| Some((sign, Regex::new(&format!("(?m){}", sign.pattern)).ok()?));
    SIGNS.iter().filter_map(compiled).collect()
});

/// Picks the family: the one that all signs speak for.
pub fn family_of(seen: &Seen) -> Finding {
    let mut votes: Vec<Vote> = Vec::new();
    for (sign, pattern) in PATTERNS.iter() {
        let texts: &[&str] = match sign.place {
            Place::BannerOrVersion => &[&seen.banner, &seen.version],
            Place::Prompt => &[&seen.prompt],
            Place::Version => &[&seen.version],
        };
        if let Some(found) = texts.iter().find_map(|text| pattern.find(text)) {
            votes.push(Vote { family: sign.family, because: found.as_str().trim().to_owned() });
        }
    }
    match votes.first().map(|vote| vote.family) {
        Some(family) if votes.iter().all(|vote| vote.family == family) => {
            Finding::Family { family, because: votes.into_iter().map(|vote| vote.because).collect() }
        }
        _ => Finding::Undecided { votes },
    }
}
