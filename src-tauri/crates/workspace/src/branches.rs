//! Branches: where a customer belongs and what an operator may see.

use chrono_tz::Tz;
use janet_db::{Command, Cx, Failure, command::on_unique};
use janet_model::{BranchId, Code, Phone, Refusal};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::error::{Error, required};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Branch {
    pub id: BranchId,
    pub code: String,
    pub name: String,
    pub city: String,
    pub phone: Option<String>,
    pub timezone: String,
    pub active: bool,
    pub version: i32,
    pub operators: i32,
}

/// The branches that the caller's login may see.
pub async fn branches(pool: &PgPool) -> Result<Vec<Branch>, Error> {
    Ok(sqlx::query_as!(
        Branch,
        r#"select b.id, b.code, b.name, b.city, b.phone, b.timezone, b.active, b.version,
                  (select count(*) from public.users u where u.branch_id = b.id and u.active)::int as "operators!"
           from public.isp_branches b order by b.active desc, b.name collate "id-x-icu", b.id"#
    )
    .fetch_all(pool)
    .await?)
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateBranch {
    pub id: BranchId,
    pub code: String,
    pub name: String,
    pub city: String,
    pub phone: Option<String>,
    pub timezone: String,
}

impl Command for CreateBranch {
    const KIND: &'static str = "workspace.branch.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let code = code(&self.code)?;
        let phone = phone(self.phone.as_deref())?;
        self.timezone.parse::<Tz>().map_err(|_| Error::Invalid { field: "timezone" })?;
        sqlx::query!(
            "insert into public.isp_branches (id, code, name, city, phone, timezone, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)",
            self.id.0,
            code,
            required("name", &self.name)?,
            self.city.trim(),
            phone,
            self.timezone,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| on_unique(error, "isp_branches_code_key", Refusal::new(Code::Taken).field("code").detail(code.clone())))?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeBranch {
    pub id: BranchId,
    pub version: i32,
    pub name: String,
    pub city: String,
    pub phone: Option<String>,
    pub timezone: String,
    /// A closed branch keeps its customers and its history; nobody works in it.
    pub active: bool,
}

impl Command for ChangeBranch {
    const KIND: &'static str = "workspace.branch.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let phone = phone(self.phone.as_deref())?;
        self.timezone.parse::<Tz>().map_err(|_| Error::Invalid { field: "timezone" })?;
        if !self.active {
            let used =
                sqlx::query_scalar!(r#"select exists (select from public.users where branch_id = $1 and active) as "used!""#, self.id.0)
                    .fetch_one(&mut *cx.tx)
                    .await?;
            if used {
                return Err(Error::BranchInUse.into());
            }
        }
        let changed = sqlx::query!(
            "update public.isp_branches set name = $3, city = $4, phone = $5, timezone = $6, active = $7, version = version + 1, updated_at = $8
             where id = $1 and version = $2",
            self.id.0,
            self.version,
            required("name", &self.name)?,
            self.city.trim(),
            phone,
            self.timezone,
            self.active,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        if changed.rows_affected() == 0 {
            let there = sqlx::query_scalar!(r#"select exists (select from public.isp_branches where id = $1) as "there!""#, self.id.0)
                .fetch_one(&mut *cx.tx)
                .await?;
            return Err(if there { Error::Stale } else { Error::NotFound }.into());
        }
        Ok(())
    }
}

pub(crate) fn code(text: &str) -> Result<String, Error> {
    let code = text.trim().to_ascii_uppercase();
    match code.len() {
        0 => Err(Error::Required { field: "code" }),
        1..=12 if code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => Ok(code),
        _ => Err(Error::Invalid { field: "code" }),
    }
}

fn phone(text: Option<&str>) -> Result<Option<String>, Error> {
    match text.map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => Phone::parse(text).map(|phone| Some(phone.into())).map_err(|_| Error::Invalid { field: "phone" }),
    }
}
