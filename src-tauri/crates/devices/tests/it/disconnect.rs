//! Ending sessions; whether one ended is for the BRAS to say.

use std::time::{Duration, Instant};

use janet_lab::faults::Fault as LabFault;
use janet_provisioning::ports::{NasAnswer, NasTarget, Routers, SessionKey};
use janet_radius::Method;

use crate::server::{self, SECRET, dial};
use crate::site::Office;

fn key(session: &janet_lab::nas::Session) -> SessionKey {
    SessionKey {
        username: session.user_name.clone(),
        acct_session_id: session.acct_session_id.clone(),
        framed_ip: Some(session.framed_ip_address.into()),
    }
}

#[tokio::test]
async fn ack_nak_and_silence_are_told_apart() {
    let office = Office::open().await;
    let bras = server::Office::open().await;
    let session = bras.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let nas = |secret: &str| NasTarget { address: bras.nas.coa_address(), secret: secret.into() };
    assert!(!format!("{:?}", nas(SECRET)).contains(SECRET));

    let start = Instant::now();
    let silent = office.devices.disconnect(&nas("lain"), &key(&session)).await.unwrap();
    let took = start.elapsed();
    let NasAnswer::Timeout { detail } = &silent.answer else { panic!("{silent:?}") };
    assert!(detail.contains("another secret") && silent.answered_at.is_none(), "{detail}");
    assert!((Duration::from_secs(6)..Duration::from_secs(8)).contains(&took), "1 + 2 + 4 seconds: {took:?}");
    assert_eq!(bras.nas.sessions().len(), 1, "the BRAS still has it");

    // The first datagram is lost on the way back; the second brings the same answer.
    bras.nas.faults().next(LabFault::Drop, 1);
    let ended = office.devices.disconnect(&nas(SECRET), &key(&session)).await.unwrap();
    assert_eq!(ended.answer, NasAnswer::Ack);
    assert!(ended.answered_at.is_some_and(|at| at > ended.asked_at));
    assert!(bras.nas.sessions().is_empty(), "the BRAS has no session left");

    let again = office.devices.disconnect(&nas(SECRET), &key(&session)).await.unwrap();
    assert_eq!(again.answer, NasAnswer::Nak { error_cause: Some(503), name: "Session-Context-Not-Found".into() });

    let closed = NasTarget { address: "127.0.0.1:9".parse().unwrap(), secret: SECRET.into() };
    let nobody = office.devices.disconnect(&closed, &key(&session)).await.unwrap();
    assert!(matches!(&nobody.answer, NasAnswer::Timeout { detail } if detail.contains("nothing listens")), "{nobody:?}");
}
