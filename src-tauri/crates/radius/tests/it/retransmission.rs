//! The client against a scripted peer: loss, duplicates, forgeries, silence, a closed port, many at once.

use std::time::{Duration, Instant};

use janet_radius::dictionary::*;
use janet_radius::*;
use tokio::net::UdpSocket;

fn quick(address: std::net::SocketAddr) -> Server {
    let retransmission = Retransmission { first_wait: Duration::from_millis(60), transmissions: 3, timeout: Duration::from_millis(420) };
    Server { retransmission, ..Server::new(address, Secret::new("s3cret")) }
}

async fn peer() -> UdpSocket {
    UdpSocket::bind("127.0.0.1:0").await.unwrap()
}

async fn next(peer: &UdpSocket) -> (Vec<u8>, std::net::SocketAddr) {
    let mut buffer = vec![0; 4096];
    let (length, from) = peer.recv_from(&mut buffer).await.unwrap();
    buffer.truncate(length);
    (buffer, from)
}

fn reply(request: &[u8], code: Code, secret: &str) -> Vec<u8> {
    let request = Packet::decode(request).unwrap();
    let packet = Packet { code, identifier: request.identifier, authenticator: [0; 16], attributes: Attributes::new() };
    packet.sign_reply(&request.authenticator, &Secret::new(secret)).unwrap()
}

const LOGIN: Credentials<'static> = Credentials { user_name: "budi", password: "rahasia", method: Method::Pap };

#[tokio::test]
async fn a_lost_request_is_sent_again_octet_for_octet() {
    let peer = peer().await;
    let client = Client::new(quick(peer.local_addr().unwrap())).await.unwrap();
    let answering = async {
        let (first, _) = next(&peer).await;
        let (second, from) = next(&peer).await;
        assert_eq!(first, second);
        peer.send_to(&reply(&second, Code::AccessAccept, "s3cret"), from).await.unwrap();
    };
    let nothing = Attributes::new();
    let (verdict, ()) = tokio::join!(client.authenticate(&LOGIN, &nothing), answering);
    assert!(matches!(verdict.unwrap(), Verdict::Accept(_)));
}

#[tokio::test]
async fn forged_replies_are_counted_and_do_not_end_the_request() {
    let peer = peer().await;
    let client = Client::new(quick(peer.local_addr().unwrap())).await.unwrap();
    let answering = async {
        let (request, from) = next(&peer).await;
        let good = reply(&request, Code::AccessAccept, "s3cret");
        // Another secret, a changed octet, noise, and a valid reply without Message-Authenticator.
        let bare = Packet { code: Code::AccountingResponse, ..Packet::decode(&good).unwrap() };
        let mut damaged = good.clone();
        damaged[30] ^= 1;
        for datagram in [reply(&request, Code::AccessAccept, "other"), damaged, vec![2, request[1], 0, 9], bare.encode().unwrap()] {
            peer.send_to(&datagram, from).await.unwrap();
        }
        peer.send_to(&reply(&request, Code::AccessReject, "s3cret"), from).await.unwrap();
        // A second answer, and one to nobody, change nothing.
        peer.send_to(&good, from).await.unwrap();
    };
    let nothing = Attributes::new();
    let (verdict, ()) = tokio::join!(client.authenticate(&LOGIN, &nothing), answering);
    assert!(matches!(verdict.unwrap(), Verdict::Reject(_)));
}

#[tokio::test]
async fn a_wrong_secret_ends_as_no_reply_and_says_so() {
    let peer = peer().await;
    let client = Client::new(quick(peer.local_addr().unwrap())).await.unwrap();
    let answering = async {
        for _ in 0..3 {
            let (request, from) = next(&peer).await;
            peer.send_to(&reply(&request, Code::AccessReject, "other"), from).await.unwrap();
        }
    };
    let nothing = Attributes::new();
    let (verdict, ()) = tokio::join!(client.authenticate(&LOGIN, &nothing), answering);
    let error = verdict.unwrap_err();
    assert!(
        matches!(error, ClientError::NoReply { sent: 3, refused: false, unverified: 3, reason: Some(Unverified::Authenticator) }),
        "{error}"
    );
}

#[tokio::test]
async fn silence_ends_after_the_timeout() {
    let peer = peer().await;
    let client = Client::new(quick(peer.local_addr().unwrap())).await.unwrap();
    let start = Instant::now();
    let error = client.status(Attributes::new()).await.unwrap_err();
    assert!(matches!(error, ClientError::NoReply { sent: 3, refused: false, unverified: 0, reason: None }), "{error}");
    assert!((350..5000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_closed_port_is_told_apart_from_silence() {
    let address = peer().await.local_addr().unwrap();
    let client = Client::new(quick(address)).await.unwrap();
    let error = client.status(Attributes::new()).await.unwrap_err();
    assert!(matches!(error, ClientError::NoReply { refused: true, .. }), "{error}");
}

/// More requests than there are identifiers, answered in reverse order: each gets its own reply.
#[tokio::test]
async fn six_hundred_requests_share_one_socket() {
    let peer = peer().await;
    let server = Server {
        retransmission: Retransmission { first_wait: Duration::from_secs(5), transmissions: 1, timeout: Duration::from_secs(20) },
        ..quick(peer.local_addr().unwrap())
    };
    let client = std::sync::Arc::new(Client::new(server).await.unwrap());
    let answering = tokio::spawn(async move {
        let mut left = 600;
        while left > 0 {
            let mut batch = vec![next(&peer).await];
            while let Ok(more) = tokio::time::timeout(Duration::from_millis(30), next(&peer)).await {
                batch.push(more);
            }
            assert!(batch.len() <= 256);
            left -= batch.len();
            for (request, from) in batch.into_iter().rev() {
                let asked = open_request(&request, &Secret::new("s3cret")).unwrap().packet;
                let class: String = asked.attributes.get(&USER_NAME).unwrap().unwrap();
                let packet = Packet {
                    code: Code::AccessAccept,
                    identifier: asked.identifier,
                    authenticator: [0; 16],
                    attributes: Attributes::new().with(&CLASS, class.as_bytes()),
                };
                peer.send_to(&packet.sign_reply(&asked.authenticator, &Secret::new("s3cret")).unwrap(), from).await.unwrap();
                // A datagram burst must not overrun the receiver's buffer: that would test the kernel, not us.
                tokio::task::yield_now().await;
            }
        }
    });
    let mut asking = Vec::new();
    for number in 0..600 {
        let client = client.clone();
        asking.push(tokio::spawn(async move {
            let user = format!("user{number}");
            let login = Credentials { user_name: &user, password: "x", method: Method::Chap };
            let Verdict::Accept(attributes) = client.authenticate(&login, &Attributes::new()).await.unwrap() else { panic!() };
            assert_eq!(attributes.octets(&CLASS), Some(user.as_bytes()));
        }));
    }
    for one in asking {
        one.await.unwrap();
    }
    answering.await.unwrap();
}

/// Dropping a request frees its identifier.
#[tokio::test]
async fn abandoned_requests_leave_nothing_behind() {
    let peer = peer().await;
    let client = Client::new(quick(peer.local_addr().unwrap())).await.unwrap();
    for _ in 0..300 {
        let _ = tokio::time::timeout(Duration::ZERO, client.status(Attributes::new())).await;
    }
    let answering = async {
        loop {
            let (request, from) = next(&peer).await;
            peer.send_to(&reply(&request, Code::AccessAccept, "s3cret"), from).await.unwrap();
        }
    };
    tokio::select! {
        status = client.status(Attributes::new()) => assert!(status.is_ok()),
        () = answering => {}
    }
}

fn nas(address: std::net::SocketAddr, profile: NasProfile) -> Nas {
    Nas { address, secret: Secret::new("s3cret"), profile, retransmission: quick(address).retransmission }
}

fn session() -> SessionIdentity {
    SessionIdentity { user_name: "budi".into(), acct_session_id: "81600001".into(), framed_ip_address: Some([10, 9, 0, 1].into()) }
}

#[tokio::test]
async fn a_session_is_named_by_the_profile_of_the_nas() {
    for (profile, kinds) in [(NasProfile::RouterOs, vec![80, 1, 44, 8]), (NasProfile::Generic, vec![80, 1, 44])] {
        let peer = peer().await;
        let client = CoaClient::new(nas(peer.local_addr().unwrap(), profile)).await.unwrap();
        let answering = async {
            let (octets, from) = next(&peer).await;
            let request = open_request(&octets, &Secret::new("s3cret")).unwrap();
            assert!(request.has_message_authenticator);
            assert_eq!(request.packet.attributes.iter().map(|attribute| attribute.kind).collect::<Vec<_>>(), kinds);
            let nak = Packet {
                code: Code::DisconnectNak,
                identifier: request.packet.identifier,
                authenticator: [0; 16],
                attributes: Attributes::new().with(&ERROR_CAUSE, 503u32),
            };
            peer.send_to(&nak.sign_reply(&request.packet.authenticator, &Secret::new("s3cret")).unwrap(), from).await.unwrap();
        };
        let session = session();
        let (outcome, ()) = tokio::join!(client.disconnect(&session), answering);
        assert_eq!(outcome.unwrap(), Outcome::Nak { error_cause: Some(ErrorCause::SESSION_CONTEXT_NOT_FOUND) });
    }
}

#[tokio::test]
async fn a_silent_nas_is_a_timeout_not_an_error() {
    let peer = peer().await;
    let client = CoaClient::new(nas(peer.local_addr().unwrap(), NasProfile::RouterOs)).await.unwrap();
    let outcome = client.disconnect(&session()).await.unwrap();
    assert_eq!(outcome, Outcome::Timeout { refused: false, unverified: 0 });
}
