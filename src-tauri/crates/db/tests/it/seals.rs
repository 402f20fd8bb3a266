//! The audit trail: append-only for everybody, and a row changed behind its back breaks the chain.

use janet_db::seal::{Verdict, seal, verify};
use janet_testkit::World;
use sqlx::{ConnectOptions, Connection, PgPool};

/// The watermark is the cluster's: a transaction of a neighbouring test holds it back for a moment.
async fn seal_soon(pool: &PgPool) -> Option<i64> {
    for _ in 0..6000 {
        if let Some(number) = seal(pool).await.unwrap() {
            return Some(number);
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    None
}

/// Seals until every row is under a seal.
async fn seal_all(world: &World) -> i64 {
    for _ in 0..6000 {
        seal(&world.agent).await.unwrap();
        let rows: i64 = sqlx::query_scalar("select count(*) from public.isp_activity_logs").fetch_one(&world.agent).await.unwrap();
        if matches!(verify(&world.agent).await.unwrap(), Verdict::Whole { rows: sealed, .. } if sealed == rows) {
            return rows;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the watermark never passed");
}

#[tokio::test]
async fn a_changed_row_is_named_by_its_seal() {
    let world = World::new().await;
    assert_eq!(seal_soon(&world.agent).await, Some(1));
    seal_all(&world).await;
    world.branch("TBN").await;
    let rows = seal_all(&world).await;
    assert_eq!(seal(&world.agent).await.unwrap(), None, "nothing new");
    let Verdict::Whole { seals, rows: sealed } = verify(&world.agent).await.unwrap() else { panic!("the chain is whole") };
    assert_eq!(sealed, rows);

    // Only somebody above the database's own rules can do this; that is what the chain is for.
    let mut owner = world.setup_options().connect().await.unwrap();
    sqlx::raw_sql("alter table public.isp_activity_logs disable trigger user; update public.isp_activity_logs set actor = 'somebody' where noun = 'branch' and after ->> 'code' = 'TBN'").execute(&mut owner).await.unwrap();
    owner.close().await.unwrap();
    assert_eq!(verify(&world.agent).await.unwrap(), Verdict::Broken { seal: seals });
}

#[tokio::test]
async fn nobody_rewrites_the_trail() {
    let world = World::new().await;
    for statement in [
        "update public.isp_activity_logs set actor = 'x'",
        "delete from public.isp_activity_logs",
        "truncate public.isp_activity_logs",
        "delete from audit.seals",
    ] {
        for pool in [&world.agent, world.admin.pool()] {
            let error = sqlx::query(statement).execute(pool).await.unwrap_err();
            assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{statement}");
        }
    }
}
