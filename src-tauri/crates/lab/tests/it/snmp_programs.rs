//! net-snmp's programs against our agent: what it believes of the protocol, they believe too.

use std::path::Path;
use std::process::Command;

use janet_lab::snmp::{Agent, AgentOptions};
use janet_snmp::{AuthProtocol, PrivProtocol, User};

use crate::snmp::rows;

async fn run(program: &str, args: Vec<String>) -> Option<(bool, String)> {
    let path = format!("/usr/bin/{program}");
    if !Path::new(&path).exists() {
        println!("skipped: no {program} (Debian: apt-get install snmp)");
        return None;
    }
    let output = tokio::task::spawn_blocking(move || Command::new(path).args(args).env("MIBS", "").output()).await.unwrap().unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
    Some((output.status.success(), text))
}

#[tokio::test]
async fn snmpbulkwalk_walks_by_v2c() {
    let agent = Agent::start(rows(300), AgentOptions::default()).await.unwrap();
    let args = ["-v2c", "-c", "public", "-On", "-Cr25", &agent.address().to_string(), "1.3.6.1.4.1.99999.1"].map(str::to_owned);
    let Some((success, text)) = run("snmpbulkwalk", args.to_vec()).await else { return };
    assert!(success, "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("Counter64")).count(), 300, "{text}");
}

#[tokio::test]
async fn snmpget_is_answered_by_v3_or_told_why_not() {
    let user = |auth, privacy| {
        let user = User::new("noc").unwrap().with_auth(auth, "authpass1").unwrap();
        user.with_privacy(privacy, "privpass1").unwrap()
    };
    for (auth, privacy, names) in [
        (AuthProtocol::Md5, PrivProtocol::Des, ["MD5", "DES"]),
        (AuthProtocol::Sha1, PrivProtocol::Aes128, ["SHA", "AES"]),
        (AuthProtocol::Sha256, PrivProtocol::Aes192, ["SHA-256", "AES-192"]),
        (AuthProtocol::Sha512, PrivProtocol::Aes256, ["SHA-512", "AES-256"]),
        (AuthProtocol::Sha1, PrivProtocol::Aes256, ["SHA", "AES-256"]),
    ] {
        let options = AgentOptions { users: vec![user(auth, privacy)], ..AgentOptions::default() };
        let agent = Agent::start(rows(3), options).await.unwrap();
        let address = agent.address().to_string();
        let args = |name: &str, password: &str| {
            let fixed = ["-v3", "-l", "authPriv", "-u", name, "-a", names[0], "-A", password, "-x", names[1], "-X", "privpass1"];
            fixed.iter().chain(&["-On", "-r1", "-t8", &address, "1.3.6.1.4.1.99999.2.0"]).map(|arg| (*arg).to_owned()).collect()
        };
        let Some((success, text)) = run("snmpget", args("noc", "authpass1")).await else { return };
        assert!(success && text.contains("INTEGER: -7"), "{names:?}: {text}");
        let (success, text) = run("snmpget", args("noc", "authpass2")).await.unwrap();
        assert!(!success && text.contains("Authentication failure"), "{names:?}: {text}");
        let (success, text) = run("snmpget", args("nobody", "authpass1")).await.unwrap();
        assert!(!success && text.contains("Unknown user name"), "{names:?}: {text}");
    }
}
