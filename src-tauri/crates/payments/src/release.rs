//! A payment that leaves nothing late lifts the holds for money, in its own transaction.

use chrono::{DateTime, NaiveDate, Utc};
use janet_billing::{Holder, may_be_released, standing};
use janet_customers::HoldReason;
use janet_db::Failure;
use janet_model::ServiceId;
use sqlx::PgConnection;

/// Lifts the `unpaid` hold of every service that the holder pays for, once no open invoice is past its due day and none
/// is one that a line waits for. Returns the services that were held until now.
pub(crate) async fn release(
    tx: &mut PgConnection,
    holder: &Holder,
    today: NaiveDate,
    by: &str,
    at: DateTime<Utc>,
) -> Result<Vec<ServiceId>, Failure> {
    if !may_be_released(&standing(tx, holder.id).await?, today) {
        return Ok(Vec::new());
    }
    let held = sqlx::query_scalar!(
        "select s.id from public.isp_services s
         join public.isp_customers c on c.id = s.customer_id
         join public.isp_service_holds h on h.service_id = s.id and h.reason = 'unpaid' and h.released_at is null
         where (c.payer_id = $1 or c.id = $1 and c.payer_id is null) and s.state <> 'ended'
         order by s.id",
        holder.id.0
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut released = Vec::with_capacity(held.len());
    for service in held.into_iter().map(ServiceId) {
        if janet_aaa::release_hold(tx, service, HoldReason::Unpaid, by, at).await? {
            released.push(service);
        }
    }
    Ok(released)
}
