//! A few sockets for all agents. A reply finds its request by its number; what no request waits for is dropped: late
//! replies, duplicates, strangers.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use rand::Rng;
use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;

use crate::error::{DecodeError, Error};
use crate::message::{MAX_DATAGRAM, number};

/// How many replies may be under way at once: about what the kernel's default receive buffer holds.
const UNDER_WAY: usize = 128;

/// Replies that one request has not looked at yet; a flood beyond it is dropped.
const UNREAD: usize = 16;

/// What came for a request.
pub(crate) enum Arrival {
    Datagram(Vec<u8>),
    /// The request's number from a stranger; a device with several addresses may answer from another one.
    Elsewhere(IpAddr),
    /// Octets from the agent's address that no request can be found for.
    Unreadable(DecodeError),
}

pub(crate) struct Transport {
    v4: Vec<Arc<UdpSocket>>,
    v6: Option<Arc<UdpSocket>>,
    waiting: Arc<Waiting>,
    next: AtomicI32,
    /// Keeps bursts within what the receive buffers hold.
    pub(crate) under_way: Semaphore,
    receivers: Vec<JoinHandle<()>>,
}

#[derive(Default)]
struct Waiting {
    requests: Mutex<HashMap<i32, Request>>,
    dropped: AtomicU64,
}

struct Request {
    address: SocketAddr,
    arrivals: mpsc::Sender<Arrival>,
}

impl Transport {
    /// `sockets` for IPv4, and one for IPv6 where the machine has it.
    pub(crate) async fn bind(sockets: usize) -> std::io::Result<Transport> {
        let waiting = Arc::new(Waiting::default());
        let mut v4 = Vec::new();
        for _ in 0..sockets.max(1) {
            v4.push(Arc::new(UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?));
        }
        let v6 = UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)).await.ok().map(Arc::new);
        let receivers = v4.iter().chain(&v6).map(|socket| tokio::spawn(receive(socket.clone(), waiting.clone()))).collect();
        let next = AtomicI32::new(rand::rng().random_range(1..1 << 30));
        Ok(Transport { v4, v6, waiting, next, under_way: Semaphore::new(UNDER_WAY), receivers })
    }

    /// A number that no request has had for a long time; never negative, since some agents mishandle negative ones.
    pub(crate) fn number(&self) -> i32 {
        self.next.fetch_add(1, Ordering::Relaxed) & i32::MAX
    }

    /// Replies with this number go to `arrivals`, until the registration is dropped.
    pub(crate) fn expect(&self, number: i32, address: SocketAddr, arrivals: mpsc::Sender<Arrival>) -> Registration<'_> {
        self.waiting.lock().insert(number, Request { address, arrivals });
        Registration { waiting: &self.waiting, number }
    }

    pub(crate) async fn send(&self, address: SocketAddr, spread: usize, datagram: &[u8]) -> Result<(), Error> {
        let socket = match address.ip() {
            IpAddr::V4(_) => &self.v4[spread % self.v4.len()],
            IpAddr::V6(_) => self.v6.as_ref().ok_or(Error::Family(address.ip()))?,
        };
        match socket.send_to(datagram, address).await {
            // The kernel reports on this socket what another agent's host refused.
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
                socket.send_to(datagram, address).await?;
            }
            other => drop(other?),
        }
        Ok(())
    }

    /// Datagrams that no request waited for.
    pub(crate) fn dropped(&self) -> u64 {
        self.waiting.dropped.load(Ordering::Relaxed)
    }
}

pub(crate) fn arrivals() -> (mpsc::Sender<Arrival>, mpsc::Receiver<Arrival>) {
    mpsc::channel(UNREAD)
}

impl Drop for Transport {
    fn drop(&mut self) {
        self.receivers.iter().for_each(JoinHandle::abort);
    }
}

/// A request in flight; dropping it makes its number unknown again.
pub(crate) struct Registration<'a> {
    waiting: &'a Waiting,
    number: i32,
}

impl Drop for Registration<'_> {
    fn drop(&mut self) {
        self.waiting.lock().remove(&self.number);
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<i32, Request>> {
        // Nobody panics while holding it; a poisoned table is still a table.
        self.requests.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn deliver(&self, datagram: &[u8], from: SocketAddr) {
        let requests = self.lock();
        let delivered = match number(datagram) {
            Ok(number) => match requests.get(&number) {
                Some(request) if request.address == from => {
                    // A request that does not read its replies has enough of them.
                    request.arrivals.try_send(Arrival::Datagram(datagram.to_vec())).is_ok()
                }
                Some(request) => request.arrivals.try_send(Arrival::Elsewhere(from.ip())).is_ok(),
                None => false,
            },
            Err(reason) => {
                let mut any = false;
                for request in requests.values().filter(|request| request.address == from) {
                    any |= request.arrivals.try_send(Arrival::Unreadable(reason.clone())).is_ok();
                }
                any
            }
        };
        drop(requests);
        if !delivered {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn receive(socket: Arc<UdpSocket>, waiting: Arc<Waiting>) {
    let mut buffer = vec![0; MAX_DATAGRAM + 1];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, from)) => waiting.deliver(&buffer[..length], from),
            // A refusal by some host. An error that persists must not turn into a busy loop.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}
