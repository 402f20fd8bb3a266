//! Keeping a sealed secret, in the transaction of the use case that needs it.

use chrono::{DateTime, Utc};
use janet_db::{Command, Cx, Failure};
use janet_model::SecretId;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::{Sealed, VaultError};

/// Keeps a secret that the operator's machine sealed; whoever needs it names its id.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoreSecret {
    pub id: SecretId,
    pub purpose: Purpose,
    pub subject: Uuid,
    pub sealed: Sealed,
}

impl Command for StoreSecret {
    const KIND: &'static str = "vault.secret.store";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let by = cx.author.login.clone();
        store(cx.tx, self.id, self.purpose, self.subject, &self.sealed, &by, cx.at).await?;
        Ok(())
    }
}

/// What a secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The password of a router's or an OLT's management login; the subject is the node.
    DevicePassword,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Purpose::DevicePassword => "device_password",
        }
    }
}

/// Keeps a secret under the id that it was sealed for. Keeping the same again is no error; another one under the same id
/// is [`VaultError::Taken`]: a new password gets a new id.
pub async fn store(
    tx: &mut PgConnection,
    id: SecretId,
    purpose: Purpose,
    subject: Uuid,
    sealed: &Sealed,
    by: &str,
    at: DateTime<Utc>,
) -> Result<(), VaultError> {
    let (key_version, sealed) = sealed.parts()?;
    let known = sqlx::query_scalar!(r#"select exists (select from public.isp_vault_keys where version = $1) as "known!""#, key_version)
        .fetch_one(&mut *tx)
        .await?;
    if !known {
        return Err(VaultError::Malformed);
    }
    let kept = sqlx::query!(
        "insert into public.isp_secrets (id, purpose, subject, key_version, sealed, stored_at, stored_by)
         values ($1, $2, $3, $4, $5, $6, $7::text::name) on conflict (id) do nothing",
        id.0,
        purpose.as_str(),
        subject,
        key_version,
        sealed,
        at,
        by
    )
    .execute(&mut *tx)
    .await?;
    if kept.rows_affected() == 1 {
        return Ok(());
    }
    let same = sqlx::query_scalar!(
        r#"select (purpose = $2 and subject = $3 and key_version = $4 and sealed = $5) as "same!" from public.isp_secrets where id = $1"#,
        id.0,
        purpose.as_str(),
        subject,
        key_version,
        sealed
    )
    .fetch_one(tx)
    .await?;
    if same { Ok(()) } else { Err(VaultError::Taken) }
}
