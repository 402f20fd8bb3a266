//! CoA and Disconnect at the simulated BRAS: what it obeys, refuses and ignores.

use janet_radius::dictionary::*;
use janet_radius::{Attributes, ErrorCause, Method, Outcome, SessionIdentity, TerminateCause};
use janet_routeros::Command;

use crate::api::open;
use crate::server::{Office, SECRET, dial, identity, nak};

const SILENCE: Outcome = Outcome::Timeout { refused: false, unverified: 0 };

#[tokio::test]
async fn a_documented_change_is_made_in_place() {
    let office = Office::open().await;
    let session = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let client = office.coa(SECRET).await;
    let changes = Attributes::new().with(&MIKROTIK_RATE_LIMIT, "20M/40M").with(&FILTER_ID, "malam").with(&IDLE_TIMEOUT, 600u32);
    assert_eq!(client.change(&identity(&session), &changes).await.unwrap(), Outcome::Ack);
    let changed = office.nas.sessions().remove(0);
    assert_eq!(changed.rate_limit.as_deref(), Some("20M/40M"));
    assert_eq!(changed.changed["Filter-Id"], "malam");
    assert_eq!(changed.changed["Idle-Timeout"], "600");
    let api = open(&office.router).await;
    let queues = api.run(Command::new("/queue/simple/print")).await.unwrap();
    assert_eq!((queues.rows.len(), queues.rows[0].shown("max-limit").unwrap().as_ref()), (1, "20000000/40000000"));
}

#[tokio::test]
async fn what_is_not_documented_is_unsupported() {
    let office = Office::open().await;
    let session = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let client = office.coa(SECRET).await;
    for changes in [
        Attributes::new().with(&MIKROTIK_ADDRESS_LIST, "isolir"),
        Attributes::new().with(&FRAMED_POOL, "isolir"),
        Attributes::new().with(&FRAMED_ROUTE, "10.0.0.0/8"),
        Attributes::new().with(&MIKROTIK_RATE_LIMIT, "1M/1M").with(&CLASS, b"x".as_slice()),
    ] {
        let outcome = client.change(&identity(&session), &changes).await.unwrap();
        assert_eq!(outcome, nak(ErrorCause::UNSUPPORTED_ATTRIBUTE), "{changes:?}");
    }
    // A refused change changes nothing.
    assert_eq!(office.nas.sessions()[0].rate_limit.as_deref(), Some("10M/20M"));

    let cases = [
        (Attributes::new(), ErrorCause::MISSING_ATTRIBUTE),
        (Attributes::new().with(&MIKROTIK_RATE_LIMIT, "cepat"), ErrorCause::INVALID_ATTRIBUTE_VALUE),
        (Attributes::new().with(&MIKROTIK_GROUP, "tidak-ada"), ErrorCause::INVALID_ATTRIBUTE_VALUE),
        (Attributes::new().with(&NAS_IP_ADDRESS, [10, 0, 0, 1]).with(&PORT_LIMIT, 1u32), ErrorCause::NAS_IDENTIFICATION_MISMATCH),
    ];
    for (changes, cause) in cases {
        assert_eq!(client.change(&identity(&session), &changes).await.unwrap(), nak(cause), "{changes:?}");
    }
}

#[tokio::test]
async fn everything_said_of_a_session_must_fit() {
    let office = Office::open().await;
    let session = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let client = office.coa(SECRET).await;
    let right = identity(&session);
    for wrong in [
        SessionIdentity { user_name: "siti".into(), ..right.clone() },
        SessionIdentity { acct_session_id: "81019999".into(), ..right.clone() },
        SessionIdentity { framed_ip_address: Some([10, 9, 0, 2].into()), ..right.clone() },
    ] {
        assert_eq!(client.disconnect(&wrong).await.unwrap(), nak(ErrorCause::SESSION_CONTEXT_NOT_FOUND), "{wrong:?}");
    }
    assert_eq!(client.disconnect(&right).await.unwrap(), Outcome::Ack);
    assert!(office.nas.sessions().is_empty());
    let stop = office.records(2).await.remove(1);
    assert_eq!(stop.get(&ACCT_TERMINATE_CAUSE), Ok(Some(TerminateCause::ADMIN_RESET.0)));
    assert_eq!(client.disconnect(&right).await.unwrap(), nak(ErrorCause::SESSION_CONTEXT_NOT_FOUND));
}

#[tokio::test]
async fn a_wrong_secret_or_a_closed_door_gets_silence() {
    let office = Office::open().await;
    let session = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let wrong = office.coa("wrong").await;
    assert_eq!(wrong.disconnect(&identity(&session)).await.unwrap(), SILENCE);
    let api = open(&office.router).await;
    api.run(Command::new("/radius/incoming/set").attribute("accept", "no")).await.unwrap();
    let right = office.coa(SECRET).await;
    assert_eq!(right.disconnect(&identity(&session)).await.unwrap(), SILENCE);
    assert_eq!(office.nas.sessions().len(), 1);
    api.run(Command::new("/radius/incoming/set").attribute("accept", "yes")).await.unwrap();
    assert_eq!(right.disconnect(&identity(&session)).await.unwrap(), Outcome::Ack);
}
