//! What Diagnostics says about the vault. Nothing here is secret.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{KeyPlace, Vault, VaultError};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Enrolment {
    /// It can open secrets.
    Enrolled,
    /// It asked; an administrator may let it in.
    Waiting,
    /// It was shut out. What it could open before should be given new passwords.
    Revoked,
}

impl Enrolment {
    pub(crate) fn of(approved_at: Option<DateTime<Utc>>, revoked_at: Option<DateTime<Utc>>) -> Enrolment {
        match (approved_at, revoked_at) {
            (_, Some(_)) => Enrolment::Revoked,
            (Some(_), None) => Enrolment::Enrolled,
            (None, None) => Enrolment::Waiting,
        }
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct AgentKeyState {
    pub id: Uuid,
    /// What the agent called itself, such as the machine's name. Anyone can call himself anything: compare `fingerprint`.
    pub label: String,
    /// The first eight bytes of the public key in hexadecimal, as the agent's own machine shows them too.
    pub fingerprint: String,
    pub enrolment: Enrolment,
    pub requested_at: DateTime<Utc>,
    pub approved_at: Option<DateTime<Utc>>,
    pub approved_by: Option<String>,
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The agent of the program that asks.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ThisAgent {
    pub id: Uuid,
    pub key_place: KeyPlace,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct VaultState {
    /// `None`: no agent ever ran on this database, so no secret can be kept.
    pub key_version: Option<i32>,
    pub agents: Vec<AgentKeyState>,
    /// `None` where this program runs no agent.
    pub this_agent: Option<ThisAgent>,
}

/// `here`: this program's own vault, if it runs an agent.
pub async fn state(pool: &PgPool, here: Option<&Vault>) -> Result<VaultState, VaultError> {
    let key_version = sqlx::query_scalar!("select max(version) from public.isp_vault_keys").fetch_one(pool).await?;
    let rows = sqlx::query!(
        r#"select id, label, public_key, requested_at, approved_at, approved_by::text as approved_by, revoked_at
           from public.isp_agent_keys order by requested_at, id"#
    )
    .fetch_all(pool)
    .await?;
    let agents = rows
        .into_iter()
        .map(|row| AgentKeyState {
            id: row.id,
            label: row.label,
            fingerprint: fingerprint(&row.public_key),
            enrolment: Enrolment::of(row.approved_at, row.revoked_at),
            requested_at: row.requested_at,
            approved_at: row.approved_at,
            approved_by: row.approved_by,
            revoked_at: row.revoked_at,
        })
        .collect();
    let this_agent = here.map(|vault| ThisAgent { id: vault.agent(), key_place: vault.key_place().clone() });
    Ok(VaultState { key_version, agents, this_agent })
}

pub(crate) fn fingerprint(public_key: &[u8]) -> String {
    let pairs: Vec<String> = public_key.chunks(2).take(4).map(|pair| pair.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    pairs.join(" ")
}
