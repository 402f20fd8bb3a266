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

/// The button is pressed again after an interruption, or by somebody who did not know.
#[tokio::test]
async fn preparing_twice_is_preparing_once() {
    let world = World::bare().await;
    let database = format!("{}_prepared", world.database());
    let admin = world.setup_options().database("postgres");
    let secret = |name| world.server().folder().read_secret(name).unwrap().unwrap();
    let known = prepare::Prepared { agent_password: secret("agent"), radius_password: secret("radius") };
    let one = prepare::prepare(&admin, &database, Some(known.clone())).await.unwrap();
    let two = prepare::prepare(&admin, &database, Some(known)).await.unwrap();
    assert_eq!(one.agent_password, two.agent_password);
    let address = ServerAddress { database, ..world.server().address() };
    let mut conn = address.options("janet_agent", &one.agent_password).connect().await.unwrap();
    let companies: i64 = sqlx::query_scalar("select count(*) from public.isp_settings").fetch_one(&mut conn).await.unwrap();
    assert_eq!(companies, 0);
}

/// TLS as an office has it: a server with a certificate of its own authority.
#[tokio::test]
async fn a_certificate_is_checked_as_far_as_the_mode_says() {
    let place = crate::embedded::place();
    let server = crate::embedded::start(&place).await;
    server.prepare().await.unwrap();
    let data = place.data.postgres();
    let certificate = place.data.root().join("ca.crt");
    make_certificates(place.data.root());
    for (from, to) in [("leaf.key", "server.key"), ("leaf.crt", "server.crt")] {
        std::fs::copy(place.data.root().join(from), data.join(to)).unwrap();
    }
    crate::embedded::hand_over(&data, &["server.key", "server.crt"]);
    let mut setup = server.setup_options("postgres").unwrap().connect().await.unwrap();
    sqlx::query("alter system set ssl = on").execute(&mut setup).await.unwrap();
    sqlx::query("select pg_reload_conf()").execute(&mut setup).await.unwrap();
    setup.close().await.unwrap();

    let agent = place.data.read_secret("agent").unwrap().unwrap();
    let other = place.data.root().join("other.crt");
    let at = |host: &str, tls, ca: &std::path::Path| ServerAddress {
        host: host.into(),
        tls,
        ca_file: Some(ca.display().to_string()),
        ..server.address()
    };
    let mut report = server::test(&at("localhost", TlsMode::VerifyFull, &certificate), "janet_agent", &agent).await;
    for _ in 0..50 {
        // The server reads its certificate a moment after it was told to.
        if report.is_ok() || !matches!(&report, Err(refusal) if refusal.code == Code::TlsFailed) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        report = server::test(&at("localhost", TlsMode::VerifyFull, &certificate), "janet_agent", &agent).await;
    }
    assert_eq!(report.unwrap_err().code, Code::MissingRights, "TLS is up; the agent is no operator");
    let code = async |address: ServerAddress| server::test(&address, "janet_agent", &agent).await.unwrap_err().code;
    assert_eq!(code(at("127.0.0.1", TlsMode::VerifyFull, &certificate)).await, Code::TlsFailed, "the certificate names another host");
    assert_eq!(code(at("127.0.0.1", TlsMode::VerifyCa, &certificate)).await, Code::MissingRights);
    assert_eq!(code(at("localhost", TlsMode::VerifyFull, &other)).await, Code::TlsFailed, "another authority signed it");
    assert_eq!(
        code(ServerAddress { ca_file: None, ..at("localhost", TlsMode::VerifyFull, &certificate) }).await,
        Code::TlsFailed,
        "nobody the system trusts signed it"
    );
    server.leave().await.unwrap();
}

/// An authority, a certificate for `localhost` that it signed, and another authority.
fn make_certificates(folder: &std::path::Path) {
    std::fs::write(folder.join("leaf.ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    let new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
    for arguments in [
        [&["req", "-x509", "-days", "2", "-subj", "/CN=Kantor CA", "-keyout", "ca.key", "-out", "ca.crt"][..], &new_key].concat(),
        [&["req", "-x509", "-days", "2", "-subj", "/CN=Lain CA", "-keyout", "other.key", "-out", "other.crt"][..], &new_key].concat(),
        [&["req", "-subj", "/CN=localhost", "-keyout", "leaf.key", "-out", "leaf.csr"][..], &new_key].concat(),
        vec![
            "x509",
            "-req",
            "-in",
            "leaf.csr",
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "leaf.ext",
            "-out",
            "leaf.crt",
        ],
    ] {
        let made = std::process::Command::new("openssl").args(&arguments).current_dir(folder).output().expect("openssl");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }
}
