//! Our client against a real FreeRADIUS.

use std::time::Duration;

use janet_radius::dictionary::*;
use janet_radius::*;

use crate::freeradius::{FreeRadius, Replies, SECRET};

const USERS: &str = r#"
budi Cleartext-Password := "rahasia"
  Framed-IP-Address := 10.9.0.1,
  Session-Timeout := 3600,
  Mikrotik-Rate-Limit := "10M/20M",
  Mikrotik-Address-List := "aktif"

siti Cleartext-Password := "kata sandi yang lebih panjang dari enam belas"
"#;

async fn client(address: std::net::SocketAddr, secret: &str) -> Client {
    let retransmission = Retransmission { first_wait: Duration::from_millis(500), transmissions: 2, timeout: Duration::from_millis(1500) };
    Client::new(Server { retransmission, ..Server::new(address, Secret::new(secret)) }).await.unwrap()
}

#[tokio::test]
async fn pap_and_chap_are_accepted_with_the_mikrotik_attributes() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let client = client(server.auth, SECRET).await;
    for method in [Method::Pap, Method::Chap] {
        let login = Credentials { user_name: "budi", password: "rahasia", method };
        let Verdict::Accept(reply) = client.authenticate(&login, &Attributes::new()).await.unwrap() else {
            panic!("{method:?} was not accepted")
        };
        assert_eq!(reply.get(&MIKROTIK_RATE_LIMIT), Ok(Some("10M/20M".to_owned())));
        assert_eq!(reply.get(&MIKROTIK_ADDRESS_LIST), Ok(Some("aktif".to_owned())));
        assert_eq!(reply.get(&FRAMED_IP_ADDRESS), Ok(Some([10, 9, 0, 1].into())));
        assert_eq!(reply.get(&SESSION_TIMEOUT), Ok(Some(3600)));

        let wrong = Credentials { password: "rahasiA", ..login };
        assert!(matches!(client.authenticate(&wrong, &Attributes::new()).await.unwrap(), Verdict::Reject(_)));
        let long = Credentials { user_name: "siti", password: "kata sandi yang lebih panjang dari enam belas", method };
        assert!(matches!(client.authenticate(&long, &Attributes::new()).await.unwrap(), Verdict::Accept(_)));
    }
}

#[tokio::test]
async fn a_reply_without_message_authenticator_is_taken_only_where_that_is_allowed() {
    let Some(server) = FreeRadius::start(USERS, Replies::Bare) else { return };
    let login = Credentials { user_name: "budi", password: "rahasia", method: Method::Pap };
    let strict = client(server.auth, SECRET).await;
    let error = strict.authenticate(&login, &Attributes::new()).await.unwrap_err();
    let ClientError::NoReply { reason, .. } = error else { panic!("{error}") };
    assert_eq!(reason, Some(Unverified::MessageAuthenticatorMissing));

    let lenient = Server { require_message_authenticator: false, ..Server::new(server.auth, Secret::new(SECRET)) };
    let lenient = Client::new(lenient).await.unwrap();
    assert!(matches!(lenient.authenticate(&login, &Attributes::new()).await.unwrap(), Verdict::Accept(_)));
}

#[tokio::test]
async fn a_wrong_secret_gets_no_verdict() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let client = client(server.auth, "another").await;
    let login = Credentials { user_name: "budi", password: "rahasia", method: Method::Pap };
    // FreeRADIUS drops a request whose Message-Authenticator is wrong (RFC 3579 §3.2).
    let error = client.authenticate(&login, &Attributes::new()).await.unwrap_err();
    assert!(matches!(error, ClientError::NoReply { sent: 2, unverified: 0, .. }), "{error}");
}

#[tokio::test]
async fn status_server_is_answered_on_both_ports() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let (_, reply) = client(server.auth, SECRET).await.status(Attributes::new()).await.unwrap();
    assert_eq!(reply.code, Code::AccessAccept);
    let (_, reply) = client(server.acct, SECRET).await.status(Attributes::new()).await.unwrap();
    assert_eq!(reply.code, Code::AccountingResponse);
}

#[tokio::test]
async fn accounting_with_gigawords_reaches_the_detail_file() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let mut attributes = Attributes::new()
        .with(&USER_NAME, "budi")
        .with(&ACCT_STATUS_TYPE, AccountingStatus::Stop.number())
        .with(&ACCT_SESSION_ID, "81600001")
        .with(&ACCT_TERMINATE_CAUSE, TerminateCause::ADMIN_RESET.0);
    Usage { input_octets: 8_589_934_597, output_octets: 5, ..Usage::default() }.write(&mut attributes);
    client(server.acct, SECRET).await.account(attributes).await.unwrap();
    let detail = server.record("81600001", "Stop").await;
    for line in [
        "User-Name = \"budi\"",
        "Acct-Status-Type = Stop",
        "Acct-Session-Id = \"81600001\"",
        "Acct-Terminate-Cause = Admin-Reset",
        "Acct-Input-Octets = 5",
        "Acct-Input-Gigawords = 2",
        "Acct-Output-Octets = 5",
        "Acct-Output-Gigawords = 0",
    ] {
        assert!(detail.contains(line), "{line} is not in\n{detail}");
    }
}

#[tokio::test]
async fn coa_and_disconnect_are_acknowledged_or_refused() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let nas = |secret: &str| Nas {
        address: server.coa,
        secret: Secret::new(secret),
        profile: NasProfile::RouterOs,
        retransmission: Retransmission { first_wait: Duration::from_millis(200), transmissions: 2, timeout: Duration::from_millis(600) },
    };
    let client = CoaClient::new(nas(SECRET)).await.unwrap();
    let known =
        SessionIdentity { user_name: "budi".into(), acct_session_id: "81600001".into(), framed_ip_address: Some([10, 9, 0, 1].into()) };
    let unknown = SessionIdentity { acct_session_id: "81600002".into(), ..known.clone() };
    let faster = Attributes::new().with(&MIKROTIK_RATE_LIMIT, "20M/40M");
    let missing = Outcome::Nak { error_cause: Some(ErrorCause::SESSION_CONTEXT_NOT_FOUND) };
    assert_eq!(client.change(&known, &faster).await.unwrap(), Outcome::Ack);
    assert_eq!(client.disconnect(&known).await.unwrap(), Outcome::Ack);
    assert_eq!(client.change(&unknown, &faster).await.unwrap(), missing);
    assert_eq!(client.disconnect(&unknown).await.unwrap(), missing);

    let wrong = CoaClient::new(nas("another")).await.unwrap();
    assert_eq!(wrong.disconnect(&known).await.unwrap(), Outcome::Timeout { refused: false, unverified: 0 });
}
