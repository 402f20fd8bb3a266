//! A database of its own, cloned from a template that was migrated once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use janet_db::{Command, Executor, Outcomes, SubmitError, Submitted, embedded::Embedded, migrate, prepare, submit};
use janet_model::{BranchId, CommandId, NewId, Refusal, Role, UserId};
use janet_workspace::{CreateBranch, DueDayRule, FirstRun, Language, SettingsInput};
use sqlx::{
    AssertSqlSafe, ConnectOptions, Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use uuid::Uuid;

use crate::{cluster, operators::TestOperator};

pub struct World {
    server: Embedded,
    database: String,
    agent_password: String,
    /// Signed in as janet_agent, for the executor; a test's questions go through an operator's pool.
    pub agent: PgPool,
    pub branch: BranchId,
    pub admin: TestOperator,
}

/// The password of every operator of a test.
pub(crate) const PASSWORD: &str = "kata sandi uji 42";

impl World {
    /// A company that did its first run, with one branch and an administrator.
    pub async fn new() -> World {
        let mut world = World::bare().await;
        world.first_run().await;
        world
    }

    /// A migrated database before the first run. `admin` has no login yet.
    pub async fn bare() -> World {
        let server = cluster::start().await;
        let agent_password = agent_password(&server).await;
        let database = format!("t_{}", Uuid::now_v7().simple());
        clone_template(&server, &database).await;
        let options = options(&server, &database, "janet_agent", &agent_password);
        let agent = PgPoolOptions::new().max_connections(12).connect_with(options).await.expect("the agent signs in");
        let branch = BranchId::new_id();
        let admin = TestOperator::unmade("admin");
        World { server, database, agent_password, agent, branch, admin }
    }

    async fn first_run(&mut self) {
        let input = self.first_run_input();
        let outcome = self.as_agent(&input).await.expect("the first run");
        assert!(matches!(outcome, Submitted::Applied(())));
        self.admin.pool = Some(self.connect(&self.admin.login).await);
    }

    pub fn first_run_input(&self) -> FirstRun {
        FirstRun {
            settings: SettingsInput {
                company_name: "PT Jaringan Contoh".into(),
                language: Language::Id,
                timezone: "Asia/Jakarta".into(),
                pkp: true,
                npwp: Some("012345678901000".into()),
                prices_include_ppn: false,
                due_day: DueDayRule::Fixed { day: 20 },
                due_after_days: 19,
                isolir_after_days: 3,
                isolir_hour: 9,
                idle_lock_minutes: 15,
                backup_hour: 2,
                customer_prefix: "JNT".into(),
            },
            branch_id: self.branch,
            branch_name: "Kantor Pusat".into(),
            admin_id: self.admin.id,
            admin_login: self.admin.login.clone(),
            admin_name: "Admin Uji".into(),
            verifier: janet_db::scram::verifier(PASSWORD, &mut janet_db::scram::os_rng()),
        }
    }

    /// Submits as janet_agent and runs the queue.
    pub async fn as_agent<C: Command>(&self, input: &C) -> Result<Submitted<C::Outcome>, Refusal> {
        self.submit(&self.agent, CommandId::new_id(), input).await
    }

    /// Submits as the administrator and runs the queue.
    pub async fn apply<C: Command>(&self, input: &C) -> Result<C::Outcome, Refusal> {
        self.apply_as(&self.admin, input).await
    }

    pub async fn apply_as<C: Command>(&self, operator: &TestOperator, input: &C) -> Result<C::Outcome, Refusal> {
        self.apply_with_id(operator, CommandId::new_id(), input).await
    }

    pub async fn apply_with_id<C: Command>(&self, operator: &TestOperator, id: CommandId, input: &C) -> Result<C::Outcome, Refusal> {
        match self.submit(operator.pool(), id, input).await? {
            Submitted::Applied(outcome) => Ok(outcome),
            Submitted::Waiting => panic!("the executor of this test left {} waiting", C::KIND),
        }
    }

    /// Twice at once, once more, and with the same id and other input: one outcome, and a refusal for the other.
    pub async fn proves_once<C>(&self, input: &C, other: &C) -> C::Outcome
    where
        C: Command,
        C::Outcome: PartialEq + std::fmt::Debug,
    {
        let id = CommandId::new_id();
        let (one, two) = tokio::join!(self.apply_with_id(&self.admin, id, input), self.apply_with_id(&self.admin, id, input));
        let first = one.unwrap_or_else(|refusal| panic!("{}: {refusal}", C::KIND));
        assert_eq!(Ok(&first), two.as_ref(), "{} twice at once", C::KIND);
        assert_eq!(Ok(&first), self.apply_with_id(&self.admin, id, input).await.as_ref(), "{} again", C::KIND);
        let reused = self.apply_with_id(&self.admin, id, other).await.map_err(|refusal| refusal.code);
        assert_eq!(reused, Err(janet_model::Code::CommandReused), "{} with other input", C::KIND);
        first
    }

    async fn submit<C: Command>(&self, pool: &PgPool, id: CommandId, input: &C) -> Result<Submitted<C::Outcome>, Refusal> {
        let outcomes = Outcomes::default();
        let executor = self.executor(outcomes.clone());
        let done = Arc::new(AtomicBool::new(false));
        // Runs on until the outcome is there: another submission's executor may have been stopped inside ours. It ends by
        // itself and is not aborted: sqlx 0.9 puts a connection whose BEGIN was cancelled back into the pool with the
        // transaction open, and what the test writes next through it is seen by nobody.
        let run = tokio::spawn({
            let done = done.clone();
            async move {
                while executor.drain().await.is_ok() && !done.load(Ordering::Relaxed) {
                    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
                }
            }
        });
        let result = submit(pool, &outcomes, id, input, || {}).await;
        done.store(true, Ordering::Relaxed);
        run.await.expect("the executor ends");
        result.map_err(SubmitError::refusal)
    }

    pub fn executor(&self, outcomes: Outcomes) -> Executor {
        Executor::new(self.agent.clone(), janet_agent::registry(), "test".into(), outcomes)
    }

    /// A new operator with a login of its own.
    pub async fn operator(&self, roles: &[Role], branch: Option<BranchId>) -> TestOperator {
        let mut operator = TestOperator::unmade(roles.first().map_or("op", |role| &role.pg_role()[6..]));
        self.apply(&operator.add(roles, branch)).await.expect("the operator is added");
        operator.pool = Some(self.connect(&operator.login).await);
        operator
    }

    pub async fn branch(&self, code: &str) -> BranchId {
        let id = BranchId::new_id();
        let input = CreateBranch {
            id,
            code: code.into(),
            name: format!("Cabang {code}"),
            city: "Bekasi".into(),
            phone: None,
            timezone: "Asia/Jakarta".into(),
        };
        self.apply(&input).await.expect("the branch is created");
        id
    }

    pub fn options(&self, login: &str) -> PgConnectOptions {
        let password = if login == "janet_agent" { &self.agent_password } else { PASSWORD };
        options(&self.server, &self.database, login, password)
    }

    pub async fn connect(&self, login: &str) -> PgPool {
        PgPoolOptions::new().max_connections(8).connect_with(self.options(login)).await.expect("the login connects")
    }

    /// The set-up login, only for what a test must break or look at from outside (never for what a screen reads).
    pub fn setup_options(&self) -> PgConnectOptions {
        self.server.setup_options(&self.database).expect("the set-up login")
    }

    pub fn server(&self) -> &Embedded {
        &self.server
    }

    pub fn database(&self) -> &str {
        &self.database
    }

    /// A new login name's owner id, for commands that carry it.
    pub fn new_user() -> UserId {
        UserId::new_id()
    }
}

/// Databases of an earlier run. Only who starts the server drops them: a drop waits until every session took note of it,
/// up to a minute where one hangs in its sign-in, and holds the cluster's watermark back all that time.
async fn sweep(conn: &mut PgConnection) {
    let ended: Vec<String> = sqlx::query_scalar(
        "select datname::text from pg_database d where datname like 't\\_%' and (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '3 minutes'
           and not exists (select from pg_stat_activity a where a.datname = d.datname) limit 200",
    )
    .fetch_all(&mut *conn)
    .await
    .unwrap_or_default();
    for database in ended {
        let _ = sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists \"{database}\""))).execute(&mut *conn).await;
    }
}

fn options(server: &Embedded, database: &str, login: &str, password: &str) -> PgConnectOptions {
    server.address().options(login, password).database(database).disable_statement_logging()
}

/// Roles and the agent's password are made once for the cluster.
async fn agent_password(server: &Embedded) -> String {
    let mut conn = server.setup_options("postgres").expect("set-up login").connect().await.expect("set-up connects");
    sqlx::query("select pg_advisory_lock(72170, 99)").execute(&mut conn).await.expect("lock");
    if known(server).is_none() {
        let admin = server.setup_options("postgres").expect("set-up login");
        let prepared = prepare::prepare(&admin, "janet", None).await.expect("prepared");
        server.folder().write_secret("agent", &prepared.agent_password).expect("writable");
        server.folder().write_secret("radius", &prepared.radius_password).expect("writable");
    }
    let _ = conn.close().await;
    agent_secret(server)
}

fn known(server: &Embedded) -> Option<prepare::Prepared> {
    let secret = |name| server.folder().read_secret(name).expect("readable");
    Some(prepare::Prepared { agent_password: secret("agent")?, radius_password: secret("radius")? })
}

async fn clone_template(server: &Embedded, database: &str) {
    let template = format!("template_{}", migrate::checksum());
    let mut conn = server.setup_options("postgres").expect("set-up login").connect().await.expect("set-up connects");
    sqlx::query("select pg_advisory_lock(72170, 98)").execute(&mut conn).await.expect("lock");
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&template)
        .fetch_one(&mut conn)
        .await
        .expect("asked");
    if !there {
        let making = format!("{template}_new");
        sqlx::raw_sql(AssertSqlSafe(format!("drop database if exists \"{making}\" with (force)")))
            .execute(&mut conn)
            .await
            .expect("dropped");
        prepare::prepare(&server.setup_options("postgres").expect("set-up login"), &making, known(server))
            .await
            .expect("template prepared");
        sqlx::raw_sql(AssertSqlSafe(format!("alter database \"{making}\" rename to \"{template}\"")))
            .execute(&mut conn)
            .await
            .expect("renamed");
    }
    if !server.adopted {
        sweep(&mut conn).await;
    }
    sqlx::raw_sql(AssertSqlSafe(format!("create database \"{database}\" template \"{template}\" owner janet_owner")))
        .execute(&mut conn)
        .await
        .expect("cloned");
    sqlx::raw_sql(AssertSqlSafe(format!("revoke all on database \"{database}\" from public; grant connect on database \"{database}\" to janet_operator, janet_agent, janet_radius")))
        .execute(&mut conn)
        .await
        .expect("granted");
    let _ = conn.close().await;
}

fn agent_secret(server: &Embedded) -> String {
    server.folder().read_secret("agent").expect("readable").expect("made by agent_password")
}
