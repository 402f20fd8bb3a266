//! Letting an agent into the vault and shutting it out. Wrapping the key needs an opened vault, which the executor has
//! not: the command queues a job, and any enrolled agent does it.

use std::future::Future;
use std::pin::Pin;

use janet_db::jobs::{self, Claimed, JobError, NewJob, Progress};
use janet_db::{Command, Cx, Failure};
use janet_model::JobId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use uuid::Uuid;

use crate::{Vault, VaultError};

/// The kind of the job that [`approve_job`] runs.
pub const APPROVE_JOB: &str = "vault.approve";

/// Lets an agent in that asked. An administrator compares its fingerprint first.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ApproveAgent {
    /// The agent's row in `isp_agent_keys`.
    pub agent: Uuid,
    pub job: JobId,
}

impl Command for ApproveAgent {
    const KIND: &'static str = "vault.agent.approve";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let found = sqlx::query!("select approved_at, revoked_at from public.isp_agent_keys where id = $1", self.agent)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(VaultError::NoSuchAgent)?;
        if found.revoked_at.is_some() {
            return Err(VaultError::NoSuchAgent.into());
        }
        if found.approved_at.is_some() {
            return Ok(());
        }
        let payload = json!({ "agent": self.agent, "by": cx.author.login });
        let subject = self.agent.to_string();
        let job = NewJob { id: self.job, kind: APPROVE_JOB, subject: &subject, payload, branch: None };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// Shuts an agent out: it is refused from now on. What it could open it may remember, so those passwords are to be changed.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct RevokeAgent {
    pub agent: Uuid,
}

impl Command for RevokeAgent {
    const KIND: &'static str = "vault.agent.revoke";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        // All rows, in one order: two administrators who shut out two agents at once must not shut out the last.
        let agents = sqlx::query!("select id, approved_at, revoked_at from public.isp_agent_keys order by id for update")
            .fetch_all(&mut *cx.tx)
            .await?;
        let agent = agents.iter().find(|agent| agent.id == self.agent).ok_or(VaultError::NoSuchAgent)?;
        if agent.revoked_at.is_some() {
            return Ok(());
        }
        let others = agents.iter().filter(|other| other.id != self.agent && other.approved_at.is_some() && other.revoked_at.is_none());
        if agent.approved_at.is_some() && others.count() == 0 {
            return Err(VaultError::OnlyAgent.into());
        }
        sqlx::query!("update public.isp_agent_keys set revoked_at = $2 where id = $1", self.agent, cx.at).execute(&mut *cx.tx).await?;
        sqlx::query!("delete from public.isp_vault_grants where agent_key_id = $1", self.agent).execute(&mut *cx.tx).await?;
        Ok(())
    }
}

#[derive(Deserialize)]
struct Approval {
    agent: Uuid,
    by: String,
}

type Work = Pin<Box<dyn Future<Output = Result<Value, JobError>> + Send>>;

/// The handler for [`APPROVE_JOB`]: `worker.on(APPROVE_JOB, approve_job(vault))`. On an agent that is not enrolled the job
/// waits for one that is.
pub fn approve_job(vault: Vault) -> impl Fn(Claimed, Progress) -> Work + Send + Sync + 'static {
    move |job, _| {
        let vault = vault.clone();
        Box::pin(async move {
            let approval: Approval = serde_json::from_value(job.payload).map_err(|error| JobError::GiveUp(error.to_string()))?;
            match vault.approve(approval.agent, &approval.by).await {
                Ok(()) => Ok(json!({ "approved": approval.agent })),
                Err(error @ VaultError::NotEnrolled) => Err(JobError::Wait(error.to_string())),
                Err(VaultError::Db(error)) => Err(error.into()),
                Err(error) => Err(JobError::GiveUp(error.to_string())),
            }
        })
    }
}
