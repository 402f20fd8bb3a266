//! The EPON dialect: XE04I, E04ID and boxes with their firmware.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::command_line::{self, CONFIG, ENABLE, ONU, PON};
use super::event::Cause;
use super::{Blacklisted, ListedOnu, OnuList, blacklist, onu_events, onus, optical, refusals, take_events};
use crate::{
    Detail, Details, Dialect, Evidence, Identity, Listed, Mac, NotOffered, OnuAddress, OnuId, OnuKey, OnuState, ParseError, Parsed, Plan,
    PlanError, PonPort, Query, Refusal, RefusalKind, Registration, ServicePort, Signal, Step, Support, Unregistered, Verb, Warning,
};

/// What an ONU is to the OLT: how many LAN ports it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnuPorts {
    One,
    Four,
}

impl OnuPorts {
    fn word(self) -> &'static str {
        match self {
            Self::One => "1ge",
            Self::Four => "4ge",
        }
    }
}

/// What an HSGQ EPON service needs besides MAC, code and VLAN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EponService {
    pub ports: OnuPorts,
    /// The port's authorisation is `manual` (`onu-authorize`): a bound ONU waits until it is confirmed.
    pub confirm: bool,
}

/// The HSGQ EPON dialect. Ports are numbered from 1 and ONUs from 1; frame and slot are 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HsgqEpon {
    /// How many PON ports the box has: what waits on them can be asked for port by port only.
    pub ports: u8,
}

impl HsgqEpon {
    /// XE04I and E04ID.
    pub const FOUR_PORTS: Self = Self { ports: 4 };

    /// Stops a subscriber: the OLT refuses the MAC from now on. **The ONU's binding, id and description are lost.** The
    /// commands print nothing; [`HsgqEpon::held`] tells whether it worked.
    pub fn suspend(&self, pon: PonPort, mac: Mac) -> Result<Plan, PlanError> {
        self.blacklisted(pon, "add", mac)
    }

    /// Lets the MAC in again. With authorisation `auto` the ONU binds itself within about a minute, perhaps under another
    /// id; with `manual` it must be registered again.
    pub fn restore(&self, pon: PonPort, mac: Mac) -> Result<Plan, PlanError> {
        self.blacklisted(pon, "delete", mac)
    }

    /// What a port refuses: the only proof of [`HsgqEpon::suspend`] and [`HsgqEpon::restore`]. An entry by hand has the reason
    /// `Manual` on an XE04I; other firmware leaves the reason blank, so the caller must know whom it held.
    pub fn held(&self, pon: PonPort) -> Result<Query<Vec<Blacklisted>>, PlanError> {
        let steps = command_line::in_port("epon", self.number(pon)?, [Step::read(SHOW_BLACKLIST)]);
        Ok(Query::new(steps, |replies| blacklist(reply(replies, 0))))
    }

    fn blacklisted(&self, pon: PonPort, verb: &str, mac: Mac) -> Result<Plan, PlanError> {
        let line = Step::write(format!("blacklist {verb} mac {mac}"));
        let mut steps = command_line::in_port("epon", self.number(pon)?, [line]);
        steps.push(command_line::save());
        Ok(Plan { steps })
    }

    fn number(&self, pon: PonPort) -> Result<u8, PlanError> {
        let known = pon.frame == 0 && pon.slot == 0 && (1..=self.ports).contains(&pon.port);
        if known { Ok(pon.port) } else { Err(PlanError::PortOutOfRange(pon)) }
    }

    fn read_port<T>(
        pon: PonPort,
        lines: impl IntoIterator<Item = Step>,
        parse: impl Fn(&[String]) -> Result<Parsed<T>, ParseError> + Send + Sync + 'static,
    ) -> Query<T> {
        Query::new(command_line::in_port("epon", pon.port, lines), parse)
    }
}

const SHOW_ONUS: &str = "show onu-info all";
const SHOW_BLACKLIST: &str = "show blacklist onu-info all";

impl Dialect for HsgqEpon {
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

    /// `blacklist delete` may say "No Bind ONU fail" although it worked: the list tells, not the words.
    fn refusal(&self, reply: &str) -> Option<Refusal> {
        let (text, _) = take_events(reply);
        refusals(&text).into_iter().find(|refusal| !refusal.line.starts_with("Error, No Bind ONU fail"))
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        1..=64
    }

    fn support(&self, verb: Verb) -> Support {
        match verb {
            Verb::List | Verb::State | Verb::Signal | Verb::Config | Verb::Save => Support::Supported(Evidence::LiveCapture),
            Verb::Discover | Verb::Register | Verb::Reboot => Support::Supported(Evidence::OperatorNotes),
            Verb::Deregister => Support::NotOffered {
                reason: "`onu-deregister` lets the ONU back in within 8 seconds and no command that unbinds one is known; the blacklist keeps one out",
            },
            Verb::Replace => Support::NotOffered { reason: "binding another MAC to an id that is in use was not seen on a device" },
            Verb::Identify => Support::NotOffered { reason: "no capture of `show version` was found; the name comes from the prompt" },
            Verb::Cards => Support::NotOffered { reason: "the box has no boards" },
            Verb::Ports => Support::NotOffered { reason: "no capture of `show pon-info` was found" },
        }
    }

    /// Bound ONUs that nobody confirmed, and ONUs that the OLT refuses without the reason `Manual`; these have a
    /// `reject_count`. Firmware that prints no reasons lists held subscribers so: the caller must know whom it held. Where
    /// the authorisation is `auto` nothing waits: whatever is plugged in binds itself.
    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        let mut steps = vec![Step::go("configure", CONFIG)];
        for pon in 1..=self.ports {
            steps.extend([
                Step::go(format!("interface epon {pon}"), PON),
                Step::read(SHOW_ONUS),
                Step::read(SHOW_BLACKLIST),
                Step::go("exit", CONFIG),
            ]);
        }
        steps.push(Step::go("end", ENABLE));
        Ok(Query::new(steps, waiting))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        Ok(Self::read_port(pon, [Step::read(SHOW_ONUS)], |replies| Ok(listed(onus(reply(replies, 0))?))))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        let lines = [Step::read(SHOW_ONUS), Step::read(format!("show onu-info-alarm {}", at.id))];
        Ok(Self::read_port(at.pon, lines, move |replies| detail(at, reply(replies, 0), reply(replies, 1))))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        Ok(Self::read_port(at.pon, [Step::read("show optical-info")], move |replies| {
            let read = optical(reply(replies, 0))?;
            let mine = read.value.into_iter().find(|light| (light.pon, light.id) == (at.pon.port, at.id.0));
            // Only ONUs that are online are listed.
            let value = mine.map_or_else(Signal::default, |light| Signal {
                onu_rx: light.rx_dbm,
                onu_tx: light.tx_dbm,
                temperature_c: light.temperature_c,
                voltage_v: light.voltage_v,
                bias_ma: light.bias_ma,
                ..Signal::default()
            });
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        let crate::Service::HsgqEpon(service) = &registration.service else { return Err(PlanError::OtherVendor) };
        let OnuKey::Mac(mac) = registration.key else { return Err(PlanError::MacNeeded(registration.key.to_string())) };
        let Registration { at, code, vlan, .. } = registration;
        let (pon, id) = (self.number(at.pon)?, at.id);
        if !self.onu_ids().contains(&id.0) {
            return Err(PlanError::IdOutOfRange(id.0));
        }
        let mut steps = vec![
            Step::go("configure", CONFIG),
            Step::go(format!("interface epon {pon}"), PON),
            Step::write(format!("bind-onu {id} mac {mac} onu-type {kind} desc \"{code}\"", kind = service.ports.word())),
        ];
        if service.confirm {
            steps.push(confirm(id));
        }
        steps.extend([
            Step::go("exit", CONFIG),
            Step::go(format!("interface onu {pon}/{id}"), ONU),
            port_vlan(vlan.get()),
            Step::go("end", ENABLE),
            command_line::save(),
        ]);
        Ok(Plan { steps })
    }

    /// A bound ONU that was not confirmed is confirmed, and its VLAN, which cannot be read back, written again.
    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        let mut plan = self.register(registration)?;
        if missing != [CONFIRMED] {
            return Ok(None);
        }
        let bind = plan.steps.iter().position(|step| step.line.starts_with("bind-onu "));
        if let Some(bind) = bind {
            plan.steps.remove(bind);
            if plan.steps.get(bind).is_none_or(|step| !step.line.starts_with("onu confirm ")) {
                plan.steps.insert(bind, confirm(registration.at.id));
            }
        }
        Ok(Some(plan))
    }

    fn deregister(&self, _: OnuAddress, _: &[ServicePort]) -> Result<Plan, PlanError> {
        Err(self.not_offered(Verb::Deregister).into())
    }

    /// Of the ONU. `reboot` of the OLT is never sent: an XE04I hangs until somebody takes its power.
    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        let line = Step::write(format!("onu-reboot {}", at.id));
        Ok(Plan { steps: command_line::in_port("epon", self.number(at.pon)?, [line]) })
    }

    fn save(&self) -> Result<Plan, PlanError> {
        Ok(Plan { steps: vec![command_line::save()] })
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        Ok(Self::read_port(at.pon, [Step::read(SHOW_ONUS)], move |replies| {
            let read = onus(reply(replies, 0))?;
            let onu = find(&read.value, at)?;
            let mut value = vec![format!("bound to {}", onu.mac.as_deref().unwrap_or("an unknown MAC address"))];
            value.extend(onu.auth.then(|| CONFIRMED.to_owned()));
            value.extend(onu.description.as_deref().map(description));
            Ok(Parsed { value, warnings: read.warnings })
        }))
    }

    /// The VLAN is not read back: no reply that shows it was captured.
    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        // The list cuts descriptions to twelve characters.
        let shown: String = registration.code.as_str().chars().take(12).collect();
        let mut wanted = vec![format!("bound to {}", registration.key), CONFIRMED.to_owned(), description(&shown)];
        wanted.retain(|fact| !configuration.contains(fact));
        wanted
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        Err(self.not_offered(Verb::Identify))
    }
}

const CONFIRMED: &str = "authorised";

fn description(text: &str) -> String {
    format!("description {text}")
}

fn confirm(id: OnuId) -> Step {
    Step::write(format!("onu confirm onu-id {id}"))
}

fn port_vlan(vlan: u16) -> Step {
    Step::write(format!("port-vlan 1 mode tag {vlan} pri 0"))
}

fn reply(replies: &[String], number: usize) -> &str {
    replies.get(number).map_or("", String::as_str)
}

fn address(pon: u8, id: u8) -> OnuAddress {
    OnuAddress { pon: PonPort { frame: 0, slot: 0, port: pon }, id: OnuId(id) }
}

fn mac(onu: &ListedOnu) -> Option<Mac> {
    Mac::parse(onu.mac.as_deref()?).ok()
}

fn details(onu: &ListedOnu) -> Details {
    let mut details = Details::default();
    details.put("status", &onu.status);
    details.put("auth", if onu.auth { "TRUE" } else { "FALSE" });
    details.put("config", if onu.config { "TRUE" } else { "FALSE" });
    for (name, text) in [("reg_time", &onu.reg_time), ("name", &onu.name), ("description", &onu.description)] {
        details.put(name, text.as_deref().unwrap_or(""));
    }
    details
}

/// `Initial` is said of an ONU that is not there: never seen since the OLT started, or gone.
fn state(onu: &ListedOnu) -> OnuState {
    match onu.status.to_ascii_lowercase().as_str() {
        "online" => OnuState::Online,
        "initial" | "offline" => OnuState::Offline,
        _ => OnuState::Unknown,
    }
}

fn listed(read: Parsed<OnuList>) -> Parsed<Vec<Listed>> {
    let one = |onu: &ListedOnu| Listed {
        mac: mac(onu),
        state: state(onu),
        state_text: Some(onu.status.clone()),
        details: details(onu),
        ..Listed::at(address(onu.pon, onu.id))
    };
    Parsed { value: read.value.onus.iter().map(one).collect(), warnings: read.warnings }
}

fn waiting(replies: &[String]) -> Result<Parsed<Vec<Unregistered>>, ParseError> {
    let (mut value, mut warnings): (Vec<Unregistered>, Vec<Warning>) = (Vec::new(), Vec::new());
    for pair in replies.chunks(2) {
        let bound = onus(reply(pair, 0))?;
        warnings.extend(bound.warnings);
        for onu in bound.value.onus.iter().filter(|onu| !onu.auth) {
            match mac(onu) {
                Some(mac) => value.push(Unregistered {
                    pon: address(onu.pon, onu.id).pon,
                    key: mac.into(),
                    proposed: Some(OnuId(onu.id)),
                    model: None,
                    password: None,
                    details: details(onu),
                }),
                None => warnings.push(Warning::Unreadable { what: "MAC address", value: format!("{}/{}", onu.pon, onu.id) }),
            }
        }
        let refused = blacklist(reply(pair, 1))?;
        warnings.extend(refused.warnings);
        // `Manual` is a person's entry; that ONU is held, it does not wait.
        for entry in refused.value.iter().filter(|entry| entry.reason.as_deref() != Some("Manual")) {
            let Some(mac) = entry.mac.as_deref().and_then(|mac| Mac::parse(mac).ok()) else { continue };
            if value.iter().any(|known| known.key == OnuKey::Mac(mac)) {
                continue;
            }
            let mut details = Details::default();
            details.put("reject_count", &entry.rejects.to_string());
            details.put("reason", entry.reason.as_deref().unwrap_or(""));
            let pon = address(entry.pon, entry.entry).pon;
            value.push(Unregistered { pon, key: mac.into(), proposed: None, model: None, password: None, details });
        }
    }
    Ok(Parsed { value, warnings })
}

fn find(list: &OnuList, at: OnuAddress) -> Result<&ListedOnu, ParseError> {
    list.onus.iter().find(|onu| (onu.pon, onu.id) == (at.pon.port, at.id.0)).ok_or_else(|| {
        let line = format!("{}/{}", at.pon.port, at.id);
        ParseError::Refused(Refusal { kind: RefusalKind::OnuNotFound, code: None, line, reason: "the ONU is not in the list".to_owned() })
    })
}

fn detail(at: OnuAddress, list: &str, alarms: &str) -> Result<Parsed<Detail>, ParseError> {
    let read = onus(list)?;
    let onu = find(&read.value, at)?;
    let mut warnings = read.warnings;
    // A blacklisting and a restart of the OLT wipe the events: none is no fault.
    let events = if alarms.trim().is_empty() { None } else { Some(onu_events(alarms)) };
    let events = match events {
        Some(Ok(events)) if (events.pon, events.id) == (at.pon.port, at.id.0) => Some(events),
        Some(_) => {
            warnings.push(Warning::Unreadable { what: "events", value: alarms.lines().next().unwrap_or("").chars().take(80).collect() });
            None
        }
        None => None,
    };
    let cause = events.as_ref().and_then(|events| events.cause());
    let state = match (state(onu), cause) {
        (OnuState::Offline, Some(Cause::Power)) => OnuState::PowerOff,
        (OnuState::Offline, Some(Cause::Fibre)) => OnuState::Los,
        (state, _) => state,
    };
    let down = events.as_ref().and_then(|events| events.last_down());
    let value = Detail {
        at: Some(at),
        mac: mac(onu),
        state,
        last_down_cause: down.map(|event| event.event.clone()),
        last_up: onu.reg_time.clone(),
        last_down: down.and_then(|event| event.at.clone()),
        details: details(onu),
        ..Detail::default()
    };
    Ok(Parsed { value, warnings })
}
