//! Routers as RADIUS servers know them: an address and a shared secret.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, NodeId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

/// Sets the secret that a router and the RADIUS servers share. Nothing shows it again.
#[derive(Clone, Serialize, Deserialize, Type)]
pub struct SetNas {
    pub node_id: NodeId,
    pub secret: String,
}

impl std::fmt::Debug for SetNas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SetNas").field("node_id", &self.node_id).finish_non_exhaustive()
    }
}

impl Command for SetNas {
    const KIND: &'static str = "aaa.nas.set";
    const SECRETS: &'static [&'static str] = &["secret"];
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        // RFC 2865 §3 asks for 16 octets and more; shorter ones are in use, so only what can be guessed is refused.
        if self.secret.is_empty() {
            return Err(Error::Required { field: "secret" }.into());
        }
        if !(8..=64).contains(&self.secret.len()) || !self.secret.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(Error::Invalid { field: "secret" }.into());
        }
        let node = sqlx::query!(
            r#"select branch_id, code, coalesce(host(nas_address), address) as "address!" from public.isp_service_nodes where id = $1 and kind = 'router' for update"#,
            self.node_id.0
        )
        .fetch_optional(&mut *cx.tx)
        .await?
        .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(node.branch_id))?;
        if node.address.parse::<std::net::IpAddr>().is_err() {
            return Err(Error::Required { field: "nas_address" }.into());
        }
        sqlx::query!(
            "insert into radius.nas (nasname, shortname, type, secret, node_id) values ($1, $2, 'mikrotik', $3, $4)
             on conflict (node_id) do update set nasname = excluded.nasname, shortname = excluded.shortname, secret = excluded.secret",
            node.address,
            node.code,
            self.secret,
            self.node_id.0
        )
        .execute(&mut *cx.tx)
        .await
        .map_err(|error| match &error {
            sqlx::Error::Database(db) if db.constraint() == Some("nas_nasname_key") => {
                Error::AddressTaken { address: node.address.clone() }
            }
            _ => error.into(),
        })?;
        Ok(())
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NasRow {
    pub node_id: NodeId,
    /// The address from which its packets are taken.
    pub address: String,
}

/// Which routers have a secret.
pub async fn nas_rows(pool: &PgPool) -> Result<Vec<NasRow>, Error> {
    let rows = sqlx::query!("select node_id, nasname from radius.nas order by nasname").fetch_all(pool).await?;
    Ok(rows.into_iter().map(|row| NasRow { node_id: NodeId(row.node_id), address: row.nasname }).collect())
}
