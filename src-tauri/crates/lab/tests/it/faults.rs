//! Faults as a client of the router meets them.

use std::time::{Duration, Instant};

use janet_lab::faults::Fault;
use janet_lab::routeros::{Router, RouterOptions};
use janet_routeros::{Connection, Ended, Error, Options, system};

use crate::api::{login, open};
use crate::server::{Office, dial, identity, nak};
use janet_radius::{ErrorCause, Method, Outcome};

#[tokio::test]
async fn a_delayed_answer_does_not_hold_up_the_others() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    let api = open(&router).await;
    router.faults().next(Fault::Delay(Duration::from_millis(300)), 1);
    let start = Instant::now();
    let slow = async {
        system::identity(&api).await.unwrap();
        start.elapsed()
    };
    let quick = async {
        // Its command is sent second.
        tokio::task::yield_now().await;
        system::resource(&api).await.unwrap();
        start.elapsed()
    };
    let (slow, quick) = tokio::join!(slow, quick);
    assert!(slow >= Duration::from_millis(300) && quick < slow, "{slow:?} {quick:?}");
}

#[tokio::test]
async fn each_fault_of_the_api_has_its_error() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    let options = Options { deadline: Duration::from_secs(1), ..Options::default() };
    let login = login("api", "secret");
    let api = || Connection::open(router.address(), &login, options);

    let connection = api().await.unwrap();
    router.faults().next(Fault::Drop, 1);
    assert!(matches!(system::identity(&connection).await.unwrap_err(), Error::Deadline(_)));
    system::identity(&connection).await.unwrap();

    router.faults().next(Fault::Reset, 1);
    let error = system::identity(&connection).await.unwrap_err();
    assert!(matches!(error, Error::Lost(Ended::Broken(_) | Ended::Closed)), "{error}");

    let connection = api().await.unwrap();
    router.faults().next(Fault::Garbage, 1);
    let error = system::identity(&connection).await.unwrap_err();
    assert!(matches!(error, Error::Lost(Ended::Protocol(_))), "{error}");

    router.faults().next(Fault::WrongPassword, 1);
    assert!(matches!(api().await.unwrap_err(), Error::Login(_)));
    api().await.unwrap();
}

#[tokio::test]
async fn each_fault_of_the_coa_listener_has_its_outcome() {
    let office = Office::open().await;
    let client = office.coa(crate::server::SECRET).await;
    let session = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    for fault in [Fault::Drop, Fault::Garbage, Fault::Reset] {
        // One reply is lost; the retransmission is recognised and gets the first answer again.
        let session = match office.nas.sessions().first() {
            Some(session) => session.clone(),
            None => office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap(),
        };
        office.nas.faults().next(fault, 1);
        assert_eq!(client.disconnect(&identity(&session)).await.unwrap(), Outcome::Ack, "{fault:?}");
    }
    assert_eq!(client.disconnect(&identity(&session)).await.unwrap(), nak(ErrorCause::SESSION_CONTEXT_NOT_FOUND));
    office.nas.faults().always(Fault::WrongPassword);
    let outcome = client.disconnect(&identity(&session)).await.unwrap();
    assert!(matches!(outcome, Outcome::Timeout { refused: false, unverified: 1.. }), "{outcome:?}");
}
