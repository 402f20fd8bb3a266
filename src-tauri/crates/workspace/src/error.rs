//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the first run was done already")]
    AlreadySetUp,
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
    #[error("an operator may not do this to their own account")]
    OwnAccount,
    #[error("the last administrator must stay")]
    LastAdministrator,
    #[error("the branch has active operators")]
    BranchInUse,
    #[error("the job is not waiting any more")]
    NotWaiting,
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Db(error.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let refusal = match error {
            Error::AlreadySetUp => Refusal::new(Code::AlreadySetUp),
            Error::Required { field } => Refusal::required(field),
            Error::Invalid { field } => Refusal::invalid(field),
            Error::Taken { field, value } => Refusal::new(Code::Taken).field(field).detail(value),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Stale => Refusal::new(Code::Stale),
            Error::OwnAccount => Refusal::new(Code::OwnAccount),
            Error::LastAdministrator => Refusal::new(Code::LastAdministrator),
            Error::BranchInUse => Refusal::new(Code::InUse),
            Error::NotWaiting => Refusal::new(Code::NotWaiting),
            Error::Db(error) => return error.into(),
        };
        refusal.into()
    }
}

/// Text as typed, without the spaces around it; empty is refused.
pub(crate) fn required(field: &'static str, text: &str) -> Result<String, Error> {
    match text.trim() {
        "" => Err(Error::Required { field }),
        text if text.chars().count() > 200 => Err(Error::Invalid { field }),
        text => Ok(text.to_owned()),
    }
}
