//! Reading an ONU anew: *baca ulang*.

use janet_db::{Command, Cx, Failure, jobs, jobs::JobError};
use janet_model::{BranchId, Clock, DeviceId, JobId, NewId, ServiceId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use specta::Type;
use sqlx::PgPool;

use crate::{
    Error, TroubleCode,
    olt_log::{self, NewEntry},
    onu::{self, Observation},
    ports::Olts,
    register::patience,
    told,
};

/// Queues a fresh read of the service's ONU.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ReadOnu {
    pub service_id: ServiceId,
}

impl Command for ReadOnu {
    const KIND: &'static str = "provisioning.onu.read";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let row = sqlx::query!(
            "select id, branch_id from public.isp_customer_devices where service_id = $1 and desired = 'registered'",
            self.service_id.0
        )
        .fetch_optional(&mut *cx.tx)
        .await?
        .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(row.branch_id))?;
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: "onu.read",
            subject: &row.id.to_string(),
            payload: json!({ "device": row.id }),
            branch: Some(BranchId(row.branch_id)),
        };
        jobs::enqueue(cx.tx, job, &cx.author.login).await?;
        Ok(())
    }
}

/// One visit. A read-only OLT may be read.
pub async fn read(pool: &PgPool, olts: &dyn Olts, clock: &dyn Clock, device: DeviceId) -> Result<Value, JobError> {
    let onu = onu::load(&mut *pool.acquire().await?, device).await?;
    let Some(desired) = &onu.desired else {
        return Err(JobError::GiveUp(told(TroubleCode::NoProfile, &onu.target.code)));
    };
    if desired.onu_id.is_none() {
        return Err(JobError::GiveUp(told(TroubleCode::NotRegistered, &onu.target.code)));
    }
    let visit = olts.read(&onu.target, desired).await;
    let mut tx = pool.begin().await?;
    let outcome = visit.result.as_ref().map_or_else(|fault| fault.told(&onu.target.code), |_| "read".to_owned());
    let entry = NewEntry {
        olt: onu.target.node,
        branch: onu.branch,
        device: Some(device),
        at: clock.now(),
        operation: "read",
        outcome: &outcome,
        transcript: &visit.transcript,
    };
    olt_log::write(&mut tx, &entry).await?;
    olt_log::pin_host_key(&mut tx, onu.target.node, visit.host_key.as_deref()).await?;
    let result = match &visit.result {
        Ok(reading) => {
            let seen = Observation { at: clock.now(), reading: Some(reading), saved: false, error: None };
            onu::observe(&mut tx, &onu, &seen).await?;
            Ok(json!({ "olt_rx_cdbm": reading.olt_rx_cdbm }))
        }
        Err(fault) => {
            let text = fault.told(&onu.target.code);
            onu::observe(&mut tx, &onu, &Observation { at: clock.now(), reading: None, saved: false, error: Some(&text) }).await?;
            // A reading that is asked for is not worth waiting for a device that is down.
            Err(match patience(&onu.target.code, fault) {
                JobError::Later(reason) => JobError::GiveUp(reason),
                other => other,
            })
        }
    };
    tx.commit().await?;
    result
}
