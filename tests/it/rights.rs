//! The rights matrix: every role × every table × every verb, asked of PostgreSQL as that role's real login, and held
//! against rights.txt. `UPDATE_RIGHTS=1` writes the file anew; a person reads the difference.

use std::{fmt::Write, fs, path::Path};

use janet_model::Role;
use janet_testkit::World;
use sqlx::{AssertSqlSafe, Connection, PgPool};

const VERBS: [(&str, &str); 4] = [
    ("select", "select count(*) from {}"),
    ("insert", "insert into {} ({cols}) overriding system value select {cols} from {} where false"),
    ("update", "update {} set {col} = {col} where false"),
    ("delete", "delete from {} where false"),
];

#[tokio::test]
async fn every_role_every_table_every_verb() {
    let world = World::new().await;
    let tables: Vec<(String, String, String)> = sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname), (select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = '' and a.attidentity = '' limit 1),
                (select string_agg(quote_ident(a.attname), ', ') from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.attgenerated = '' and not a.attisdropped)
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'api', 'sec', 'audit', 'radius') and c.relkind in ('r', 'p') order by 1",
    )
    .fetch_all(&world.agent)
    .await
    .unwrap();
    assert!(tables.len() > 12);
    let mut matrix = String::from("# role: table: verbs that PostgreSQL allows to its login. Tables and verbs not listed are refused.\n");
    for role in Role::ALL {
        let operator = world.operator(&[role], Some(world.branch)).await;
        describe(&mut matrix, role.pg_role(), operator.pool(), &tables).await;
    }
    describe(&mut matrix, "janet_agent", &world.agent, &tables).await;
    let password = world.server().radius_password().unwrap().unwrap();
    let radius =
        PgPool::connect_with(world.server().address().options("janet_radius", &password).database(world.database())).await.unwrap();
    describe(&mut matrix, "janet_radius", &radius, &tables).await;
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/rights.txt");
    if std::env::var_os("UPDATE_RIGHTS").is_some() {
        fs::write(&place, &matrix).unwrap();
    }
    let committed = fs::read_to_string(&place).unwrap_or_default();
    assert_eq!(committed, matrix, "rights changed: look at tests/it/rights.txt and renew it with UPDATE_RIGHTS=1");
}

async fn describe(matrix: &mut String, role: &str, pool: &PgPool, tables: &[(String, String, String)]) {
    writeln!(matrix, "{role}").unwrap();
    let mut conn = pool.acquire().await.unwrap();
    for (table, column, columns) in tables {
        let mut allowed = Vec::new();
        for (verb, statement) in VERBS {
            let sql = statement.replace("{cols}", columns).replace("{col}", column).replace("{}", table);
            let mut tx = conn.begin().await.unwrap();
            match sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut *tx).await {
                Ok(_) => allowed.push(verb),
                Err(error) => {
                    let code = error.as_database_error().and_then(|db| db.code().map(|code| code.into_owned()));
                    assert_eq!(code.as_deref(), Some("42501"), "{role} {sql}: {error}");
                }
            }
            tx.rollback().await.unwrap();
        }
        if !allowed.is_empty() {
            writeln!(matrix, "  {table}: {}", allowed.join(" ")).unwrap();
        }
    }
}

/// What a role may read, of whose rows: the branch's own, and never another's.
#[tokio::test]
async fn rows_of_another_branch_are_not_there_for_any_role() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    world.apply(&janet_customers::CreateCustomer { id: janet_model::NewId::new_id(), values: values(world.branch) }).await.unwrap();
    for role in Role::ALL {
        let operator = world.operator(&[role], Some(other)).await;
        for table in ["isp_customers", "customer_overview"] {
            let seen = sqlx::query_scalar::<_, i64>(AssertSqlSafe(format!("select count(*) from public.{table}")))
                .fetch_one(operator.pool())
                .await;
            match seen {
                Ok(count) => assert_eq!(count, 0, "{role:?} {table}"),
                Err(error) => assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{role:?} {table}"),
            }
        }
        // A setting changes nothing: rights hang on the login.
        let mut conn = operator.pool().acquire().await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("set janet.actor = '{}'", world.admin.login))).execute(&mut *conn).await.unwrap();
        let actor: String = sqlx::query_scalar("select sec.actor()::text").fetch_one(&mut *conn).await.unwrap();
        assert_eq!(actor, operator.login);
        assert!(sqlx::query("set role janet_owner").execute(&mut *conn).await.is_err());
        assert!(sqlx::query("set role janet_agent").execute(&mut *conn).await.is_err());
    }
}

#[tokio::test]
async fn logins_own_nothing_and_bypass_nothing() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Admin], None).await;
    for pool in [rina.pool(), &world.agent] {
        let (superuser, bypass, owns): (bool, bool, i64) = sqlx::query_as(
            "select r.rolsuper, r.rolbypassrls, (select count(*) from pg_class c where c.relowner = r.oid) from pg_roles r where r.rolname = session_user",
        )
        .fetch_one(pool)
        .await
        .unwrap();
        assert_eq!((superuser, bypass, owns), (false, false, 0));
    }
    // In the manner of a database linter: definer functions pin their path, and nothing is open to everybody.
    let loose: Vec<String> = sqlx::query_scalar(
        "select p.oid::regprocedure::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         where n.nspname in ('api', 'sec', 'audit', 'radius') and ((p.prosecdef and not coalesce(p.proconfig::text like '%search_path=pg_catalog, pg_temp%', false))
             or has_function_privilege('public', p.oid, 'execute'))",
    )
    .fetch_all(rina.pool())
    .await
    .unwrap();
    assert_eq!(loose, Vec::<String>::new());
    let unprotected: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'api', 'sec', 'audit', 'radius') and c.relkind in ('r', 'p') and not c.relrowsecurity and c.relname <> '_sqlx_migrations'",
    )
    .fetch_all(rina.pool())
    .await
    .unwrap();
    assert_eq!(unprotected, Vec::<String>::new());
}

fn values(branch: janet_model::BranchId) -> janet_customers::CustomerInput {
    janet_customers::CustomerInput {
        branch_id: branch,
        kind: janet_customers::CustomerKind::Person,
        name: "Budi".into(),
        phone: None,
        email: None,
        nik: None,
        address: janet_model::Address::default(),
        pin: None,
        note: String::new(),
    }
}
