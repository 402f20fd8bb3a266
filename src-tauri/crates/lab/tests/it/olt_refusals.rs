//! What the real OLTs refuse, the simulators refuse, and the driver names it.

use janet_lab::olt::Model;
use janet_olt::{
    DriverError, Ending, GemIndex, OnuType, PlanError, ProfileId, ProfileName, RefusalKind, Registered, Registration, Service, Verdict,
    huawei, zte,
};
use janet_terminal::Command;
use janet_terminal::ssh::SshError;

use crate::olt_site::{MODELS, Site};

fn refusal(registered: &Registered) -> RefusalKind {
    match &registered.run.ending {
        Ending::Refused(refusal) => refusal.kind,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn a_serial_is_registered_once() {
    for model in MODELS {
        let site = Site::new(model).await;
        let first = site.register("ZTEGD0A1B2C3").await;
        let again = site.registration(first.at.id.0 + 1, "ZTEGD0A1B2C3");
        let mut driver = site.driver().await;
        let registered = driver.register(&again).await.unwrap();
        assert_eq!(refusal(&registered), RefusalKind::AlreadyRegistered, "{model:?}");
        assert!(!registered.run.changed(), "{model:?}");
        assert_eq!(driver.verify(&again).await.unwrap(), Verdict::Elsewhere(first.at), "{model:?}");
    }
}

#[tokio::test]
async fn an_id_is_given_once_and_another_onu_is_recognised() {
    for model in MODELS {
        let site = Site::new(model).await;
        let first = site.register("ZTEGD0A1B2C3").await;
        let other = site.registration(first.at.id.0, "ZTEGD0A1B2C4");
        let mut driver = site.driver().await;
        assert_eq!(refusal(&driver.register(&other).await.unwrap()), RefusalKind::IdInUse, "{model:?}");
        assert_eq!(driver.verify(&other).await.unwrap(), Verdict::OtherOnu(Some(first.key)), "{model:?}");
        let wrong = driver.deregister(other.at, other.key).await.unwrap_err();
        assert!(matches!(wrong, DriverError::OtherOnu { .. }), "{model:?}");
    }
}

#[tokio::test]
async fn a_full_port_takes_no_more() {
    for model in MODELS {
        let site = Site::with(model, |options| options.onus_per_port = 1).await;
        let first = site.register("ZTEGD0A1B2C3").await;
        let more = site.registration(first.at.id.0 + 1, "ZTEGD0A1B2C4");
        let registered = site.driver().await.register(&more).await.unwrap();
        assert_eq!(refusal(&registered), RefusalKind::PortFull, "{model:?}");
    }
}

#[tokio::test]
async fn missing_types_and_profiles_are_named() {
    let site = Site::new(Model::ZteC320).await;
    let good = site.registration(1, "ZTEGD0A1B2C3");
    let Service::Zte(service) = &good.service else { panic!() };
    let absent = ProfileName::parse("NO-SUCH").unwrap();
    let with = |service: zte::Service| Registration { service: Service::Zte(service), ..good.clone() };
    let no_type = with(zte::Service { onu_type: OnuType::parse("NO-SUCH").unwrap(), ..service.clone() });
    let no_tcont = with(zte::Service { tcont_profile: absent.clone(), ..service.clone() });
    let mut driver = site.driver().await;
    assert_eq!(refusal(&driver.register(&no_type).await.unwrap()), RefusalKind::ProfileNotFound);
    let half = driver.register(&no_tcont).await.unwrap();
    assert_eq!(refusal(&half), RefusalKind::ProfileNotFound);
    assert!(half.run.changed(), "the ONU is registered without a service");
    let Verdict::Partial { missing } = driver.verify(&good).await.unwrap() else { panic!() };
    assert!(missing.contains(&"tcont 1 profile UP-20M".to_owned()), "{missing:?}");

    let site = Site::new(Model::HuaweiMa5800).await;
    let good = site.registration(1, "ZTEGD0A1B2C3");
    let Service::Huawei(service) = &good.service else { panic!() };
    let with = |service: huawei::Service| Registration { service: Service::Huawei(service), ..good.clone() };
    let no_profile = with(huawei::Service { line_profile: ProfileId::new(99).unwrap(), ..service.clone() });
    let no_gem = with(huawei::Service { gem: GemIndex::new(250).unwrap(), ..service.clone() });
    let mut driver = site.driver().await;
    assert_eq!(refusal(&driver.register(&no_profile).await.unwrap()), RefusalKind::ProfileNotFound);
    let half = driver.register(&no_gem).await.unwrap();
    assert_eq!(refusal(&half), RefusalKind::GemportNotFound);
    assert!(half.run.changed());
    let Verdict::Partial { missing } = driver.verify(&no_gem).await.unwrap() else { panic!() };
    assert_eq!(missing, ["service port for VLAN 100 on GEM 250"]);
}

#[tokio::test]
async fn too_much_fixed_bandwidth_is_refused() {
    let site = Site::new(Model::ZteC320).await;
    for id in 1..=3 {
        let mut registration = site.registration(id, &format!("ZTEGD0A1B2C{id}"));
        let Service::Zte(service) = &mut registration.service else { panic!() };
        service.tcont_profile = ProfileName::parse("FIX-400M").unwrap();
        let ending = site.driver().await.register(&registration).await.unwrap().run.ending;
        match id {
            3 => assert!(matches!(ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::Exceeded)),
            _ => assert_eq!(ending, Ending::Done),
        }
    }
}

#[tokio::test]
async fn unknown_verbs_wrong_modes_and_bad_arguments_are_syntax() {
    let cases = [
        (
            Model::ZteC320,
            vec!["conf t", "wr", "onu 1 type F660 sn ZTEGD0A1B2C3", "show gpon", "show dba-profile", "show gpon onu state gpon_olt-1/2/3"],
        ),
        (
            Model::HuaweiMa5608t,
            vec!["display", "ont add 3 1 sn-auth \"5A544547D0A1B2C3\" omci", "interface gpon 0/1", "display ont info 0 1 x all", "reboot"],
        ),
    ];
    for (model, lines) in cases {
        let site = Site::new(model).await;
        let mut session = site.session().await;
        if site.pon.frame == 0 {
            session.run(&Command::new("enable")).await.unwrap();
        }
        for line in lines {
            let reply = session.run(&Command::new(line)).await.unwrap();
            let kind = site.dialect.refusal(&reply.text).map(|refusal| refusal.kind);
            assert_eq!(kind, Some(RefusalKind::Syntax), "{model:?} {line}: {:?}", reply.text);
        }
    }
    let site = Site::new(Model::ZteC320).await;
    assert_eq!(site.dialect.register(&site.registration(129, "ZTEGD0A1B2C3")), Err(PlanError::IdOutOfRange(129)));
    let mut session = site.session().await;
    for line in ["configure terminal", "interface gpon-olt_1/2/3"] {
        session.run(&Command::new(line)).await.unwrap();
    }
    let reply = session.run(&Command::new("onu 129 type F660 sn ZTEGD0A1B2C3")).await.unwrap();
    assert_eq!(site.dialect.refusal(&reply.text).unwrap().kind, RefusalKind::Syntax);
}

#[tokio::test]
async fn enable_asks_a_password_where_the_account_has_its_rights_already() {
    let site = Site::new(Model::ZteC320).await;
    let mut session = site.session().await;
    let error = session.run(&Command::new("enable").within(std::time::Duration::from_millis(300))).await.unwrap_err();
    assert!(error.to_string().contains("Password:"), "{error}");
}

#[tokio::test]
async fn an_ont_is_reset_only_when_that_is_meant() {
    let site = Site::new(Model::HuaweiMa5800).await;
    site.register("ZTEGD0A1B2C3").await;
    let mut session = site.session().await;
    for line in ["enable", "config", "interface gpon 0/1"] {
        session.run(&Command::new(line)).await.unwrap();
    }
    let declined = session.run(&Command::new("ont reset 3 0")).await.unwrap();
    assert_eq!(declined.declined, ["Are you sure to reset the ONT(s)? (y/n)[n]:"]);
    let meant = session.run(&Command::new("ont reset 3 0").confirmed()).await.unwrap();
    assert!(meant.declined.is_empty());
}

#[tokio::test]
async fn sessions_are_few() {
    for model in MODELS {
        let site = Site::with(model, |options| options.sessions = 2).await;
        let one = site.connect().await.unwrap();
        let _two = site.connect().await.unwrap();
        assert!(matches!(site.connect().await, Err(SshError::NoShell(_))), "{model:?}");
        drop(one);
        let mut again = site.connect().await;
        for _ in 0..50 {
            if again.is_ok() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            again = site.connect().await;
        }
        assert!(again.is_ok(), "{model:?}: a session that ended makes room");
    }
}
