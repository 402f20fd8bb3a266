//! The decisions of this area, one variant each.

use janet_db::{DbError, Failure};
use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{field} is empty")]
    Required { field: &'static str },
    #[error("{field} breaks its rule")]
    Invalid { field: &'static str },
    #[error("the code {code} belongs to another customer")]
    CodeTaken { code: String },
    #[error("the user name {username} belongs to another service")]
    UsernameTaken { username: String },
    #[error("port {port} of the box is taken")]
    PortTaken { port: u8 },
    #[error("the ONU belongs to {whose}")]
    OnuElsewhere { whose: String },
    #[error("no such customer")]
    NotFound,
    #[error("changed by somebody else since it was read")]
    Stale,
    #[error("the file could not be written")]
    File(#[from] rust_xlsxwriter::XlsxError),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Workspace(#[from] janet_workspace::Error),
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
            Error::Required { field } => Refusal::required(field),
            Error::Invalid { field } => Refusal::invalid(field),
            Error::CodeTaken { code } => Refusal::new(Code::Taken).field("code").detail(code.clone()),
            Error::UsernameTaken { username } => Refusal::new(Code::Taken).field("username").detail(username.clone()),
            Error::PortTaken { port } => Refusal::new(Code::Taken).field("odp_port").detail(port.to_string()),
            Error::OnuElsewhere { whose } => Refusal::new(Code::OnuElsewhere).field("onu").detail(whose.clone()),
            Error::NotFound => Refusal::new(Code::NotFound),
            Error::Stale => Refusal::new(Code::Stale),
            Error::File(error) => Refusal::new(Code::File).detail(error.to_string()),
            Error::Db(error) => Refusal::new(error.code()),
            Error::Workspace(_) => Refusal::new(Code::Internal),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
            Error::Workspace(error) => error.into(),
            decision => decision.refusal().into(),
        }
    }
}
