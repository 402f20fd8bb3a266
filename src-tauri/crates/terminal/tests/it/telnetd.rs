//! GNU inetutils' telnetd behind socat: an independent reading of RFC 854 and its options.

use std::net::SocketAddr;
use std::process::{Child, Command as Process, Stdio};
use std::time::Duration;

use janet_terminal::telnet::{Enter, Shell, Target, TelnetError, connect};
use janet_terminal::{Command, Mask, Mode, Secret, Session, Timing};
use tempfile::TempDir;

use crate::cli::{ENABLE_PASSWORD, PASSWORD, free_address, listens, missing, profile, rows, script};

struct Telnetd {
    address: SocketAddr,
    process: Child,
    _folder: TempDir,
}

impl Telnetd {
    fn start() -> Option<Self> {
        if let Some(program) = missing(&["/usr/sbin/telnetd", "/usr/bin/socat", "/bin/bash"]) {
            println!("skipped: no {program} (Debian: apt-get install inetutils-telnetd socat)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let script = script(folder.path(), true);
        let address = free_address();
        let process = Process::new("socat")
            .arg(format!("TCP-LISTEN:{},bind=127.0.0.1,reuseaddr,fork", address.port()))
            .arg(format!("EXEC:/usr/sbin/telnetd -h -E {},nofork", script.display()))
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let telnetd = Self { address, process: process.unwrap(), _folder: folder };
        assert!(listens(address), "telnetd does not start");
        Some(telnetd)
    }

    fn target(&self, enter: Enter) -> Target {
        Target {
            address: self.address,
            user: "admin".to_owned(),
            password: Secret::new(PASSWORD),
            enter,
            deadline: Duration::from_secs(20),
        }
    }
}

impl Drop for Telnetd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn open(target: &Target) -> Session<Shell> {
    let connected = connect(target).await.unwrap();
    assert!(connected.banner.contains("Test OLT"), "{}", connected.banner);
    Session::open(connected.shell, profile(), Mask::new([&target.password]), Timing::default()).await.unwrap()
}

#[tokio::test]
async fn a_real_telnetd_carries_a_session_with_every_enter() {
    let Some(telnetd) = Telnetd::start() else { return };
    for enter in [Enter::Cr, Enter::CrLf, Enter::CrNul] {
        let mut session = open(&telnetd.target(enter)).await;
        for word in ["hello", "world"] {
            assert_eq!(session.run(&Command::new(word)).await.unwrap().text, format!("you said {word}"), "{enter:?}");
        }
        assert_eq!(session.run(&Command::new("show all")).await.unwrap().text, rows(), "{enter:?}");
    }
}

#[tokio::test]
async fn a_real_telnetd_learns_the_window_and_the_terminal_and_escapes_its_bytes() {
    let Some(telnetd) = Telnetd::start() else { return };
    let mut session = open(&telnetd.target(Enter::CrLf)).await;
    assert_eq!(session.run(&Command::new("size")).await.unwrap().text, "200 512");
    assert_eq!(session.run(&Command::new("terminal")).await.unwrap().text, "vt100");
    session.run(&Command::new("bytes")).await.unwrap();
    let raw = &session.transcript().exchanges.last().unwrap().raw;
    assert!(raw.windows(3).any(|bytes| bytes == b"a\xffb"), "{raw:?}");
}

#[tokio::test]
async fn passwords_are_given_at_their_prompts_and_stay_out_of_the_transcript() {
    let Some(telnetd) = Telnetd::start() else { return };
    let mut session = open(&telnetd.target(Enter::Cr)).await;
    let wrong = session.run(&Command::new("enable").answering(Secret::new("salah"))).await.unwrap();
    assert_eq!((wrong.mode, wrong.text.as_str()), (Mode("user"), "% Bad password"));
    let right = session.run(&Command::new("enable").answering(Secret::new(ENABLE_PASSWORD))).await.unwrap();
    assert_eq!(right.mode, Mode("enable"));
    session.run(&Command::new(format!("log {ENABLE_PASSWORD}"))).await.unwrap();
    let shown = format!("{:?}", session.transcript());
    assert!(!shown.contains(ENABLE_PASSWORD) && !shown.contains(PASSWORD), "{shown}");
    for exchange in &session.transcript().exchanges {
        assert!(!String::from_utf8_lossy(&exchange.raw).contains(ENABLE_PASSWORD));
    }

    let wrong = Target { password: Secret::new("salah"), ..telnetd.target(Enter::Cr) };
    assert!(matches!(connect(&wrong).await, Err(TelnetError::WrongPassword)));
}
