//! *Prepare this server*: from a login that may make roles and databases to a database this program can use.

use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use crate::{DbError, migrate, roles, scram};

/// The services' passwords, made new at each preparation that was not handed them.
#[derive(Clone)]
pub struct Prepared {
    pub agent_password: String,
    /// For the RADIUS servers' configuration.
    pub radius_password: String,
}

/// Makes roles, the database and its schema, and sets the services' passwords: those `known`, else new ones. Safe to
/// repeat.
///
/// `admin` points at any database of the server (usually `postgres`); `database` is a name of our own making.
pub async fn prepare(admin: &PgConnectOptions, database: &str, known: Option<Prepared>) -> Result<Prepared, DbError> {
    let mut conn = admin.clone().connect().await?;
    let version: i32 = sqlx::query_scalar("select current_setting('server_version_num')::int").fetch_one(&mut conn).await?;
    if version < 150_000 {
        return Err(DbError::Refused(janet_model::Refusal::new(janet_model::Code::ServerTooOld).detail((version / 10_000).to_string())));
    }
    roles::ensure(&mut conn).await?;
    let prepared = known.unwrap_or_else(|| Prepared {
        agent_password: scram::generate(&mut scram::os_rng()),
        radius_password: scram::generate(&mut scram::os_rng()),
    });
    for (service, password) in [("janet_agent", &prepared.agent_password), ("janet_radius", &prepared.radius_password)] {
        roles::set_password(&mut conn, service, &scram::verifier(password, &mut scram::os_rng())).await?;
    }
    create_database(&mut conn, database).await?;
    conn.close().await?;

    let mut conn = admin.clone().database(database).connect().await?;
    migrate::run(&mut conn).await?;
    conn.close().await?;
    Ok(prepared)
}

async fn create_database(conn: &mut PgConnection, database: &str) -> Result<(), DbError> {
    let there: bool =
        sqlx::query_scalar("select exists (select from pg_database where datname = $1)").bind(database).fetch_one(&mut *conn).await?;
    if there {
        return Ok(());
    }
    let quoted = quote(database);
    // An administrator who is no superuser must be a member of the owner to hand it something.
    sqlx::raw_sql("grant janet_owner to current_user").execute(&mut *conn).await?;
    sqlx::raw_sql(AssertSqlSafe(format!("create database {quoted} owner janet_owner encoding 'UTF8' template template0")))
        .execute(&mut *conn)
        .await?;
    sqlx::raw_sql(AssertSqlSafe(format!(
        "revoke all on database {quoted} from public; grant connect on database {quoted} to janet_operator, janet_agent, janet_radius"
    )))
    .execute(&mut *conn)
    .await?;
    Ok(())
}

pub(crate) fn quote(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}
