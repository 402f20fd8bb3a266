//! Charging a service: the installation when the order is saved, the first days when the line works. Either may be
//! called again, at once or after a crash: what is charged is found, not charged twice.

use chrono::{DateTime, NaiveDate, Utc};
use janet_model::{CommandId, CustomerId, InvoiceId, PlanId, ServiceId};
use sqlx::PgConnection;

use crate::{
    Error,
    issue::{Issue, issue},
    party::lock_holder,
    period::BillingDay,
    preview::{plan_price, terms},
    quote::{Charge, quote},
};

struct Service {
    customer: CustomerId,
    plan: PlanId,
    billing_day: BillingDay,
}

/// Charges the installation of a plan that wants it paid first. `None`: there is nothing to pay before the line is made.
pub async fn charge_installation(
    tx: &mut PgConnection,
    service: ServiceId,
    by: &str,
    at: DateTime<Utc>,
    command: Option<CommandId>,
) -> Result<Option<InvoiceId>, Error> {
    let found = read(tx, service).await?;
    let holder = lock_holder(tx, found.customer).await?;
    if let Some(invoice) = charged_installation(tx, service).await? {
        return Ok(Some(invoice));
    }
    let plan = plan_price(tx, found.plan).await?;
    if !plan.pay_first {
        return Ok(None);
    }
    let terms = terms(tx, holder.day(at)).await?;
    let Some(quote) = quote(&terms, &plan, &[Charge::Installation])? else { return Ok(None) };
    let invoice = issue(tx, &Issue { service, holder: &holder, quote: &quote, terms: &terms, pay_first: true, by, at, command }).await?;
    Ok(Some(invoice))
}

/// Charges what the first day of service makes due: the days to the end of the period, if the plan is charged in
/// advance, and the installation, if that was not charged before. `on` is the day at the customer's place on which the
/// line was first seen working. `None`: nothing was or is to be charged at activation.
pub async fn charge_activation(
    tx: &mut PgConnection,
    service: ServiceId,
    on: NaiveDate,
    by: &str,
    at: DateTime<Utc>,
    command: Option<CommandId>,
) -> Result<Option<InvoiceId>, Error> {
    let found = read(tx, service).await?;
    let holder = lock_holder(tx, found.customer).await?;
    if let Some(invoice) = charged_activation(tx, service).await? {
        return Ok(Some(invoice));
    }
    let plan = plan_price(tx, found.plan).await?;
    let mut charges = Vec::with_capacity(2);
    if charged_installation(tx, service).await?.is_none() {
        charges.push(Charge::Installation);
    }
    if plan.in_advance {
        charges.push(Charge::FirstPeriod { on, billing_day: found.billing_day });
    }
    let terms = terms(tx, holder.day(at)).await?;
    let Some(quote) = quote(&terms, &plan, &charges)? else { return Ok(None) };
    let invoice = issue(tx, &Issue { service, holder: &holder, quote: &quote, terms: &terms, pay_first: false, by, at, command }).await?;
    Ok(Some(invoice))
}

/// Charges one whole period of a service that is charged in advance. `None`: it is charged already, or there is nothing
/// to charge.
pub async fn charge_period(
    tx: &mut PgConnection,
    service: ServiceId,
    start: NaiveDate,
    by: &str,
    at: DateTime<Utc>,
    command: Option<CommandId>,
) -> Result<Option<InvoiceId>, Error> {
    let found = read(tx, service).await?;
    let holder = lock_holder(tx, found.customer).await?;
    let charged = sqlx::query_scalar!(
        r#"select exists (select from public.isp_invoice_items where service_id = $1 and period_start = $2 and kind = 'recurring' and not void) as "charged!""#,
        service.0,
        start
    )
    .fetch_one(&mut *tx)
    .await?;
    let plan = plan_price(tx, found.plan).await?;
    if charged || !plan.in_advance {
        return Ok(None);
    }
    let terms = terms(tx, holder.day(at)).await?;
    let charge = Charge::FirstPeriod { on: start, billing_day: found.billing_day };
    let Some(quote) = quote(&terms, &plan, &[charge])? else { return Ok(None) };
    let invoice = issue(tx, &Issue { service, holder: &holder, quote: &quote, terms: &terms, pay_first: false, by, at, command }).await?;
    Ok(Some(invoice))
}

async fn read(tx: &mut PgConnection, service: ServiceId) -> Result<Service, Error> {
    let row = sqlx::query!("select customer_id, plan_id, billing_day from public.isp_services where id = $1", service.0)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::NotFound)?;
    Ok(Service {
        customer: CustomerId(row.customer_id),
        plan: PlanId(row.plan_id),
        billing_day: u8::try_from(row.billing_day).ok().and_then(BillingDay::new).ok_or(Error::Invalid { field: "billing_day" })?,
    })
}

async fn charged_installation(tx: &mut PgConnection, service: ServiceId) -> Result<Option<InvoiceId>, Error> {
    let invoice = sqlx::query_scalar!(
        "select invoice_id from public.isp_invoice_items where service_id = $1 and period_start is null and kind = 'installation' and not void",
        service.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(invoice.map(InvoiceId))
}

async fn charged_activation(tx: &mut PgConnection, service: ServiceId) -> Result<Option<InvoiceId>, Error> {
    let invoice = sqlx::query_scalar!(
        "select n.id from public.isp_invoice_items i join public.isp_invoices n on n.id = i.invoice_id
         where i.service_id = $1 and not i.void and (i.kind = 'recurring' or not n.pay_first)
         order by n.issued_at, n.id limit 1",
        service.0
    )
    .fetch_optional(tx)
    .await?;
    Ok(invoice.map(InvoiceId))
}
