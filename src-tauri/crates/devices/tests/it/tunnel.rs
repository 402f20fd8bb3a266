//! What is known of tunnels, and the lab's routers as gateways.

use std::time::Duration;

use chrono::{DateTime, Utc};
use janet_devices::tunnel::{
    GatewayState, LastSeen, Picture, Proof, RouterOsGateway, Tunnel, TunnelFault, TunnelKind, TunnelOptions, TunnelSession, Tunnels,
};
use janet_lab::routeros::{Router, RouterOptions};
use janet_routeros::{Endpoint, Link, LinkOptions, Login, LoginMethod, Password, Target};

pub fn quick() -> TunnelOptions {
    let millis = Duration::from_millis;
    TunnelOptions { first_wait: millis(50), longest_wait: millis(200), grace: millis(300) }
}

/// Waits until it is so; 30 seconds are for a machine with much else to do.
pub async fn until(tunnels: &Tunnels, what: &str, so: impl Fn(&Picture) -> bool) -> Picture {
    let mut pictures = tunnels.subscribe();
    let found = tokio::time::timeout(Duration::from_secs(30), pictures.wait_for(|picture| so(picture))).await;
    match found {
        Ok(Ok(picture)) => picture.clone(),
        _ => panic!("never {what}: {:?}", *tunnels.subscribe().borrow()),
    }
}

pub async fn up(tunnels: &Tunnels, user: &str, address: &str) -> TunnelSession {
    let here = |tunnel| matches!(tunnel, Tunnel::Up { session, .. } if session.address == address.parse().ok());
    let picture = until(tunnels, &format!("{user} at {address}"), |picture| here(picture.ledger.tunnel(user))).await;
    match picture.ledger.tunnel(user) {
        Tunnel::Up { session, .. } => session,
        other => panic!("{other:?}"),
    }
}

pub async fn down(tunnels: &Tunnels, user: &str) -> LastSeen {
    let picture = until(tunnels, &format!("{user} down"), |picture| matches!(picture.ledger.tunnel(user), Tunnel::Down(_))).await;
    match picture.ledger.tunnel(user) {
        Tunnel::Down(last) => last,
        other => panic!("{other:?}"),
    }
}

pub async fn read(tunnels: &Tunnels) {
    until(tunnels, "read", |picture| matches!(picture.state, GatewayState::Up { .. })).await;
}

fn link(router: &Router, password: &str) -> Link {
    let login = Login { user: "api".into(), password: Password::new(password), method: LoginMethod::Plain };
    let first_wait = Duration::from_millis(50);
    Link::open(
        Target { endpoint: Endpoint::plain(router.address()), login },
        LinkOptions { first_wait, longest_wait: Duration::from_millis(200), ..LinkOptions::default() },
    )
}

fn follow(router: &Router, password: &str) -> Tunnels {
    let gateway = RouterOsGateway::new(link(router, password), Duration::from_millis(300));
    let long_ago = LastSeen { down_since: DateTime::from_timestamp(1_790_000_000, 0).unwrap(), address: None };
    Tunnels::follow(gateway, [("pop-lama".to_owned(), long_ago)], quick())
}

#[tokio::test]
async fn a_routers_ovpn_and_sstp_sessions_give_the_addresses() {
    for version in ["6.49.18 (long-term)", "7.20.6 (stable)"] {
        let router = Router::start(RouterOptions { version: version.into(), ..RouterOptions::default() }).await.unwrap();
        let tunnels = follow(&router, "secret");
        assert!(matches!(tunnels.resolve("pop-utara"), Err(TunnelFault::NotRead)));
        read(&tunnels).await;
        let never = tunnels.resolve("pop-utara").unwrap_err();
        assert!(matches!(never, TunnelFault::NeverSeen { .. }), "{never}");
        let long = tunnels.resolve("pop-lama").unwrap_err();
        assert_eq!(long.to_string(), "tunnel of `pop-lama` down since 2026-09-21 14:13:20 UTC");

        let dial = |name: &str, service: &str, id: &str, address: &str| {
            let session = [
                ("name", name),
                ("service", service),
                ("caller-id", "203.0.113.9:50100"),
                ("address", address),
                ("uptime", "1h2m"),
                ("session-id", id),
            ];
            router.put("/ppp/active", &session).unwrap()
        };
        let utara = dial("pop-utara", "ovpn", "0x81700001", "10.200.0.7");
        dial("pop-timur", "sstp", "0x81700002", "10.200.0.8");
        dial("budi", "pppoe", "0x81700003", "10.9.0.7");
        let session = up(&tunnels, "pop-utara", "10.200.0.7").await;
        assert_eq!((session.kind, session.from), (TunnelKind::RouterOsOvpn, Some([203, 0, 113, 9].into())));
        let age = (Utc::now() - session.since).num_seconds();
        assert!((3715..3780).contains(&age), "{age}");
        let sstp = up(&tunnels, "pop-timur", "10.200.0.8").await;
        assert_eq!((sstp.kind, sstp.kind.proof()), (TunnelKind::RouterOsSstp, Proof::LabAndDocumentation));
        assert_eq!(tunnels.resolve("pop-timur").unwrap().to_string(), "10.200.0.8");
        assert_eq!(tunnels.tunnel("budi"), Tunnel::NeverSeen, "a customer's PPPoE is no tunnel");

        // It dials in again and is given another address; then it is gone.
        router.take_away("/ppp/active", &utara);
        let again = dial("pop-utara", "ovpn", "0x81700004", "10.200.0.70");
        up(&tunnels, "pop-utara", "10.200.0.70").await;
        let Tunnel::Up { moved: Some(moved), .. } = tunnels.tunnel("pop-utara") else { panic!() };
        assert_eq!(moved.from.to_string(), "10.200.0.7");
        router.take_away("/ppp/active", &again);
        let last = down(&tunnels, "pop-utara").await;
        assert_eq!(last.address, Some([10, 200, 0, 70].into()));
        let fault = tunnels.resolve("pop-utara").unwrap_err();
        assert!(matches!(fault, TunnelFault::Down { since, .. } if since == last.down_since), "{fault}");
        assert!(tunnels.resolve("pop-timur").is_ok(), "the other one stands");
    }
}

#[tokio::test]
async fn a_gateway_that_is_cut_off_is_told_from_tunnels_that_are_down() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    router.put("/ppp/active", &[("name", "pop-utara"), ("service", "sstp"), ("address", "10.200.0.7")]).unwrap();
    let tunnels = follow(&router, "secret");
    up(&tunnels, "pop-utara", "10.200.0.7").await;
    router.go_down();
    router.power_cut();
    until(&tunnels, "lost", |picture| matches!(picture.state, GatewayState::Lost { stopped: false, .. })).await;
    // What it last told counts for a moment, and then no longer.
    tokio::time::sleep(quick().grace * 2).await;
    let fault = tunnels.resolve("pop-utara").unwrap_err();
    assert!(matches!(fault, TunnelFault::GatewayLost { .. }) && fault.advice().contains("/ip/service"), "{fault}");
    router.come_up().await.unwrap();
    read(&tunnels).await;
    assert!(tunnels.resolve("pop-utara").is_ok());
}

#[tokio::test]
async fn a_gateways_wrong_password_is_not_tried_again() {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    let tunnels = follow(&router, "salah");
    until(&tunnels, "stopped", |picture| matches!(picture.state, GatewayState::Lost { stopped: true, .. })).await;
    let fault = tunnels.resolve("pop-utara").unwrap_err();
    assert!(matches!(fault, TunnelFault::GatewayLost { .. }) && fault.advice().contains("login"), "{fault}");
    let logins = router.calls("/login");
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(router.calls("/login"), logins);
}
