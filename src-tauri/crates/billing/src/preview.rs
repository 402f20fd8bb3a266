//! What a connection would cost, and the reading of what decides it: the same for a preview and for an invoice.

use chrono::NaiveDate;
use janet_model::{Money, PlanId};
use janet_plans::Proration;
use janet_workspace::Language;
use sqlx::{PgConnection, PgPool};

use crate::{
    ConnectionQuote, Error,
    period::BillingDay,
    ppn::{PpnRate, PpnRule, rule_on},
    quote::{PlanPrice, Terms, connection},
};

/// What a service on `plan` would be charged if its line worked on `on`. Nothing is written.
pub async fn preview(pool: &PgPool, plan: PlanId, billing_day: u8, on: NaiveDate) -> Result<ConnectionQuote, Error> {
    let billing_day = BillingDay::new(billing_day).ok_or(Error::Invalid { field: "billing_day" })?;
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let terms = terms(&mut tx, on).await?;
    let plan = plan_price(&mut tx, plan).await?;
    tx.commit().await?;
    Ok(connection(&terms, &plan, billing_day, on)?)
}

/// How the company charges on `day`.
pub(crate) async fn terms(tx: &mut PgConnection, day: NaiveDate) -> Result<Terms, Error> {
    let settings = sqlx::query!("select pkp, prices_include_ppn, language from public.isp_settings")
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotSetUp)?;
    let rates: Vec<PpnRate> = sqlx::query!("select valid_from, rate_bp, dpp_num, dpp_den from public.isp_ppn_rates")
        .fetch_all(tx)
        .await?
        .into_iter()
        .map(|row| PpnRate {
            valid_from: row.valid_from,
            rule: PpnRule { rate_bp: row.rate_bp, dpp_num: row.dpp_num, dpp_den: row.dpp_den },
        })
        .collect();
    Ok(Terms {
        ppn: rule_on(&rates, day).filter(|_| settings.pkp),
        prices_include_ppn: settings.prices_include_ppn,
        language: if settings.language == "en" { Language::En } else { Language::Id },
    })
}

pub(crate) async fn plan_price(tx: &mut PgConnection, plan: PlanId) -> Result<PlanPrice, Error> {
    let row = sqlx::query!(
        "select name, price, installation_charge, taxable, pay_first, charge_timing, proration from public.isp_plans where id = $1",
        plan.0
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(PlanPrice {
        name: row.name,
        price: Money::from_minor(row.price),
        installation: Money::from_minor(row.installation_charge),
        taxable: row.taxable,
        pay_first: row.pay_first,
        in_advance: row.charge_timing == "advance",
        proration: if row.proration == "none" { Proration::None } else { Proration::Daily },
    })
}
