//! What the forms of this area have in common.

use janet_model::{BranchId, Pin};
use sqlx::PgConnection;

use crate::Error;

/// The code of a device, a cabinet or a box as it is painted on it: capitals, digits and hyphens, 2–32.
pub(crate) fn code(text: &str) -> Result<String, Error> {
    let code = text.trim().to_ascii_uppercase();
    match code.len() {
        0 => Err(Error::Required { field: "code" }),
        2..=32 if code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && !code.starts_with('-') => Ok(code),
        _ => Err(Error::Invalid { field: "code" }),
    }
}

/// One line of text, at most 120 characters; may be empty.
pub(crate) fn name(text: &str) -> Result<String, Error> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > 120 || name.chars().any(char::is_control) { Err(Error::Invalid { field: "name" }) } else { Ok(name) }
}

pub(crate) fn required_name(text: &str) -> Result<String, Error> {
    match name(text)? {
        name if name.is_empty() => Err(Error::Required { field: "name" }),
        name => Ok(name),
    }
}

pub(crate) fn pin(pin: Pin) -> Result<Pin, Error> {
    Pin::new(pin.latitude, pin.longitude).map_err(|_| Error::Invalid { field: "pin" })
}

pub(crate) async fn check_branch(tx: &mut PgConnection, branch: BranchId) -> Result<(), Error> {
    let open = sqlx::query_scalar!(r#"select exists (select from public.isp_branches where id = $1 and active) as "open!""#, branch.0)
        .fetch_one(tx)
        .await?;
    if open { Ok(()) } else { Err(Error::Invalid { field: "branch_id" }) }
}

/// A unique violation of `constraint` says that the code or name is taken.
pub(crate) fn taken(error: sqlx::Error, constraint: &str, field: &'static str, value: &str) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.is_unique_violation() && db.constraint() == Some(constraint) => {
            Error::Taken { field, value: value.to_owned() }
        }
        _ => error.into(),
    }
}
