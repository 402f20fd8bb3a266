//! Reading a router by its API.

use std::time::{Duration, Instant};

use janet_lab::nas::{Dial, Nas};
use janet_lab::routeros::{Router, RouterOptions, User};
use janet_model::{NewId, NodeId};
use janet_provisioning::ports::{Fault, RouterTarget, Routers};
use janet_radius::Method;

use crate::server;
use crate::site::{Office, PASSWORD};

pub async fn router() -> Router {
    let users = vec![User::full("janet", PASSWORD)];
    Router::start(RouterOptions { identity: "RTR-1".into(), users, ..RouterOptions::default() }).await.unwrap()
}

pub fn target(office: &Office, router: &Router) -> RouterTarget {
    let address = router.address();
    RouterTarget {
        node: NodeId::new_id(),
        host: address.ip().to_string(),
        port: address.port(),
        username: "janet".into(),
        secret: Some(office.secret),
        tls: false,
        certificate: None,
        sessions: 4,
    }
}

#[tokio::test]
async fn a_router_says_who_it_is_and_whether_it_takes_coa() {
    let office = Office::open().await;
    let router = router().await;
    let nas = Nas::start(&router).await.unwrap();
    let target = target(&office, &router);
    let reading = office.devices.read(&target).await.unwrap();
    assert_eq!(reading.identity.name.as_deref(), Some("RTR-1"));
    assert_eq!(reading.identity.software.as_deref(), Some("7.20.6 (stable)"));
    assert_eq!(reading.incoming, Some((false, nas.coa_address().port())), "off until somebody switches it on");
    println!("{reading:?}");

    let wrong = RouterTarget { secret: Some(office.keep("salah").await), ..target.clone() };
    assert_eq!(office.devices.read(&wrong).await.unwrap_err(), Fault::WrongPassword);
    assert_eq!(office.devices.read(&RouterTarget { secret: None, ..target.clone() }).await.unwrap_err(), Fault::NoSecret);
    for (host, port) in [("127.0.0.1", 1), ("192.0.2.1", 8728)] {
        let start = Instant::now();
        let dead = RouterTarget { node: NodeId::new_id(), host: host.into(), port, ..target.clone() };
        assert!(matches!(office.devices.read(&dead).await.unwrap_err(), Fault::Unreachable(_)), "{host}");
        assert!(start.elapsed() < Duration::from_secs(5), "{host}");
    }
}

#[tokio::test]
async fn a_user_has_the_sessions_that_the_router_lists() {
    let office = Office::open().await;
    let bras = server::Office::open().await;
    let mut target = target(&office, &bras.router);
    target.username = "api".into();
    target.secret = Some(office.keep("secret").await);
    assert_eq!(office.devices.active(&target, "budi").await.unwrap(), []);
    let session = bras.nas.bring_up(server::dial("rahasia", Method::Chap)).await.unwrap();
    let _other = bras.nas.bring_up(Dial { user_name: "siti".into(), ..server::dial("rahasia", Method::Chap) }).await.unwrap();
    let live = office.devices.active(&target, "budi").await.unwrap();
    assert_eq!(live.len(), 1, "{live:?}");
    assert_eq!(live[0].address, Some(session.framed_ip_address.into()));
    assert_eq!((live[0].caller_id.as_str(), live[0].session_id.is_empty()), ("02:00:00:00:00:01", false));
}
