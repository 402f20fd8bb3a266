//! The same devices over Telnet: real negotiation, login by prompts, and the same faults.

use std::sync::Arc;
use std::time::Duration;

use janet_lab::olt::{Fault, Model, TelnetClient, When};
use janet_olt::{Driver, Ending, OnuState, Verdict, free_id};
use janet_terminal::telnet::{Enter, TelnetError, connect};
use janet_terminal::{Command, Mask, Session, SessionError, Timing};

use crate::olt_site::{MODELS, Site, pace, timing};

const ENTERS: [Enter; 3] = [Enter::Cr, Enter::CrLf, Enter::CrNul];

#[tokio::test]
async fn an_onu_is_found_registered_and_removed() {
    for model in MODELS {
        for enter in ENTERS {
            let site = Site::new(model).await;
            site.plug("ZTEGD0A1B2C3");
            let mut driver = site.telnet_driver(enter).await;
            assert_eq!(driver.discover().await.unwrap().value.len(), 1, "{model:?} {enter:?}");
            let listed = driver.registered(site.pon).await.unwrap().value;
            let id = free_id(&listed, site.dialect.onu_ids()).unwrap();
            let registration = site.registration(id.0, "ZTEGD0A1B2C3");
            let registered = driver.register(&registration).await.unwrap();
            assert_eq!(registered.run.ending, Ending::Done, "{model:?} {:#?}", registered.run);
            let back = registered.read_back.unwrap().unwrap();
            assert_eq!((back.verdict, back.detail.state), (Verdict::Complete, OnuState::Online), "{model:?}");
            // What was shown beforehand is what the device was sent.
            let sent: Vec<&str> = driver.transcript().exchanges.iter().map(|exchange| exchange.command.as_str()).collect();
            let planned = site.dialect.register(&registration).unwrap();
            assert!(sent.windows(planned.lines().len()).any(|lines| lines == planned.lines()), "{model:?} {sent:?}");
            site.settle().await;
            assert_eq!(driver.deregister(registration.at, registration.key).await.unwrap().ending, Ending::Done, "{model:?}");
            assert!(site.olt.registered().is_empty(), "{model:?}");
        }
    }
}

#[tokio::test]
async fn every_client_is_asked_for_its_window_and_terminal() {
    let site = Site::new(Model::ZteC320).await;
    drop(site.telnet_driver(Enter::CrLf).await);
    for _ in 0..100 {
        if !site.olt.telnet_clients().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let expected = TelnetClient { window: Some((512, 200)), terminal: Some("VT100".to_owned()), echo: true };
    assert_eq!(site.olt.telnet_clients(), [expected]);
}

#[tokio::test]
async fn a_wrong_password_is_named_in_every_vendors_words() {
    for model in [MODELS.as_slice(), &[Model::HiosoHat7304]].concat() {
        let site = Site::new(model).await;
        site.olt.inject(Fault::WrongPassword);
        assert!(matches!(connect(&site.telnet(Enter::Cr)).await, Err(TelnetError::WrongPassword)), "{model:?}");
        assert!(connect(&site.telnet(Enter::Cr)).await.is_ok(), "{model:?}");
    }
}

#[tokio::test]
async fn a_device_that_counts_crlf_as_two_enters_wants_cr() {
    let site = Site::with(Model::ZteC320, |options| options.login.crlf_is_two_enters = true).await;
    assert!(matches!(connect(&site.telnet(Enter::CrLf)).await, Err(TelnetError::WrongPassword)));
    let mut driver = site.telnet_driver(Enter::Cr).await;
    assert!(driver.registered(site.pon).await.unwrap().value.is_empty());
}

#[tokio::test]
async fn a_connection_dropped_or_reset_in_the_middle_is_unknown_and_read_back() {
    for model in MODELS {
        let (adding, middle) = if model == Model::ZteC320 { ("onu 1 type", "gemport 1 name") } else { ("ont add", "native-vlan") };
        let faults = [
            Fault::Drop { on: middle.to_owned(), when: When::AfterExecuting },
            Fault::Drop { on: middle.to_owned(), when: When::BeforeExecuting },
            Fault::Reset { on: adding.to_owned(), after: 5 },
        ];
        for fault in faults {
            let site = Site::new(model).await;
            let registration = site.registration(1, "ZTEGD0A1B2C3");
            site.olt.inject(fault.clone());
            let run = site.telnet_driver(Enter::CrLf).await.register(&registration).await.unwrap().run;
            assert!(matches!(run.ending, Ending::Unknown(SessionError::Lost { .. })), "{model:?} {fault:?} {:?}", run.ending);
            let verdict = site.telnet_driver(Enter::CrLf).await.verify(&registration).await.unwrap();
            assert_ne!(verdict, Verdict::Complete, "{model:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn delays_and_garbage_with_telnets_own_bytes_do_not_disturb() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug("ZTEGD0A1B2C3");
        let part = if model == Model::ZteC320 { "uncfg" } else { "autofind" };
        site.olt.inject(Fault::Garbage { on: part.to_owned(), bytes: b"\xff\xfb\xff\xf0\x00~noise~\r\n".to_vec() });
        assert_eq!(site.telnet_driver(Enter::CrLf).await.discover().await.unwrap().value.len(), 1, "{model:?}");
        site.olt.inject(Fault::Delay { on: part.to_owned(), by: Duration::from_millis(400) });
        assert_eq!(site.telnet_driver(Enter::CrLf).await.discover().await.unwrap().value.len(), 1, "{model:?}");
    }
    let site = Site::new(Model::ZteC320).await;
    site.olt.inject(Fault::Delay { on: "uncfg".to_owned(), by: Duration::from_secs(3) });
    let shell = connect(&site.telnet(Enter::CrLf)).await.unwrap().shell;
    let hasty = Timing { deadline: Duration::from_millis(300), ..timing() };
    let mut session = Session::open(shell, site.dialect.profile(), Mask::default(), hasty).await.unwrap();
    let error = session.run(&Command::new("show gpon onu uncfg")).await.unwrap_err();
    assert!(matches!(error, SessionError::TimedOut { .. }), "{error}");
}

#[tokio::test]
async fn pages_are_turned() {
    for model in MODELS {
        let site = Site::with(model, |options| options.page = 3).await;
        for number in 0..20 {
            site.plug(&format!("ZTEGD0A1B2{number:02}"));
        }
        // A bare session leaves paging on.
        let shell = connect(&site.telnet(Enter::CrLf)).await.unwrap().shell;
        let mut session = Session::open(shell, site.dialect.profile(), Mask::default(), timing()).await.unwrap();
        let line = if model == Model::ZteC320 { "show gpon onu uncfg" } else { "display ont autofind all" };
        if model != Model::ZteC320 {
            session.run(&Command::new("enable")).await.unwrap();
        }
        let reply = session.run(&Command::new(line)).await.unwrap();
        let (query, replies) = (site.dialect.discover().unwrap(), [reply.text]);
        assert_eq!((query.parse)(&replies).unwrap().value.len(), 20, "{model:?}");
    }
}

#[tokio::test]
async fn sessions_are_counted_over_both_ways_in() {
    let site = Site::with(Model::ZteC320, |options| options.sessions = 2).await;
    let _ssh = site.connect().await.unwrap();
    let telnet = connect(&site.telnet(Enter::CrLf)).await.unwrap();
    let error = connect(&site.telnet(Enter::CrLf)).await.err().unwrap();
    assert!(matches!(&error, TelnetError::NoShell(said) if said == "Too many sessions."), "{error}");
    assert!(site.connect().await.is_err());
    drop(telnet);
    let mut again = connect(&site.telnet(Enter::CrLf)).await;
    for _ in 0..50 {
        if again.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        again = connect(&site.telnet(Enter::CrLf)).await;
    }
    assert!(again.is_ok(), "a session that ended makes room");
}

#[tokio::test]
async fn a_reboot_ends_sessions_and_a_cut_network_lets_nobody_in() {
    let site = Site::new(Model::ZteC320).await;
    let shell = connect(&site.telnet(Enter::CrLf)).await.unwrap().shell;
    let mut driver = Driver::open(shell, Arc::clone(&site.dialect), Mask::default(), timing(), pace()).await.unwrap();
    site.olt.reboot();
    assert!(driver.registered(site.pon).await.is_err());
    site.olt.go_down();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(matches!(connect(&site.telnet(Enter::CrLf)).await, Err(TelnetError::Unreachable { .. })));
    site.olt.come_up().await.unwrap();
    assert!(connect(&site.telnet(Enter::CrLf)).await.is_ok() && site.connect().await.is_ok());
}

#[tokio::test]
async fn the_transcript_exports_what_a_parser_reads_back() {
    let site = Site::new(Model::ZteC320).await;
    site.plug("ZTEGD0A1B2C3");
    let mut driver = site.telnet_driver(Enter::CrLf).await;
    let found = driver.discover().await.unwrap().value;
    let exchange = driver.transcript().exchanges.last().unwrap();
    let file = exchange.fixture("JANET-C320").to_string();
    assert!(file.starts_with("# source: JANET-C320\n# note: command: show"), "{file}");
    let text = janet_terminal::Fixture::parse(&file).unwrap().text();
    assert_eq!((site.dialect.discover().unwrap().parse)(&[text]).unwrap().value, found);
}
