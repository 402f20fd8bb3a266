//! A real FreeRADIUS between the simulated BRAS and our CoA client, and FreeRADIUS's radclient as another sender of CoA.

use std::io::Write;
use std::net::SocketAddr;
use std::process::{Command, Stdio};

use janet_lab::nas::{DialError, Nas};
use janet_lab::routeros::{RadiusServer, Router, RouterOptions};
use janet_radius::{ErrorCause, Method, Outcome};

use crate::freeradius::{FreeRadius, Replies, SECRET};
use crate::server::{coa, dial, identity, nak};

const USERS: &str = r#"
budi Cleartext-Password := "rahasia"
  Framed-IP-Address := 10.9.0.1,
  Mikrotik-Rate-Limit := "10M/20M",
  Mikrotik-Address-List := "aktif",
  Acct-Interim-Interval := 300
"#;

async fn bras(server: &FreeRadius) -> (Router, Nas) {
    let router = Router::start(RouterOptions::default()).await.unwrap();
    router.use_radius(&RadiusServer { authentication: server.auth, accounting: server.acct, secret: SECRET.into() });
    let nas = Nas::start(&router).await.unwrap();
    (router, nas)
}

#[tokio::test]
async fn freeradius_accepts_the_customer_and_disconnect_ends_the_session() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let (_router, nas) = bras(&server).await;
    for method in [Method::Pap, Method::Chap] {
        let error = nas.bring_up(dial("salah", method)).await.unwrap_err();
        assert!(matches!(error, DialError::Rejected(_)), "{error}");

        let session = nas.bring_up(dial("rahasia", method)).await.unwrap();
        assert_eq!(session.rate_limit.as_deref(), Some("10M/20M"));
        assert_eq!(session.address_list.as_deref(), Some("aktif"));
        assert_eq!(session.framed_ip_address.to_string(), "10.9.0.1");
        let id = &session.acct_session_id;
        let start = server.record(id, "Start").await;
        assert!(start.contains("NAS-Identifier = \"lab-bras\"") && start.contains("NAS-Port-Type = Ethernet"), "{start}");

        nas.traffic(id, 5, 8_589_934_597);
        assert!(nas.interim(id));
        assert!(server.record(id, "Interim-Update").await.contains("Acct-Output-Gigawords = 2"));
        let client = coa(nas.coa_address(), SECRET).await;
        assert_eq!(client.disconnect(&identity(&session)).await.unwrap(), Outcome::Ack);
        assert!(nas.sessions().is_empty());
        assert_eq!(client.disconnect(&identity(&session)).await.unwrap(), nak(ErrorCause::SESSION_CONTEXT_NOT_FOUND));

        let stop = server.record(id, "Stop").await;
        for line in [
            "Acct-Terminate-Cause = Admin-Reset",
            "Acct-Output-Octets = 5",
            "Acct-Output-Gigawords = 2",
            "Acct-Input-Octets = 5",
            "Framed-IP-Address = 10.9.0.1",
        ] {
            assert!(stop.contains(line), "{line} is not in\n{stop}");
        }
        println!("{method:?}: FreeRADIUS's record of the stop:\n{stop}\n");
    }
}

#[tokio::test]
async fn radclient_is_answered_as_our_client_is() {
    let Some(server) = FreeRadius::start(USERS, Replies::WithMessageAuthenticator) else { return };
    let (_router, nas) = bras(&server).await;
    let session = nas.bring_up(dial("rahasia", Method::Chap)).await.unwrap();
    let who = format!("User-Name=budi,Acct-Session-Id={},Framed-IP-Address=10.9.0.1", session.acct_session_id);
    let ask = async |kind: &'static str, secret: &'static str, more: &str| {
        let (address, attributes) = (nas.coa_address(), format!("{who}{more}"));
        tokio::task::spawn_blocking(move || radclient(address, kind, secret, &attributes)).await.unwrap()
    };
    let signed = ",Message-Authenticator=0x00";
    let Some(changed) = ask("coa", SECRET, &format!("{signed},Mikrotik-Rate-Limit=\"1M/2M\"")).await else { return };
    assert!(changed.contains("Received CoA-ACK"), "{changed}");
    assert_eq!(nas.sessions()[0].rate_limit.as_deref(), Some("1M/2M"));
    for (kind, secret, more, wanted) in [
        ("coa", SECRET, format!("{signed},Mikrotik-Address-List=isolir"), "Error-Cause = Unsupported-Attribute"),
        ("coa", SECRET, signed.to_owned(), "Error-Cause = Missing-Attribute"),
        // Silence: the wrong secret, and no Message-Authenticator.
        ("disconnect", "wrong", signed.to_owned(), "No reply from server"),
        ("disconnect", SECRET, String::new(), "No reply from server"),
        ("disconnect", SECRET, signed.to_owned(), "Received Disconnect-ACK"),
        ("disconnect", SECRET, signed.to_owned(), "Error-Cause = Session-Context-Not-Found"),
    ] {
        let said = ask(kind, secret, &more).await.unwrap();
        assert!(said.contains(wanted), "{kind} {more}: {said}");
        println!("radclient {kind}{more}: {wanted}");
    }
}

/// What radclient says; `None`, with a printed reason, where there is none.
fn radclient(address: SocketAddr, kind: &str, secret: &str, attributes: &str) -> Option<String> {
    let started = Command::new("radclient")
        .args(["-x", "-r", "1", "-t", "1", &address.to_string(), kind, secret])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut process) = started else {
        println!("SKIPPED: no radclient program (Debian: apt-get install freeradius-utils)");
        return None;
    };
    process.stdin.take().unwrap().write_all(attributes.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    Some(format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)))
}
