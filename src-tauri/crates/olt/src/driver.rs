//! A dialect on a session: reads, and changes whose every step is accounted for.

use std::sync::Arc;
use std::time::Duration;

use janet_terminal::{ByteStream, Command, Mask, Session, SessionError, Timing, Transcript};
use thiserror::Error;

use crate::{
    Card, Detail, Dialect, Identity, Listed, NotOffered, OnuAddress, OnuKey, OnuState, ParseError, Parsed, Plan, PlanError, PonPort,
    PonStatus, Purpose, Query, Refusal, RefusalKind, Registration, Signal, Step, Unregistered, Warning,
};

/// How patiently a driver repeats what may be repeated.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// For a device that says it is busy and did nothing (Huawei while it saves).
    pub busy_attempts: u32,
    pub busy_wait: Duration,
    /// For a registered ONU to come online, before its state is taken as it is.
    pub online_attempts: u32,
    pub online_wait: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { busy_attempts: 20, busy_wait: Duration::from_secs(3), online_attempts: 20, online_wait: Duration::from_secs(3) }
    }
}

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Done,
    Refused(Refusal),
    /// The connection broke or fell silent while it ran: it may or may not have been done.
    Unknown(SessionError),
    NotRun,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepRun {
    pub step: Step,
    pub outcome: Outcome,
}

/// How a run of a plan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// Every step was done, the last of them saving.
    Done,
    /// The device refused a step; nothing after it ran and nothing was saved.
    Refused(Refusal),
    /// The connection broke before anything was written.
    Unchanged(SessionError),
    /// The connection broke after something was, or may have been, written: read back ([`Driver::verify`]) over a new one,
    /// never repeat blindly.
    Unknown(SessionError),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub steps: Vec<StepRun>,
    pub ending: Ending,
}

impl Run {
    /// Whether the device's running configuration was, or may have been, changed.
    pub fn changed(&self) -> bool {
        self.steps.iter().any(|run| run.step.purpose == Purpose::Write && matches!(run.outcome, Outcome::Done | Outcome::Unknown(_)))
    }
}

/// What the OLT has of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Complete,
    /// Registered, and these lines or facts are not there.
    Partial {
        missing: Vec<String>,
    },
    Absent,
    /// The ONU is registered on this port under another id.
    Elsewhere(OnuAddress),
    /// The id belongs to another ONU.
    OtherOnu(Option<OnuKey>),
}

/// A registration that was run, and what the OLT said of it afterwards.
#[derive(Debug)]
pub struct Registered {
    pub run: Run,
    /// `None` when the run was not done.
    pub read_back: Option<Result<ReadBack, DriverError>>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct ReadBack {
    pub verdict: Verdict,
    pub detail: Detail,
    pub signal: Signal,
    pub warnings: Vec<Warning>,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DriverError {
    #[error(transparent)]
    Session(#[from] SessionError),
    #[error(transparent)]
    Parse(#[from] ParseError),
    #[error(transparent)]
    Plan(#[from] PlanError),
    #[error("the device refused “{line}”: {refusal}")]
    Refused { line: String, refusal: Refusal },
    #[error("{at} is not the ONU that is meant: it is {}", found.map_or_else(|| "unknown".to_owned(), |key| key.to_string()))]
    OtherOnu { at: OnuAddress, found: Option<OnuKey> },
    #[error("the device stays in mode “{0}”")]
    Stuck(&'static str),
}

impl DriverError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Session(error) => error.advice(),
            Self::Parse(ParseError::Refused(_)) | Self::Refused { .. } => {
                "The device says why. Look at what stands there, then change the request."
            }
            Self::Parse(ParseError::Unrecognised(_)) => {
                "This firmware prints a form that is not known. Export the transcript: it is what a parser is made from."
            }
            Self::Plan(PlanError::NotOffered(_)) => "Do this at the device itself; nothing was sent.",
            Self::Plan(_) => "Correct the settings of the service or of the device; nothing was sent.",
            Self::OtherOnu { .. } => "Another ONU stands there now. Read the port again and look for the ONU that is meant.",
            Self::Stuck(_) => {
                "Somebody else may be configuring the device, or it asks something that is not known. Look at the transcript."
            }
        }
    }
}

impl From<NotOffered> for DriverError {
    fn from(verb: NotOffered) -> Self {
        Self::Plan(PlanError::NotOffered(verb))
    }
}

/// A change of an ONU that stays where it is, and what the OLT says of it afterwards.
#[derive(Debug)]
pub struct Changed {
    pub run: Run,
    /// `None` when the run was not done.
    pub read_back: Option<Result<Parsed<Detail>, DriverError>>,
}

/// An OLT that is logged in to.
pub struct Driver<S> {
    session: Session<S>,
    dialect: Arc<dyn Dialect>,
    pace: Pace,
}

impl<S: ByteStream> Driver<S> {
    /// Waits for the prompt, goes to the home mode and switches paging off where the device lets it.
    pub async fn open(stream: S, dialect: Arc<dyn Dialect>, mask: Mask, timing: Timing, pace: Pace) -> Result<Self, DriverError> {
        let session = Session::open(stream, dialect.profile(), mask, timing).await?;
        let mut driver = Self { session, dialect, pace };
        driver.go_home().await?;
        for line in driver.dialect.quieten() {
            driver.session.run(&Command::new(*line)).await?;
        }
        Ok(driver)
    }

    /// What the OLT says it is; the name is its prompt's.
    pub async fn identify(&mut self) -> Result<Identity, DriverError> {
        let identity = match self.dialect.identity() {
            Ok(query) => self.ask(query).await?.value,
            Err(NotOffered { .. }) => Identity::default(),
        };
        Ok(Identity { name: self.session.host().map(str::to_owned), ..identity })
    }

    /// The boards.
    pub async fn cards(&mut self) -> Result<Parsed<Vec<Card>>, DriverError> {
        let query = self.dialect.cards()?;
        self.ask(query).await
    }

    /// One PON port.
    pub async fn port(&mut self, pon: PonPort) -> Result<Parsed<PonStatus>, DriverError> {
        let query = self.dialect.port(pon)?;
        self.ask(query).await
    }

    /// What is plugged in and not registered, on every port.
    pub async fn discover(&mut self) -> Result<Parsed<Vec<Unregistered>>, DriverError> {
        let query = self.dialect.discover()?;
        self.ask(query).await
    }

    /// The ONUs registered on a port, with serials and states.
    pub async fn registered(&mut self, pon: PonPort) -> Result<Parsed<Vec<Listed>>, DriverError> {
        let query = self.dialect.registered(pon)?;
        self.ask(query).await
    }

    pub async fn state(&mut self, at: OnuAddress) -> Result<Parsed<Detail>, DriverError> {
        let query = self.dialect.state(at)?;
        self.ask(query).await
    }

    pub async fn signal(&mut self, at: OnuAddress) -> Result<Parsed<Signal>, DriverError> {
        let query = self.dialect.signal(at)?;
        self.ask(query).await
    }

    /// An ONU's settings, one per line.
    pub async fn configuration(&mut self, at: OnuAddress) -> Result<Parsed<Vec<String>>, DriverError> {
        let query = self.dialect.configuration(at)?;
        self.ask(query).await
    }

    /// Registers, saves, waits for the ONU and reads everything back. An error means that nothing was sent.
    pub async fn register(&mut self, registration: &Registration) -> Result<Registered, DriverError> {
        let plan = self.dialect.register(registration)?;
        self.carry_out(plan, registration).await
    }

    /// Writes what [`Driver::verify`] found missing, saves, waits and reads back. `None`: it stands there with other settings
    /// that cannot be changed in place. An error means that nothing was sent.
    pub async fn resume(&mut self, registration: &Registration, missing: &[String]) -> Result<Option<Registered>, DriverError> {
        match self.dialect.resume(registration, missing)? {
            Some(plan) => self.carry_out(plan, registration).await.map(Some),
            None => Ok(None),
        }
    }

    /// Removes an ONU after making sure that it is this one. An error means that nothing was changed.
    pub async fn deregister(&mut self, at: OnuAddress, key: impl Into<OnuKey>) -> Result<Run, DriverError> {
        // A dialect that cannot do it says so before anything is read.
        self.dialect.deregister(at, &[])?;
        self.make_sure(at, key.into()).await?;
        let service_ports = match self.dialect.service_ports(at) {
            Some(query) => self.ask(query).await?.value,
            None => Vec::new(),
        };
        let plan = self.dialect.deregister(at, &service_ports)?;
        self.go_home().await?;
        Ok(self.run(plan).await)
    }

    /// Restarts an ONU after making sure that it is this one, and reads its state, which may still be the one from before:
    /// OLTs notice a restart after some seconds. An error means that nothing was done.
    pub async fn reboot(&mut self, at: OnuAddress, key: impl Into<OnuKey>) -> Result<Changed, DriverError> {
        let plan = self.dialect.reboot(at)?;
        self.make_sure(at, key.into()).await?;
        self.change(plan, at).await
    }

    /// Puts another ONU in the place of this one, with all its settings. An error means that nothing was changed.
    pub async fn replace(&mut self, at: OnuAddress, old: impl Into<OnuKey>, new: impl Into<OnuKey>) -> Result<Changed, DriverError> {
        let new = new.into();
        let plan = self.dialect.replace(at, new)?;
        self.make_sure(at, old.into()).await?;
        let mut changed = self.change(plan, at).await?;
        if let Some(Ok(detail)) = &changed.read_back
            && !detail.value.is(new)
        {
            let found = detail.value.key();
            changed.read_back = Some(Err(DriverError::OtherOnu { at, found }));
        }
        Ok(changed)
    }

    /// Makes the running configuration survive a reboot.
    pub async fn save(&mut self) -> Result<Run, DriverError> {
        self.go_home().await?;
        let plan = self.dialect.save()?;
        Ok(self.run(plan).await)
    }

    /// Runs a plan that only one vendor has, such as holding a subscriber.
    pub async fn carry(&mut self, plan: Plan) -> Result<Run, DriverError> {
        self.go_home().await?;
        Ok(self.run(plan).await)
    }

    /// Reads what only one vendor has.
    pub async fn read<T>(&mut self, query: Query<T>) -> Result<Parsed<T>, DriverError> {
        self.ask(query).await
    }

    /// What the OLT has of a registration: the way to learn how a run with an unknown end ended.
    pub async fn verify(&mut self, registration: &Registration) -> Result<Verdict, DriverError> {
        let at = registration.at;
        let listed = self.registered(at.pon).await?.value;
        if let Some(onu) = listed.iter().find(|onu| onu.is(registration.key)) {
            if onu.at != at {
                return Ok(Verdict::Elsewhere(onu.at));
            }
            let query = self.dialect.configuration(at)?;
            let configuration = self.ask(query).await?.value;
            let missing = self.dialect.missing(registration, &configuration);
            return Ok(if missing.is_empty() { Verdict::Complete } else { Verdict::Partial { missing } });
        }
        Ok(listed.iter().find(|onu| onu.at == at).map_or(Verdict::Absent, |onu| Verdict::OtherOnu(onu.key())))
    }

    /// The masked transcript so far.
    pub fn transcript(&self) -> &Transcript {
        self.session.transcript()
    }

    /// Ends the session: the transcript, and the stream to be closed.
    pub fn into_parts(self) -> (Transcript, S) {
        self.session.into_parts()
    }

    async fn carry_out(&mut self, plan: Plan, registration: &Registration) -> Result<Registered, DriverError> {
        self.go_home().await?;
        let run = self.run(plan).await;
        let read_back = if run.ending == Ending::Done { Some(self.read_back(registration).await) } else { None };
        Ok(Registered { run, read_back })
    }

    /// Compares the ONU that stands there with the one that is meant; where its own screen does not name it, the list does.
    async fn make_sure(&mut self, at: OnuAddress, key: OnuKey) -> Result<(), DriverError> {
        let detail = self.known(at).await?.value;
        if detail.is(key) {
            return Ok(());
        }
        let found = match detail.key() {
            Some(found) => Some(found),
            None => {
                let listed = self.registered(at.pon).await?.value;
                let stands = listed.into_iter().find(|onu| onu.at == at);
                if stands.as_ref().is_some_and(|onu| onu.is(key)) {
                    return Ok(());
                }
                stands.and_then(|onu| onu.key())
            }
        };
        Err(DriverError::OtherOnu { at, found })
    }

    /// An ONU's own screen; where the dialect cannot read that, its row in the list.
    async fn known(&mut self, at: OnuAddress) -> Result<Parsed<Detail>, DriverError> {
        if let Ok(query) = self.dialect.state(at) {
            return self.ask(query).await;
        }
        let listed = self.registered(at.pon).await?;
        let stands = listed.value.into_iter().find(|onu| onu.at == at);
        let value = stands.map_or_else(Detail::default, |onu| Detail {
            at: Some(onu.at),
            serial: onu.serial,
            mac: onu.mac,
            state: onu.state,
            details: onu.details,
            ..Detail::default()
        });
        Ok(Parsed { value, warnings: listed.warnings })
    }

    async fn change(&mut self, plan: Plan, at: OnuAddress) -> Result<Changed, DriverError> {
        self.go_home().await?;
        let run = self.run(plan).await;
        let read_back = if run.ending == Ending::Done { Some(self.known(at).await) } else { None };
        Ok(Changed { run, read_back })
    }

    async fn read_back(&mut self, registration: &Registration) -> Result<ReadBack, DriverError> {
        let verdict = self.verify(registration).await?;
        let mut detail = self.known(registration.at).await?;
        let sees_state = self.dialect.state(registration.at).is_ok();
        for _ in 1..self.pace.online_attempts {
            if detail.value.state == OnuState::Online || !sees_state {
                break;
            }
            tokio::time::sleep(self.pace.online_wait).await;
            detail = self.state(registration.at).await?;
        }
        let signal = match self.dialect.signal(registration.at) {
            Ok(query) => self.ask(query).await?,
            Err(NotOffered { .. }) => Parsed { value: Signal::default(), warnings: Vec::new() },
        };
        let warnings = detail.warnings.into_iter().chain(signal.warnings).collect();
        Ok(ReadBack { verdict, detail: detail.value, signal: signal.value, warnings })
    }

    async fn ask<T>(&mut self, query: Query<T>) -> Result<Parsed<T>, DriverError> {
        self.go_home().await?;
        let mut replies = Vec::new();
        for step in &query.steps {
            let reply = self.session.run(&Command::new(&step.line)).await?;
            if step.purpose == Purpose::Read {
                replies.push(reply.text);
            } else if let Some(refusal) = self.judge(step, &reply) {
                return Err(DriverError::Refused { line: step.line.clone(), refusal });
            }
        }
        Ok((query.parse)(&replies)?)
    }

    async fn run(&mut self, plan: Plan) -> Run {
        let mut steps: Vec<StepRun> = Vec::new();
        let mut ending = Ending::Done;
        for step in plan.steps {
            let outcome = if ending == Ending::Done { self.step(&step).await } else { Outcome::NotRun };
            match &outcome {
                Outcome::Refused(refusal) => ending = Ending::Refused(refusal.clone()),
                Outcome::Unknown(error) => {
                    let wrote = steps
                        .iter()
                        .chain([&StepRun { step: step.clone(), outcome: outcome.clone() }])
                        .any(|run| matches!(run.step.purpose, Purpose::Write | Purpose::Save));
                    ending = if wrote { Ending::Unknown(error.clone()) } else { Ending::Unchanged(error.clone()) };
                }
                Outcome::Done | Outcome::NotRun => {}
            }
            steps.push(StepRun { step, outcome });
        }
        Run { steps, ending }
    }

    async fn step(&mut self, step: &Step) -> Outcome {
        let mut command = Command::new(&step.line);
        command.confirm = step.confirm;
        let mut attempt = 1;
        loop {
            let reply = match self.session.run(&command).await {
                Ok(reply) => reply,
                Err(error) => return Outcome::Unknown(error),
            };
            match self.judge(step, &reply) {
                None => return Outcome::Done,
                // The device says that it did nothing, so sending it again is no repetition.
                Some(refusal) if refusal.kind == RefusalKind::Busy && attempt < self.pace.busy_attempts => {
                    attempt += 1;
                    tokio::time::sleep(self.pace.busy_wait).await;
                }
                Some(refusal) => return Outcome::Refused(refusal),
            }
        }
    }

    fn judge(&self, step: &Step, reply: &janet_terminal::Reply) -> Option<Refusal> {
        let own = |kind, line: &str, reason: String| Refusal { kind, code: None, line: line.to_owned(), reason };
        if let Some(question) = reply.declined.first() {
            return Some(own(RefusalKind::Declined, question, format!("unexpected question: {question}")));
        }
        if let Some(refusal) = self.dialect.refusal(&reply.text) {
            return Some(refusal);
        }
        let lands = step.lands?;
        (lands != reply.mode).then(|| own(RefusalKind::NotDone, &reply.text, format!("mode is “{}”, not “{}”", reply.mode.0, lands.0)))
    }

    /// Leaves whatever mode a refused plan stopped in.
    async fn go_home(&mut self) -> Result<(), DriverError> {
        // The deepest mode of any dialect here is four steps away.
        for _ in 0..6 {
            let mode = self.session.mode();
            if mode == self.dialect.home() {
                return Ok(());
            }
            let line = self.dialect.way_home(mode).ok_or(DriverError::Stuck(mode.0))?;
            self.session.run(&Command::new(line)).await?;
        }
        Err(DriverError::Stuck(self.session.mode().0))
    }
}
