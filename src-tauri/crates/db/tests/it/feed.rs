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

/// A start above everything that the making of the world wrote.
async fn quiet_start(pool: &PgPool) -> Cursor {
    let mut at = feed::start(pool).await.unwrap();
    for _ in 0..20 {
        at = feed::since(pool, &at).await.unwrap().1;
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    at
}

#[tokio::test]
async fn a_change_that_commits_late_is_still_seen() {
    let world = World::new().await;
    let from = quiet_start(world.admin.pool()).await;
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
    assert_eq!(seen.len(), 2, "both, once");
    assert!(feed::since(world.admin.pool(), &next).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_branch_reads_its_own_changes() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let rina = world.operator(&[Role::Branch], Some(other)).await;
    let from = quiet_start(rina.pool()).await;
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
