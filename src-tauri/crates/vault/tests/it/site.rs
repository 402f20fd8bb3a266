//! Agents of a test, each with a key file in a folder of its own.

use std::path::Path;

use chrono::Utc;
use janet_db::jobs::Worker;
use janet_model::{NewId, SecretId};
use janet_testkit::World;
use janet_vault::{APPROVE_JOB, KeyFile, Purpose, SealingKey, Secret, Vault, VaultError, approve_job, store};
use sqlx::PgPool;
use tempfile::TempDir;
use uuid::Uuid;

pub const CLEAR: &str = "kata-sandi-OLT-yang-rahasia";

pub struct Agent {
    pub vault: Vault,
    pub folder: TempDir,
}

impl Agent {
    pub async fn start(world: &World, label: &str) -> Agent {
        let folder = tempfile::tempdir().unwrap();
        let vault = open(&world.agent, folder.path(), label).await.unwrap();
        Agent { vault, folder }
    }

    /// Runs the jobs that this agent's vault is for, until none is due.
    pub async fn work(&self, world: &World) {
        let worker = Worker::new(world.agent.clone(), Uuid::now_v7()).on(APPROVE_JOB, approve_job(self.vault.clone()));
        while worker.run_one().await.unwrap() {}
    }
}

pub async fn open(pool: &PgPool, folder: &Path, label: &str) -> Result<Vault, VaultError> {
    Vault::open(pool, &KeyFile::in_folder(folder), label).await
}

/// Sealed by an operator, stored by the agent, as a use case does it.
pub async fn keep(world: &World, clear: &str) -> SecretId {
    let id = SecretId::new_id();
    let key = SealingKey::current(world.admin.pool()).await.unwrap();
    let sealed = key.seal(id, &Secret::new(clear)).unwrap();
    let mut tx = world.agent.begin().await.unwrap();
    store(&mut tx, id, Purpose::DevicePassword, Uuid::now_v7(), &sealed, &world.admin.login, Utc::now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}
