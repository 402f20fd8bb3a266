//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure, jobs::JobError};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{field} is empty")]
    Required { field: &'static str },
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    #[error("the plan is not sold any more")]
    Withdrawn,
    #[error("no such row")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Customers(#[from] janet_customers::Error),
    #[error(transparent)]
    Aaa(#[from] janet_aaa::Error),
    #[error(transparent)]
    Billing(#[from] janet_billing::Error),
    #[error(transparent)]
    Network(#[from] janet_network::Error),
    #[error(transparent)]
    Plans(#[from] janet_plans::Error),
    #[error(transparent)]
    Workspace(#[from] janet_workspace::Error),
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
            Error::Withdrawn => Refusal::new(Code::Withdrawn).field("plan_id"),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Db(error) => Refusal::new(error.code()),
            Error::Customers(error) => error.refusal(),
            Error::Aaa(error) => error.refusal(),
            Error::Billing(error) => error.refusal(),
            Error::Network(error) => error.refusal(),
            Error::Plans(error) => error.refusal(),
            Error::Workspace(_) => Refusal::new(Code::Internal),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Customers(error) => error.into(),
            Error::Aaa(error) => error.into(),
            Error::Billing(error) => error.into(),
            Error::Network(error) => error.into(),
            Error::Plans(error) => error.into(),
            Error::Workspace(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}

/// In a job: a database that is away is waited for, anything else will not get better by itself.
impl From<Error> for JobError {
    fn from(error: Error) -> Self {
        match Failure::from(error) {
            Failure::Fault(fault) => fault.into(),
            Failure::Refused(refusal) => JobError::GiveUp(refusal.to_string()),
        }
    }
}
