//! An OpenVPN server as VPN gateway: its events as they come, its list from time to time, and the logins that it leaves to us.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt, StreamExt};
use janet_vault::Secret;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Interval, MissedTickBehavior, timeout};

use super::admission::{Admission, Denial, Verdict};
use super::fault::GatewayError;
use super::gateway::{Gateway, Sighting};
use super::session::{Octets, SessionKey, TunnelKind, TunnelSession};
use crate::openvpn::{
    ClientEvent, ClientId, Endpoint, Environment, Error, LoginAttempt, Management, ManagementOptions, Notification, StatusClient,
};

#[derive(Debug, Clone, Copy)]
pub struct OpenVpnOptions {
    pub management: ManagementOptions,
    /// How often the list is read. A server without `management-client-auth` tells nothing in between, so this is how late a
    /// tunnel that is gone or elsewhere is noticed there.
    pub every: Duration,
    /// Seconds between two counts of octets; `None`: only with the list.
    pub byte_count: Option<u32>,
    /// For a decision about a login. The client gives up after a minute (`hand-window`).
    pub decision: Duration,
}

impl Default for OpenVpnOptions {
    fn default() -> Self {
        OpenVpnOptions {
            management: ManagementOptions::default(),
            every: Duration::from_secs(10),
            byte_count: None,
            decision: Duration::from_secs(20),
        }
    }
}

/// Decisions under way at once. A flood of logins is turned away beyond that.
const DECISIONS: usize = 256;

pub struct OpenVpnGateway {
    endpoint: Endpoint,
    password: Option<Secret>,
    admission: Option<Arc<dyn Admission>>,
    options: OpenVpnOptions,
    requests: mpsc::Receiver<Request>,
    connected: Arc<AtomicBool>,
    visit: Option<Visit>,
}

/// One management connection.
struct Visit {
    management: Management,
    ticks: Interval,
    backlog: VecDeque<Sighting>,
    decisions: FuturesUnordered<BoxFuture<'static, (LoginAttempt, Verdict)>>,
    /// Told before the client is in.
    addresses: HashMap<ClientId, IpAddr>,
}

struct Request {
    common_name: String,
    answer: oneshot::Sender<Result<(), Error>>,
}

/// Ends tunnels of a gateway that is followed.
#[derive(Debug, Clone)]
pub struct OpenVpnControl {
    requests: mpsc::Sender<Request>,
    connected: Arc<AtomicBool>,
    deadline: Duration,
}

impl OpenVpnControl {
    /// Ends all sessions of a common name; with `username-as-common-name`, of a user. The device dials in again by itself,
    /// and is authenticated anew.
    pub async fn kill(&self, common_name: &str) -> Result<(), Error> {
        if !self.connected.load(Ordering::Relaxed) {
            return Err(Error::NotConnected);
        }
        let (answer, answered) = oneshot::channel();
        let request = Request { common_name: common_name.to_owned(), answer };
        let asked = async {
            self.requests.send(request).await.map_err(|_| Error::NotConnected)?;
            answered.await.map_err(|_| Error::NotConnected)?
        };
        timeout(self.deadline, asked).await.unwrap_or(Err(Error::Deadline(self.deadline)))
    }
}

impl OpenVpnGateway {
    /// `admission`: who decides about logins where the server has `management-client-auth`. Without, they stay undecided.
    pub fn new(
        endpoint: Endpoint,
        password: Option<Secret>,
        admission: Option<Arc<dyn Admission>>,
        options: OpenVpnOptions,
    ) -> (OpenVpnGateway, OpenVpnControl) {
        let (sender, requests) = mpsc::channel(16);
        let connected = Arc::new(AtomicBool::new(false));
        // The list may be under way when it asks.
        let deadline = options.management.deadline * 2;
        let control = OpenVpnControl { requests: sender, connected: connected.clone(), deadline };
        (OpenVpnGateway { endpoint, password, admission, options, requests, connected, visit: None }, control)
    }

    async fn open(&mut self) -> Result<(), GatewayError> {
        // The place of the one before is free for this one.
        self.visit = None;
        // What waited for the connection before was not done, and whoever asked is told so.
        while self.requests.try_recv().is_ok() {}
        let mut management = Management::open(&self.endpoint, self.password.as_ref(), self.options.management).await?;
        if !management.asked_for_password() && matches!(self.endpoint, Endpoint::Tcp(_)) {
            tracing::warn!(endpoint = %self.endpoint, "OpenVPN's management interface has no password");
        }
        if let Some(seconds) = self.options.byte_count {
            management.byte_count(seconds).await?;
        }
        let mut ticks = tokio::time::interval(self.options.every.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.visit =
            Some(Visit { management, ticks, backlog: VecDeque::new(), decisions: FuturesUnordered::new(), addresses: HashMap::new() });
        self.connected.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn news(&mut self) -> Result<Sighting, GatewayError> {
        let OpenVpnGateway { admission, options, requests, visit, .. } = self;
        let visit = visit.as_mut().ok_or(Error::NotConnected)?;
        loop {
            if let Some(sighting) = visit.backlog.pop_front() {
                return Ok(sighting);
            }
            tokio::select! {
                told = visit.management.next() => visit.hear(told?, admission.as_ref(), options.decision),
                Some((attempt, verdict)) = visit.decisions.next() => visit.answer(&attempt, verdict).await?,
                Some(request) = requests.recv() => {
                    let done = visit.management.kill(&request.common_name).await;
                    let over = done.as_ref().err().filter(|error| !error.leaves_the_connection()).cloned();
                    // Who asked may have gone.
                    let _ = request.answer.send(done);
                    if let Some(error) = over {
                        return Err(error.into());
                    }
                }
                _ = visit.ticks.tick() => {
                    let status = visit.management.status().await?;
                    // What was told before the list was written is older than it.
                    while let Some(told) = visit.management.next_waiting() {
                        visit.hear(told, admission.as_ref(), options.decision);
                    }
                    visit.addresses.retain(|client, _| status.clients.iter().any(|listed| listed.client == *client));
                    visit.backlog.push_back(Sighting::All(status.clients.into_iter().filter_map(listed).collect()));
                }
            }
        }
    }
}

impl Gateway for OpenVpnGateway {
    fn connect(&mut self) -> BoxFuture<'_, Result<(), GatewayError>> {
        self.open().boxed()
    }

    fn next(&mut self) -> BoxFuture<'_, Result<Sighting, GatewayError>> {
        async {
            let news = self.news().await;
            if news.is_err() {
                self.connected.store(false, Ordering::Relaxed);
                self.visit = None;
            }
            news
        }
        .boxed()
    }
}

impl Visit {
    fn hear(&mut self, told: Notification, admission: Option<&Arc<dyn Admission>>, patience: Duration) {
        match told {
            Notification::Client(ClientEvent::Connect(attempt) | ClientEvent::Reauth(attempt)) => match admission {
                Some(admission) => self.decisions.push(decide(admission.clone(), attempt, self.decisions.len() < DECISIONS, patience)),
                None => self.backlog.push_back(Sighting::Unanswered),
            },
            Notification::Client(ClientEvent::Established { client, environment }) => {
                let address = self.addresses.remove(&client);
                self.backlog.extend(established(client, &environment, address).map(Sighting::Up));
            }
            Notification::Client(ClientEvent::Disconnect { client, .. }) => {
                self.addresses.remove(&client);
                self.backlog.push_back(Sighting::Down(key(client)));
            }
            Notification::Client(ClientEvent::Address { client, address: Some(address), primary: true }) => {
                self.addresses.insert(client, address);
                self.backlog.push_back(Sighting::Address(key(client), address));
            }
            // A subnet behind the device.
            Notification::Client(ClientEvent::Address { .. }) => {}
            Notification::ByteCount { client, received, sent } => {
                self.backlog.push_back(Sighting::Octets(key(client), Octets { received, sent }));
            }
            Notification::Fatal(reason) => tracing::warn!(reason, "OpenVPN ends"),
            Notification::Hold(reason) => tracing::warn!(reason, "OpenVPN serves nobody: it waits for `hold release`"),
            Notification::Other { source, text } => tracing::debug!(source, text, "OpenVPN tells"),
        }
    }

    async fn answer(&mut self, attempt: &LoginAttempt, verdict: Verdict) -> Result<(), GatewayError> {
        let (user, from) = (attempt.environment.user(), attempt.environment.from());
        tracing::info!(user, ?from, ?verdict, "a login at the VPN gateway");
        let answered = match verdict {
            Verdict::Allow => self.management.allow(attempt).await,
            Verdict::Deny(denial) => self.management.deny(attempt, denial.reason(), None).await,
        };
        match answered {
            // The client did not wait.
            Err(Error::Refused(reason)) => {
                tracing::info!(user, reason, "the login is over already");
                Ok(())
            }
            answered => Ok(answered?),
        }
    }
}

fn decide(
    admission: Arc<dyn Admission>,
    attempt: LoginAttempt,
    has_room: bool,
    patience: Duration,
) -> BoxFuture<'static, (LoginAttempt, Verdict)> {
    async move {
        let verdict = if !has_room {
            Verdict::Deny(Denial::Undecided)
        } else if attempt.environment.user().is_none() {
            Verdict::Deny(Denial::Unreadable)
        } else {
            timeout(patience, admission.decide(&attempt)).await.unwrap_or(Verdict::Deny(Denial::Undecided))
        };
        (attempt, verdict)
    }
    .boxed()
}

fn key(client: ClientId) -> SessionKey {
    SessionKey::new(client.0.to_string())
}

fn established(client: ClientId, environment: &Environment, address: Option<IpAddr>) -> Option<TunnelSession> {
    let Some(user) = environment.user() else {
        tracing::warn!(client = client.0, "a tunnel's user has no name, or one that is not UTF-8, and cannot be a node's");
        return None;
    };
    let since = environment.connected_at().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
    Some(TunnelSession {
        key: key(client),
        user: user.to_owned(),
        kind: TunnelKind::OpenVpn,
        address: environment.tunnel_address().or(address),
        from: environment.from(),
        since: since.unwrap_or_else(Utc::now),
        octets: None,
    })
}

/// `None` for one that is not in: it is listed with the name that it claims while its password is being looked at, and has no
/// address before it was let in.
fn listed(client: StatusClient) -> Option<TunnelSession> {
    let address = client.tunnel_address?;
    Some(TunnelSession {
        key: key(client.client),
        user: client.user?,
        kind: TunnelKind::OpenVpn,
        address: Some(address),
        from: client.from,
        since: client.connected_since,
        octets: Some(Octets { received: client.received, sent: client.sent }),
    })
}
