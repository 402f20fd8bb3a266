//! The way of an ONU: found, registered, saved, read back, removed.

use janet_lab::olt::Onu;
use janet_olt::{Ending, OnuState, Purpose, Verdict, Warning, free_id};
use janet_terminal::Command;

use crate::olt_site::{MODELS, Site};

#[tokio::test]
async fn found_registered_saved_and_read_back() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug("ZTEGD0A1B2C3");
        site.plug("HWTC1A2B3C4D");
        let mut driver = site.driver().await;
        let found = driver.discover().await.unwrap();
        assert!(found.warnings.is_empty(), "{model:?} {:?}", found.warnings);
        let serials: Vec<String> = found.value.iter().map(|onu| onu.key.to_string()).collect();
        assert_eq!(serials, ["ZTEGD0A1B2C3", "HWTC1A2B3C4D"], "{model:?}");
        assert!(found.value.iter().all(|onu| onu.pon == site.pon));

        assert!(driver.registered(site.pon).await.unwrap().value.is_empty(), "an empty port is an empty list");
        let first = site.dialect.onu_ids().start().to_owned();
        let registration = site.registration(first, "HWTC1A2B3C4D");
        let registered = driver.register(&registration).await.unwrap();
        assert_eq!(registered.run.ending, Ending::Done, "{model:?} {:#?}", registered.run);
        let back = registered.read_back.unwrap().unwrap();
        assert_eq!(back.verdict, Verdict::Complete, "{model:?}");
        assert_eq!(back.detail.state, OnuState::Online, "{model:?}: waited for it to join");
        assert_eq!(back.detail.key(), Some(registration.key));
        let near = |read: Option<f64>, real: f64| read.is_some_and(|read| (read - real).abs() < 0.01);
        assert!(
            near(back.signal.onu_rx, -19.208) && near(back.signal.onu_tx, 2.345) && near(back.signal.olt_rx, -21.456),
            "{:?}",
            back.signal
        );
        assert!(back.warnings.is_empty());

        // The device's own evidence.
        let evidence = site.olt.registered();
        assert_eq!((evidence.len(), evidence[0].serial.as_str(), evidence[0].description.as_str()), (1, "HWTC1A2B3C4D", "JNT-000123"));

        let left = driver.discover().await.unwrap().value;
        assert_eq!(left.len(), 1, "{model:?}: the registered one is no longer unregistered");
        let listed = driver.registered(site.pon).await.unwrap();
        assert_eq!((listed.value[0].key(), listed.value[0].state), (Some(registration.key), OnuState::Online));
        assert!(listed.warnings.is_empty(), "{:?}", listed.warnings);
        let next = free_id(&listed.value, site.dialect.onu_ids()).unwrap();
        assert_eq!(next.0, first + 1, "{model:?}");
    }
}

#[tokio::test]
async fn a_removed_onu_is_unregistered_again() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register("ZTEGD0A1B2C3").await;
        let mut driver = site.driver().await;
        let run = driver.deregister(registration.at, registration.key).await.unwrap();
        assert_eq!(run.ending, Ending::Done, "{model:?} {run:#?}");
        assert!(site.olt.registered().is_empty(), "{model:?}");
        assert_eq!(driver.discover().await.unwrap().value.len(), 1, "{model:?}");
        assert_eq!(driver.verify(&registration).await.unwrap(), Verdict::Absent);
    }
}

#[tokio::test]
async fn saved_survives_a_reboot_and_unsaved_does_not() {
    for model in MODELS {
        let site = Site::new(model).await;
        let kept = site.register("ZTEGD0A1B2C3").await;
        site.settle().await;
        let mut session = site.session().await;
        // A second one, typed without saving.
        site.plug("ZTEGD0A1B2C4");
        let lost = site.registration(kept.at.id.0 + 1, "ZTEGD0A1B2C4");
        let plan = site.dialect.register(&lost).unwrap();
        if site.pon.frame == 0 {
            session.run(&Command::new("enable")).await.unwrap();
        }
        for step in plan.steps.iter().filter(|step| step.purpose != Purpose::Save) {
            session.run(&Command::new(&step.line)).await.unwrap();
        }
        assert_eq!(site.olt.registered().len(), 2, "{model:?}");
        site.olt.reboot();
        assert!(session.run(&Command::new("")).await.is_err(), "a reboot ends every session");

        let mut driver = site.driver().await;
        assert_eq!(driver.verify(&kept).await.unwrap(), Verdict::Complete, "{model:?}");
        assert_eq!(driver.verify(&lost).await.unwrap(), Verdict::Absent, "{model:?}");
    }
}

#[tokio::test]
async fn a_huawei_that_reboots_while_it_saves_loses_it() {
    let site = Site::with(MODELS[1], |options| options.save_time = std::time::Duration::from_secs(60)).await;
    let registration = site.register("ZTEGD0A1B2C3").await;
    site.olt.reboot();
    assert_eq!(site.driver().await.verify(&registration).await.unwrap(), Verdict::Absent);
}

#[tokio::test]
async fn darkness_has_its_reason_and_no_light() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register("ZTEGD0A1B2C3").await;
        let mut driver = site.driver().await;
        site.olt.power("ZTEGD0A1B2C3", false);
        let state = driver.state(registration.at).await.unwrap().value;
        assert_eq!(state.state, OnuState::PowerOff, "{model:?}");
        let signal = driver.signal(registration.at).await.unwrap();
        assert_eq!((signal.value.onu_rx, signal.value.olt_rx, signal.warnings.len()), (None, None, 0), "{model:?}");
        site.olt.unplug("ZTEGD0A1B2C3");
        assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::Los, "{model:?}");
        site.olt.power("ZTEGD0A1B2C3", true);
        assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::Online, "{model:?}");
    }
}

#[tokio::test]
async fn an_impossible_reading_is_absent_with_a_warning() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register("ZTEGD0A1B2C3").await;
        site.plug_onu(Onu { olt_rx: -80.0, ..Onu::new("ZTEGD0A1B2C3", "F670L") });
        let signal = site.driver().await.signal(registration.at).await.unwrap();
        assert_eq!(signal.value.olt_rx, None, "{model:?}");
        assert!(signal.value.onu_rx.is_some(), "{model:?}: the rest of the reading stands");
        assert!(matches!(signal.warnings.as_slice(), [Warning::Impossible { what: "OLT rx", .. }]), "{model:?} {:?}", signal.warnings);
    }
}

#[tokio::test]
async fn a_paged_list_is_the_list() {
    for model in MODELS {
        let site = Site::with(model, |options| options.page = 5).await;
        for number in 0..12 {
            site.plug(&format!("ZTEGD0A1B2{number:02X}"));
        }
        let mut session = site.session().await;
        if site.pon.frame == 0 {
            session.run(&Command::new("enable")).await.unwrap();
        }
        let query = site.dialect.discover().unwrap();
        let paged = session.run(&Command::new(&query.steps[0].line)).await.unwrap().text;
        let raw = &session.transcript().exchanges.last().unwrap().raw;
        let pages = String::from_utf8_lossy(raw).matches("More").count();
        assert!(pages >= 2, "{model:?}: {pages} pages");
        let read = (query.parse)(&[paged]).unwrap();
        assert!(read.warnings.is_empty(), "{model:?} {:?}", read.warnings);
        assert_eq!(read.value, site.driver().await.discover().await.unwrap().value, "{model:?}");
        assert_eq!(read.value.len(), 12);
    }
}
