//! How a customer stands: what is owed, what is too late, and what the overview shows of it.

use chrono::NaiveDate;
use janet_model::{CustomerId, Money};
use sqlx::PgConnection;

use crate::Error;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Open invoices less credit; negative when the customer has credit left.
    pub balance: Money,
    pub credit: Money,
    /// Of the oldest open invoice.
    pub due_on: Option<NaiveDate>,
    /// An invoice that a line waits for is open.
    pub pay_first_open: bool,
}

/// Of the one who pays.
pub async fn standing(tx: &mut PgConnection, holder: CustomerId) -> Result<Standing, Error> {
    let row = sqlx::query!(
        r#"select coalesce(o.open, 0)::bigint as "open!", o.due_on, coalesce(o.pay_first, false) as "pay_first!", coalesce(c.credit, 0)::bigint as "credit!"
           from (select sum(total - paid) as open, min(due_on) as due_on, bool_or(pay_first) as pay_first
                 from public.isp_invoice_balances where customer_id = $1 and paid < total) o
           cross join (select sum(amount - used) as credit from public.isp_customer_credits where customer_id = $1 and used < amount) c"#,
        holder.0
    )
    .fetch_one(tx)
    .await?;
    let credit = Money::from_minor(row.credit);
    Ok(Standing { balance: Money::from_minor(row.open).checked_sub(credit)?, credit, due_on: row.due_on, pay_first_open: row.pay_first })
}

/// Whether nothing keeps the holder's services held for money: no open invoice is past its due day, and none is one that
/// a line waits for.
pub fn may_be_released(standing: &Standing, today: NaiveDate) -> bool {
    !standing.pay_first_open && standing.due_on.is_none_or(|due| due >= today)
}

/// Writes the standing into the customer's narrow row.
pub(crate) async fn show(tx: &mut PgConnection, holder: CustomerId) -> Result<(), Error> {
    let standing = standing(tx, holder).await?;
    Ok(janet_customers::set_money(tx, holder, standing.balance, standing.due_on).await?)
}
