//! aaa

use chrono::{DateTime, Utc};
use janet_customers::HoldReason;
use janet_model::ServiceId;
use sqlx::PgConnection;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Db(#[from] janet_db::DbError),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Db(error.into())
    }
}

impl From<Error> for janet_db::Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Db(error) => error.into(),
        }
    }
}

/// Releases the service's active hold of this reason. `false`: there was none.
pub async fn release_hold(
    tx: &mut PgConnection,
    service: ServiceId,
    reason: HoldReason,
    by: &str,
    at: DateTime<Utc>,
) -> Result<bool, Error> {
    let released = sqlx::query!(
        "update public.isp_service_holds set released_at = $3, released_by = $4::text::name where service_id = $1 and reason = $2 and released_at is null",
        service.0,
        reason.as_str(),
        at,
        by
    )
    .execute(tx)
    .await?;
    Ok(released.rows_affected() > 0)
}
