//! The HSGQ and C-Data simulators: read and changed by their dialects over SSH, and their formats held against captures.

use std::path::PathBuf;
use std::sync::Arc;

use janet_lab::olt::{Model, Olt, Onu, Options};
use janet_olt::brand::{Brand, Branded, Family, Finding, probe};
use janet_olt::cdata::{Cdata, Service as CdataService};
use janet_olt::hsgq::{Blacklisted, EponService, GponService, HsgqEpon, HsgqGpon, OnuPorts};
use janet_olt::{
    CustomerCode, Dialect, Driver, DriverError, Ending, GemIndex, Mac, OnuAddress, OnuKey, OnuState, PonPort, ProfileId, RefusalKind,
    Registration, Serial, Service, Verdict, Vlan,
};
use janet_terminal::ssh::{Algorithms, Shell, Target, connect};
use janet_terminal::{Mask, Secret};

use crate::olt_site::{pace, timing};

const MAC: &str = "30:c5:0f:d8:7f:2c";
const PON: PonPort = PonPort { frame: 0, slot: 0, port: 1 };

struct Site {
    olt: Olt,
    options: Options,
}

impl Site {
    async fn new(model: Model, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::of(model);
        change(&mut options);
        Self { olt: Olt::start(model, options.clone()).await.unwrap(), options }
    }

    async fn shell(&self) -> Shell {
        let target = Target {
            address: self.olt.address(),
            user: self.options.user.clone(),
            password: Secret::new(&self.options.password),
            algorithms: if self.options.legacy_ssh { Algorithms::Legacy } else { Algorithms::Modern },
            pinned: None,
            deadline: std::time::Duration::from_secs(20),
        };
        connect(&target).await.unwrap().shell
    }

    async fn driver(&self, dialect: impl Dialect + 'static) -> Driver<Shell> {
        Driver::open(self.shell().await, Arc::new(dialect), Mask::default(), timing(), pace()).await.unwrap()
    }

    fn plug(&self, serial: &str) {
        self.olt.plug((0, 0, 1), Onu { onu_rx: -11.986, onu_tx: 2.0336, ..Onu::new(serial, "ONT1") });
    }
}

fn at(id: u8) -> OnuAddress {
    OnuAddress::parse(&format!("0/0/1:{id}")).unwrap()
}

fn registration(id: u8, key: impl Into<OnuKey>, service: Service) -> Registration {
    let code = CustomerCode::parse("JNT-000123").unwrap();
    Registration { at: at(id), key: key.into(), code, vlan: Vlan::new(100).unwrap(), service }
}

fn profile(number: u16) -> ProfileId {
    ProfileId::new(number).unwrap()
}

#[tokio::test]
async fn an_epon_onu_waits_is_registered_held_and_let_back() {
    let site = Site::new(Model::HsgqXe04i, |options| options.binds_itself = false).await;
    site.plug(MAC);
    let mac = Mac::parse(MAC).unwrap();
    let dialect = HsgqEpon::FOUR_PORTS;
    let mut driver = site.driver(dialect).await;
    let found = driver.discover().await.unwrap();
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    assert_eq!(found.value.iter().map(|onu| (onu.pon, onu.key)).collect::<Vec<_>>(), [(PON, OnuKey::Mac(mac))]);

    let wanted = registration(27, mac, Service::HsgqEpon(EponService { ports: OnuPorts::Four, confirm: true }));
    let registered = driver.register(&wanted).await.unwrap();
    assert_eq!(registered.run.ending, Ending::Done, "{:#?}", registered.run);
    let back = registered.read_back.unwrap().unwrap();
    assert_eq!((back.verdict, back.detail.state, back.detail.mac), (Verdict::Complete, OnuState::Online, Some(mac)));
    assert_eq!((back.signal.onu_rx, back.signal.onu_tx, back.signal.temperature_c), (Some(-11.986), Some(2.0336), Some(56.0)));
    let evidence = site.olt.registered();
    assert_eq!((evidence[0].description.as_str(), evidence[0].native_vlan), ("JNT-000123", Some(100)));
    assert!(driver.discover().await.unwrap().value.is_empty());

    let again = driver.register(&wanted).await.unwrap();
    assert!(matches!(&again.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::AlreadyExists), "{:?}", again.run.ending);
    assert_eq!(driver.reboot(at(27), mac).await.unwrap().run.ending, Ending::Done);
    site.olt.power(MAC, false);
    assert_eq!(driver.state(at(27)).await.unwrap().value.state, OnuState::PowerOff);
    assert_eq!(driver.signal(at(27)).await.unwrap().value.onu_rx, None, "nothing is printed while no ONU is online");
    site.olt.unplug(MAC);
    assert_eq!(driver.state(at(27)).await.unwrap().value.state, OnuState::Los);
    site.olt.power(MAC, true);

    // Holding: the event comes inside the reply to saving, and the list proves it.
    let held = driver.carry(dialect.suspend(PON, mac).unwrap()).await.unwrap();
    assert_eq!(held.ending, Ending::Done, "{held:#?}");
    let by_hand = |entries: &[Blacklisted]| entries.iter().filter(|entry| entry.reason.as_deref() == Some("Manual")).count();
    let list = driver.read(dialect.held(PON).unwrap()).await.unwrap().value;
    assert_eq!((list[0].mac.as_deref(), by_hand(&list)), (Some(MAC), 1));
    assert!(site.olt.registered().is_empty(), "the binding is lost");
    assert!(driver.discover().await.unwrap().value.is_empty(), "who is held does not wait");
    let freed = driver.carry(dialect.restore(PON, mac).unwrap()).await.unwrap();
    assert_eq!(freed.ending, Ending::Done, "an error that lies is no refusal: {freed:#?}");
    let list = driver.read(dialect.held(PON).unwrap()).await.unwrap().value;
    assert_eq!(by_hand(&list), 0, "it waits again: {list:?}");
    assert_eq!(driver.discover().await.unwrap().value.len(), 1);
    assert!(matches!(driver.deregister(at(27), mac).await, Err(DriverError::Plan(_))));
}

#[tokio::test]
async fn an_epon_box_that_binds_by_itself_is_only_read() {
    let site = Site::new(Model::HsgqXe04i, |_| {}).await;
    site.plug(MAC);
    let mut driver = site.driver(HsgqEpon::FOUR_PORTS).await;
    let listed = driver.registered(PON).await.unwrap();
    assert_eq!((listed.value.len(), listed.value[0].at, listed.warnings.len()), (1, at(1), 0));
    assert!(driver.discover().await.unwrap().value.is_empty());
    assert!(matches!(
        driver.registered(PonPort { port: 5, ..PON }).await.unwrap_err(),
        DriverError::Refused { refusal, .. } if refusal.kind == RefusalKind::Syntax
    ));
}

#[tokio::test]
async fn a_gpon_ont_is_registered_read_back_from_what_was_saved_and_removed() {
    let site = Site::new(Model::HsgqG02id, |_| {}).await;
    let serial = Serial::parse("ZTEGD0A1B2C3").unwrap();
    let mut driver = site.driver(HsgqGpon::G02ID).await;
    assert!(driver.registered(PON).await.unwrap().value.is_empty());
    driver.read(HsgqGpon::G02ID.is_nothing_waiting(PON).unwrap()).await.unwrap();
    site.plug("ZTEGD0A1B2C3");
    let filled = driver.read(HsgqGpon::G02ID.is_nothing_waiting(PON).unwrap()).await.unwrap_err();
    assert!(matches!(filled, DriverError::Parse(_)), "a filled list was never captured: {filled}");

    let service = GponService { line_profile: profile(60), service_profile: profile(1) };
    let wanted = registration(0, serial, Service::HsgqGpon(service));
    let registered = driver.register(&wanted).await.unwrap();
    assert_eq!(registered.run.ending, Ending::Done, "{:#?}", registered.run);
    let back = registered.read_back.unwrap().unwrap();
    assert_eq!((back.verdict, back.detail.serial, back.detail.state), (Verdict::Complete, Some(serial), OnuState::Unknown));
    assert_eq!(site.olt.registered()[0].native_vlan, Some(100));

    let no_profile = Service::HsgqGpon(GponService { line_profile: profile(99), ..service });
    let refused = driver.register(&registration(1, Serial::parse("ZTEGD0A1B2C4").unwrap(), no_profile)).await.unwrap();
    assert!(matches!(&refused.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::ProfileNotFound));
    let other = driver.deregister(at(0), Serial::parse("ZTEGD0A1B2C4").unwrap()).await.unwrap_err();
    assert!(matches!(other, DriverError::OtherOnu { .. }), "{other}");
    assert_eq!(driver.reboot(at(0), serial).await.unwrap().run.ending, Ending::Done);
    assert_eq!(driver.deregister(at(0), serial).await.unwrap().ending, Ending::Done);
    assert_eq!(driver.verify(&wanted).await.unwrap(), Verdict::Absent);
    let gone = driver.reboot(at(0), serial).await.unwrap_err();
    assert!(matches!(gone, DriverError::OtherOnu { found: None, .. }), "{gone}");
}

#[tokio::test]
async fn a_box_without_a_name_is_probed_and_driven_as_its_family() {
    let site = Site::new(Model::Unbranded, |options| options.page = 8).await;
    for number in 0..3 {
        site.plug(&format!("DD16B3551CD{number}"));
    }
    let (seen, finding) = probe(site.shell().await, Mask::default(), timing()).await.unwrap();
    let Finding::Family { family, because } = finding else { panic!("{seen:?}") };
    assert_eq!((family, because.len()), (Family::CdataLike, 2), "prompt and model speak for it: {because:?}");

    let branded = Branded::new(Brand::Global, family).unwrap();
    let mut driver = site.driver(branded).await;
    let found = driver.discover().await.unwrap();
    assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    assert_eq!(found.value.len(), 3, "the pager cannot be turned off and is answered");
    let serial = Serial::parse("DD16B3551CD1").unwrap();
    let service = CdataService { line_profile: profile(1), service_profile: profile(1), gem: GemIndex::new(1).unwrap() };
    let wanted = registration(5, serial, Service::Cdata(service));
    let registered = driver.register(&wanted).await.unwrap();
    assert_eq!(registered.run.ending, Ending::Done, "{:#?}", registered.run);
    let back = registered.read_back.unwrap().unwrap();
    assert_eq!((back.verdict, back.detail.state, back.signal.onu_rx), (Verdict::Complete, OnuState::Online, Some(-11.99)));
    let plan = Cdata.register(&wanted).unwrap();
    let sent: Vec<&str> = driver.transcript().exchanges.iter().map(|exchange| exchange.command.as_str()).collect();
    assert!(sent.windows(plan.steps.len()).any(|window| window == plan.lines()), "what was shown is what was received: {sent:?}");

    let taken = registration(5, Serial::parse("DD16B3551CD2").unwrap(), Service::Cdata(service));
    let refused = driver.register(&taken).await.unwrap();
    assert!(matches!(&refused.run.ending, Ending::Refused(refusal) if refusal.kind == RefusalKind::IdInUse));
    assert_eq!(driver.deregister(at(5), serial).await.unwrap().ending, Ending::Done);
    assert!(site.olt.registered().is_empty());
    assert_eq!(driver.discover().await.unwrap().value.len(), 3);
}

/// The body of a capture; `None`, with a line, where the folder is absent.
fn capture(name: &str) -> Option<Vec<String>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/fixtures");
    let folder = std::env::var_os("JANET_FIXTURES").map_or_else(beside, PathBuf::from);
    let Ok(file) = std::fs::read_to_string(folder.join("olt").join(format!("{name}.txt"))) else {
        println!("skipped: fixtures absent");
        return None;
    };
    Some(file.lines().filter(|line| !line.starts_with("# ")).map(str::to_owned).collect())
}

#[tokio::test]
async fn simulated_tables_are_the_captured_ones() {
    let site = Site::new(Model::HsgqXe04i, |options| options.binds_itself = false).await;
    site.plug(MAC);
    let mut typed = vec!["enable", "configure", "interface epon 1"];
    let bind = format!("bind-onu 27 mac {MAC} onu-type 4ge");
    typed.extend([bind.as_str(), "onu confirm onu-id 27"]);
    site.olt.type_lines(typed.clone());
    site.olt.settle();
    let show = |line: &'static str| {
        let replies = site.olt.type_lines(["enable", "configure", "interface epon 1", line]);
        replies.last().unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let list = show("show onu-info all");
    let Some(wanted) = capture("hsgq/onu-list-1") else { return };
    for line in wanted.iter().filter(|line| line.contains("PON/ONU") || line.contains("1/27")) {
        assert!(list.contains(line), "{line}\n{list:#?}");
    }
    assert_eq!(
        list.iter().filter(|line| line.starts_with("-----")).count(),
        wanted.iter().filter(|line| line.starts_with("-----")).count()
    );
    assert!(list.contains(&"  Total: 1  Online:1  Offline:0".to_owned()));
    assert_eq!(show("show optical-info"), capture("hsgq/optical-1").unwrap());
    let manual = capture("hsgq/authorize-2").unwrap().join("").replace("pon2", "pon1");
    assert!(show("onu-authorize").contains(&manual), "{:?}", show("onu-authorize"));
    assert_eq!(show("show blacklist onu-info all"), capture("hsgq/blacklist-2").unwrap());
    site.olt.type_lines(["enable", "configure", "interface epon 1", &format!("blacklist add mac {MAC}")]);
    let held = capture("hsgq/blacklist-1").unwrap();
    let shown = show("show blacklist onu-info all");
    let counted: Vec<String> = held.iter().map(|line| line.replace("  2   ", "  0   ")).collect();
    assert_eq!(shown, counted);

    let auto = Site::new(Model::HsgqXe04i, |_| {}).await;
    let replies = auto.olt.type_lines(["enable", "configure", "interface epon 1", "onu-authorize"]);
    assert_eq!(replies[3].lines().map(str::to_owned).collect::<Vec<_>>(), capture("hsgq/authorize-1").unwrap());
    let gpon = Site::new(Model::HsgqG02id, |_| {}).await;
    let replies = gpon.olt.type_lines(["enable", "configure", "interface gpon 1", "show ont-autofind"]);
    assert_eq!(replies[3], capture("hsgq/unregistered-1").unwrap().join("\n"));
    let unbranded = Site::new(Model::Unbranded, |_| {}).await;
    let replies = unbranded.olt.type_lines(["enable", "show ont autofind all", "save"]);
    assert_eq!(replies[1], capture("cdata/unregistered-2").unwrap().join("\n"));
    assert_eq!(replies[2], capture("cdata/save-1").unwrap().join("\n"));
}
