//! What a vendor's dialect gives: plans of exact command lines and pure parsers of the replies.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use janet_terminal::{Mode, Profile};
use thiserror::Error;

use crate::{
    Capability, Card, Detail, Identity, Listed, NotOffered, OnuAddress, OnuKey, Parsed, PonPort, PonStatus, Refusal, Registration,
    ServicePort, Signal, Support, Unregistered, Verb,
};

/// What a command line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Changes the mode only.
    Navigate,
    Read,
    /// Changes the running configuration: after a broken connection its effect is unknown.
    Write,
    /// Makes the running configuration survive a reboot. Repeating it does no harm.
    Save,
}

/// One exact command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub line: String,
    pub purpose: Purpose,
    /// The mode it must end in; another one means that it was not done.
    pub lands: Option<Mode>,
    /// The device will ask whether this is meant.
    pub confirm: bool,
}

impl Step {
    pub(crate) fn new(purpose: Purpose, line: impl Into<String>) -> Self {
        Self { line: line.into(), purpose, lands: None, confirm: false }
    }

    pub(crate) fn go(line: impl Into<String>, lands: Mode) -> Self {
        Self { lands: Some(lands), ..Self::new(Purpose::Navigate, line) }
    }

    pub(crate) fn write(line: impl Into<String>) -> Self {
        Self::new(Purpose::Write, line)
    }

    /// A write after which the device asks whether it is meant.
    pub(crate) fn write_confirmed(line: impl Into<String>) -> Self {
        Self { confirm: true, ..Self::write(line) }
    }

    pub(crate) fn read(line: impl Into<String>) -> Self {
        Self::new(Purpose::Read, line)
    }
}

/// The exact lines of a change, from the home mode and back to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub steps: Vec<Step>,
}

impl Plan {
    /// The lines as an operator would type them.
    pub fn lines(&self) -> Vec<&str> {
        self.steps.iter().map(|step| step.line.as_str()).collect()
    }
}

/// Understands the replies of a query's [`Purpose::Read`] lines, in order.
pub type Parser<T> = Box<dyn Fn(&[String]) -> Result<Parsed<T>, ParseError> + Send + Sync>;

/// Lines that read, and how to understand what comes.
pub struct Query<T> {
    pub steps: Vec<Step>,
    pub parse: Parser<T>,
}

impl<T> Query<T> {
    pub(crate) fn new(steps: Vec<Step>, parse: impl Fn(&[String]) -> Result<Parsed<T>, ParseError> + Send + Sync + 'static) -> Self {
        Self { steps, parse: Box::new(parse) }
    }
}

impl<T> fmt::Debug for Query<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Query").field("steps", &self.steps).finish_non_exhaustive()
    }
}

/// Why a reply has no value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseError {
    #[error("the device refused: {0}")]
    Refused(Refusal),
    /// Neither a known header nor known labels. An unknown screen is never read as an empty one.
    #[error("this reply has no known form; it begins with “{0}”")]
    Unrecognised(String),
}

impl ParseError {
    pub(crate) fn unrecognised(text: &str) -> Self {
        let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
        Self::Unrecognised(first.chars().take(80).collect())
    }
}

/// Why there is no plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlanError {
    #[error("the settings of the service are for another vendor")]
    OtherVendor,
    #[error("this OLT takes serials as vendor letters and digits only; {0} has none")]
    SerialNotPrintable(String),
    #[error("this OLT knows ONUs by their serial number; {0} is a MAC address")]
    SerialNeeded(String),
    #[error("this OLT knows ONUs by their MAC address; {0} is a serial number")]
    MacNeeded(String),
    #[error("ONU id {0} is out of the range of this OLT")]
    IdOutOfRange(u8),
    #[error("{0} is no PON port of this OLT's family")]
    PortOutOfRange(PonPort),
    #[error(transparent)]
    NotOffered(#[from] NotOffered),
}

/// A vendor's command line. Implementations hold no state and do no I/O.
pub trait Dialect: fmt::Debug + Send + Sync {
    /// Prompts, pagers and questions.
    fn profile(&self) -> Arc<Profile>;

    /// The mode that plans and queries start in and return to.
    fn home(&self) -> Mode;

    /// The line that leads from this mode towards the home mode.
    fn way_home(&self, from: Mode) -> Option<&'static str>;

    /// Lines sent once after login. They only make reading easier: a refusal is no error.
    fn quieten(&self) -> &'static [&'static str];

    /// The first refusal in a reply to a command, or `None`.
    fn refusal(&self, reply: &str) -> Option<Refusal>;

    /// The ids an ONU may be registered under.
    fn onu_ids(&self) -> RangeInclusive<u8>;

    /// Whether this dialect has a verb, and how that is known. A verb that it does not have gives [`NotOffered`].
    fn support(&self, verb: Verb) -> Support;

    /// The table of all verbs.
    fn capabilities(&self) -> Vec<Capability> {
        Verb::ALL.into_iter().map(|verb| Capability { verb, support: self.support(verb) }).collect()
    }

    /// The refusal of a verb, with the reason of the table.
    fn not_offered(&self, verb: Verb) -> NotOffered {
        NotOffered { verb, reason: self.support(verb).reason().unwrap_or("the dialect has no lines for it") }
    }

    /// What the OLT is.
    fn identity(&self) -> Result<Query<Identity>, NotOffered> {
        Err(self.not_offered(Verb::Identify))
    }

    /// The boards.
    fn cards(&self) -> Result<Query<Vec<Card>>, NotOffered> {
        Err(self.not_offered(Verb::Cards))
    }

    /// One PON port.
    fn port(&self, _: PonPort) -> Result<Query<PonStatus>, NotOffered> {
        Err(self.not_offered(Verb::Ports))
    }

    fn discover(&self) -> Result<Query<Vec<Unregistered>>, NotOffered>;

    /// The ONUs of a port.
    fn registered(&self, pon: PonPort) -> Result<Query<Vec<Listed>>, NotOffered>;

    fn state(&self, at: OnuAddress) -> Result<Query<Detail>, NotOffered>;

    fn signal(&self, at: OnuAddress) -> Result<Query<Signal>, NotOffered>;

    /// The service ports that must go before the ONU can; `None` where they go with it.
    fn service_ports(&self, _: OnuAddress) -> Option<Query<Vec<ServicePort>>> {
        None
    }

    /// Register, configure, save.
    fn register(&self, registration: &Registration) -> Result<Plan, PlanError>;

    /// The rest of a registration of which [`Dialect::missing`] found these missing; then save. `None`: it stands there with
    /// other settings, which nothing that is known here can change in place.
    fn resume(&self, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError>;

    /// Remove an ONU with these service ports, save.
    fn deregister(&self, at: OnuAddress, service_ports: &[ServicePort]) -> Result<Plan, PlanError>;

    /// Restart an ONU. Nothing is saved, for nothing is changed.
    fn reboot(&self, _: OnuAddress) -> Result<Plan, PlanError> {
        Err(self.not_offered(Verb::Reboot).into())
    }

    /// Give an ONU's place and settings to another ONU, save.
    fn replace(&self, _: OnuAddress, _: OnuKey) -> Result<Plan, PlanError> {
        Err(self.not_offered(Verb::Replace).into())
    }

    fn save(&self) -> Result<Plan, PlanError>;

    /// An ONU's settings, one per line; what [`Dialect::missing`] needs.
    fn configuration(&self, at: OnuAddress) -> Result<Query<Vec<String>>, NotOffered>;

    /// What of a registration the OLT does not have, in words; empty when it is complete. `configuration` is the value of
    /// [`Dialect::configuration`].
    fn missing(&self, registration: &Registration, configuration: &[String]) -> Vec<String>;
}
