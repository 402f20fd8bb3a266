use janet_routeros::{Connection, Error, LoginMethod};

use crate::script::{Router, login, options};

const CHALLENGE: &str = "ebddd18baf4d0d8bd0d2a9b0c1d5e1f0";
const RESPONSE: &str = "=response=00c80285a6d058b31ae9345b993ee32b47";

#[tokio::test]
async fn a_router_before_6_43_gets_its_challenge_answered() {
    let router = Router::start().await;
    let script = async {
        let mut peer = router.accept().await;
        let (words, tag) = peer.next().await;
        assert_eq!(words[0], "/login");
        peer.say(&tag, &["!done", &format!("=ret={CHALLENGE}")]).await;
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/login", "=name=api", RESPONSE]);
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let (connection, _peer) = tokio::join!(router.open(options()), script);
    connection.unwrap();
}

#[tokio::test]
async fn with_the_old_method_the_password_is_never_sent() {
    let router = Router::start().await;
    let script = async {
        let mut peer = router.accept().await;
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/login"]);
        peer.say(&tag, &["!done", &format!("=ret={CHALLENGE}")]).await;
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/login", "=name=api", RESPONSE]);
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let stream = tokio::net::TcpStream::connect(router.address()).await.unwrap();
    let login = login(LoginMethod::Challenge);
    let (connection, _peer) = tokio::join!(Connection::over(stream, &login, options()), script);
    connection.unwrap();
}

/// An empty login that a new router ends without a challenge is not a login.
#[tokio::test]
async fn an_end_without_challenge_is_no_success_of_the_old_method() {
    let router = Router::start().await;
    let script = async {
        let mut peer = router.accept().await;
        let (_, tag) = peer.next().await;
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let stream = tokio::net::TcpStream::connect(router.address()).await.unwrap();
    let login = login(LoginMethod::Challenge);
    let (connection, _peer) = tokio::join!(Connection::over(stream, &login, options()), script);
    assert!(matches!(connection.unwrap_err(), Error::Login(_)));
}

#[tokio::test]
async fn a_wrong_password_is_a_login_error() {
    let router = Router::start().await;
    let script = async {
        let mut peer = router.accept().await;
        let (_, tag) = peer.next().await;
        peer.say(&tag, &["!trap", "=message=invalid user name or password (6)"]).await;
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let (connection, _peer) = tokio::join!(router.open(options()), script);
    let error = connection.unwrap_err();
    assert_eq!(error.to_string(), "the router refused the login: invalid user name or password (6)");
}

#[tokio::test]
async fn a_server_of_another_kind_is_named_as_such() {
    let router = Router::start().await;
    let script = async {
        let mut peer = router.accept().await;
        tokio::io::AsyncWriteExt::write_all(&mut peer.stream, &[0xFF, 0xFB, 0x01]).await.unwrap();
        peer
    };
    let (connection, _peer) = tokio::join!(router.open(options()), script);
    assert_eq!(connection.unwrap_err().to_string(), "the connection ended: not the RouterOS API: reserved control octet 0xff");
}

#[tokio::test]
async fn a_closed_port_is_a_connect_error() {
    let router = Router::start().await;
    let address = router.address();
    drop(router);
    let error = Connection::open(address, &login(LoginMethod::Plain), options()).await.unwrap_err();
    assert!(matches!(error, Error::Connect(_)), "{error}");
}
