//! A RADIUS server in the test's own process, for what need not be FreeRADIUS: it knows the passwords, gives the attributes it
//! was given, and keeps every accounting record.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use janet_lab::nas::{Dial, Nas};
use janet_lab::routeros::{RadiusServer, Router, RouterOptions};
use janet_radius::dictionary::*;
use janet_radius::*;
use tokio::net::UdpSocket;

pub const SECRET: &str = "lab-secret";

pub struct Office {
    pub router: Router,
    pub nas: Nas,
    records: Arc<Mutex<Vec<Attributes>>>,
    accept: Arc<Mutex<Attributes>>,
}

impl Office {
    /// A router, its BRAS, and a server that accepts `budi` with `rahasia`.
    pub async fn open() -> Office {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        let (records, accept) = <(Arc<Mutex<Vec<Attributes>>>, Arc<Mutex<Attributes>>)>::default();
        tokio::spawn(serve(socket, records.clone(), accept.clone()));
        let router = Router::start(RouterOptions::default()).await.unwrap();
        router.use_radius(&RadiusServer { authentication: address, accounting: address, secret: SECRET.into() });
        let nas = Nas::start(&router).await.unwrap();
        let office = Office { router, nas, records, accept };
        office.accept_with(Attributes::new().with(&FRAMED_IP_ADDRESS, [10, 9, 0, 1]).with(&MIKROTIK_RATE_LIMIT, "10M/20M"));
        office
    }

    pub fn accept_with(&self, attributes: Attributes) {
        *self.accept.lock().unwrap() = attributes;
    }

    /// The accounting records, once there are that many.
    pub async fn records(&self, count: usize) -> Vec<Attributes> {
        let deadline = Instant::now() + Duration::from_secs(5);
        loop {
            let records = self.records.lock().unwrap().clone();
            if records.len() >= count {
                return records;
            }
            assert!(Instant::now() < deadline, "{} of {count} records", records.len());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub async fn coa(&self, secret: &str) -> CoaClient {
        coa(self.nas.coa_address(), secret).await
    }
}

/// Only the server: whoever knows the password `rahasia` is let in with these attributes.
pub async fn listen(accept: Attributes) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(serve(socket, Arc::default(), Arc::new(Mutex::new(accept))));
    address
}

pub async fn coa(address: SocketAddr, secret: &str) -> CoaClient {
    let retransmission = Retransmission { first_wait: Duration::from_millis(400), transmissions: 2, timeout: Duration::from_millis(1200) };
    let nas = janet_radius::Nas { address, secret: Secret::new(secret), profile: NasProfile::RouterOs, retransmission };
    CoaClient::new(nas).await.unwrap()
}

pub fn dial(password: &str, method: Method) -> Dial {
    Dial { user_name: "budi".into(), password: password.into(), method, caller_id: "02:00:00:00:00:01".into() }
}

pub fn identity(session: &janet_lab::nas::Session) -> SessionIdentity {
    SessionIdentity {
        user_name: session.user_name.clone(),
        acct_session_id: session.acct_session_id.clone(),
        framed_ip_address: Some(session.framed_ip_address),
    }
}

pub fn nak(cause: ErrorCause) -> Outcome {
    Outcome::Nak { error_cause: Some(cause) }
}

async fn serve(socket: UdpSocket, records: Arc<Mutex<Vec<Attributes>>>, accept: Arc<Mutex<Attributes>>) {
    let secret = Secret::new(SECRET);
    let mut buffer = vec![0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
        let request = open_request(&buffer[..length], &secret).unwrap();
        let packet = request.packet;
        let (code, attributes) = match packet.code {
            Code::AccountingRequest => {
                records.lock().unwrap().push(packet.attributes.clone());
                (Code::AccountingResponse, Attributes::new())
            }
            _ if !request.has_message_authenticator => panic!("an Access-Request without Message-Authenticator"),
            _ if knows(&packet, &secret) => (Code::AccessAccept, accept.lock().unwrap().clone()),
            _ => (Code::AccessReject, Attributes::new().with(&REPLY_MESSAGE, "kata sandi salah")),
        };
        let reply = Packet { code, identifier: packet.identifier, authenticator: [0; 16], attributes };
        socket.send_to(&reply.sign_reply(&packet.authenticator, &secret).unwrap(), from).await.unwrap();
    }
}

fn knows(packet: &Packet, secret: &Secret) -> bool {
    let attributes = &packet.attributes;
    match (attributes.octets(&USER_PASSWORD), attributes.octets(&CHAP_PASSWORD)) {
        (Some(hidden), None) => reveal_password(hidden, &packet.authenticator, secret).is_some_and(|plain| plain.as_slice() == b"rahasia"),
        (None, Some(response)) => verify_chap(response, b"rahasia", attributes.octets(&CHAP_CHALLENGE).unwrap()),
        _ => false,
    }
}
