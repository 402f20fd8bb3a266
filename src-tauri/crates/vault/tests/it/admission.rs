//! A second agent: waiting, let in, shut out.

use janet_model::{Code, CommandId, JobId, NewId, Role};
use janet_testkit::World;
use janet_vault::{ApproveAgent, Enrolment, RevokeAgent, VaultError, state};
use uuid::Uuid;

use crate::site::{Agent, CLEAR, keep, open};

fn approve(agent: &Agent) -> ApproveAgent {
    ApproveAgent { agent: agent.vault.agent(), job: JobId::new_id() }
}

#[tokio::test]
async fn a_second_agent_opens_nothing_until_it_is_let_in() {
    let world = World::new().await;
    let first = Agent::start(&world, "server").await;
    let second = Agent::start(&world, "laptop").await;
    let id = keep(&world, CLEAR).await;
    assert_eq!(second.vault.enrolment().await.unwrap(), Enrolment::Waiting);
    assert!(matches!(second.vault.secret(id).await, Err(VaultError::NotEnrolled)));
    assert!(matches!(second.vault.approve(second.vault.agent(), "laptop").await, Err(VaultError::NotEnrolled)), "nobody lets himself in");

    let input = approve(&second);
    let command = CommandId::new_id();
    world.apply_with_id(&world.admin, command, &input).await.unwrap();
    // The waiting agent takes the job first and cannot do it.
    second.work(&world).await;
    assert!(matches!(second.vault.secret(id).await, Err(VaultError::NotEnrolled)));
    let reason: String =
        sqlx::query_scalar("select reason from public.isp_jobs where kind = 'vault.approve'").fetch_one(world.admin.pool()).await.unwrap();
    assert!(reason.contains("waits to be let into the vault"), "{reason}");

    sqlx::query("update public.isp_jobs set run_after = now()").execute(&world.agent).await.unwrap();
    first.work(&world).await;
    assert_eq!(second.vault.secret(id).await.unwrap().expose(), CLEAR);
    let state = state(world.admin.pool(), None).await.unwrap();
    let laptop = state.agents.iter().find(|agent| agent.label == "laptop").unwrap();
    assert_eq!((laptop.enrolment, laptop.approved_by.as_deref()), (Enrolment::Enrolled, Some(world.admin.login.as_str())));

    // The same command again, and another one for an agent that is in already: nothing more is queued.
    world.apply_with_id(&world.admin, command, &input).await.unwrap();
    world.apply(&approve(&second)).await.unwrap();
    let jobs: i64 = sqlx::query_scalar("select count(*) from public.isp_jobs where kind = 'vault.approve'")
        .fetch_one(world.admin.pool())
        .await
        .unwrap();
    assert_eq!(jobs, 1);
    let other = ApproveAgent { agent: first.vault.agent(), ..input };
    assert_eq!(world.apply_with_id(&world.admin, command, &other).await.unwrap_err().code, Code::CommandReused);
}

#[tokio::test]
async fn approving_twice_at_once_queues_one_job() {
    let world = World::new().await;
    let _first = Agent::start(&world, "server").await;
    let second = Agent::start(&world, "laptop").await;
    let input = approve(&second);
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &input), world.apply_with_id(&world.admin, id, &input));
    one.unwrap();
    two.unwrap();
    world.apply(&approve(&second)).await.unwrap();
    let jobs: i64 = sqlx::query_scalar("select count(*) from public.isp_jobs where kind = 'vault.approve'")
        .fetch_one(world.admin.pool())
        .await
        .unwrap();
    assert_eq!(jobs, 1);
}

#[tokio::test]
async fn two_agents_on_a_new_database_at_once_make_one_key() {
    let world = World::new().await;
    let (one, two) = tokio::join!(Agent::start(&world, "one"), Agent::start(&world, "two"));
    let enrolled = [one.vault.enrolment().await.unwrap(), two.vault.enrolment().await.unwrap()];
    assert!(enrolled.contains(&Enrolment::Enrolled) && enrolled.contains(&Enrolment::Waiting), "{enrolled:?}");
    assert_eq!(state(world.admin.pool(), None).await.unwrap().key_version, Some(1));
}

#[tokio::test]
async fn an_agent_that_was_shut_out_opens_nothing_more() {
    let world = World::new().await;
    let first = Agent::start(&world, "server").await;
    let second = Agent::start(&world, "laptop").await;
    let id = keep(&world, CLEAR).await;
    let last = RevokeAgent { agent: first.vault.agent() };
    assert_eq!(world.apply(&last).await.unwrap_err().code, Code::InUse, "nobody else could open anything");
    world.apply(&approve(&second)).await.unwrap();
    first.work(&world).await;
    assert_eq!(second.vault.secret(id).await.unwrap().expose(), CLEAR);

    let revoke = RevokeAgent { agent: second.vault.agent() };
    let command = CommandId::new_id();
    world.apply_with_id(&world.admin, command, &revoke).await.unwrap();
    world.apply_with_id(&world.admin, command, &revoke).await.unwrap();
    let (one, two) = tokio::join!(world.apply(&revoke), world.apply(&revoke));
    one.unwrap();
    two.unwrap();
    assert_eq!(world.apply_with_id(&world.admin, command, &last).await.unwrap_err().code, Code::CommandReused);
    assert!(matches!(second.vault.secret(id).await, Err(VaultError::Revoked)), "although it held the key");
    let restarted = open(&world.agent, second.folder.path(), "laptop").await.unwrap();
    assert!(matches!(restarted.secret(id).await, Err(VaultError::Revoked)));
    assert_eq!(world.apply(&approve(&second)).await.unwrap_err().code, Code::NotFound);
    assert!(matches!(first.vault.approve(second.vault.agent(), "x").await, Err(VaultError::Revoked)));
    assert_eq!(first.vault.secret(id).await.unwrap().expose(), CLEAR);
}

#[tokio::test]
async fn only_an_administrator_decides_and_only_about_agents_that_asked() {
    let world = World::new().await;
    let first = Agent::start(&world, "server").await;
    let noc = world.operator(&[Role::Noc], None).await;
    assert_eq!(world.apply_as(&noc, &approve(&first)).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(world.apply_as(&noc, &RevokeAgent { agent: first.vault.agent() }).await.unwrap_err().code, Code::Forbidden);
    let nobody = ApproveAgent { agent: Uuid::now_v7(), job: JobId::new_id() };
    assert_eq!(world.apply(&nobody).await.unwrap_err().code, Code::NotFound);
    assert_eq!(world.apply(&RevokeAgent { agent: nobody.agent }).await.unwrap_err().code, Code::NotFound);
}
