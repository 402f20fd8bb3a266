//! What a router lacks, and its API within TLS.

use janet_provisioning::ports::{Fault, NeedState, RouterNeed, RouterNeeds, RouterTarget, Routers};

use crate::router::{router, target};
use crate::site::Office;

fn needs() -> RouterNeeds {
    RouterNeeds { coa_port: 3799, radius_address: None, isolir_pool: "pool-isolir".into(), isolir_list: "isolir".into() }
}

#[tokio::test]
async fn what_is_missing_is_named_with_the_commands_for_it() {
    let office = Office::open().await;
    let router = router().await;
    let target = target(&office, &router);
    router.add_pool("pool-home", "10.66.0.0/16");
    let before = office.devices.check(&target, &needs()).await.unwrap();
    assert!(before.iter().all(|finding| finding.state == NeedState::Missing && !finding.commands.is_empty()), "{before:#?}");
    let of = |what| before.iter().find(|finding| finding.what == what).unwrap();
    assert_eq!(of(RouterNeed::RadiusIncoming).commands, ["/radius incoming set accept=yes port=3799"]);
    assert!(of(RouterNeed::RadiusClient).commands[0].starts_with("/radius add service=ppp address=127.0.0.1 secret=\"<RADIUS secret>\""));
    assert!(of(RouterNeed::IsolirPool).commands[0].contains("ranges=10.67.0.2-10.67.3.254"), "not the addresses of another pool");
    for finding in &before {
        println!("{:?}: {}\n  {}", finding.what, finding.seen, finding.commands.join("\n  "));
    }

    router.put("/radius", &[("service", "ppp,hotspot"), ("address", "10.0.0.5"), ("secret", "x")]);
    router.set_only("/radius/incoming", &[("accept", "true")]);
    router.set_only("/ppp/aaa", &[("use-radius", "true")]);
    router.add_pool("pool-isolir", "10.67.0.2-10.67.3.254");
    router.put("/ip/firewall/filter", &[("chain", "forward"), ("action", "reject"), ("src-address-list", "isolir")]);
    let after = office.devices.check(&target, &needs()).await.unwrap();
    assert!(after.iter().all(|finding| finding.state == NeedState::Present && finding.commands.is_empty()), "{after:#?}");
    assert!(after.iter().any(|finding| finding.seen.contains("10.0.0.5:1812")), "{after:#?}");
}

#[tokio::test]
async fn another_certificate_gets_no_password() {
    let office = Office::open().await;
    let router = router().await;
    let address = router.serve_tls().await.unwrap();
    let first = RouterTarget { port: address.port(), tls: true, ..target(&office, &router) };
    let seen = office.devices.read(&first).await.unwrap().certificate.unwrap();
    let pinned = RouterTarget { certificate: Some(seen.clone()), ..first };
    assert_eq!(office.devices.read(&pinned).await.unwrap().certificate.as_ref(), Some(&seen));
    router.renew_certificate().unwrap();
    let fault = office.devices.read(&pinned).await.unwrap_err();
    assert!(matches!(&fault, Fault::Certificate { seen: now } if *now != seen), "{fault}");
    assert!(fault.told("RTR-1").starts_with("#certificate RTR-1: "));
    let plain = office.devices.read(&target(&office, &router)).await.unwrap();
    assert_eq!(plain.certificate, None);
}
