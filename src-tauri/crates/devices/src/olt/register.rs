//! Registering and removing: read, write what is missing, save, read back.

use janet_olt::{Driver, DriverError, Listed, OnuAddress, OnuId, OnuKey, ReadBack, Registration, Run, Verdict, free_id};
use janet_provisioning::ports::{
    Fault, OltDialect, OltTarget, OnuDesired, OnuReading, OnuVerdict, RefusedKind, Registered, Visit, Written,
};
use tokio::time::timeout_at;

use super::desired::{any_id, dialect, registration};
use super::outcome::{self, written};
use super::port;
use super::shell::Shell;
use super::visit::{OltSession, late, refused};
use crate::Devices;
use crate::budget::Intent;

/// What is to be done about an ONU after looking.
enum Todo {
    Nothing,
    Register,
    Write(Vec<String>),
    /// A person must look.
    Refuse(String),
}

impl Devices {
    pub(super) async fn register_onu(&self, olt: &OltTarget, desired: &OnuDesired) -> Visit<Registered> {
        if let Err(fault) = registration(olt.dialect, desired, any_id(olt.dialect, desired)) {
            return refused(fault);
        }
        let mut session = match self.enter(olt, Intent::Write).await {
            Ok(session) => session,
            Err(visit) => return visit,
        };
        let looked = session.look(olt.dialect, desired).await;
        let (registration, verdict) = match looked {
            Ok(Some(found)) => found,
            Ok(None) => {
                let reason = "the PON port has no free ONU id".to_owned();
                return session.leave(Ok(unwritten(String::new(), reason)));
            }
            Err(fault) => return session.leave(Err(fault)),
        };
        let refuse = |reason: String| {
            let plan = dialect(olt.dialect).register(&registration).ok();
            let first = plan.and_then(|plan| plan.steps.into_iter().find(|step| step.purpose == janet_olt::Purpose::Write));
            unwritten(first.map_or_else(String::new, |step| step.line), reason)
        };
        match todo(&verdict) {
            Todo::Refuse(reason) => {
                let reading = Some(outcome::not_there(registration.at, verdict));
                session.leave(Ok(Registered { reading, unread: None, ..refuse(reason) }))
            }
            Todo::Nothing => {
                let saved = session.write(async |driver| driver.save().await).await;
                let written = saved.map(|run| written(&run, Written::Already, false));
                session.report(&registration, written).await
            }
            Todo::Register => {
                let done = session.write(async |driver| driver.register(&registration).await).await;
                self.conclude(olt, session, &registration, done, desired.onu_id.is_none()).await
            }
            Todo::Write(missing) => {
                let done = match session.write(async |driver| driver.resume(&registration, &missing).await).await {
                    Ok(Some(done)) => Ok(done),
                    Ok(None) => {
                        let reading = session.reading(&registration).await.ok();
                        let reason = format!("it is registered with other settings: {} is missing", missing.join(", "));
                        return session.leave(Ok(Registered { reading, unread: None, ..refuse(reason) }));
                    }
                    Err(stopped) => Err(stopped),
                };
                self.conclude(olt, session, &registration, done, false).await
            }
        }
    }

    /// Says how writing ended. A connection that broke is opened again to look: unknown is never repeated blindly.
    async fn conclude(
        &self,
        olt: &OltTarget,
        session: OltSession,
        registration: &Registration,
        done: Result<janet_olt::Registered, Stopped>,
        id_was_ours: bool,
    ) -> Visit<Registered> {
        let (outcome, read_back) = match done {
            Ok(done) => (Ok(written(&done.run, Written::Saved, id_was_ours)), done.read_back),
            Err(stopped) => (Err(stopped), None),
        };
        match (outcome, read_back) {
            (Ok(written), Some(Ok(read_back))) => {
                let reading = Some(outcome::reading(registration.at, read_back));
                session.leave(Ok(Registered { written, reading, unread: None }))
            }
            (Ok(Written::Unknown { reason }), _) | (Err(Stopped::Late(reason)), _) => {
                self.look_again(olt, session, registration, reason).await
            }
            (outcome, _) => session.report(registration, outcome).await,
        }
    }

    /// In a new session: if it is complete it is saved, if it is absent nothing was written, else it stays unknown.
    async fn look_again(&self, olt: &OltTarget, session: OltSession, registration: &Registration, reason: String) -> Visit<Registered> {
        let deadline = session.deadline;
        let (turn, said, host_key) = session.abandon();
        let unknown =
            |unread: String| Registered { written: Written::Unknown { reason: reason.clone() }, reading: None, unread: Some(unread) };
        let mut session = match self.enter_with::<Registered>(olt, turn, deadline).await {
            Ok(session) => session.after(said),
            Err(visit) => {
                let unread = visit.result.err().map_or_else(String::new, |fault| fault.to_string());
                return Visit { result: Ok(unknown(unread)), transcript: said, host_key };
            }
        };
        let reading = match session.reading(registration).await {
            Ok(reading) => reading,
            Err(fault) => return session.leave(Ok(unknown(fault.to_string()))),
        };
        let written = match reading.verdict {
            OnuVerdict::Complete => match session.write(async |driver| driver.save().await).await {
                Ok(run) => written(&run, Written::Saved, false),
                Err(_) => Written::Unknown { reason },
            },
            OnuVerdict::Absent => Written::Unchanged { reason },
            _ => Written::Unknown { reason },
        };
        session.leave(Ok(Registered { written, reading: Some(reading), unread: None }))
    }

    pub(super) async fn deregister_onu(&self, olt: &OltTarget, desired: &OnuDesired) -> Visit<Written> {
        let key = match registration(olt.dialect, desired, any_id(olt.dialect, desired)) {
            Ok(registration) => registration.key,
            Err(fault) => return refused(fault),
        };
        let mut session = match self.enter(olt, Intent::Write).await {
            Ok(session) => session,
            Err(visit) => return visit,
        };
        let pon = port(desired.pon);
        let listed = match session.read(async |driver| driver.registered(pon).await).await {
            Ok(listed) => listed.value,
            Err(fault) => return session.leave(Err(fault)),
        };
        let Some(at) = place_of(&listed, key) else {
            let saved = session.write(async |driver| driver.save().await).await;
            return session.leave_written(saved, Written::Already);
        };
        if desired.onu_id.is_some_and(|id| OnuId(id) != at.id) {
            let reason = format!("{key} is registered under id {}", at.id);
            return session.leave(Ok(Written::Refused { line: String::new(), reason, kind: RefusedKind::Person }));
        }
        let run = session.write(async |driver| driver.deregister(at, key).await).await;
        session.leave_written(run, Written::Saved)
    }
}

/// Why a write has no run.
enum Stopped {
    /// Nothing was sent.
    Before(Fault),
    /// It ran out of time, and something may have been sent.
    Late(String),
}

impl OltSession {
    /// Where the ONU is or is to be, and what stands there. `None`: the port is full.
    async fn look(&mut self, kind: OltDialect, desired: &OnuDesired) -> Result<Option<(Registration, Verdict)>, Fault> {
        let pon = port(desired.pon);
        let key = registration(kind, desired, any_id(kind, desired))?.key;
        let id = match desired.onu_id {
            Some(id) => OnuId(id),
            None => {
                let listed = self.read(async |driver| driver.registered(pon).await).await?.value;
                let known = place_of(&listed, key).map(|at| at.id);
                match known.or_else(|| free_id(&listed, dialect(kind).onu_ids())) {
                    Some(id) => id,
                    None => return Ok(None),
                }
            }
        };
        let registration = registration(kind, desired, id)?;
        let verdict = self.read(async |driver| driver.verify(&registration).await).await?;
        Ok(Some((registration, verdict)))
    }

    pub(super) async fn read_onu(&mut self, kind: OltDialect, desired: &OnuDesired) -> Result<OnuReading, Fault> {
        match self.look(kind, desired).await? {
            None => {
                let at = OnuAddress { pon: port(desired.pon), id: any_id(kind, desired) };
                Ok(outcome::not_there(at, Verdict::Absent))
            }
            Some((registration, verdict)) => self.read_verified(&registration, verdict).await,
        }
    }

    async fn reading(&mut self, registration: &Registration) -> Result<OnuReading, Fault> {
        let verdict = self.read(async |driver| driver.verify(registration).await).await?;
        self.read_verified(registration, verdict).await
    }

    async fn read_verified(&mut self, registration: &Registration, verdict: Verdict) -> Result<OnuReading, Fault> {
        let at = registration.at;
        if !matches!(verdict, Verdict::Complete | Verdict::Partial { .. }) {
            return Ok(outcome::not_there(at, verdict));
        }
        let (detail, signal) = self.read(async |driver| Ok((driver.state(at).await?, driver.signal(at).await?))).await?;
        let warnings = detail.warnings.into_iter().chain(signal.warnings).collect();
        Ok(outcome::reading(at, ReadBack { verdict, detail: detail.value, signal: signal.value, warnings }))
    }

    /// Something that changes the device, within the deadline.
    async fn write<T>(&mut self, work: impl AsyncFnOnce(&mut Driver<Shell>) -> Result<T, DriverError>) -> Result<T, Stopped> {
        match timeout_at(self.deadline, work(&mut self.driver)).await {
            Ok(done) => done.map_err(|error| Stopped::Before(outcome::driver_fault(error))),
            Err(_) => Err(Stopped::Late(late().to_string())),
        }
    }

    /// Reads what stands there now and ends the visit.
    async fn report(mut self, registration: &Registration, written: Result<Written, Stopped>) -> Visit<Registered> {
        let written = match written {
            Ok(written) => written,
            Err(Stopped::Before(fault)) => return self.leave(Err(fault)),
            Err(Stopped::Late(reason)) => Written::Unknown { reason },
        };
        let (reading, unread) = match self.reading(registration).await {
            Ok(reading) => (Some(reading), None),
            Err(fault) => (None, Some(fault.to_string())),
        };
        self.leave(Ok(Registered { written, reading, unread }))
    }

    fn leave_written(self, run: Result<Run, Stopped>, done: Written) -> Visit<Written> {
        match run {
            Ok(run) => self.leave(Ok(written(&run, done, false))),
            Err(Stopped::Before(fault)) => self.leave(Err(fault)),
            Err(Stopped::Late(reason)) => self.leave(Ok(Written::Unknown { reason })),
        }
    }
}

fn todo(verdict: &Verdict) -> Todo {
    match verdict {
        Verdict::Complete => Todo::Nothing,
        Verdict::Absent => Todo::Register,
        Verdict::Partial { missing } => Todo::Write(missing.clone()),
        Verdict::Elsewhere(at) => Todo::Refuse(format!("the ONU is registered on this port under id {}", at.id)),
        Verdict::OtherOnu(Some(key)) => Todo::Refuse(format!("the id belongs to the ONU {key}")),
        Verdict::OtherOnu(None) => Todo::Refuse("the id belongs to another ONU".to_owned()),
    }
}

fn unwritten(line: String, reason: String) -> Registered {
    let unread = Some(reason.clone());
    Registered { written: Written::Refused { line, reason, kind: RefusedKind::Person }, reading: None, unread }
}

fn place_of(listed: &[Listed], key: OnuKey) -> Option<OnuAddress> {
    listed.iter().find(|onu| onu.is(key)).map(|onu| onu.at)
}
