//! A whole network from one description: in this process, and as the program.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use janet_lab::site::{Description, Order, Site, SiteError};
use janet_olt::{Dialect, Driver, OnuAddress, OnuState, PonPort, Serial, huawei, zte};
use janet_radius::dictionary::FRAMED_POOL;
use janet_radius::{Attributes, ErrorCause, Outcome, SessionIdentity};
use janet_routeros::{Connection, Options, ppp};
use janet_terminal::ssh::{Algorithms, Shell, Target, connect};
use janet_terminal::{Mask, Secret};
use serde_json::{Value, json};

use crate::api::login;
use crate::olt_site::{pace, timing};
use crate::server;

const PASSWORD: &str = "lab-secret";

async fn driver(address: SocketAddr, zte: bool) -> Driver<Shell> {
    let target = Target {
        address,
        user: "admin".into(),
        password: Secret::new(PASSWORD),
        algorithms: Algorithms::Modern,
        pinned: None,
        deadline: Duration::from_secs(10),
    };
    let dialect: Arc<dyn Dialect> = if zte { Arc::new(zte::Zte::C300) } else { Arc::new(huawei::Huawei) };
    Driver::open(connect(&target).await.unwrap().shell, dialect, Mask::new([]), timing(), pace()).await.unwrap()
}

async fn until(what: &str, is: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(10);
    while !is().await {
        assert!(Instant::now() < deadline, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn obey(site: &Site, order: Value) {
    site.obey(Order::parse(&order.to_string()).unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_sample_stands_as_if_it_had_always_run() {
    let site = Site::start(&Description::sample().unwrap()).await.unwrap();
    for (code, zte, pon) in
        [("OLT-1", true, PonPort { frame: 1, slot: 1, port: 1 }), ("OLT-2", false, PonPort { frame: 0, slot: 1, port: 0 })]
    {
        let olt = &site.olt(code).unwrap().olt;
        let mut driver = driver(olt.address(), zte).await;
        assert_eq!(driver.discover().await.unwrap().value.len(), 4, "{code}: two a port wait to be registered");
        let listed = driver.registered(pon).await.unwrap().value;
        assert_eq!(listed.len(), 3, "{code}");
        for onu in &listed {
            let signal = driver.signal(onu.at).await.unwrap().value;
            assert!(signal.olt_rx.is_some_and(|power| power < -19.0), "{code} {} {signal:?}", onu.at);
            assert_eq!(driver.state(onu.at).await.unwrap().value.state, OnuState::Online, "{code}: at once");
        }
        let before = olt.registered();
        olt.reboot();
        assert_eq!(olt.registered(), before, "{code}: all of it was saved");
    }
}

#[tokio::test]
async fn three_hundred_stand_and_a_mistake_is_named() {
    let mut onus = Vec::new();
    let mut registered = Vec::new();
    for number in 0..300 {
        let place = json!({"frame": 1, "slot": 1 + number / 150, "port": 1 + number % 8, "serial": format!("ZTEG{:08X}", 0xA000 + number)});
        let mut onu = place.clone();
        onu["id"] = json!(1 + number / 8 % 19);
        for (key, value) in json!({"code": format!("JNT-{number:06}"), "vlan": 100, "onu_type": "F660", "tcont": "UP-20M", "traffic": null})
            .as_object()
            .unwrap()
        {
            onu[key] = value.clone();
        }
        onus.push(place);
        registered.push(onu);
    }
    let mut description = json!({"olts": [{"code": "OLT-1", "model": "zte-c320", "user": "admin", "password": PASSWORD, "onus": onus, "registered": registered}]});
    let start = Instant::now();
    let site = Site::start(&Description::parse(&description.to_string()).unwrap()).await.unwrap();
    let took = start.elapsed();
    let olt = &site.olt("OLT-1").unwrap().olt;
    assert_eq!(olt.registered().len(), 300);
    assert!((0..300).all(|number| olt.is_online(&format!("ZTEG{:08X}", 0xA000 + number))));
    println!("300 ONUs stand after {took:?}");
    drop(site);

    description["olts"][0]["registered"][7]["tcont"] = json!("UP-99M");
    let refused = Site::start(&Description::parse(&description.to_string()).unwrap()).await.err().unwrap();
    let SiteError::Refused { device, line, reply } = &refused else { panic!("{refused}") };
    assert_eq!((device.as_str(), line.as_str()), ("OLT-1", "tcont 1 profile UP-99M"), "{reply}");
}

#[tokio::test]
async fn a_pool_of_the_name_that_radius_gives_and_redialling_after_a_disconnect() {
    let home = server::listen(Attributes::new().with(&FRAMED_POOL, "pool-home")).await;
    let isolir = server::listen(Attributes::new().with(&FRAMED_POOL, "isolir")).await;
    let radius = |address: SocketAddr| json!({"authentication": address, "accounting": address, "secret": server::SECRET});
    let description = json!({
        "routers": [{"code": "RTR-1", "user": "janet", "password": PASSWORD, "radius": radius(home),
            "pools": {"pool-home": "10.20.0.2-10.20.255.254", "isolir": "10.99.0.2-10.99.255.254"},
            "customers": [{"user": "budi", "password": "rahasia", "onu": "ZTEGD0A1B201"}]}],
        "olts": [{"code": "OLT-1", "model": "zte-c320", "user": "admin", "password": PASSWORD,
            "onus": [{"frame": 1, "slot": 1, "port": 1, "serial": "ZTEGD0A1B201"}],
            "registered": [{"frame": 1, "slot": 1, "port": 1, "id": 1, "serial": "ZTEGD0A1B201", "code": "JNT-000001", "vlan": 100,
                "onu_type": "F670L", "tcont": "UP-20M"}]}]});
    let site = Site::start(&Description::parse(&description.to_string()).unwrap()).await.unwrap();
    let nas = &site.router("RTR-1").unwrap().nas;
    let online = async |prefix: &str| nas.sessions().iter().any(|session| session.framed_ip_address.to_string().starts_with(prefix));
    until("the customer dials by himself", async || online("10.20.").await).await;

    // Suspended: RADIUS now answers with the walled garden, and the session is ended.
    obey(&site, json!({"router": "RTR-1", "radius": radius(isolir)})).await;
    let session = nas.sessions()[0].clone();
    let coa = server::coa(nas.coa_address(), server::SECRET).await;
    let identity = SessionIdentity {
        user_name: session.user_name.clone(),
        acct_session_id: session.acct_session_id.clone(),
        framed_ip_address: Some(session.framed_ip_address),
    };
    assert_eq!(coa.disconnect(&identity).await.unwrap(), Outcome::Ack);
    until("he dials again and lands in the walled garden", async || online("10.99.").await).await;
    assert_eq!(coa.disconnect(&identity).await.unwrap(), server::nak(ErrorCause::SESSION_CONTEXT_NOT_FOUND));

    // Without light there is no session, and with it there is one again.
    obey(&site, json!({"olt": "OLT-1", "power": {"serial": "ZTEGD0A1B201", "on": false}})).await;
    until("the line went dark", async || nas.sessions().is_empty()).await;
    obey(&site, json!({"olt": "OLT-1", "power": {"serial": "ZTEGD0A1B201", "on": true}})).await;
    until("and came back", async || online("10.99.").await).await;
}

#[tokio::test]
async fn a_device_that_is_down_is_reached_again_where_it_was() {
    let site = Site::start(&Description::sample().unwrap()).await.unwrap();
    let (router, olt) = (site.router("RTR-1").unwrap(), site.olt("OLT-2").unwrap());
    let mut inside = driver(olt.olt.address(), false).await;
    let api = Connection::open(router.router.address(), &login("janet", PASSWORD), Options::default()).await.unwrap();
    for device in [json!({"router": "RTR-1", "fault": "down"}), json!({"olt": "OLT-2", "fault": "down"})] {
        obey(&site, device.clone()).await;
        obey(&site, device).await;
    }
    assert!(inside.discover().await.is_err(), "sessions are cut");
    assert!(ppp::active(&api).await.is_err());
    assert!(tokio::net::TcpStream::connect(olt.olt.address()).await.is_err());
    assert!(tokio::net::TcpStream::connect(router.router.address()).await.is_err());
    for device in [json!({"router": "RTR-1", "fault": "up"}), json!({"olt": "OLT-2", "fault": "up"})] {
        obey(&site, device.clone()).await;
        obey(&site, device).await;
    }
    let mut again = driver(olt.olt.address(), false).await;
    let at = OnuAddress::parse("0/1/0:0").unwrap();
    assert_eq!(again.state(at).await.unwrap().value.serial, Some(Serial::parse("HWTCD0A1B201").unwrap()), "it kept its configuration");
    assert!(Connection::open(router.router.address(), &login("janet", PASSWORD), Options::default()).await.is_ok());
}

#[tokio::test]
async fn a_workspace_finds_its_devices_again_on_fixed_ports() {
    let free = || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (api, coa, ssh, telnet) = (free(), free(), free(), free());
    let description = json!({
        "routers": [{"code": "RTR-1", "port": api, "coa_port": coa, "user": "janet", "password": PASSWORD, "radius": null}],
        "olts": [{"code": "OLT-1", "model": "huawei-ma5800", "port": ssh, "telnet_port": telnet, "user": "admin", "password": PASSWORD}]});
    let description = Description::parse(&description.to_string()).unwrap();
    for _ in 0..2 {
        let site = Site::start(&description).await.unwrap();
        let ports: Vec<u16> = site.listening().iter().map(|service| service.address.port()).collect();
        assert_eq!(ports, [api, coa, ssh, telnet]);
        // Leaves a connection behind in TIME-WAIT.
        let mut driver = driver(site.olt("OLT-1").unwrap().olt.address(), false).await;
        assert!(driver.discover().await.unwrap().value.is_empty());
        assert!(matches!(Site::start(&description).await, Err(SiteError::Port { port, .. }) if port == ssh), "taken by this one");
        drop(site);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[test]
fn orders_are_understood_or_named() {
    for order in [
        r#"{"router":"R","dial":{"user":"u","password":"p","method":"pap","keep":true}}"#,
        r#"{"router":"R","hang_up":"81010000"}"#,
        r#"{"router":"R","traffic":{"session":"81010000","upload":1,"download":2}}"#,
        r#"{"router":"R","power_cut":true}"#,
        r#"{"olt":"O","plug":{"frame":1,"slot":1,"port":1,"serial":"ZTEGD0A1B201","onu_rx":-24.5,"light":"cut"}}"#,
        r#"{"olt":"O","unplug":"ZTEGD0A1B201"}"#,
        r#"{"olt":"O","reboot":true}"#,
        r#"{"olt":"O","host_key":7}"#,
    ] {
        assert!(Order::parse(order).is_ok(), "{order}: {:?}", Order::parse(order));
    }
    for (order, reason) in [
        (r#"{"dial":{"user":"u","password":"p"}}"#, "router"),
        (r#"{"router":"R","plug":{}}"#, "unknown variant `plug`"),
        (r#"{"olt":"O","unplug":1}"#, "string"),
        ("nonsense", "expected"),
    ] {
        let error = Order::parse(order).unwrap_err().to_string();
        assert!(error.contains(reason), "{order}: {error}");
    }
}

#[tokio::test]
async fn the_program_runs_a_site_and_takes_orders_per_device() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.json");
    let radius = server::listen(Attributes::new().with(&FRAMED_POOL, "pool-home")).await;
    let description = json!({
        "routers": [{"code": "RTR-1", "user": "janet", "password": PASSWORD, "pools": {"pool-home": "10.20.0.2-10.20.0.9"},
            "radius": {"authentication": radius, "accounting": radius, "secret": server::SECRET}}],
        "olts": [{"code": "OLT-1", "model": "zte-c320", "user": "admin", "password": PASSWORD}]});
    std::fs::write(&file, description.to_string()).unwrap();
    let mut process = Command::new(env!("CARGO_BIN_EXE_janet-lab"))
        .args(["site", "--until-eof"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Read in a thread: the RADIUS server of this test runs here too and must not be held up.
    let stdout = BufReader::new(process.stdout.take().unwrap());
    let (told, mut lines) = tokio::sync::mpsc::unbounded_channel::<Value>();
    std::thread::spawn(move || {
        for line in stdout.lines() {
            let _ = told.send(serde_json::from_str(&line.unwrap()).unwrap());
        }
    });
    let mut take = async |count: usize| {
        let mut taken = Vec::new();
        while taken.len() < count {
            let next = tokio::time::timeout(Duration::from_secs(10), lines.recv()).await;
            taken.push(next.unwrap_or_else(|_| panic!("{count} lines, and so far {taken:#?}")).unwrap());
        }
        taken
    };
    let first = take(5).await;
    let services: Vec<(&str, &str)> =
        first[..4].iter().map(|line| (line["device"].as_str().unwrap(), line["service"].as_str().unwrap())).collect();
    assert_eq!(services, [("RTR-1", "routeros-api"), ("RTR-1", "radius-coa"), ("OLT-1", "ssh"), ("OLT-1", "telnet")]);
    assert_eq!(first[4], json!({"event": "ready"}));
    let ssh: SocketAddr = first[2]["address"].as_str().unwrap().parse().unwrap();

    let mut orders = process.stdin.take().unwrap();
    let mut say = |order: &str| orders.write_all(format!("{order}\n").as_bytes()).unwrap();
    say(r#"{"olt":"OLT-1","plug":{"frame":1,"slot":2,"port":3,"serial":"ZTEGD0A1B201","distance_m":77}}"#);
    say(r#"{"router":"RTR-1","dial":{"user":"budi","password":"rahasia"}}"#);
    say(r#"{"router":"RTR-9","hang_up":"x"}"#);
    say("nonsense");
    let said = take(6).await;
    let find = |event: &str, device: &str| {
        said.iter().find(|line| line["event"] == event && line["device"] == device).unwrap_or_else(|| panic!("{said:#?}"))
    };
    assert_eq!(find("order", "OLT-1")["done"], true);
    assert_eq!(find("up", "RTR-1")["session"]["framed_ip_address"], "10.20.0.2");
    assert_eq!(find("accounted", "RTR-1")["record"], "Start");
    assert_eq!(find("order", "RTR-9")["reason"], "there is no such device: RTR-9");
    assert!(said.iter().any(|line| line["event"] == "not_understood"));
    let found = driver(ssh, true).await.discover().await.unwrap().value;
    assert_eq!((found.len(), found[0].key.to_string().as_str()), (1, "ZTEGD0A1B201"));
    // Its starter goes away.
    drop(orders);
    assert!(tokio::task::spawn_blocking(move || process.wait()).await.unwrap().unwrap().success());
}
