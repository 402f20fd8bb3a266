use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use janet_terminal::ssh::{Algorithms, HostKey, SshError, Target, connect};
use janet_terminal::{Command, Mask, Mode, Profile, Prompt, Secret, Session, Timing};
use russh::Preferred;
use russh::keys::Algorithm;

use crate::device::{ed25519, oldest, rsa, start};

fn target(address: SocketAddr) -> Target {
    Target {
        address,
        user: "admin".to_owned(),
        password: Secret::new("rahasia"),
        algorithms: Algorithms::Modern,
        pinned: None,
        deadline: Duration::from_secs(30),
    }
}

async fn say(target: &Target) -> (String, HostKey) {
    let connected = connect(target).await.unwrap();
    let prompts = vec![Prompt { mode: Mode("exec"), pattern: regex::Regex::new(r"^(?P<host>\w+)#$").unwrap() }];
    let profile = Arc::new(Profile { prompts, pagers: Vec::new(), questions: Vec::new(), enter: "\n" });
    let mut session = Session::open(connected.shell, profile, Mask::new([&target.password]), Timing::default()).await.unwrap();
    (session.run(&Command::new("hello")).await.unwrap().text, connected.host_key)
}

#[tokio::test]
async fn a_shell_is_opened_and_the_first_host_key_is_returned() {
    let address = start(ed25519(1), Preferred::DEFAULT).await;
    let (text, key) = say(&target(address)).await;
    assert_eq!(text, "you said hello");
    assert_eq!(key.algorithm, "ssh-ed25519");
    assert!(key.fingerprint.starts_with("SHA256:"), "{key}");

    let (again, same) = say(&Target { pinned: Some(key.clone()), ..target(address) }).await;
    assert_eq!((again.as_str(), same), ("you said hello", key));
}

#[tokio::test]
async fn a_changed_host_key_is_refused_naming_both_fingerprints() {
    let first = start(ed25519(1), Preferred::DEFAULT).await;
    let other = start(ed25519(2), Preferred::DEFAULT).await;
    let (_, pinned) = say(&target(first)).await;
    let error = connect(&Target { pinned: Some(pinned.clone()), ..target(other) }).await.err().unwrap();
    let text = error.to_string();
    let SshError::HostKeyChanged { pinned: was, seen } = error else { panic!("{text}") };
    assert_eq!(was, pinned);
    assert!(text.contains(&pinned.fingerprint) && text.contains(&seen.fingerprint), "{text}");
}

#[tokio::test]
async fn a_wrong_password_is_named() {
    let address = start(ed25519(1), Preferred::DEFAULT).await;
    let wrong = Target { password: Secret::new("salah"), ..target(address) };
    assert!(matches!(connect(&wrong).await, Err(SshError::WrongPassword)));
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let address = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap() };
    assert!(matches!(connect(&target(address)).await, Err(SshError::Unreachable { .. })));
}

#[tokio::test]
async fn a_silent_peer_ends_at_the_deadline() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let silent = Target { deadline: Duration::from_millis(300), ..target(address) };
    assert!(matches!(connect(&silent).await, Err(SshError::TimedOut { .. })));
}

#[tokio::test]
async fn sha1_and_cbc_only_with_the_legacy_flag() {
    let ed = Algorithm::Ed25519;
    for cipher in [russh::cipher::AES_128_CBC, russh::cipher::TRIPLE_DES_CBC] {
        let address = start(ed25519(3), oldest(ed.clone(), cipher)).await;
        let error = connect(&target(address)).await.err().unwrap();
        assert!(matches!(&error, SshError::NoCommonAlgorithm { kind, .. } if kind == "kex"), "{error:?}");
        let legacy = Target { algorithms: Algorithms::Legacy, ..target(address) };
        assert_eq!(say(&legacy).await.0, "you said hello");
    }
}

#[tokio::test]
async fn an_ssh_rsa_host_key_is_taken_with_the_legacy_flag() {
    let only_ssh_rsa = Preferred { key: std::borrow::Cow::Owned(vec![Algorithm::Rsa { hash: None }]), ..Preferred::DEFAULT };
    let address = start(rsa(), only_ssh_rsa).await;
    let error = connect(&target(address)).await.err().unwrap();
    assert!(matches!(&error, SshError::NoCommonAlgorithm { kind, .. } if kind == "key"), "{error:?}");
    let legacy = Target { algorithms: Algorithms::Legacy, ..target(address) };
    let (text, key) = say(&legacy).await;
    assert_eq!((text.as_str(), key.algorithm.as_str()), ("you said hello", "ssh-rsa"));
}
