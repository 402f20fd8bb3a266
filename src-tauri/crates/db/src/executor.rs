//! The agent's half of a command: one transaction with rights, effects, audit and outcome.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::FutureExt;
use janet_model::{BranchId, Code, CommandId, Refusal, Role, UserId};
use serde_json::{Value, json};
use sqlx::{Acquire, PgConnection, PgPool, postgres::PgListener};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{Author, Cx, DbError, Failure, Outcomes, Registry};

/// After so many faults a command is given up with `failed` and a reference into the log.
const MAX_ATTEMPTS: i32 = 5;

pub struct Executor {
    pool: PgPool,
    registry: Registry,
    agent: String,
    outcomes: Outcomes,
    woken: Arc<Notify>,
}

struct Claimed {
    id: CommandId,
    kind: String,
    version: i16,
    input: Value,
    author: String,
    at: chrono::DateTime<chrono::Utc>,
    seed: Vec<u8>,
}

impl Executor {
    /// `pool` is signed in as janet_agent.
    pub fn new(pool: PgPool, registry: Registry, agent: String, outcomes: Outcomes) -> Executor {
        Executor { pool, registry, agent, outcomes, woken: Arc::new(Notify::new()) }
    }

    /// A handle that makes the executor look at the queue at once.
    pub fn waker(&self) -> Arc<Notify> {
        self.woken.clone()
    }

    /// Runs until `stop` turns true. A lost database is waited for; nothing is lost with it.
    pub async fn run(&self, mut stop: watch::Receiver<bool>) {
        let mut listener = None;
        let mut pause = Duration::from_millis(100);
        while !*stop.borrow() {
            match self.drain().await {
                Ok(()) => pause = Duration::from_millis(100),
                Err(error) => {
                    tracing::warn!(error = %error, "commands wait: the database does not answer");
                    listener = None;
                    pause = (pause * 2).min(Duration::from_secs(5));
                    tokio::select! {
                        () = tokio::time::sleep(pause) => {}
                        _ = stop.changed() => {}
                    }
                    continue;
                }
            }
            if listener.is_none() {
                listener = self.listen().await;
            }
            let notified = async {
                match &mut listener {
                    Some(listener) => listener.recv().await.is_ok(),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.woken.notified() => {}
                alive = notified => if !alive { listener = None },
                // Polling stands behind the notification.
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
                _ = stop.changed() => {}
            }
        }
    }

    async fn listen(&self) -> Option<PgListener> {
        let mut listener = PgListener::connect_with(&self.pool).await.ok()?;
        listener.listen("janet_commands").await.ok()?;
        Some(listener)
    }

    /// Runs everything that waits.
    pub async fn drain(&self) -> Result<(), DbError> {
        while self.run_one().await? {}
        Ok(())
    }

    /// Takes one waiting command through to its outcome. `false`: nothing waits.
    pub async fn run_one(&self) -> Result<bool, DbError> {
        let mut tx = self.pool.begin().await?;
        let Some(claimed) = claim(&mut tx).await? else { return Ok(false) };
        let id = claimed.id;
        let started = std::time::Instant::now();
        let result = AssertUnwindSafe(self.execute(&mut tx, &claimed)).catch_unwind().await;
        let result = result.unwrap_or_else(|_| Err(Failure::Fault(DbError::Program { program: "use case", output: "panicked".into() })));
        match result {
            Ok(outcome) => {
                let secrets = self.registry.get(&claimed.kind, claimed.version).map_or(&[][..], |entry| entry.secrets);
                finish(&mut tx, id, "applied", outcome, secrets, &self.agent).await?;
                tx.commit().await?;
                tracing::info!(command.id = %id, command.kind = %claimed.kind, duration_ms = started.elapsed().as_millis() as u64, "command applied");
            }
            Err(Failure::Refused(refusal)) => {
                let secrets = self.registry.get(&claimed.kind, claimed.version).map_or(&[][..], |entry| entry.secrets);
                finish(&mut tx, id, "refused", serde_json::to_value(&refusal).unwrap_or_default(), secrets, &self.agent).await?;
                tx.commit().await?;
                tracing::info!(command.id = %id, command.kind = %claimed.kind, code = ?refusal.code, "command refused");
            }
            Err(Failure::Fault(error)) => {
                // Everything is rolled back; only the count of attempts and the reason stay.
                drop(tx);
                self.note_fault(&claimed, &error).await?;
            }
        }
        self.outcomes.announce(id);
        Ok(true)
    }

    async fn execute(&self, tx: &mut PgConnection, claimed: &Claimed) -> Result<Value, Failure> {
        let author = author(tx, &claimed.author, &claimed.kind).await?;
        let Some(entry) = self.registry.get(&claimed.kind, claimed.version) else {
            return Err(Refusal::new(Code::UnknownCommand).detail(claimed.kind.clone()).into());
        };
        let seed = <[u8; 32]>::try_from(claimed.seed.as_slice())
            .map_err(|_| Failure::Fault(DbError::Program { program: "command", output: "seed".into() }))?;
        sqlx::query!(
            "select set_config('janet.actor', $1, true) as a, set_config('janet.command', $2, true) as b",
            claimed.author,
            claimed.id.to_string()
        )
        .fetch_one(&mut *tx)
        .await?;
        // A refusal must take its effects back and still leave an outcome in this transaction.
        let mut effects = tx.begin().await?;
        let result = {
            let mut cx = Cx::new(&mut effects, author, claimed.id, claimed.at, seed);
            (entry.run)(claimed.input.clone(), &mut cx).await
        };
        match result {
            Ok(outcome) => {
                effects.commit().await?;
                Ok(outcome)
            }
            Err(failure) => {
                effects.rollback().await?;
                Err(failure)
            }
        }
    }

    async fn note_fault(&self, claimed: &Claimed, error: &DbError) -> Result<(), DbError> {
        let reference = Uuid::now_v7().simple().to_string();
        let reference = &reference[reference.len() - 8..];
        let chain = chain(error);
        tracing::error!(command.id = %claimed.id, command.kind = %claimed.kind, reference, error = %chain, "command failed");
        let mut tx = self.pool.begin().await?;
        let attempts = sqlx::query_scalar!(
            "update api.commands set attempts = attempts + 1, last_error = $2 where id = $1 and state = 'waiting' returning attempts",
            claimed.id.0,
            format!("{reference}: {chain}")
        )
        .fetch_optional(&mut *tx)
        .await?;
        let Some(attempts) = attempts else { return Ok(()) };
        let give_up = attempts >= MAX_ATTEMPTS || !error.is_transient();
        if give_up {
            let outcome = json!({ "code": Code::Internal, "field": null, "detail": reference });
            let secrets = self.registry.get(&claimed.kind, claimed.version).map_or(&[][..], |entry| entry.secrets);
            finish(&mut tx, claimed.id, "failed", outcome, secrets, &self.agent).await?;
        }
        tx.commit().await?;
        if !give_up {
            tokio::time::sleep(Duration::from_millis(20 << attempts.min(6))).await;
        }
        Ok(())
    }
}

async fn claim(tx: &mut PgConnection) -> Result<Option<Claimed>, DbError> {
    let row = sqlx::query!(
        "select id, kind, version, input, author::text as \"author!\", drawn_at, drawn_seed from api.commands
         where state = 'waiting' order by drawn_at, id limit 1 for update skip locked"
    )
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| Claimed {
        id: row.id.into(),
        kind: row.kind,
        version: row.version,
        input: row.input,
        author: row.author,
        at: row.drawn_at,
        seed: row.drawn_seed,
    }))
}

/// The author's rights as of now: submitting was allowed then, running must still be.
async fn author(tx: &mut PgConnection, login: &str, kind: &str) -> Result<Author, Failure> {
    let allowed = sqlx::query_scalar!(
        "select exists (select from sec.command_rights r where r.kind = $2 and exists (select from pg_roles p where p.rolname = $1::text::name)
                        and pg_has_role($1::text::name, r.role, 'member')) as \"allowed!\"",
        login,
        kind
    )
    .fetch_one(&mut *tx)
    .await?;
    if !allowed {
        return Err(Refusal::new(Code::Forbidden).into());
    }
    if login == "janet_agent" {
        return Ok(Author { login: login.to_owned(), user: None, roles: vec![Role::Admin], branch: None });
    }
    let user = sqlx::query!("select id, roles, branch_id, active from public.users where login = $1::text::name", login)
        .fetch_optional(&mut *tx)
        .await?;
    match user {
        Some(user) if user.active => Ok(Author {
            login: login.to_owned(),
            user: Some(UserId(user.id)),
            roles: user.roles.iter().filter_map(|name| Role::from_pg_role(name)).collect(),
            branch: user.branch_id.map(BranchId),
        }),
        Some(_) => Err(Refusal::new(Code::Disabled).into()),
        None => Err(Refusal::new(Code::Forbidden).into()),
    }
}

async fn finish(tx: &mut PgConnection, id: CommandId, state: &str, outcome: Value, secrets: &[&str], agent: &str) -> Result<(), DbError> {
    // `service.password` names a field inside another.
    let secrets: Vec<String> = secrets.iter().map(|path| path.replace('.', ",")).collect();
    sqlx::query!(
        "update api.commands set state = $2, outcome = $3, input = (select sec.without(input, $4::text[])), executed_at = clock_timestamp(), executed_by = $5 where id = $1",
        id.0,
        state,
        outcome,
        &secrets,
        agent
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("select pg_notify('janet_outcomes', $1) as n", id.to_string()).fetch_one(tx).await?;
    Ok(())
}

pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        source = inner.source();
    }
    text
}
