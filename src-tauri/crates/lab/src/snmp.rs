//! A simulated SNMP agent: serves records over UDP, v2c and v3, and does the harm that real agents do. Its records may come
//! from a recording in snmpsim's format. Its messages are those of our own crate, so net-snmp's programs are its witnesses.

mod records;
mod respond;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use janet_snmp::User;
use tokio::net::UdpSocket;
use tokio::task::JoinHandle;

pub use self::records::{BadRecording, Records};
use self::respond::Responder;
use crate::faults::{Fault, Faults};

/// What an agent is made of. The address is on 127.0.0.1.
#[derive(Debug, Clone)]
pub struct AgentOptions {
    /// 0 takes a free one.
    pub port: u16,
    pub community: String,
    pub users: Vec<User>,
    pub habits: Habits,
}

impl Default for AgentOptions {
    fn default() -> Self {
        AgentOptions { port: 0, community: "public".into(), users: Vec::new(), habits: Habits::default() }
    }
}

/// What agents in the field do wrong all the time, or must.
#[derive(Debug, Clone, Copy, Default)]
pub struct Habits {
    /// Every n-th request is lost.
    pub drop_every: Option<u64>,
    /// A reply with more varbinds is tooBig, as with agents whose buffers are small.
    pub too_big_above: Option<usize>,
    /// A reply with more varbinds is lost, as where fragments do not pass.
    pub lost_above: Option<usize>,
    /// Every reply comes twice.
    pub duplicates: bool,
    /// After this many names a walk starts over: the table goes in circles.
    pub circle_after: Option<usize>,
}

/// A running agent; dropping it stops it.
pub struct Agent {
    address: SocketAddr,
    faults: Faults,
    state: Arc<State>,
    server: JoinHandle<()>,
}

struct State {
    responder: Mutex<Responder>,
    faults: Faults,
    habits: Habits,
    requests: AtomicU64,
}

impl Agent {
    pub async fn start(records: Arc<Records>, options: AgentOptions) -> std::io::Result<Agent> {
        let socket = Arc::new(UdpSocket::bind(("127.0.0.1", options.port)).await?);
        let address = socket.local_addr()?;
        let faults = Faults::default();
        let responder = Responder::new(records, options.community, options.users, options.habits, Instant::now(), address.port());
        let state = Arc::new(State {
            responder: Mutex::new(responder),
            faults: faults.clone(),
            habits: options.habits,
            requests: AtomicU64::new(0),
        });
        let server = tokio::spawn(serve(socket, state.clone()));
        Ok(Agent { address, faults, state, server })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Datagrams that came, lost ones too.
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::Relaxed)
    }

    /// The engine of v3 restarts: its boots grow and its clock is at zero.
    pub fn restart_engine(&self) {
        self.state.lock().restart_engine();
    }

    /// The device is replaced by another of the same address.
    pub fn replace_engine(&self) {
        self.state.lock().replace_engine();
    }
}

impl State {
    fn lock(&self) -> std::sync::MutexGuard<'_, Responder> {
        self.responder.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(socket: Arc<UdpSocket>, state: Arc<State>) {
    let mut buffer = vec![0; 65_536];
    loop {
        // A refusal by a client that has gone.
        let Ok((length, from)) = socket.recv_from(&mut buffer).await else { continue };
        let count = state.requests.fetch_add(1, Ordering::Relaxed) + 1;
        if state.habits.drop_every.is_some_and(|every| count.is_multiple_of(every)) || state.faults.wrong_password() {
            continue;
        }
        let Some(mut reply) = state.lock().answer(&buffer[..length]) else { continue };
        match state.faults.for_reply() {
            None | Some(Fault::WrongPassword) => send(&socket, &reply, from, state.habits.duplicates).await,
            Some(Fault::Reset) => {
                reply.truncate(reply.len() / 2);
                send(&socket, &reply, from, false).await;
            }
            Some(Fault::Garbage) => send(&socket, b"\x00\xff garbage of no meaning", from, false).await,
            Some(Fault::Delay(delay)) => {
                let (socket, duplicates) = (socket.clone(), state.habits.duplicates);
                tokio::spawn(async move {
                    tokio::time::sleep(delay).await;
                    send(&socket, &reply, from, duplicates).await;
                });
            }
            // Whatever else may go wrong with a reply: it never comes.
            Some(_) => {}
        }
    }
}

async fn send(socket: &UdpSocket, reply: &[u8], to: SocketAddr, twice: bool) {
    for _ in 0..if twice { 2 } else { 1 } {
        if let Err(error) = socket.send_to(reply, to).await {
            tracing::debug!(%error, "the lab agent cannot send");
        }
    }
}
