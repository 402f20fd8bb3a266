//! The queue page: what waits, why, and what a person may do about it.

use chrono::{DateTime, Utc};
use janet_db::{Command, Cx, Failure, jobs};
use janet_model::{CommandId, JobId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use uuid::Uuid;

use crate::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    fn parse(text: &str) -> JobState {
        match text {
            "waiting" => JobState::Waiting,
            "running" => JobState::Running,
            "done" => JobState::Done,
            "cancelled" => JobState::Cancelled,
            // The CHECK of the table knows these five.
            _ => JobState::Failed,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Job {
    pub id: JobId,
    pub kind: String,
    /// Name or code of what it is about, where the operator may see it.
    pub subject: String,
    pub state: JobState,
    /// Why it waits or failed, as the work said it.
    pub reason: Option<String>,
    pub attempts: i32,
    pub max_attempts: i32,
    pub run_after: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub progress_done: Option<i32>,
    pub progress_total: Option<i32>,
    /// What came of it, as JSON.
    pub result: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct WaitingCommand {
    pub id: CommandId,
    pub kind: String,
    pub author: String,
    pub submitted_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct AgentSeen {
    pub id: Uuid,
    pub name: String,
    pub version: String,
    pub seen_at: DateTime<Utc>,
    pub alive: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Queue {
    pub commands: Vec<WaitingCommand>,
    pub jobs: Vec<Job>,
    pub agents: Vec<AgentSeen>,
}

/// What the footer says all the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct QueueState {
    pub agents_alive: i32,
    pub leader: Option<String>,
    pub jobs_waiting: i32,
    pub jobs_failed: i32,
    pub commands_waiting: i32,
    /// The oldest reason of a job that stands still.
    pub reason: Option<String>,
}

pub async fn queue(pool: &PgPool) -> Result<Queue, Error> {
    let jobs = sqlx::query!(
        "select id, kind, api.job_about(kind, subject) as \"subject!\", state, reason, attempts, max_attempts, run_after, created_at, finished_at, progress_done, progress_total, result::text as result
         from public.isp_jobs
         order by state in ('waiting', 'running') desc, state = 'failed' desc, created_at desc, id limit 200"
    )
    .fetch_all(pool)
    .await?
    .into_iter()
    .map(|row| Job {
        id: JobId(row.id),
        kind: row.kind,
        subject: row.subject,
        state: JobState::parse(&row.state),
        reason: row.reason,
        attempts: row.attempts,
        max_attempts: row.max_attempts,
        run_after: row.run_after,
        created_at: row.created_at,
        finished_at: row.finished_at,
        progress_done: row.progress_done,
        progress_total: row.progress_total,
        result: row.result,
    })
    .collect();
    let commands = sqlx::query_as!(
        WaitingCommand,
        r#"select id as "id!", kind as "kind!", author::text as "author!", submitted_at as "submitted_at!", attempts as "attempts!", last_error from api.waiting_commands()"#
    )
    .fetch_all(pool)
    .await?;
    let agents = sqlx::query_as!(
        AgentSeen,
        r#"select id, name, version, seen_at, seen_at > now() - make_interval(secs => $1) as "alive!" from public.isp_agents order by name, id"#,
        janet_db::agents::SILENCE_SECONDS
    )
    .fetch_all(pool)
    .await?;
    Ok(Queue { commands, jobs, agents })
}

pub async fn queue_state(pool: &PgPool) -> Result<QueueState, Error> {
    Ok(sqlx::query_as!(
        QueueState,
        r#"select (select count(*) from public.isp_agents where seen_at > now() - make_interval(secs => $1))::int as "agents_alive!",
                  (select a.name from public.isp_leases l join public.isp_agents a on a.id = l.holder where l.name = 'leader' and l.until > now()) as leader,
                  (select count(*) from public.isp_jobs where state = 'waiting')::int as "jobs_waiting!",
                  (select count(*) from public.isp_jobs where state = 'failed' and finished_at > now() - interval '7 days')::int as "jobs_failed!",
                  (select count(*) from api.waiting_commands())::int as "commands_waiting!",
                  (select reason from public.isp_jobs where state = 'waiting' and reason is not null order by created_at limit 1) as reason"#,
        janet_db::agents::SILENCE_SECONDS
    )
    .fetch_one(pool)
    .await?)
}

/// A waiting or failed job is put aside; a running one is told to stop at its next step.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CancelJob {
    pub id: JobId,
}

impl Command for CancelJob {
    const KIND: &'static str = "workspace.job.cancel";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let rows = sqlx::query!(
            "update public.isp_jobs set state = 'cancelled', lease_holder = null, lease_until = null, finished_at = $2, reason = $3
             where id = $1 and state in ('waiting', 'running', 'failed')",
            self.id.0,
            cx.at,
            cx.author.login
        )
        .execute(&mut *cx.tx)
        .await?;
        if rows.rows_affected() == 0 { Err(Error::NotWaiting.into()) } else { Ok(()) }
    }
}

/// A waiting job runs now; a failed or cancelled one gets a fresh set of attempts.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct RetryJob {
    pub id: JobId,
}

impl Command for RetryJob {
    const KIND: &'static str = "workspace.job.retry";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let rows = sqlx::query!(
            "update public.isp_jobs j set state = 'waiting', attempts = 0, run_after = now(), finished_at = null
             where id = $1 and state in ('waiting', 'failed', 'cancelled')
               and not exists (select from public.isp_jobs o where o.kind = j.kind and o.subject = j.subject and o.id <> j.id and o.state in ('waiting', 'running'))",
            self.id.0
        )
        .execute(&mut *cx.tx)
        .await?;
        if rows.rows_affected() == 0 { Err(Error::NotWaiting.into()) } else { Ok(()) }
    }
}

/// *Back up now*: queued like the daily one, so that it shows in the queue and is never taken twice at once.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct RequestBackup {
    pub job: JobId,
}

impl Command for RequestBackup {
    const KIND: &'static str = "workspace.backup.request";
    type Outcome = JobId;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<JobId, Failure> {
        let job = jobs::NewJob { id: self.job, kind: "backup", subject: "embedded", payload: serde_json::json!({}), branch: None };
        let login = cx.author.login.clone();
        Ok(jobs::enqueue(cx.tx, job, &login).await?)
    }
}
