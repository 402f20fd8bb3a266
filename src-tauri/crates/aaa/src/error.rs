//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{field} is empty")]
    Required { field: &'static str },
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    #[error("the service is held for this reason already")]
    Held,
    #[error("another router has the address {address}")]
    AddressTaken { address: String },
    #[error("no such row")]
    NotFound,
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Customers(#[from] janet_customers::Error),
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
            Error::Held => Refusal::new(Code::Taken).field("reason"),
            Error::AddressTaken { address } => Refusal::new(Code::Taken).field("nas_address").detail(address.clone()),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Db(error) => Refusal::new(error.code()),
            Error::Customers(error) => error.refusal(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Customers(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}
