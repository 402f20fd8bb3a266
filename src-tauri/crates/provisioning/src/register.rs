//! The reconciler of a new ONU: registered, saved, read back, and the service active once its line is up.

use chrono_tz::Tz;
use janet_db::jobs::JobError;
use janet_model::{Clock, DeviceId, business_date};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    Error, TroubleCode,
    olt_log::{self, NewEntry},
    onu::{self, Observation, Onu},
    ports::{Fault, Olts, OnuLine, OnuReading, OnuVerdict, RefusedKind, Registered, Visit, Written},
    told,
};

/// One attempt. Nothing is charged before the OLT says that the line is up.
pub async fn register(pool: &PgPool, olts: &dyn Olts, clock: &dyn Clock, device: DeviceId) -> Result<Value, JobError> {
    let onu = onu::load(&mut *pool.acquire().await?, device).await?;
    if !onu.wanted {
        return Ok(json!({ "written": "not wanted any more" }));
    }
    let code = onu.target.code.clone();
    let Some(desired) = &onu.desired else {
        return fail(pool, clock, &onu, JobError::Later(told(TroubleCode::NoProfile, &code))).await;
    };
    if !onu.managed {
        return fail(pool, clock, &onu, JobError::Later(told(TroubleCode::ReadOnly, format!("{code} is read-only: switch it to managed"))))
            .await;
    }
    let visit = olts.register(&onu.target, desired).await;
    log(pool, clock, &onu, &visit).await?;
    let registered = match visit.result {
        Ok(registered) => registered,
        Err(fault) => return fail(pool, clock, &onu, patience(&code, &fault)).await,
    };
    match (&registered.written, &registered.reading) {
        (Written::Saved | Written::Already, Some(reading)) if reading.verdict == OnuVerdict::Complete => {
            finish(pool, clock, &onu, reading).await
        }
        (written, reading) => {
            let error = trouble(&code, written, reading.as_ref(), registered.unread.as_deref());
            if let Some(reading) = reading {
                let text = reason(&error).to_owned();
                let mut tx = pool.begin().await?;
                let seen = Observation { at: clock.now(), reading: Some(reading), saved: *written == Written::Saved, error: Some(&text) };
                onu::observe(&mut tx, &onu, &seen).await?;
                tx.commit().await?;
                return Err(error);
            }
            fail(pool, clock, &onu, error).await
        }
    }
}

/// The configuration stands and is saved. The line's state decides whether the service is active.
async fn finish(pool: &PgPool, clock: &dyn Clock, onu: &Onu, reading: &OnuReading) -> Result<Value, JobError> {
    let at = clock.now();
    let up = reading.line == OnuLine::Online;
    let waiting = told(TroubleCode::NotOnline, format!("{}: registered; the ONU is not online yet ({:?})", onu.target.code, reading.line));
    let mut tx = pool.begin().await?;
    let seen = Observation { at, reading: Some(reading), saved: true, error: (!up).then_some(waiting.as_str()) };
    onu::observe(&mut tx, onu, &seen).await?;
    let mut invoice = None;
    if up && janet_customers::activate(&mut tx, onu.service, at).await.map_err(Error::from)? {
        // The table's time zones were parsed when they were typed.
        let zone: Tz = onu.timezone.parse().map_err(|_| JobError::GiveUp(format!("unknown time zone {}", onu.timezone)))?;
        invoice = janet_billing::charge_activation(&mut tx, onu.service, business_date(at, zone), "janet_agent", at, None)
            .await
            .map_err(Error::from)?;
    }
    tx.commit().await?;
    if !up {
        return Err(JobError::Later(waiting));
    }
    Ok(json!({ "onu_id": reading.onu_id, "line": "online", "olt_rx_cdbm": reading.olt_rx_cdbm, "invoice": invoice }))
}

/// Keeps the reason on the page and hands the error on.
async fn fail(pool: &PgPool, clock: &dyn Clock, onu: &Onu, error: JobError) -> Result<Value, JobError> {
    let mut tx = pool.begin().await?;
    let seen = Observation { at: clock.now(), reading: None, saved: false, error: Some(reason(&error)) };
    onu::observe(&mut tx, onu, &seen).await?;
    tx.commit().await?;
    Err(error)
}

async fn log(pool: &PgPool, clock: &dyn Clock, onu: &Onu, visit: &Visit<Registered>) -> Result<(), JobError> {
    let outcome = match &visit.result {
        Ok(registered) => match &registered.written {
            Written::Saved => "saved".to_owned(),
            Written::Already => "already".to_owned(),
            Written::Refused { reason, .. } => told(TroubleCode::Refused, reason),
            Written::Unchanged { reason } => told(TroubleCode::Unchanged, reason),
            Written::Unknown { reason } => told(TroubleCode::Unknown, reason),
        },
        Err(fault) => fault.told(&onu.target.code),
    };
    let mut conn = pool.acquire().await?;
    let entry = NewEntry {
        olt: onu.target.node,
        branch: onu.branch,
        device: Some(onu.device),
        at: clock.now(),
        operation: "register",
        outcome: &outcome,
        transcript: &visit.transcript,
    };
    olt_log::write(&mut conn, &entry).await?;
    olt_log::pin_host_key(&mut conn, onu.target.node, visit.host_key.as_deref()).await?;
    Ok(())
}

/// Which faults go away by waiting, and which need a person.
pub(crate) fn patience(code: &str, fault: &Fault) -> JobError {
    let text = fault.told(code);
    match fault {
        Fault::NotAllowed { .. } | Fault::NotOffered(_) => JobError::GiveUp(text),
        Fault::NotUnderstood(_) | Fault::Garbled(_) => JobError::Wait(text),
        // Down, locked, or a person is to set a password or accept a key: the job stays and says so.
        Fault::Unreachable(_)
        | Fault::WrongPassword
        | Fault::HostKey { .. }
        | Fault::Certificate { .. }
        | Fault::SessionsFull(_)
        | Fault::NoSecret
        | Fault::Vault(_)
        | Fault::CutOff(_)
        | Fault::TooSlow(_)
        | Fault::Broken(_) => JobError::Later(text),
    }
}

fn trouble(code: &str, written: &Written, reading: Option<&OnuReading>, unread: Option<&str>) -> JobError {
    match written {
        Written::Refused { line, reason, kind } => {
            let text = told(TroubleCode::Refused, format!("{code} refused “{line}”: {reason}"));
            match kind {
                RefusedKind::Later => JobError::Later(text),
                RefusedKind::Person => JobError::GiveUp(text),
            }
        }
        Written::Unchanged { reason } => JobError::Later(told(TroubleCode::Unchanged, format!("{code}: {reason}; nothing was written"))),
        Written::Unknown { reason } => {
            let text = format!("{code}: {reason}; what stands there is read before anything is written again");
            JobError::Later(told(TroubleCode::Unknown, text))
        }
        Written::Saved | Written::Already => match reading {
            Some(reading) => JobError::Later(told(
                TroubleCode::Differs,
                format!("{code} took the lines, but the read-back differs: {:?}", reading.verdict),
            )),
            None => {
                let unread = unread.unwrap_or("no answer");
                JobError::Later(told(TroubleCode::Unread, format!("{code} took the lines, but could not be read back: {unread}")))
            }
        },
    }
}

fn reason(error: &JobError) -> &str {
    match error {
        JobError::Wait(reason) | JobError::Later(reason) | JobError::GiveUp(reason) => reason,
    }
}
