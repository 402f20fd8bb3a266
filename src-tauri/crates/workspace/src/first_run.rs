//! The first run: company, first branch, first administrator. Submitted by the agent of a fresh database, where no
//! operator exists yet.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, Role, UserId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{
    error::{Error, required},
    operators::{self, AddOperator},
    settings::SettingsInput,
};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct FirstRun {
    pub settings: SettingsInput,
    pub branch_id: BranchId,
    pub branch_name: String,
    pub admin_id: UserId,
    pub admin_login: String,
    pub admin_name: String,
    pub verifier: String,
}

pub async fn is_set_up(pool: &PgPool) -> Result<bool, Error> {
    Ok(sqlx::query_scalar!(r#"select exists (select from public.isp_settings) as "done!""#).fetch_one(pool).await?)
}

impl Command for FirstRun {
    const KIND: &'static str = "workspace.first_run";
    const SECRETS: &'static [&'static str] = &["verifier"];
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.settings.check()?;
        let (rule, day) = values.due_columns();
        let inserted = sqlx::query!(
            "insert into public.isp_settings (company_name, language, timezone, pkp, npwp, prices_include_ppn, due_day_rule, due_day,
                 due_after_days, isolir_after_days, isolir_hour, idle_lock_minutes, backup_hour, customer_prefix, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing",
            values.company_name,
            values.language.as_str(),
            values.timezone,
            values.pkp,
            values.npwp,
            values.prices_include_ppn,
            rule,
            day,
            i16::from(values.due_after_days),
            i16::from(values.isolir_after_days),
            i16::from(values.isolir_hour),
            values.idle_lock_minutes as i16,
            i16::from(values.backup_hour),
            values.customer_prefix,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        if inserted.rows_affected() == 0 {
            return Err(Error::AlreadySetUp.into());
        }
        sqlx::query!("insert into public.isp_number_series (name, prefix, digits) values ('customer', $1, 6)", values.customer_prefix)
            .execute(&mut *cx.tx)
            .await?;
        sqlx::query!(
            "insert into public.isp_branches (id, code, name, timezone, created_at, updated_at) values ($1, 'PUSAT', $2, $3, $4, $4)",
            self.branch_id.0,
            required("branch_name", &self.branch_name)?,
            values.timezone,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        let admin = AddOperator {
            id: self.admin_id,
            login: self.admin_login,
            full_name: self.admin_name,
            roles: vec![Role::Admin],
            branch_id: None,
            verifier: self.verifier,
        };
        operators::add(cx, admin, false).await
    }
}
