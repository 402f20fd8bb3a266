//! Cluster-wide roles. They belong to no database, so no migration makes them; this does, and two programs doing it at
//! once meet at an advisory lock.

use sqlx::{AssertSqlSafe, PgConnection};

use crate::DbError;

/// Groups that own or act; none of them can sign in.
const GROUPS: [&str; 11] = [
    "janet_operator",
    "janet_admin",
    "janet_finance",
    "janet_cashier",
    "janet_noc",
    "janet_support",
    "janet_field",
    "janet_partner",
    "janet_auditor",
    "janet_branch",
    "janet_owner",
];

/// Services sign in with a password of their own, set by [`set_password`].
const SERVICES: [&str; 2] = ["janet_agent", "janet_radius"];

/// Makes what is missing and leaves the rest. `conn` may create roles (a superuser, or an administrator of the server).
pub async fn ensure(conn: &mut PgConnection) -> Result<(), DbError> {
    // The key is arbitrary and the same in every version of the program.
    sqlx::query("select pg_advisory_lock(72170, 1)").execute(&mut *conn).await?;
    let result = ensure_locked(conn).await;
    sqlx::query("select pg_advisory_unlock(72170, 1)").execute(&mut *conn).await?;
    result
}

async fn ensure_locked(conn: &mut PgConnection) -> Result<(), DbError> {
    for (name, attributes) in GROUPS
        .iter()
        .map(|name| (*name, "nologin"))
        .chain(SERVICES.iter().map(|name| (*name, "login connection limit 40")))
        .chain([("janet_roles", "nologin createrole")])
    {
        let there: bool =
            sqlx::query_scalar("select exists (select from pg_roles where rolname = $1)").bind(name).fetch_one(&mut *conn).await?;
        if !there {
            // Names and attributes are the constants above.
            sqlx::raw_sql(AssertSqlSafe(format!("create role {name} {attributes}"))).execute(&mut *conn).await?;
        }
    }
    // janet_roles makes operators members of the groups, ends their sessions, and is what sec.operator_* run as.
    for group in GROUPS.iter().filter(|name| **name != "janet_owner") {
        sqlx::raw_sql(AssertSqlSafe(format!("grant {group} to janet_roles with admin option"))).execute(&mut *conn).await?;
    }
    sqlx::raw_sql("grant pg_signal_backend to janet_roles; grant janet_roles to janet_owner; alter role janet_agent set search_path = public; alter role janet_agent set timezone = 'UTC'; alter role janet_radius set search_path = radius; alter role janet_radius set timezone = 'UTC'").execute(&mut *conn).await?;
    Ok(())
}

/// Gives a service its password, by verifier.
pub async fn set_password(conn: &mut PgConnection, service: &'static str, verifier: &str) -> Result<(), DbError> {
    debug_assert!(SERVICES.contains(&service));
    // A verifier is base64, `$`, `:` and `-` (scram.rs); quoting is for the reader.
    let verifier = verifier.replace('\'', "''");
    sqlx::raw_sql(AssertSqlSafe(format!("alter role {service} password '{verifier}'"))).execute(conn).await?;
    Ok(())
}
