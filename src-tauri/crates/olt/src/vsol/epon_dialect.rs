//! The V1600D family. Its command line is known for reading and registering; for removing and restarting an ONU only SNMP
//! writes are known.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::dialogue::{self, CONFIG, inside, place, pon, save, way_home};
use super::epon::state;
use super::gpon_dialect::absent;
use super::settings::of_onu_on_port;
use super::{Pon, Status, diagnosis, plan, refusals, reply, status, version};
use crate::{
    Detail, Dialect, Evidence, Identity, Listed, NotOffered, OnuAddress, OnuState, Parsed, Plan, PlanError, PonPort, PonStatus, Query,
    Refusal, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb,
};

/// A V1600D OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VsolEpon {
    /// PON ports it has, from 1.
    pub ports: u8,
}

impl VsolEpon {
    fn pon(self, port: PonPort, verb: Verb) -> Result<Pon, NotOffered> {
        pon(port, self.ports).map_err(|_| NotOffered { verb, reason: "this OLT has no such port" })
    }

    fn status(self, pon: Pon) -> Vec<Step> {
        inside("epon", pon, [Step::read("show onu status")])
    }
}

impl Dialect for VsolEpon {
    fn profile(&self) -> Arc<Profile> {
        dialogue::profile()
    }

    fn home(&self) -> Mode {
        CONFIG
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        way_home(from)
    }

    fn quieten(&self) -> &'static [&'static str] {
        &[]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(reply).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=64
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::List | Verb::State | Verb::Signal | Verb::Config | Verb::Ports => Support::Supported(Evidence::LiveCapture),
            Verb::Identify | Verb::Register | Verb::Save => Support::Supported(Evidence::OperatorNotes),
            Verb::Discover => Support::NotOffered { reason: "`show onu auto-find` is known and what it prints on EPON is not" },
            Verb::Deregister | Verb::Reboot => Support::NotOffered {
                reason: "no command line for it is known on V-SOL EPON; SNMP writes are reported and not written here",
            },
            Verb::Replace => {
                Support::NotOffered { reason: "an ONU cannot be deregistered by a known command line, so none can take its place" }
            }
            Verb::Cards => Support::NotOffered { reason: "a box of one slot has no boards" },
        }
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        Ok(Query::new(vec![Step::read("show version")], |replies| {
            let read = version(reply(replies, 0))?;
            let value = Identity { name: None, model: read.value.model, software: read.value.software };
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    /// The ONUs of a port and how many of them are online; of the port itself nothing is printed.
    fn port(&self, port: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        let steps = self.status(self.pon(port, Verb::Ports)?);
        Ok(Query::new(steps, |replies| {
            let read = status(reply(replies, 0))?;
            let online = read.value.iter().filter(|onu| onu.status.eq_ignore_ascii_case("online")).count();
            let whole = |count: usize| u32::try_from(count).ok();
            let value = PonStatus { registered: whole(read.value.len()), online: whole(online), ..PonStatus::default() };
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        Err(self.not_offered(Verb::Discover))
    }

    fn registered(&self, port: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        let pon = self.pon(port, Verb::List)?;
        Ok(Query::new(self.status(pon), move |replies| {
            let read = status(reply(replies, 0))?;
            let value = read.value.iter().filter(|onu| onu.index.pon == pon).map(|onu| listed(pon, onu)).collect();
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        let pon = self.pon(at.pon, Verb::State)?;
        Ok(Query::new(self.status(pon), move |replies| {
            let read = status(reply(replies, 0))?;
            let onu = read.value.iter().find(|onu| onu.index.pon == pon && onu.index.id == at.id.0).ok_or_else(|| absent(at))?;
            Ok(Parsed { value: detail(pon, onu), warnings: read.warnings })
        }))
    }

    /// The table has the ONUs that are online; another one has no light.
    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let pon = self.pon(at.pon, Verb::Signal)?;
        Ok(Query::new(inside("epon", pon, [Step::read("show onu opm-diag")]), move |replies| {
            let read = diagnosis(reply(replies, 0))?;
            let one = read.value.into_iter().find(|(index, _)| index.pon == pon && index.id == at.id.0);
            Ok(Parsed { value: one.map(|(_, signal)| signal).unwrap_or_default(), warnings: read.warnings })
        }))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        plan::register_epon(*self, registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        plan::resume_epon(*self, registration, missing)
    }

    fn deregister(&self, _: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        Err(self.not_offered(Verb::Deregister).into())
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        let interface = format!("epon {}", self.pon(at.pon, Verb::Config)?);
        Ok(Query::new(vec![Step::read("show running-config")], move |replies| of_onu_on_port(reply(replies, 0), &interface, at.id.0)))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        plan::missing_epon(registration, configuration)
    }
}

fn listed(pon: Pon, onu: &Status) -> Listed {
    let mut listed = Listed::at(place(pon, onu.index.id));
    let times =
        [("last_reg_time", &onu.last_reg_time), ("last_dereg_time", &onu.last_dereg_time), ("last_down_cause", &onu.last_down_cause)];
    for (name, text) in times {
        if let Some(text) = text {
            listed.details.put(name, text);
        }
    }
    listed.mac = onu.mac;
    listed.state = state(&onu.status, onu.last_down_cause.as_deref());
    listed.state_text = Some(onu.status.clone());
    listed.distance_m = onu.distance_m;
    listed
}

fn detail(pon: Pon, onu: &Status) -> Detail {
    let Listed { at, mac, state, details, distance_m, .. } = listed(pon, onu);
    Detail {
        at: Some(at),
        mac,
        state,
        distance_m,
        last_down_cause: onu.last_down_cause.clone(),
        // Of an ONU that is offline it is the length of its last session.
        uptime_s: onu.alive_s.filter(|_| state == OnuState::Online),
        last_up: onu.last_reg_time.clone(),
        last_down: onu.last_dereg_time.clone(),
        details,
        ..Detail::default()
    }
}
