//! A router that stays connected: one long-lived connection, a keepalive, and another connection when it is lost.

mod follow;
mod keep;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};
use tokio::task::AbortHandle;
use tokio::time::Instant;

use crate::ask::Ask;
use crate::budget::{CallBudget, CallRate};
use crate::command::Command;
use crate::connection::{Answer, Connection, Options};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::login::Login;
use crate::screen::{Fresh, Screen};
use crate::tls::Fingerprint;
pub use follow::{Follow, News};

/// Where the router is and how to log in.
#[derive(Debug, Clone)]
pub struct Target {
    pub endpoint: Endpoint,
    pub login: Login,
}

#[derive(Debug, Clone, Copy)]
pub struct LinkOptions {
    pub connection: Options,
    /// After this long without an octet from the router it is asked whether it is there.
    pub keepalive: Duration,
    /// Before the second attempt; doubled for every further one, ± 20 %.
    pub first_wait: Duration,
    pub longest_wait: Duration,
    pub rate: CallRate,
    /// How long an answer serves every screen.
    pub fresh: Duration,
}

impl Default for LinkOptions {
    fn default() -> Self {
        LinkOptions {
            // Two at once: a router has one slow core, and others look at it too.
            connection: Options { in_flight: 2, ..Options::default() },
            keepalive: Duration::from_secs(30),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(300),
            rate: CallRate::default(),
            fresh: Duration::from_secs(2),
        }
    }
}

/// How the link stands.
#[derive(Debug, Clone)]
pub enum LinkState {
    Connecting,
    Up {
        since: Instant,
        /// With TLS: what to pin after a first sight.
        certificate: Option<Fingerprint>,
    },
    /// The last `attempts` failed, the last one for this reason; the next is made then.
    Waiting {
        reason: Arc<Error>,
        attempts: u32,
        next: Instant,
    },
    /// Only a person can help: a wrong password, another certificate. No further attempt until [`Link::retry`].
    Stopped {
        reason: Arc<Error>,
    },
}

/// A router that stays connected. Clones share the connection; with the last one it ends.
#[derive(Debug, Clone)]
pub struct Link {
    shared: Arc<Shared>,
    _task: Arc<AbortOnDrop>,
}

#[derive(Debug)]
struct AbortOnDrop(AbortHandle);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug)]
struct Shared {
    options: LinkOptions,
    /// And how often it was set.
    target: Mutex<(Target, u64)>,
    stage: watch::Sender<Stage>,
    again: Notify,
    budget: CallBudget,
    fresh: Fresh,
}

#[derive(Debug, Clone)]
struct Stage {
    state: LinkState,
    /// While the state is `Up`.
    connection: Option<Arc<Connection>>,
}

impl Link {
    /// Starts to connect. Must be called within a Tokio runtime.
    pub fn open(target: Target, options: LinkOptions) -> Link {
        let shared = Arc::new(Shared {
            target: Mutex::new((target, 0)),
            stage: watch::Sender::new(Stage { state: LinkState::Connecting, connection: None }),
            again: Notify::new(),
            budget: CallBudget::new(options.rate),
            fresh: Fresh::new(options.fresh),
            options,
        });
        let task = tokio::spawn(keep::keep(shared.clone()));
        Link { shared, _task: Arc::new(AbortOnDrop(task.abort_handle())) }
    }

    pub fn state(&self) -> LinkState {
        self.shared.stage.borrow().state.clone()
    }

    /// Waits for another state, and gives it.
    pub async fn changed(&self) -> LinkState {
        let mut stage = self.shared.stage.subscribe();
        // The sender is in `self`, so there is always a next state to wait for.
        let _ = stage.changed().await;
        stage.borrow().state.clone()
    }

    /// Waits until the state is this.
    pub async fn until(&self, wanted: impl Fn(&LinkState) -> bool) -> LinkState {
        let mut stage = self.shared.stage.subscribe();
        match stage.wait_for(|stage| wanted(&stage.state)).await {
            Ok(stage) => stage.state.clone(),
            Err(_) => self.state(),
        }
    }

    /// Makes the next attempt now, also after `Stopped`. Does nothing while the link is up.
    pub fn retry(&self) {
        self.shared.again.notify_one();
    }

    /// Another address, password or pinned certificate. The connection there is now is given up.
    pub fn set_target(&self, target: Target) {
        {
            let mut known = self.shared.target.lock().unwrap_or_else(PoisonError::into_inner);
            *known = (target, known.1 + 1);
        }
        self.shared.again.notify_one();
    }

    pub fn rate(&self) -> CallRate {
        self.shared.budget.rate()
    }

    pub fn set_rate(&self, rate: CallRate) {
        self.shared.budget.set_rate(rate);
    }

    /// The link for screens: the same read by many is one call.
    pub fn screen(&self) -> Screen {
        Screen::new(self.clone())
    }

    /// A `listen` or `monitor` that is started anew after every loss.
    pub fn follow(&self, command: Command) -> Follow {
        Follow::new(self.clone(), command)
    }

    /// Runs a command within its deadline, the wait for its turn and for a connection that is being made included. A read
    /// that was under way when the connection went is asked once more; anything else is [`Error::Lost`], and never sent
    /// twice.
    pub async fn run(&self, command: Command) -> Result<Answer, Error> {
        let deadline = command.deadline().unwrap_or(self.shared.options.connection.deadline);
        let until = Instant::now() + deadline;
        let is_read = command.is_read();
        let mut asked_again = false;
        // Also when this future is dropped: the router may have done it all the same.
        let _changes = (!is_read).then(|| Changes(&self.shared.fresh));
        self.shared.budget.turn(until).await?;
        loop {
            let connection = self.shared.connection(until).await?;
            let left = until.saturating_duration_since(Instant::now());
            match connection.run_within(command.clone(), left).await {
                // It went before the command was sent.
                Err(Error::Ended(_)) => {}
                Err(Error::Lost(_)) if is_read && !asked_again => asked_again = true,
                Err(Error::Deadline(_)) => return Err(Error::Deadline(deadline)),
                outcome => return outcome,
            }
        }
    }

    pub(crate) fn fresh(&self) -> &Fresh {
        &self.shared.fresh
    }
}

/// Makes screens look again when a change is over, however it ended.
struct Changes<'a>(&'a Fresh);

impl Drop for Changes<'_> {
    fn drop(&mut self) {
        self.0.forget();
    }
}

impl Ask for Link {
    async fn ask(&self, command: Command) -> Result<Arc<Answer>, Error> {
        self.run(command).await.map(Arc::new)
    }
}

impl Shared {
    /// The connection; one that is being made is waited for, one that failed is not.
    async fn connection(&self, until: Instant) -> Result<Arc<Connection>, Error> {
        let mut stage = self.stage.subscribe();
        let known = stage.wait_for(|stage| match &stage.connection {
            // One that just ended is about to be replaced.
            Some(connection) => connection.ended().is_none(),
            None => !matches!(stage.state, LinkState::Connecting | LinkState::Up { .. }),
        });
        let stage = match tokio::time::timeout_at(until, known).await {
            Ok(Ok(stage)) => stage.clone(),
            // The sender is in `self`.
            Ok(Err(_)) => self.stage.borrow().clone(),
            Err(_) => return Err(Error::Down(Arc::new(Error::Connect("still connecting".into())))),
        };
        match (stage.connection, stage.state) {
            (Some(connection), _) => Ok(connection),
            (None, LinkState::Waiting { reason, .. } | LinkState::Stopped { reason }) => Err(Error::Down(reason)),
            (None, _) => Err(Error::Down(Arc::new(Error::Connect("still connecting".into())))),
        }
    }
}
