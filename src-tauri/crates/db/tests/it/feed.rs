//! The feed: nothing is lost to a commit that comes late, and a branch reads its own.

use janet_db::feed::{self, Change, Cursor};
use janet_model::Role;
use janet_testkit::World;
use sqlx::PgPool;

/// The watermark is the cluster's: a transaction of a neighbouring test holds it back for a moment.
async fn wait_for(pool: &PgPool, cursor: &Cursor, wanted: usize) -> (Vec<Change>, Cursor) {
    let (mut seen, mut at) = (Vec::new(), cursor.clone());
    for _ in 0..6000 {
        let (more, next) = feed::since(pool, &at).await.unwrap();
        seen.extend(more);
        at = next;
        if seen.len() >= wanted {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    (seen, at)
}

/// Who holds the watermark back, for the message of a failure.
async fn held_back(world: &World) -> String {
    let mut setup = sqlx::ConnectOptions::connect(&world.setup_options()).await.unwrap();
    sqlx::query_scalar(
        "select format('watermark %s, feed %s, open %s', pg_snapshot_xmin(pg_current_snapshot()),
             (select string_agg(format('%s/%s %s', xid, seq, noun), ', ' order by xid, seq) from api.feed),
             (select string_agg(format('%s %s %s %s: %s', datname, state, backend_xid, now() - xact_start, left(query, 80)), ' | ') from pg_stat_activity where backend_xid is not null))",
    )
    .fetch_one(&mut setup)
    .await
    .unwrap()
}

/// A start above everything that the making of the world wrote: read until the feed's newest row was seen.
async fn quiet_start(world: &World, pool: &PgPool) -> Cursor {
    let written: i64 = sqlx::query_scalar("select count(*) from api.feed").fetch_one(&world.agent).await.unwrap();
    for _ in 0..6000 {
        let below: i64 = sqlx::query_scalar("select count(*) from api.feed where xid < pg_snapshot_xmin(pg_current_snapshot())")
            .fetch_one(&world.agent)
            .await
            .unwrap();
        if below == written {
            return feed::start(pool).await.unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the watermark never passed");
}

#[tokio::test]
async fn a_change_that_commits_late_is_still_seen() {
    let world = World::new().await;
    let from = quiet_start(&world, world.admin.pool()).await;
    // An earlier transaction stays open while a later one commits.
    let mut slow = world.agent.begin().await.unwrap();
    sqlx::query("update public.isp_branches set name = 'Lambat', version = version + 1 where id = $1")
        .bind(world.branch.0)
        .execute(&mut *slow)
        .await
        .unwrap();
    sqlx::query("insert into public.isp_branches (id, code, name, timezone) values (gen_random_uuid(), 'CPT', 'Cepat', 'Asia/Jakarta')")
        .execute(&world.agent)
        .await
        .unwrap();
    let (seen, next) = feed::since(world.admin.pool(), &from).await.unwrap();
    assert!(seen.is_empty(), "what is at or above the watermark is not final yet");
    slow.commit().await.unwrap();
    let (seen, next) = wait_for(world.admin.pool(), &next, 2).await;
    assert_eq!(seen.len(), 2, "both, once; {}", held_back(&world).await);
    assert!(feed::since(world.admin.pool(), &next).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_branch_reads_its_own_changes() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let rina = world.operator(&[Role::Branch], Some(other)).await;
    let from = quiet_start(&world, rina.pool()).await;
    for (branch, name) in [(world.branch, "a"), (other, "b")] {
        sqlx::query("update public.isp_branches set name = $2 where id = $1")
            .bind(branch.0)
            .bind(name)
            .execute(&world.agent)
            .await
            .unwrap();
    }
    let (seen, _) = wait_for(rina.pool(), &from, 1).await;
    assert_eq!(seen.iter().map(|change| change.row).collect::<Vec<_>>(), [other.0]);
}
