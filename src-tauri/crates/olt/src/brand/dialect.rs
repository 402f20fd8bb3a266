//! A family's dialect under another name.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};

use super::{CommandSetting, Commands, Family, Proof};
use crate::{
    Card, Detail, Dialect, Evidence, Identity, Listed, NotOffered, OnuAddress, OnuKey, Plan, PlanError, PonPort, PonStatus, Query, Refusal,
    Registration, ServicePort, Signal, Step, Support, Unregistered, Verb,
};

/// The name on the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Brand {
    Global,
    Zymlink,
}

impl Brand {
    pub fn code(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::Zymlink => "zymlink",
        }
    }
}

/// The dialect of an OLT that is known by its brand only.
#[derive(Debug, Clone)]
pub struct Branded {
    pub brand: Brand,
    pub family: Family,
    commands: Commands,
    inner: Arc<dyn Dialect>,
    proven: BTreeSet<Verb>,
}

impl Branded {
    /// With the family's own commands; `None` for a family whose dialect is given by [`Branded::over`].
    pub fn new(brand: Brand, family: Family) -> Option<Self> {
        Some(Self::over(brand, family, family.dialect()?, family.commands()))
    }

    /// Over this dialect of the family, with these commands of it as settings.
    pub fn over(brand: Brand, family: Family, inner: Arc<dyn Dialect>, commands: &'static [CommandSetting]) -> Self {
        Self { brand, family, commands: Commands::of(commands), inner, proven: BTreeSet::new() }
    }

    /// The commands, to be read and changed.
    pub fn commands(&mut self) -> &mut Commands {
        &mut self.commands
    }

    /// Takes off the label from the verbs that a recorded session of such a device proved.
    pub fn accept(&mut self, proofs: &[(Verb, Proof)]) {
        self.proven.extend(proofs.iter().filter(|(_, proof)| *proof == Proof::Proven).map(|(verb, _)| *verb));
    }

    fn steps(&self, steps: Vec<Step>) -> Vec<Step> {
        steps.into_iter().map(|step| Step { line: self.commands.rewritten(&step.line), ..step }).collect()
    }

    fn plan(&self, plan: Plan) -> Plan {
        Plan { steps: self.steps(plan.steps) }
    }

    fn query<T>(&self, query: Query<T>) -> Query<T> {
        Query { steps: self.steps(query.steps), ..query }
    }
}

impl Dialect for Branded {
    fn profile(&self) -> Arc<Profile> {
        self.inner.profile()
    }

    fn home(&self) -> Mode {
        self.inner.home()
    }

    fn way_home(&self, from: Mode) -> Option<&'static str> {
        self.inner.way_home(from)
    }

    fn quieten(&self) -> &'static [&'static str] {
        self.inner.quieten()
    }

    fn refusal(&self, reply: &str) -> Option<Refusal> {
        self.inner.refusal(reply)
    }

    fn onu_ids(&self) -> RangeInclusive<u8> {
        self.inner.onu_ids()
    }

    /// What the family has, unverified; what it has not, not.
    fn support(&self, verb: Verb) -> Support {
        match self.inner.support(verb) {
            Support::Supported(_) if self.proven.contains(&verb) => Support::Supported(Evidence::LiveCapture),
            Support::Supported(_) => Support::Supported(Evidence::Unverified),
            other => other,
        }
    }

    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        self.inner.identity().map(|query| self.query(query))
    }

    fn cards(&self) -> Result<Query<Vec<Card>>, NotOffered> {
        self.inner.cards().map(|query| self.query(query))
    }

    fn port(&self, pon: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        self.inner.port(pon).map(|query| self.query(query))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered> {
        self.inner.discover().map(|query| self.query(query))
    }

    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered> {
        self.inner.registered(pon).map(|query| self.query(query))
    }

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered> {
        self.inner.state(at).map(|query| self.query(query))
    }

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered> {
        self.inner.signal(at).map(|query| self.query(query))
    }

    fn service_ports(&self, at: OnuAddress) -> Option<Query<Vec<ServicePort>>> {
        self.inner.service_ports(at).map(|query| self.query(query))
    }

    fn register(&self, registration: &Registration) -> Result<Plan, PlanError> {
        self.inner.register(registration).map(|plan| self.plan(plan))
    }

    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
        Ok(self.inner.resume(registration, missing)?.map(|plan| self.plan(plan)))
    }

    fn deregister(&self, at: OnuAddress, service_ports: &[ServicePort]) -> Result<Plan, PlanError> {
        self.inner.deregister(at, service_ports).map(|plan| self.plan(plan))
    }

    fn reboot(&self, at: OnuAddress) -> Result<Plan, PlanError> {
        self.inner.reboot(at).map(|plan| self.plan(plan))
    }

    fn replace(&self, at: OnuAddress, key: OnuKey) -> Result<Plan, PlanError> {
        self.inner.replace(at, key).map(|plan| self.plan(plan))
    }

    fn save(&self) -> Result<Plan, PlanError> {
        self.inner.save().map(|plan| self.plan(plan))
    }

    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered> {
        self.inner.configuration(at).map(|query| self.query(query))
    }

    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String> {
        self.inner.missing(registration, configuration)
    }
}
