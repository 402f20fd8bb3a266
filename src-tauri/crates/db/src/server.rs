//! Reaching a shared server: where it is, how it is protected, and what exactly is wrong when it does not answer.

use std::{path::PathBuf, time::Duration};

use janet_model::{Code, Refusal};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{
    ConnectOptions, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions, PgSslMode},
};

use crate::{
    DbError, agents,
    error::sql_code,
    migrate::{self, SchemaState},
};

/// How the connection is protected; the last two are the only ones that notice a stranger in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TlsMode {
    Disable,
    Require,
    VerifyCa,
    VerifyFull,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ServerAddress {
    pub host: String,
    pub port: u16,
    pub database: String,
    pub tls: TlsMode,
    /// A PEM file with the authority that signed the server's certificate; the system's authorities where empty.
    pub ca_file: Option<String>,
}

impl ServerAddress {
    /// `postgresql://host:port/database?sslmode=…&sslrootcert=…`, as other tools write it. A user name and password in it
    /// are refused: they are asked for at sign-in and kept nowhere.
    pub fn parse_url(text: &str) -> Result<ServerAddress, Refusal> {
        let bad = || Refusal::invalid("url");
        let rest = text.trim().strip_prefix("postgresql://").or_else(|| text.trim().strip_prefix("postgres://")).ok_or_else(bad)?;
        if rest.split(['/', '?']).next().unwrap_or_default().contains('@') {
            return Err(Refusal::invalid("url").detail("password"));
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = place.split_once('/').unwrap_or((place, ""));
        let (host, port) = match authority.strip_prefix('[') {
            Some(v6) => {
                let (host, after) = v6.split_once(']').ok_or_else(bad)?;
                (host, after.strip_prefix(':'))
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        let port = port.map_or(Ok(5432), str::parse).map_err(|_| bad())?;
        if host.is_empty() {
            return Err(bad());
        }
        let mut address = ServerAddress {
            host: host.to_owned(),
            port,
            database: if database.is_empty() { "janet".to_owned() } else { database.to_owned() },
            tls: TlsMode::VerifyFull,
            ca_file: None,
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", "disable")) => address.tls = TlsMode::Disable,
                Some(("sslmode", "require")) => address.tls = TlsMode::Require,
                Some(("sslmode", "verify-ca")) => address.tls = TlsMode::VerifyCa,
                Some(("sslmode", "verify-full")) => address.tls = TlsMode::VerifyFull,
                Some(("sslrootcert", file)) => address.ca_file = Some(file.to_owned()),
                _ => return Err(Refusal::invalid("url").detail(pair)),
            }
        }
        Ok(address)
    }

    pub fn options(&self, login: &str, password: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass()
            .host(&self.host)
            .port(self.port)
            .database(&self.database)
            .username(login)
            .password(password)
            .application_name("janet-isp")
            .ssl_mode(match self.tls {
                TlsMode::Disable => PgSslMode::Disable,
                TlsMode::Require => PgSslMode::Require,
                TlsMode::VerifyCa => PgSslMode::VerifyCa,
                TlsMode::VerifyFull => PgSslMode::VerifyFull,
            });
        match &self.ca_file {
            Some(file) => options.ssl_root_cert(PathBuf::from(file)),
            None => options,
        }
    }
}

/// What the test button found. `warnings` do not keep anybody from signing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ServerReport {
    pub version: String,
    pub round_trip_ms: u32,
    pub encrypted: bool,
    pub warnings: Vec<Refusal>,
}

/// Tries everything that signing in needs, in the order in which it can go wrong.
pub async fn test(address: &ServerAddress, login: &str, password: &str) -> Result<ServerReport, Refusal> {
    let mut conn = connect(address, login, password).await?;
    let report = inspect(&mut conn).await;
    let _ = conn.close().await;
    report
}

/// Whether the agent's login gets in and finds a schema that it knows. It is no operator, so [`test`] would refuse it.
pub async fn test_agent(address: &ServerAddress, password: &str) -> Result<(), Refusal> {
    let mut conn = connect(address, "janet_agent", password).await?;
    let state = migrate::state(&mut conn).await;
    let _ = conn.close().await;
    match state {
        Ok(SchemaState::Same | SchemaState::Older(1)) => Ok(()),
        Ok(SchemaState::NotPrepared) => Err(Refusal::new(Code::NotPrepared)),
        Ok(SchemaState::Newer) => Err(Refusal::new(Code::SchemaNewer)),
        Ok(SchemaState::Older(_)) => Err(Refusal::new(Code::SchemaOlder)),
        Err(_) => Err(Refusal::new(Code::MissingRights)),
    }
}

async fn connect(address: &ServerAddress, login: &str, password: &str) -> Result<PgConnection, Refusal> {
    let options = address.options(login, password).disable_statement_logging();
    match tokio::time::timeout(Duration::from_secs(10), options.connect()).await {
        Err(_) => Err(Refusal::new(Code::Unreachable).detail(format!("{}:{}", address.host, address.port))),
        Ok(Ok(conn)) => Ok(conn),
        Ok(Err(error)) => Err(connect_refusal(address, &error)),
    }
}

/// Names the step at which a connection failed.
pub fn connect_refusal(address: &ServerAddress, error: &sqlx::Error) -> Refusal {
    let place = format!("{}:{}", address.host, address.port);
    let text = error.to_string();
    match error {
        sqlx::Error::Io(io) if is_tls_io(io) => Refusal::new(Code::TlsFailed).detail(text),
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => Refusal::new(Code::Unreachable).detail(place),
        sqlx::Error::Tls(_) => Refusal::new(Code::TlsFailed).detail(text),
        sqlx::Error::Configuration(_) => Refusal::new(Code::TlsFailed).detail(text),
        sqlx::Error::Database(db) if db.code().as_deref() == Some("28000") && db.message().contains("no pg_hba.conf entry") => {
            Refusal::new(Code::TlsFailed).detail(db.message().to_owned())
        }
        sqlx::Error::Database(db) if db.code().as_deref() == Some("3D000") => {
            Refusal::new(Code::NoDatabase).detail(address.database.clone())
        }
        other => Refusal::new(sql_code(other)).detail(place),
    }
}

fn is_tls_io(error: &std::io::Error) -> bool {
    let text = error.to_string().to_ascii_lowercase();
    text.contains("certificate") || text.contains("tls") || text.contains("handshake")
}

/// Everything that needs a connection: version, schema, rights, a living agent.
pub async fn inspect(conn: &mut PgConnection) -> Result<ServerReport, Refusal> {
    let refuse = |error: sqlx::Error| Refusal::new(sql_code(&error));
    let started = std::time::Instant::now();
    let (number, version): (i32, String) =
        sqlx::query_as("select current_setting('server_version_num')::int, current_setting('server_version')")
            .fetch_one(&mut *conn)
            .await
            .map_err(refuse)?;
    let round_trip_ms = u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX);
    if number < 150_000 {
        return Err(Refusal::new(Code::ServerTooOld).detail(version));
    }
    let encrypted: bool = sqlx::query_scalar("select coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false)")
        .fetch_one(&mut *conn)
        .await
        .map_err(refuse)?;
    let member: bool = sqlx::query_scalar(
        "select exists (select from pg_roles where rolname = 'janet_operator') and pg_has_role('janet_operator', 'member')",
    )
    .fetch_one(&mut *conn)
    .await
    .map_err(refuse)?;
    let mut warnings = Vec::new();
    match migrate::state(conn).await {
        Ok(SchemaState::Same) => {}
        Ok(SchemaState::NotPrepared) => return Err(Refusal::new(Code::NotPrepared)),
        Ok(SchemaState::Newer) => return Err(Refusal::new(Code::SchemaNewer)),
        Ok(SchemaState::Older(1)) => warnings.push(Refusal::new(Code::SchemaOlder)),
        Ok(SchemaState::Older(_)) => return Err(Refusal::new(Code::SchemaOlder)),
        // The version table exists but may not be read: the login is no operator of this database.
        Err(_) => return Err(Refusal::new(Code::MissingRights)),
    }
    if !member {
        return Err(Refusal::new(Code::MissingRights));
    }
    if !agents::any_alive(conn).await.map_err(|error| Refusal::new(error.code()))? {
        warnings.push(Refusal::new(Code::NoAgent));
    }
    Ok(ServerReport { version, round_trip_ms, encrypted, warnings })
}

/// A pool for one signed-in login. A connection is not pinged before each use: on a link of 40 ms that would cost every
/// statement a second round trip. One that died is noticed by its first statement, which is safe to repeat: reads change
/// nothing, and a command has its id.
pub async fn open(options: PgConnectOptions, max: u32) -> Result<PgPool, DbError> {
    Ok(PgPoolOptions::new()
        .max_connections(max)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(10))
        .test_before_acquire(false)
        .connect_with(options.disable_statement_logging())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_as_other_tools_write_them() {
        let address = ServerAddress::parse_url("postgresql://janet.lan:5433/isp?sslmode=verify-ca&sslrootcert=/etc/ca.pem").unwrap();
        assert_eq!((address.host.as_str(), address.port, address.database.as_str()), ("janet.lan", 5433, "isp"));
        assert_eq!(address.tls, TlsMode::VerifyCa);
        let address = ServerAddress::parse_url("postgres://[fd00::5]/").unwrap();
        assert_eq!((address.host.as_str(), address.port, address.database.as_str()), ("fd00::5", 5432, "janet"));
        assert_eq!(address.tls, TlsMode::VerifyFull, "the safe one unless it says otherwise");
    }

    #[test]
    fn a_password_in_a_url_is_refused() {
        assert_eq!(ServerAddress::parse_url("postgres://rina:secret@janet.lan/isp").unwrap_err().detail.as_deref(), Some("password"));
        assert!(ServerAddress::parse_url("mysql://x/y").is_err());
        assert!(ServerAddress::parse_url("postgres://janet.lan/isp?sslmode=allow").is_err());
        assert!(ServerAddress::parse_url("postgres:///isp").is_err());
    }
}
