//! Service areas: a pin far from every zone is a warning when a customer is connected.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, Pin, ZoneId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgPool, types::Json};

use crate::{
    Error,
    fields::{self, check_branch, taken},
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ZoneInput {
    pub branch_id: BranchId,
    pub name: String,
    /// The corners in order; the last joins the first.
    pub polygon: Vec<Pin>,
}

impl ZoneInput {
    fn check(mut self) -> Result<ZoneInput, Error> {
        self.name = fields::required_name(&self.name)?;
        for corner in &self.polygon {
            Pin::new(corner.latitude, corner.longitude).map_err(|_| Error::Invalid { field: "polygon" })?;
        }
        if !(3..=2000).contains(&self.polygon.len()) {
            return Err(Error::Invalid { field: "polygon" });
        }
        Ok(self)
    }

    fn corners(&self) -> Json<Vec<[f64; 2]>> {
        Json(self.polygon.iter().map(|pin| [pin.latitude, pin.longitude]).collect())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ZoneRow {
    pub id: ZoneId,
    pub branch_id: BranchId,
    pub name: String,
    pub polygon: Vec<Pin>,
    pub version: i32,
}

pub async fn zones(pool: &PgPool) -> Result<Vec<ZoneRow>, Error> {
    let rows = sqlx::query!(
        r#"select id, branch_id, name, polygon as "polygon: Json<Vec<[f64; 2]>>", version from public.isp_service_zones order by name"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| ZoneRow {
            id: ZoneId(row.id),
            branch_id: BranchId(row.branch_id),
            name: row.name,
            polygon: row.polygon.0.into_iter().map(|[latitude, longitude]| Pin { latitude, longitude }).collect(),
            version: row.version,
        })
        .collect())
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateZone {
    pub id: ZoneId,
    pub values: ZoneInput,
}

impl Command for CreateZone {
    const KIND: &'static str = "network.zone.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        cx.author.may_touch(values.branch_id)?;
        check_branch(cx.tx, values.branch_id).await?;
        sqlx::query!(
            "insert into public.isp_service_zones (id, branch_id, name, polygon, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)",
            self.id.0,
            values.branch_id.0,
            values.name,
            values.corners() as _,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "isp_service_zones_name_key", "name", &values.name))?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeZone {
    pub id: ZoneId,
    pub version: i32,
    pub values: ZoneInput,
}

impl Command for ChangeZone {
    const KIND: &'static str = "network.zone.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        let found = sqlx::query!("select branch_id, version from public.isp_service_zones where id = $1 for update", self.id.0)
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
            "update public.isp_service_zones set branch_id = $2, name = $3, polygon = $4, version = version + 1, updated_at = $5 where id = $1",
            self.id.0,
            values.branch_id.0,
            values.name,
            values.corners() as _,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "isp_service_zones_name_key", "name", &values.name))?;
        Ok(())
    }
}
