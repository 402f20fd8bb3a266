//! The driver against a scripted device: what becomes of steps when the device refuses, lies, is busy or goes away. The
//! simulators of the lab hold it against sockets.

use std::sync::Arc;
use std::time::Duration;

use janet_olt::{
    CustomerCode, Driver, DriverError, Ending, GemIndex, OnuAddress, Outcome, Pace, ProfileId, Purpose, RefusalKind, Registration, Serial,
    Service, Vlan, huawei,
};
use janet_terminal::{Mask, Timing};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

/// Answers lines by the first rule whose text they contain; the prompt follows the usual mode changes. `None` hangs up.
async fn device(mut wire: DuplexStream, mut rules: Vec<(&'static str, Option<&'static str>)>) {
    let mut modes = vec![""];
    wire.write_all(b"\r\nOLT#").await.unwrap();
    let mut pending = String::new();
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = wire.read(&mut buffer).await {
        pending.push_str(&String::from_utf8_lossy(&buffer[..count]));
        while let Some((line, rest)) = pending.clone().split_once('\n') {
            pending = rest.to_owned();
            match line {
                "config" => modes.push("(config)"),
                "quit" => drop(modes.pop()),
                _ if line.starts_with("interface gpon ") => modes.push("(config-if-gpon-0/1)"),
                _ => {}
            }
            let rule = rules.iter().position(|(part, _)| line.contains(part));
            let reply = rule.map_or(Some(""), |at| rules[at].1);
            // A rule about being busy holds once.
            if let Some(at) = rule
                && rules[at].1.is_some_and(|text| text.contains("busy"))
            {
                rules.remove(at);
            }
            let Some(reply) = reply else { return };
            let answer = format!("{line}\r\n{reply}\r\nOLT{}#", modes.last().unwrap());
            wire.write_all(answer.as_bytes()).await.unwrap();
        }
    }
}

async fn driver(rules: Vec<(&'static str, Option<&'static str>)>) -> Driver<DuplexStream> {
    let (ours, theirs) = duplex(4096);
    tokio::spawn(device(theirs, rules));
    let timing = Timing { quiet: Duration::from_millis(3), patience: Duration::from_millis(50), deadline: Duration::from_secs(5) };
    let pace = Pace { busy_attempts: 3, busy_wait: Duration::from_millis(1), online_attempts: 1, online_wait: Duration::ZERO };
    Driver::open(ours, Arc::new(huawei::Huawei), Mask::default(), timing, pace).await.unwrap()
}

fn registration() -> Registration {
    Registration {
        at: OnuAddress::parse("0/1/3:5").unwrap(),
        key: Serial::parse("HWTC1A2B3C4D").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::Huawei(huawei::Service {
            line_profile: ProfileId::new(60).unwrap(),
            service_profile: ProfileId::new(1).unwrap(),
            gem: GemIndex::new(1).unwrap(),
            traffic: None,
        }),
    }
}

#[tokio::test]
async fn a_refused_step_stops_the_plan_and_is_not_saved() {
    let mut driver = driver(vec![("ont add", Some("  Failure: The ont-lineprofile does not exist"))]).await;
    let registered = driver.register(&registration()).await.unwrap();
    let Ending::Refused(refusal) = &registered.run.ending else { panic!("{:?}", registered.run) };
    assert_eq!(refusal.kind, RefusalKind::ProfileNotFound);
    assert!(!registered.run.changed() && registered.read_back.is_none());
    let saved = registered.run.steps.iter().find(|run| run.step.purpose == Purpose::Save).unwrap();
    assert_eq!(saved.outcome, Outcome::NotRun);
    assert!(driver.discover().await.is_err(), "the driver finds its way home; the scripted device knows no such list");
}

#[tokio::test]
async fn a_partial_registration_is_told_from_an_untouched_one() {
    let mut driver = driver(vec![("service-port vlan", Some("  Failure: The GEM port does not exist"))]).await;
    let registered = driver.register(&registration()).await.unwrap();
    assert!(matches!(&registered.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::GemportNotFound));
    assert!(registered.run.changed(), "the ONT stays registered without service");
}

#[tokio::test]
async fn nothing_done_without_a_failure_is_a_refusal() {
    let mut driver = driver(vec![("ont add", Some("  Number of ONTs that can be added: 1, success: 0"))]).await;
    let registered = driver.register(&registration()).await.unwrap();
    assert!(matches!(&registered.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::NotDone));
}

#[tokio::test]
async fn busy_is_repeated_because_nothing_was_done() {
    let mut driver = driver(vec![("save", Some("  Failure: System is busy, please retry after a while"))]).await;
    let run = driver.save().await.unwrap();
    assert_eq!(run.ending, Ending::Done);
    let saves = driver.transcript().exchanges.iter().filter(|exchange| exchange.command == "save").count();
    assert_eq!(saves, 2);
}

#[tokio::test]
async fn a_connection_lost_after_a_write_is_unknown_and_before_it_unchanged() {
    let mut lost = driver(vec![("native-vlan", None)]).await;
    let run = lost.register(&registration()).await.unwrap().run;
    assert!(matches!(run.ending, Ending::Unknown(_)) && run.changed());
    assert!(matches!(lost.discover().await, Err(DriverError::Session(_))), "the broken session is not used again");

    let mut early = driver(vec![("interface gpon", None)]).await;
    let run = early.register(&registration()).await.unwrap().run;
    assert!(matches!(run.ending, Ending::Unchanged(_)) && !run.changed());
}

#[tokio::test]
async fn the_wrong_onu_is_never_removed() {
    let detail = "  F/S/P                   : 0/1/3\r\n  ONT-ID                  : 5\r\n  Run state               : online\r\n  SN                      : 48575443AAAAAAAA (HWTC-AAAAAAAA)";
    let mut driver = driver(vec![("display ont info", Some(detail))]).await;
    let registration = registration();
    let error = driver.deregister(registration.at, registration.key).await.unwrap_err();
    assert!(matches!(error, DriverError::OtherOnu { found: Some(_), .. }));
    assert!(!driver.transcript().exchanges.iter().any(|exchange| exchange.command.contains("delete")));
}
