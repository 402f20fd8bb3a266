//! Distribution cabinets: where the first splitter stands.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, OdcId, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{
    Error,
    fields::{self, check_branch, taken},
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OdcInput {
    pub branch_id: BranchId,
    pub code: String,
    pub name: String,
    pub pin: Pin,
}

impl OdcInput {
    fn check(mut self) -> Result<OdcInput, Error> {
        self.code = fields::code(&self.code)?;
        self.name = fields::name(&self.name)?;
        self.pin = fields::pin(self.pin)?;
        Ok(self)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OdcRow {
    pub id: OdcId,
    pub branch_id: BranchId,
    pub code: String,
    pub name: String,
    pub pin: Pin,
    /// ODPs fed from it.
    pub odps: i32,
    pub version: i32,
}

pub async fn odcs(pool: &PgPool) -> Result<Vec<OdcRow>, Error> {
    let rows = sqlx::query!(
        r#"select c.id, c.branch_id, c.code, c.name, c.latitude, c.longitude, c.version,
                  (select count(*) from public.odps p where p.odc_id = c.id)::int as "odps!"
           from public.odcs c order by c.code"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| OdcRow {
            id: OdcId(row.id),
            branch_id: BranchId(row.branch_id),
            code: row.code,
            name: row.name,
            pin: Pin { latitude: row.latitude, longitude: row.longitude },
            odps: row.odps,
            version: row.version,
        })
        .collect())
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateOdc {
    pub id: OdcId,
    pub values: OdcInput,
}

impl Command for CreateOdc {
    const KIND: &'static str = "network.odc.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        cx.author.may_touch(values.branch_id)?;
        check_branch(cx.tx, values.branch_id).await?;
        sqlx::query!(
            "insert into public.odcs (id, branch_id, code, name, latitude, longitude, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $7, $7)",
            self.id.0,
            values.branch_id.0,
            values.code,
            values.name,
            values.pin.latitude,
            values.pin.longitude,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "odcs_code_key", "code", &values.code))?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeOdc {
    pub id: OdcId,
    pub version: i32,
    pub values: OdcInput,
}

impl Command for ChangeOdc {
    const KIND: &'static str = "network.odc.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        let found = sqlx::query!("select branch_id, version from public.odcs where id = $1 for update", self.id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(found.branch_id))?;
        cx.author.may_touch(values.branch_id)?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        check_branch(cx.tx, values.branch_id).await?;
        sqlx::query!(
            "update public.odcs set branch_id = $2, code = $3, name = $4, latitude = $5, longitude = $6, version = version + 1, updated_at = $7 where id = $1",
            self.id.0,
            values.branch_id.0,
            values.code,
            values.name,
            values.pin.latitude,
            values.pin.longitude,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "odcs_code_key", "code", &values.code))?;
        Ok(())
    }
}
