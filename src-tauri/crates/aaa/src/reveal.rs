//! A PPPoE password is a customer credential: one logged click for those who set up a customer's router.

use janet_model::ServiceId;
use sqlx::PgPool;

use crate::Error;

/// The function behind it writes the audit line in the same transaction, so nobody reads it unseen.
pub async fn reveal_password(pool: &PgPool, service: ServiceId) -> Result<String, Error> {
    sqlx::query_scalar!("select api.reveal_pppoe_password($1)", service.0).fetch_one(pool).await?.ok_or(Error::NotFound)
}
