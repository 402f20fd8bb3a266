//! Leases: one holder, a new term for each new holder, and the old one is fenced off.

use std::time::Duration;

use janet_db::agents::{still_holds, take_lease};
use janet_testkit::World;
use uuid::Uuid;

#[tokio::test]
async fn an_expired_holder_is_fenced_by_its_term() {
    let world = World::bare().await;
    let mut conn = world.agent.acquire().await.unwrap();
    let (a, b) = (Uuid::now_v7(), Uuid::now_v7());
    let first = take_lease(&mut conn, "leader", a, Duration::from_millis(300)).await.unwrap().unwrap();
    assert!(take_lease(&mut conn, "leader", b, Duration::from_secs(5)).await.unwrap().is_none());
    let renewed = take_lease(&mut conn, "leader", a, Duration::from_millis(300)).await.unwrap().unwrap();
    assert_eq!(first, renewed, "renewing keeps the term");
    tokio::time::sleep(Duration::from_millis(400)).await;
    let second = take_lease(&mut conn, "leader", b, Duration::from_secs(5)).await.unwrap().unwrap();
    assert!(second.term > first.term);
    assert!(!still_holds(&mut conn, "leader", first).await.unwrap());
    assert!(still_holds(&mut conn, "leader", second).await.unwrap());
}

#[tokio::test]
async fn of_many_at_once_one_leads() {
    let world = World::bare().await;
    let tries = (0..8).map(|_| {
        let pool = world.agent.clone();
        tokio::spawn(async move {
            let mut conn = pool.acquire().await.unwrap();
            take_lease(&mut conn, "leader", Uuid::now_v7(), Duration::from_secs(5)).await.unwrap().is_some()
        })
    });
    let mut leaders = 0;
    for attempt in tries {
        leaders += i32::from(attempt.await.unwrap());
    }
    assert_eq!(leaders, 1);
}
