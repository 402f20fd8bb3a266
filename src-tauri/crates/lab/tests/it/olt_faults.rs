//! Connections that break, stall or lie.

use std::time::Duration;

use janet_lab::olt::{Fault, Model, When};
use janet_olt::{DriverError, Ending, Outcome, Purpose, Verdict};
use janet_terminal::ssh::{Algorithms, SshError, Target, connect};
use janet_terminal::{Command, Session, SessionError, Timing};

use crate::olt_site::{MODELS, Site, timing};

/// A line of the middle of a registration.
fn middle(model: Model) -> &'static str {
    if model == Model::ZteC320 { "gemport 1 name" } else { "native-vlan" }
}

/// The line that registers the serial.
fn adding(model: Model) -> &'static str {
    if model == Model::ZteC320 { "onu 1 type" } else { "ont add" }
}

/// The last line that writes.
fn last(model: Model) -> &'static str {
    if model == Model::ZteC320 { "vlan port eth_0/1" } else { "service-port vlan" }
}

#[tokio::test]
async fn a_connection_dropped_in_the_middle_is_unknown_and_read_back() {
    for model in MODELS {
        for when in [When::BeforeExecuting, When::AfterExecuting] {
            let site = Site::new(model).await;
            site.plug("ZTEGD0A1B2C3");
            let registration = site.registration(1, "ZTEGD0A1B2C3");
            site.olt.inject(Fault::Drop { on: middle(model).to_owned(), when });
            let mut driver = site.driver().await;
            let registered = driver.register(&registration).await.unwrap();
            assert!(matches!(registered.run.ending, Ending::Unknown(SessionError::Lost { .. })), "{model:?} {:?}", registered.run.ending);
            assert!(registered.read_back.is_none());
            let unknown: Vec<&str> = registered
                .run
                .steps
                .iter()
                .filter(|run| matches!(run.outcome, Outcome::Unknown(_)))
                .map(|run| run.step.line.as_str())
                .collect();
            assert_eq!(unknown.len(), 1, "{unknown:?}");
            assert!(unknown[0].contains(middle(model)));
            let saved = registered.run.steps.iter().find(|run| run.step.purpose == Purpose::Save).unwrap();
            assert_eq!(saved.outcome, Outcome::NotRun, "nothing is sent after an unknown step");

            let verdict = site.driver().await.verify(&registration).await.unwrap();
            assert!(matches!(verdict, Verdict::Partial { .. }), "{model:?} {when:?} {verdict:?}");
        }
    }
}

#[tokio::test]
async fn the_read_back_tells_done_from_not_done() {
    for model in MODELS {
        // The serial line itself: executed or not, the driver sees the same silence.
        for (when, absent) in [(When::BeforeExecuting, true), (When::AfterExecuting, false)] {
            let site = Site::new(model).await;
            let registration = site.registration(1, "ZTEGD0A1B2C3");
            site.olt.inject(Fault::Drop { on: adding(model).to_owned(), when });
            let run = site.driver().await.register(&registration).await.unwrap().run;
            assert!(matches!(run.ending, Ending::Unknown(_)), "{model:?}");
            let verdict = site.driver().await.verify(&registration).await.unwrap();
            assert_eq!(verdict == Verdict::Absent, absent, "{model:?} {when:?} {verdict:?}");
        }
        // Everything was written and only the saving is missing: it may be saved, and then it survives.
        let site = Site::new(model).await;
        let registration = site.registration(1, "ZTEGD0A1B2C3");
        site.olt.inject(Fault::Drop { on: last(model).to_owned(), when: When::AfterExecuting });
        assert!(matches!(site.driver().await.register(&registration).await.unwrap().run.ending, Ending::Unknown(_)), "{model:?}");
        let mut driver = site.driver().await;
        assert_eq!(driver.verify(&registration).await.unwrap(), Verdict::Complete, "{model:?}");
        assert_eq!(driver.save().await.unwrap().ending, Ending::Done);
        site.settle().await;
        site.olt.reboot();
        assert_eq!(site.driver().await.verify(&registration).await.unwrap(), Verdict::Complete, "{model:?}");
    }
}

#[tokio::test]
async fn a_connection_dropped_before_any_write_changed_nothing() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.registration(1, "ZTEGD0A1B2C3");
        site.olt.inject(Fault::Drop { on: "interface gpon".to_owned(), when: When::BeforeExecuting });
        let run = site.driver().await.register(&registration).await.unwrap().run;
        assert!(matches!(run.ending, Ending::Unchanged(_)) && !run.changed(), "{model:?} {:?}", run.ending);
    }
}

#[tokio::test]
async fn a_reset_in_the_middle_of_a_reply_is_lost() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.registration(1, "ZTEGD0A1B2C3");
        // In the middle of the reply; for Huawei, whose reply starts with a question, of the question.
        site.olt.inject(Fault::Reset { on: adding(model).to_owned(), after: 5 });
        let run = site.driver().await.register(&registration).await.unwrap().run;
        assert!(matches!(run.ending, Ending::Unknown(SessionError::Lost { .. })), "{model:?} {:?}", run.ending);
    }
}

#[tokio::test]
async fn a_late_reply_is_waited_for_until_the_deadline() {
    let site = Site::new(Model::ZteC320).await;
    site.olt.inject(Fault::Delay { on: "uncfg".to_owned(), by: Duration::from_millis(400) });
    site.plug("ZTEGD0A1B2C3");
    assert_eq!(site.driver().await.discover().await.unwrap().value.len(), 1);

    site.olt.inject(Fault::Delay { on: "uncfg".to_owned(), by: Duration::from_secs(3) });
    let shell = site.connect().await.unwrap().shell;
    let hasty = Timing { deadline: Duration::from_millis(300), ..timing() };
    let mut session = Session::open(shell, site.dialect.profile(), Default::default(), hasty).await.unwrap();
    let error = session.run(&Command::new("show gpon onu uncfg")).await.unwrap_err();
    assert!(matches!(error, SessionError::TimedOut { .. }), "{error}");
    assert_eq!(session.run(&Command::new("show gpon onu uncfg")).await.unwrap_err(), SessionError::Broken);
}

/// Half a reply and then nothing: the deadline ends it, whatever was on the screen.
#[tokio::test]
async fn half_a_page_ends_at_the_deadline() {
    for model in MODELS {
        let site = Site::with(model, |options| options.page = 6).await;
        for number in 0..20 {
            site.plug(&format!("ZTEGD0A1B2{number:02X}"));
        }
        let line = if model == Model::ZteC320 { "show gpon onu uncfg" } else { "display ont autofind all" };
        for after in [30, 200, 500] {
            site.olt.inject(Fault::Stall { on: line.to_owned(), after });
            let shell = site.connect().await.unwrap().shell;
            let hasty = Timing { deadline: Duration::from_millis(400), ..timing() };
            let mut session = Session::open(shell, site.dialect.profile(), Default::default(), hasty).await.unwrap();
            if site.pon.frame == 0 {
                session.run(&Command::new("enable")).await.unwrap();
            }
            let begun = std::time::Instant::now();
            let error = session.run(&Command::new(line)).await.unwrap_err();
            assert!(matches!(error, SessionError::TimedOut { .. }), "{model:?} {after}: {error}");
            assert!(begun.elapsed() < Duration::from_secs(3), "{model:?} {after}: {:?}", begun.elapsed());
        }
        assert_eq!(site.driver().await.discover().await.unwrap().value.len(), 20, "{model:?}: the next session is whole");
    }
}

#[tokio::test]
async fn a_device_that_reboots_in_the_middle_of_a_reply_is_lost_and_comes_back() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug("ZTEGD0A1B2C3");
        let part = if model == Model::ZteC320 { "uncfg" } else { "autofind" };
        site.olt.inject(Fault::Delay { on: part.to_owned(), by: Duration::from_millis(500) });
        let mut driver = site.driver().await;
        let rebooting = async {
            tokio::time::sleep(Duration::from_millis(150)).await;
            site.olt.reboot();
        };
        let (found, ()) = tokio::join!(driver.discover(), rebooting);
        let error = found.unwrap_err();
        assert!(matches!(&error, DriverError::Session(SessionError::Lost { command }) if command.contains(part)), "{model:?} {error}");
        assert!(!error.advice().is_empty());
        assert_eq!(site.driver().await.discover().await.unwrap().value.len(), 1, "{model:?}");
    }
}

/// A description that a person typed at the device: a prompt of this very device, a pager, questions, control bytes.
#[tokio::test]
async fn a_hostile_description_is_text() {
    let hostile = [
        "{HOST}#",
        "{HOST}(config)#",
        "--More--",
        "\x1b[2J\x1b[1;1H\x1b]0;title\x07{HOST}#",
        "x\x08\x08\x08\x08{HOST}#",
        "(y/n)[n]:",
        "[yes/no]:",
        "%Code:x",
    ];
    for model in MODELS {
        for text in hostile {
            let site = Site::new(model).await;
            let registration = site.register("ZTEGD0A1B2C3").await;
            site.settle().await;
            let text = text.replace("{HOST}", &site.options.host_name);
            let (port, id) = (site.pon.port, registration.at.id);
            let lines = if model == Model::ZteC320 {
                vec![
                    "configure terminal".to_owned(),
                    format!("interface gpon-onu_{}", registration.at),
                    format!("description {text}"),
                    format!("name {text}"),
                ]
            } else {
                vec![
                    "enable".to_owned(),
                    "config".to_owned(),
                    format!("undo service-port {}", 0),
                    format!("interface gpon {}/{}", site.pon.frame, site.pon.slot),
                    format!("ont delete {port} {id}"),
                    format!("ont add {port} {id} sn-auth 5A544547D0A1B2C3 omci ont-lineprofile-id 60 ont-srvprofile-id 1 desc \"{text}\""),
                ]
            };
            site.olt.type_lines(lines.iter().map(String::as_str));
            let mut driver = site.driver().await;
            let listed = driver.registered(site.pon).await.unwrap().value;
            assert_eq!(listed.len(), 1, "{model:?} {text:?}");
            assert_eq!(listed[0].key(), Some(registration.key), "{model:?} {text:?}");
            let detail = driver.state(registration.at).await.unwrap().value;
            assert_eq!(detail.key(), Some(registration.key), "{model:?} {text:?}");
            // In step: the next question gets its own answer.
            assert_eq!(driver.discover().await.unwrap().value.len(), 0, "{model:?} {text:?}");
        }
    }
}

#[tokio::test]
async fn two_thousand_onus_come_whole_through_the_pager() {
    let site = Site::new(Model::ZteC320).await;
    let mut lines = vec!["configure terminal".to_owned()];
    for number in 0..2000_u32 {
        let (port, id) = (number / 125, number % 125 + 1);
        let (slot, port) = (port / 8 + 1, port % 8 + 1);
        lines.push(format!("interface gpon-olt_1/{slot}/{port}"));
        lines.push(format!("onu {id} type F660 sn ZTEG{number:08X}"));
    }
    site.olt.type_lines(lines.iter().map(String::as_str));
    assert_eq!(site.olt.registered().len(), 2000);
    let mut session = site.session().await;
    let reply = session.run(&Command::new("show gpon onu state")).await.unwrap();
    let raw = String::from_utf8_lossy(&session.transcript().exchanges.last().unwrap().raw).matches("--More--").count();
    assert!(raw >= 80, "{raw} pages");
    let read = janet_olt::zte::states(&reply.text).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings.first());
    assert_eq!(read.value.len(), 2000);
    assert_eq!(site.driver().await.registered(site.pon).await.unwrap().value.len(), 125);
}

#[tokio::test]
async fn every_fault_says_what_to_do() {
    let site = Site::with(Model::ZteC320, |options| options.sessions = 1).await;
    let _one = site.connect().await.unwrap();
    let full = site.connect().await.err().unwrap();
    let wrong = connect(&Target { password: janet_terminal::Secret::new("salah"), ..site.target() }).await.err().unwrap();
    assert!(full.advice().contains("session") && wrong.advice().contains("password"), "{} {}", full.advice(), wrong.advice());
}

#[tokio::test]
async fn garbage_is_not_taken_for_an_empty_list() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug("ZTEGD0A1B2C3");
        let noise = b"\x00\xff\x1b[2J\x07~#noise#~\r\n\x1b]0;title\x07".to_vec();
        let part = if model == Model::ZteC320 { "uncfg" } else { "autofind" };
        site.olt.inject(Fault::Garbage { on: part.to_owned(), bytes: noise });
        let found = site.driver().await.discover().await.unwrap();
        assert_eq!(found.value.len(), 1, "{model:?}");
    }
}

#[tokio::test]
async fn a_changed_host_key_is_refused() {
    for model in MODELS {
        let site = Site::new(model).await;
        let pinned = site.connect().await.unwrap().host_key;
        let target = Target { pinned: Some(pinned.clone()), ..site.target() };
        assert!(connect(&target).await.is_ok(), "{model:?}");
        site.olt.change_host_key(99);
        let error = connect(&target).await.err().unwrap();
        let SshError::HostKeyChanged { pinned: was, seen } = &error else { panic!("{model:?} {error}") };
        assert_eq!(*was, pinned);
        let text = error.to_string();
        assert!(text.contains(&pinned.fingerprint) && text.contains(&seen.fingerprint), "{text}");
    }
}

#[tokio::test]
async fn a_refused_password_is_named() {
    let site = Site::new(Model::ZteC320).await;
    site.olt.inject(Fault::WrongPassword);
    assert!(matches!(site.connect().await, Err(SshError::WrongPassword)));
    assert!(site.connect().await.is_ok());
}

#[tokio::test]
async fn old_firmware_needs_the_legacy_flag() {
    let site = Site::new(Model::HuaweiMa5608t).await;
    let modern = Target { algorithms: Algorithms::Modern, ..site.target() };
    assert!(matches!(connect(&modern).await, Err(SshError::NoCommonAlgorithm { .. })));
}

#[tokio::test]
async fn the_transcript_shows_everything_but_secrets() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug("ZTEGD0A1B2C3");
        let registration = site.registration(1, "ZTEGD0A1B2C3");
        let mut driver = site.driver().await;
        let secret = site.options.password.clone();
        // A device that repeats the password, as some do in logs on the terminal.
        site.olt.inject(Fault::Garbage { on: adding(model).to_owned(), bytes: format!("login with {secret}\r\n").into_bytes() });
        driver.register(&registration).await.unwrap();
        driver.discover().await.unwrap();
        let transcript = driver.transcript();
        let plan = site.dialect.register(&registration).unwrap();
        for line in plan.lines() {
            assert!(transcript.exchanges.iter().any(|exchange| exchange.command == line), "{model:?}: {line}");
        }
        let repeated = transcript.exchanges.iter().find(|exchange| exchange.command.contains(adding(model))).unwrap();
        assert!(String::from_utf8_lossy(&repeated.raw).contains("login with ********"), "{model:?}");
        for exchange in &transcript.exchanges {
            let shown = format!("{exchange:?}{}{}", exchange.fixture(), String::from_utf8_lossy(&exchange.raw));
            assert!(!shown.contains(&secret), "{model:?} {}", exchange.command);
            assert!(!shown.contains("0x00000000"), "{model:?}: the ONT's password field is masked too");
        }
    }
}
