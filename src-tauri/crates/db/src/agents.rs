//! Which agents are alive, and leases: who may do what only one may do.

use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::DbError;

/// An agent that was not seen for so long is not alive.
pub const SILENCE_SECONDS: f64 = 15.0;

pub async fn any_alive(conn: &mut PgConnection) -> Result<bool, DbError> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from public.isp_agents where seen_at > now() - make_interval(secs => $1)) as "alive!""#,
        SILENCE_SECONDS
    )
    .fetch_one(conn)
    .await?)
}

/// Says "I am here"; called every few seconds.
pub async fn seen(pool: &PgPool, id: Uuid, name: &str, version: &str) -> Result<(), DbError> {
    sqlx::query!(
        "insert into public.isp_agents (id, name, version) values ($1, $2, $3) on conflict (id) do update set seen_at = now()",
        id,
        name,
        version
    )
    .execute(pool)
    .await?;
    sqlx::query!("delete from public.isp_agents where seen_at < now() - interval '1 day'").execute(pool).await?;
    Ok(())
}

pub async fn gone(pool: &PgPool, id: Uuid) -> Result<(), DbError> {
    sqlx::query!("delete from public.isp_agents where id = $1", id).execute(pool).await?;
    sqlx::query!("delete from public.isp_leases where holder = $1", id).execute(pool).await?;
    Ok(())
}

/// The right to be the only one, until the moment it says, fenced by its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    pub term: i64,
}

/// Takes a free or expired lease, or renews one's own. A new holder gets a new term; `None`: somebody else holds it.
pub async fn take_lease(conn: &mut PgConnection, name: &str, holder: Uuid, for_: Duration) -> Result<Option<Lease>, DbError> {
    let term = sqlx::query_scalar!(
        r#"insert into public.isp_leases as l (name, holder, term, until) values ($1, $2, 1, now() + make_interval(secs => $3))
           on conflict (name) do update set holder = excluded.holder, until = excluded.until,
               term = l.term + case when l.holder = excluded.holder then 0 else 1 end
           where l.holder = excluded.holder or l.until < now()
           returning term"#,
        name,
        holder,
        for_.as_secs_f64()
    )
    .fetch_optional(conn)
    .await?;
    Ok(term.map(|term| Lease { term }))
}

/// Whether a side effect under this term may still happen; locks the row so that nobody takes over in between.
pub async fn still_holds(conn: &mut PgConnection, name: &str, lease: Lease) -> Result<bool, DbError> {
    let row = sqlx::query_scalar!("select term from public.isp_leases where name = $1 and until > now() for share", name)
        .fetch_optional(conn)
        .await?;
    Ok(row == Some(lease.term))
}
