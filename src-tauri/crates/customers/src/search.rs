//! Global search.

use janet_model::{CustomerId, Money};
use sqlx::PgPool;

use crate::{CustomerRow, CustomerStatus, Error, LineState, search_keys::term};

/// Customers whose name, code, telephone number, NIK or address begins with `text`, in any order of its words; of the
/// caller's branches only.
pub async fn search(pool: &PgPool, text: &str, limit: i32) -> Result<Vec<CustomerRow>, Error> {
    let term = term(text);
    if term.len() < 2 {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select o.customer_id, o.code, o.name, o.phone, o.address, o.status, o.has_pin, o.created_at, o.plan_name, o.username, o.line, o.balance, o.due_on
           from api.search_customers($1, $2) s join public.customer_overview o on o.customer_id = s.customer_id
           order by o.name, o.customer_id limit $2"#,
        term,
        limit
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| CustomerRow {
            id: CustomerId(row.customer_id),
            code: row.code,
            name: row.name,
            phone: row.phone,
            address: row.address,
            status: CustomerStatus::parse(&row.status),
            has_pin: row.has_pin,
            created_at: row.created_at,
            plan_name: row.plan_name,
            username: row.username,
            line: LineState::parse(&row.line),
            balance: Money::from_minor(row.balance),
            due_on: row.due_on,
        })
        .collect())
}
