//! What came in on a day: the list behind the number on the first screen.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{CustomerId, Money, TransactionId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PaymentRow {
    pub id: TransactionId,
    pub receipt_number: String,
    pub customer_id: CustomerId,
    pub customer_code: String,
    pub customer_name: String,
    pub amount: Money,
    pub received_at: DateTime<Utc>,
    pub received_by: String,
    pub note: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PaymentDay {
    pub day: NaiveDate,
    pub rows: Vec<PaymentRow>,
    pub total: Money,
}

/// The payments of one business day, newest first; `None` is today at the company's place.
pub async fn payment_day(pool: &PgPool, day: Option<NaiveDate>) -> Result<PaymentDay, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let day = match day {
        Some(day) => day,
        None => sqlx::query_scalar!(r#"select (now() at time zone timezone)::date as "day!" from public.isp_settings"#)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(Error::NotFound)?,
    };
    let rows: Vec<PaymentRow> = sqlx::query!(
        r#"select t.id, t.receipt_number, t.customer_id, c.code, c.name, t.amount, t.received_at, coalesce(u.full_name, t.received_by::text) as "by!", t.note
           from public.isp_transactions t
           join public.customer_overview c on c.customer_id = t.customer_id
           left join public.users u on u.login = t.received_by
           where t.business_date = $1 order by t.received_at desc, t.id desc"#,
        day
    )
    .fetch_all(&mut *tx)
    .await?
    .into_iter()
    .map(|row| PaymentRow {
        id: TransactionId(row.id),
        receipt_number: row.receipt_number,
        customer_id: CustomerId(row.customer_id),
        customer_code: row.code,
        customer_name: row.name,
        amount: Money::from_minor(row.amount),
        received_at: row.received_at,
        received_by: row.by,
        note: row.note,
    })
    .collect();
    tx.commit().await?;
    let total = rows.iter().try_fold(Money::ZERO, |sum, row| sum.checked_add(row.amount)).map_err(janet_billing::Error::from)?;
    Ok(PaymentDay { day, rows, total })
}
