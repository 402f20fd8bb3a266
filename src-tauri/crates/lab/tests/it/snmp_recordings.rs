//! Every recording of the fixtures, replayed by our agent and by snmpsim, gives what is expected of it. The recordings are
//! third-party data and stay where they are.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use janet_lab::snmp::{Agent, AgentOptions, Records};
use janet_snmp::{AuthProtocol, Client, Community, Credentials, PrivProtocol, Target, User, read};
use serde_json::Value;

/// The parts of an expectation that are about the recording, not about the device.
const ABOUT_THE_FILE: [&str; 4] = ["source", "varbinds", "types", "duplicate_oids_last_wins"];

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("JANET_FIXTURES").map_or_else(|| PathBuf::from("/work/shared/fixtures"), PathBuf::from).join("snmprec");
    if !folder.is_dir() {
        println!("skipped: fixtures absent");
        return None;
    }
    Some(folder)
}

/// The names of the recordings that have an expectation.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().unwrap().strip_suffix(".snmprec").map(str::to_owned))
        .collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

fn expectation(folder: &Path, name: &str) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join(format!("{name}.json"))).unwrap()).unwrap()
}

/// Everything that is expected must be there, and no part that is not expected.
fn compare(name: &str, expected: &Value, read: &Value) {
    let mut differences = Vec::new();
    for (part, expected) in expected.as_object().unwrap() {
        if !ABOUT_THE_FILE.contains(&part.as_str()) {
            differ(part, expected, &read[part], &mut differences);
        }
    }
    for part in read.as_object().unwrap().keys() {
        if expected.get(part).is_none() {
            differences.push(format!("{part} is not expected: {}", read[part]));
        }
    }
    assert!(differences.is_empty(), "{name}:\n{}", differences.join("\n"));
}

fn differ(path: &str, expected: &Value, read: &Value, differences: &mut Vec<String>) {
    match (expected, read) {
        // A remark of whoever wrote the expectation.
        _ if path.ends_with(".caveat") => {}
        (Value::Object(expected), Value::Object(read)) => {
            for (key, value) in expected {
                differ(&format!("{path}.{key}"), value, read.get(key).unwrap_or(&Value::Null), differences);
            }
            for key in read.keys().filter(|key| !expected.contains_key(*key)) {
                differences.push(format!("{path}.{key} is not expected: {}", read[key]));
            }
        }
        (Value::Array(expected), Value::Array(read)) if expected.len() == read.len() => {
            for (at, (expected, read)) in expected.iter().zip(read).enumerate() {
                differ(&format!("{path}[{at}]"), expected, read, differences);
            }
        }
        (Value::Number(expected), Value::Number(read)) => {
            let (expected, read) = (expected.as_f64().unwrap(), read.as_f64().unwrap());
            if (expected - read).abs() > 1e-9 {
                differences.push(format!("{path}: {expected} is expected, {read} was read"));
            }
        }
        // The recording's tag decides there whether an address is written as hex or as letters; the wire has no such tag.
        (Value::String(expected), Value::String(read)) if path.ends_with(".phys") => {
            let letters: String = expected.chars().map(|letter| format!("{:02x}", u32::from(letter))).collect();
            if expected != read && letters != *read {
                differences.push(format!("{path}: {expected:?} is expected, {read:?} was read"));
            }
        }
        _ if expected == read => {}
        _ => differences.push(format!("{path}: {expected} is expected, {read} was read")),
    }
}

#[tokio::test]
async fn our_agent_replays_them_by_v2c_and_v3() {
    let Some(folder) = folder() else { return };
    let client = Client::bind(2).await.unwrap();
    let user = User::new("noc").unwrap().with_auth(AuthProtocol::Sha1, "authpass1").unwrap();
    let user = user.with_privacy(PrivProtocol::Aes128, "privpass1").unwrap();
    for name in names(&folder) {
        let records = Records::parse(&std::fs::read(folder.join(format!("{name}.snmprec"))).unwrap()).unwrap();
        let options = AgentOptions { users: vec![user.clone()], ..AgentOptions::default() };
        let agent = Agent::start(Arc::new(records), options).await.unwrap();
        for credentials in [Credentials::Community(Community::new("public")), Credentials::User(user.clone())] {
            let reading = read(&client.session(Target::new(agent.address(), credentials))).await.unwrap();
            compare(&name, &expectation(&folder, &name), &reading.to_json());
        }
        println!("{name}: {} requests", agent.requests());
    }
}

struct Snmpsim {
    process: Child,
    address: std::net::SocketAddr,
    _folder: tempfile::TempDir,
}

impl Snmpsim {
    /// `None`, with a printed reason, where snmpsim cannot be had.
    fn start(recordings: &Path) -> Option<Snmpsim> {
        let program = snmpsim()?;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        for name in names(recordings) {
            // snmpsim wants the lines in the order of the tree, and each identifier once: the last counts.
            let text = std::fs::read(recordings.join(format!("{name}.snmprec"))).unwrap();
            let mut lines = std::collections::BTreeMap::new();
            for line in text.split(|octet| *octet == b'\n').filter(|line| !line.is_empty()) {
                let end = line.iter().position(|octet| *octet == b'|').unwrap();
                let oid: janet_snmp::Oid = std::str::from_utf8(&line[..end]).unwrap().parse().unwrap();
                lines.insert(oid, line);
            }
            let sorted = lines.values().copied().collect::<Vec<_>>().join(&b'\n');
            std::fs::write(data.join(format!("{name}.snmprec")), [&sorted[..], b"\n"].concat()).unwrap();
        }
        let cache = folder.path().join("cache");
        std::fs::create_dir(&cache).unwrap();
        let everyone = std::process::Command::new("chmod").args(["-R", "a+rwX"]).arg(folder.path()).status().unwrap();
        assert!(everyone.success());
        let address = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut command = Command::new(&program);
        command
            .arg("--logging-method=null")
            .arg(format!("--data-dir={}", data.display()))
            .arg(format!("--cache-dir={}", cache.display()))
            .arg(format!("--agent-udpv4-endpoint={address}"))
            .arg("--max-var-binds=64")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        // As root it wants to be told whom to become.
        let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
        if root {
            command.args(["--process-user=nobody", "--process-group=nogroup"]);
        }
        Some(Snmpsim { process: command.spawn().unwrap(), address, _folder: folder })
    }
}

impl Drop for Snmpsim {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The program, from a virtual environment that is made once beside the build.
fn snmpsim() -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("snmpsim-1.2.2");
    let program = place.join("bin/snmpsim-command-responder");
    if program.exists() {
        return Some(program);
    }
    let run = |program: &Path, args: &[&str]| {
        Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let packages = ["-m", "pip", "install", "--quiet", "snmpsim==1.2.2", "pysmi", "cryptography"];
    let made =
        run(Path::new("/usr/bin/python3"), &["-m", "venv", &place.display().to_string()]) && run(&place.join("bin/python3"), &packages);
    if !made || !program.exists() {
        println!("SKIPPED: snmpsim 1.2.2 cannot be installed from PyPI (python3-venv, network)");
        let _ = std::fs::remove_dir_all(&place);
        return None;
    }
    Some(program)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn snmpsim_replays_them() {
    let Some(folder) = folder() else { return };
    let Some(simulator) = Snmpsim::start(&folder) else { return };
    let client = Client::bind(1).await.unwrap();
    let target = |name: &str| Target::new(simulator.address, Credentials::Community(Community::new(name)));
    let deadline = Instant::now() + Duration::from_secs(40);
    let first = names(&folder).remove(0);
    while read(&client.session(target(&first))).await.is_err() {
        assert!(Instant::now() < deadline, "snmpsim is not ready");
    }
    for name in names(&folder) {
        let reading = read(&client.session(target(&name))).await.unwrap_or_else(|error| panic!("{name}: {error}"));
        compare(&name, &expectation(&folder, &name), &reading.to_json());
    }
}

/// Values of other types and sizes than the MIB says, in every recording.
#[tokio::test]
async fn distorted_recordings_are_read_without_harm() {
    use janet_snmp::Value as Wire;
    use rand::{Rng, SeedableRng, rngs::StdRng};
    let Some(folder) = folder() else { return };
    let client = Client::bind(1).await.unwrap();
    let mut rng = StdRng::seed_from_u64(7);
    for name in names(&folder) {
        let text = std::fs::read(folder.join(format!("{name}.snmprec"))).unwrap();
        for _ in 0..3 {
            let mut records = Records::parse(&text).unwrap();
            let oids: Vec<janet_snmp::Oid> = records.oids().cloned().collect();
            for oid in oids {
                if rng.random_bool(0.4) {
                    let value = match rng.random_range(0..8) {
                        0 => Wire::Integer(i64::MIN),
                        1 => Wire::Integer(i64::MAX),
                        2 => Wire::Counter64(u64::MAX),
                        3 => Wire::Gauge32(u32::MAX),
                        4 => Wire::Octets((0..rng.random_range(0..40)).map(|_| rng.random()).collect()),
                        5 => Wire::Null,
                        6 => Wire::Oid(janet_snmp::Oid::new(&[1, 3, rng.random()])),
                        _ => Wire::IpAddress([255, 255, 255, 255].into()),
                    };
                    records.insert(oid, value);
                }
            }
            let agent = Agent::start(Arc::new(records), AgentOptions::default()).await.unwrap();
            let target = Target::new(agent.address(), Credentials::Community(Community::new("public")));
            let reading = read(&client.session(target)).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(reading.to_json().is_object());
        }
    }
}
