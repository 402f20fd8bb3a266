//! What the issue trackers of other clients tell of routers: each surprise once.

use std::time::Duration;

use janet_routeros::{Command, Connection, Error, Id, Link, LinkOptions, Options, RefusalKind, Target, encode_sentence};
use janet_routeros::{Endpoint, LinkState, LoginMethod, ppp};
use tokio::io::AsyncWriteExt;

use crate::script::{Peer, Router, login, options};

async fn asked(connection: &Connection, peer: &mut Peer, replies: &[&[&[u8]]]) -> Result<janet_routeros::Answer, Error> {
    let script = async {
        let (_, tag) = peer.next().await;
        for reply in replies {
            peer.say_octets(&tag, reply).await;
        }
    };
    tokio::join!(connection.run(Command::new("/x/print")), script).0
}

#[tokio::test]
async fn a_trap_is_followed_by_done_and_the_next_command_gets_its_own() {
    let (connection, mut peer) = Router::connected(options()).await;
    let refused = asked(&connection, &mut peer, &[&[b"!trap", b"=message=failure: no"], &[b"!done"]]).await;
    assert_eq!(refused.unwrap_err().refusal(), Some(RefusalKind::Other));
    let answer = asked(&connection, &mut peer, &[&[b"!re", b"=a=1"], &[b"!done"]]).await.unwrap();
    assert_eq!(answer.rows.len(), 1);
}

#[tokio::test]
async fn two_traps_are_one_refusal() {
    let (connection, mut peer) = Router::connected(options()).await;
    let replies: &[&[&[u8]]] = &[&[b"!trap", b"=message=first"], &[b"!trap", b"=message=second"], &[b"!done"]];
    let error = asked(&connection, &mut peer, replies).await.unwrap_err();
    assert_eq!(error.to_string(), "the router refused: first; second");
}

#[tokio::test]
async fn an_empty_is_no_row_and_no_error() {
    let (connection, mut peer) = Router::connected(options()).await;
    assert!(asked(&connection, &mut peer, &[&[b"!empty"], &[b"!done"]]).await.unwrap().rows.is_empty());
}

#[tokio::test]
async fn words_of_128_and_16384_octets_arrive_in_any_pieces() {
    let (connection, mut peer) = Router::connected(options()).await;
    // `=a=` and so many octets.
    for length in [124, 125, 16_380, 16_381, 70_000] {
        let script = async {
            let (_, tag) = peer.next().await;
            let mut octets = Vec::new();
            let value = vec![b'v'; length];
            let row = [b"!re".to_vec(), [b"=a=", value.as_slice()].concat(), format!(".tag={tag}").into_bytes()];
            encode_sentence(&row, &mut octets).unwrap();
            encode_sentence(&[b"!done".to_vec(), format!(".tag={tag}").into_bytes()], &mut octets).unwrap();
            // The first octets one by one: a cut falls inside the length.
            for octet in &octets[..12] {
                peer.stream.write_all(&[*octet]).await.unwrap();
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            peer.stream.write_all(&octets[12..]).await.unwrap();
        };
        let (answer, ()) = tokio::join!(connection.run(Command::new("/x/print")), script);
        assert_eq!(answer.unwrap().rows[0].octets("a").unwrap().len(), length);
    }
}

#[tokio::test]
async fn values_hold_equals_signs_nothing_or_octets_that_are_no_utf8_and_properties_may_be_missing() {
    let (connection, mut peer) = Router::connected(options()).await;
    let row: &[&[u8]] = &[b"!re", b"=comment=a=b==c", b"=profile=", b"=name=\xc8\xfc\xff"];
    let answer = asked(&connection, &mut peer, &[row, &[b"!done"]]).await.unwrap();
    let row = &answer.rows[0];
    assert_eq!(row.octets("comment"), Some(b"a=b==c".as_slice()));
    assert_eq!((row.octets("profile"), row.filled("profile")), (Some(b"".as_slice()), None));
    assert_eq!(row.octets("name"), Some(b"\xc8\xfc\xff".as_slice()));
    assert_eq!(row.octets("service"), None);
    // What was read goes back as it was.
    let name = row.text("name").unwrap();
    let script = async {
        let sentence = peer.next_raw().await.unwrap();
        assert_eq!(sentence[1], b"=name=\xc8\xfc\xff");
        let tag = String::from_utf8(sentence[2].strip_prefix(b".tag=").unwrap().to_vec()).unwrap();
        peer.say(&tag, &["!done"]).await;
    };
    tokio::join!(connection.run(Command::new("/x/set").attribute("name", name)), script).0.unwrap();
}

#[tokio::test]
async fn a_removal_and_the_section_of_a_monitor_are_told() {
    let (connection, mut peer) = Router::connected(options()).await;
    let (listen, (_, tag)) = tokio::join!(connection.listen(Command::new("/interface/listen")), peer.next());
    let mut listen = listen.unwrap();
    peer.say(&tag, &["!re", "=.id=*5", "=.dead=yes"]).await;
    peer.say(&tag, &["!re", "=rx-bits-per-second=1", "=.section=17"]).await;
    let dead = listen.next().await.unwrap().unwrap();
    assert_eq!((dead.is_dead(), dead.id(), dead.section()), (true, Some(Id::new("*5")), None));
    let sample = listen.next().await.unwrap().unwrap();
    assert_eq!((sample.is_dead(), sample.section()), (false, Some(17)));
}

#[tokio::test]
async fn an_add_gives_the_id_with_done() {
    let (connection, mut peer) = Router::connected(options()).await;
    let answer = asked(&connection, &mut peer, &[&[b"!done", b"=ret=*8000001F"]]).await.unwrap();
    assert_eq!(answer.new_id(), Some(Id::new("*8000001F")));
    assert_eq!(asked(&connection, &mut peer, &[&[b"!done"]]).await.unwrap().new_id(), None);
}

/// Ids are given anew: an item that another operator removed, or another item under its id, must not be taken for ours.
#[tokio::test]
async fn an_item_that_another_operator_removed_is_not_found() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/ppp/secret/remove", "=.id=*4"]);
        peer.say(&tag, &["!trap", "=category=0", "=message=no such item (4)"]).await;
        peer.say(&tag, &["!done"]).await;
        // The name is what counts: whoever has it now, under whatever id.
        let (words, tag) = peer.next().await;
        assert_eq!(words.last().unwrap(), "?=name=budi");
        peer.say(&tag, &["!re", "=.id=*9", "=name=budi"]).await;
        peer.say(&tag, &["!done"]).await;
    };
    let ours = async {
        let gone = ppp::remove_secret(&connection, &Id::new("*4")).await.unwrap_err();
        assert_eq!(gone.refusal(), Some(RefusalKind::NotFound));
        assert_eq!(ppp::secret(&connection, "budi").await.unwrap().unwrap().id, Id::new("*9"));
    };
    tokio::join!(ours, script);
}

/// Nothing arrives and nothing fails, so somebody must ask.
#[tokio::test]
async fn a_router_that_was_rebooted_is_noticed_without_a_command() {
    let router = Router::start().await;
    let options = LinkOptions {
        connection: Options { deadline: Duration::from_millis(150), ..options() },
        keepalive: Duration::from_millis(100),
        first_wait: Duration::from_millis(20),
        ..LinkOptions::default()
    };
    let target = Target { endpoint: Endpoint::plain(router.address()), login: login(LoginMethod::Plain) };
    let link = Link::open(target, options);
    let mut old = router.welcome().await;
    // The keepalive is answered once.
    let (words, tag) = old.next().await;
    assert_eq!(words, ["/system/identity/print", "=.proplist=name"]);
    old.say(&tag, &["!re", "=name=x"]).await;
    old.say(&tag, &["!done"]).await;
    // Then the router is silent; the link finds it again.
    let _new = router.welcome().await;
    let state = tokio::time::timeout(Duration::from_secs(5), link.until(|state| matches!(state, LinkState::Up { .. }))).await;
    assert!(state.is_ok());
}
