//! The `janet-lab` program as another program uses it: lines of JSON in and out.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use janet_routeros::{Connection, Options, ppp};
use serde_json::Value;

use crate::api::login;

#[tokio::test]
async fn it_says_its_ports_and_takes_orders() {
    let mut process = Command::new(env!("CARGO_BIN_EXE_janet-lab"))
        .args(["--identity", "bras-2", "--profile", "10M=5M/10M", "--pool", "rumah=10.7.0.1-10.7.0.9"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines =
        BufReader::new(process.stdout.take().unwrap()).lines().map(|line| -> Value { serde_json::from_str(&line.unwrap()).unwrap() });
    let [api, coa] = [lines.next().unwrap(), lines.next().unwrap()];
    assert_eq!((api["service"].as_str(), coa["service"].as_str()), (Some("routeros-api"), Some("radius-coa")));
    assert_eq!(api["device"], "bras-2");
    let address = api["address"].as_str().unwrap().parse().unwrap();
    let router = Connection::open(address, &login("api", "secret"), Options::default()).await.unwrap();
    let profiles = ppp::profiles(&router).await.unwrap();
    assert!(profiles.iter().any(|profile| profile.name == "10M" && profile.rate_limit == Some("5M/10M".into())));
    let new = ppp::NewSecret {
        name: "budi".into(),
        password: janet_routeros::Password::new("x"),
        service: "pppoe".into(),
        profile: "10M".into(),
        remote_address: Some("rumah".into()),
        comment: None,
        disabled: false,
    };
    ppp::add_secret(&router, &new).await.unwrap();
    let mut orders = process.stdin.take().unwrap();
    orders.write_all(b"{\"dial\":{\"user\":\"budi\",\"password\":\"x\"}}\nnonsense\n").unwrap();
    let said: Vec<Value> = lines.by_ref().take(3).collect();
    let event = |name: &str| said.iter().find(|line| line["event"] == name).unwrap_or_else(|| panic!("{said:?}"));
    assert_eq!(event("up")["session"]["framed_ip_address"], "10.7.0.1");
    assert_eq!(event("order")["done"], true);
    event("not_understood");
    assert_eq!(ppp::active(&router).await.unwrap().len(), 1);
    process.kill().unwrap();
    process.wait().unwrap();
}
