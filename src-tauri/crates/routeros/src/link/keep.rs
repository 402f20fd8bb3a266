//! The task that keeps a link connected.

use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{LinkOptions, LinkState, Shared, Stage};
use crate::connection::Connection;
use crate::endpoint::Transport;
use crate::error::{Ended, Error};
use crate::tls::Trust;

pub(super) async fn keep(shared: Arc<Shared>) {
    let mut attempts = 0;
    loop {
        shared.set(LinkState::Connecting, None);
        let (target, generation) = shared.target.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let opened = tokio::select! {
            opened = Connection::to(&target.endpoint, &target.login, shared.options.connection) => opened,
            () = shared.again.notified() => continue,
        };
        let reason = match opened {
            Ok(connection) => {
                shared.pin(&connection, generation);
                let since = Instant::now();
                let ended = watch_over(Arc::new(connection), since, generation, &shared).await;
                // One that is lost as soon as it is there counts as a failed attempt; one that stood is replaced at once.
                match ended {
                    Some(ended) if since.elapsed() < shared.options.first_wait => Error::Ended(ended),
                    _ => {
                        attempts = 0;
                        continue;
                    }
                }
            }
            Err(error) => error,
        };
        attempts += 1;
        tracing::info!(address = %target.endpoint.address, attempts, %reason, "the router is not reached");
        let stops = reason.needs_a_person();
        let reason = Arc::new(reason);
        if stops {
            shared.set(LinkState::Stopped { reason }, None);
            shared.again.notified().await;
            attempts = 0;
            continue;
        }
        let wait = wait(attempts, &shared.options, random());
        shared.set(LinkState::Waiting { reason, attempts, next: Instant::now() + wait }, None);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = shared.again.notified() => attempts = 0,
        }
    }
}

/// Until the connection ends. `None`: it was given up for another target.
async fn watch_over(connection: Arc<Connection>, since: Instant, generation: u64, shared: &Shared) -> Option<Ended> {
    shared.set(LinkState::Up { since, certificate: connection.certificate() }, Some(connection.clone()));
    loop {
        let rest = shared.options.keepalive.saturating_sub(connection.silent_for());
        tokio::select! {
            ended = connection.closed() => return Some(ended),
            () = shared.again.notified() => {
                if shared.target.lock().unwrap_or_else(PoisonError::into_inner).1 != generation {
                    return None;
                }
            }
            () = tokio::time::sleep(rest) => {}
        }
        if connection.silent_for() < shared.options.keepalive {
            continue;
        }
        // A router that was rebooted leaves the connection half open: nothing arrives, nothing fails.
        match connection.probe(shared.options.connection.deadline).await {
            Ok(()) => {}
            Err(Error::Lost(ended) | Error::Ended(ended)) => return Some(ended),
            Err(_) => {
                connection.give_up(Ended::Silent);
                return Some(Ended::Silent);
            }
        }
    }
}

impl Shared {
    /// What was seen first is what is trusted from then on, also before somebody stored it.
    fn pin(&self, connection: &Connection, generation: u64) {
        let mut target = self.target.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(seen), Transport::Tls(Trust::FirstSight)) = (connection.certificate(), target.0.endpoint.transport)
            && target.1 == generation
        {
            target.0.endpoint.transport = Transport::Tls(Trust::Pinned(seen));
        }
    }

    fn set(&self, state: LinkState, connection: Option<Arc<Connection>>) {
        self.stage.send_replace(Stage { state, connection });
    }
}

/// Doubled with every attempt, up to the longest, ± 20 % so that a hundred routers behind one cut do not come back at once.
fn wait(attempts: u32, options: &LinkOptions, random: u64) -> Duration {
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

    #[test]
    fn waits_grow_and_spread() {
        let options = LinkOptions::default();
        let seconds = |attempts, random| wait(attempts, &options, random).as_secs_f64();
        assert_eq!([1, 2, 3, 9].map(|attempts| seconds(attempts, 20)), [1.0, 2.0, 4.0, 256.0]);
        assert_eq!((seconds(10, 20), seconds(u32::MAX, 20)), (300.0, 300.0));
        assert_eq!((seconds(1, 0), seconds(1, 40)), (0.8, 1.2));
    }
}
