//! What the window is told when something fails: a closed code, the field it is about, and a reference into the log.

use janet_db::{DbError, SubmitError};
use janet_model::{Code, Refusal};
use serde::Serialize;
use specta::Type;

#[derive(Debug, Clone, Serialize, Type)]
pub struct CommandError {
    pub code: Code,
    pub field: Option<String>,
    pub detail: Option<String>,
}

impl From<Refusal> for CommandError {
    fn from(refusal: Refusal) -> Self {
        CommandError { code: refusal.code, field: refusal.field, detail: refusal.detail }
    }
}

impl From<Code> for CommandError {
    fn from(code: Code) -> Self {
        Refusal::new(code).into()
    }
}

impl From<DbError> for CommandError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Refused(refusal) => refusal.into(),
            error => fault(error.code(), &error),
        }
    }
}

impl From<SubmitError> for CommandError {
    fn from(error: SubmitError) -> Self {
        error.refusal().into()
    }
}

/// A decision is shown as it is; a fault is logged with its source.
macro_rules! area_errors {
    ($($error:ty),+ $(,)?) => {$(
        impl From<$error> for CommandError {
            fn from(error: $error) -> Self {
                let refusal = error.refusal();
                match refusal.code {
                    Code::Internal | Code::ConnectionLost | Code::Unreachable => fault(refusal.code, &error),
                    _ => refusal.into(),
                }
            }
        }
    )+};
}
area_errors!(
    janet_aaa::Error,
    janet_billing::Error,
    janet_customers::Error,
    janet_network::Error,
    janet_payments::Error,
    janet_plans::Error,
    janet_provisioning::Error,
    janet_reports::DocumentError,
    janet_reports::Error,
    janet_vault::VaultError,
);

impl From<janet_workspace::Error> for CommandError {
    fn from(error: janet_workspace::Error) -> Self {
        match &error {
            janet_workspace::Error::Db(source) => fault(source.code(), source),
            other => fault(Code::Internal, other),
        }
    }
}

/// Logged once, here, with a reference that the window shows.
fn fault(code: Code, error: &(dyn std::error::Error + 'static)) -> CommandError {
    let reference = uuid::Uuid::now_v7().simple().to_string().split_off(24);
    let mut chain = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        chain.push_str(": ");
        chain.push_str(&inner.to_string());
        source = inner.source();
    }
    tracing::error!(reference, ?code, error = %chain, "a request failed");
    CommandError { code, field: None, detail: Some(if code == Code::Internal { reference } else { chain }) }
}
