//! The management client and the tunnels against Debian's OpenVPN.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_devices::openvpn::{Endpoint, Error, LoginAttempt, Management, ManagementOptions};
use janet_devices::tunnel::{
    Admission, Denial, GatewayState, OpenVpnGateway, OpenVpnOptions, Proof, Tunnel, TunnelFault, TunnelKind, Tunnels, Verdict,
};
use janet_vault::Secret;

use crate::openvpn_server::{Login, MANAGEMENT_PASSWORD, Process, Site, folder_with_certificates, soon};
use crate::tunnel::{down, quick, read, until, up};

const PASSWORD: &str = "rahasia, =7\"\\";

/// Lets `pop-utara` in with its password, and keeps what it decided.
#[derive(Default)]
struct Doorman(Mutex<Vec<Verdict>>);

impl Admission for Doorman {
    fn decide<'a>(&'a self, attempt: &'a LoginAttempt) -> BoxFuture<'a, Verdict> {
        let verdict = match (attempt.environment.user(), attempt.environment.password()) {
            (Some("pop-utara"), Some(password)) if password == PASSWORD.as_bytes() => Verdict::Allow,
            (Some("pop-utara"), _) => Verdict::Deny(Denial::WrongPassword),
            _ => Verdict::Deny(Denial::UnknownUser),
        };
        async move {
            // Long enough for the list to be read while the client waits.
            tokio::time::sleep(Duration::from_millis(300)).await;
            self.0.lock().unwrap().push(verdict);
            verdict
        }
        .boxed()
    }
}

impl Doorman {
    fn allowed(&self) -> usize {
        self.0.lock().unwrap().iter().filter(|verdict| **verdict == Verdict::Allow).count()
    }
}

/// Waits without holding the runtime's only thread, on which the gateway is followed.
async fn eventually(what: &str, so: impl Fn() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(30), async {
        while !so() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert!(waited.await.is_ok(), "never {what}");
}

async fn ended(process: Process) -> String {
    let mut process = process;
    for _ in 0..1500 {
        if process.ended() {
            return process.logged();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it goes on: {}", process.logged());
}

#[tokio::test]
async fn a_real_openvpn_asks_us_who_may_come_in_and_tells_its_addresses() {
    let Some(site) = Site::lay_out() else { return };
    let server = site.start_server(Login::ByManagement);
    site.fix("pop-utara", "10.50.0.7");
    let doorman = Arc::new(Doorman::default());
    // The list is read once, at the beginning: all else is told.
    let options = OpenVpnOptions { every: Duration::from_secs(600), byte_count: Some(1), ..OpenVpnOptions::default() };
    let (gateway, control) = OpenVpnGateway::new(site.endpoint(), Some(Secret::new(MANAGEMENT_PASSWORD)), Some(doorman.clone()), options);
    let tunnels = Tunnels::follow(gateway, [], quick());
    read(&tunnels).await;
    assert!(matches!(tunnels.resolve("pop-utara"), Err(TunnelFault::NeverSeen { .. })));

    // A wrong password: denied by us, logged there with our reason, and never up.
    let log = ended(site.start_client(Some(("pop-utara", "salah")))).await;
    assert!(log.contains("AUTH_FAILED"), "{log}");
    assert_eq!(*doorman.0.lock().unwrap(), [Verdict::Deny(Denial::WrongPassword)]);
    assert!(server.logged().contains("wrong password"), "{}", server.logged());
    assert_eq!(tunnels.tunnel("pop-utara"), Tunnel::NeverSeen);

    // The right one: at its fixed address, and there it is reached.
    let client = site.start_client(Some(("pop-utara", PASSWORD)));
    let session = up(&tunnels, "pop-utara", "10.50.0.7").await;
    assert_eq!((session.kind, session.kind.proof()), (TunnelKind::OpenVpn, Proof::RealProgram));
    assert_eq!(session.from, Some([10, 99, 0, 2].into()));
    assert!((chrono::Utc::now() - session.since).num_seconds() < 60);
    eventually("reached", || site.reaches("10.50.0.7")).await;
    assert_eq!(tunnels.resolve("pop-utara").unwrap().to_string(), "10.50.0.7");
    let counted = |tunnel| matches!(tunnel, Tunnel::Up { session, .. } if session.octets.is_some_and(|octets| octets.received > 0 && octets.sent > 0));
    eventually("counted", || counted(tunnels.tunnel("pop-utara"))).await;
    // Its key is renewed every five seconds here, and we are asked each time.
    eventually("asked again", || doorman.allowed() > 1).await;
    assert!(matches!(tunnels.tunnel("pop-utara"), Tunnel::Up { session: now, .. } if now.key == session.key));

    // It is killed, comes back, and is given another address.
    site.fix("pop-utara", "10.50.0.9");
    let refused = control.kill("pop-selatan").await.unwrap_err();
    assert_eq!(refused, Error::Refused("common name 'pop-selatan' not found".into()));
    control.kill("pop-utara").await.unwrap();
    let last = down(&tunnels, "pop-utara").await;
    assert_eq!(last.address, Some([10, 50, 0, 7].into()));
    let fault = tunnels.resolve("pop-utara").unwrap_err();
    assert!(fault.to_string().starts_with("tunnel of `pop-utara` down since 20"), "{fault}");
    println!("{fault}. {}", fault.advice());
    up(&tunnels, "pop-utara", "10.50.0.9").await;
    let Tunnel::Up { moved: Some(moved), .. } = tunnels.tunnel("pop-utara") else { panic!() };
    assert_eq!(moved.from.to_string(), "10.50.0.7");
    eventually("reached", || site.reaches("10.50.0.9")).await;
    assert!(!site.reaches("10.50.0.7"));

    client.end();
    assert_eq!(down(&tunnels, "pop-utara").await.address, Some([10, 50, 0, 9].into()));
}

#[tokio::test]
async fn a_real_openvpn_that_tells_nothing_by_itself_is_read_by_its_list() {
    let Some(site) = Site::lay_out() else { return };
    let server = site.start_server(Login::ByCertificate);
    let options = OpenVpnOptions {
        every: Duration::from_millis(300),
        management: ManagementOptions { deadline: Duration::from_secs(2), ..ManagementOptions::default() },
        ..OpenVpnOptions::default()
    };
    let follow = |password: &str| {
        let (gateway, control) = OpenVpnGateway::new(site.endpoint(), Some(Secret::new(password)), None, options);
        (Tunnels::follow(gateway, [], quick()), control)
    };
    let (wrong, _) = follow("salah");
    until(&wrong, "stopped", |picture| matches!(picture.state, GatewayState::Lost { stopped: true, .. })).await;
    drop(wrong);

    let (tunnels, control) = follow(MANAGEMENT_PASSWORD);
    read(&tunnels).await;
    let client = site.start_client(None);
    let session = up(&tunnels, "pop-timur", "10.50.0.2").await;
    assert_eq!(session.from, Some([10, 99, 0, 2].into()), "the name is the certificate's");
    // OpenVPN serves one management client: another is told so.
    let second = Management::open(&site.endpoint(), Some(&Secret::new(MANAGEMENT_PASSWORD)), options.management).await.unwrap_err();
    assert!(matches!(second, Error::Occupied(_) | Error::Connect(_)), "{second}");
    println!("a second management client: {second}");

    control.kill("pop-timur").await.unwrap();
    down(&tunnels, "pop-timur").await;
    up(&tunnels, "pop-timur", "10.50.0.2").await;

    // The server ends and starts again; the client finds it by itself, and so do we.
    server.end();
    until(&tunnels, "lost", |picture| matches!(picture.state, GatewayState::Lost { .. })).await;
    tokio::time::sleep(quick().grace * 2).await;
    let fault = tunnels.resolve("pop-timur").unwrap_err();
    assert!(matches!(fault, TunnelFault::GatewayLost { .. }), "{fault}");
    site.fix("pop-timur", "10.50.0.30");
    let _server = site.start_server(Login::ByCertificate);
    up(&tunnels, "pop-timur", "10.50.0.30").await;
    client.end();
    down(&tunnels, "pop-timur").await;
}

#[tokio::test]
async fn a_real_openvpns_management_port_takes_our_password_over_tcp() {
    // A client without a server needs no tunnel device, no namespace and no rights.
    let Some(folder) = folder_with_certificates() else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let address = port.port().to_string();
    let mut command = std::process::Command::new("openvpn");
    command.arg("--cd").arg(folder.path()).args(["--client", "--dev", "null", "--remote", "127.0.0.1", "9", "--nobind", "--ca", "ca.crt"]);
    command.args(["--cert", "pop-timur.crt", "--key", "pop-timur.key", "--remote-cert-tls", "server", "--verb", "3"]);
    command.args(["--management", "127.0.0.1", &address, "management.pass"]);
    let process = Process::start(&command, folder.path().join("log"));
    soon("listening", || process.logged().contains("MANAGEMENT: TCP Socket listening"));
    let endpoint = Endpoint::Tcp(port);
    let options = ManagementOptions::default();
    assert_eq!(Management::open(&endpoint, None, options).await.unwrap_err(), Error::PasswordWanted);
    let wrong = Management::open(&endpoint, Some(&Secret::new("salah")), options).await.unwrap_err();
    assert_eq!(wrong, Error::WrongPassword);
    let mut management = Management::open(&endpoint, Some(&Secret::new(MANAGEMENT_PASSWORD)), options).await.unwrap();
    assert!(management.asked_for_password());
    let version = management.version().await.unwrap();
    assert!(version.starts_with("OpenVPN 2."), "{version}");
    println!("{version}");
    // A client's status has no table of clients, which is no empty one.
    assert!(matches!(management.status().await, Err(Error::Status(_))));
    assert!(matches!(management.kill("x \"y\" \\z").await, Err(Error::Refused(_))));
    assert!(matches!(management.client_kill(janet_devices::openvpn::ClientId(4_294_967_295)).await, Err(Error::Refused(_))));
}
