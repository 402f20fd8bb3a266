//! A command: what an operator asks for, as a value that can be stored, retried and replayed.

use std::{collections::BTreeMap, future::Future, pin::Pin};

use chrono::{DateTime, Utc};
use janet_model::{BranchId, Code, CommandId, Refusal, Role, UserId};
use rand::{SeedableRng, rngs::StdRng};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use sqlx::PgConnection;

use crate::DbError;

/// One kind of command. The input carries the ids of what it creates, so running it again meets its own rows.
pub trait Command: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// `<area>.<noun>.<verb>`, the same in `sec.command_rights`.
    const KIND: &'static str;
    const VERSION: i16 = 1;
    /// Input fields that are removed from the stored command once its outcome is known.
    const SECRETS: &'static [&'static str] = &[];
    type Outcome: Serialize + DeserializeOwned + Send;

    /// Runs in the executor's transaction. An error leaves nothing behind but the outcome.
    fn execute(self, cx: &mut Cx<'_>) -> impl Future<Output = Result<Self::Outcome, Failure>> + Send;
}

/// Who asked, as of now.
#[derive(Debug, Clone)]
pub struct Author {
    pub login: String,
    /// `None` for the agent itself.
    pub user: Option<UserId>,
    pub roles: Vec<Role>,
    /// `None` = every branch.
    pub branch: Option<BranchId>,
}

impl Author {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Refuses what lies in another branch the way a missing row is refused, so that nothing is learned from it.
    pub fn may_touch(&self, branch: BranchId) -> Result<(), Failure> {
        match self.branch {
            Some(own) if own != branch => Err(Refusal::new(Code::NotFound).into()),
            _ => Ok(()),
        }
    }
}

/// What a use case is handed besides its input.
pub struct Cx<'t> {
    pub tx: &'t mut PgConnection,
    pub author: Author,
    pub command: CommandId,
    /// Drawn at submission: a replay acts at the same moment.
    pub at: DateTime<Utc>,
    seed: [u8; 32],
}

impl<'t> Cx<'t> {
    pub fn new(tx: &'t mut PgConnection, author: Author, command: CommandId, at: DateTime<Utc>, seed: [u8; 32]) -> Self {
        Cx { tx, author, command, at, seed }
    }

    /// Randomness drawn at submission. Each `purpose` gets its own stream, so adding a draw changes no other.
    pub fn rng(&self, purpose: &str) -> StdRng {
        use sha2::{Digest, Sha256};
        let mut hash = Sha256::new();
        hash.update(self.seed);
        hash.update(purpose);
        StdRng::from_seed(hash.finalize().into())
    }
}

/// Why a command did not come about.
#[derive(Debug)]
pub enum Failure {
    /// A decision: stored as the outcome, shown to the author.
    Refused(Refusal),
    /// A fault: rolled back, tried again if that can help, logged with its source.
    Fault(DbError),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Refused(refusal)
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Refused(refusal) => Failure::Refused(refusal),
            other => Failure::Fault(other),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Failure::Fault(DbError::Sql(error))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(_: serde_json::Error) -> Self {
        // An input that does not parse was made by a program that knows another shape of it.
        Failure::Refused(Refusal::new(Code::UnknownCommand))
    }
}

/// Turns a unique violation of `constraint` into `refusal`; the row of another wins, ours leaves no trace.
pub fn on_unique(error: sqlx::Error, constraint: &str, refusal: Refusal) -> Failure {
    match &error {
        sqlx::Error::Database(db) if db.is_unique_violation() && db.constraint() == Some(constraint) => refusal.into(),
        _ => error.into(),
    }
}

type Run = for<'a, 'b> fn(Value, &'a mut Cx<'b>) -> Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>>;

#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) version: i16,
    pub(crate) secrets: &'static [&'static str],
    pub(crate) run: Run,
}

/// The kinds an executor knows. The areas add theirs; the agent puts them together.
#[derive(Default, Clone)]
pub struct Registry {
    entries: BTreeMap<&'static str, Entry>,
}

impl Registry {
    pub fn with<C: Command>(mut self) -> Self {
        fn run<'a, C: Command>(input: Value, cx: &'a mut Cx<'_>) -> Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>> {
            Box::pin(async move {
                let command: C = serde_json::from_value(input)?;
                let outcome = command.execute(cx).await?;
                Ok(serde_json::to_value(outcome)?)
            })
        }
        self.entries.insert(C::KIND, Entry { version: C::VERSION, secrets: C::SECRETS, run: run::<C> });
        self
    }

    pub fn kinds(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.entries.keys().copied()
    }

    pub(crate) fn get(&self, kind: &str, version: i16) -> Option<Entry> {
        self.entries.get(kind).copied().filter(|entry| entry.version == version)
    }
}
