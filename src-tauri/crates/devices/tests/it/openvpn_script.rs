//! The management client against one that says what a test wants: the faults that a real OpenVPN does not have.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_devices::openvpn::{ClientId, Endpoint, Error, LoginAttempt, Management, ManagementOptions, Notification, ProtocolError};
use janet_devices::tunnel::{Admission, GatewayState, OpenVpnGateway, OpenVpnOptions, Tunnel, TunnelFault, Tunnels, Verdict};
use janet_vault::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::tunnel::{down, quick, read, until, up};

const GREETING: &str = ">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n";
const HEADER: &str = "TITLE\tOpenVPN 2.6.14\r\nTIME\t2026-11-22 22:07:12\t1795385232\r\nHEADER\tCLIENT_LIST\tCommon Name\tReal Address\t\
    Virtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent\tConnected Since\tConnected Since (time_t)\tUsername\tClient ID\r\n";

fn row(user: &str, address: &str, client: u32) -> String {
    format!("CLIENT_LIST\t{user}\t203.0.113.9:5000\t{address}\t\t1\t2\tx\t1795385231\t{user}\t{client}\r\n")
}

fn options() -> ManagementOptions {
    ManagementOptions { deadline: Duration::from_millis(500), ..ManagementOptions::default() }
}

fn gateway_options() -> OpenVpnOptions {
    OpenVpnOptions { management: options(), every: Duration::from_millis(100), ..OpenVpnOptions::default() }
}

/// What is said at first, and the answers to commands by their first word, in order of connections; the last one stays.
struct Script {
    greeting: &'static str,
    answers: Vec<(&'static str, String)>,
    /// After this long it hangs up.
    life: Duration,
}

impl Script {
    fn new(greeting: &'static str, answers: &[(&'static str, &str)]) -> Script {
        let answers = answers.iter().map(|(command, answer)| (*command, (*answer).to_owned())).collect();
        Script { greeting, answers, life: Duration::from_secs(600) }
    }
}

async fn serve(scripts: Vec<Script>) -> Endpoint {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::Tcp(listener.local_addr().unwrap());
    tokio::spawn(async move {
        let mut scripts = scripts.into_iter().peekable();
        while let Some(script) = scripts.next() {
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let _ = tokio::time::timeout(script.life, play(&mut stream, &script)).await;
                if scripts.peek().is_some() {
                    break;
                }
            }
        }
    });
    endpoint
}

/// Until the client hangs up.
async fn play(stream: &mut tokio::net::TcpStream, script: &Script) {
    let mut heard = Vec::new();
    stream.write_all(script.greeting.as_bytes()).await.unwrap();
    let mut piece = [0; 512];
    while let Ok(read @ 1..) = stream.read(&mut piece).await {
        heard.extend_from_slice(&piece[..read]);
        while let Some(end) = heard.iter().position(|octet| *octet == b'\n') {
            let line: Vec<u8> = heard.drain(..=end).collect();
            let line = String::from_utf8(line).unwrap();
            if let Some((_, answer)) = script.answers.iter().find(|(command, _)| line.starts_with(command)) {
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        }
    }
}

async fn open(script: Script, password: Option<&str>) -> Result<Management, Error> {
    let endpoint = serve(vec![script]).await;
    Management::open(&endpoint, password.map(Secret::new).as_ref(), options()).await
}

#[tokio::test]
async fn logins_and_who_is_not_a_management_interface() {
    let granted = format!("SUCCESS: password is correct\r\n{GREETING}");
    let asks =
        |answer: &str| Script::new("ENTER PASSWORD:", &[("rahasia\n", answer), ("salah\n", "ERROR: bad password\r\nENTER PASSWORD:")]);
    assert!(open(asks(&granted), Some("rahasia")).await.unwrap().asked_for_password());
    assert_eq!(open(asks(&granted), Some("salah")).await.unwrap_err(), Error::WrongPassword);
    assert_eq!(open(asks(&granted), None).await.unwrap_err(), Error::PasswordWanted);
    assert!(!open(Script::new(GREETING, &[]), Some("rahasia")).await.unwrap().asked_for_password());

    let start = Instant::now();
    let occupied = open(Script::new("", &[]), None).await.unwrap_err();
    assert!(matches!(occupied, Error::Occupied(_)) && occupied.advice().contains("one management client"), "{occupied}");
    assert!(start.elapsed() < Duration::from_secs(5));
    let other = open(Script::new("SSH-2.0-OpenSSH_9.2\r\n", &[]), None).await.unwrap_err();
    assert_eq!(other, Error::Protocol(ProtocolError::Unasked("SSH-2.0-OpenSSH_9.2".into())));
    assert!(other.advice().contains("Check the port"));
    let endless: &'static str = "x".repeat(9000).leak();
    assert_eq!(open(Script::new(endless, &[]), None).await.unwrap_err(), Error::Protocol(ProtocolError::LongLine(8192)));
    let nobody = Endpoint::Tcp("127.0.0.1:1".parse().unwrap());
    assert!(matches!(Management::open(&nobody, None, options()).await, Err(Error::Connect(_))));
    let no_socket = Endpoint::Unix(PathBuf::from("/nonexistent/management"));
    assert!(matches!(Management::open(&no_socket, None, options()).await, Err(Error::Connect(_))));
}

#[tokio::test]
async fn an_answer_that_does_not_come_ends_the_connection() {
    let half = format!("{HEADER}{}", row("pop-utara", "10.50.0.7", 0));
    let mut management = open(Script::new(GREETING, &[("status", &half)]), None).await.unwrap();
    let start = Instant::now();
    assert!(matches!(management.status().await, Err(Error::Deadline(_))), "half a list is no list");
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(matches!(management.kill("x").await, Err(Error::Deadline(_))), "a late answer would be taken for this one's");
    assert!(matches!(management.next().await, Err(Error::Deadline(_))));

    // The same where the caller lost patience first.
    let mut management = open(Script::new(GREETING, &[("kill", "SUCCESS: killed\r\n")]), None).await.unwrap();
    let _ = tokio::time::timeout(Duration::from_millis(50), management.status()).await;
    assert!(management.kill("x").await.is_err());
}

#[tokio::test]
async fn news_between_a_command_and_its_answer_are_kept_and_refusals_leave_the_connection() {
    let told = ">BYTECOUNT_CLI:3,10,20\r\nERROR: common name 'x' not found\r\n";
    let nonsense = format!("{GREETING}END\r\n");
    let script = Script::new(
        GREETING,
        &[
            ("kill \"x\"", told),
            ("kill \"y\"", "SUCCESS: 1 client(s) killed\r\n"),
            ("version", "OpenVPN Version: OpenVPN 2.6.14\r\nEND\r\n"),
            ("status", &nonsense),
        ],
    );
    let mut management = open(script, None).await.unwrap();
    assert_eq!(management.kill("x").await, Err(Error::Refused("common name 'x' not found".into())));
    let count = Notification::ByteCount { client: ClientId(3), received: 10, sent: 20 };
    assert_eq!(management.next().await, Ok(count));
    assert!(matches!(management.kill("a\nkill b").await, Err(Error::Unsendable(_))));
    assert!(matches!(management.status().await, Err(Error::Status(_))), "an empty answer is no empty list");
    assert_eq!(management.version().await.unwrap(), "OpenVPN 2.6.14");
    management.kill("y").await.unwrap();
}

/// Never decides.
struct Ponderer;

impl Admission for Ponderer {
    fn decide<'a>(&'a self, _: &'a LoginAttempt) -> BoxFuture<'a, Verdict> {
        std::future::pending().boxed()
    }
}

#[tokio::test]
async fn a_lost_server_is_reached_again_and_its_list_is_the_truth() {
    let list = |rows: &str| format!("{HEADER}{rows}END\r\n");
    let first = list(&(row("pop-utara", "10.50.0.7", 0) + &row("pop-timur", "10.50.0.8", 1)));
    // The numbers begin anew.
    let second = list(&row("pop-timur", "10.50.0.9", 0));
    let scripts = vec![
        Script { life: Duration::from_millis(1500), ..Script::new(GREETING, &[("status", &first)]) },
        Script::new(GREETING, &[("status", &second)]),
    ];
    let (gateway, control) = OpenVpnGateway::new(serve(scripts).await, None, None, gateway_options());
    let tunnels = Tunnels::follow(gateway, [], quick());
    up(&tunnels, "pop-utara", "10.50.0.7").await;
    up(&tunnels, "pop-timur", "10.50.0.8").await;
    up(&tunnels, "pop-timur", "10.50.0.9").await;
    assert_eq!(down(&tunnels, "pop-utara").await.address, Some([10, 50, 0, 7].into()));
    // The script does not know `kill`: the answer does not come, and the caller is told.
    assert!(matches!(control.kill("pop-timur").await, Err(Error::Deadline(_))));
}

#[tokio::test]
async fn a_login_that_nobody_let_in_is_not_up_under_the_name_that_it_claims() {
    let attempt: &'static str =
        format!("{GREETING}>CLIENT:CONNECT,5,1\r\n>CLIENT:ENV,username=pop-utara\r\n>CLIENT:ENV,password=coba\r\n>CLIENT:ENV,END\r\n")
            .leak();
    let list = format!("{HEADER}{}END\r\n", row("pop-utara", "", 5));
    let answers = [("status", list.as_str())];
    let (gateway, _control) = OpenVpnGateway::new(serve(vec![Script::new(attempt, &answers)]).await, None, None, gateway_options());
    let tunnels = Tunnels::follow(gateway, [], quick());
    let picture = until(&tunnels, "unanswered", |picture| picture.unanswered == 1 && picture.read_at.is_some()).await;
    assert_eq!(picture.ledger.tunnel("pop-utara"), Tunnel::NeverSeen);

    // One who is asked and never decides: it is denied in the end.
    let seen: &'static str = ">CLIENT:DISCONNECT,5\r\n>CLIENT:ENV,END\r\n>CLIENT:ESTABLISHED,6\r\n>CLIENT:ENV,username=pop-bukti\r\n>CLIENT:ENV,ifconfig_pool_remote_ip=10.50.0.66\r\n>CLIENT:ENV,END\r\n";
    let denied = format!("SUCCESS: client-deny command succeeded\r\n{seen}");
    let answers = [("status", list.as_str()), ("client-deny 5 1 \"no decision in time\"\n", denied.as_str())];
    let options = OpenVpnOptions { decision: Duration::from_millis(50), every: Duration::from_secs(60), ..gateway_options() };
    let endpoint = serve(vec![Script::new(attempt, &answers)]).await;
    let (gateway, _control) = OpenVpnGateway::new(endpoint, None, Some(Arc::new(Ponderer)), options);
    let tunnels = Tunnels::follow(gateway, [], quick());
    up(&tunnels, "pop-bukti", "10.50.0.66").await;
    assert_eq!(tunnels.tunnel("pop-utara"), Tunnel::NeverSeen);
}

#[tokio::test]
async fn a_wrong_management_password_stops_and_a_person_starts_it_again() {
    let refuses = || Script::new("ENTER PASSWORD:", &[("rahasia\n", "ERROR: bad password\r\nENTER PASSWORD:")]);
    let list = format!("{HEADER}END\r\n");
    let scripts = vec![refuses(), Script::new(GREETING, &[("status", &list)])];
    let (gateway, control) = OpenVpnGateway::new(serve(scripts).await, Some(Secret::new("rahasia")), None, gateway_options());
    let tunnels = Tunnels::follow(gateway, [], quick());
    until(&tunnels, "stopped", |picture| matches!(picture.state, GatewayState::Lost { stopped: true, .. })).await;
    let fault = tunnels.resolve("pop-utara").unwrap_err();
    assert!(matches!(fault, TunnelFault::GatewayLost { .. }) && fault.advice().contains("password"), "{fault}");
    assert!(matches!(control.kill("pop-utara").await, Err(Error::NotConnected)));
    tunnels.retry();
    read(&tunnels).await;
}
