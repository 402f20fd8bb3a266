//! What the typed calls send and how they read rows of different versions.

use janet_routeros::ppp::{NewSecret, SecretChange};
use janet_routeros::system::Version;
use janet_routeros::{Connection, Error, Id, Password, interface, ppp, radius, system};

use crate::script::{Peer, Router, options};

/// Runs a call against one scripted answer and gives what was sent.
pub async fn answered<T>(call: impl AsyncFnOnce(&Connection) -> T, rows: &[&[&[u8]]], done: &[&str]) -> (T, Vec<String>) {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async |peer: &mut Peer| {
        let (words, tag) = peer.next().await;
        for row in rows {
            peer.say_octets(&tag, &[&[b"!re".as_slice()], *row].concat()).await;
        }
        peer.say(&tag, &[&["!done"], done].concat()).await;
        words
    };
    tokio::join!(call(&connection), script(&mut peer))
}

#[tokio::test]
async fn secrets_are_read_without_passwords() {
    let rows: &[&[&[u8]]] = &[
        &[b"=.id=*1", b"=name=budi", b"=service=pppoe", b"=profile=10M", b"=disabled=false", b"=comment=a=b", b"=extra=1"],
        // Winbox on a Windows PC of code page 1252, an old version with `yes`.
        &[b"=.id=*A", b"=name=Jos\xe9", b"=disabled=yes", b"=remote-address="],
    ];
    let (secrets, sent) = answered(async |router| ppp::secrets(router).await, rows, &[]).await;
    let secrets = secrets.unwrap();
    assert_eq!(sent[0], "/ppp/secret/print");
    assert!(sent[1].starts_with("=.proplist=.id,name,") && !sent[1].contains("password"));
    assert_eq!(secrets[0].name.as_str(), Some("budi"));
    assert_eq!(secrets[0].comment, Some("a=b".into()));
    assert_eq!(secrets[1].name.as_ref(), b"Jos\xe9");
    assert_eq!((secrets[1].name.as_str(), secrets[1].name.to_string().as_str()), (None, "Jos\u{fffd}"));
    assert_eq!((secrets[1].disabled, &secrets[1].remote_address), (true, &None));
}

#[tokio::test]
async fn a_row_without_a_name_is_an_error() {
    let (secrets, _) = answered(async |router| ppp::secrets(router).await, &[&[b"=.id=*1"]], &[]).await;
    assert!(matches!(secrets.unwrap_err(), Error::Unreadable { menu: "/ppp/secret", property: "name" }));
}

#[tokio::test]
async fn a_secret_is_added_set_and_removed() {
    let new = NewSecret {
        name: "budi".into(),
        password: Password::new("p=1"),
        service: "pppoe".into(),
        profile: "10M".into(),
        remote_address: None,
        comment: Some("JN-001".into()),
        disabled: false,
    };
    let (id, sent) = answered(async |router| ppp::add_secret(router, &new).await, &[], &["=ret=*1F"]).await;
    assert_eq!(id.unwrap(), Id::new("*1F"));
    assert_eq!(
        sent,
        ["/ppp/secret/add", "=name=budi", "=password=p=1", "=service=pppoe", "=profile=10M", "=comment=JN-001", "=disabled=no"]
    );
    let change = SecretChange { profile: Some("isolir".into()), disabled: Some(true), ..SecretChange::default() };
    let (done, sent) = answered(async |router| ppp::set_secret(router, &Id::new("*1F"), &change).await, &[], &[]).await;
    done.unwrap();
    assert_eq!(sent, ["/ppp/secret/set", "=.id=*1F", "=profile=isolir", "=disabled=yes"]);
    let (done, sent) = answered(async |router| ppp::remove_secret(router, &Id::new("*1F")).await, &[], &[]).await;
    done.unwrap();
    assert_eq!(sent, ["/ppp/secret/remove", "=.id=*1F"]);
}

#[tokio::test]
async fn active_sessions_and_interfaces_are_read() {
    let rows: &[&[&[u8]]] = &[&[
        b"=.id=*80000001",
        b"=name=budi",
        b"=service=pppoe",
        b"=caller-id=AA:BB:CC:00:11:22",
        b"=address=10.9.0.1",
        b"=uptime=1d2h3m4s",
        b"=session-id=0x81600001",
        b"=radius=true",
    ]];
    let (active, _) = answered(async |router| ppp::active(router).await, rows, &[]).await;
    let active = &active.unwrap()[0];
    assert_eq!((active.address, active.radius), (Some([10, 9, 0, 1].into()), true));
    assert_eq!(active.uptime.unwrap().as_secs(), 93_784);

    let rows: &[&[&[u8]]] =
        &[&[b"=.id=*5", b"=name=<pppoe-budi>", b"=type=pppoe-in", b"=rx-byte=18446744073709551615", b"=tx-byte=5", b"=running=true"]];
    let (interfaces, _) = answered(async |router| interface::interfaces(router).await, rows, &[]).await;
    let interface = &interfaces.unwrap()[0];
    assert_eq!((interface.rx_octets, interface.tx_octets), (Some(u64::MAX), Some(5)));
}

#[tokio::test]
async fn the_router_says_who_it_is_and_whom_it_asks() {
    let rows: &[&[&[u8]]] =
        &[&[b"=version=7.20.6 (stable)", b"=uptime=1w2d3h", b"=cpu-load=7", b"=total-memory=1073741824", b"=board-name=CHR"]];
    let (resource, _) = answered(async |router| system::resource(router).await, rows, &[]).await;
    let resource = resource.unwrap();
    assert_eq!((resource.version, resource.cpu_load), (Version { major: 7, minor: 20, patch: 6 }, Some(7)));
    let (identity, _) = answered(async |router| system::identity(router).await, &[&[b"=name=BRAS-1"]], &[]).await;
    assert!(identity.unwrap() == "BRAS-1");

    let rows: &[&[&[u8]]] = &[&[
        b"=.id=*1",
        b"=service=ppp,login",
        b"=address=10.0.0.2",
        b"=authentication-port=1812",
        b"=accounting-port=1813",
        b"=timeout=300ms",
        b"=disabled=false",
    ]];
    let (servers, sent) = answered(async |router| radius::servers(router).await, rows, &[]).await;
    let server = &servers.unwrap()[0];
    assert_eq!((server.authentication_port, server.accounting_port, server.timeout.unwrap().as_millis()), (1812, 1813, 300));
    assert!(!sent[1].contains("secret"));
    let (incoming, _) = answered(async |router| radius::incoming(router).await, &[&[b"=accept=false", b"=port=3799"]], &[]).await;
    assert_eq!(incoming.unwrap(), radius::Incoming { accept: false, port: 3799 });
}
