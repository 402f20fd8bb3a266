//! V-SOL: the way of an ONU through our driver over real SSH, and the simulator held against the captures.

use std::path::PathBuf;
use std::sync::Arc;

use janet_lab::olt::{Model, Olt, Onu, Options};
use janet_olt::capture::{parse, shown};
use janet_olt::vsol::{Firmware, Service as VsolService, UserPort, VsolEpon, VsolGpon, Wording};
use janet_olt::{
    CustomerCode, Dialect, Driver, DriverError, Ending, Mac, OnuAddress, OnuId, OnuKey, OnuState, PonPort, ProfileName, Purpose,
    RefusalKind, Registration, Serial, Service, Verdict, Vlan,
};
use janet_terminal::ssh::{Algorithms, Shell, Target, connect};
use janet_terminal::telnet::{self, Enter, TelnetError};
use janet_terminal::{Command, Exchange, Mask, Secret, Session};
use serde_json::Value;

use crate::olt_site::{pace, timing};

const MODELS: [Model; 3] = [Model::VsolV1600g0, Model::VsolV1600g1, Model::VsolV1600d];
const GPON: [Model; 2] = [Model::VsolV1600g0, Model::VsolV1600g1];

struct Site {
    olt: Olt,
    options: Options,
    model: Model,
    dialect: Arc<dyn Dialect>,
    pon: PonPort,
}

impl Site {
    async fn new(model: Model) -> Self {
        Self::with(model, |_| {}).await
    }

    async fn with(model: Model, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::of(model);
        change(&mut options);
        let olt = Olt::start(model, options.clone()).await.unwrap();
        let gpon = |firmware, wording| VsolGpon { firmware, ports: 8, wording };
        let dialect: Arc<dyn Dialect> = match model {
            Model::VsolV1600g0 => Arc::new(gpon(Firmware::V1_4, Wording::VerbFirst)),
            Model::VsolV1600g1 => Arc::new(gpon(Firmware::V2_3, Wording::NumberFirst)),
            _ => Arc::new(VsolEpon { ports: 8 }),
        };
        Self { olt, options, model, dialect, pon: PonPort { frame: 0, slot: 0, port: 3 } }
    }

    async fn shell(&self) -> Shell {
        let target = Target {
            address: self.olt.address(),
            user: self.options.user.clone(),
            password: Secret::new(&self.options.password),
            algorithms: Algorithms::Legacy,
            pinned: None,
            deadline: std::time::Duration::from_secs(20),
        };
        connect(&target).await.unwrap().shell
    }

    async fn driver(&self) -> Driver<Shell> {
        self.driver_enabled_by(&self.options.password).await.unwrap()
    }

    async fn driver_enabled_by(&self, password: &str) -> Result<Driver<Shell>, DriverError> {
        let secret = Secret::new(password);
        let mask = Mask::new([&secret]);
        Driver::open_enabling(self.shell().await, Arc::clone(&self.dialect), mask, timing(), pace(), Some(secret)).await
    }

    /// A bare session in the configuration mode.
    async fn session(&self) -> Session<Shell> {
        let secret = Secret::new(&self.options.password);
        let mut session = Session::open(self.shell().await, self.dialect.profile(), Mask::new([&secret]), timing()).await.unwrap();
        session.run(&Command::new("enable").answering(secret)).await.unwrap();
        session.run(&Command::new("configure terminal")).await.unwrap();
        session
    }

    fn serial(&self, number: u8) -> String {
        if self.model == Model::VsolV1600d { format!("02:00:5e:00:00:{number:02x}") } else { format!("GPON00AB12{number:02X}") }
    }

    fn key(&self, number: u8) -> OnuKey {
        let text = self.serial(number);
        if self.model == Model::VsolV1600d { Mac::parse(&text).unwrap().into() } else { Serial::parse(&text).unwrap().into() }
    }

    fn plug(&self, number: u8) {
        self.plug_onu(Onu::new(&self.serial(number), "V422"));
    }

    fn plug_onu(&self, onu: Onu) {
        self.olt.plug((0, 0, self.pon.port), onu);
    }

    fn registration(&self, id: u8, number: u8) -> Registration {
        let name = |text: &str| ProfileName::parse(text).unwrap();
        let service = match self.model {
            Model::VsolV1600g0 => VsolService::Profiles { line: name("line_60"), service: name("srv_1") },
            Model::VsolV1600g1 => VsolService::Settings {
                onu_profile: name("F660"),
                dba: name("UP-20M"),
                traffic: Some((name("UP-20M"), name("DOWN-20M"))),
                port: UserPort::Veip,
            },
            _ => VsolService::Epon,
        };
        Registration {
            at: OnuAddress { pon: self.pon, id: OnuId(id) },
            key: self.key(number),
            code: CustomerCode::parse("JNT-000123").unwrap(),
            vlan: Vlan::new(100).unwrap(),
            service: Service::Vsol(service),
        }
    }

    async fn register(&self, id: u8) -> Registration {
        self.plug(id);
        let registration = self.registration(id, id);
        let registered = self.driver().await.register(&registration).await.unwrap();
        assert_eq!(registered.run.ending, Ending::Done, "{:#?}", registered.run);
        registration
    }
}

#[tokio::test]
async fn found_registered_lit_restarted_and_removed() {
    for model in GPON {
        let site = Site::new(model).await;
        site.plug(1);
        site.plug(2);
        let mut driver = site.driver().await;
        let identity = driver.identify().await.unwrap();
        assert!(identity.model.unwrap().starts_with("V1600G") && identity.name.is_some());
        let found = driver.discover().await.unwrap();
        assert!(found.warnings.is_empty(), "{model:?} {:?}", found.warnings);
        assert_eq!(found.value.iter().map(|onu| onu.key).collect::<Vec<_>>(), [site.key(1), site.key(2)], "{model:?}");
        assert!(found.value.iter().all(|onu| onu.pon == site.pon));
        assert!(driver.registered(site.pon).await.unwrap().value.is_empty(), "an empty port is an empty list");

        let registration = site.registration(7, 2);
        let registered = driver.register(&registration).await.unwrap();
        assert_eq!(registered.run.ending, Ending::Done, "{model:?} {:#?}", registered.run);
        let back = registered.read_back.unwrap().unwrap();
        assert_eq!((back.verdict, back.detail.state), (Verdict::Complete, OnuState::Online), "{model:?}");
        assert!(back.detail.is(registration.key) && back.warnings.is_empty(), "{model:?} {:?}", back.warnings);
        let near = |read: Option<f64>, real: f64| read.is_some_and(|read| (read - real).abs() < 0.01);
        assert!(near(back.signal.onu_rx, -19.208) && near(back.signal.onu_tx, 2.345), "{model:?} {:?}", back.signal);
        assert!(back.signal.temperature_c.is_some() && back.signal.olt_rx.is_none(), "V-SOL does not print what the OLT receives");

        // The device's own evidence.
        let evidence = site.olt.registered();
        assert_eq!((evidence.len(), evidence[0].serial.as_str(), evidence[0].description.as_str()), (1, "GPON00AB1202", "JNT-000123"));
        assert_eq!(driver.discover().await.unwrap().value.len(), 1);
        let status = driver.port(site.pon).await.unwrap().value;
        assert_eq!((status.registered, status.online), (Some(1), Some(1)));

        let restarted = driver.reboot(registration.at, registration.key).await.unwrap();
        assert_eq!(restarted.run.ending, Ending::Done, "{model:?} {:#?}", restarted.run);
        assert_eq!(restarted.read_back.unwrap().unwrap().value.state, OnuState::Offline, "{model:?}: it joins anew");

        let wrong = driver.deregister(registration.at, site.key(1)).await.unwrap_err();
        assert!(matches!(wrong, DriverError::OtherOnu { .. }), "{wrong}");
        let run = driver.deregister(registration.at, registration.key).await.unwrap();
        assert_eq!(run.ending, Ending::Done, "{model:?} {run:#?}");
        assert!(site.olt.registered().is_empty());
        assert_eq!(driver.discover().await.unwrap().value.len(), 2);
        assert_eq!(driver.verify(&registration).await.unwrap(), Verdict::Absent);
    }
}

#[tokio::test]
async fn an_epon_onu_is_confirmed_and_read() {
    let site = Site::new(Model::VsolV1600d).await;
    let registration = site.register(5).await;
    let mut driver = site.driver().await;
    assert_eq!(driver.verify(&registration).await.unwrap(), Verdict::Complete);
    let listed = driver.registered(site.pon).await.unwrap();
    assert!(listed.warnings.is_empty(), "{:?}", listed.warnings);
    assert_eq!((listed.value[0].mac, listed.value[0].distance_m), (registration.key.mac(), Some(1204)));
    let signal = driver.signal(registration.at).await.unwrap().value;
    assert_eq!((signal.onu_rx, signal.onu_tx, signal.voltage_v), (Some(-19.21), Some(2.35), Some(3.24)));
    let detail = driver.state(registration.at).await.unwrap().value;
    assert_eq!((detail.state, detail.uptime_s), (OnuState::Online, Some(3_637_483)));

    // Nothing is sent for what no command line is known.
    let before = driver.transcript().exchanges.len();
    for refused in [
        driver.discover().await.err(),
        driver.deregister(registration.at, registration.key).await.err(),
        driver.reboot(registration.at, registration.key).await.err(),
    ] {
        assert!(refused.unwrap().to_string().contains("is not offered"));
    }
    assert_eq!(driver.transcript().exchanges.len(), before);
}

#[tokio::test]
async fn what_was_shown_is_what_the_device_receives() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.plug(1);
        let registration = site.registration(1, 1);
        let plan = site.dialect.register(&registration).unwrap();
        let mut driver = site.driver().await;
        let before = driver.transcript().exchanges.len();
        driver.register(&registration).await.unwrap();
        let sent: Vec<&str> = driver.transcript().exchanges.iter().skip(before).map(|exchange| exchange.command.as_str()).collect();
        assert_eq!(sent[..plan.steps.len()], plan.lines(), "{model:?}");
        let shown = format!("{:?}", driver.transcript());
        assert!(!shown.contains(&site.options.password), "{model:?}");
    }
}

#[tokio::test]
async fn saved_survives_a_reboot_and_unsaved_does_not() {
    for model in MODELS {
        let site = Site::new(model).await;
        let kept = site.register(1).await;
        site.plug(2);
        let lost = site.registration(2, 2);
        let mut session = site.session().await;
        for step in site.dialect.register(&lost).unwrap().steps.iter().filter(|step| step.purpose != Purpose::Save) {
            let reply = session.run(&Command::new(&step.line)).await.unwrap();
            assert_eq!(site.dialect.refusal(&reply.text), None, "{model:?} {}", step.line);
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
async fn a_paged_list_with_messages_in_it_is_the_list() {
    for model in MODELS {
        let site = Site::with(model, |options| (options.page, options.join_time) = (3, std::time::Duration::ZERO)).await;
        for number in 1..=7 {
            site.register(number).await;
        }
        let mut driver = site.driver().await;
        let calm = driver.registered(site.pon).await.unwrap();
        assert!(calm.warnings.is_empty() && calm.value.len() == 7, "{model:?} {:?}", calm.warnings);
        site.olt.power(&site.serial(3), false);
        let disturbed = driver.registered(site.pon).await.unwrap();
        assert!(disturbed.warnings.is_empty(), "{model:?} {:?}", disturbed.warnings);
        let keys: Vec<OnuKey> = disturbed.value.iter().filter_map(|onu| onu.key()).collect();
        assert_eq!(keys, (1..=7).map(|number| site.key(number)).collect::<Vec<_>>(), "{model:?}");
        assert_eq!(disturbed.value[2].state, OnuState::PowerOff, "{model:?}");
        let raw: String =
            driver.transcript().exchanges.iter().map(|exchange| String::from_utf8_lossy(&exchange.raw).into_owned()).collect();
        assert!(raw.contains(" --More-- \0") && raw.contains("ONU Offline   PON 0/3 ONU 3"), "{model:?}");
    }
}

#[tokio::test]
async fn darkness_has_its_reason_and_no_light() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register(1).await;
        let mut driver = site.driver().await;
        site.olt.power(&site.serial(1), false);
        assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::PowerOff, "{model:?}");
        let signal = driver.signal(registration.at).await.unwrap();
        assert_eq!((signal.value, signal.warnings.len()), (Default::default(), 0), "{model:?}");
        site.olt.unplug(&site.serial(1));
        assert_eq!(driver.state(registration.at).await.unwrap().value.state, OnuState::Los, "{model:?}");
        site.plug_onu(Onu { onu_rx: -80.0, ..Onu::new(&site.serial(1), "V422") });
        let signal = driver.signal(registration.at).await.unwrap();
        assert_eq!((signal.value.onu_rx, signal.warnings.len()), (None, 1), "{model:?}: an impossible reading is none");
        assert!(signal.value.onu_tx.is_some());
    }
}

#[tokio::test]
async fn what_the_device_refuses_is_named_and_not_saved() {
    for model in MODELS {
        let site = Site::with(model, |options| options.onus_per_port = 2).await;
        let first = site.register(1).await;
        let mut driver = site.driver().await;
        let mut refused = async |registration: Registration| match driver.register(&registration).await.unwrap().run {
            run if run.changed() => panic!("{run:?}"),
            janet_olt::Run { ending: Ending::Refused(refusal), .. } => refusal.kind,
            run => panic!("{run:?}"),
        };
        assert_eq!(refused(site.registration(2, 1)).await, RefusalKind::AlreadyRegistered, "{model:?}");
        assert_eq!(refused(site.registration(1, 2)).await, RefusalKind::IdInUse, "{model:?}");
        site.register(2).await;
        assert_eq!(refused(site.registration(3, 3)).await, RefusalKind::PortFull, "{model:?}");
        assert_eq!(driver.verify(&site.registration(2, 1)).await.unwrap(), Verdict::Elsewhere(first.at));
        assert_eq!(driver.verify(&site.registration(1, 9)).await.unwrap(), Verdict::OtherOnu(Some(first.key)));
    }
}

#[tokio::test]
async fn a_missing_profile_leaves_a_part_that_can_be_completed() {
    for model in GPON {
        let site = Site::new(model).await;
        site.plug(1);
        let good = site.registration(1, 1);
        let mut bad = good.clone();
        let missing = ProfileName::parse("NO-SUCH").unwrap();
        match &mut bad.service {
            Service::Vsol(VsolService::Profiles { line, .. }) => *line = missing,
            Service::Vsol(VsolService::Settings { dba, .. }) => *dba = missing,
            other => panic!("{other:?}"),
        }
        let mut driver = site.driver().await;
        let run = driver.register(&bad).await.unwrap().run;
        assert!(matches!(&run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::ProfileNotFound), "{run:?}");
        assert!(run.changed());
        let Verdict::Partial { missing } = driver.verify(&good).await.unwrap() else { panic!() };
        let resumed = driver.resume(&good, &missing).await.unwrap().unwrap();
        assert_eq!(resumed.run.ending, Ending::Done, "{model:?} {:#?}", resumed.run);
        assert_eq!(driver.verify(&good).await.unwrap(), Verdict::Complete, "{model:?}");
    }
}

#[tokio::test]
async fn another_spelling_is_refused_and_changes_nothing() {
    for (model, wording) in [(Model::VsolV1600g0, Wording::NumberFirst), (Model::VsolV1600g1, Wording::VerbFirst)] {
        let mut site = Site::new(model).await;
        let registration = site.register(1).await;
        let firmware = if model == Model::VsolV1600g0 { Firmware::V1_4 } else { Firmware::V2_3 };
        site.dialect = Arc::new(VsolGpon { firmware, ports: 8, wording });
        let mut driver = site.driver().await;
        for run in [
            driver.deregister(registration.at, registration.key).await.unwrap(),
            driver.reboot(registration.at, registration.key).await.unwrap().run,
        ] {
            assert!(matches!(&run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::Syntax), "{model:?} {run:?}");
        }
        assert_eq!(site.olt.registered().len(), 1, "{model:?}");
    }
}

#[tokio::test]
async fn a_wrong_enable_password_is_tried_once() {
    let site = Site::new(Model::VsolV1600g0).await;
    let Err(error) = site.driver_enabled_by("not this").await else { panic!("it was let in") };
    // The box returns to its first mode with its own words; nothing is sent again.
    assert!(matches!(&error, DriverError::Refused { refusal, .. } if refusal.kind == RefusalKind::BadPassword), "{error}");
}

#[tokio::test]
async fn shows_below_the_configuration_mode_and_bad_arguments_are_syntax() {
    for model in MODELS {
        let site = Site::new(model).await;
        let mut session = site.session().await;
        let wrong =
            ["show onu info", "show gpon onu state", "interface gpon 1/1", "interface gpon 0/99", "interface gpon", "onu add 1", "conf t"];
        for line in wrong {
            let reply = session.run(&Command::new(line)).await.unwrap();
            let kind = site.dialect.refusal(&reply.text).map(|refusal| refusal.kind);
            assert_eq!(kind, Some(RefusalKind::Syntax), "{model:?} {line}: {:?}", reply.text);
        }
        session.run(&Command::new("exit")).await.unwrap();
        let reply = session.run(&Command::new("show version")).await.unwrap();
        assert!(site.dialect.refusal(&reply.text).is_some(), "{model:?}: nothing is shown in exec mode");
    }
}

/// A capture of the fixtures; `None`, with a line, where they are absent.
fn capture(name: &str) -> Option<String> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/fixtures");
    let folder = std::env::var_os("JANET_FIXTURES").map_or_else(beside, PathBuf::from);
    match std::fs::read_to_string(folder.join(format!("olt/vsol/{name}.txt"))) {
        Ok(file) => Some(shown(&file).unwrap()),
        Err(_) => {
            println!("skipped: fixtures absent");
            None
        }
    }
}

/// The rows that no ONU fills: headers, and labels before their values.
fn shape(text: &str) -> Vec<String> {
    let label = |line: &str| line.split_once(':').map_or(line, |(label, _)| label).trim_end().to_owned();
    text.lines().filter(|line| !line.trim().is_empty() && !line.contains("PON0/") && !line.starts_with("1/1/")).map(label).collect()
}

/// What the lab prints for these commands inside a port, with ONU 1 online.
async fn prints(model: Model, lines: &[&str]) -> Vec<Exchange> {
    let site = Site::new(model).await;
    site.register(1).await;
    site.plug(9);
    let mut session = site.session().await;
    tokio::time::sleep(site.options.join_time).await;
    let kind = if model == Model::VsolV1600d { "epon" } else { "gpon" };
    session.run(&Command::new(format!("interface {kind} 0/3"))).await.unwrap();
    let mut printed = Vec::new();
    for line in lines {
        session.run(&Command::new(*line)).await.unwrap();
        printed.push(session.transcript().exchanges.last().unwrap().clone());
    }
    printed
}

#[tokio::test]
async fn tables_have_the_headers_of_the_captures_and_are_read_by_the_parsers() {
    let cases = [
        (Model::VsolV1600g1, "show onu auto-find", "unregistered", "unregistered-2"),
        (Model::VsolV1600g1, "show onu info", "onu-list", "onu-list-1"),
        (Model::VsolV1600g1, "show onu state", "onu-state", "onu-state-1"),
        (Model::VsolV1600g1, "show onu 1 optical_info", "optical", "optical-1"),
        (Model::VsolV1600g0, "show onu 1 optical_info", "optical", "optical-2"),
        (Model::VsolV1600d, "show onu status", "onu-list", "onu-list-4"),
        (Model::VsolV1600d, "show onu auth-info", "onu-list", "onu-list-3"),
        (Model::VsolV1600d, "show onu opm-diag", "optical", "optical-5"),
    ];
    for (model, line, operation, name) in cases {
        let printed = prints(model, &[line]).await.remove(0);
        let read = parse("vsol", operation, &printed.fixture("lab").to_string()).unwrap();
        assert!(read.remarks.is_empty(), "{line}: {:?}", read.remarks);
        let onu = read.value["onus"].get(0).unwrap_or(&read.value);
        assert!(onu.as_object().unwrap().values().filter(|value| !value.is_null()).count() >= 3, "{line}: {}", read.value);
        if line != "show onu auto-find" && line != "show onu 1 optical_info" {
            assert_eq!((&onu["onu_id"], &onu["pon"]), (&Value::from(1), &Value::from("0/3")), "{line}");
        }
        let Some(captured) = capture(name) else { continue };
        let known = shape(&printed.text);
        for row in shape(&captured).into_iter().filter(|row| !row.contains('#') && !row.starts_with("show ") && !row.contains("---")) {
            assert!(known.contains(&row), "{name}: {row:?} is not among {known:?}");
        }
    }
}

/// V1.4 places its cells by the cursor; the screen makes columns of them.
#[tokio::test]
async fn cursor_cells_are_columns() {
    let printed = prints(Model::VsolV1600g0, &["show onu info", "show onu state", "show onu auto-find"]).await;
    let first = printed[0].fixture("lab").to_string();
    assert!(first.contains("\\r\\x1b[11CV422\\r\\x1b[32Cdefault"), "{first}");
    for (exchange, operation) in printed.iter().zip(["onu-list", "onu-state", "unregistered"]) {
        let read = parse("vsol", operation, &exchange.fixture("lab").to_string()).unwrap();
        let serial = if operation == "unregistered" { "GPON00AB1209" } else { "GPON00AB1201" };
        assert_eq!((read.value["onus"][0]["serial"].as_str(), read.remarks.len()), (Some(serial), 0), "{operation} {}", read.value);
    }
}

#[tokio::test]
async fn versions_and_configurations_are_read() {
    for model in MODELS {
        let site = Site::new(model).await;
        site.register(1).await;
        let mut session = site.session().await;
        let version = session.run(&Command::new("show version")).await.unwrap().text;
        if let Some(captured) = capture("version-1") {
            for row in shape(&captured).into_iter().filter(|row| !row.contains('#') && !row.starts_with("show ")) {
                assert!(shape(&version).contains(&row), "{row:?} is not in {version:?}");
            }
        }
        let read = parse("vsol", "version", &version).unwrap().value;
        let software = read["software_version"].as_str().unwrap();
        let firmware = [(Model::VsolV1600g0, Some(Firmware::V1_4)), (Model::VsolV1600g1, Some(Firmware::V2_3)), (Model::VsolV1600d, None)];
        assert!(firmware.contains(&(model, Firmware::of(software))), "{model:?} {software}");
        let config = session.run(&Command::new("show running-config")).await.unwrap().text;
        let read = parse("vsol", "running-config", &config).unwrap();
        assert!(read.remarks.is_empty(), "{:?}", read.remarks);
        let port = &read.value["interfaces"][2];
        assert_eq!(port["onus"][0]["description"], "JNT-000123", "{model:?} {port}");
    }
}

#[tokio::test]
async fn over_telnet_enter_is_cr_alone() {
    for model in MODELS {
        let site = Site::new(model).await;
        let registration = site.register(1).await;
        let secret = || Secret::new(&site.options.password);
        let target = |enter| telnet::Target {
            address: site.olt.telnet_address(),
            user: site.options.user.clone(),
            password: secret(),
            enter,
            deadline: std::time::Duration::from_secs(20),
        };
        let refused = telnet::connect(&target(Enter::CrLf)).await.err();
        assert!(matches!(refused, Some(TelnetError::WrongPassword)), "{model:?} {refused:?}");
        let shell = telnet::connect(&target(Enter::Cr)).await.unwrap().shell;
        let mask = Mask::new([&secret()]);
        let mut driver = Driver::open_enabling(shell, Arc::clone(&site.dialect), mask, timing(), pace(), Some(secret())).await.unwrap();
        let listed = driver.registered(site.pon).await.unwrap();
        assert!(listed.warnings.is_empty() && listed.value[0].is(registration.key), "{model:?} {listed:?}");
    }
}
