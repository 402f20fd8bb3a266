//! Adding and changing a device, and the switch from read-only to managed.

use janet_db::{Command, Cx, Failure, jobs};
use janet_model::{BranchId, JobId, NewId, NodeId, SecretId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{
    Error, NodeInput, NodeKind,
    fields::{check_branch, taken},
};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateNode {
    pub id: NodeId,
    pub values: NodeInput,
}

impl Command for CreateNode {
    const KIND: &'static str = "network.node.create";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        cx.author.may_touch(values.branch_id)?;
        check_branch(cx.tx, values.branch_id).await?;
        sqlx::query!(
            "insert into public.isp_service_nodes (id, branch_id, kind, code, name, vendor, address, port, username, coa_port, nas_address, latitude, longitude, created_at, updated_at, tls)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, nullif($11, '')::inet, $12, $13, $14, $14, $15)",
            self.id.0,
            values.branch_id.0,
            values.kind.as_str(),
            values.code,
            values.name,
            values.vendor.as_str(),
            values.address,
            i32::from(values.port),
            values.username,
            values.coa_port.map(i32::from),
            values.nas_address as _,
            values.pin.map(|pin| pin.latitude),
            values.pin.map(|pin| pin.longitude),
            cx.at,
            values.reach.tls
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| taken(error, "isp_service_nodes_code_key", "code", &values.code))?;
        write_olt(cx.tx, self.id, &values).await?;
        Ok(())
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeNode {
    pub id: NodeId,
    pub version: i32,
    pub values: NodeInput,
}

impl Command for ChangeNode {
    const KIND: &'static str = "network.node.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        let found = lock(cx, self.id).await?;
        cx.author.may_touch(values.branch_id)?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        // Services and ONUs hang on what it is; another kind is another device.
        if found.kind != values.kind {
            return Err(Error::Invalid { field: "kind" }.into());
        }
        check_branch(cx.tx, values.branch_id).await?;
        sqlx::query!(
            "update public.isp_service_nodes set branch_id = $2, code = $3, name = $4, vendor = $5, address = $6, port = $7, username = $8,
                 coa_port = $9, nas_address = nullif($10, '')::inet, latitude = $11, longitude = $12, version = version + 1, updated_at = $13,
                 -- Another address is another device until its key was seen.
                 host_key = case when address = $6 then host_key end,
                 tls = $14, certificate = case when address = $6 and $14 then certificate end,
                 -- A make's own limits hold for what was typed for another make too.
                 optics_minutes = case when $5 = 'zte' and optics_minutes < 60 then 60 else optics_minutes end
             where id = $1",
            self.id.0,
            values.branch_id.0,
            values.code,
            values.name,
            values.vendor.as_str(),
            values.address,
            i32::from(values.port),
            values.username,
            values.coa_port.map(i32::from),
            values.nas_address as _,
            values.pin.map(|pin| pin.latitude),
            values.pin.map(|pin| pin.longitude),
            cx.at,
            values.reach.tls
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| match &error {
            // Raised where RADIUS is told of the new address (migrations/code/aaa/nas.sql).
            sqlx::Error::Database(db) if db.constraint() == Some("nas_nasname_key") => {
                Error::Taken { field: "nas_address", value: values.address.clone() }
            }
            _ => taken(error, "isp_service_nodes_code_key", "code", &values.code),
        })?;
        write_olt(cx.tx, self.id, &values).await?;
        Ok(())
    }
}

/// Switches a device between read-only and managed.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ManageNode {
    pub id: NodeId,
    pub version: i32,
    pub managed: bool,
}

impl Command for ManageNode {
    const KIND: &'static str = "network.node.manage";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let found = lock(cx, self.id).await?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        sqlx::query!(
            "update public.isp_service_nodes set managed = $2, version = version + 1, updated_at = $3 where id = $1",
            self.id.0,
            self.managed,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        // What waited for this switch is due now.
        sqlx::query!(
            "update public.isp_jobs set run_after = $2
             where state = 'waiting' and (kind like 'onu.%' and payload ->> 'olt' = $1 or kind = 'session.disconnect')",
            self.id.0.to_string(),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

/// Names the vault's entry that holds the password. The entry was stored before, sealed on the operator's machine.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct SetNodeSecret {
    pub id: NodeId,
    pub secret_id: SecretId,
}

impl Command for SetNodeSecret {
    const KIND: &'static str = "network.node.set_secret";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        lock(cx, self.id).await?;
        sqlx::query!(
            "update public.isp_service_nodes set secret_id = $2, version = version + 1, updated_at = $3 where id = $1",
            self.id.0,
            self.secret_id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

/// Accepts whatever host key comes next, as after a board was swapped.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ForgetHostKey {
    pub id: NodeId,
}

impl Command for ForgetHostKey {
    const KIND: &'static str = "network.node.forget_host_key";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        lock(cx, self.id).await?;
        sqlx::query!(
            "update public.isp_service_nodes set host_key = null, version = version + 1, updated_at = $2 where id = $1",
            self.id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

/// Queues a read of what the device says it is.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ObserveNode {
    pub id: NodeId,
}

impl Command for ObserveNode {
    const KIND: &'static str = "network.node.observe";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let found = lock(cx, self.id).await?;
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: "node.observe",
            subject: &self.id.to_string(),
            payload: serde_json::json!({ "node": self.id }),
            branch: Some(found.branch),
        };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// Forgets the pinned certificate, after the router got a new one.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ForgetCertificate {
    pub id: NodeId,
}

impl Command for ForgetCertificate {
    const KIND: &'static str = "network.node.forget_certificate";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        lock(cx, self.id).await?;
        sqlx::query!(
            "update public.isp_service_nodes set certificate = null, version = version + 1, updated_at = $2 where id = $1",
            self.id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        Ok(())
    }
}

pub(crate) struct Found {
    pub(crate) version: i32,
    kind: NodeKind,
    branch: BranchId,
}

pub(crate) async fn lock(cx: &mut Cx<'_>, id: NodeId) -> Result<Found, Failure> {
    let row = sqlx::query!("select version, kind, branch_id from public.isp_service_nodes where id = $1 for update", id.0)
        .fetch_optional(&mut *cx.tx)
        .await?
        .ok_or(Error::NotFound)?;
    cx.author.may_touch(BranchId(row.branch_id))?;
    Ok(Found { version: row.version, kind: NodeKind::parse(&row.kind), branch: BranchId(row.branch_id) })
}

/// The OLT's own facts; the row was made by the node's trigger.
async fn write_olt(tx: &mut PgConnection, id: NodeId, values: &NodeInput) -> Result<(), Error> {
    if values.kind == NodeKind::Olt {
        sqlx::query!(
            "update public.olts set dialect = $2, legacy_ssh = $3, vlan = $4, transport = $5, pons = $6 where id = $1",
            id.0,
            values.reach.dialect.map_or(values.vendor.as_str(), |dialect| dialect.as_str()),
            values.legacy_ssh,
            values.vlan.map(i32::from),
            values.reach.transport.as_str(),
            values.reach.pons.map(i16::from)
        )
        .execute(tx)
        .await?;
    }
    Ok(())
}
