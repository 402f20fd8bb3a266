//! Registering and removing on each model; what stands there is quoted from the OLT's own state.

use janet_lab::olt::{Fault as LabFault, Model, When};
use janet_provisioning::ports::{LineProfile, Olts, OnuDesired, OnuLine, OnuVerdict, PonPlace, RefusedKind, Written};

use crate::site::{MODELS, Office, PASSWORD, SERIAL, Site};

#[tokio::test]
async fn an_onu_is_found_registered_saved_and_read_back() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        site.plug(SERIAL);
        let found = office.devices.discover(&site.target).await;
        let key = found.host_key.clone().expect("the key that was seen");
        let found = found.result.unwrap();
        assert_eq!((found[0].serial.as_str(), found[0].pon), (SERIAL, site.pon), "{model:?}");

        let mut site = site;
        site.target.host_key = Some(key);
        let visit = site.register(&office, &site.desired(SERIAL)).await;
        let registered = visit.result.unwrap();
        assert_eq!(registered.written, Written::Saved, "{model:?}");
        let reading = registered.reading.unwrap();
        assert_eq!((reading.verdict, reading.line), (OnuVerdict::Complete, OnuLine::Online), "{model:?}");
        assert!(reading.olt_rx_cdbm.is_some_and(|power| (-2146..=-2145).contains(&power)), "{model:?} {:?}", reading.olt_rx_cdbm);
        assert!(reading.onu_rx_cdbm.is_some_and(|power| (-1921..=-1920).contains(&power)), "{model:?} {:?}", reading.onu_rx_cdbm);
        assert_eq!(reading.distance_m, Some(1204), "{model:?}");

        let stands = site.olt.registered();
        assert_eq!((stands.len(), stands[0].serial.as_str(), stands[0].description.as_str()), (1, SERIAL, "JNT-000123"), "{model:?}");
        site.reboot().await;
        assert_eq!(site.olt.registered(), stands, "{model:?}: it was saved");
        assert!(office.devices.discover(&site.target).await.result.unwrap().is_empty(), "{model:?}");
        assert!(!visit.transcript.contains(PASSWORD));
        println!("{model:?} holds {:?}", stands[0]);
    }
}

#[tokio::test]
async fn what_stands_there_already_is_saved_and_not_written_again() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        let first = site.connect(&office, SERIAL).await.reading.unwrap();
        let visit = site.register(&office, &site.desired(SERIAL)).await;
        let again = visit.result.unwrap();
        assert_eq!(again.written, Written::Already, "{model:?}");
        assert_eq!(again.reading.unwrap().onu_id, first.onu_id);
        let sent: Vec<&str> = visit.transcript.lines().filter_map(|line| line.strip_prefix("> ")).collect();
        assert!(!sent.iter().any(|line| line.contains(SERIAL) || line.starts_with("service-port")), "{model:?} {sent:?}");
    }
}

#[tokio::test]
async fn a_serial_that_is_registered_elsewhere_is_for_a_person() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        site.connect(&office, SERIAL).await;
        let before = site.olt.registered();
        // The customer took his ONU to a house on another port.
        let moved = PonPlace { port: site.pon.port + 1, ..site.pon };
        site.plug_at(moved, SERIAL);
        let visit = site.register(&office, &OnuDesired { pon: moved, ..site.desired(SERIAL) }).await;
        let registered = visit.result.unwrap();
        let Written::Refused { line, reason, kind } = registered.written else { panic!("{model:?} {:?}", registered.written) };
        assert_eq!(kind, RefusedKind::Person, "{model:?}");
        assert!(line.contains(if model == Model::ZteC320 { "sn ZTEGD0A1B2C3" } else { "ont add" }), "{model:?} {line}");
        println!("{model:?} refuses “{line}”: {reason}");
        assert_eq!(site.olt.registered(), before, "{model:?}: nothing was changed");

        // The same port, another id than the one that is asked for.
        let other_id = before[0].id + 5;
        let registered = site.register(&office, &OnuDesired { onu_id: Some(other_id), ..site.desired(SERIAL) }).await.result.unwrap();
        assert!(matches!(&registered.written, Written::Refused { kind: RefusedKind::Person, .. }), "{model:?} {:?}", registered.written);
        assert_eq!(registered.reading.unwrap().verdict, OnuVerdict::Elsewhere { onu_id: before[0].id }, "{model:?}");
        // An id that is another ONU's.
        site.plug("ZTEGD0A1B2C4");
        let taken = OnuDesired { onu_id: Some(before[0].id), ..site.desired("ZTEGD0A1B2C4") };
        let registered = site.register(&office, &taken).await.result.unwrap();
        assert_eq!(registered.reading.unwrap().verdict, OnuVerdict::Other { serial: Some(SERIAL.into()) }, "{model:?}");
        assert_eq!(site.olt.registered(), before, "{model:?}");
    }
}

#[tokio::test]
async fn a_full_port_is_for_a_person() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::with(&office, model, |options| options.onus_per_port = 1).await;
        site.connect(&office, SERIAL).await;
        site.plug("ZTEGD0A1B2C4");
        let written = site.register(&office, &site.desired("ZTEGD0A1B2C4")).await.result.unwrap().written;
        assert!(
            matches!(&written, Written::Refused { kind: RefusedKind::Person, reason, .. } if reason.contains("port_full")),
            "{model:?} {written:?}"
        );
        assert_eq!(site.stands().len(), 1, "{model:?}");
    }
}

#[tokio::test]
async fn a_missing_profile_is_for_a_person_and_the_rest_is_written_once_it_is_there() {
    let office = Office::open().await;
    let site = Site::start(&office, Model::ZteC320).await;
    site.plug(SERIAL);
    let good = site.desired(SERIAL);
    let LineProfile::Zte { onu_type, traffic, .. } = good.profile.clone() else { panic!() };
    let bad = OnuDesired { profile: LineProfile::Zte { onu_type, tcont: "UP-99M".into(), traffic }, ..good.clone() };
    let registered = site.register(&office, &bad).await.result.unwrap();
    let Written::Refused { line, kind, .. } = &registered.written else { panic!("{:?}", registered.written) };
    assert_eq!((line.as_str(), *kind), ("tcont 1 profile UP-99M", RefusedKind::Person));
    assert!(matches!(registered.reading.unwrap().verdict, OnuVerdict::Partial(_)), "half of it stands there");
    let half = site.olt.registered();

    let visit = site.register(&office, &good).await;
    let registered = visit.result.unwrap();
    assert_eq!((registered.written, registered.reading.unwrap().verdict), (Written::Saved, OnuVerdict::Complete));
    assert!(!visit.transcript.contains("> onu 1 type"), "the ONU itself is not added again");
    let whole = site.olt.registered();
    assert_eq!((whole.len(), whole[0].id), (1, half[0].id));
    assert!(whole[0].interface.contains(&"tcont 1 profile UP-20M".to_owned()), "{:?}", whole[0].interface);
    site.reboot().await;
    assert_eq!(site.olt.registered(), whole);
}

#[tokio::test]
async fn a_huawei_gets_its_missing_service_port_and_no_other_profile_in_place() {
    let office = Office::open().await;
    let site = Site::start(&office, Model::HuaweiMa5800).await;
    site.plug(SERIAL);
    let good = site.desired(SERIAL);
    let profile = |line_profile, gem| LineProfile::Huawei { line_profile, service_profile: 1, gem };
    // GEM 250 is not in line profile 60: the ONT is added, its service port refused.
    let bad = OnuDesired { profile: profile(60, 250), ..good.clone() };
    assert!(matches!(site.register(&office, &bad).await.result.unwrap().written, Written::Refused { .. }));
    let registered = site.register(&office, &good).await.result.unwrap();
    assert_eq!((registered.written, registered.reading.unwrap().verdict), (Written::Saved, OnuVerdict::Complete));

    let before = site.olt.registered();
    let other = OnuDesired { profile: profile(61, 250), ..good };
    let registered = site.register(&office, &other).await.result.unwrap();
    let Written::Refused { reason, kind: RefusedKind::Person, .. } = &registered.written else { panic!("{:?}", registered.written) };
    assert!(reason.contains("line profile 61"), "{reason}");
    assert_eq!(site.olt.registered(), before);
}

#[tokio::test]
async fn a_connection_that_breaks_is_looked_at_again_and_never_repeated_blindly() {
    let office = Office::open().await;
    for model in MODELS {
        let adding = if model == Model::ZteC320 { "type F670L" } else { "ont add" };
        // Before anything was written.
        let site = Site::start(&office, model).await;
        site.plug(SERIAL);
        site.olt.inject(LabFault::Drop { on: adding.into(), when: When::BeforeExecuting });
        let visit = site.register(&office, &site.desired(SERIAL)).await;
        let registered = visit.result.unwrap();
        assert!(matches!(registered.written, Written::Unchanged { .. }), "{model:?} {:?}", registered.written);
        assert_eq!(registered.reading.unwrap().verdict, OnuVerdict::Absent, "{model:?}: a new session saw it");
        assert!(site.stands().is_empty() && visit.transcript.contains("-- the connection broke"), "{model:?}");

        // After it was written: it stands there in part, and the next attempt writes the rest.
        site.olt.inject(LabFault::Drop { on: adding.into(), when: When::AfterExecuting });
        let registered = site.register(&office, &site.desired(SERIAL)).await.result.unwrap();
        assert!(matches!(registered.written, Written::Unknown { .. }), "{model:?} {:?}", registered.written);
        let reading = registered.reading.unwrap();
        assert!(matches!(reading.verdict, OnuVerdict::Partial(_)), "{model:?} {:?}", reading.verdict);
        let half = site.stands();
        assert_eq!(half.len(), 1, "{model:?}");
        let registered = site.register(&office, &site.desired(SERIAL)).await.result.unwrap();
        assert_eq!((registered.written, registered.reading.unwrap().verdict), (Written::Saved, OnuVerdict::Complete), "{model:?}");
        assert_eq!(site.stands(), half, "{model:?}");

        // In saving: everything stands there and is saved in the second session.
        let site = Site::start(&office, model).await;
        site.plug(SERIAL);
        let save = if model == Model::ZteC320 { "write" } else { "save" };
        site.olt.inject(LabFault::Drop { on: save.into(), when: When::BeforeExecuting });
        let registered = site.register(&office, &site.desired(SERIAL)).await.result.unwrap();
        assert_eq!(registered.written, Written::Saved, "{model:?}");
        site.reboot().await;
        assert_eq!(site.stands().len(), 1, "{model:?}");
    }
}

#[tokio::test]
async fn two_at_once_on_one_port_get_two_ids() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        let serials = ["ZTEGD0A1B2C3", "ZTEGD0A1B2C4"];
        serials.iter().for_each(|serial| site.plug(serial));
        let (one, two) = (site.desired(serials[0]), site.desired(serials[1]));
        let (one, two) = tokio::join!(site.register(&office, &one), site.register(&office, &two));
        assert_eq!([one.result.unwrap().written, two.result.unwrap().written], [Written::Saved, Written::Saved], "{model:?}");
        let ids: Vec<u8> = site.stands().iter().map(|(_, id)| *id).collect();
        assert_eq!(ids.len(), 2, "{model:?} {ids:?}");
    }
}

#[tokio::test]
async fn only_the_desired_onu_is_removed_and_that_is_saved() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        let id = site.connect(&office, SERIAL).await.reading.unwrap().onu_id;
        site.connect(&office, "ZTEGD0A1B2C4").await;
        let wrong = OnuDesired { onu_id: Some(id + 1), ..site.desired(SERIAL) };
        let written = office.devices.deregister(&site.target, &wrong).await.result.unwrap();
        assert!(matches!(written, Written::Refused { kind: RefusedKind::Person, .. }), "{model:?} {written:?}");
        assert_eq!(site.stands().len(), 2, "{model:?}");

        let desired = OnuDesired { onu_id: Some(id), ..site.desired(SERIAL) };
        let visit = office.devices.deregister(&site.target, &desired).await;
        assert_eq!(visit.result.unwrap(), Written::Saved, "{model:?} {}", visit.transcript);
        assert_eq!(office.devices.deregister(&site.target, &desired).await.result.unwrap(), Written::Already, "{model:?}");
        site.reboot().await;
        let stands = site.stands();
        assert_eq!((stands.len(), stands[0].0.as_str()), (1, "ZTEGD0A1B2C4"), "{model:?}: gone for good");
    }
}
