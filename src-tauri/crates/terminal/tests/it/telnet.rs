//! Telnet against a scripted peer on a loopback socket.

use std::net::SocketAddr;
use std::time::Duration;

use janet_terminal::telnet::{Enter, Target, TelnetError, connect};
use janet_terminal::{Command, Mask, Secret, Session, SessionError, Timing};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::cli::profile;

/// One thing the peer does.
#[derive(Clone)]
enum Act {
    Say(&'static [u8]),
    /// These bytes must come, exactly.
    Hear(&'static [u8]),
    Sleep(Duration),
}

use Act::{Hear, Say, Sleep};

async fn peer(acts: Vec<Act>) -> (SocketAddr, tokio::task::JoinHandle<TcpStream>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let playing = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        for act in acts {
            match act {
                Say(bytes) => socket.write_all(bytes).await.unwrap(),
                Hear(expected) => {
                    let mut heard = vec![0; expected.len()];
                    socket.read_exact(&mut heard).await.unwrap();
                    assert_eq!(heard, expected, "{}", String::from_utf8_lossy(&heard));
                }
                Sleep(time) => tokio::time::sleep(time).await,
            }
        }
        socket
    });
    (address, playing)
}

fn target(address: SocketAddr) -> Target {
    Target { address, user: "admin".to_owned(), password: Secret::new("rahasia"), enter: Enter::Cr, deadline: Duration::from_secs(5) }
}

const WELCOME: [Act; 5] = [
    Say(b"\xff\xfb\x01\xff\xfb\x03\r\nWelcome\r\n\r\nUsername:"),
    Hear(b"\xff\xfd\x01\xff\xfd\x03"),
    Hear(b"admin\r"),
    Say(b"admin\r\nPassword:"),
    Hear(b"rahasia\r"),
];

fn after_welcome(acts: impl IntoIterator<Item = Act>) -> Vec<Act> {
    WELCOME.into_iter().chain(acts).collect()
}

#[tokio::test]
async fn exactly_one_return_is_sent_where_that_is_enter() {
    let acts =
        [Say(b"\r\n\r\nOLT>"), Hear(b"show\r"), Say(b"show\r\nrow\r\n---- More ( Press 'Q' to break ) ----"), Hear(b" "), Say(b"\r\nOLT>")];
    let (address, playing) = peer(after_welcome(acts)).await;
    let connected = connect(&target(address)).await.unwrap();
    assert_eq!(connected.banner, "Welcome");
    let mut session = Session::open(connected.shell, profile(), Mask::default(), Timing::default()).await.unwrap();
    assert_eq!(session.host(), Some("OLT"));
    assert_eq!(session.run(&Command::new("show")).await.unwrap().text, "row");
    let mut socket = playing.await.unwrap();
    drop(session);
    let mut more = Vec::new();
    socket.read_to_end(&mut more).await.unwrap();
    assert_eq!(more, b"", "and nothing after it");
}

#[tokio::test]
async fn a_prompt_in_pieces_over_a_slow_line_is_one_prompt() {
    let slow = || Sleep(Duration::from_millis(120));
    let acts = vec![
        Say(b"User"),
        slow(),
        Say(b"name"),
        slow(),
        Say(b":"),
        Hear(b"admin\r"),
        Say(b"admin\r\nPass"),
        slow(),
        Say(b"word: "),
        Hear(b"rahasia\r"),
        Say(b"\r\nOLT"),
        slow(),
        Say(b"-1>"),
    ];
    let (address, playing) = peer(acts).await;
    connect(&target(address)).await.unwrap();
    playing.await.unwrap();
}

#[tokio::test]
async fn a_device_without_login_is_in_at_once() {
    let (address, _playing) = peer(vec![Say(b"\r\nOLT>")]).await;
    assert!(connect(&target(address)).await.is_ok());
}

#[tokio::test]
async fn a_refused_login_is_a_wrong_password() {
    for said in [&b"\r\nBad UserName or Bad Password\r\nUsername:"[..], b"\r\nPassword:", b"\r\n% Incorrect passwd!\r\n\r\nUsername:"] {
        let (address, _playing) = peer(after_welcome([Say(said), Sleep(Duration::from_secs(5))])).await;
        assert!(matches!(connect(&target(address)).await, Err(TelnetError::WrongPassword)), "{}", String::from_utf8_lossy(said));
    }
    // HSGQ says so and closes.
    let (address, _) = peer(after_welcome([Say(b"\r\nBad username , too many failures!\r\n")])).await;
    assert!(matches!(connect(&target(address)).await, Err(TelnetError::WrongPassword)));
}

#[tokio::test]
async fn a_device_that_closes_gives_no_shell_and_its_words_are_kept() {
    let (address, _) = peer(vec![Say(b"\r\nToo many users!\r\n")]).await;
    let error = connect(&target(address)).await.err().unwrap();
    assert!(matches!(&error, TelnetError::NoShell(said) if said == "Too many users!"), "{error}");
}

#[tokio::test]
async fn a_silent_or_strange_peer_ends_at_the_deadline_with_its_last_words() {
    let (address, _playing) = peer(after_welcome([Say(b"\r\nChange the password now? [Y/N]"), Sleep(Duration::from_secs(20))])).await;
    let hasty = Target { deadline: Duration::from_secs(4), ..target(address) };
    let error = connect(&hasty).await.err().unwrap();
    assert!(matches!(&error, TelnetError::TimedOut { said, .. } if said == "Change the password now? [Y/N]"), "{error}");
    assert!(!error.to_string().contains("rahasia"));
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let address = { std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap() };
    assert!(matches!(connect(&target(address)).await, Err(TelnetError::Unreachable { .. })));
}

#[tokio::test]
async fn an_endless_subnegotiation_is_a_protocol_error_and_later_loses_the_session() {
    let endless: &[u8] = Box::leak([b"\xff\xfa\x18".to_vec(), vec![b'x'; 5000]].concat().into_boxed_slice());
    let (address, _playing) = peer(vec![Say(endless), Sleep(Duration::from_secs(5))]).await;
    assert!(matches!(connect(&target(address)).await, Err(TelnetError::Protocol(_))));

    let acts = [Say(b"\r\nOLT>"), Hear(b"show\r"), Say(endless), Sleep(Duration::from_secs(5))];
    let (address, _playing) = peer(after_welcome(acts)).await;
    let connected = connect(&target(address)).await.unwrap();
    let mut session = Session::open(connected.shell, profile(), Mask::default(), Timing::default()).await.unwrap();
    let error = session.run(&Command::new("show")).await.unwrap_err();
    assert!(matches!(error, SessionError::Lost { .. }), "{error}");
}

#[tokio::test]
async fn a_name_or_password_of_two_lines_is_never_sent() {
    let (address, _playing) = peer(WELCOME.to_vec()).await;
    for (user, password) in [("admin\nroot", "x"), ("admin", "x\r")] {
        let odd = Target { user: user.to_owned(), password: Secret::new(password), ..target(address) };
        assert!(matches!(connect(&odd).await, Err(TelnetError::NotOneLine)));
    }
}
