//! Jobs: joined when asked twice, claimed once, given back by the silent, visible with their reason.

use std::sync::{
    Arc,
    atomic::{AtomicI32, Ordering},
};

use janet_db::jobs::{self, JobError, NewJob, Worker};
use janet_model::{Code, JobId, NewId, Role};
use janet_testkit::World;
use janet_workspace::{CancelJob, JobState, RetryJob, queue, queue_state};
use serde_json::json;
use uuid::Uuid;

async fn enqueue(world: &World, subject: &str) -> JobId {
    let mut conn = world.agent.acquire().await.unwrap();
    jobs::enqueue(&mut conn, NewJob { id: JobId::new_id(), kind: "probe", subject, payload: json!({}), branch: None }, "test")
        .await
        .unwrap()
}

#[tokio::test]
async fn the_same_work_asked_twice_is_one_job() {
    let world = World::new().await;
    let (one, two) = tokio::join!(enqueue(&world, "olt-1"), enqueue(&world, "olt-1"));
    assert_eq!(one, two);
    assert_ne!(enqueue(&world, "olt-2").await, one);
}

#[tokio::test]
async fn two_workers_run_each_job_once() {
    let world = World::new().await;
    for n in 0..20 {
        enqueue(&world, &format!("s{n}")).await;
    }
    let count = Arc::new(AtomicI32::new(0));
    let worker = |_: u8| {
        let count = count.clone();
        Worker::new(world.agent.clone(), Uuid::now_v7()).on("probe", move |_, _| {
            let count = count.clone();
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                Ok(json!({}))
            }
        })
    };
    let (one, two) = (worker(1), worker(2));
    let drain = |worker: Worker| async move { while worker.run_one().await.unwrap() {} };
    tokio::join!(drain(one), drain(two));
    assert_eq!(count.load(Ordering::SeqCst), 20);
}

#[tokio::test]
async fn a_job_that_waits_says_why_and_can_be_retried_and_cancelled() {
    let world = World::new().await;
    let id = enqueue(&world, "olt-1").await;
    let worker = Worker::new(world.agent.clone(), Uuid::now_v7())
        .on("probe", |_, _| async { Err(JobError::Wait("OLT-BKS-2 does not answer".into())) });
    assert!(worker.run_one().await.unwrap());
    assert!(!worker.run_one().await.unwrap(), "it pauses before the next attempt");
    let state = queue_state(world.admin.pool()).await.unwrap();
    assert_eq!((state.jobs_waiting, state.reason.as_deref()), (1, Some("OLT-BKS-2 does not answer")));

    let command = janet_model::CommandId::new_id();
    world.apply_with_id(&world.admin, command, &RetryJob { id }).await.unwrap();
    world.apply_with_id(&world.admin, command, &RetryJob { id }).await.unwrap();
    assert!(worker.run_one().await.unwrap(), "now");

    let cancel = CancelJob { id };
    let (one, two) = tokio::join!(world.apply(&cancel), world.apply(&cancel));
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1, "cancelled once; the other is told");
    let listed = queue(world.admin.pool()).await.unwrap();
    assert_eq!(listed.jobs[0].state, JobState::Cancelled);

    let support = world.operator(&[Role::Support], None).await;
    assert_eq!(world.apply_as(&support, &RetryJob { id }).await.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn a_panic_ends_the_attempt_and_not_the_worker() {
    let world = World::new().await;
    enqueue(&world, "a").await;
    enqueue(&world, "b").await;
    let worker = Worker::new(world.agent.clone(), Uuid::now_v7()).on("probe", |job: jobs::Claimed, _| async move {
        assert_ne!(job.subject, "a", "the first one fails");
        Ok(json!({ "seen": job.subject }))
    });
    assert!(worker.run_one().await.unwrap());
    assert!(worker.run_one().await.unwrap());
    let states: Vec<JobState> = queue(world.admin.pool()).await.unwrap().jobs.into_iter().map(|job| job.state).collect();
    assert!(states.contains(&JobState::Done) && states.contains(&JobState::Waiting));
}

#[tokio::test]
async fn a_silent_worker_loses_its_job_and_its_late_result_is_ignored() {
    let world = World::new().await;
    let id = enqueue(&world, "a").await;
    let pool = world.agent.clone();
    let first = Worker::new(world.agent.clone(), Uuid::now_v7()).on("probe", move |job: jobs::Claimed, progress| {
        let pool = pool.clone();
        async move {
            assert!(progress.report(1, 10).await.unwrap());
            // The lease runs out, as it does when the machine sleeps; another agent takes the job.
            sqlx::query("update public.isp_jobs set lease_until = now() - interval '1 second' where id = $1")
                .bind(job.id.0)
                .execute(&pool)
                .await?;
            let second = Worker::new(pool.clone(), Uuid::now_v7()).on("probe", |_, _| async { Ok(json!("second")) });
            assert!(second.run_one().await.unwrap());
            assert!(!progress.report(2, 10).await.unwrap(), "told to stop");
            Ok(json!("first"))
        }
    });
    first.run_one().await.unwrap();
    let job = queue(world.admin.pool()).await.unwrap().jobs.into_iter().find(|job| job.id == id).unwrap();
    assert_eq!((job.state, job.result.as_deref()), (JobState::Done, Some("\"second\"")));
}
