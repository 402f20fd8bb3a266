//! A BRAS: the PPP side of a simulated router. It is told to bring PPPoE users up, has them authenticated, keeps their
//! sessions, sends accounting, and listens for CoA and Disconnect. What it asks whom stands in its router's `/radius`,
//! `/ppp/aaa` and `/radius/incoming`; its sessions show in `/ppp/active`, `/interface`, `/queue/simple` and the address lists.

mod coa;
mod dial;
mod pool;
mod session;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use janet_radius::{Method, TerminateCause};
use serde::Serialize;
use tokio::net::UdpSocket;
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinSet;

use crate::faults::Faults;
use crate::routeros::{Device, Router};
pub use pool::is_ranges;
use session::Live;
pub use session::Session;

/// A customer's router that dials in.
#[derive(Debug, Clone)]
pub struct Dial {
    pub user_name: String,
    pub password: String,
    pub method: Method,
    /// Its MAC address, as Calling-Station-Id.
    pub caller_id: String,
}

/// Why a user did not come up.
#[derive(Debug, thiserror::Error)]
pub enum DialError {
    #[error("no secret of this name, and /ppp/aaa does not use RADIUS")]
    NoSuchUser,
    #[error("the password does not match the local secret")]
    WrongPassword,
    #[error("/radius has no server for ppp")]
    NoServer,
    #[error("rejected: {0}")]
    Rejected(String),
    #[error("the RADIUS server did not answer: {0}")]
    NoAnswer(#[from] janet_radius::ClientError),
    #[error("the reply's {0} cannot be used")]
    Reply(String),
    #[error("no PPP profile {0}")]
    NoProfile(String),
    #[error("no address: {0}")]
    NoAddress(String),
    #[error(transparent)]
    Socket(#[from] std::io::Error),
}

/// What happened, for a log or a test.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    Up {
        session: Session,
    },
    Refused {
        user_name: String,
        reason: String,
    },
    /// `cause` is Acct-Terminate-Cause.
    Down {
        session: Session,
        cause: u32,
    },
    /// The accounting server took a record.
    Accounted {
        acct_session_id: String,
        record: &'static str,
    },
    AccountingLost {
        acct_session_id: String,
        record: &'static str,
        reason: String,
    },
    /// A verified CoA or Disconnect was answered; `error_cause` is given with a NAK.
    Authorization {
        request: String,
        user_name: String,
        error_cause: Option<u32>,
    },
    /// A datagram on the CoA port that could not be verified; it got no answer.
    Ignored {
        reason: String,
    },
}

/// A running BRAS. Dropping it is a power cut: sessions end without a word.
pub struct Nas {
    inner: Arc<Inner>,
    coa_address: SocketAddr,
    tasks: Mutex<JoinSet<()>>,
}

pub(crate) struct Inner {
    device: Device,
    faults: Faults,
    sessions: Mutex<HashMap<String, Live>>,
    events: broadcast::Sender<Event>,
    /// Second octet of Acct-Session-Id.
    boots: AtomicU8,
    last_session: AtomicU32,
}

impl Nas {
    /// Starts the PPP side of this router. The port for CoA is written into its `/radius/incoming`.
    pub async fn start(router: &Router) -> std::io::Result<Nas> {
        Nas::start_on(router, 0).await
    }

    /// The same with CoA on this port; 0 is a free one.
    pub async fn start_on(router: &Router, port: u16) -> std::io::Result<Nas> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let coa_address = socket.local_addr()?;
        let (kicked, removed) = mpsc::unbounded_channel();
        {
            let mut state = router.device.lock();
            state.set_single("/radius/incoming", &[("port", &coa_address.port().to_string())]);
            state.kicked = Some(kicked);
        }
        let inner = Arc::new(Inner {
            device: router.device.clone(),
            faults: Faults::default(),
            sessions: Mutex::default(),
            events: broadcast::channel(4096).0,
            boots: AtomicU8::new(1),
            last_session: AtomicU32::new(0),
        });
        let mut tasks = JoinSet::new();
        tasks.spawn(coa::listen(Arc::new(socket), inner.clone()));
        tasks.spawn(end_removed(removed, inner.clone()));
        Ok(Nas { inner, coa_address, tasks: Mutex::new(tasks) })
    }

    /// Where CoA and Disconnect are heard.
    pub fn coa_address(&self) -> SocketAddr {
        self.coa_address
    }

    /// Faults of the CoA listener.
    pub fn faults(&self) -> &Faults {
        &self.inner.faults
    }

    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.inner.events.subscribe()
    }

    pub fn sessions(&self) -> Vec<Session> {
        let mut sessions: Vec<Session> = self.inner.lock().values().map(|live| live.session.clone()).collect();
        sessions.sort_by(|a, b| a.acct_session_id.cmp(&b.acct_session_id));
        sessions
    }

    /// Has a user authenticated and, if accepted, brings the session up.
    pub async fn bring_up(&self, dial: Dial) -> Result<Session, DialError> {
        match self.inner.authorise(&dial).await {
            Ok(authorised) => {
                let (session, task) = self.inner.start_session(&dial, authorised);
                let mut tasks = self.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                while tasks.try_join_next().is_some() {}
                tasks.spawn(task);
                Ok(session)
            }
            Err(error) => {
                self.inner.tell(Event::Refused { user_name: dial.user_name, reason: error.to_string() });
                Err(error)
            }
        }
    }

    /// The user hangs up. `false`: there is no such session.
    pub fn hang_up(&self, acct_session_id: &str) -> bool {
        self.inner.end(acct_session_id, TerminateCause::USER_REQUEST).is_some()
    }

    /// The line to the user goes dark. `false`: there is no such session.
    pub fn lose_carrier(&self, acct_session_id: &str) -> bool {
        self.inner.end(acct_session_id, TerminateCause::LOST_CARRIER).is_some()
    }

    pub fn is_up(&self, acct_session_id: &str) -> bool {
        self.inner.lock().contains_key(acct_session_id)
    }

    /// Traffic passes: octets from the customer (upload) and to the customer.
    pub fn traffic(&self, acct_session_id: &str, upload: u64, download: u64) -> bool {
        self.inner.traffic(acct_session_id, upload, download)
    }

    /// Sends an interim update now.
    pub fn interim(&self, acct_session_id: &str) -> bool {
        self.inner.lock().get(acct_session_id).is_some_and(Live::interim)
    }

    /// Loses power and comes back: every session is gone without an Accounting-Stop, and the second octet of new
    /// Acct-Session-Ids is another one.
    pub fn power_cut(&self) {
        let ids: Vec<String> = self.inner.lock().keys().cloned().collect();
        for id in ids {
            self.inner.forget(&id);
        }
        self.inner.boots.fetch_add(1, Relaxed);
    }
}

impl Drop for Nas {
    fn drop(&mut self) {
        self.inner.device.lock().kicked = None;
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Live>> {
        self.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn tell(&self, event: Event) {
        // Nobody need be listening.
        let _ = self.events.send(event);
    }

    /// Eight hexadecimal digits: the service, the boot, the session (MikroTik, *RADIUS*, Acct-Session-Id).
    fn new_session_id(&self) -> String {
        let number = self.last_session.fetch_add(1, Relaxed) & 0xFFFF;
        format!("81{:02x}{number:04x}", self.boots.load(Relaxed))
    }
}

/// Sessions that someone removed from `/ppp/active`.
async fn end_removed(mut removed: mpsc::UnboundedReceiver<String>, inner: Arc<Inner>) {
    while let Some(acct_session_id) = removed.recv().await {
        inner.end(&acct_session_id, TerminateCause::ADMIN_RESET);
    }
}

/// How long RouterOS waits for its RADIUS server by default.
const RADIUS_TIMEOUT: Duration = Duration::from_millis(300);
/// What a NAS-IP-Address is here.
const NAS_ADDRESS: Ipv4Addr = Ipv4Addr::LOCALHOST;
