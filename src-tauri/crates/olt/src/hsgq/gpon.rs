//! The GPON dialect: G02ID and G008. Its lists and its light were never captured filled, so what is registered is read
//! from the saved configuration and nothing is said about states.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::command_line::{self, ENABLE};
use super::startup::{OntConfig, PonConfig, configuration};
use super::{nothing_found, refusals, take_events};
use crate::{
    Detail, Details, Dialect, Evidence, Listed, NotOffered, OnuAddress, OnuId, OnuKey, ParseError, Parsed, Plan, PlanError, PonPort,
    ProfileId, Query, Refusal, RefusalKind, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb,
};

/// What an HSGQ GPON service needs besides serial, code and VLAN. The profiles must exist on the OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GponService {
    pub line_profile: ProfileId,
    pub service_profile: ProfileId,
}

/// The HSGQ GPON dialect. Ports are numbered from 1 and ONTs from 0; frame and slot are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HsgqGpon {
    /// How many PON ports the box has.
    pub ports: u8,
}

impl HsgqGpon {
    pub const G02ID: Self = Self { ports: 2 };
    pub const G008: Self = Self { ports: 8 };

    fn number(&self, pon: PonPort) -> Result<u8, PlanError> {
        let known = pon.frame == 0 && pon.slot == 0 && (1..=self.ports).contains(&pon.port);
        if known { Ok(pon.port) } else { Err(PlanError::PortOutOfRange(pon)) }
    }

    fn changed(&self, pon: PonPort, lines: impl IntoIterator<Item = Step>) -> Result<Plan, PlanError> {
        let mut steps = command_line::in_port("gpon", self.number(pon)?, lines);
        steps.push(command_line::save());
        Ok(Plan { steps })
    }
}

const SHOW_SAVED: &str = "show startup-config";

impl Dialect for HsgqGpon {
    fn profile(&self) -> Arc<Profile> {
        command_line::profile()
    }

    fn home(&self) -> Mode {
        ENABLE
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        command_line::way_home(from)
    }

    fn quieten(&self) -> &'static [&'static str] {
        &["terminal length 0"]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(&take_events(reply).0).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        0..=127
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::List | Verb::Config | Verb::Save => Support::Supported(Evidence::LiveCapture),
            Verb::Register | Verb::Deregister | Verb::Reboot => Support::Supported(Evidence::OperatorNotes),
            Verb::Discover => {
                Support::NotOffered { reason: "no capture of a filled `show ont-autofind` was found; only the empty list can be read" }
            }
            Verb::State => Support::NotOffered { reason: "no capture of `show ont-info` was found" },
            Verb::Signal => Support::NotOffered { reason: "no capture of `show ont-optical` was found" },
            Verb::Replace => Support::NotOffered { reason: "`ont-replace` is known from the help only" },
            Verb::Identify => Support::NotOffered { reason: "no capture of `show version` was found; the name comes from the prompt" },
            Verb::Cards => Support::NotOffered { reason: "the box has no boards" },
            Verb::Ports => Support::NotOffered { reason: "no capture of a port's state was found" },
        }
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        Err(self.not_offered(Verb::Discover))
    }

    /// From the saved configuration: what was registered and not saved is not in it, and whether an ONT is online neither.
    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(Query::new(vec![Step::read(SHOW_SAVED)], move |replies| {
            let read = configuration(reply(replies, 0))?;
            let value = on_port(&read.value, pon).map(|ont| listed(pon, ont)).collect();
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    fn state(&self, _: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        Err(self.not_offered(Verb::State))
    }

    fn signal(&self, _: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        Err(self.not_offered(Verb::Signal))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        let crate::Service::HsgqGpon(service) = &registration.service else { return Err(PlanError::OtherVendor) };
        let OnuKey::Serial(serial) = registration.key else { return Err(PlanError::SerialNeeded(registration.key.to_string())) };
        let Registration { at, code, vlan, .. } = registration;
        if !self.onu_ids().contains(&at.id.0) {
            return Err(PlanError::IdOutOfRange(at.id.0));
        }
        let GponService { line_profile, service_profile } = service;
        let add = format!(
            "ont add {id} sn-auth {serial} omci ont-lineprofile-id {line_profile} ont-srvprofile-id {service_profile}",
            id = at.id,
            serial = serial.hex()
        );
        let lines = [
            Step::write(add),
            Step::write(format!("ont setting {} name \"{code}\"", at.id)),
            Step::write(format!("ont port native-vlan {} eth 1 vlan {vlan} 0", at.id)),
        ];
        self.changed(at.pon, lines)
    }

    /// A missing name is given, after the native VLAN, which cannot be read back. What an ONT was added with is not changed
    /// in place.
    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        let mut plan = self.register(registration)?;
        if missing != [name(registration.code.as_str())] {
            return Ok(None);
        }
        plan.steps.retain(|step| !step.line.starts_with("ont add "));
        Ok(Some(plan))
    }

    fn deregister(&self, at: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        self.changed(at.pon, [Step::write(format!("ont delete {}", at.id))])
    }

    /// Of the ONT, never of the OLT.
    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        let line = Step::write(format!("ont reboot {}", at.id));
        Ok(Plan { steps: command_line::in_port("gpon", self.number(at.pon)?, [line]) })
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![command_line::save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        Ok(Query::new(vec![Step::read(SHOW_SAVED)], move |replies| {
            let read = configuration(reply(replies, 0))?;
            let ont = on_port(&read.value, at.pon).find(|ont| ont.id == at.id.0).ok_or_else(|| {
                let line = format!("ont add {}", at.id);
                ParseError::Refused(Refusal {
                    kind: RefusalKind::OnuNotFound,
                    code: None,
                    line,
                    reason: "the ONT is not in the saved configuration".to_owned(),
                })
            })?;
            let mut value = vec![line_profile(ont.line_profile), service_profile(ont.service_profile)];
            value.extend(ont.name.as_deref().map(name));
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    /// The native VLAN is not read back: the saved form of it was not captured.
    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        let crate::Service::HsgqGpon(service) = &registration.service else { return vec!["settings of this vendor".to_owned()] };
        let mut wanted = vec![
            line_profile(service.line_profile.get()),
            service_profile(service.service_profile.get()),
            name(registration.code.as_str()),
        ];
        wanted.retain(|fact| !configuration.contains(fact));
        wanted
    }
}

impl HsgqGpon {
    /// Whether nothing waits on a port. A port on which something waits gives an error with what the OLT printed: no
    /// capture shows how to read it.
    pub fn is_nothing_waiting(&self, pon: PonPort) -> Result<Query<()>, PlanError> {
        let steps = command_line::in_port("gpon", self.number(pon)?, [Step::read("show ont-autofind")]);
        Ok(Query::new(steps, |replies| nothing_found(reply(replies, 0)).map(|()| Parsed { value: (), warnings: Vec::new() })))
    }

    /// Stops an ONT without removing it, and lets it back in.
    pub fn set_active(&self, at: OnuAddress, active: bool) -> Result<Plan, PlanError> {
        let verb = if active { "activate" } else { "deactivate" };
        self.changed(at.pon, [Step::write(format!("ont {verb} {}", at.id))])
    }
}

fn line_profile(id: u16) -> String {
    format!("line profile {id}")
}

fn service_profile(id: u16) -> String {
    format!("service profile {id}")
}

fn name(text: &str) -> String {
    format!("name {text}")
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}

fn on_port(pons: &[PonConfig], pon: PonPort) -> impl Iterator<Item = &OntConfig> {
    pons.iter().filter(move |known| known.pon == Some(pon.port)).flat_map(|known| known.onts.iter())
}

fn listed(pon: PonPort, ont: &OntConfig) -> Listed {
    let mut details = Details::default();
    details.put("line_profile_id", &ont.line_profile.to_string());
    details.put("service_profile_id", &ont.service_profile.to_string());
    details.put("name", ont.name.as_deref().unwrap_or(""));
    details.put("description", ont.description.as_deref().unwrap_or(""));
    Listed { serial: Some(ont.serial), details, ..Listed::at(OnuAddress { pon, id: OnuId(ont.id) }) }
}
