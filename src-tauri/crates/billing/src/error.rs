//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, MoneyError, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no such row")]
    NotFound,
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    /// The company has not done its first run, so there is nobody to bill for.
    #[error("the workspace is not set up")]
    NotSetUp,
    /// A name in the database that the zone tables do not know; the commands that store one refuse it.
    #[error("{0} is no time zone")]
    Zone(String),
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Workspace(#[from] janet_workspace::Error),
    #[error(transparent)]
    Customers(#[from] janet_customers::Error),
    #[error("a stored document does not read")]
    Json(#[from] serde_json::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Db(error.into())
    }
}

impl Error {
    /// The refusal the window shows; faults keep their source for the log.
    pub fn refusal(&self) -> Refusal {
        match self {
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Invalid { field } => Refusal::invalid(field),
            Error::NotSetUp => Refusal::new(Code::NotFound).field("settings"),
            Error::Money(_) => Refusal::invalid("amount"),
            Error::Db(error) => Refusal::new(error.code()),
            Error::Customers(error) => error.refusal(),
            Error::Zone(_) | Error::Workspace(_) | Error::Json(_) => Refusal::new(Code::Internal),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Workspace(error) => error.into(),
            Error::Customers(error) => error.into(),
            Error::Zone(_) | Error::Json(_) => Failure::Fault(DbError::Refused(error.refusal())),
            decision => decision.refusal().into(),
        }
    }
}
