//! Agents against a real PostgreSQL: commands without a hand, the daily backup once, and a seal over what happened.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod sample;
mod snmp;
mod verbs;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI32, Ordering},
    },
    time::Duration,
};

use janet_agent::{Agent, AgentConfig, HostWork};
use janet_db::{Outcomes, Submitted, submit};
use janet_model::{CommandId, JobId, NewId};
use janet_testkit::World;
use janet_workspace::{ChangeSettings, JobState, RequestBackup, queue, queue_state, settings};

async fn agent(world: &World, name: &str, backup: Option<HostWork>) -> Agent {
    let pool = world.connect("janet_agent").await;
    Agent::start(AgentConfig { pool, name: name.into(), outcomes: Outcomes::default(), backup, ports: None }).await.unwrap()
}

fn counting(count: &Arc<AtomicI32>) -> HostWork {
    let count = count.clone();
    Arc::new(move || {
        let count = count.clone();
        Box::pin(async move {
            count.fetch_add(1, Ordering::SeqCst);
            Ok(serde_json::json!({ "proven": true }))
        })
    })
}

#[tokio::test]
async fn two_agents_take_one_daily_backup() {
    let world = World::new().await;
    let now = settings(world.admin.pool()).await.unwrap().unwrap();
    let mut values = now.values;
    values.backup_hour = 0;
    world.apply(&ChangeSettings { values, version: now.version }).await.unwrap();

    let count = Arc::new(AtomicI32::new(0));
    let (one, two) = (agent(&world, "kantor-1", Some(counting(&count))).await, agent(&world, "kantor-2", Some(counting(&count))).await);
    let mut done = false;
    for _ in 0..150 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        done = queue(world.admin.pool()).await.unwrap().jobs.iter().any(|job| job.kind == "backup" && job.state == JobState::Done);
        if done {
            break;
        }
    }
    assert!(done, "the leader queues it, a worker takes it");
    let state = queue_state(world.admin.pool()).await.unwrap();
    assert_eq!(state.agents_alive, 2);
    assert!(state.leader.is_some_and(|leader| leader.starts_with("kantor-")));
    // The next round of the schedule finds today's backup there.
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert_eq!(count.load(Ordering::SeqCst), 1);
    one.stop().await;
    two.stop().await;
    assert_eq!(queue_state(world.admin.pool()).await.unwrap().agents_alive, 0, "they signed off");
}

/// An agent in another process: it is woken by the notification, not by us.
#[tokio::test]
async fn a_command_is_run_without_being_woken_by_hand() {
    let world = World::new().await;
    let agent = agent(&world, "server", None).await;
    let input = RequestBackup { job: JobId::new_id() };
    let outcome = submit(world.admin.pool(), &Outcomes::default(), CommandId::new_id(), &input, || {}).await.unwrap();
    assert!(matches!(outcome, Submitted::Applied(job) if job == input.job));
    agent.stop().await;
}

/// The database goes away in the middle of the work and comes back: nothing is lost and nothing is done twice.
#[tokio::test]
async fn sessions_cut_by_the_server_lose_nothing() {
    let world = World::new().await;
    let agent = agent(&world, "server", None).await;
    let mut setup = sqlx::ConnectOptions::connect(&world.setup_options()).await.unwrap();
    for n in 0..10 {
        let id = CommandId::new_id();
        let input = janet_workspace::CreateBranch {
            id: janet_model::BranchId::new_id(),
            code: format!("CB-{n}"),
            name: format!("Cabang {n}"),
            city: String::new(),
            phone: None,
            timezone: "Asia/Jakarta".into(),
        };
        let outcomes = Outcomes::default();
        let cut = async {
            tokio::time::sleep(Duration::from_millis(n)).await;
            sqlx::query(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename <> session_user",
            )
            .execute(&mut setup)
            .await
            .unwrap();
        };
        let (first, ()) = tokio::join!(submit(world.admin.pool(), &outcomes, id, &input, || {}), cut);
        // Whatever the first try saw, the same command again has one outcome.
        let mut outcome = first.map_err(|error| error.refusal());
        for _ in 0..40 {
            if matches!(outcome, Ok(Submitted::Applied(()))) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            outcome = submit(world.admin.pool(), &outcomes, id, &input, || {}).await.map_err(|error| error.refusal());
        }
        assert!(matches!(outcome, Ok(Submitted::Applied(()))), "{outcome:?}");
    }
    let mut branches = 0;
    for _ in 0..10 {
        // The pool finds its dead connections one by one.
        if let Ok(count) = sqlx::query_scalar::<_, i64>("select count(*) from public.isp_branches where code like 'CB-%'")
            .fetch_one(world.admin.pool())
            .await
        {
            branches = count;
            break;
        }
    }
    assert_eq!(branches, 10);
    agent.stop().await;
}

#[tokio::test]
async fn a_hold_ends_when_its_time_is_over() {
    let world = World::new().await;
    let plan = world.sold_plan(janet_testkit::SoldPlan::default()).await;
    let customer = world.sold_customer(world.branch, "Budi").await;
    let service = world.sold_service(customer, plan, 1).await;
    let hold = janet_aaa::PlaceHold {
        id: NewId::new_id(),
        service_id: service,
        reason: janet_customers::HoldReason::Freeze,
        until: Some(chrono::Utc::now() + chrono::Duration::seconds(2)),
        note: String::new(),
    };
    world.apply(&hold).await.unwrap();
    let agent = agent(&world, "one", None).await;
    for _ in 0..200 {
        if !world.is_held(service).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let group: String = sqlx::query_scalar("select groupname from radius.radusergroup").fetch_one(world.admin.pool()).await.unwrap();
    assert_ne!(group, "isolir");
    agent.stop().await;
}
