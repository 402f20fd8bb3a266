//! How connections end: every command under way is told, and told why.

use std::time::{Duration, Instant};

use janet_routeros::{Command, Ended, Error, Options};
use tokio::io::AsyncWriteExt;

use crate::script::{Router, options};

fn reason<T>(answer: Result<T, Error>) -> Ended {
    match answer {
        Err(Error::Lost(ended)) => ended,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("answered"),
    }
}

#[tokio::test]
async fn a_fatal_ends_every_command() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        let (_, tag) = peer.next().await;
        peer.next().await;
        peer.say(&tag, &["!re", "=x=y"]).await;
        peer.say("", &["!fatal", "session terminated on request"]).await;
    };
    let run = |path| connection.run(Command::new(path));
    let (a, b, ()) = tokio::join!(run("/a/print"), run("/b/print"), script);
    let fatal = Ended::Fatal("session terminated on request".into());
    assert_eq!((reason(a), reason(b)), (fatal.clone(), fatal.clone()));
    assert_eq!(connection.ended(), Some(fatal.clone()));
    // This one was never sent.
    assert!(matches!(run("/c/print").await, Err(Error::Ended(ended)) if ended == fatal));
}

#[tokio::test]
async fn a_connection_cut_inside_a_sentence_ends_every_command() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        peer.next().await;
        peer.next().await;
        peer.stream.write_all(&[3, b'!', b'r']).await.unwrap();
        peer.stream.shutdown().await.unwrap();
    };
    let run = |path| connection.run(Command::new(path));
    let (a, b, ()) = tokio::join!(run("/a/print"), run("/b/print"), script);
    assert_eq!((reason(a), reason(b)), (Ended::Closed, Ended::Closed));
}

#[tokio::test]
async fn octets_that_are_no_sentences_end_the_connection() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        peer.next().await;
        peer.stream.write_all(&[0xF9, 1, 2, 3]).await.unwrap();
    };
    let (a, ()) = tokio::join!(connection.run(Command::new("/a/print")), script);
    assert!(matches!(reason(a), Ended::Protocol(_)));
}

#[tokio::test]
async fn a_word_longer_than_the_limit_ends_the_connection() {
    let (connection, mut peer) = Router::connected(options()).await;
    let script = async {
        peer.next().await;
        peer.stream.write_all(&[0xEF, 0xFF, 0xFF, 0xFF]).await.unwrap();
    };
    let (a, ()) = tokio::join!(connection.run(Command::new("/a/print")), script);
    assert_eq!(reason(a).to_string(), "not the RouterOS API: a word of 268435455 octets");
}

/// A router that was rebooted leaves a half-open connection: nothing arrives, nothing fails.
#[tokio::test]
async fn a_router_that_answers_not_even_a_cancellation_is_given_up() {
    let options = Options { deadline: Duration::from_millis(80), ..options() };
    let (connection, peer) = Router::connected(options).await;
    assert!(matches!(connection.run(Command::new("/a/print")).await.unwrap_err(), Error::Deadline(_)));
    let start = Instant::now();
    while connection.ended().is_none() && start.elapsed() < Duration::from_secs(3) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(connection.ended(), Some(Ended::Silent));
    drop(peer);
}

#[tokio::test]
async fn dropping_the_connection_closes_the_socket() {
    let (connection, mut peer) = Router::connected(options()).await;
    drop(connection);
    assert!(tokio::time::timeout(Duration::from_secs(2), peer.next_raw()).await.unwrap().is_none());
}
