//! Adding, changing, withdrawing a plan.

use janet_db::{Command, Cx, Failure};
use janet_model::PlanId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{Error, PlanInput, profile};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreatePlan {
    pub id: PlanId,
    pub values: PlanInput,
}

impl Command for CreatePlan {
    const KIND: &'static str = "plans.plan.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        sqlx::query!(
            "insert into public.isp_plans (id, code, name, price, installation_charge, taxable, pay_first, charge_timing, cutoff, proration,
                 download_kbps, upload_kbps, radius_group, pool, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
            self.id.0,
            values.code,
            values.name,
            values.price.minor(),
            values.installation_charge.minor(),
            values.taxable,
            values.pay_first,
            values.timing(),
            values.cutoff(),
            values.proration(),
            values.download_kbps as i32,
            values.upload_kbps as i32,
            values.radius_group,
            values.pool,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, &values))?;
        profile::replace(cx.tx, self.id.0, &values.line_profiles).await?;
        Ok(())
    }
}

/// What was issued keeps its price; the next period takes the new one.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangePlan {
    pub id: PlanId,
    pub version: i32,
    pub values: PlanInput,
}

impl Command for ChangePlan {
    const KIND: &'static str = "plans.plan.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        if lock(cx.tx, self.id, self.version).await? != values.radius_group {
            return Err(Error::Invalid { field: "radius_group" }.into());
        }
        sqlx::query!(
            "update public.isp_plans set code = $2, name = $3, price = $4, installation_charge = $5, taxable = $6, pay_first = $7, charge_timing = $8,
                 cutoff = $9, proration = $10, download_kbps = $11, upload_kbps = $12, pool = $13, version = version + 1, updated_at = $14
             where id = $1",
            self.id.0,
            values.code,
            values.name,
            values.price.minor(),
            values.installation_charge.minor(),
            values.taxable,
            values.pay_first,
            values.timing(),
            values.cutoff(),
            values.proration(),
            values.download_kbps as i32,
            values.upload_kbps as i32,
            values.pool,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, &values))?;
        profile::replace(cx.tx, self.id.0, &values.line_profiles).await?;
        Ok(())
    }
}

/// Sells it no more. Who has it keeps it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct WithdrawPlan {
    pub id: PlanId,
    pub version: i32,
}

impl Command for WithdrawPlan {
    const KIND: &'static str = "plans.plan.withdraw";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        lock(cx.tx, self.id, self.version).await?;
        sqlx::query!(
            "update public.isp_plans set withdrawn_at = coalesce(withdrawn_at, $2), version = version + 1, updated_at = $2 where id = $1",
            self.id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct RestorePlan {
    pub id: PlanId,
    pub version: i32,
}

impl Command for RestorePlan {
    const KIND: &'static str = "plans.plan.restore";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        lock(cx.tx, self.id, self.version).await?;
        sqlx::query!(
            "update public.isp_plans set withdrawn_at = null, version = version + 1, updated_at = $2 where id = $1",
            self.id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

/// The plan's RADIUS group, if nobody changed the plan since it was read.
async fn lock(tx: &mut PgConnection, id: PlanId, version: i32) -> Result<String, Error> {
    let row = sqlx::query!("select version, radius_group from public.isp_plans where id = $1 for update", id.0)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::NotFound)?;
    if row.version == version { Ok(row.radius_group) } else { Err(Error::Stale) }
}

fn taken(error: sqlx::Error, values: &PlanInput) -> Error {
    match &error {
        sqlx::Error::Database(db) if db.is_unique_violation() => match db.constraint() {
            Some("isp_plans_code_key") => Error::Taken { field: "code", value: values.code.clone() },
            Some("isp_plans_radius_group_key") => Error::Taken { field: "radius_group", value: values.radius_group.clone() },
            _ => error.into(),
        },
        _ => error.into(),
    }
}
