//! Migrations (tables and data, forward-only) and code (functions, views, triggers, policies, grants), which is
//! re-applied whole when any of it changed.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, PgConnection, migrate::Migrator};

use crate::DbError;

pub static MIGRATOR: Migrator = sqlx::migrate!("../../../migrations");

include!(concat!(env!("OUT_DIR"), "/code.rs"));

/// The newest migration this program knows.
pub fn newest_version() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

/// One checksum over everything that [`run`] applies.
pub fn checksum() -> String {
    let mut hash = Sha256::new();
    for migration in MIGRATOR.iter() {
        hash.update(&migration.checksum);
    }
    for (path, text) in CODE {
        hash.update(path);
        hash.update(text);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// What a database says of its schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SchemaState {
    NotPrepared,
    /// Behind this program by so many migrations; reading and submitting still work one step behind.
    Older(usize),
    Same,
    Newer,
}

pub async fn state(conn: &mut PgConnection) -> Result<SchemaState, DbError> {
    let there: bool = sqlx::query_scalar("select to_regclass('public._sqlx_migrations') is not null").fetch_one(&mut *conn).await?;
    if !there {
        return Ok(SchemaState::NotPrepared);
    }
    let applied: Vec<i64> =
        sqlx::query_scalar("select version from public._sqlx_migrations where success order by version").fetch_all(&mut *conn).await?;
    let newest = newest_version();
    if applied.iter().any(|version| *version > newest) {
        return Ok(SchemaState::Newer);
    }
    match MIGRATOR.iter().filter(|migration| !applied.contains(&migration.version)).count() {
        0 => Ok(SchemaState::Same),
        missing => Ok(SchemaState::Older(missing)),
    }
}

/// Brings the database of `conn` up to this program. `conn` is the set-up login; everything made belongs to janet_owner.
pub async fn run(conn: &mut PgConnection) -> Result<(), DbError> {
    sqlx::raw_sql("set role janet_owner; set search_path = public").execute(&mut *conn).await?;
    let result = run_as_owner(conn).await;
    sqlx::raw_sql("reset role; reset search_path").execute(&mut *conn).await?;
    result
}

async fn run_as_owner(conn: &mut PgConnection) -> Result<(), DbError> {
    // sqlx takes an advisory lock of its own for the migrations.
    MIGRATOR.run_direct(None, conn, false).await?;
    let mut tx = conn.begin().await?;
    sqlx::raw_sql("select pg_advisory_xact_lock(72170, 2); set local check_function_bodies = off").execute(&mut *tx).await?;
    let known: Vec<(String, Vec<u8>)> =
        sqlx::query_as("select path, checksum from sec.code_state order by path").fetch_all(&mut *tx).await?;
    let mut now: Vec<(String, Vec<u8>)> = CODE.iter().map(|(path, text)| ((*path).to_owned(), Sha256::digest(text).to_vec())).collect();
    now.sort();
    let mut known_sorted = known;
    known_sorted.sort();
    if known_sorted != now {
        for (path, text) in CODE {
            sqlx::raw_sql(AssertSqlSafe(*text)).execute(&mut *tx).await.map_err(|error| {
                tracing::error!(path, %error, "code could not be applied");
                error
            })?;
        }
        sqlx::query("delete from sec.code_state").execute(&mut *tx).await?;
        for (path, checksum) in now {
            sqlx::query("insert into sec.code_state (path, checksum) values ($1, $2)").bind(path).bind(checksum).execute(&mut *tx).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
