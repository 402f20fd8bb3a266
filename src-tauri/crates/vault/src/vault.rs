//! An agent's side of the vault: enrolling, opening, letting others in.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use crypto_box::{PublicKey, SecretKey, aead::OsRng};
use janet_model::SecretId;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::sealing::{self, seal};
use crate::state::{Enrolment, fingerprint};
use crate::{KeyPlace, KeyStore, Secret, VaultError};

/// Clones share one vault. What it holds is wiped when the last is dropped.
#[derive(Clone)]
pub struct Vault {
    inner: Arc<Inner>,
}

struct Inner {
    pool: PgPool,
    agent: Uuid,
    own: SecretKey,
    place: KeyPlace,
    /// The workspace's private keys by version, as far as this agent was given them.
    keys: RwLock<BTreeMap<i32, SecretKey>>,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Vault").field("agent", &self.inner.agent).field("place", &self.inner.place).finish_non_exhaustive()
    }
}

impl Vault {
    /// Enrols this agent, or finds it enrolled. The first agent of a database makes the workspace key. A later one asks to
    /// be let in and gets a vault that answers [`VaultError::NotEnrolled`] until it is. `pool` is signed in as the agent;
    /// `label` is what an administrator will read.
    pub async fn open(pool: &PgPool, keystore: &dyn KeyStore, label: &str) -> Result<Vault, VaultError> {
        let own = own_key(keystore)?;
        let public = own.public_key();
        let mut tx = pool.begin().await?;
        // Two agents that start on a new database at once must not both make a workspace key.
        sqlx::query!("select pg_advisory_xact_lock(72170, 4)").fetch_one(&mut *tx).await?;
        let agent = request(&mut tx, &public, label).await?;
        let there = sqlx::query_scalar!(r#"select exists (select from public.isp_vault_keys) as "there!""#).fetch_one(&mut *tx).await?;
        if !there {
            make_workspace_key(&mut tx, agent, &public).await?;
        }
        tx.commit().await?;
        let inner = Inner { pool: pool.clone(), agent, own, place: keystore.place(), keys: RwLock::default() };
        let vault = Vault { inner: Arc::new(inner) };
        let enrolment = vault.enrolment().await?;
        tracing::info!(agent.key = %agent, fingerprint = fingerprint(public.as_bytes()), place = ?vault.key_place(), ?enrolment, "vault");
        Ok(vault)
    }

    /// This agent's row in `isp_agent_keys`.
    pub fn agent(&self) -> Uuid {
        self.inner.agent
    }

    /// Where this agent's own key lies.
    pub fn key_place(&self) -> &KeyPlace {
        &self.inner.place
    }

    /// As of now: an approval counts at once, and so does a revocation.
    pub async fn enrolment(&self) -> Result<Enrolment, VaultError> {
        let row = sqlx::query!("select approved_at, revoked_at from public.isp_agent_keys where id = $1", self.inner.agent)
            .fetch_optional(&self.inner.pool)
            .await?
            .ok_or(VaultError::NoSuchAgent)?;
        Ok(Enrolment::of(row.approved_at, row.revoked_at))
    }

    /// Opens a secret.
    pub async fn secret(&self, id: SecretId) -> Result<Secret, VaultError> {
        self.check_enrolled().await?;
        let row = sqlx::query!("select key_version, sealed from public.isp_secrets where id = $1", id.0)
            .fetch_optional(&self.inner.pool)
            .await?
            .ok_or(VaultError::NoSuchSecret(id))?;
        let key = match self.known_key(row.key_version) {
            Some(key) => key,
            None => {
                self.unwrap_grants().await?;
                self.known_key(row.key_version).ok_or(VaultError::NotEnrolled)?
            }
        };
        sealing::open(&key, id, &row.sealed).ok_or(VaultError::CannotOpen(id))
    }

    /// Lets another agent in: wraps every key that this one has for it. Approving twice is no error.
    pub async fn approve(&self, agent: Uuid, by: &str) -> Result<(), VaultError> {
        self.check_enrolled().await?;
        self.unwrap_grants().await?;
        let keys: Vec<(i32, SecretKey)> = self.keys().iter().map(|(version, key)| (*version, key.clone())).collect();
        if keys.is_empty() {
            return Err(VaultError::NotEnrolled);
        }
        let mut tx = self.inner.pool.begin().await?;
        let row = sqlx::query!("select public_key, revoked_at from public.isp_agent_keys where id = $1 for update", agent)
            .fetch_optional(&mut *tx)
            .await?
            .ok_or(VaultError::NoSuchAgent)?;
        if row.revoked_at.is_some() {
            return Err(VaultError::Revoked);
        }
        let public = PublicKey::from_slice(&row.public_key).map_err(|_| VaultError::Malformed)?;
        for (version, key) in keys {
            grant(&mut tx, version, &key, agent, &public).await?;
        }
        sqlx::query!(
            "update public.isp_agent_keys set approved_at = now(), approved_by = $2::text::name where id = $1 and approved_at is null",
            agent,
            by
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn check_enrolled(&self) -> Result<(), VaultError> {
        match self.enrolment().await? {
            Enrolment::Enrolled => Ok(()),
            Enrolment::Waiting => Err(VaultError::NotEnrolled),
            Enrolment::Revoked => {
                self.inner.keys.write().unwrap_or_else(PoisonError::into_inner).clear();
                Err(VaultError::Revoked)
            }
        }
    }

    /// Takes the workspace keys that were wrapped for this agent.
    async fn unwrap_grants(&self) -> Result<(), VaultError> {
        let rows = sqlx::query!("select key_version, wrapped from public.isp_vault_grants where agent_key_id = $1", self.inner.agent)
            .fetch_all(&self.inner.pool)
            .await?;
        let mut keys = self.inner.keys.write().unwrap_or_else(PoisonError::into_inner);
        for row in rows {
            let bytes = Zeroizing::new(self.inner.own.unseal(&row.wrapped).map_err(|_| VaultError::Malformed)?);
            let key = SecretKey::from_slice(&bytes).map_err(|_| VaultError::Malformed)?;
            keys.insert(row.key_version, key);
        }
        Ok(())
    }

    fn keys(&self) -> std::sync::RwLockReadGuard<'_, BTreeMap<i32, SecretKey>> {
        self.inner.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn known_key(&self, version: i32) -> Option<SecretKey> {
        self.keys().get(&version).cloned()
    }
}

/// This machine's key, made where there was none.
pub(crate) fn own_key(keystore: &dyn KeyStore) -> Result<SecretKey, VaultError> {
    Ok(match keystore.load()? {
        Some(key) => SecretKey::from_bytes(*key),
        None => {
            let own = SecretKey::generate(&mut OsRng);
            keystore.save(&Zeroizing::new(own.to_bytes()))?;
            own
        }
    })
}

/// The row of this public key; a new one asks.
async fn request(tx: &mut PgConnection, public: &PublicKey, label: &str) -> Result<Uuid, VaultError> {
    let label = label.trim();
    let label = if label.is_empty() { "agent" } else { label };
    let bytes = public.as_bytes().as_slice();
    sqlx::query!(
        "insert into public.isp_agent_keys (id, label, public_key) values ($1, $2, $3) on conflict (public_key) do nothing",
        Uuid::now_v7(),
        label,
        bytes
    )
    .execute(&mut *tx)
    .await?;
    Ok(sqlx::query_scalar!("select id from public.isp_agent_keys where public_key = $1", bytes).fetch_one(tx).await?)
}

async fn make_workspace_key(tx: &mut PgConnection, agent: Uuid, public: &PublicKey) -> Result<(), VaultError> {
    let key = SecretKey::generate(&mut OsRng);
    let workspace = key.public_key();
    sqlx::query!("insert into public.isp_vault_keys (version, public_key) values (1, $1)", workspace.as_bytes().as_slice())
        .execute(&mut *tx)
        .await?;
    sqlx::query!("update public.isp_agent_keys set approved_at = now(), approved_by = session_user where id = $1", agent)
        .execute(&mut *tx)
        .await?;
    grant(tx, 1, &key, agent, public).await
}

async fn grant(tx: &mut PgConnection, version: i32, key: &SecretKey, agent: Uuid, public: &PublicKey) -> Result<(), VaultError> {
    let wrapped = seal(public, Zeroizing::new(key.to_bytes()).as_slice())?;
    sqlx::query!(
        "insert into public.isp_vault_grants (key_version, agent_key_id, wrapped) values ($1, $2, $3) on conflict do nothing",
        version,
        agent,
        wrapped
    )
    .execute(tx)
    .await?;
    Ok(())
}
