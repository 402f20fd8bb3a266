//! Dialling in, accounting, and how sessions end.

use std::time::Duration;

use janet_lab::nas::{DialError, Event};
use janet_radius::dictionary::*;
use janet_radius::{Attributes, Method, TerminateCause, Usage};
use janet_routeros::{Command, ppp};

use crate::api::open;
use crate::server::{Office, dial};

fn cause(record: &Attributes) -> Option<u32> {
    record.get(&ACCT_TERMINATE_CAUSE).unwrap()
}

#[tokio::test]
async fn a_session_is_accounted_from_start_to_stop() {
    let office = Office::open().await;
    let grant = Attributes::new().with(&FRAMED_IP_ADDRESS, [10, 9, 0, 7]).with(&CLASS, b"kelas".as_slice());
    office.accept_with(grant.with(&MIKROTIK_RATE_LIMIT, "5M/10M").with(&MIKROTIK_ADDRESS_LIST, "aktif"));
    let session = office.nas.bring_up(dial("rahasia", Method::Chap)).await.unwrap();
    let id = session.acct_session_id.clone();
    assert!(id.len() == 8 && id.starts_with("8101") && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
    let list = open(&office.router).await.run(Command::new("/ip/firewall/address-list/print")).await.unwrap();
    assert_eq!(list.rows[0].shown("list").unwrap(), "aktif");

    office.nas.traffic(&id, 8_589_934_597, 6_000_000_000);
    assert!(office.nas.interim(&id));
    office.records(2).await;
    assert!(office.nas.hang_up(&id));
    assert!(!office.nas.hang_up(&id));
    let records = office.records(3).await;
    let statuses: Vec<u32> = records.iter().map(|record| record.get(&ACCT_STATUS_TYPE).unwrap().unwrap()).collect();
    assert_eq!(statuses, [1, 3, 2]);
    for record in &records {
        assert_eq!(record.get(&ACCT_SESSION_ID), Ok(Some(id.clone())));
        assert_eq!(record.octets(&CLASS), Some(b"kelas".as_slice()));
        assert_eq!(record.get(&FRAMED_IP_ADDRESS), Ok(Some([10, 9, 0, 7].into())));
        assert_eq!(record.get(&CALLING_STATION_ID), Ok(Some("02:00:00:00:00:01".into())));
    }
    let usage = Usage::read(&records[2]).unwrap();
    assert_eq!((usage.input_octets, usage.output_octets), (8_589_934_597, 6_000_000_000));
    assert_eq!(cause(&records[2]), Some(TerminateCause::USER_REQUEST.0));
    assert!(open(&office.router).await.run(Command::new("/ip/firewall/address-list/print")).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn the_server_says_when_to_report_and_when_to_end() {
    let office = Office::open().await;
    let grant = Attributes::new().with(&FRAMED_IP_ADDRESS, [10, 9, 0, 1]);
    office.accept_with(grant.with(&SESSION_TIMEOUT, 3u32).with(&ACCT_INTERIM_INTERVAL, 1u32));
    office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let mut records = office.records(3).await;
    while cause(records.last().unwrap()).is_none() {
        records = office.records(records.len() + 1).await;
    }
    assert_eq!(cause(records.last().unwrap()), Some(TerminateCause::SESSION_TIMEOUT.0));
    assert!(records.iter().filter(|record| record.get(&ACCT_STATUS_TYPE) == Ok(Some(3))).count() >= 1);
    assert!(office.nas.sessions().is_empty());
}

#[tokio::test]
async fn removing_the_active_entry_ends_the_session() {
    let office = Office::open().await;
    office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    let api = open(&office.router).await;
    let active = ppp::active(&api).await.unwrap();
    ppp::remove_active(&api, &active[0].id).await.unwrap();
    assert_eq!(cause(&office.records(2).await[1]), Some(TerminateCause::ADMIN_RESET.0));
    assert!(office.nas.sessions().is_empty());
}

#[tokio::test]
async fn addresses_come_from_the_reply_its_pool_or_the_profile() {
    let office = Office::open().await;
    office.router.add_pool("rumah", "10.7.0.1-10.7.0.2");
    office.router.add_profile("isolir", &[("remote-address", "rumah"), ("rate-limit", "64k/64k")]);
    let up = async || office.nas.bring_up(dial("rahasia", Method::Pap)).await;

    // 255.255.255.254 means "choose one" (RFC 2865 §5.8); so do all of class D and E.
    office.accept_with(Attributes::new().with(&FRAMED_IP_ADDRESS, [255, 255, 255, 254]).with(&FRAMED_POOL, "rumah"));
    assert_eq!(up().await.unwrap().framed_ip_address.to_string(), "10.7.0.1");
    office.accept_with(Attributes::new().with(&MIKROTIK_GROUP, "isolir"));
    let session = up().await.unwrap();
    assert_eq!((session.framed_ip_address.to_string().as_str(), session.profile.as_str()), ("10.7.0.2", "isolir"));
    assert_eq!(session.rate_limit.as_deref(), Some("64k/64k"));
    assert!(matches!(up().await.unwrap_err(), DialError::NoAddress(_)));

    for (attributes, reason) in [
        (Attributes::new().with(&MIKROTIK_GROUP, "tidak-ada"), "no PPP profile tidak-ada"),
        (Attributes::new().with(&FRAMED_POOL, "tidak-ada"), "no address: no pool tidak-ada"),
        (Attributes::new(), "no address: neither the reply nor the profile names one"),
        (Attributes::new().with(&MIKROTIK_RATE_LIMIT, "cepat"), "the reply's rate is not valid in the rate limit \"cepat\" cannot be used"),
    ] {
        office.accept_with(attributes);
        assert_eq!(up().await.unwrap_err().to_string(), reason);
    }
}

#[tokio::test]
async fn a_local_secret_comes_before_radius() {
    let office = Office::open().await;
    office.router.add_pool("rumah", "10.7.0.1");
    office.router.add_profile("lokal", &[("remote-address", "rumah")]);
    let api = open(&office.router).await;
    let add = Command::new("/ppp/secret/add").attribute("name", "budi").attribute("password", "lain").attribute("profile", "lokal");
    let id = api.run(add).await.unwrap().new_id().unwrap();
    assert!(matches!(office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap_err(), DialError::WrongPassword));
    let session = office.nas.bring_up(dial("lain", Method::Pap)).await.unwrap();
    assert!(!session.radius && session.profile == "lokal");
    assert!(!ppp::active(&api).await.unwrap()[0].radius);
    api.run(Command::new("/ppp/secret/disable").attribute(".id", &id)).await.unwrap();
    assert!(office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap().radius);
    api.run(Command::new("/ppp/aaa/set").attribute("use-radius", "no")).await.unwrap();
    assert!(matches!(office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap_err(), DialError::NoSuchUser));
}

#[tokio::test]
async fn rejections_and_silence_are_told_apart() {
    let office = Office::open().await;
    for method in [Method::Pap, Method::Chap] {
        let error = office.nas.bring_up(dial("salah", method)).await.unwrap_err();
        assert_eq!(error.to_string(), "rejected: kata sandi salah");
    }
    let api = open(&office.router).await;
    let id = api.run(Command::new("/radius/print").properties(&[".id"])).await.unwrap().rows[0].id().unwrap();
    let set = Command::new("/radius/set").attribute(".id", &id).attribute("timeout", "20ms");
    // Port 9 (discard) has no RADIUS server.
    api.run(set.attribute("authentication-port", "9")).await.unwrap();
    let error = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap_err();
    assert!(matches!(error, DialError::NoAnswer(_)), "{error}");
    api.run(Command::new("/radius/disable").attribute(".id", &id)).await.unwrap();
    assert!(matches!(office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap_err(), DialError::NoServer));
}

#[tokio::test]
async fn a_power_cut_leaves_open_records_and_another_boot_in_the_ids() {
    let office = Office::open().await;
    let mut events = office.nas.events();
    let before = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    office.records(1).await;
    office.nas.power_cut();
    assert!(office.nas.sessions().is_empty());
    assert!(ppp::active(&open(&office.router).await).await.unwrap().is_empty());
    let after = office.nas.bring_up(dial("rahasia", Method::Pap)).await.unwrap();
    assert_eq!((&before.acct_session_id[..4], &after.acct_session_id[..4]), ("8101", "8102"));
    let records = office.records(2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(records.iter().all(|record| cause(record).is_none()));
    assert!(matches!(events.try_recv().unwrap(), Event::Up { .. }));
}
