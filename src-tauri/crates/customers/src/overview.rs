//! The narrow row of a customer that lists are read from: one setter per fact, called by the area that owns the fact,
//! in its own transaction.

use chrono::NaiveDate;
use janet_model::{CustomerId, Money};
use sqlx::PgConnection;

use crate::Error;

/// What the customer owes less its credit, and the day on which the oldest open invoice is or was due. Set by billing.
pub async fn set_money(tx: &mut PgConnection, customer: CustomerId, balance: Money, due_on: Option<NaiveDate>) -> Result<(), Error> {
    let set = sqlx::query!(
        "update public.customer_overview set balance = $2, due_on = $3 where customer_id = $1",
        customer.0,
        balance.minor(),
        due_on
    )
    .execute(tx)
    .await?;
    if set.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
}
