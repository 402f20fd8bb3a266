//! One request and its answer: transmissions, what counts as the answer, and for v3 the engine's id and clock.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rand::Rng;
use tokio::sync::mpsc;

use crate::client::Target;
use crate::credentials::{Credentials, User};
use crate::error::{Error, Unusable, UsmError};
use crate::message::{read_community, write_community};
use crate::pdu::{Kind, Pdu};
use crate::transport::{Arrival, Transport, arrivals};
use crate::usm::{Incoming, Keys, Outgoing, TIME_WINDOW, report};

/// For how long a request may count among those whose reply is under way. A dead device must not take room from live ones.
const EXPECTED_SOON: Duration = Duration::from_millis(200);

/// The engine that answers for a v3 agent, and where its clock stands.
struct Engine {
    id: Vec<u8>,
    boots: u32,
    time: u32,
    seen: Instant,
    keys: Keys,
    /// Has an authentic message confirmed the clock? The discovery's report is not authentic.
    confirmed: bool,
}

impl Engine {
    /// Seconds since the engine started, by our own clock since it last said so.
    fn now(&self) -> u32 {
        self.time.saturating_add(u32::try_from(self.seen.elapsed().as_secs()).unwrap_or(u32::MAX))
    }

    /// RFC 3414 §3.2 7b: is the message older than the window allows?
    fn is_old(&self, boots: u32, time: u32) -> bool {
        self.confirmed && (boots < self.boots || boots == self.boots && time.saturating_add(TIME_WINDOW) < self.now())
    }

    /// Does the message tell of the clock what we do not know yet? A reply that overtook another one does not.
    fn is_newer(&self, boots: u32, time: u32) -> bool {
        !self.confirmed || boots > self.boots || boots == self.boots && time > self.time
    }

    fn set_clock(&mut self, boots: u32, time: u32) {
        (self.boots, self.time, self.seen, self.confirmed) = (boots, time, Instant::now(), true);
    }
}

pub(crate) struct Exchange {
    transport: Arc<Transport>,
    target: Target,
    engine: Option<Engine>,
    salt: u64,
    pub(crate) deadline: Option<tokio::time::Instant>,
}

/// What a usable datagram says.
enum Opened {
    Answer(Pdu),
    Report { error: UsmError, authentic: bool, boots: u32, time: u32 },
}

impl Exchange {
    pub(crate) fn new(transport: Arc<Transport>, target: Target) -> Exchange {
        Exchange { transport, target, engine: None, salt: rand::rng().random(), deadline: None }
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    /// Sends the request, whatever number it has, and gives the response's PDU. An error-status is not looked at here.
    pub(crate) async fn ask(&mut self, mut pdu: Pdu) -> Result<Pdu, Error> {
        pdu.request_id = self.transport.number();
        let user = match &self.target.credentials {
            Credentials::Community(_) => return self.answer(&pdu).await,
            Credentials::User(user) => user.clone(),
        };
        // An engine may have restarted or been replaced since; each is put right once.
        let (mut resynchronized, mut rediscovered) = (false, false);
        loop {
            if self.engine.is_none() {
                self.discover(&user).await?;
            }
            match self.transmit(&pdu).await? {
                Opened::Answer(answer) => return Ok(answer),
                Opened::Report { error: UsmError::NotInTimeWindow, authentic: true, boots, time } if !resynchronized => {
                    resynchronized = true;
                    if let Some(engine) = &mut self.engine {
                        engine.set_clock(boots, time);
                    }
                }
                Opened::Report { error: UsmError::UnknownEngine, .. } if !rediscovered => {
                    rediscovered = true;
                    self.engine = None;
                }
                Opened::Report { error, .. } => return Err(error.into()),
            }
        }
    }

    async fn answer(&mut self, pdu: &Pdu) -> Result<Pdu, Error> {
        match self.transmit(pdu).await? {
            Opened::Answer(answer) => Ok(answer),
            Opened::Report { error, .. } => Err(error.into()),
        }
    }

    /// Learns the engine's id and clock (RFC 3414 §4) by a request that every agent answers with a Report.
    async fn discover(&mut self, user: &User) -> Result<(), Error> {
        let probe = Pdu { request_id: self.transport.number(), ..Pdu::get(&[]) };
        let (sender, mut replies) = arrivals();
        let mut registrations = Vec::new();
        let started = tokio::time::Instant::now();
        let mut heard = Heard::default();
        let (mut sent, mut wait) = (0, self.target.timing.first_wait);
        while sent < self.target.timing.transmissions.max(1) {
            let message_id = self.transport.number();
            let (engine_id, name) = (&[][..], &[][..]);
            let message = Outgoing { message_id, reportable: true, engine_id, boots: 0, time: 0, user: name, context: &[], pdu: &probe };
            let datagram = message.seal(&Keys::NONE, 0);
            registrations.push(self.transport.expect(message_id, self.target.address, sender.clone()));
            self.check_deadline()?;
            let found = self.send_and_wait(&datagram, &mut wait, &mut replies, &mut heard, |datagram| {
                let message = Incoming::read(datagram)?;
                if message.engine_id.is_empty() || message.engine_id.len() > 32 {
                    return Err(Unusable::Engine);
                }
                match message.open(&Keys::NONE) {
                    Ok((_, pdu)) if matches!(pdu.kind, Kind::Report | Kind::Response) => {}
                    Ok(_) => return Err(Unusable::Kind),
                    Err(reason) => return Err(reason),
                }
                Ok((message.engine_id.to_vec(), message.boots, message.time))
            });
            sent += 1;
            if let Some((id, boots, time)) = found.await? {
                drop(registrations);
                // A megabyte of hashing, the first time that this user is asked for; not on a thread that others wait on.
                let (keys_user, engine_id) = (user.clone(), id.clone());
                let keys = tokio::task::spawn_blocking(move || Keys::new(&keys_user, &engine_id)).await;
                let keys = keys.map_err(|error| Error::Socket(std::io::Error::other(error)))?;
                self.engine = Some(Engine { id, boots, time, seen: Instant::now(), keys, confirmed: false });
                return Ok(());
            }
        }
        Err(heard.error(sent, started.elapsed(), false))
    }

    /// Sends until something usable comes.
    async fn transmit(&mut self, pdu: &Pdu) -> Result<Opened, Error> {
        let (sender, mut replies) = arrivals();
        let transport = self.transport.clone();
        let mut registrations = Vec::new();
        let started = tokio::time::Instant::now();
        let mut heard = Heard::default();
        let (mut sent, mut wait) = (0, self.target.timing.first_wait);
        while sent < self.target.timing.transmissions.max(1) {
            self.check_deadline()?;
            let (number, datagram) = self.seal(pdu);
            // v2c: the same number again. v3: a new message id for each transmission (RFC 3412 §6.2), the same request id.
            if sent == 0 || number != pdu.request_id {
                registrations.push(transport.expect(number, self.target.address, sender.clone()));
            }
            let target = &self.target;
            let engine = self.engine.as_ref();
            let opened = self.send_and_wait(&datagram, &mut wait, &mut replies, &mut heard, |datagram| open(target, engine, pdu, datagram));
            sent += 1;
            if let Some((opened, clock)) = opened.await? {
                if let (Some(engine), Some((boots, time))) = (&mut self.engine, clock)
                    && engine.is_newer(boots, time)
                {
                    engine.set_clock(boots, time);
                }
                return Ok(opened);
            }
        }
        Err(heard.error(sent, started.elapsed(), self.engine.is_some()))
    }

    fn seal(&mut self, pdu: &Pdu) -> (i32, Vec<u8>) {
        match (&self.target.credentials, &self.engine) {
            (Credentials::User(user), Some(engine)) => {
                self.salt = self.salt.wrapping_add(1);
                let message_id = self.transport.number();
                let message = Outgoing {
                    message_id,
                    reportable: true,
                    engine_id: &engine.id,
                    boots: engine.boots,
                    time: engine.now(),
                    user: user.name.as_bytes(),
                    context: user.context.as_bytes(),
                    pdu,
                };
                (message_id, message.seal(&engine.keys, self.salt))
            }
            (Credentials::Community(community), _) => (pdu.request_id, write_community(community.octets(), pdu)),
            // `ask` discovers the engine first.
            (Credentials::User(_), None) => (pdu.request_id, Vec::new()),
        }
    }

    /// One transmission, and its wait. `None` when the wait is over; a datagram that cannot be used does not end it.
    async fn send_and_wait<T>(
        &self,
        datagram: &[u8],
        wait: &mut Duration,
        replies: &mut mpsc::Receiver<Arrival>,
        heard: &mut Heard,
        open: impl Fn(&[u8]) -> Result<T, Unusable>,
    ) -> Result<Option<T>, Error> {
        // The semaphore is never closed.
        let mut permit = self.transport.under_way.acquire().await.ok();
        let spread = usize::from(self.target.address.port()).wrapping_add(match self.target.address.ip() {
            std::net::IpAddr::V4(address) => usize::from(address.octets()[3]),
            std::net::IpAddr::V6(_) => 0,
        });
        self.transport.send(self.target.address, spread, datagram).await?;
        let now = tokio::time::Instant::now();
        let mut until = now + wait.mul_f64(rand::rng().random_range(0.9..=1.1));
        if let Some(deadline) = self.deadline {
            until = until.min(deadline);
        }
        *wait *= 2;
        loop {
            let pause = if permit.is_some() { until.min(now + EXPECTED_SOON) } else { until };
            match tokio::time::timeout_at(pause, replies.recv()).await {
                Ok(Some(Arrival::Datagram(datagram))) => match open(&datagram) {
                    Ok(opened) => return Ok(Some(opened)),
                    Err(reason) => heard.note(reason),
                },
                Ok(Some(Arrival::Elsewhere(address))) => heard.note(Unusable::Address(address)),
                Ok(Some(Arrival::Unreadable(reason))) => heard.note(reason.into()),
                // The sender lives as long as the request.
                Ok(None) => return Ok(None),
                Err(_) if pause < until => permit = None,
                Err(_) => return Ok(None),
            }
        }
    }

    fn check_deadline(&self) -> Result<(), Error> {
        match self.deadline {
            Some(deadline) if tokio::time::Instant::now() >= deadline => Err(Error::Deadline),
            _ => Ok(()),
        }
    }
}

/// What came that was no answer.
#[derive(Default)]
struct Heard {
    count: u32,
    last: Option<Unusable>,
}

impl Heard {
    fn note(&mut self, reason: Unusable) {
        self.count += 1;
        self.last = Some(reason);
    }

    fn error(self, sent: u32, waited: Duration, engine_answered: bool) -> Error {
        match self.last {
            Some(reason) => Error::Unusable { count: self.count, reason },
            None => Error::NoAnswer { sent, waited, engine_answered },
        }
    }
}

/// The engine's clock, as an authentic message gave it.
type Clock = Option<(u32, u32)>;

fn open(target: &Target, engine: Option<&Engine>, request: &Pdu, datagram: &[u8]) -> Result<(Opened, Clock), Unusable> {
    match (&target.credentials, engine) {
        (Credentials::User(user), Some(engine)) => open_v3(user, engine, request, datagram),
        (Credentials::User(_), None) => Err(Unusable::Engine),
        (Credentials::Community(community), _) => {
            let (theirs, pdu) = read_community(datagram)?;
            if theirs != community.octets() {
                return Err(Unusable::Community);
            }
            Ok((Opened::Answer(answer_to(request, pdu)?), None))
        }
    }
}

fn open_v3(user: &User, engine: &Engine, request: &Pdu, datagram: &[u8]) -> Result<(Opened, Clock), Unusable> {
    let message = Incoming::read(datagram)?;
    if message.claims_auth() && !message.is_authentic(&engine.keys) {
        return Err(Unusable::Digest);
    }
    let authentic = message.claims_auth();
    let (_, pdu) = message.open(&engine.keys)?;
    if pdu.kind == Kind::Report {
        // Reports on what cannot be authentic (a wrong user or key) come bare; they match by the message id alone.
        let error = report(&pdu).ok_or(Unusable::Kind)?;
        return Ok((Opened::Report { error, authentic, boots: message.boots, time: message.time }, None));
    }
    if message.engine_id != engine.id {
        return Err(Unusable::Engine);
    }
    if message.user != user.name.as_bytes() {
        return Err(Unusable::User);
    }
    if user.auth.is_some() && !authentic || user.privacy.is_some() && !message.claims_privacy() {
        return Err(Unusable::Unprotected);
    }
    if authentic && engine.is_old(message.boots, message.time) {
        return Err(Unusable::Old);
    }
    let clock = authentic.then_some((message.boots, message.time));
    Ok((Opened::Answer(answer_to(request, pdu)?), clock))
}

fn answer_to(request: &Pdu, pdu: Pdu) -> Result<Pdu, Unusable> {
    if pdu.kind != Kind::Response {
        return Err(Unusable::Kind);
    }
    if pdu.request_id != request.request_id {
        return Err(Unusable::OtherRequest);
    }
    Ok(pdu)
}
