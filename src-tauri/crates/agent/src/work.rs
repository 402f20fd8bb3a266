//! What the queue's kinds of work do: each kind is one function of its area, on the devices it needs.

use std::{path::Path, sync::Arc};

use janet_db::jobs::{Claimed, JobError, Worker};
use janet_devices::Devices;
use janet_model::SystemClock;
use janet_provisioning::ports::{Olts, Routers};
use janet_vault::{Vault, VaultError};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgPool;

/// How devices are reached, and the vault that opens their passwords.
#[derive(Clone)]
pub struct Ports {
    pub olts: Arc<dyn Olts>,
    pub routers: Arc<dyn Routers>,
    pub vault: Vault,
}

impl Ports {
    /// Enrols this agent in the vault, with its key in the keychain or in `folder`, and reaches real devices.
    pub async fn open(pool: &PgPool, folder: &Path, label: &str) -> Result<Ports, VaultError> {
        let keystore = janet_vault::choose_keystore(folder)?;
        let vault = Vault::open(pool, &*keystore, label).await?;
        let devices = Arc::new(Devices::new(vault.clone()));
        Ok(Ports { olts: devices.clone(), routers: devices, vault })
    }
}

pub(crate) fn on(worker: Worker, pool: &PgPool, ports: &Ports) -> Worker {
    // Each handler owns what it needs: a job outlives the call that made it.
    macro_rules! handler {
        (|$pool:ident, $ports:ident, $id:ident: $field:literal| $work:expr) => {{
            let (pool, ports) = (pool.clone(), ports.clone());
            move |job: Claimed, _| {
                let ($pool, $ports) = (pool.clone(), ports.clone());
                async move {
                    let $id = about(&job, $field)?;
                    $work.await
                }
            }
        }};
    }
    worker
        .on("onu.register", handler!(|pool, ports, id: "device"| janet_provisioning::register_onu(&pool, &*ports.olts, &SystemClock, id)))
        .on("onu.read", handler!(|pool, ports, id: "device"| janet_provisioning::read(&pool, &*ports.olts, &SystemClock, id)))
        .on("olt.discover", handler!(|pool, ports, id: "node"| janet_provisioning::discover(&pool, &*ports.olts, &SystemClock, id)))
        .on("adopt.read", {
            let (pool, ports) = (pool.clone(), ports.clone());
            move |job: Claimed, progress| {
                let (pool, ports) = (pool.clone(), ports.clone());
                async move {
                    let (node, pons) = (about(&job, "node")?, about(&job, "pons")?);
                    let devices = (&*ports.olts, &*ports.routers);
                    janet_provisioning::read_node(&pool, devices, &SystemClock, &progress, node, pons).await
                }
            }
        })
        .on(
            "node.observe",
            handler!(|pool, ports, id: "node"| janet_provisioning::observe(&pool, &*ports.olts, &*ports.routers, &SystemClock, id)),
        )
        .on("router.check", handler!(|pool, ports, id: "node"| janet_provisioning::check_router(&pool, &*ports.routers, &SystemClock, id)))
        .on(
            "session.disconnect",
            handler!(|pool, ports, id: "service"| janet_provisioning::disconnect(&pool, &*ports.routers, &SystemClock, id)),
        )
}

/// The id that a job is about.
fn about<T: DeserializeOwned>(job: &Claimed, field: &str) -> Result<T, JobError> {
    let value = job.payload.get(field).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|_| JobError::GiveUp(format!("the job does not say its {field}")))
}
