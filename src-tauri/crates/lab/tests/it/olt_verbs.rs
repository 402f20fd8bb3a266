//! The verbs besides registering and removing, over real SSH: boards, ports, configuration, restart, replacement.

use janet_lab::olt::Model;
use janet_olt::{DriverError, Ending, NotOffered, OnuState, PlanError, RefusalKind, Serial, Support, Verb};

use crate::olt_site::{MODELS, Site};

#[tokio::test]
async fn boards_and_ports_are_read() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.register("ZTEGD0A1B2C3").await;
        let mut driver = site.driver().await;
        let cards = driver.cards().await.unwrap();
        assert!(cards.warnings.is_empty(), "{model:?} {:?}", cards.warnings);
        let pon: Vec<u8> = cards.value.iter().filter(|card| card.pon).map(|card| card.slot).collect();
        let wanted = if model == Model::HuaweiMa5608t { vec![0, 1] } else { vec![1, 2] };
        assert_eq!(pon, wanted, "{model:?}");
        let away = cards.value.iter().find(|card| card.slot == 4).unwrap();
        assert!(away.status.as_deref().is_some_and(|status| ["OFFLINE", "Standby_failed"].contains(&status)), "{model:?} {away:?}");

        let port = driver.port(site.pon).await.unwrap();
        assert!(port.warnings.is_empty(), "{model:?} {:?}", port.warnings);
        assert_eq!((port.value.registered, port.value.online), (Some(1), Some(1)), "{model:?}");
        assert_eq!(port.value.up, (model != Model::ZteC320).then_some(true), "{model:?}: ZTE's table does not say");
    }
}

#[tokio::test]
async fn a_configuration_is_read_as_lines() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register("ZTEGD0A1B2C3").await;
        let lines = site.driver().await.configuration(registration.at).await.unwrap().value;
        assert!(lines.iter().any(|line| line.contains("JNT-000123")) && lines.iter().any(|line| line.contains("100")), "{lines:?}");
    }
}

#[tokio::test]
async fn an_onu_restarts_and_joins_again() {
    for model in MODELS {
        let site = Site::with(model, |options| options.join_time = std::time::Duration::from_millis(600)).await;
        let registration = site.register("ZTEGD0A1B2C3").await;
        assert!(site.olt.is_online("ZTEGD0A1B2C3"), "{model:?}");
        let mut driver = site.driver().await;
        let changed = driver.reboot(registration.at, registration.key).await.unwrap();
        assert_eq!(changed.run.ending, Ending::Done, "{model:?}");
        let lines: Vec<&str> = changed.run.steps.iter().map(|run| run.step.line.as_str()).collect();
        assert_eq!(lines, site.dialect.reboot(registration.at).unwrap().lines(), "{model:?}: what was shown is what was sent");
        assert!(!site.olt.is_online("ZTEGD0A1B2C3"), "{model:?}: it is away now");
        let back = changed.read_back.unwrap().unwrap().value;
        assert_eq!(back.key(), Some(registration.key), "{model:?}");

        let other = Serial::parse("ZTEGD0A1B2C4").unwrap();
        let wrong = driver.reboot(registration.at, other).await.unwrap_err();
        assert!(matches!(wrong, DriverError::OtherOnu { .. }), "{model:?} {wrong}");
    }
}

#[tokio::test]
async fn a_zte_onu_is_replaced_in_place() {
    let site = Site::new(Model::ZteC320).await;
    let registration = site.register("ZTEGD0A1B2C3").await;
    site.olt.unplug("ZTEGD0A1B2C3");
    site.plug("HWTC1A2B3C4D");
    let new = Serial::parse("HWTC1A2B3C4D").unwrap();
    let mut driver = site.driver().await;
    let changed = driver.replace(registration.at, registration.key, new).await.unwrap();
    assert_eq!(changed.run.ending, Ending::Done);
    assert_eq!(changed.read_back.unwrap().unwrap().value.serial, Some(new));
    let lines = driver.configuration(registration.at).await.unwrap().value;
    assert!(lines.contains(&"description JNT-000123".to_owned()), "the settings stay: {lines:?}");
    tokio::time::sleep(site.options.join_time * 2).await;
    assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::Online);
    site.olt.reboot();
    assert_eq!(site.driver().await.state(registration.at).await.unwrap().value.serial, Some(new), "it was saved");
}

#[tokio::test]
async fn a_serial_that_stands_elsewhere_replaces_nothing() {
    let site = Site::new(Model::ZteC320).await;
    let first = site.register("ZTEGD0A1B2C3").await;
    let second = site.register("ZTEGD0A1B2C4").await;
    let changed = site.driver().await.replace(second.at, second.key, first.key).await.unwrap();
    assert!(matches!(&changed.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::AlreadyRegistered), "{changed:?}");
    assert!(!changed.run.changed() && changed.read_back.is_none());
}

#[tokio::test]
async fn a_verb_that_is_not_offered_sends_nothing_and_says_why() {
    let site = Site::new(Model::HuaweiMa5800).await;
    let registration = site.register("ZTEGD0A1B2C3").await;
    let mut driver = site.driver().await;
    let before = driver.transcript().exchanges.len();
    let error = driver.replace(registration.at, registration.key, Serial::parse("ZTEGD0A1B2C4").unwrap()).await.unwrap_err();
    let DriverError::Plan(PlanError::NotOffered(NotOffered { verb: Verb::Replace, reason })) = error else { panic!("{error}") };
    assert_eq!(site.dialect.support(Verb::Replace), Support::NotOffered { reason });
    assert_eq!(driver.transcript().exchanges.len(), before);
}
