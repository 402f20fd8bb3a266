//! A link over lost connections: what is asked again, what is not, and when.

use std::sync::Arc;
use std::time::Duration;

use janet_routeros::{Command, Ended, Endpoint, Error, Link, LinkOptions, LinkState, LoginMethod, News, Options, Target};
use tokio::time::timeout;

use crate::script::{Peer, Router, login, options};

fn link_options() -> LinkOptions {
    LinkOptions {
        connection: Options { deadline: Duration::from_secs(2), ..options() },
        first_wait: Duration::from_millis(50),
        ..LinkOptions::default()
    }
}

fn target(router: &Router) -> Target {
    Target { endpoint: Endpoint::plain(router.address()), login: login(LoginMethod::Plain) }
}

async fn up() -> (Router, Link, Peer) {
    let router = Router::start().await;
    let link = Link::open(target(&router), link_options());
    let peer = router.welcome().await;
    link.until(|state| matches!(state, LinkState::Up { .. })).await;
    // Longer than a connection that is lost at once.
    tokio::time::sleep(Duration::from_millis(70)).await;
    (router, link, peer)
}

#[tokio::test]
async fn a_write_that_was_under_way_is_lost_and_never_sent_again() {
    let (router, link, mut peer) = up().await;
    let script = async {
        assert_eq!(peer.next().await.0[0], "/ppp/secret/add");
        drop(peer);
        let mut peer = router.welcome().await;
        // Nothing comes of itself on the new connection; the first is what is asked next.
        let (words, tag) = peer.next().await;
        assert_eq!(words[0], "/ppp/secret/print");
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let ours = async {
        let lost = link.run(Command::new("/ppp/secret/add").attribute("name", "budi")).await.unwrap_err();
        assert!(matches!(lost, Error::Lost(Ended::Closed)) && lost.is_unknown(), "{lost}");
        link.until(|state| matches!(state, LinkState::Up { .. })).await;
        link.run(Command::new("/ppp/secret/print")).await.unwrap();
    };
    let ((), _peer) = tokio::join!(ours, script);
}

#[tokio::test]
async fn a_read_that_was_under_way_is_asked_once_more() {
    let (router, link, mut peer) = up().await;
    let script = async {
        assert_eq!(peer.next().await.0[0], "/ppp/active/print");
        drop(peer);
        let mut peer = router.welcome().await;
        let (words, tag) = peer.next().await;
        assert_eq!(words[0], "/ppp/active/print");
        peer.say(&tag, &["!re", "=name=budi"]).await;
        peer.say(&tag, &["!done"]).await;
        peer
    };
    let (answer, _peer) = tokio::join!(link.run(Command::new("/ppp/active/print")), script);
    assert_eq!(answer.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_fatal_is_lost_for_all_and_the_link_comes_back() {
    let (router, link, mut peer) = up().await;
    let script = async {
        peer.next().await;
        peer.next().await;
        peer.say("", &["!fatal", "session terminated on request"]).await;
        router.welcome().await
    };
    let write = || link.run(Command::new("/x/set"));
    let (a, b, _peer) = tokio::join!(write(), write(), script);
    for lost in [a, b] {
        assert!(matches!(lost, Err(Error::Lost(Ended::Fatal(_)))));
    }
    link.until(|state| matches!(state, LinkState::Up { .. })).await;
}

#[tokio::test]
async fn a_router_that_is_away_is_said_to_be_and_tried_again() {
    let router = Router::start().await;
    let address = router.address();
    drop(router);
    let target = Target { endpoint: Endpoint::plain(address), login: login(LoginMethod::Plain) };
    let link = Link::open(target, link_options());
    let LinkState::Waiting { attempts, reason, .. } = link.until(|state| matches!(state, LinkState::Waiting { attempts: 2, .. })).await
    else {
        panic!("not waiting")
    };
    assert!(attempts == 2 && matches!(*reason, Error::Connect(_)));
    // Not waited for: a screen is told at once.
    let down = timeout(Duration::from_millis(500), link.run(Command::new("/x/print"))).await.unwrap().unwrap_err();
    assert!(matches!(down, Error::Down(_)) && !down.is_unknown(), "{down}");

    let router = Router::start_at(address).await;
    link.retry();
    let _peer = router.welcome().await;
    timeout(Duration::from_secs(2), link.until(|state| matches!(state, LinkState::Up { .. }))).await.unwrap();
}

#[tokio::test]
async fn a_wrong_password_is_not_tried_again_until_a_person_says() {
    let router = Router::start().await;
    let link = Link::open(target(&router), link_options());
    let mut peer = router.accept().await;
    let (_, tag) = peer.next().await;
    peer.say(&tag, &["!trap", "=message=invalid user name or password (6)"]).await;
    peer.say(&tag, &["!done"]).await;
    let state = link.until(|state| matches!(state, LinkState::Stopped { .. })).await;
    assert!(matches!(state, LinkState::Stopped { reason } if matches!(*reason, Error::Login(_))));
    assert!(timeout(Duration::from_millis(300), router.accept()).await.is_err(), "tried again");
    assert!(matches!(link.run(Command::new("/x/print")).await, Err(Error::Down(_))));
    link.set_target(target(&router));
    let _peer = router.welcome().await;
    link.until(|state| matches!(state, LinkState::Up { .. })).await;
}

#[tokio::test]
async fn another_target_replaces_the_connection_and_a_retry_does_not() {
    let (router, link, mut peer) = up().await;
    link.retry();
    assert!(timeout(Duration::from_millis(150), router.accept()).await.is_err());
    let other = Router::start().await;
    link.set_target(target(&other));
    let _new = other.welcome().await;
    assert!(timeout(Duration::from_secs(2), peer.next_raw()).await.unwrap().is_none(), "the old one was closed");
}

#[tokio::test]
async fn a_router_that_hangs_up_at_the_login_says_why_it_may() {
    let router = Router::start().await;
    let link = Link::open(target(&router), link_options());
    drop(router.accept().await);
    let state = link.until(|state| matches!(state, LinkState::Waiting { .. })).await;
    let LinkState::Waiting { reason, .. } = state else { panic!() };
    assert!(matches!(*reason, Error::TurnedAway(_)), "{reason}");
    assert!(reason.to_string().contains("max-sessions"));
}

#[tokio::test]
async fn a_follower_begins_anew_after_a_loss_and_cancels_when_dropped() {
    let (router, link, mut peer) = up().await;
    let mut follow = link.follow(Command::new("/ppp/active/listen"));
    let (began, (words, tag)) = tokio::join!(follow.next(), peer.next());
    assert!(matches!(began, Some(Ok(News::Began))) && words == ["/ppp/active/listen"]);
    peer.say(&tag, &["!re", "=.id=*1", "=name=budi"]).await;
    assert!(matches!(follow.next().await, Some(Ok(News::Row(row))) if row.text("name").unwrap() == "budi"));
    drop(peer);
    assert!(matches!(follow.next().await, Some(Ok(News::Broke(Error::Lost(_))))));
    let again = async {
        let mut peer = router.welcome().await;
        let (words, tag) = peer.next().await;
        assert_eq!(words, ["/ppp/active/listen"]);
        (peer, tag)
    };
    let (began, (mut peer, tag)) = tokio::join!(follow.next(), again);
    assert!(matches!(began, Some(Ok(News::Began))));
    drop(follow);
    assert_eq!(peer.next().await.0, ["/cancel".to_owned(), format!("=tag={tag}")]);
}

#[tokio::test]
async fn a_listen_that_is_refused_is_over() {
    let (_router, link, mut peer) = up().await;
    let mut follow = link.follow(Command::new("/no/listen"));
    let script = async {
        let (_, tag) = peer.next().await;
        peer.say(&tag, &["!trap", "=category=0", "=message=no such command prefix"]).await;
        peer.say(&tag, &["!done"]).await;
    };
    let (began, ()) = tokio::join!(follow.next(), script);
    assert!(matches!(began, Some(Ok(News::Began))));
    assert!(matches!(follow.next().await, Some(Err(Error::Refused(_)))));
}

#[tokio::test]
async fn the_last_clone_closes_the_connection() {
    let (_router, link, mut peer) = up().await;
    let link = Arc::new(link);
    let clone = link.as_ref().clone();
    drop(link);
    assert!(timeout(Duration::from_millis(50), peer.next_raw()).await.is_err());
    drop(clone);
    assert!(timeout(Duration::from_secs(2), peer.next_raw()).await.unwrap().is_none());
}
