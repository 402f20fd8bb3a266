//! The narrow row that lists are read from: one setter per fact, called in the transaction of whoever owns the fact.

use chrono::NaiveDate;
use janet_model::{CustomerId, Money};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::Error;

/// What a line last said of itself (Jaringan).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum LineState {
    Unknown,
    Online,
    Offline,
    /// No light: cable or splitter.
    Los,
    /// The ONU said that its power went (dying gasp).
    Power,
}

impl LineState {
    pub const fn as_str(self) -> &'static str {
        match self {
            LineState::Unknown => "unknown",
            LineState::Online => "online",
            LineState::Offline => "offline",
            LineState::Los => "los",
            LineState::Power => "power",
        }
    }

    pub fn parse(text: &str) -> LineState {
        match text {
            "online" => LineState::Online,
            "offline" => LineState::Offline,
            "los" => LineState::Los,
            "power" => LineState::Power,
            // The CHECK of the table knows these five.
            _ => LineState::Unknown,
        }
    }
}

/// What the customer owes less its credit, and the day on which its oldest open invoice is or was due.
pub async fn set_money(tx: &mut PgConnection, customer: CustomerId, balance: Money, due_on: Option<NaiveDate>) -> Result<(), Error> {
    sqlx::query!(
        "update public.customer_overview set balance = $2, due_on = $3 where customer_id = $1",
        customer.0,
        balance.minor(),
        due_on
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// What the line said; `true` when that is news.
pub async fn set_line(tx: &mut PgConnection, customer: CustomerId, line: LineState) -> Result<bool, Error> {
    let rows =
        sqlx::query!("update public.customer_overview set line = $2 where customer_id = $1 and line <> $2", customer.0, line.as_str())
            .execute(tx)
            .await?;
    Ok(rows.rows_affected() > 0)
}

/// Status, plan and user name follow from the customer's services and their holds.
pub async fn refresh_services(tx: &mut PgConnection, customer: CustomerId) -> Result<(), Error> {
    sqlx::query!(
        "update public.customer_overview o set status = f.status, plan_name = f.plan_name, username = f.username
         from (
             select case
                      when count(s.id) = 0 then 'prospect'
                      when bool_and(s.state = 'ended') then 'ended'
                      when not bool_or(s.state = 'active') then 'prospect'
                      when bool_or(s.state = 'active' and exists (select from public.isp_service_holds h where h.service_id = s.id and h.released_at is null)) then 'suspended'
                      else 'active'
                    end as status,
                    (array_agg(p.name order by s.state = 'ended', s.created_at desc))[1] as plan_name,
                    (array_agg(s.username order by s.state = 'ended', s.created_at desc))[1] as username
             from public.isp_services s join public.isp_plans p on p.id = s.plan_id
             where s.customer_id = $1
         ) f
         where o.customer_id = $1
           and (o.status, o.plan_name, o.username) is distinct from (f.status, f.plan_name, f.username)",
        customer.0
    )
    .execute(tx)
    .await?;
    Ok(())
}
