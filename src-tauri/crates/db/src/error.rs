//! What can go wrong between the program and its database, told apart by what a person can do about it.

use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum DbError {
    #[error("the database refused or lost a statement")]
    Sql(#[from] sqlx::Error),
    #[error("a migration failed")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("no PostgreSQL of version 15 or newer was found: {0}")]
    NoServerProgram(String),
    #[error("{program} failed: {output}")]
    Program { program: &'static str, output: String },
    #[error("the data folder {folder} is not usable: {reason}")]
    DataFolder { folder: String, reason: String },
    #[error("a file could not be read or written: {path}")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("the backup is damaged: {0}")]
    BackupDamaged(String),
    #[error("other windows of this program still use the database")]
    InUse,
    #[error("{0}")]
    Refused(Refusal),
}

impl DbError {
    /// The closed code for the window.
    pub fn code(&self) -> Code {
        match self {
            DbError::Sql(error) => sql_code(error),
            DbError::Migrate(_) => Code::Internal,
            DbError::NoServerProgram(_) => Code::NoServerProgram,
            DbError::Program { .. } => Code::Internal,
            DbError::DataFolder { .. } | DbError::File { .. } => Code::File,
            DbError::BackupDamaged(_) => Code::BackupDamaged,
            DbError::InUse => Code::InUse,
            DbError::Refused(refusal) => refusal.code,
        }
    }

    /// Worth trying again by itself: the work was rolled back whole and nothing about the input is wrong.
    pub fn is_transient(&self) -> bool {
        match self {
            DbError::Sql(error) => is_transient(error),
            _ => false,
        }
    }
}

/// Serialisation failure, deadlock, or a connection that went away (PostgreSQL, appendix A).
pub fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(db) => db
            .code()
            .is_some_and(|code| code == "40001" || code == "40P01" || code.starts_with("57P") || code.starts_with("08") || code == "53300"),
        _ => false,
    }
}

/// SQLSTATE to the closed code (PostgreSQL, appendix A).
pub fn sql_code(error: &sqlx::Error) -> Code {
    match error {
        sqlx::Error::Tls(_) => Code::TlsFailed,
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => Code::ConnectionLost,
        sqlx::Error::Protocol(text) if text.to_ascii_lowercase().contains("tls") => Code::TlsFailed,
        sqlx::Error::RowNotFound => Code::NotFound,
        sqlx::Error::Database(db) => match db.code().as_deref() {
            Some("28P01") => Code::WrongPassword,
            Some("28000") if db.message().contains("not permitted to log in") => Code::Disabled,
            Some("28000") => Code::WrongPassword,
            Some("3D000") => Code::NoDatabase,
            Some("42501") => Code::Forbidden,
            Some("42P01" | "3F000" | "42883") => Code::NotPrepared,
            Some(code) if code.starts_with("57P") || code.starts_with("08") => Code::ConnectionLost,
            _ => Code::Internal,
        },
        _ => Code::Internal,
    }
}
