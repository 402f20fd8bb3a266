//! Long-lived links to simulated routers: TLS and its pin, shared reads, the call budget, and every fault's named end.

use std::time::{Duration, Instant};

use janet_lab::faults::Fault;
use janet_lab::routeros::{Router, RouterOptions};
use janet_routeros::{Ask, CallRate, Command, Connection, Ended, Endpoint, Error, Fingerprint, Link, LinkOptions, LinkState, Options};
use janet_routeros::{Target, TlsError, Trust, look_at_certificate, ppp, system};

use crate::api::login;

async fn router() -> Router {
    Router::start(RouterOptions::default()).await.unwrap()
}

fn quick() -> LinkOptions {
    LinkOptions {
        connection: Options { deadline: Duration::from_secs(2), ..Options::default() },
        keepalive: Duration::from_millis(200),
        first_wait: Duration::from_millis(50),
        ..LinkOptions::default()
    }
}

fn open(endpoint: Endpoint, options: LinkOptions) -> Link {
    Link::open(Target { endpoint, login: login("api", "secret") }, options)
}

fn print(menu: &str) -> Command {
    Command::new(&format!("{menu}/print")).properties(&["name"])
}

async fn up(link: &Link) -> LinkState {
    let up = link.until(|state| matches!(state, LinkState::Up { .. }));
    tokio::time::timeout(Duration::from_secs(10), up).await.expect("the link does not come up")
}

#[tokio::test]
async fn fifty_windows_cost_a_router_one_call_in_two_seconds() {
    let router = router().await;
    let link = open(Endpoint::plain(router.address()), LinkOptions::default());
    let start = Instant::now();
    let mut windows = Vec::new();
    for _ in 0..50 {
        let screen = link.screen();
        windows.push(tokio::spawn(async move {
            while start.elapsed() < Duration::from_millis(3_000) {
                ppp::active(&screen).await.unwrap();
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }));
    }
    for window in windows {
        window.await.unwrap();
    }
    // At 0 s and at 2 s.
    assert_eq!(router.calls("/ppp/active/print"), 2);
}

#[tokio::test]
async fn a_change_makes_the_next_look_a_new_one_and_another_question_is_another_call() {
    let router = router().await;
    let link = open(Endpoint::plain(router.address()), LinkOptions::default());
    let screen = link.screen();
    assert!(system::identity(&screen).await.unwrap() == "lab-bras");
    assert!(system::identity(&screen).await.unwrap() == "lab-bras");
    assert_eq!(router.calls("/system/identity/print"), 1);
    system::set_identity(&screen, "RTR-2").await.unwrap();
    assert!(system::identity(&screen).await.unwrap() == "RTR-2", "an old answer was shown");
    ppp::active_of(&screen, "budi").await.unwrap();
    ppp::active_of(&screen, "siti").await.unwrap();
    assert_eq!(router.calls("/ppp/active/print"), 2);
    // A failure is shared as well: a router that hangs is not asked by every window.
    let wrong = || screen.ask(print("/no"));
    let (a, b) = tokio::join!(wrong(), wrong());
    assert!(a.is_err() && b.is_err());
    assert_eq!(router.calls("/no/print"), 1);
}

#[tokio::test]
async fn a_reader_that_loses_interest_does_not_take_the_answer_from_the_others() {
    let router = router().await;
    let link = open(Endpoint::plain(router.address()), LinkOptions::default());
    up(&link).await;
    let screen = link.screen();
    router.faults().next(Fault::Delay(Duration::from_millis(300)), 1);
    let impatient = tokio::time::timeout(Duration::from_millis(50), ppp::active(&screen));
    let (gone, answered) = tokio::join!(impatient, ppp::active(&screen));
    assert!(gone.is_err() && answered.unwrap().is_empty());
    assert_eq!((router.calls("/ppp/active/print"), router.calls("/cancel")), (1, 0));
}

#[tokio::test]
async fn calls_keep_to_the_routers_budget_which_can_be_changed() {
    let router = router().await;
    let options = LinkOptions { rate: CallRate { per_second: 20, burst: 2 }, ..LinkOptions::default() };
    let link = open(Endpoint::plain(router.address()), options);
    up(&link).await;
    let start = Instant::now();
    let calls = async |number| {
        for _ in 0..number {
            link.run(print("/ppp/secret")).await.unwrap();
        }
    };
    calls(12).await;
    // Two at once, ten at 20 a second.
    let took = start.elapsed();
    assert!(took >= Duration::from_millis(490) && took < Duration::from_secs(2), "{took:?}");
    link.set_rate(CallRate { per_second: 1000, burst: 100 });
    assert_eq!(link.rate().per_second, 1000);
    let start = Instant::now();
    calls(50).await;
    assert!(start.elapsed() < Duration::from_secs(1));

    link.set_rate(CallRate { per_second: 1, burst: 1 });
    calls(1).await;
    let refused = link.run(print("/ppp/secret").within(Duration::from_millis(100))).await.unwrap_err();
    assert!(matches!(refused, Error::OverBudget(_)) && !refused.is_unknown());
}

#[tokio::test]
async fn tls_is_pinned_at_first_sight_and_another_certificate_is_refused() {
    let router = router().await;
    let address = router.serve_tls().await.unwrap();
    let pinned = Fingerprint::of(&router.certificate().certificate);
    assert_eq!(look_at_certificate(address, Duration::from_secs(5)).await.unwrap(), pinned);
    assert_eq!(router.calls("/login"), 0, "a look sends no password");

    let first = open(Endpoint::tls(address, Trust::FirstSight), quick());
    let LinkState::Up { certificate, .. } = up(&first).await else { panic!() };
    assert_eq!(certificate, Some(pinned));
    let link = open(Endpoint::tls(address, Trust::Pinned(pinned)), quick());
    up(&link).await;
    assert!(system::identity(&link).await.unwrap() == "lab-bras");

    router.renew_certificate().unwrap();
    router.go_down();
    router.come_up().await.unwrap();
    let logins = router.calls("/login");
    // The link of the first sight as well: it trusts what it saw first.
    for link in [&first, &link] {
        link.until(|state| matches!(state, LinkState::Stopped { .. })).await;
    }
    let LinkState::Stopped { reason } = link.state() else { panic!() };
    let seen = Fingerprint::of(&router.certificate().certificate);
    assert!(matches!(*reason, Error::Tls(TlsError::CertificateChanged { pinned: a, seen: b }) if a == pinned && b == seen));
    assert!(reason.to_string().contains("pin the new one"), "{reason}");
    assert_eq!(router.calls("/login"), logins, "nothing was sent under another certificate");

    link.set_target(Target { endpoint: Endpoint::tls(address, Trust::Pinned(seen)), login: login("api", "secret") });
    up(&link).await;
}

#[tokio::test]
async fn tls_to_the_plain_port_and_plain_to_the_tls_port_are_named() {
    let router = router().await;
    let tls = router.serve_tls().await.unwrap();
    let options = Options { connect_timeout: Duration::from_millis(400), deadline: Duration::from_secs(2), ..Options::default() };
    let login = login("api", "secret");
    let error = Connection::to(&Endpoint::tls(router.address(), Trust::FirstSight), &login, options).await.unwrap_err();
    assert!(matches!(error, Error::Tls(TlsError::Silent | TlsError::Closed | TlsError::NotTls(_))), "{error}");
    let error = Connection::to(&Endpoint::plain(tls), &login, options).await.unwrap_err();
    // An alert of TLS begins with 0x15, a word of 21 octets: it may be taken for the start of one, and then the end comes.
    assert!(matches!(error, Error::TurnedAway(_) | Error::Ended(_) | Error::Deadline(_)), "{error}");
}

#[tokio::test]
async fn a_power_cut_is_noticed_by_the_keepalive_and_the_link_comes_back() {
    let router = router().await;
    let options = LinkOptions { connection: Options { deadline: Duration::from_millis(300), ..Options::default() }, ..quick() };
    let link = open(Endpoint::plain(router.address()), options);
    up(&link).await;
    router.power_cut();
    // Nothing arrives and nothing fails: a write ends unknown.
    let error = link.run(Command::new("/system/identity/set").attribute("name", "x")).await.unwrap_err();
    assert!(error.is_unknown(), "{error}");
    tokio::time::sleep(Duration::from_millis(100)).await;
    up(&link).await;
    let deadline = Instant::now() + Duration::from_secs(5);
    while let Err(error) = system::identity(&link).await {
        assert!(Instant::now() < deadline, "{error}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(router.calls("/system/identity/set"), 0, "it was sent again");
}

#[tokio::test]
async fn each_fault_under_a_link_ends_in_time_and_by_name() {
    for fault in [Fault::Drop, Fault::Reset, Fault::Garbage, Fault::Stall, Fault::Fatal] {
        let router = router().await;
        let options = LinkOptions { connection: Options { deadline: Duration::from_millis(500), ..Options::default() }, ..quick() };
        let link = open(Endpoint::plain(router.address()), options);
        up(&link).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
        let set = Command::new("/system/identity/set").attribute("name", "x");
        router.faults().next(fault, 1);
        let start = Instant::now();
        let error = link.run(set).await.unwrap_err();
        assert!(start.elapsed() < Duration::from_millis(900), "{fault:?}");
        let named = match fault {
            Fault::Drop | Fault::Stall => matches!(error, Error::Deadline(_)),
            Fault::Garbage => matches!(error, Error::Lost(Ended::Protocol(_))),
            Fault::Fatal => matches!(error, Error::Lost(Ended::Fatal(_))),
            _ => matches!(error, Error::Lost(Ended::Closed | Ended::Broken(_))),
        };
        assert!(named && error.is_unknown(), "{fault:?}: {error}");
        // The write was done, once; the link finds the router again and can look.
        let deadline = Instant::now() + Duration::from_secs(5);
        let name = loop {
            match system::identity(&link).await {
                Ok(name) => break name,
                Err(error) => assert!(Instant::now() < deadline, "{fault:?}: {error}"),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert!(name == "x" && router.calls("/system/identity/set") == 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_router_whose_sessions_are_all_taken_says_nothing_and_is_named() {
    let router = router().await;
    router.limit_sessions(2);
    let options = quick().connection;
    let login = login("api", "secret");
    let first = Connection::open(router.address(), &login, options).await.unwrap();
    let _second = Connection::open(router.address(), &login, options).await.unwrap();
    let error = Connection::open(router.address(), &login, options).await.unwrap_err();
    assert!(matches!(error, Error::TurnedAway(_)) && error.to_string().contains("max-sessions"), "{error}");
    let link = open(Endpoint::plain(router.address()), quick());
    link.until(|state| matches!(state, LinkState::Waiting { reason, .. } if matches!(**reason, Error::TurnedAway(_)))).await;
    drop(first);
    up(&link).await;
}

#[tokio::test]
async fn a_dead_router_delays_nobody_else() {
    let (dead, alive) = (router().await, router().await);
    dead.faults().always(Fault::Drop);
    let dead = open(Endpoint::plain(dead.address()), quick());
    let alive = open(Endpoint::plain(alive.address()), quick());
    up(&alive).await;
    let start = Instant::now();
    let quick = async {
        for _ in 0..20 {
            ppp::active(&alive).await.unwrap();
        }
        start.elapsed()
    };
    let (slow, took) = tokio::join!(ppp::active(&dead), quick);
    assert!(slow.is_err() && took < Duration::from_millis(500), "{took:?}");
}
