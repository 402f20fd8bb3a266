//! Why something was refused, as a closed set: the window has a sentence in each language for every one of them, and a
//! variant exists only if the window does something with it.

use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A field's rule was broken; `field` says which.
    Invalid,
    /// A required field is empty.
    Required,
    /// Something with this code, login or name exists already.
    Taken,
    NotFound,
    /// Somebody else changed the record since it was read.
    Stale,
    /// The login has no right to this.
    Forbidden,
    /// The same command id came with other input.
    CommandReused,
    /// The program does not know this command (an older agent).
    UnknownCommand,
    /// The first run was already done.
    AlreadySetUp,
    /// An operator may not lock himself out.
    OwnAccount,
    /// At least one administrator must stay able to sign in.
    LastAdministrator,
    /// A branch in use cannot be closed.
    InUse,
    WrongPassword,
    PasswordTooWeak,
    /// The operator's account was disabled.
    Disabled,
    /// The job is no longer waiting.
    NotWaiting,
    Unreachable,
    TlsFailed,
    NoDatabase,
    NotPrepared,
    ServerTooOld,
    SchemaNewer,
    SchemaOlder,
    MissingRights,
    NoAgent,
    /// The connection was lost; nothing half done is left behind.
    ConnectionLost,
    /// A file could not be read or written.
    File,
    BackupDamaged,
    /// No PostgreSQL to run was found on this machine.
    NoServerProgram,
    NotSignedIn,
    /// The plan is not sold any more.
    Withdrawn,
    /// The ONU belongs to another service; `detail` says where.
    OnuElsewhere,
    /// The device is read-only until it is switched to managed.
    ReadOnlyDevice,
    /// This agent has no key to the vault; an enrolled one must let it in.
    NotEnrolled,
    /// A fault of the program; the log has it under the reference.
    Internal,
}

/// A refusal: the outcome of a command that changed nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type, thiserror::Error)]
#[error("{code:?} {field:?} {detail:?}")]
pub struct Refusal {
    pub code: Code,
    /// The input field it is about, in snake case as on the wire.
    pub field: Option<String>,
    /// What the sentence needs: the name that is taken, the limit, the reference. Never a secret.
    pub detail: Option<String>,
}

impl Refusal {
    pub fn new(code: Code) -> Self {
        Self { code, field: None, detail: None }
    }

    pub fn field(mut self, field: &str) -> Self {
        self.field = Some(field.to_owned());
        self
    }

    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    pub fn invalid(field: &str) -> Self {
        Self::new(Code::Invalid).field(field)
    }

    pub fn required(field: &str) -> Self {
        Self::new(Code::Required).field(field)
    }
}
