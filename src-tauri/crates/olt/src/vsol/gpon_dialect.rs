//! The V1600G family.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::dialogue::{self, CONFIG, inside, place, pon, save, way_home};
use super::settings::of_onu;
use super::{Firmware, Found, Info, Pon, State, Wording, auto_find, info, optical_info, plan, refusals, reply, state, version};
use crate::{
    Detail, Details, Dialect, Evidence, Identity, Listed, NotOffered, OnuAddress, OnuState, ParseError, Parsed, Plan, PlanError, PonPort,
    PonStatus, Query, Refusal, RefusalKind, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb, Warning,
};

/// A V1600G OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VsolGpon {
    pub firmware: Firmware,
    /// PON ports it has, from 1.
    pub ports: u8,
    pub wording: Wording,
}

impl VsolGpon {
    fn pon(self, port: PonPort, verb: Verb) -> Result<Pon, NotOffered> {
        pon(port, self.ports).map_err(|_| NotOffered { verb, reason: "this OLT has no such port" })
    }

    /// The state and info tables of a port.
    fn tables<T>(self, pon: Pon, parse: impl Fn(Parsed<Vec<Listed>>) -> Result<Parsed<T>, ParseError> + Send + Sync + 'static) -> Query<T> {
        let steps = inside("gpon", pon, [Step::read("show onu state"), Step::read("show onu info")]);
        Query::new(steps, move |replies| parse(joined(pon, reply(replies, 0), reply(replies, 1))?))
    }
}

impl Dialect for VsolGpon {
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
        // No capture shows a way to switch the pager off.
        &[]
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        refusals(reply).into_iter().next()
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=128
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::Identify | Verb::Discover | Verb::List | Verb::State | Verb::Signal | Verb::Ports => {
                Support::Supported(Evidence::LiveCapture)
            }
            Verb::Config => Support::Supported(Evidence::VendorManual),
            Verb::Register | Verb::Deregister | Verb::Reboot | Verb::Save => Support::Supported(Evidence::OperatorNotes),
            Verb::Cards => Support::NotOffered { reason: "a box of one slot has no boards" },
            Verb::Replace => Support::NotOffered {
                reason: "no command is known that changes the serial number of a registered ONU: deregister it and register the new one",
            },
        }
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        Ok(Query::new(vec![Step::read("show version")], |replies| {
            let read = version(reply(replies, 0))?;
            let value = Identity { name: None, model: read.value.model, software: read.value.software };
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    /// The ONUs of a port and how many of them work; of the port itself nothing is printed.
    fn port(&self, port: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        let pon = self.pon(port, Verb::Ports)?;
        Ok(self.tables(pon, |listed| {
            let count = |online: bool| listed.value.iter().filter(|onu| !online || onu.state == OnuState::Online).count();
            let whole = |count: usize| u32::try_from(count).ok();
            let value = PonStatus { registered: whole(count(false)), online: whole(count(true)), ..PonStatus::default() };
            Ok(Parsed { value, warnings: listed.warnings })
        }))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        let ports = (1..=self.ports).map(Pon);
        let steps = ports.flat_map(|pon| inside("gpon", pon, [Step::read("show onu auto-find")])).collect();
        Ok(Query::new(steps, |replies| {
            let mut all = Parsed { value: Vec::new(), warnings: Vec::new() };
            for (port, reply) in (1..=u8::MAX).map(Pon).zip(replies) {
                let found = auto_find(reply)?;
                all.warnings.extend(found.warnings);
                for onu in found.value {
                    match unregistered(port, onu) {
                        Ok(onu) => all.value.push(onu),
                        Err(warning) => all.warnings.push(warning),
                    }
                }
            }
            Ok(all)
        }))
    }

    fn registered(&self, port: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(self.tables(self.pon(port, Verb::List)?, Ok))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        let pon = self.pon(at.pon, Verb::State)?;
        Ok(self.tables(pon, move |listed| {
            let Parsed { value, warnings } = listed;
            let onu = value.into_iter().find(|onu| onu.at == at).ok_or_else(|| absent(at))?;
            Ok(Parsed { value: detail(onu), warnings })
        }))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        let pon = self.pon(at.pon, Verb::Signal)?;
        let steps = inside("gpon", pon, [Step::read(format!("show onu {} optical_info", at.id))]);
        Ok(Query::new(steps, move |replies| light(reply(replies, 0), at)))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        plan::register_gpon(*self, registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        plan::resume_gpon(*self, registration, missing)
    }

    fn deregister(&self, at: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        plan::deregister_gpon(*self, at)
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        plan::reboot_gpon(*self, at)
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        let pon = self.pon(at.pon, Verb::Config)?;
        // CLI manual v2.1 §19.3.11.
        let steps = inside("gpon", pon, [Step::read(format!("show running-config onu {}", at.id))]);
        Ok(Query::new(steps, move |replies| of_onu(reply(replies, 0), at.id.0)))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        plan::missing_gpon(*self, registration, configuration)
    }
}

fn unregistered(asked: Pon, onu: Found) -> Result<Unregistered, Warning> {
    let mut details = Details::default();
    if let Some(state) = &onu.state {
        details.put("state", state);
    }
    let proposed = match &onu.index {
        Some(index) if index.pon != asked => return Err(Warning::Row(format!("{} {}", index.text, onu.serial))),
        Some(index) => Some(place(asked, index.id).id),
        None => None,
    };
    let pon = place(asked, 0).pon;
    Ok(Unregistered { pon, key: onu.serial.into(), proposed, model: onu.equipment, password: None, details })
}

/// The state table and the info table of a port are joined on the id. An ONU that only one of them has is kept.
fn joined(pon: Pon, states: &str, infos: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let (states, infos) = (state(states)?, info(infos)?);
    let mut warnings = states.warnings;
    warnings.extend(infos.warnings);
    let mut value: Vec<Listed> = Vec::new();
    for onu in states.value {
        if onu.index.pon == pon {
            value.push(of_state(pon, onu));
        } else {
            warnings.push(Warning::Row(onu.index.text));
        }
    }
    for onu in infos.value {
        let at = place(pon, onu.index.id);
        if onu.index.pon != pon {
            warnings.push(Warning::Row(onu.index.text));
            continue;
        }
        let known = value.iter().position(|known| known.at == at);
        let at = known.unwrap_or_else(|| {
            value.push(Listed::at(at));
            value.len() - 1
        });
        if let Some(listed) = value.get_mut(at) {
            fill(listed, onu);
        }
    }
    Ok(Parsed { value, warnings })
}

fn of_state(pon: Pon, onu: State) -> Listed {
    let mut listed = Listed::at(place(pon, onu.index.id));
    let texts = [("admin_state", onu.admin_state), ("omcc_state", onu.omcc_state), ("channel", onu.channel)];
    for (name, text) in texts {
        if let Some(text) = text {
            listed.details.put(name, &text);
        }
    }
    listed.serial = onu.serial;
    listed.state = onu.state;
    listed.state_text = Some(onu.phase_state);
    listed
}

fn fill(listed: &mut Listed, onu: Info) {
    let texts = [("model", onu.model), ("profile", onu.profile), ("auth_mode", onu.auth_mode)];
    for (name, text) in texts {
        if let Some(text) = text {
            listed.details.put(name, &text);
        }
    }
    listed.serial = listed.serial.or(onu.serial);
}

/// These OLTs tell the cause of a darkness by the state itself.
fn detail(onu: Listed) -> Detail {
    let dark = matches!(onu.state, OnuState::Los | OnuState::PowerOff);
    Detail {
        at: Some(onu.at),
        serial: onu.serial,
        state: onu.state,
        last_down_cause: onu.state_text.filter(|_| dark),
        details: onu.details,
        ..Detail::default()
    }
}

pub(super) fn absent(at: OnuAddress) -> ParseError {
    let reason = format!("the port's list has no ONU {}", at.id);
    ParseError::Refused(Refusal { kind: RefusalKind::OnuNotFound, code: None, line: reason.clone(), reason })
}

/// An ONU that is off has no reading: what the OLT then says is no error of the signal.
fn light(reply: &str, at: OnuAddress) -> Result<Parsed<Signal>, ParseError> {
    match optical_info(reply) {
        Ok(read) => {
            let one = read.value.into_iter().find(|one| one.onu_id.is_none_or(|id| id == at.id.0));
            Ok(Parsed { value: one.map(|one| one.signal).unwrap_or_default(), warnings: read.warnings })
        }
        Err(ParseError::Refused(refusal)) if refusal.kind == RefusalKind::OnuOffline => {
            Ok(Parsed { value: Signal::default(), warnings: Vec::new() })
        }
        Err(error) => Err(error),
    }
}
