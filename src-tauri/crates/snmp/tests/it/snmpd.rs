//! net-snmp's snmpd as a real agent of v2c and v3.

use std::net::{SocketAddr, UdpSocket};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use janet_snmp::{AuthProtocol, Client, Community, Credentials, Error, Oid, PrivProtocol, Target, Timing, User, UsmError, Value, read};
use tempfile::TempDir;

struct Snmpd {
    address: SocketAddr,
    process: Child,
    folder: TempDir,
}

impl Snmpd {
    /// `None`, with a printed reason, where there is no snmpd.
    fn start() -> Option<Snmpd> {
        if !Path::new("/usr/sbin/snmpd").exists() {
            println!("skipped: no snmpd (Debian: apt-get install snmpd snmp)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let configuration = "rocommunity public 127.0.0.1\n\
            createUser md5des MD5 authpass1 DES privpass1\n\
            createUser shaaes SHA authpass1 AES privpass1\n\
            createUser sha256aes SHA-256 authpass1 AES privpass1\n\
            createUser sha512aes256 SHA-512 authpass1 AES-256 privpass1\n\
            createUser shanopriv SHA authpass1\n\
            rouser md5des priv\nrouser shaaes priv\nrouser sha256aes priv\nrouser sha512aes256 priv\nrouser shanopriv auth\n";
        std::fs::write(folder.path().join("snmpd.conf"), configuration).unwrap();
        // Another process may take the port between our choice and the agent's bind.
        (0..5).find_map(|_| Snmpd::try_start(&folder)).map(|(process, address)| Snmpd { address, process, folder })
    }

    fn try_start(folder: &TempDir) -> Option<(Child, SocketAddr)> {
        let address = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut process = Command::new("/usr/sbin/snmpd")
            .args(["-f", "-C", "-c", "snmpd.conf", "-Lf", "log", &format!("udp:{address}")])
            .current_dir(folder.path())
            .env("SNMP_PERSISTENT_DIR", folder.path())
            .env("MIBS", "")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        let started = loop {
            let log = std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
            if log.contains("NET-SNMP version") {
                break true;
            }
            if process.try_wait().unwrap().is_some() {
                println!("snmpd ended:\n{log}");
                break false;
            }
            if Instant::now() > deadline {
                let _ = process.kill();
                let _ = process.wait();
                panic!("snmpd is not ready");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        if started {
            return Some((process, address));
        }
        let _ = process.wait();
        None
    }

    async fn client(&self) -> Client {
        Client::bind(2).await.unwrap()
    }

    fn target(&self, credentials: Credentials) -> Target {
        let timing = Timing { first_wait: Duration::from_millis(500), transmissions: 2, deadline: Duration::from_secs(20) };
        Target { timing, ..Target::new(self.address, credentials) }
    }
}

impl Drop for Snmpd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = &self.folder;
    }
}

fn user(name: &str, auth: AuthProtocol, privacy: Option<PrivProtocol>, passwords: [&str; 2]) -> Credentials {
    let user = User::new(name).unwrap().with_auth(auth, passwords[0]).unwrap();
    Credentials::User(match privacy {
        Some(protocol) => user.with_privacy(protocol, passwords[1]).unwrap(),
        None => user,
    })
}

const RIGHT: [&str; 2] = ["authpass1", "privpass1"];

fn uptime() -> Oid {
    "1.3.6.1.2.1.1.3.0".parse().unwrap()
}

#[tokio::test]
async fn the_four_users_and_one_without_privacy_are_answered() {
    let Some(agent) = Snmpd::start() else { return };
    let client = agent.client().await;
    for (name, auth, privacy) in [
        ("md5des", AuthProtocol::Md5, Some(PrivProtocol::Des)),
        ("shaaes", AuthProtocol::Sha1, Some(PrivProtocol::Aes128)),
        ("sha256aes", AuthProtocol::Sha256, Some(PrivProtocol::Aes128)),
        ("sha512aes256", AuthProtocol::Sha512, Some(PrivProtocol::Aes256)),
        ("shanopriv", AuthProtocol::Sha1, None),
    ] {
        let session = client.session(agent.target(user(name, auth, privacy, RIGHT)));
        let values = session.get(&[uptime()]).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(matches!(values[..], [Value::TimeTicks(_)]), "{name}: {values:?}");
        let system = session.walk(&"1.3.6.1.2.1.1".parse().unwrap()).await.unwrap();
        assert!(system.len() > 10, "{name}: {} values", system.len());
    }
}

#[tokio::test]
async fn wrong_users_and_keys_are_named() {
    let Some(agent) = Snmpd::start() else { return };
    let client = agent.client().await;
    let ask = async |credentials| client.session(agent.target(credentials)).get(&[uptime()]).await.unwrap_err();
    let error = ask(user("nobody", AuthProtocol::Sha1, Some(PrivProtocol::Aes128), RIGHT)).await;
    assert!(matches!(error, Error::Usm(UsmError::UnknownUser)), "{error}");
    for (auth, password) in [(AuthProtocol::Sha1, "authpass2"), (AuthProtocol::Md5, "authpass1")] {
        let error = ask(user("shaaes", auth, Some(PrivProtocol::Aes128), [password, "privpass1"])).await;
        assert!(matches!(error, Error::Usm(UsmError::WrongKey)), "{error}");
    }
    let error = ask(user("shanopriv", AuthProtocol::Sha1, Some(PrivProtocol::Aes128), RIGHT)).await;
    assert!(matches!(error, Error::Usm(UsmError::UnsupportedSecurityLevel)), "{error}");
    // A wrong privacy key leaves octets without meaning, which net-snmp drops or reports, depending on what they look like.
    let error = ask(user("shaaes", AuthProtocol::Sha1, Some(PrivProtocol::Aes128), ["authpass1", "privpass2"])).await;
    assert!(matches!(error, Error::Usm(UsmError::WrongPrivacyKey) | Error::NoAnswer { engine_answered: true, .. }), "{error}");
}

#[tokio::test]
async fn v2c_reads_the_host() {
    let Some(agent) = Snmpd::start() else { return };
    let client = agent.client().await;
    let session = client.session(agent.target(Credentials::Community(Community::new("public"))));
    let reading = read(&session).await.unwrap();
    assert!(reading.system.uptime_ticks.is_some());
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    let interfaces = reading.interfaces.unwrap();
    assert!(interfaces.by_name().contains_key("lo"), "{interfaces:?}");
    assert_eq!(interfaces.with_64bit_counters, interfaces.count);
    assert!(!reading.storage.is_empty());

    let started = Instant::now();
    let wrong = client.session(agent.target(Credentials::Community(Community::new("wrong"))));
    let error = wrong.get(&[uptime()]).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer { sent: 2, engine_answered: false, .. }), "{error}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn our_walk_is_snmpbulkwalks_walk() {
    let Some(agent) = Snmpd::start() else { return };
    if !Path::new("/usr/bin/snmpbulkwalk").exists() {
        println!("skipped: no snmpbulkwalk (Debian: apt-get install snmp)");
        return;
    }
    // Names of interfaces stand still while the two walks go.
    let root = "1.3.6.1.2.1.2.2.1.2";
    let client = agent.client().await;
    let session = client.session(agent.target(user("sha256aes", AuthProtocol::Sha256, Some(PrivProtocol::Aes128), RIGHT)));
    let ours: Vec<String> = session.walk(&root.parse().unwrap()).await.unwrap().iter().map(|(oid, _)| format!(".{oid}")).collect();
    let output = Command::new("/usr/bin/snmpbulkwalk")
        .args(["-v2c", "-c", "public", "-On", "-m", "", &agent.address.to_string(), root])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let theirs: Vec<&str> = text.lines().filter_map(|line| line.split_once(" = ").map(|(oid, _)| oid)).collect();
    assert_eq!(ours, theirs);
}
