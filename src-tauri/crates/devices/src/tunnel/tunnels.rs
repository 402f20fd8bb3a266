//! The task that follows a gateway, and what is known by it.

use std::hash::{BuildHasher, Hasher};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use super::fault::{GatewayError, TunnelFault};
use super::gateway::{Gateway, Sighting};
use super::ledger::{LastSeen, Ledger, Tunnel};

#[derive(Debug, Clone, Copy)]
pub struct TunnelOptions {
    /// Before the second attempt to reach the gateway; doubled for every further one, ± 20 %.
    pub first_wait: Duration,
    pub longest_wait: Duration,
    /// How long after the gateway was lost what it last told is still taken for true. Tunnels stand without us, but an address
    /// may be another device's in the end.
    pub grace: Duration,
}

impl Default for TunnelOptions {
    fn default() -> Self {
        TunnelOptions { first_wait: Duration::from_secs(1), longest_wait: Duration::from_secs(60), grace: Duration::from_secs(60) }
    }
}

/// How the gateway stands.
#[derive(Debug, Clone)]
pub enum GatewayState {
    Connecting,
    Up {
        since: DateTime<Utc>,
    },
    /// It is tried again by itself, unless `stopped`: then only a person can help, and it is tried again by
    /// [`Tunnels::retry`].
    Lost {
        since: DateTime<Utc>,
        reason: GatewayError,
        stopped: bool,
    },
}

/// What is known of a gateway and its tunnels.
#[derive(Debug, Clone)]
pub struct Picture {
    pub state: GatewayState,
    /// When its list was read last.
    pub read_at: Option<DateTime<Utc>>,
    pub ledger: Ledger,
    /// Logins that the gateway left to us and nobody here decides about.
    pub unanswered: u64,
}

/// The tunnels of one gateway. Clones share the task; with the last one it ends.
#[derive(Debug, Clone)]
pub struct Tunnels {
    stage: Arc<watch::Sender<Picture>>,
    again: Arc<Notify>,
    options: TunnelOptions,
    _task: Arc<AbortOnDrop>,
}

#[derive(Debug)]
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Tunnels {
    /// Starts to follow. `known`: who was seen before this program started. Must be called within a Tokio runtime.
    pub fn follow(gateway: impl Gateway, known: impl IntoIterator<Item = (String, LastSeen)>, options: TunnelOptions) -> Tunnels {
        let mut ledger = Ledger::default();
        known.into_iter().for_each(|(user, last)| ledger.remember(&user, last));
        let picture = Picture { state: GatewayState::Connecting, read_at: None, ledger, unanswered: 0 };
        let (stage, again) = (Arc::new(watch::Sender::new(picture)), Arc::new(Notify::new()));
        let task = tokio::spawn(keep(gateway, stage.clone(), again.clone(), options));
        Tunnels { stage, again, options, _task: Arc::new(AbortOnDrop(task.abort_handle())) }
    }

    pub fn tunnel(&self, user: &str) -> Tunnel {
        self.stage.borrow().ledger.tunnel(user)
    }

    /// Where the user's device is reached now, or why it is not.
    pub fn resolve(&self, user: &str) -> Result<IpAddr, TunnelFault> {
        self.stage.borrow().resolve(user, Utc::now(), self.options.grace)
    }

    pub fn state(&self) -> GatewayState {
        self.stage.borrow().state.clone()
    }

    /// Sees every change: of the gateway, of who is up, and of addresses. Octets are no change.
    pub fn subscribe(&self) -> watch::Receiver<Picture> {
        self.stage.subscribe()
    }

    /// Tries a lost gateway at once.
    pub fn retry(&self) {
        self.again.notify_one();
    }
}

impl Picture {
    pub fn resolve(&self, user: &str, now: DateTime<Utc>, grace: Duration) -> Result<IpAddr, TunnelFault> {
        let lost = match &self.state {
            GatewayState::Up { .. } => None,
            GatewayState::Connecting => return Err(TunnelFault::NotRead),
            GatewayState::Lost { since, reason, .. } => Some((*since, reason)),
        };
        match lost {
            // A clock that was set back makes no grace longer.
            Some((since, reason)) if self.read_at.is_none() || (now - since).abs().to_std().is_ok_and(|gone| gone > grace) => {
                Err(TunnelFault::GatewayLost { since, reason: reason.clone() })
            }
            _ => self.ledger.resolve(user),
        }
    }

    /// Is it news for those who look?
    fn take_in(&mut self, at: DateTime<Utc>, sighting: Sighting) -> bool {
        let mut news = false;
        match &sighting {
            Sighting::All(_) => {
                self.read_at = Some(at);
                if !matches!(self.state, GatewayState::Up { .. }) {
                    self.state = GatewayState::Up { since: at };
                    news = true;
                }
            }
            Sighting::Unanswered => {
                self.unanswered += 1;
                news = true;
            }
            _ => {}
        }
        self.ledger.apply(at, sighting) || news
    }

    fn lose(&mut self, at: DateTime<Utc>, reason: GatewayError, stopped: bool) {
        let since = match self.state {
            GatewayState::Lost { since, .. } => since,
            GatewayState::Connecting | GatewayState::Up { .. } => at,
        };
        self.state = GatewayState::Lost { since, reason, stopped };
    }
}

async fn keep(mut gateway: impl Gateway, stage: Arc<watch::Sender<Picture>>, again: Arc<Notify>, options: TunnelOptions) {
    let mut attempts = 0;
    loop {
        let began = Instant::now();
        let reason = follow(&mut gateway, &stage).await;
        // One that stood for a while is a new loss.
        if matches!(stage.borrow().state, GatewayState::Up { .. }) && began.elapsed() > options.first_wait {
            attempts = 0;
        }
        attempts += 1;
        let stopped = reason.needs_a_person();
        tracing::info!(attempts, %reason, stopped, "the VPN gateway is not followed");
        stage.send_modify(|picture| picture.lose(Utc::now(), reason, stopped));
        if stopped {
            again.notified().await;
            attempts = 0;
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(wait(attempts, &options, random())) => {}
            () = again.notified() => attempts = 0,
        }
    }
}

/// Until it cannot be followed any more.
async fn follow(gateway: &mut impl Gateway, stage: &watch::Sender<Picture>) -> GatewayError {
    if let Err(error) = gateway.connect().await {
        return error;
    }
    loop {
        match gateway.next().await {
            Ok(sighting) => {
                stage.send_if_modified(|picture| picture.take_in(Utc::now(), sighting));
            }
            Err(error) => return error,
        }
    }
}

fn wait(attempts: u32, options: &TunnelOptions, random: u64) -> Duration {
    let doubled = options.first_wait.saturating_mul(1 << attempts.saturating_sub(1).min(20));
    let percent = 80 + u32::try_from(random % 41).unwrap_or(20);
    doubled.min(options.longest_wait).saturating_mul(percent) / 100
}

/// A number of the standard library's own randomness, which is enough to spread attempts.
fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openvpn::Error;

    #[test]
    fn what_a_lost_gateway_told_is_true_for_a_while() {
        let at = |second: i64| DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap();
        let grace = Duration::from_secs(60);
        let last = LastSeen { down_since: at(0), address: None };
        let mut ledger = Ledger::default();
        ledger.remember("pop-1", last);
        let mut picture = Picture { state: GatewayState::Connecting, read_at: None, ledger, unanswered: 0 };
        assert!(matches!(picture.resolve("pop-1", at(1), grace), Err(TunnelFault::NotRead)));
        picture.lose(at(1), Error::Closed.into(), false);
        assert!(matches!(picture.resolve("pop-1", at(2), grace), Err(TunnelFault::GatewayLost { .. })), "it was never read");
        assert!(picture.take_in(at(3), Sighting::All(Vec::new())));
        assert!(!picture.take_in(at(4), Sighting::All(Vec::new())));
        assert!(matches!(picture.resolve("pop-1", at(900), grace), Err(TunnelFault::Down { .. })));
        picture.lose(at(1000), Error::Closed.into(), false);
        picture.lose(at(1030), Error::WrongPassword.into(), true);
        assert!(matches!(picture.resolve("pop-1", at(1060), grace), Err(TunnelFault::Down { .. })));
        let fault = picture.resolve("pop-1", at(1061), grace).unwrap_err();
        assert!(matches!(&fault, TunnelFault::GatewayLost { since, .. } if *since == at(1000)), "{fault}");
        assert!(fault.advice().contains("password"), "{}", fault.advice());
        assert!(picture.resolve("pop-1", at(-100), grace).is_err());
    }

    #[test]
    fn waits_grow_and_spread() {
        let options = TunnelOptions::default();
        let seconds = |attempts, random| wait(attempts, &options, random).as_secs_f64();
        assert_eq!([1, 2, 3, 7, u32::MAX].map(|attempts| seconds(attempts, 20)), [1.0, 2.0, 4.0, 60.0, 60.0]);
        assert_eq!((seconds(1, 0), seconds(1, 40)), (0.8, 1.2));
    }
}
