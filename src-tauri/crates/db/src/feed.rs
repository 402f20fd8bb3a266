//! The change feed as a desktop reads it: which nouns changed since a cursor.

use sqlx::PgPool;
use uuid::Uuid;

use crate::DbError;

/// A place in the feed. `xid8` is kept as text because it is wider than any number the driver has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    xid: String,
    seq: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub noun: String,
    pub row: Uuid,
}

/// The place from which everything to come will be seen.
pub async fn start(pool: &PgPool) -> Result<Cursor, DbError> {
    let row = sqlx::query!(r#"select xid as "xid!", seq as "seq!" from api.feed_start()"#).fetch_one(pool).await?;
    Ok(Cursor { xid: row.xid, seq: row.seq })
}

/// What changed since, at most 1,000 at a time, and the place after it.
pub async fn since(pool: &PgPool, cursor: &Cursor) -> Result<(Vec<Change>, Cursor), DbError> {
    let rows = sqlx::query!(
        r#"select noun as "noun!", row_id as "row_id!", xid as "xid!", seq as "seq!" from api.feed_since($1, $2)"#,
        cursor.xid,
        cursor.seq
    )
    .fetch_all(pool)
    .await?;
    let next = rows.last().map_or_else(|| cursor.clone(), |row| Cursor { xid: row.xid.clone(), seq: row.seq });
    Ok((rows.into_iter().map(|row| Change { noun: row.noun, row: row.row_id }).collect(), next))
}

/// Drops what every desktop has long read.
pub async fn prune(pool: &PgPool) -> Result<u64, DbError> {
    Ok(sqlx::query!("delete from api.feed where at < now() - interval '2 days'").execute(pool).await?.rows_affected())
}
