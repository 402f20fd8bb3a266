//! ZTE C300/C320 (V2.x) and C600-class. The two families share verbs and differ in interface names and in where a
//! service port lives.

mod cards;
mod catalogue;
mod detail;
mod interfaces;
mod light;
mod lists;
mod plan;
mod refusals;
mod remote;
mod settings;

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

pub use cards::cards;
pub use catalogue::{TcontProfile, VlanDetail, VlanSummary, tcont_profiles, vlan, vlan_summary};
pub use detail::{detail, running_config};
pub use interfaces::{Interface, Module, interfaces, optical_module};
pub use light::{Attenuation, Power, attenuation, onu_powers};
pub use lists::{port, registered, states, unregistered};
pub use refusals::refusals;
pub use remote::{EthPort, LearnedMac, Wan, eth_ports, macs, wans};
pub use settings::{Flow, GemPort, IpHost, OnuService, Settings, SwitchportMode, Tcont, VlanPort, VportService, WanIp, settings};

use crate::{
    Card, Detail, Dialect, Evidence, Listed, NotOffered, OnuAddress, OnuKey, OnuType, ParseError, Parsed, Plan, PlanError, PonPort,
    PonStatus, ProfileName, Query, Refusal, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb,
};

pub(crate) const USER: Mode = Mode("user");
pub(crate) const EXEC: Mode = Mode("exec");
pub(crate) const CONFIG: Mode = Mode("config");
pub(crate) const INTERFACE: Mode = Mode("interface");
pub(crate) const ONU_MANAGEMENT: Mode = Mode("onu management");
const OTHER: Mode = Mode("other configuration");

/// What a ZTE service needs besides serial, code and VLAN. All names must exist on the OLT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub onu_type: OnuType,
    /// Upstream bandwidth: the T-CONT profile.
    pub tcont_profile: ProfileName,
    /// Traffic profiles that limit the GEM port, upstream and downstream, if any.
    pub traffic: Option<(ProfileName, ProfileName)>,
}

/// Which spelling an OLT takes; the other one is refused with error 140303.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zte {
    /// C300 and C320: `gpon-olt_1/1/1`.
    C300,
    /// C600, C610, C620 and C650: `gpon_olt-1/1/1`.
    C600,
}

impl Zte {
    pub(crate) fn olt(self, pon: PonPort) -> String {
        match self {
            Self::C300 => format!("gpon-olt_{pon}"),
            Self::C600 => format!("gpon_olt-{pon}"),
        }
    }

    pub(crate) fn onu(self, at: OnuAddress) -> String {
        match self {
            Self::C300 => format!("gpon-onu_{at}"),
            Self::C600 => format!("gpon_onu-{at}"),
        }
    }
}

impl Dialect for Zte {
    fn profile(&self) -> Arc<Profile> {
        // The rest of a prompt may hold a blank: `(gpon-onu-mng gpon-onu_1/1/1:1)#` on V2.1.
        let prompts = [
            (ONU_MANAGEMENT, r"^(?P<host>[^\s()#>]+)\((?:config-)?gpon-onu-mng[^()]*\)#$"),
            (CONFIG, r"^(?P<host>[^\s()#>]+)\(config\)#$"),
            (INTERFACE, r"^(?P<host>[^\s()#>]+)\(config-if[^()]*\)#$"),
            (OTHER, r"^(?P<host>[^\s()#>]+)\([^()]+\)#$"),
            (EXEC, r"^(?P<host>[^\s()#>]+)#$"),
            (USER, r"^(?P<host>[^\s()#>]+)>$"),
        ];
        let pattern = |text: &str| Regex::new(text).ok();
        Arc::new(Profile {
            prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
            pagers: pattern(r"^\s*--More--$").into_iter().map(|pattern| Pager { pattern, answer: " " }).collect(),
            questions: pattern(r"\[yes/no\]\s*:?$")
                .into_iter()
                .map(|pattern| Question { pattern, kind: QuestionKind::Confirm { yes: "yes", no: "no" } })
                .collect(),
            enter: "\n",
        })
    }

    fn home(&self) -> Mode {
        EXEC
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        match from {
            EXEC => None,
            USER => Some("enable"),
            _ => Some("end"),
        }
    }

    fn quieten(&self) -> &'static [&'static str] {
        &["terminal length 0"]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(reply).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=128
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::Discover | Verb::List | Verb::State | Verb::Signal | Verb::Config | Verb::Ports | Verb::Reboot | Verb::Save => {
                Support::Supported(Evidence::LiveCapture)
            }
            Verb::Register | Verb::Deregister | Verb::Replace => Support::Supported(Evidence::OperatorNotes),
            Verb::Cards if *self == Self::C600 => {
                Support::NotOffered { reason: "`show card` has other columns on C6xx, and no capture of them is known" }
            }
            Verb::Cards => Support::Supported(Evidence::LiveCapture),
            Verb::Identify => Support::NotOffered { reason: "`show version` is no command on C6xx, and no capture of it is known" },
        }
    }

    fn cards(&self) -> Result<Query<Vec<Card>>, NotOffered> {
        match self {
            Self::C300 => Ok(Query::new(vec![Step::read("show card")], |replies| cards(first(replies)))),
            Self::C600 => Err(self.not_offered(Verb::Cards)),
        }
    }

    /// How many ONUs a port has and how many are online. Whether a PON port's optical module can be read is not known.
    fn port(&self, pon: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        let line = format!("show gpon onu state {}", self.olt(pon));
        Ok(Query::new(vec![Step::read(line)], |replies| port(first(replies))))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        Ok(Query::new(vec![Step::read("show gpon onu uncfg")], |replies| unregistered(first(replies))))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        let olt = self.olt(pon);
        let steps = vec![Step::read(format!("show gpon onu state {olt}")), Step::read(format!("show gpon onu baseinfo {olt}"))];
        Ok(Query::new(steps, |replies| with_serials(first(replies), second(replies))))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        let line = format!("show gpon onu detail-info {}", self.onu(at));
        Ok(Query::new(vec![Step::read(line)], |replies| detail(first(replies))))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let line = format!("show pon power attenuation {}", self.onu(at));
        Ok(Query::new(vec![Step::read(line)], |replies| {
            let read = attenuation(first(replies))?;
            Ok(Parsed { value: read.value.signal, warnings: read.warnings })
        }))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        plan::register(*self, registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        plan::resume(*self, registration, missing).map(Some)
    }

    fn deregister(&self, at: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        Ok(plan::deregister(*self, at))
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        Ok(plan::reboot(*self, at))
    }

    fn replace(&self, at: OnuAddress, new: OnuKey) -> Result<Plan, PlanError> {
        plan::replace(*self, at, new)
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![plan::save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        Ok(plan::configuration(*self, at))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        plan::missing(*self, registration, configuration)
    }
}

fn first(replies: &[String]) -> &str {
    replies.first().map_or("", String::as_str)
}

fn second(replies: &[String]) -> &str {
    replies.get(1).map_or("", String::as_str)
}

/// The state table has no serials and the base table no states; they are joined on the id.
fn with_serials(states_reply: &str, base_reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let mut listed = states(states_reply)?;
    let base = registered(base_reply)?;
    for onu in base.value {
        match listed.value.iter_mut().find(|known| known.at == onu.at) {
            Some(known) => {
                known.serial = onu.serial;
                known.details.append(onu.details);
            }
            None => listed.value.push(onu),
        }
    }
    listed.warnings.extend(base.warnings);
    Ok(listed)
}
