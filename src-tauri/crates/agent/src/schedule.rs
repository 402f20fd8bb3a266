//! What the leading agent does by the clock: sealing the audit trail, pruning the feed, the daily backup.

use std::time::{Duration, Instant};

use chrono::Utc;
use janet_customers::HoldReason;
use janet_db::{
    DbError,
    agents::{self, Lease},
    feed, jobs, seal,
};
use janet_model::{JobId, NewId, ServiceId};
use sqlx::PgPool;
use tokio::sync::watch;
use uuid::Uuid;

const LEASE: Duration = Duration::from_secs(20);
const STEP: Duration = Duration::from_secs(5);

pub async fn run(pool: PgPool, id: Uuid, backs_up: bool, mut stop: watch::Receiver<bool>) {
    let mut pruned: Option<Instant> = None;
    while !*stop.borrow() {
        if let Err(error) = step(&pool, id, backs_up, &mut pruned).await {
            tracing::warn!(error = %error, "scheduled work waits");
        }
        tokio::select! {
            () = tokio::time::sleep(STEP) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn step(pool: &PgPool, id: Uuid, backs_up: bool, pruned: &mut Option<Instant>) -> Result<(), DbError> {
    let mut conn = pool.acquire().await?;
    let Some(lease) = agents::take_lease(&mut conn, "leader", id, LEASE).await? else { return Ok(()) };
    drop(conn);
    seal::seal(pool).await?;
    end_holds(pool, lease).await?;
    if pruned.is_none_or(|at| at.elapsed() > Duration::from_secs(3600)) {
        feed::prune(pool).await?;
        *pruned = Some(Instant::now());
    }
    if backs_up {
        daily_backup(pool, lease).await?;
    }
    Ok(())
}

/// Queues a backup once a day at the hour of the settings, or as soon as the program runs again after it.
async fn daily_backup(pool: &PgPool, lease: Lease) -> Result<(), DbError> {
    let mut tx = pool.begin().await?;
    if !agents::still_holds(&mut tx, "leader", lease).await? {
        return Ok(());
    }
    let due = sqlx::query_scalar!(
        r#"select exists (
               select from public.isp_settings s
               where extract(hour from now() at time zone s.timezone) >= s.backup_hour
                 and not exists (select from public.isp_jobs j where j.kind = 'backup' and j.state <> 'cancelled'
                                 and (j.created_at at time zone s.timezone)::date = (now() at time zone s.timezone)::date)
           ) as "due!""#
    )
    .fetch_one(&mut *tx)
    .await?;
    if due {
        let job = jobs::NewJob { id: JobId::new_id(), kind: "backup", subject: "embedded", payload: serde_json::json!({}), branch: None };
        jobs::enqueue(&mut tx, job, "janet_agent").await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Holds whose time is over are released, and access follows.
async fn end_holds(pool: &PgPool, lease: Lease) -> Result<(), DbError> {
    let due = sqlx::query!(
        "select service_id, reason from public.isp_service_holds where released_at is null and until <= now() order by until limit 100"
    )
    .fetch_all(pool)
    .await?;
    for hold in due {
        let mut tx = pool.begin().await?;
        if !agents::still_holds(&mut tx, "leader", lease).await? {
            return Ok(());
        }
        let reason = HoldReason::parse(&hold.reason);
        match janet_aaa::release_hold(&mut tx, ServiceId(hold.service_id), reason, "janet_agent", Utc::now()).await {
            Ok(_) => tx.commit().await?,
            // An ended service keeps its holds as history.
            Err(error) => tracing::warn!(error = %error, service = %hold.service_id, "a hold could not be ended"),
        }
    }
    Ok(())
}
