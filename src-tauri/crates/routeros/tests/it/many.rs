//! Many commands on one connection: interleaving, cancelling, the limit on commands under way, listening.

use std::sync::Arc;
use std::time::Duration;

use janet_routeros::{Command, Error, Options, RefusalKind};

use crate::script::{Router, options};

#[tokio::test]
async fn answers_that_come_interleaved_find_their_commands() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        let (first, a) = peer.next().await;
        let (second, b) = peer.next().await;
        let (third, c) = peer.next().await;
        assert_eq!([first[0].as_str(), &second[0], &third[0]], ["/a/print", "/b/print", "/c/print"]);
        peer.say(&b, &["!re", "=of=b1"]).await;
        peer.say(&a, &["!re", "=of=a1"]).await;
        peer.say("99", &["!re", "=of=nobody"]).await;
        peer.say(&c, &["!empty"]).await;
        peer.say(&b, &["!surprise", "=x=1"]).await;
        peer.say(&c, &["!done"]).await;
        peer.say(&b, &["!re", "=of=b2"]).await;
        peer.say(&a, &["!done", "=ret=*1A"]).await;
        peer.say(&b, &["!done"]).await;
    };
    let run = |path| connection.run(Command::new(path));
    let (a, b, c, ()) = tokio::join!(run("/a/print"), run("/b/print"), run("/c/print"), script);
    let a = a.unwrap();
    assert_eq!(a.rows[0].octets("of"), Some(b"a1".as_slice()));
    assert_eq!(a.new_id().unwrap().as_str(), "*1A");
    let of: Vec<_> = b.unwrap().rows.iter().map(|row| row.shown("of").unwrap().into_owned()).collect();
    assert_eq!(of, ["b1", "b2"]);
    assert!(c.unwrap().rows.is_empty());
    assert_eq!(connection.under_way(), 0);
}

#[tokio::test]
async fn a_trap_ends_its_own_command_only() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        let (_, a) = peer.next().await;
        let (_, b) = peer.next().await;
        peer.say(&a, &["!re", "=of=a"]).await;
        peer.say(&a, &["!trap", "=category=1", "=message=input does not match any value of profile"]).await;
        peer.say(&a, &["!trap", "=message=and more"]).await;
        peer.say(&b, &["!re", "=of=b"]).await;
        peer.say(&a, &["!done"]).await;
        peer.say(&b, &["!done"]).await;
    };
    let run = |path| connection.run(Command::new(path));
    let (a, b, ()) = tokio::join!(run("/ppp/secret/add"), run("/b/print"), script);
    let error = a.unwrap_err();
    assert_eq!(error.refusal(), Some(RefusalKind::Invalid));
    assert_eq!(error.to_string(), "the router refused: input does not match any value of profile; and more");
    assert_eq!(b.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let (connection, mut peer) = Router::connected(options()).await;
    let cases: &[(&[&str], RefusalKind)] = &[
        (&["=category=0", "=message=no such item"], RefusalKind::NotFound),
        (&["=message=no such item (4)"], RefusalKind::NotFound),
        (&["=category=0", "=message=no such command prefix"], RefusalKind::NoSuchCommand),
        (&["=message=failure: secret with the same name already exists"], RefusalKind::Conflict),
        (&["=message=failure: already have interface with such name"], RefusalKind::Conflict),
        (&["=message=not enough permissions (9)"], RefusalKind::Permission),
        (&["=category=2", "=message=interrupted"], RefusalKind::Interrupted),
        (&["=category=77", "=message=sesuatu"], RefusalKind::Other),
        (&[], RefusalKind::Other),
    ];
    for (words, kind) in cases {
        let script = async {
            let (_, tag) = peer.next().await;
            peer.say(&tag, &[&["!trap"], *words].concat()).await;
            peer.say(&tag, &["!done"]).await;
        };
        let (answer, ()) = tokio::join!(connection.run(Command::new("/x/remove")), script);
        assert_eq!(answer.unwrap_err().refusal(), Some(*kind), "{words:?}");
    }
}

#[tokio::test]
async fn a_dropped_command_is_cancelled_and_keeps_its_place_until_the_router_ended_it() {
    let (connection, mut peer) = Router::connected(Options { in_flight: 1, ..options() }).await;
    let connection = Arc::new(connection);
    let dropped = tokio::time::timeout(Duration::from_millis(50), connection.run(Command::new("/slow/print")));
    let (outcome, (_, tag)) = tokio::join!(dropped, peer.next());
    assert!(outcome.is_err());
    let (words, cancel) = peer.next().await;
    assert_eq!(words, ["/cancel".to_owned(), format!("=tag={tag}")]);
    assert_eq!(connection.under_way(), 1);

    // The next command waits for the place.
    let next = tokio::spawn({
        let connection = connection.clone();
        async move { connection.run(Command::new("/next/print")).await }
    });
    assert!(tokio::time::timeout(Duration::from_millis(60), peer.next_raw()).await.is_err());
    peer.say(&tag, &["!re", "=late=row"]).await;
    peer.say(&tag, &["!trap", "=category=2", "=message=interrupted"]).await;
    peer.say(&cancel, &["!done"]).await;
    peer.say(&tag, &["!done"]).await;
    let (words, tag) = peer.next().await;
    assert_eq!(words, ["/next/print"]);
    peer.say(&tag, &["!done"]).await;
    assert!(next.await.unwrap().unwrap().rows.is_empty());
}

#[tokio::test]
async fn a_deadline_is_unknown_not_refused() {
    let (connection, mut peer) = Router::connected(options()).await;
    let limit = Duration::from_millis(60);
    let (outcome, _) = tokio::join!(connection.run_within(Command::new("/slow/print"), limit), peer.next());
    assert!(matches!(outcome.unwrap_err(), Error::Deadline(_)));
    assert_eq!(peer.next().await.0[0], "/cancel");
    assert_eq!(connection.ended(), None);
}

#[tokio::test]
async fn a_listener_sees_changes_and_cancels_when_dropped() {
    let (connection, mut peer) = Router::connected(options()).await;
    let (listen, (words, tag)) = tokio::join!(connection.listen(Command::new("/ppp/active/listen")), peer.next());
    assert_eq!(words, ["/ppp/active/listen"]);
    let mut listen = listen.unwrap();
    peer.say(&tag, &["!re", "=.id=*1", "=name=budi"]).await;
    peer.say(&tag, &["!re", "=.id=*1", "=.dead=yes"]).await;
    assert!(!listen.next().await.unwrap().unwrap().is_dead());
    assert!(listen.next().await.unwrap().unwrap().is_dead());
    drop(listen);
    assert_eq!(peer.next().await.0, ["/cancel".to_owned(), format!("=tag={tag}")]);
}

#[tokio::test]
async fn a_listener_that_is_too_slow_is_cancelled_and_told() {
    let (connection, mut peer) = Router::connected(Options { listen_backlog: 3, ..options() }).await;
    let (listen, (_, tag)) = tokio::join!(connection.listen(Command::new("/log/listen")), peer.next());
    let mut listen = listen.unwrap();
    for _ in 0..5 {
        peer.say(&tag, &["!re", "=message=x"]).await;
    }
    assert_eq!(peer.next().await.0[0], "/cancel");
    for _ in 0..3 {
        assert!(listen.next().await.unwrap().is_ok());
    }
    assert!(matches!(listen.next().await, Some(Err(Error::TooSlow))));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let (connection, mut peer) = Router::connected(Options { max_rows: 10, ..options() }).await;
    let script = async {
        let (_, tag) = peer.next().await;
        for _ in 0..12 {
            peer.say(&tag, &["!re", "=x=y"]).await;
        }
        assert_eq!(peer.next().await.0[0], "/cancel");
    };
    let (answer, ()) = tokio::join!(connection.run(Command::new("/x/print")), script);
    assert!(matches!(answer.unwrap_err(), Error::TooManyRows(10)));
}

#[tokio::test]
async fn a_thousand_commands_share_a_connection() {
    let (connection, mut peer) = Router::connected(Options { deadline: Duration::from_secs(20), ..options() }).await;
    let script = tokio::spawn(async move {
        let mut held: Vec<(String, String)> = Vec::new();
        for number in 0..1000 {
            let (words, tag) = peer.next().await;
            held.push((words[1].clone(), tag));
            assert!(held.len() <= 16);
            // Answers come in an order of the router's own.
            if held.len() == 16 || number >= 984 {
                for (word, tag) in held.drain(..).rev() {
                    peer.say(&tag, &["!re", &word]).await;
                    peer.say(&tag, &["!done"]).await;
                }
            }
        }
        peer
    });
    let connection = Arc::new(connection);
    let mut asking = Vec::new();
    for number in 0..1000 {
        let connection = connection.clone();
        asking.push(tokio::spawn(async move {
            let answer = connection.run(Command::new("/x/print").attribute("n", number.to_string())).await.unwrap();
            assert_eq!(answer.rows[0].shown("n").unwrap(), number.to_string());
        }));
    }
    for one in asking {
        one.await.unwrap();
    }
    script.await.unwrap();
}
