//! A shared server: each way a connection can fail is told apart.

use janet_db::{ServerAddress, TlsMode, prepare, server};
use janet_model::{Code, Role};
use janet_testkit::World;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

const PASSWORD: &str = "kata sandi uji 42";

fn address(world: &World) -> ServerAddress {
    ServerAddress { database: world.database().into(), ..world.server().address() }
}

#[tokio::test]
async fn each_failure_has_its_own_code() {
    let world = World::new().await;
    let good = address(&world);
    let login = world.admin.login.as_str();

    let report = server::test(&good, login, PASSWORD).await.unwrap();
    assert_eq!(report.warnings.iter().map(|warning| warning.code).collect::<Vec<_>>(), [Code::NoAgent]);
    assert!(!report.encrypted);

    let code = async |address: &ServerAddress, login: &str, password: &str| server::test(address, login, password).await.unwrap_err().code;
    assert_eq!(code(&good, login, "salah sekali 1").await, Code::WrongPassword);
    assert_eq!(code(&good, "nobody-here", PASSWORD).await, Code::WrongPassword);
    assert_eq!(code(&ServerAddress { port: 1, ..good.clone() }, login, PASSWORD).await, Code::Unreachable);
    assert_eq!(code(&ServerAddress { host: "tidak-ada.invalid".into(), ..good.clone() }, login, PASSWORD).await, Code::Unreachable);
    assert_eq!(code(&ServerAddress { database: "tidak_ada".into(), ..good.clone() }, login, PASSWORD).await, Code::NoDatabase);
    assert_eq!(
        code(&ServerAddress { tls: TlsMode::Require, ..good.clone() }, login, PASSWORD).await,
        Code::TlsFailed,
        "this server speaks no TLS"
    );
    assert_eq!(
        code(&ServerAddress { tls: TlsMode::VerifyFull, ca_file: Some("/tidak/ada.pem".into()), ..good.clone() }, login, PASSWORD).await,
        Code::TlsFailed
    );

    // A login of the cluster that is no operator of this database.
    let mut setup = world.setup_options().connect().await.unwrap();
    let stranger = format!("stranger-{}", &world.database()[24..]);
    sqlx::raw_sql(AssertSqlSafe(format!(
        "create role \"{stranger}\" login password '{PASSWORD}'; grant connect on database \"{}\" to \"{stranger}\"",
        world.database()
    )))
    .execute(&mut setup)
    .await
    .unwrap();
    assert_eq!(code(&good, &stranger, PASSWORD).await, Code::MissingRights);

    // A schema from the future, and one that is far behind.
    sqlx::raw_sql("insert into public._sqlx_migrations (version, description, success, checksum, execution_time) values (99990101000000, 'future', true, '', 0)").execute(&mut setup).await.unwrap();
    assert_eq!(code(&good, login, PASSWORD).await, Code::SchemaNewer);
    sqlx::raw_sql("delete from public._sqlx_migrations where version > 99990000000000; update public._sqlx_migrations set success = false")
        .execute(&mut setup)
        .await
        .unwrap();
    assert_eq!(code(&good, login, PASSWORD).await, Code::SchemaOlder);

    let disabled = world.operator(&[Role::Support], None).await;
    sqlx::raw_sql(AssertSqlSafe(format!("update public._sqlx_migrations set success = true; alter role \"{}\" nologin", disabled.login)))
        .execute(&mut setup)
        .await
        .unwrap();
    assert_eq!(code(&good, &disabled.login, PASSWORD).await, Code::Disabled);
    setup.close().await.unwrap();
}

#[tokio::test]
async fn a_database_without_our_schema_is_not_prepared() {
    let world = World::new().await;
    let mut setup = world.setup_options().connect().await.unwrap();
    let empty = format!("{}_empty", world.database());
    sqlx::raw_sql(AssertSqlSafe(format!("create database \"{empty}\""))).execute(&mut setup).await.unwrap();
    setup.close().await.unwrap();
    let refusal = server::test(&ServerAddress { database: empty, ..address(&world) }, &world.admin.login, PASSWORD).await.unwrap_err();
    assert_eq!(refusal.code, Code::NotPrepared);
}

/// An administrator who may make roles and databases but is no superuser, as on a rented server.
#[tokio::test]
async fn preparing_twice_is_preparing_once() {
    let world = World::bare().await;
    let database = format!("{}_prepared", world.database());
    let admin = world.setup_options().database("postgres");
    let agent = world.server().folder().read_secret("agent").unwrap();
    let one = prepare::prepare(&admin, &database, agent.clone()).await.unwrap();
    let two = prepare::prepare(&admin, &database, agent).await.unwrap();
    assert_eq!(one.agent_password, two.agent_password);
    let address = ServerAddress { database, ..world.server().address() };
    let mut conn = address.options("janet_agent", &one.agent_password).connect().await.unwrap();
    let companies: i64 = sqlx::query_scalar("select count(*) from public.isp_settings").fetch_one(&mut conn).await.unwrap();
    assert_eq!(companies, 0);
}
