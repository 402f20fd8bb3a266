use janet_olt::vsol::{self, Firmware, UserPort, VsolEpon, VsolGpon, Wording};
use janet_olt::{
    CustomerCode, Dialect, Mac, OnuAddress, PlanError, PonPort, ProfileName, Purpose, Registration, Serial, Service, Support, Verb, Vlan,
};

const V1_4: VsolGpon = VsolGpon { firmware: Firmware::V1_4, ports: 4, wording: Wording::VerbFirst };
const V2_3: VsolGpon = VsolGpon { firmware: Firmware::V2_3, ports: 8, wording: Wording::VerbFirst };
const EPON: VsolEpon = VsolEpon { ports: 4 };

fn name(text: &str) -> ProfileName {
    ProfileName::parse(text).unwrap()
}

fn profiles() -> vsol::Service {
    vsol::Service::Profiles { line: name("line_100"), service: name("srv_100") }
}

fn settings(port: UserPort, traffic: bool) -> vsol::Service {
    let traffic = traffic.then(|| (name("20M-UP"), name("20M-DOWN")));
    vsol::Service::Settings { onu_profile: name("V2802GW"), dba: name("Internet"), traffic, port }
}

fn registration(at: &str, service: vsol::Service) -> Registration {
    Registration {
        at: OnuAddress::parse(at).unwrap(),
        key: Serial::parse("GPON00AB12CD").unwrap().into(),
        code: CustomerCode::parse("JNT-000123").unwrap(),
        vlan: Vlan::new(100).unwrap(),
        service: Service::Vsol(service),
    }
}

fn epon_registration(at: &str) -> Registration {
    Registration { key: Mac::parse("02005E000001").unwrap().into(), ..registration(at, vsol::Service::Epon) }
}

#[test]
fn v1_4_gets_profiles() {
    let plan = V1_4.register(&registration("0/0/3:7", profiles())).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "interface gpon 0/3",
            "onu add 7 profile default sn GPON00AB12CD",
            "onu 7 desc JNT-000123",
            "onu 7 profile line name line_100",
            "onu 7 profile srv name srv_100",
            "exit",
            "write",
        ]
    );
    let kinds: Vec<Purpose> = plan.steps.iter().map(|step| step.purpose).collect();
    assert_eq!(kinds[..2], [Purpose::Navigate, Purpose::Write]);
    assert_eq!(kinds[5..], [Purpose::Navigate, Purpose::Save]);
}

#[test]
fn v2_3_gets_the_settings_themselves() {
    let plan = V2_3.register(&registration("0/0/8:128", settings(UserPort::Veip, true))).unwrap();
    assert_eq!(
        plan.lines(),
        [
            "interface gpon 0/8",
            "onu add 128 profile V2802GW sn GPON00AB12CD",
            "onu 128 desc JNT-000123",
            "onu 128 tcont 1 name internet dba Internet",
            "onu 128 gemport 1 tcont 1 gemport_name internet",
            "onu 128 gemport 1 traffic-limit upstream 20M-UP downstream 20M-DOWN",
            "onu 128 service internet gemport 1 vlan 100",
            "onu 128 service-port 1 gemport 1 uservlan 100 vlan 100",
            "onu 128 portvlan veip 1 mode transparent",
            "exit",
            "write",
        ]
    );
    let bridge = V2_3.register(&registration("0/0/1:1", settings(UserPort::Eth, false))).unwrap();
    assert_eq!(bridge.lines()[7], "onu 1 portvlan eth 1 mode tag vlan 100");
    assert!(!bridge.lines().iter().any(|line| line.contains("traffic-limit")));
}

#[test]
fn epon_is_confirmed_by_mac() {
    let plan = EPON.register(&epon_registration("0/0/2:64")).unwrap();
    assert_eq!(
        plan.lines(),
        ["interface epon 0/2", "confirm onu mac 02:00:5e:00:00:01 onuid 64", "onu 64 description JNT-000123", "exit", "write"]
    );
}

#[test]
fn removing_and_restarting_have_two_spellings() {
    let at = OnuAddress::parse("0/0/2:5").unwrap();
    assert_eq!(V1_4.deregister(at, &[]).unwrap().lines(), ["interface gpon 0/2", "onu delete 5", "exit", "write"]);
    assert_eq!(V1_4.reboot(at).unwrap().lines(), ["interface gpon 0/2", "onu reboot 5", "exit"]);
    let other = VsolGpon { wording: Wording::NumberFirst, ..V2_3 };
    assert_eq!(other.deregister(at, &[]).unwrap().lines(), ["interface gpon 0/2", "no onu 5", "exit", "write"]);
    assert_eq!(other.reboot(at).unwrap().lines(), ["interface gpon 0/2", "onu 5 reboot", "exit"]);
    assert_eq!(V1_4.save().unwrap().lines(), ["write"]);
}

#[test]
fn reads_are_these_lines() {
    let at = OnuAddress::parse("0/0/2:5").unwrap();
    let lines = |steps: &[janet_olt::Step]| steps.iter().map(|step| step.line.clone()).collect::<Vec<_>>();
    assert_eq!(lines(&V2_3.signal(at).unwrap().steps), ["interface gpon 0/2", "show onu 5 optical_info", "exit"]);
    assert_eq!(lines(&V2_3.state(at).unwrap().steps), ["interface gpon 0/2", "show onu state", "show onu info", "exit"]);
    assert_eq!(lines(&V1_4.configuration(at).unwrap().steps), ["interface gpon 0/2", "show running-config onu 5", "exit"]);
    assert_eq!(lines(&V1_4.identity().unwrap().steps), ["show version"]);
    let found = lines(&VsolGpon { ports: 2, ..V2_3 }.discover().unwrap().steps);
    assert_eq!(found, ["interface gpon 0/1", "show onu auto-find", "exit", "interface gpon 0/2", "show onu auto-find", "exit"]);
    assert_eq!(lines(&EPON.registered(at.pon).unwrap().steps), ["interface epon 0/2", "show onu status", "exit"]);
    assert_eq!(lines(&EPON.signal(at).unwrap().steps), ["interface epon 0/2", "show onu opm-diag", "exit"]);
    assert_eq!(lines(&EPON.configuration(at).unwrap().steps), ["show running-config"]);
}

#[test]
fn what_an_olt_cannot_take_has_no_plan() {
    let at = "0/0/1:1";
    assert_eq!(V1_4.register(&registration(at, settings(UserPort::Veip, false))), Err(PlanError::OtherVendor));
    assert_eq!(V2_3.register(&registration(at, profiles())), Err(PlanError::OtherVendor));
    assert_eq!(V1_4.register(&registration("0/0/1:129", profiles())), Err(PlanError::IdOutOfRange(129)));
    assert_eq!(V1_4.register(&registration("0/0/1:0", profiles())), Err(PlanError::IdOutOfRange(0)));
    let port = PonPort { frame: 0, slot: 0, port: 5 };
    assert_eq!(V1_4.register(&registration("0/0/5:1", profiles())), Err(PlanError::PortOutOfRange(port)));
    assert!(V1_4.registered(port).is_err() && V1_4.registered(PonPort { slot: 1, port: 1, ..port }).is_err());
    let by_mac = Registration { service: Service::Vsol(profiles()), ..epon_registration(at) };
    assert!(matches!(V1_4.register(&by_mac), Err(PlanError::SerialNeeded(_))));
    let digits = Registration { key: Serial::parse("1234567890ABCDEF").unwrap().into(), ..registration(at, profiles()) };
    assert!(matches!(V1_4.register(&digits), Err(PlanError::SerialNotPrintable(_))));
    assert!(matches!(EPON.register(&registration(at, vsol::Service::Epon)), Err(PlanError::MacNeeded(_))));
    assert_eq!(EPON.register(&epon_registration("0/0/1:65")), Err(PlanError::IdOutOfRange(65)));
}

#[test]
fn a_verb_without_evidence_is_refused_with_its_reason() {
    let at = OnuAddress::parse("0/0/1:1").unwrap();
    let key = Serial::parse("GPON00AB12CD").unwrap().into();
    let refused = |error: PlanError, dialect: &dyn Dialect, verb: Verb| {
        let PlanError::NotOffered(refused) = error else { panic!("{error}") };
        assert_eq!((refused.verb, Some(refused.reason)), (verb, dialect.support(verb).reason()));
    };
    refused(V1_4.replace(at, key).unwrap_err(), &V1_4, Verb::Replace);
    refused(EPON.deregister(at, &[]).unwrap_err(), &EPON, Verb::Deregister);
    refused(EPON.reboot(at).unwrap_err(), &EPON, Verb::Reboot);
    refused(EPON.replace(at, key).unwrap_err(), &EPON, Verb::Replace);
    assert!(EPON.discover().is_err() && EPON.cards().is_err() && V2_3.cards().is_err());
    let offered = |dialect: &dyn Dialect| {
        let table = dialect.capabilities();
        table.iter().filter(|row| matches!(row.support, Support::Supported(_))).map(|row| row.verb.code()).collect::<Vec<_>>()
    };
    assert_eq!(
        offered(&V2_3),
        ["identify", "ports", "discover", "list", "state", "signal", "config", "register", "deregister", "reboot", "save"]
    );
    assert_eq!(offered(&EPON), ["identify", "ports", "list", "state", "signal", "config", "register", "save"]);
}

#[test]
fn what_is_missing_can_be_written_and_the_first_line_cannot() {
    let registration = registration("0/0/1:1", settings(UserPort::Veip, false));
    let written: Vec<String> = [
        "onu add 1 profile V2802GW sn GPON00ab12cd",
        "onu 1 desc JNT-000123",
        "onu 1 tcont 1 name internet dba Internet",
        "onu 1 gemport 1 tcont 1 gemport_name internet portid 129",
        "onu 1 service-port 1 gemport 1 uservlan 100 vlan 100 new_cos 0",
    ]
    .map(str::to_owned)
    .to_vec();
    let missing = V2_3.missing(&registration, &written);
    assert_eq!(missing, ["onu 1 service internet gemport 1 vlan 100", "onu 1 portvlan veip 1 mode transparent"]);
    let rest = V2_3.resume(&registration, &missing).unwrap().unwrap();
    assert_eq!(
        rest.lines(),
        ["interface gpon 0/1", "onu 1 service internet gemport 1 vlan 100", "onu 1 portvlan veip 1 mode transparent", "exit", "write"]
    );
    let other_profile = ["onu add 1 profile V2801RGW sn GPON00AB12CD".to_owned()];
    let missing = V2_3.missing(&registration, &other_profile);
    assert_eq!(V2_3.resume(&registration, &missing), Ok(None), "the ONU profile cannot be changed in place");
    let by_mac = epon_registration("0/0/1:1");
    assert_eq!(EPON.missing(&by_mac, &["confirm onu mac 02:00:5e:00:00:01 onuid 1".to_owned()]), ["onu 1 description JNT-000123"]);
}
