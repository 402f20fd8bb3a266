//! HIOSO EPON OLTs, by Telnet. Two dialects: firmware 1/x (HAT7304 and newer) and the classic 0/x (HA7302, HA7304), of which
//! only reading has been seen.
//!
//! ONUs bind themselves: the OLT gives the lowest free id to a MAC address that it sees for the first time and keeps it. What
//! a new ONU lacks is a VLAN; until it has one it passes no traffic. So registering an ONU here is giving it its VLAN.
//!
//! Never sent: `show epon X counter-change`, a live view without an end, and `?` after a complete command, which runs it.

mod config;
mod light;
mod lists;
mod login;
mod plan;
mod refusals;
mod system;

use std::ops::RangeInclusive;
use std::sync::{Arc, LazyLock};

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

pub use config::{OnuConfig, PortVlan, RunningConfig, onu_config, running_config};
pub use light::{optical, port_optical};
pub use lists::{detail, list, seconds, unbound};
pub use login::{Opening, opening};
pub use refusals::refusals;
pub use system::{Help, LearnedMac, System, Version, Walk, help, macs, system, version, walk};

use crate::{
    Detail, Dialect, Evidence, Identity, Listed, NotOffered, OnuAddress, OnuId, Parsed, Plan, PlanError, PonPort, PonStatus, Query,
    Refusal, Registration, Signal, Step, Support, Unregistered, Verb,
};

pub(crate) const USER: Mode = Mode("user");
pub(crate) const ENABLE: Mode = Mode("enable");
pub(crate) const CONFIG: Mode = Mode("config");
pub(crate) const EPON: Mode = Mode("epon interface");
const OTHER: Mode = Mode("other configuration");

/// What a HIOSO service needs besides MAC address, code and VLAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    /// The ONU's LAN ports, which each get the VLAN: `Ge` and `Fe` of the list together.
    pub lan_ports: LanPorts,
}

/// How many LAN ports an ONU has: 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LanPorts(u8);

impl LanPorts {
    pub fn new(count: u8) -> Option<Self> {
        (1..=8).contains(&count).then_some(Self(count))
    }

    pub fn get(self) -> u8 {
        self.0
    }
}

/// Which firmware an OLT has: they number their ports differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Firmware {
    /// Ports `1/1` to `1/4`; V1.1.21 of 2025.
    V1,
    /// Ports `0/1` to `0/4`; sysObjectID 25355.4.3.
    Classic,
}

/// A HIOSO EPON OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hioso {
    pub firmware: Firmware,
    /// How many PON ports it has: its lists are by port.
    pub pons: u8,
}

impl Hioso {
    /// The usual box with four ports.
    pub fn new(firmware: Firmware) -> Self {
        Self { firmware, pons: 4 }
    }

    fn slot(self) -> u8 {
        match self.firmware {
            Firmware::V1 => 1,
            Firmware::Classic => 0,
        }
    }

    fn owns(self, pon: PonPort) -> bool {
        pon.frame == 0 && pon.slot == self.slot() && (1..=self.pons).contains(&pon.port)
    }

    fn list_line(self, pon: PonPort) -> String {
        match self.firmware {
            Firmware::V1 => format!("show onu upgrade-state epon {}", path(pon)),
            Firmware::Classic => format!("show onu info epon {} all", path(pon)),
        }
    }
}

/// As the device writes it: `1/1`.
fn path(pon: PonPort) -> String {
    format!("{}/{}", pon.slot, pon.port)
}

/// From `1/1:2`.
fn place(text: &str) -> Option<OnuAddress> {
    let (pon, id) = text.trim().split_once(':')?;
    Some(OnuAddress { pon: PonPort::parse_short(pon).ok()?, id: OnuId(id.parse().ok()?) })
}

const NOT_SEEN_ON_CLASSIC: &str = "no command for it has been seen on firmware 0/x";

impl Dialect for Hioso {
    fn profile(&self) -> Arc<Profile> {
        let prompts = [
            (EPON, r"^(?P<host>[^\s()#>]+)\(config-epon[\d/]+\)#$"),
            (CONFIG, r"^(?P<host>[^\s()#>]+)\(config\)#$"),
            (OTHER, r"^(?P<host>[^\s()#>]+)\([^()]+\)#$"),
            (ENABLE, r"^(?P<host>[^\s()#>]+)#$"),
            (USER, r"^(?P<host>[^\s()#>]+)>$"),
        ];
        let pattern = |text: &str| Regex::new(text).ok();
        let answer = match self.firmware {
            Firmware::V1 => "\n",
            Firmware::Classic => " ",
        };
        let questions = [
            (r"(?i)\(y/n\)\s*(?:\[[yn]\])?\s*[:?]?$", QuestionKind::Confirm { yes: "y", no: "n" }),
            (r"(?i)^password\s*:$", QuestionKind::Password),
        ];
        Arc::new(Profile {
            prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
            pagers: pattern(PAGER).into_iter().map(|pattern| Pager { pattern, answer }).collect(),
            questions: questions.iter().filter_map(|(text, kind)| Some(Question { pattern: pattern(text)?, kind: *kind })).collect(),
            enter: "\n",
        })
    }

    fn home(&self) -> Mode {
        ENABLE
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        match from {
            ENABLE => None,
            USER => Some("enable"),
            _ => Some("exit"),
        }
    }

    /// No command that switches the pager off is known.
    fn quieten(&self) -> &'static [&'static str] {
        &[]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(reply).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=128
    }

    fn support(&self, verb: Verb) -> Support {
        use Evidence::{LiveCapture, OperatorNotes};
        let reason = |reason| Support::NotOffered { reason };
        match (verb, self.firmware) {
            (Verb::Cards, _) => reason("the box has no boards"),
            (Verb::Replace, _) => reason("an id stays with the MAC address that took it; no command that gives it to another is known"),
            (Verb::List | Verb::State | Verb::Signal | Verb::Ports, _) => Support::Supported(LiveCapture),
            (Verb::Identify | Verb::Config, Firmware::V1) => Support::Supported(LiveCapture),
            (Verb::Discover | Verb::Register | Verb::Deregister | Verb::Reboot | Verb::Save, Firmware::V1) => {
                Support::Supported(OperatorNotes)
            }
            (_, Firmware::Classic) => reason(NOT_SEEN_ON_CLASSIC),
        }
    }

    fn binds_by_itself(&self) -> bool {
        true
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        if self.firmware == Firmware::Classic {
            return Err(self.not_offered(Verb::Identify));
        }
        Ok(Query::new(vec![Step::read("show version")], |replies| {
            let read = version(reply(replies, 0))?;
            Ok(Parsed { value: Identity { software: read.value.version, ..Identity::default() }, warnings: read.warnings })
        }))
    }

    fn port(&self, pon: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        Ok(Query::new(vec![Step::read(format!("show epon {} optical-ddm", path(pon)))], |replies| port_optical(reply(replies, 0))))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        if self.firmware == Firmware::Classic {
            return Err(self.not_offered(Verb::Discover));
        }
        let ports = (1..=self.pons).map(|port| PonPort { frame: 0, slot: self.slot(), port });
        Ok(Query::new(ports.map(|pon| Step::read(self.list_line(pon))).collect(), |replies| {
            let mut all = Parsed { value: Vec::new(), warnings: Vec::new() };
            for reply in replies {
                let read = unbound(reply)?;
                all.value.extend(read.value);
                all.warnings.extend(read.warnings);
            }
            Ok(all)
        }))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(Query::new(vec![Step::read(self.list_line(pon))], |replies| list(reply(replies, 0))))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        Ok(Query::new(vec![Step::read(self.list_line(at.pon))], move |replies| detail(reply(replies, 0), at)))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let line = format!("show onu optical-ddm epon {} {}", path(at.pon), at.id);
        Ok(Query::new(vec![Step::read(line)], |replies| {
            let read = optical(reply(replies, 0))?;
            Ok(Parsed { value: read.value.unwrap_or_default(), warnings: read.warnings })
        }))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        self.changing(Verb::Register, registration.at)?;
        plan::register(registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        self.changing(Verb::Register, registration.at)?;
        plan::resume(registration, missing).map(Some)
    }

    fn deregister(&self, at: OnuAddress, _: &[crate::ServicePort]) -> Result<Plan, PlanError> {
        self.changing(Verb::Deregister, at)?;
        Ok(plan::deregister(at))
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        self.changing(Verb::Reboot, at)?;
        Ok(plan::reboot(at))
    }

    fn save(&self) -> Result<Plan, PlanError> {
        match self.support(Verb::Save) {
            Support::Supported(_) => Ok(Plan { steps: vec![plan::save()] }),
            _ => Err(self.not_offered(Verb::Save).into()),
        }
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        if self.firmware == Firmware::Classic {
            return Err(self.not_offered(Verb::Config));
        }
        let line = format!("show onu config epon {} {}", path(at.pon), at.id);
        Ok(Query::new(vec![Step::read(line)], |replies| {
            let read = onu_config(reply(replies, 0))?;
            Ok(Parsed { value: read.value.lines, warnings: read.warnings })
        }))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        plan::missing(registration, configuration)
    }
}

impl Hioso {
    /// Whether a change of this ONU can be planned.
    fn changing(self, verb: Verb, at: OnuAddress) -> Result<(), PlanError> {
        match self.support(verb) {
            Support::Supported(_) if !self.owns(at.pon) => Err(PlanError::PortOutOfRange(at.pon)),
            Support::Supported(_) if !self.onu_ids().contains(&at.id.0) => Err(PlanError::IdOutOfRange(at.id.0)),
            Support::Supported(_) => Ok(()),
            Support::ReadOnly { .. } | Support::NotOffered { .. } => Err(self.not_offered(verb).into()),
        }
    }
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}

const PAGER: &str = r"^\s*-{2,}\s*Enter Key To Continue\s*-{2,}$";

static PAGER_ROW: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PAGER).ok());
static PAGER_START: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\s*-{2,}\s*Enter Key To Continue\s*-{2,}").ok());
static PROMPT_ROW: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^\s()#>]+(?:\([^()]+\))?[#>]").ok());

fn is_pager(line: &str) -> bool {
    PAGER_ROW.as_ref().is_some_and(|pattern| pattern.is_match(line.trim_end()))
}

/// The rows of a reply, without what a pager left in front of one or in one's place.
fn rows(reply: &str) -> Vec<String> {
    let rest = |line: String| match PAGER_START.as_ref().and_then(|pattern| pattern.find(&line)) {
        Some(pager) => line.get(pager.end()..).unwrap_or_default().to_owned(),
        None => line,
    };
    crate::labels::lines(reply).into_iter().map(rest).collect()
}

/// A row that a prompt stands on, with or without a command typed at it.
fn is_prompt(line: &str) -> bool {
    PROMPT_ROW.as_ref().is_some_and(|pattern| pattern.is_match(line.trim()))
}
