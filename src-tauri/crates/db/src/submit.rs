//! The desktop's half of a command: hand it in, wait for its outcome.

use std::time::{Duration, Instant};

use janet_model::{Code, CommandId, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use specta::Type;
use sqlx::PgPool;
use tokio::sync::broadcast;

use crate::{
    Command, DbError,
    error::{is_transient, sql_code},
};

/// What became of a submitted command.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(tag = "state", content = "result", rename_all = "snake_case")]
pub enum Submitted<T> {
    Applied(T),
    /// Stored, but no agent has run it yet. It will be run; asking again with the same id tells.
    Waiting,
}

#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    #[error("{0}")]
    Refused(Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
}

impl SubmitError {
    pub fn refusal(self) -> Refusal {
        match self {
            SubmitError::Refused(refusal) => refusal,
            SubmitError::Db(error) => Refusal::new(error.code()),
        }
    }
}

/// Tells which commands got an outcome: from the executor of this process, or from a LISTEN on the server. Only a hint;
/// the outcome itself is always read from the database.
#[derive(Clone)]
pub struct Outcomes {
    sender: broadcast::Sender<CommandId>,
}

impl Default for Outcomes {
    fn default() -> Self {
        Outcomes { sender: broadcast::Sender::new(1024) }
    }
}

impl Outcomes {
    pub fn announce(&self, command: CommandId) {
        // Nobody waiting is fine.
        let _ = self.sender.send(command);
    }
}

/// How long a window waits before it says "stored, waiting for an agent".
const PATIENCE: Duration = Duration::from_secs(6);

/// Submits and waits. Safe to repeat with the same `id` and input after any error: the first outcome is returned.
pub async fn submit<C: Command>(
    pool: &PgPool,
    outcomes: &Outcomes,
    id: CommandId,
    input: &C,
    wake: impl FnOnce(),
) -> Result<Submitted<C::Outcome>, SubmitError> {
    let mut signal = outcomes.sender.subscribe();
    let json = serde_json::to_value(input).map_err(|_| SubmitError::Refused(Refusal::new(Code::Invalid)))?;
    let first = match hand_in(pool, id, C::KIND, C::VERSION, &json).await {
        // A connection that died since it was last used; the same id makes the second try harmless.
        Err(error) if is_transient(&error) => hand_in(pool, id, C::KIND, C::VERSION, &json).await,
        result => result,
    };
    let (state, outcome) = first.map_err(sql)?;
    if let Some(known) = read::<C>(&state, outcome)? {
        return Ok(known);
    }
    wake();
    let until = Instant::now() + PATIENCE;
    // A lost hint costs one of these pauses, no more.
    let mut pause = Duration::from_millis(40);
    loop {
        wait_for(&mut signal, id, pause).await;
        pause = (pause * 2).min(Duration::from_millis(400));
        let now = sqlx::query!(r#"select state as "state!", outcome from api.outcome($1)"#, id.0).fetch_one(pool).await.map_err(sql)?;
        if let Some(known) = read::<C>(&now.state, now.outcome)? {
            return Ok(known);
        }
        if Instant::now() > until {
            return Ok(Submitted::Waiting);
        }
    }
}

async fn hand_in(pool: &PgPool, id: CommandId, kind: &str, version: i16, input: &Value) -> Result<(String, Option<Value>), sqlx::Error> {
    let row = sqlx::query!(r#"select state as "state!", outcome from api.submit($1, $2, $3, $4)"#, id.0, kind, version, input)
        .fetch_one(pool)
        .await?;
    Ok((row.state, row.outcome))
}

async fn wait_for(signal: &mut broadcast::Receiver<CommandId>, id: CommandId, pause: Duration) {
    let mine = async {
        loop {
            match signal.recv().await {
                Ok(other) if other != id => {}
                _ => return,
            }
        }
    };
    let _ = tokio::time::timeout(pause, mine).await;
}

fn sql(error: sqlx::Error) -> SubmitError {
    SubmitError::Refused(Refusal::new(sql_code(&error)))
}

fn read<C: Command>(state: &str, outcome: Option<Value>) -> Result<Option<Submitted<C::Outcome>>, SubmitError> {
    let fault = || SubmitError::Refused(Refusal::new(Code::Internal));
    match (state, outcome) {
        ("waiting", _) => Ok(None),
        ("applied", Some(value)) => Ok(Some(Submitted::Applied(serde_json::from_value(value).map_err(|_| fault())?))),
        ("refused" | "failed", Some(value)) => Err(SubmitError::Refused(serde_json::from_value(value).map_err(|_| fault())?)),
        _ => Err(fault()),
    }
}
