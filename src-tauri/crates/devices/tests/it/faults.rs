//! Devices that are away, changed, or refuse the login.

use std::time::{Duration, Instant};

use janet_lab::olt::Model;
use janet_model::{NewId, NodeId, SecretId};
use janet_provisioning::ports::{Fault, OltTarget, Olts};
use tokio::net::TcpListener;

use crate::site::{MODELS, Office, Site, patience};

async fn fault(office: &Office, target: &OltTarget) -> Fault {
    office.devices.discover(target).await.result.unwrap_err()
}

#[tokio::test]
async fn a_wrong_password_is_named_and_not_shown() {
    let office = Office::open().await;
    let wrong = office.keep("kata-sandi-lama").await;
    for model in MODELS {
        let mut site = Site::start(&office, model).await;
        site.target.secret = Some(wrong);
        assert_eq!(fault(&office, &site.target).await, Fault::WrongPassword, "{model:?}");
        site.target.secret = None;
        assert_eq!(fault(&office, &site.target).await, Fault::NoSecret, "{model:?}");
        site.target.secret = Some(SecretId::new_id());
        assert_eq!(fault(&office, &site.target).await, Fault::NoSecret, "{model:?}");
    }
}

#[tokio::test]
async fn another_host_key_gets_no_password() {
    let office = Office::open().await;
    for model in MODELS {
        let mut site = Site::start(&office, model).await;
        let seen = office.devices.discover(&site.target).await.host_key.unwrap();
        site.target.host_key = Some(seen.clone());
        assert!(office.devices.discover(&site.target).await.result.is_ok(), "{model:?}");
        site.olt.change_host_key(99);
        let visit = office.devices.discover(&site.target).await;
        let Err(Fault::HostKey { seen: now }) = visit.result else { panic!("{model:?} {:?}", visit.result) };
        assert!(now != seen && now.starts_with("ssh-ed25519 SHA256:"), "{now}");
        assert_eq!(visit.host_key, Some(now), "to be accepted by a person");
        site.target.host_key = Some("whatever".into());
        assert!(matches!(fault(&office, &site.target).await, Fault::NotAllowed { field: "host_key", .. }));
    }
}

#[tokio::test]
async fn a_device_that_is_away_is_given_up_within_five_seconds() {
    let office = Office::open().await;
    let site = Site::start(&office, Model::ZteC320).await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let dead = [("127.0.0.1", closed), ("192.0.2.1", 22), ("no-such-host.invalid", 22)];
    for (host, port) in dead {
        let target = OltTarget { node: NodeId::new_id(), host: host.into(), port, ..site.target.clone() };
        let start = Instant::now();
        let fault = fault(&office, &target).await;
        let took = start.elapsed();
        assert!(matches!(fault, Fault::Unreachable(_)), "{host}: {fault}");
        assert!(took < Duration::from_secs(5), "{host}: {took:?}");
        println!("{host}:{port}: {fault}, after {took:?}");
    }
}

#[tokio::test]
async fn a_host_that_accepts_and_says_nothing_is_given_up_too() {
    let mut short = patience();
    short.login = Duration::from_millis(400);
    let office = Office::patient(short).await;
    let site = Site::start(&office, Model::ZteC320).await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = OltTarget { port: silent.local_addr().unwrap().port(), ..site.target.clone() };
    assert!(matches!(fault(&office, &target).await, Fault::Unreachable(_)));
}

#[tokio::test]
async fn old_firmware_is_reached_only_where_the_target_says_so() {
    let office = Office::open().await;
    let mut site = Site::start(&office, Model::HuaweiMa5608t).await;
    assert!(office.devices.discover(&site.target).await.result.is_ok());
    site.target.legacy_ssh = false;
    let fault = fault(&office, &site.target).await;
    assert!(matches!(&fault, Fault::Broken(reason) if reason.contains("diffie-hellman-group14-sha1")), "{fault}");
}

#[tokio::test]
async fn too_slow_a_reply_ends_the_visit() {
    let mut short = patience();
    short.visit = Duration::from_millis(1200);
    let office = Office::patient(short).await;
    let site = Site::start(&office, Model::ZteC320).await;
    site.olt.inject(janet_lab::olt::Fault::Delay { on: "uncfg".into(), by: Duration::from_secs(5) });
    let start = Instant::now();
    assert!(matches!(fault(&office, &site.target).await, Fault::TooSlow(_)));
    assert!(start.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn what_ends_a_session_has_a_name_and_a_code() {
    use janet_lab::olt::{Fault as LabFault, When};
    let mut short = patience();
    short.timing.deadline = Duration::from_millis(1500);
    let office = Office::patient(short).await;
    let site = Site::start(&office, Model::ZteC320).await;
    // Rebooted in the middle of a reply.
    site.olt.inject(LabFault::Reset { on: "uncfg".into(), after: 5 });
    let cut = fault(&office, &site.target).await;
    assert!(matches!(&cut, Fault::CutOff(_)) && cut.told("OLT-1").starts_with("#cut_off OLT-1: "), "{cut}");
    site.olt.inject(LabFault::Drop { on: "uncfg".into(), when: When::BeforeExecuting });
    assert!(matches!(fault(&office, &site.target).await, Fault::CutOff(_)));
    // Half a page, and then silence.
    site.olt.inject(LabFault::Stall { on: "uncfg".into(), after: 5 });
    let half = fault(&office, &site.target).await;
    assert!(matches!(&half, Fault::Garbled(_)) && half.told("OLT-1").starts_with("#garbled "), "{half}");
    // Somebody else has every session of the device.
    for model in [Model::ZteC320, Model::HiosoHat7304] {
        let crowded = Site::with(&office, model, |options| options.sessions = 0).await;
        let full = office.devices.identify(&crowded.target).await.result.unwrap_err();
        assert!(matches!(&full, Fault::SessionsFull(_)) && full.told("OLT-1").starts_with("#sessions_full "), "{model:?}: {full}");
    }
    assert!(office.devices.discover(&site.target).await.result.is_ok(), "none of it lasts");
}
