//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{field} is empty")]
    Required { field: &'static str },
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    #[error("{field} {value} exists already")]
    Taken { field: &'static str, value: String },
    #[error("no such row")]
    NotFound,
    #[error("changed by somebody else since it was read")]
    Stale,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Db(error.into())
    }
}

impl Error {
    pub fn refusal(&self) -> Refusal {
        match self {
            Error::Required { field } => Refusal::required(field),
            Error::Invalid { field } => Refusal::invalid(field),
            Error::Taken { field, value } => Refusal::new(Code::Taken).field(field).detail(value.clone()),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Stale => Refusal::new(Code::Stale),
            Error::Db(error) => Refusal::new(error.code()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}
