//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    #[error("no such row")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Workspace(#[from] janet_workspace::Error),
    #[error(transparent)]
    Billing(#[from] janet_billing::Error),
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
            Error::Invalid { field } => Refusal::invalid(field),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Db(error) => Refusal::new(error.code()),
            Error::Billing(error) => error.refusal(),
            Error::Workspace(_) | Error::Json(_) => Refusal::new(Code::Internal),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Workspace(error) => error.into(),
            Error::Billing(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}
