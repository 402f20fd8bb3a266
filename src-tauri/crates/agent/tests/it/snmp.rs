//! `janet-agent snmp read`, as a user runs it, on the lab's agent.

use std::process::Output;
use std::sync::Arc;

use janet_devices::snmp::{AuthProtocol, Oid, PrivProtocol, User, Value};
use janet_lab::snmp::{Agent, AgentOptions, Records};

fn records() -> Arc<Records> {
    let mut records = Records::default();
    let mut add = |oid: &str, value| records.insert(oid.parse::<Oid>().unwrap(), value);
    let text = |text: &str| Value::Octets(text.as_bytes().to_vec());
    add("1.3.6.1.2.1.1.1.0", text("RouterOS RB5009"));
    add("1.3.6.1.2.1.1.2.0", Value::Oid("1.3.6.1.4.1.14988.1".parse().unwrap()));
    add("1.3.6.1.2.1.1.3.0", Value::TimeTicks(12_300));
    add("1.3.6.1.2.1.2.2.1.8.7", Value::Integer(1));
    add("1.3.6.1.2.1.31.1.1.1.1.7", text("ether1"));
    add("1.3.6.1.2.1.31.1.1.1.6.7", Value::Counter64(u64::MAX));
    add("1.3.6.1.2.1.31.1.1.1.15.7", Value::Gauge32(1_000));
    add("1.3.6.1.4.1.14988.1.1.3.8.0", Value::Integer(243));
    Arc::new(records)
}

async fn read(args: &[&str]) -> Output {
    let args: Vec<String> = ["snmp", "read"].iter().chain(args).map(|arg| (*arg).to_owned()).collect();
    let run = move || std::process::Command::new(env!("CARGO_BIN_EXE_janet-agent")).args(args).output().unwrap();
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[tokio::test]
async fn one_device_is_printed_as_the_poller_stores_it() {
    let user = User::new("noc").unwrap().with_auth(AuthProtocol::Sha256, "authpass1").unwrap();
    let user = user.with_privacy(PrivProtocol::Aes128, "privpass1").unwrap();
    let agent = Agent::start(records(), AgentOptions { users: vec![user], ..AgentOptions::default() }).await.unwrap();
    let target = agent.address().to_string();
    let v3 = ["--auth-proto", "SHA-256", "--auth-pass", "authpass1", "--priv-proto", "AES", "--priv-pass", "privpass1"];
    for credentials in [vec!["--community", "public"], [&["--v3-user", "noc"][..], &v3].concat()] {
        let output = read(&[&["--target", &target][..], &credentials].concat()).await;
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(read["system"]["sysUpTime_seconds"], 123.0);
        assert_eq!(read["interfaces"]["rows"][0]["hcIn"], u64::MAX);
        assert_eq!(read["interfaces"]["rows"][0]["_speed_bps"], 1_000_000_000);
        assert_eq!(read["mikrotik"]["legacy_health_scalars"]["voltage_V"], 24.3);
        assert!(read.get("zte").is_none());
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_in_time() {
    let agent = Agent::start(records(), AgentOptions::default()).await.unwrap();
    let target = agent.address().to_string();
    let started = std::time::Instant::now();
    let output = read(&["--target", &target, "--community", "wrong", "--timeout", "0.1", "--retries", "1"]).await;
    assert!(started.elapsed() < std::time::Duration::from_secs(5));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && output.stdout.is_empty() && said.contains("no answer to 2 transmissions"), "{said}");
    let output = read(&["--target", &target]).await;
    assert!(!output.status.success());
    let output = read(&["--target", &target, "--v3-user", "noc", "--auth-proto", "SHA", "--auth-pass", "authpass1"]).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("usmStatsUnknownUserNames"), "{said}");
}
