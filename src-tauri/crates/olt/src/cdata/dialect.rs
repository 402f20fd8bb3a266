//! The FD16xx dialect.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::command_line::{self, CONFIG, ENABLE, GPON};
use super::{autofind, light, onts, refusals, take_events};
use crate::{
    Detail, Details, Dialect, Evidence, GemIndex, Listed, NotOffered, OnuAddress, OnuId, OnuKey, ParseError, Parsed, Plan, PlanError,
    PonPort, ProfileId, Purpose, Query, Refusal, RefusalKind, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb,
};

/// What a C-Data service needs besides serial, code and VLAN. The profiles must exist on the OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Service {
    pub line_profile: ProfileId,
    pub service_profile: ProfileId,
    pub gem: GemIndex,
}

/// The C-Data FD16xx GPON dialect. Places are those of the manual: frame and slot from 0, ports and ONTs from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cdata;

impl Dialect for Cdata {
    fn profile(&self) -> Arc<Profile> {
        command_line::profile()
    }

    fn home(&self) -> Mode {
        ENABLE
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        command_line::way_home(from)
    }

    /// An FD1604S takes no command that turns its pager off.
    fn quieten(&self) -> &'static [&'static str] {
        &[]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(&take_events(reply).0).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=128
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::Discover | Verb::Register | Verb::Save => Support::Supported(Evidence::VendorManual),
            Verb::List | Verb::State | Verb::Signal | Verb::Config | Verb::Deregister | Verb::Reboot => {
                Support::Supported(Evidence::OperatorNotes)
            }
            Verb::Replace => Support::NotOffered { reason: "no command for it is known" },
            Verb::Identify => Support::NotOffered { reason: "no capture of `show version` was found; the name comes from the prompt" },
            Verb::Cards => Support::NotOffered { reason: "the box has no boards" },
            Verb::Ports => Support::NotOffered { reason: "no capture of a port's state was found" },
        }
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        Ok(Query::new(vec![Step::read("show ont autofind all")], |replies| {
            let read = autofind(reply(replies, 0))?;
            let one = |ont: &super::FoundOnt| {
                let mut details = Details::default();
                let named = [
                    ("loid", &ont.loid),
                    ("vendor_id", &ont.vendor_id),
                    ("hardware_version", &ont.hardware_version),
                    ("software_version", &ont.software_version),
                    ("equipment_id", &ont.equipment_id),
                    ("autofind_time", &ont.found_at),
                ];
                for (name, text) in named {
                    details.put(name, text.as_deref().unwrap_or(""));
                }
                let proposed = ont.logic_id.map(OnuId);
                Unregistered {
                    pon: ont.pon,
                    key: ont.serial.into(),
                    proposed,
                    model: ont.equipment_id.clone(),
                    password: ont.password.clone(),
                    details,
                }
            };
            Ok(Parsed { value: read.value.onts.iter().map(one).collect(), warnings: read.warnings })
        }))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(Query::new(vec![show_all()], move |replies| {
            let mut read = onts(reply(replies, 0))?;
            read.value.retain(|onu| onu.at.pon == pon);
            Ok(read)
        }))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        Ok(Query::new(vec![show_all()], move |replies| {
            let read = onts(reply(replies, 0))?;
            let onu = find(read.value, at)?;
            let last_down_cause = onu.details.get("last_down_cause").map(str::to_owned);
            let value =
                Detail { at: Some(at), serial: onu.serial, state: onu.state, last_down_cause, details: onu.details, ..Detail::default() };
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let steps = vec![
            Step::go("config", CONFIG),
            Step::go(interface(at.pon), GPON),
            Step::read(format!("show ont optical-info {} all", at.pon.port)),
            Step::go("end", ENABLE),
        ];
        Ok(Query::new(steps, move |replies| {
            let read = light(reply(replies, 0))?;
            let mine = read.value.into_iter().find(|(id, _)| *id == at.id).map(|(_, signal)| signal);
            Ok(Parsed { value: mine.unwrap_or_default(), warnings: read.warnings })
        }))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        let crate::Service::Cdata(service) = &registration.service else { return Err(PlanError::OtherVendor) };
        let OnuKey::Serial(serial) = registration.key else { return Err(PlanError::SerialNeeded(registration.key.to_string())) };
        let Registration { at, vlan, code, .. } = registration;
        if !self.onu_ids().contains(&at.id.0) {
            return Err(PlanError::IdOutOfRange(at.id.0));
        }
        // The manual writes serials by their letters.
        let serial = serial.ascii().ok_or_else(|| PlanError::SerialNotPrintable(serial.hex()))?;
        let Service { line_profile, service_profile, gem } = service;
        let (port, id) = (at.pon.port, at.id);
        let steps = vec![
            Step::go("config", CONFIG),
            Step::go(interface(at.pon), GPON),
            Step::write(format!(
                "ont add {port} {id} sn-auth {serial} ont-lineprofile-id {line_profile} ont-srvprofile-id {service_profile}"
            )),
            Step::write(format!("ont modify {port} {id} desc {code}")),
            Step::go("exit", CONFIG),
            Step::write(format!(
                "service-port autoindex vlan {vlan} gpon {frame}/{slot} port {port} ont {id} gemport {gem} multi-service user-vlan {vlan} tag-action transparent",
                frame = at.pon.frame,
                slot = at.pon.slot
            )),
            Step::go("end", ENABLE),
            save(),
        ];
        Ok(Plan { steps })
    }

    /// A missing description is given. The service port cannot be read back, so it is not written twice.
    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        let mut plan = self.register(registration)?;
        if missing != [description(registration.code.as_str())] {
            return Ok(None);
        }
        plan.steps.retain(|step| !step.line.starts_with("ont add ") && !step.line.starts_with("service-port "));
        Ok(Some(plan))
    }

    fn deregister(&self, at: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        Ok(Plan { steps: on_ont(at, "delete", Some(save())) })
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        Ok(Plan { steps: on_ont(at, "reboot", None) })
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        Ok(Query::new(vec![show_all()], move |replies| {
            let read = onts(reply(replies, 0))?;
            let onu = find(read.value, at)?;
            Ok(Parsed { value: onu.details.get("description").map(description).into_iter().collect(), warnings: read.warnings })
        }))
    }

    /// Profiles and service port are not read back: no reply that shows them is known.
    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        let mut wanted = vec![description(registration.code.as_str())];
        wanted.retain(|fact| !configuration.contains(fact));
        wanted
    }
}

fn show_all() -> Step {
    Step::read("show ont info all")
}

fn save() -> Step {
    Step::new(Purpose::Save, "save")
}

fn interface(pon: PonPort) -> String {
    format!("interface gpon {}/{}", pon.frame, pon.slot)
}

fn on_ont(at: OnuAddress, verb: &str, then: Option<Step>) -> Vec<Step> {
    let mut steps = vec![
        Step::go("config", CONFIG),
        Step::go(interface(at.pon), GPON),
        Step::write(format!("ont {verb} {} {}", at.pon.port, at.id)),
        Step::go("end", ENABLE),
    ];
    steps.extend(then);
    steps
}

fn description(text: &str) -> String {
    format!("description {text}")
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}

fn find(onus: Vec<Listed>, at: OnuAddress) -> Result<Listed, ParseError> {
    onus.into_iter().find(|onu| onu.at == at).ok_or_else(|| {
        let reason = "the ONT is not in the list".to_owned();
        ParseError::Refused(Refusal { kind: RefusalKind::OnuNotFound, code: None, line: at.to_string(), reason })
    })
}
