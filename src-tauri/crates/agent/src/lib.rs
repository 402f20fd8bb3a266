//! The agent: executes commands, runs jobs, and does what must happen without a person watching. It lives inside the
//! desktop, or headless as `janet-agent`; any number may run, and leases decide who does what only one may do.

pub mod freeradius;
mod registry;
pub mod sample;
mod schedule;
mod work;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use janet_db::{
    DbError, Executor, Outcomes, agents,
    jobs::{JobError, Worker},
};
use janet_vault::{APPROVE_JOB, Enrolment, approve_job};
use serde_json::Value;
use sqlx::PgPool;
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
};
use uuid::Uuid;

pub use registry::registry;
pub use work::Ports;

/// What a job handler of the host does, such as backing up its embedded server.
pub type HostWork = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Result<Value, JobError>> + Send>> + Send + Sync>;

pub struct AgentConfig {
    /// Signed in as janet_agent.
    pub pool: PgPool,
    /// What the header calls it, such as the machine's name.
    pub name: String,
    pub outcomes: Outcomes,
    /// Takes a verified backup; `None` where the server is not ours to back up.
    pub backup: Option<HostWork>,
    /// `None`: this agent reaches no device; work on devices waits for one that does.
    pub ports: Option<Ports>,
}

/// Jobs that one agent runs beside each other: a device that lets its caller wait holds up nobody else's.
const WORKERS: usize = 6;

/// A running agent. Dropping it aborts its tasks; [`Agent::stop`] lets them finish.
pub struct Agent {
    id: Uuid,
    pool: PgPool,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    waker: Arc<Notify>,
}

impl Agent {
    pub async fn start(config: AgentConfig) -> Result<Agent, DbError> {
        let id = Uuid::now_v7();
        // Alive before the first window asks whether anybody is.
        agents::seen(&config.pool, id, &config.name, env!("CARGO_PKG_VERSION")).await?;
        let (stop, stopped) = watch::channel(false);
        let executor = Executor::new(config.pool.clone(), registry(), config.name.clone(), config.outcomes.clone());
        let waker = executor.waker();
        let mut worker = Worker::new(config.pool.clone(), id);
        if let Some(backup) = config.backup.clone() {
            worker = worker.on("backup", move |_, _| backup());
        }
        if let Some(ports) = &config.ports {
            worker = work::on(worker, &config.pool, ports);
            match ports.vault.enrolment().await {
                // Only who is in can let others in; another agent would take the job and put it off.
                Ok(Enrolment::Enrolled) => worker = worker.on(APPROVE_JOB, approve_job(ports.vault.clone())),
                Ok(Enrolment::Waiting | Enrolment::Revoked) => {}
                Err(error) => tracing::error!(error = %error, "the vault does not say whether this agent is let in"),
            }
        }
        let mut tasks = Vec::new();
        tasks.push(tokio::spawn({
            let stopped = stopped.clone();
            async move { executor.run(stopped).await }
        }));
        for _ in 0..WORKERS {
            let (worker, stopped) = (worker.clone(), stopped.clone());
            tasks.push(tokio::spawn(async move { worker.run(stopped).await }));
        }
        tasks.push(tokio::spawn(heartbeat(config.pool.clone(), id, config.name.clone(), stopped.clone())));
        tasks.push(tokio::spawn(schedule::run(config.pool.clone(), id, config.backup.is_some(), stopped)));
        tracing::info!(agent.id = %id, agent.name = %config.name, "agent started");
        Ok(Agent { id, pool: config.pool, stop, tasks, waker })
    }

    /// Makes the executor look at the queue at once.
    pub fn wake(&self) {
        self.waker.notify_one();
    }

    pub fn waker(&self) -> Arc<Notify> {
        self.waker.clone()
    }

    /// Finishes what is being done and signs off.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        self.waker.notify_one();
        for task in self.tasks.drain(..) {
            let abort = task.abort_handle();
            if tokio::time::timeout(Duration::from_secs(10), task).await.is_err() {
                abort.abort();
            }
        }
        if let Err(error) = agents::gone(&self.pool, self.id).await {
            tracing::warn!(error = %error, "the agent could not sign off");
        }
        self.pool.close().await;
    }
}

impl Drop for Agent {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

async fn heartbeat(pool: PgPool, id: Uuid, name: String, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        if let Err(error) = agents::seen(&pool, id, &name, env!("CARGO_PKG_VERSION")).await {
            tracing::warn!(error = %error, "the agent could not say that it is alive");
        }
        tokio::select! {
            () = tokio::time::sleep(Duration::from_secs(5)) => {}
            _ = stop.changed() => {}
        }
    }
}
