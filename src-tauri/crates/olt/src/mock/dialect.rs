//! The dialect of a recording: the one of the device that was recorded, and one more refusal.

use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::NOT_RECORDED;
use crate::{
    Card, Detail, Dialect, Identity, Listed, NotOffered, OnuAddress, OnuKey, Plan, PlanError, PonPort, PonStatus, Query, Refusal,
    RefusalKind, Registration, ServicePort, Signal, Support, Unregistered, Verb,
};

/// Speaks to a [`MockDevice`](super::MockDevice) as to the device that was recorded.
#[derive(Debug, Clone)]
pub struct Mock {
    pub recorded: Arc<dyn Dialect>,
}

impl Dialect for Mock {
    fn profile(&self) -> Arc<Profile> {
        self.recorded.profile()
    }

    fn home(&self) -> Mode {
        self.recorded.home()
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        self.recorded.way_home(from)
    }

    fn quieten(&self) -> &'static [&'static str] {
        self.recorded.quieten()
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        if reply.lines().any(|line| line.trim() == NOT_RECORDED) {
            let reason = "not recorded".to_owned();
            return Some(Refusal { kind: RefusalKind::Other, code: None, line: NOT_RECORDED.to_owned(), reason });
        }
        self.recorded.refusal(reply)
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        self.recorded.onu_ids()
    }

    fn support(&self, verb: Verb) -> Support {
        self.recorded.support(verb)
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        self.recorded.identity()
    }

    fn cards(&self) -> Result<Query<Vec<Card>>, NotOffered> {
        self.recorded.cards()
    }

    fn port(&self, pon: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        self.recorded.port(pon)
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        self.recorded.discover()
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        self.recorded.registered(pon)
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        self.recorded.state(at)
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        self.recorded.signal(at)
    }

    fn service_ports(&self, at: OnuAddress) -> Option<Query<Vec<ServicePort>>> {
        self.recorded.service_ports(at)
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        self.recorded.register(registration)
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        self.recorded.resume(registration, missing)
    }

    fn deregister(&self, at: OnuAddress, service_ports: &[ServicePort]) -> Result<Plan, PlanError> {
        self.recorded.deregister(at, service_ports)
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        self.recorded.reboot(at)
    }

    fn replace(&self, at: OnuAddress, key: OnuKey) -> Result<Plan, PlanError> {
        self.recorded.replace(at, key)
    }

    fn save(&self) -> Result<Plan, PlanError> {
        self.recorded.save()
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        self.recorded.configuration(at)
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        self.recorded.missing(registration, configuration)
    }
}
