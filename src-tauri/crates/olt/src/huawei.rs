//! Huawei SmartAX: MA5608T, MA5683T and MA5800.

mod autofind;
mod boards;
mod configured;
mod detail;
mod light;
mod lists;
mod macs;
mod ont_version;
mod plan;
mod port;
mod profiles;
mod refusals;
mod remote;
mod service_ports;
mod version;

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

pub use autofind::{autofind_total, unregistered};
pub use boards::{Board, BoardPort, BoardTemperature, boards, one_board, temperatures};
pub use configured::{Configured, Gem, Mapping, PortCount, PortVlan, Tcont, Tr069, configured};
pub use detail::detail;
pub use light::{OntModule, optical_all, optical_module, optical_one};
pub(crate) use lists::begins_with_path;
pub use lists::{PortTotal, list, port_totals, summary};
pub use macs::{LearnedMac, macs};
pub use ont_version::{Model, VersionSummary, ont_version, version_summary};
pub use port::port;
pub use profiles::{Profile as OntProfile, profiles};
pub use refusals::{added, counts, refusals};
pub use remote::{EthPort, GemPort, Wan, eth_ports, gem_ports, port_vlans_set, wans};
pub use service_ports::{service_port_totals, service_ports};
pub use version::{Version, version};

use crate::{
    Card, Detail, Dialect, Evidence, GemIndex, Identity, Listed, NotOffered, OnuAddress, Parsed, Plan, PlanError, PonPort, PonStatus,
    ProfileId, Query, Refusal, Registration, ServicePort, Signal, Step, Support, TrafficIndex, Unregistered, Verb,
};

pub(crate) const USER: Mode = Mode("user");
pub(crate) const ENABLE: Mode = Mode("enable");
pub(crate) const CONFIG: Mode = Mode("config");
pub(crate) const GPON: Mode = Mode("gpon interface");
const OTHER: Mode = Mode("other configuration");

/// What a Huawei service needs besides serial, code and VLAN. The profiles must exist on the OLT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub line_profile: ProfileId,
    pub service_profile: ProfileId,
    /// The GEM port of the line profile that carries the VLAN (`<Gem Index N>` in `display ont info`).
    pub gem: GemIndex,
    /// Traffic tables for the service port, inbound (from the customer) and outbound, if any.
    pub traffic: Option<(TrafficIndex, TrafficIndex)>,
}

/// The SmartAX dialect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Huawei;

impl Dialect for Huawei {
    fn profile(&self) -> Arc<Profile> {
        let prompts = [
            (GPON, r"^(?P<host>[^\s()#>]+)\(config-if-gpon-[\d/]+\)#$"),
            (CONFIG, r"^(?P<host>[^\s()#>]+)\(config\)#$"),
            (OTHER, r"^(?P<host>[^\s()#>]+)\([^()]+\)#$"),
            (ENABLE, r"^(?P<host>[^\s()#>]+)#$"),
            (USER, r"^(?P<host>[^\s()#>]+)>$"),
        ];
        let pattern = |text: &str| Regex::new(text).ok();
        let questions =
            [(r"\{ <cr>[^{}]*\}:$", QuestionKind::Parameter), (r"\(y/n\)\s*\[[yn]\]\s*:?$", QuestionKind::Confirm { yes: "y", no: "n" })];
        Arc::new(Profile {
            prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
            pagers: pattern(r"^---- More \( Press 'Q' to break \) ----$")
                .into_iter()
                .map(|pattern| Pager { pattern, answer: " " })
                .collect(),
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
            _ => Some("quit"),
        }
    }

    fn quieten(&self) -> &'static [&'static str] {
        &["scroll 512"]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(reply).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        0..=127
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::Identify
            | Verb::Cards
            | Verb::Ports
            | Verb::Discover
            | Verb::List
            | Verb::State
            | Verb::Signal
            | Verb::Config
            | Verb::Register
            | Verb::Deregister
            | Verb::Reboot => Support::Supported(Evidence::LiveCapture),
            Verb::Save => Support::Supported(Evidence::OperatorNotes),
            Verb::Replace => Support::NotOffered {
                reason: "no line that changes an ONT's serial in place is known: remove the old ONT and register the new one",
            },
        }
    }

    fn cards(&self) -> Result<Query<Vec<Card>>, NotOffered> {
        Ok(Query::new(vec![Step::read("display board 0")], |replies| boards(reply(replies, 0))))
    }

    fn port(&self, pon: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        let mut steps = vec![plan::display_port(pon)];
        steps.splice(0..0, plan::into_port(pon));
        steps.extend([Step::go("quit", CONFIG), Step::go("quit", ENABLE), plan::display_onts(pon)]);
        Ok(Query::new(steps, |replies| {
            let read = port::port(reply(replies, 0))?;
            let listed = list(reply(replies, 1))?;
            let warnings = read.warnings.into_iter().chain(listed.warnings).collect();
            Ok(Parsed { value: port::with_counts(read.value.1, &listed.value), warnings })
        }))
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        Ok(Query::new(vec![Step::read("display version")], |replies| {
            let read = version(reply(replies, 0))?;
            Ok(Parsed { value: read.value.identity(), warnings: read.warnings })
        }))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        Ok(Query::new(vec![Step::read("display ont autofind all")], |replies| unregistered(reply(replies, 0))))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(Query::new(vec![plan::display_onts(pon)], |replies| list(reply(replies, 0))))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        Ok(Query::new(vec![plan::display_ont(at)], |replies| detail(reply(replies, 0))))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let steps = vec![
            Step::go("config", CONFIG),
            Step::go(format!("interface gpon {}/{}", at.pon.frame, at.pon.slot), GPON),
            Step::read(format!("display ont optical-info {} {}", at.pon.port, at.id)),
            Step::go("quit", CONFIG),
            Step::go("quit", ENABLE),
        ];
        Ok(Query::new(steps, |replies| optical_one(reply(replies, 0))))
    }

    fn service_ports(&self, at: OnuAddress) -> Option<Query<Vec<ServicePort>>> {
        Some(Query::new(vec![plan::display_service_ports(at)], |replies| service_ports(reply(replies, 0))))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        plan::register(registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        plan::resume(registration, missing)
    }

    fn deregister(&self, at: OnuAddress, service_ports: &[ServicePort]) -> Result<Plan, PlanError> {
        Ok(plan::deregister(at, service_ports))
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        Ok(plan::reboot(at))
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![plan::save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        Ok(plan::configuration(at))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        plan::missing(registration, configuration)
    }
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}
