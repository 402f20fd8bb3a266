//! Jobs: queued work of the agents. Claimed by lease, repeated with growing pauses, and never silent: a job that stands
//! still says why.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use janet_model::{BranchId, JobId};
use serde_json::Value;
use sqlx::{PgConnection, PgPool};
use tokio::sync::watch;
use uuid::Uuid;

use crate::DbError;

/// A worker that dies gives its job back after this long.
const LEASE: Duration = Duration::from_secs(60);

/// The longest pause of a job that waits for something outside.
const LATER_SECONDS: f64 = 60.0;

pub struct NewJob<'a> {
    pub id: JobId,
    pub kind: &'a str,
    /// What it is about; a second request for the same (kind, subject) joins the one that is open.
    pub subject: &'a str,
    pub payload: Value,
    pub branch: Option<BranchId>,
}

/// Queues in the caller's transaction. Returns the open job, ours or the one that was there.
pub async fn enqueue(conn: &mut PgConnection, job: NewJob<'_>, by: &str) -> Result<JobId, DbError> {
    // "Updating" the subject to itself waits for a request that came at the same moment and returns its row.
    let id = sqlx::query_scalar!(
        r#"insert into public.isp_jobs (id, kind, subject, payload, branch_id, created_by) values ($1, $2, $3, $4, $5, $6::text::name)
           on conflict (kind, subject) where state in ('waiting', 'running') do update set subject = excluded.subject
           returning id"#,
        job.id.0,
        job.kind,
        job.subject,
        job.payload,
        job.branch.map(|branch| branch.0),
        by
    )
    .fetch_one(conn)
    .await?;
    Ok(JobId(id))
}

/// What a handler says about one attempt.
#[derive(Debug)]
pub enum JobError {
    /// Try again later, some times; the text is what the queue page shows.
    Wait(String),
    /// It waits for something outside, such as a device that is down or a switch that a person must turn: tried again until
    /// that is there or somebody cancels it.
    Later(String),
    /// Trying again cannot help.
    GiveUp(String),
}

impl From<DbError> for JobError {
    fn from(error: DbError) -> Self {
        let text = crate::executor::chain(&error);
        if error.is_transient() { JobError::Wait(text) } else { JobError::GiveUp(text) }
    }
}

impl From<sqlx::Error> for JobError {
    fn from(error: sqlx::Error) -> Self {
        DbError::Sql(error).into()
    }
}

#[derive(Debug, Clone)]
pub struct Claimed {
    pub id: JobId,
    pub kind: String,
    pub subject: String,
    pub payload: Value,
    pub attempt: i32,
    max_attempts: i32,
}

type Work = Pin<Box<dyn Future<Output = Result<Value, JobError>> + Send>>;
type Handler = Arc<dyn Fn(Claimed, Progress) -> Work + Send + Sync>;

/// Reports how far a job is, and keeps its lease alive.
#[derive(Clone)]
pub struct Progress {
    pool: PgPool,
    id: JobId,
    worker: Uuid,
}

impl Progress {
    /// `false`: the job was cancelled or taken over; stop.
    pub async fn report(&self, done: i32, total: i32) -> Result<bool, DbError> {
        let rows = sqlx::query!(
            "update public.isp_jobs set progress_done = $3, progress_total = $4, lease_until = now() + make_interval(secs => $5)
             where id = $1 and lease_holder = $2 and state = 'running'",
            self.id.0,
            self.worker,
            done,
            total,
            LEASE.as_secs_f64()
        )
        .execute(&self.pool)
        .await?;
        Ok(rows.rows_affected() == 1)
    }
}

#[derive(Clone)]
pub struct Worker {
    pool: PgPool,
    id: Uuid,
    handlers: BTreeMap<String, Handler>,
}

impl Worker {
    pub fn new(pool: PgPool, id: Uuid) -> Worker {
        Worker { pool, id, handlers: BTreeMap::new() }
    }

    pub fn on<F, W>(mut self, kind: &str, handler: F) -> Worker
    where
        F: Fn(Claimed, Progress) -> W + Send + Sync + 'static,
        W: Future<Output = Result<Value, JobError>> + Send + 'static,
    {
        self.handlers.insert(kind.to_owned(), Arc::new(move |job, progress| Box::pin(handler(job, progress))));
        self
    }

    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match self.run_one().await {
                Ok(true) => continue,
                Ok(false) => {}
                Err(error) => tracing::warn!(error = %error, "jobs wait: the database does not answer"),
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Claims and runs one due job. `false`: nothing is due.
    pub async fn run_one(&self) -> Result<bool, DbError> {
        self.reclaim().await?;
        let kinds: Vec<String> = self.handlers.keys().cloned().collect();
        let row = sqlx::query!(
            r#"update public.isp_jobs set state = 'running', attempts = attempts + 1, lease_holder = $1, lease_until = now() + make_interval(secs => $2), progress_done = null, progress_total = null
               where id = (select id from public.isp_jobs where state = 'waiting' and run_after <= now() and kind = any ($3) order by run_after, id limit 1 for update skip locked)
               returning id, kind, subject, payload, attempts, max_attempts"#,
            self.id,
            LEASE.as_secs_f64(),
            &kinds
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(false) };
        let job = Claimed {
            id: JobId(row.id),
            kind: row.kind,
            subject: row.subject,
            payload: row.payload,
            attempt: row.attempts,
            max_attempts: row.max_attempts,
        };
        let Some(handler) = self.handlers.get(&job.kind).cloned() else { return Ok(false) };
        let progress = Progress { pool: self.pool.clone(), id: job.id, worker: self.id };
        // In a task of its own: a panic ends the attempt, not the worker.
        let result = tokio::spawn(handler(job.clone(), progress)).await;
        let result = result.unwrap_or_else(|_| Err(JobError::Wait("the work ended by a fault of the program".into())));
        self.settle(&job, result).await?;
        Ok(true)
    }

    /// Jobs whose worker went silent wait again, with that as their reason.
    async fn reclaim(&self) -> Result<(), DbError> {
        sqlx::query!(
            "update public.isp_jobs set state = 'waiting', lease_holder = null, lease_until = null, reason = 'the agent that ran it went silent'
             where state = 'running' and lease_until < now()"
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    async fn settle(&self, job: &Claimed, result: Result<Value, JobError>) -> Result<(), DbError> {
        let (state, reason, value, pause) = match result {
            Ok(value) => ("done", None, Some(value), 0.0),
            Err(JobError::Wait(reason)) if job.attempt < job.max_attempts => ("waiting", Some(reason), None, pause_seconds(job.attempt)),
            Err(JobError::Later(reason)) => ("waiting", Some(reason), None, pause_seconds(job.attempt).min(LATER_SECONDS)),
            Err(JobError::Wait(reason) | JobError::GiveUp(reason)) => ("failed", Some(reason), None, 0.0),
        };
        if let Some(reason) = &reason {
            tracing::warn!(job.id = %job.id, job.kind = %job.kind, job.subject = %job.subject, attempt = job.attempt, reason, state, "job not done");
        }
        // Only while the lease is ours: a result that comes too late must not overwrite the next attempt.
        sqlx::query!(
            "update public.isp_jobs set state = $3, reason = $4, result = $5, lease_holder = null, lease_until = null,
                 run_after = now() + make_interval(secs => $6), finished_at = case when $3 in ('done', 'failed') then now() end
             where id = $1 and lease_holder = $2 and state = 'running'",
            job.id.0,
            self.id,
            state,
            reason,
            value,
            pause
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// 2, 4, 8 … at most 300 seconds.
fn pause_seconds(attempt: i32) -> f64 {
    f64::from(2i32.saturating_pow(attempt.clamp(1, 9) as u32)).min(300.0)
}
