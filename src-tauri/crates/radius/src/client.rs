//! A client of one RADIUS server: one socket, up to 256 requests in flight, retransmission, and only verified replies.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use rand::Rng;
use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use crate::attribute::Attributes;
use crate::code::Code;
use crate::dictionary::*;
use crate::error::{ClientError, Unverified};
use crate::packet::{MAX_PACKET, Packet};
use crate::password::{chap_response, hide_password};
use crate::secret::Secret;
use crate::sign::{Authenticator, open_reply};

/// How long and how often a request is sent. Each wait is twice the one before, ±10 % (RFC 5080 §2.2.1). The packet stays
/// the same to the octet, so that the peer can recognise the duplicate.
#[derive(Debug, Clone, Copy)]
pub struct Retransmission {
    pub first_wait: Duration,
    pub transmissions: u32,
    /// When the request ends without a reply, whatever the waits add up to.
    pub timeout: Duration,
}

impl Default for Retransmission {
    fn default() -> Self {
        Retransmission { first_wait: Duration::from_secs(1), transmissions: 3, timeout: Duration::from_secs(7) }
    }
}

/// A server, as a client of it is configured.
#[derive(Debug, Clone)]
pub struct Server {
    pub address: SocketAddr,
    pub secret: Secret,
    pub retransmission: Retransmission,
    /// Refuse replies to Access-Requests that carry no Message-Authenticator (CVE-2024-3596). FreeRADIUS before 3.2.5
    /// sends none unless told to.
    pub require_message_authenticator: bool,
}

impl Server {
    /// Safe defaults: three transmissions in seven seconds, Message-Authenticator required.
    pub fn new(address: SocketAddr, secret: Secret) -> Server {
        Server { address, secret, retransmission: Retransmission::default(), require_message_authenticator: true }
    }
}

/// How the password is shown to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Pap,
    Chap,
}

/// A login.
pub struct Credentials<'a> {
    pub user_name: &'a str,
    pub password: &'a str,
    pub method: Method,
}

/// What the server decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Accept(Attributes),
    Reject(Attributes),
    /// The server asks a further question; PAP and CHAP logins have no answer to it.
    Challenge(Attributes),
}

pub struct Client {
    server: Server,
    socket: Arc<UdpSocket>,
    pending: Arc<Mutex<Pending>>,
    identifiers: Semaphore,
    receiver: JoinHandle<()>,
}

/// Requests that wait for a reply, by identifier.
struct Pending {
    next: u8,
    waiting: Vec<Option<Waiting>>,
}

struct Waiting {
    code: Code,
    authenticator: Authenticator,
    /// Gone once the reply was delivered. The entry itself stays until the request lets go of its number, so that no other
    /// request can take it meanwhile.
    reply: Option<oneshot::Sender<Packet>>,
    refused: bool,
    unverified: u32,
    reason: Option<Unverified>,
}

impl Client {
    /// Opens a socket for this server. Nothing is sent yet.
    pub async fn new(server: Server) -> std::io::Result<Client> {
        let any: SocketAddr = if server.address.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
        let socket = UdpSocket::bind(any).await?;
        socket.connect(server.address).await?;
        let socket = Arc::new(socket);
        let pending = Arc::new(Mutex::new(Pending { next: rand::rng().random(), waiting: (0..256).map(|_| None).collect() }));
        let receiver = tokio::spawn(receive(socket.clone(), pending.clone(), server.clone()));
        Ok(Client { server, socket, pending, identifiers: Semaphore::new(256), receiver })
    }

    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Sends an Access-Request with these credentials and whatever else the request should say.
    pub async fn authenticate(&self, credentials: &Credentials<'_>, attributes: &Attributes) -> Result<Verdict, ClientError> {
        let authenticator: Authenticator = rand::rng().random();
        let mut request = Attributes::new().with(&USER_NAME, credentials.user_name);
        let password = credentials.password.as_bytes();
        match credentials.method {
            Method::Pap => request.add(&USER_PASSWORD, hide_password(password, &authenticator, &self.server.secret)?),
            Method::Chap => {
                let mut rng = rand::rng();
                let challenge: [u8; 16] = rng.random();
                let response = Zeroizing::new(chap_response(rng.random(), password, &challenge));
                request.add(&CHAP_PASSWORD, *response);
                request.add(&CHAP_CHALLENGE, challenge);
            }
        }
        request.extend(attributes);
        let reply = self.exchange(Code::AccessRequest, authenticator, request).await?;
        Ok(match reply.code {
            Code::AccessAccept => Verdict::Accept(reply.attributes),
            Code::AccessChallenge => Verdict::Challenge(reply.attributes),
            // `open_reply` lets nothing else through.
            _ => Verdict::Reject(reply.attributes),
        })
    }

    /// Sends an Accounting-Request and waits until the server has taken it.
    pub async fn account(&self, attributes: Attributes) -> Result<(), ClientError> {
        self.exchange(Code::AccountingRequest, [0; 16], attributes).await.map(|_| ())
    }

    /// Asks whether the server lives (RFC 5997). Gives the round trip and what the server said.
    pub async fn status(&self, attributes: Attributes) -> Result<(Duration, Packet), ClientError> {
        let start = Instant::now();
        let reply = self.exchange(Code::StatusServer, rand::rng().random(), attributes).await?;
        Ok((start.elapsed(), reply))
    }

    /// Sends one request and waits for its verified reply. `authenticator` counts for Access-Request and Status-Server.
    pub(crate) async fn exchange(&self, code: Code, authenticator: Authenticator, attributes: Attributes) -> Result<Packet, ClientError> {
        let deadline = tokio::time::Instant::now() + self.server.retransmission.timeout;
        // The semaphore is never closed; waiting for one of the 256 identifiers counts against the request's time.
        let Ok(Ok(_permit)) = tokio::time::timeout_at(deadline, self.identifiers.acquire()).await else {
            return Err(ClientError::NoReply { sent: 0, refused: false, unverified: 0, reason: None });
        };
        let taken = Identifier::take(&self.pending);
        let packet = Packet { code, identifier: taken.identifier, authenticator, attributes };
        let octets = packet.sign_request(&self.server.secret)?;
        let mut sent_authenticator = [0; 16];
        sent_authenticator.copy_from_slice(&octets[4..20]);
        let mut reply = taken.expect(code, sent_authenticator);
        let mut sent = 0;
        let mut wait = self.server.retransmission.first_wait;
        while sent < self.server.retransmission.transmissions.max(1) {
            // A refusal of an earlier datagram is reported by the next call on the socket; the request goes on.
            match self.socket.send(&octets).await {
                Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => taken.note_refused(),
                Err(error) => return Err(error.into()),
                Ok(_) => {}
            }
            sent += 1;
            let until = (tokio::time::Instant::now() + wait.mul_f64(rand::rng().random_range(0.9..=1.1))).min(deadline);
            if let Ok(Ok(packet)) = tokio::time::timeout_at(until, &mut reply).await {
                return Ok(packet);
            }
            if until == deadline {
                break;
            }
            wait *= 2;
        }
        Err(taken.no_reply(sent))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.receiver.abort();
    }
}

/// An identifier in use; dropping it frees the number, so an abandoned request leaves nothing behind.
struct Identifier<'a> {
    pending: &'a Mutex<Pending>,
    identifier: u8,
}

impl<'a> Identifier<'a> {
    /// Takes the next free number, round and round: a late reply then meets a request with another authenticator. The
    /// caller holds a permit, so there is a free one.
    fn take(pending: &'a Mutex<Pending>) -> Self {
        let mut table = lock(pending);
        let mut identifier = table.next;
        while table.waiting[usize::from(identifier)].is_some() {
            identifier = identifier.wrapping_add(1);
        }
        table.next = identifier.wrapping_add(1);
        table.waiting[usize::from(identifier)] =
            Some(Waiting { code: Code::Other(0), authenticator: [0; 16], reply: None, refused: false, unverified: 0, reason: None });
        drop(table);
        Identifier { pending, identifier }
    }

    /// Says what the reply will answer, and where it goes.
    fn expect(&self, code: Code, authenticator: Authenticator) -> oneshot::Receiver<Packet> {
        let (sender, receiver) = oneshot::channel();
        if let Some(waiting) = &mut lock(self.pending).waiting[usize::from(self.identifier)] {
            waiting.code = code;
            waiting.authenticator = authenticator;
            waiting.reply = Some(sender);
        }
        receiver
    }

    fn note_refused(&self) {
        if let Some(waiting) = &mut lock(self.pending).waiting[usize::from(self.identifier)] {
            waiting.refused = true;
        }
    }

    /// What is known when nothing verified came.
    fn no_reply(&self, sent: u32) -> ClientError {
        match &lock(self.pending).waiting[usize::from(self.identifier)] {
            Some(Waiting { refused, unverified, reason, .. }) => {
                ClientError::NoReply { sent, refused: *refused, unverified: *unverified, reason: reason.clone() }
            }
            None => ClientError::NoReply { sent, refused: false, unverified: 0, reason: None },
        }
    }
}

impl Drop for Identifier<'_> {
    fn drop(&mut self) {
        lock(self.pending).waiting[usize::from(self.identifier)] = None;
    }
}

/// Gives replies to the requests they answer. What cannot be verified is counted and dropped: the request waits on.
async fn receive(socket: Arc<UdpSocket>, pending: Arc<Mutex<Pending>>, server: Server) {
    let mut buffer = vec![0; MAX_PACKET + 1];
    loop {
        match socket.recv(&mut buffer).await {
            Ok(length) => deliver(&buffer[..length], &pending, &server),
            Err(error) => {
                if error.kind() == std::io::ErrorKind::ConnectionRefused {
                    lock(&pending).waiting.iter_mut().flatten().for_each(|waiting| waiting.refused = true);
                }
                // An error that persists must not turn into a busy loop.
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

fn deliver(datagram: &[u8], pending: &Mutex<Pending>, server: &Server) {
    let Some(&identifier) = datagram.get(1) else { return };
    let mut table = lock(pending);
    let Some(waiting) = &mut table.waiting[usize::from(identifier)] else { return };
    let request = (waiting.code, identifier, &waiting.authenticator);
    match open_reply(datagram, request, &server.secret, server.require_message_authenticator) {
        Ok(packet) => {
            if let Some(reply) = waiting.reply.take() {
                // A receiver that is gone gave up in this moment.
                let _ = reply.send(packet);
            }
        }
        Err(reason) => {
            waiting.unverified += 1;
            waiting.reason = Some(reason);
        }
    }
}

fn lock(pending: &Mutex<Pending>) -> MutexGuard<'_, Pending> {
    // No code panics while it holds this lock; a poisoned table is still a table.
    pending.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
