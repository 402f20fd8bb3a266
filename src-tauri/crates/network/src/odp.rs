//! Street boxes with numbered ports. Who is on which port is the services' fact; reads of both are in `provisioning`.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, NodeId, OdcId, OdpId, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{
    Error,
    fields::{self, check_branch, taken},
};

/// A PON port: frame (ZTE: shelf), slot, port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
pub struct PonPlace {
    pub frame: u8,
    pub slot: u8,
    pub port: u8,
}

impl PonPlace {
    /// From the columns of a table whose CHECKs hold each between 0 and 255; `None` when one is null.
    pub fn of(frame: Option<i16>, slot: Option<i16>, port: Option<i16>) -> Option<PonPlace> {
        Some(PonPlace { frame: frame? as u8, slot: slot? as u8, port: port? as u8 })
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct OdpInput {
    pub branch_id: BranchId,
    pub odc_id: Option<OdcId>,
    /// The OLT and PON port that feed it: both or neither.
    pub olt_id: Option<NodeId>,
    pub pon: Option<PonPlace>,
    pub code: String,
    pub name: String,
    pub pin: Pin,
    pub ports: u8,
}

impl OdpInput {
    fn check(mut self) -> Result<OdpInput, Error> {
        self.code = fields::code(&self.code)?;
        self.name = fields::name(&self.name)?;
        self.pin = fields::pin(self.pin)?;
        if !(1..=64).contains(&self.ports) {
            return Err(Error::Invalid { field: "ports" });
        }
        if self.olt_id.is_some() != self.pon.is_some() {
            return Err(Error::Required { field: if self.pon.is_none() { "pon" } else { "olt_id" } });
        }
        Ok(self)
    }

    /// The cabinet and the OLT are there, and of the same branch.
    async fn check_feed(&self, tx: &mut PgConnection) -> Result<(), Error> {
        if let Some(odc) = self.odc_id {
            let there = sqlx::query_scalar!(
                r#"select exists (select from public.odcs where id = $1 and branch_id = $2) as "there!""#,
                odc.0,
                self.branch_id.0
            )
            .fetch_one(&mut *tx)
            .await?;
            if !there {
                return Err(Error::Invalid { field: "odc_id" });
            }
        }
        if let Some(olt) = self.olt_id {
            let there = sqlx::query_scalar!(
                r#"select exists (select from public.olts where id = $1 and branch_id = $2) as "there!""#,
                olt.0,
                self.branch_id.0
            )
            .fetch_one(&mut *tx)
            .await?;
            if !there {
                return Err(Error::Invalid { field: "olt_id" });
            }
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateOdp {
    pub id: OdpId,
    pub values: OdpInput,
}

impl Command for CreateOdp {
    const KIND: &'static str = "network.odp.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        cx.author.may_touch(values.branch_id)?;
        check_branch(cx.tx, values.branch_id).await?;
        values.check_feed(cx.tx).await?;
        sqlx::query!(
            "insert into public.odps (id, branch_id, odc_id, olt_id, pon_frame, pon_slot, pon_port, code, name, latitude, longitude, ports, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)",
            self.id.0,
            values.branch_id.0,
            values.odc_id.map(|id| id.0),
            values.olt_id.map(|id| id.0),
            values.pon.map(|pon| i16::from(pon.frame)),
            values.pon.map(|pon| i16::from(pon.slot)),
            values.pon.map(|pon| i16::from(pon.port)),
            values.code,
            values.name,
            values.pin.latitude,
            values.pin.longitude,
            i16::from(values.ports),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "odps_code_key", "code", &values.code))?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeOdp {
    pub id: OdpId,
    pub version: i32,
    pub values: OdpInput,
}

impl Command for ChangeOdp {
    const KIND: &'static str = "network.odp.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        let found = sqlx::query!("select branch_id, version from public.odps where id = $1 for update", self.id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(found.branch_id))?;
        cx.author.may_touch(values.branch_id)?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        check_branch(cx.tx, values.branch_id).await?;
        values.check_feed(cx.tx).await?;
        sqlx::query!(
            "update public.odps set branch_id = $2, odc_id = $3, olt_id = $4, pon_frame = $5, pon_slot = $6, pon_port = $7, code = $8, name = $9,
                 latitude = $10, longitude = $11, ports = $12, version = version + 1, updated_at = $13
             where id = $1",
            self.id.0,
            values.branch_id.0,
            values.odc_id.map(|id| id.0),
            values.olt_id.map(|id| id.0),
            values.pon.map(|pon| i16::from(pon.frame)),
            values.pon.map(|pon| i16::from(pon.slot)),
            values.pon.map(|pon| i16::from(pon.port)),
            values.code,
            values.name,
            values.pin.latitude,
            values.pin.longitude,
            i16::from(values.ports),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| match &error {
            // Raised by the trigger that looks at the services (migrations/code/customers/ports.sql).
            sqlx::Error::Database(db) if db.constraint() == Some("odps_ports_in_use") => Error::PortsInUse,
            _ => taken(error, "odps_code_key", "code", &values.code),
        })?;
        Ok(())
    }
}
