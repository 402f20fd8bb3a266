//! Operators are logins: what changes here changes what PostgreSQL lets them do.

use janet_model::{Code, CommandId, NewId, Role, UserId};
use janet_testkit::World;
use janet_workspace::{
    AddOperator, ChangeBranch, ChangeOperator, ChangePassword, DisableOperator, EnableOperator, ResetPassword, branches, me, operators,
};
use sqlx::{ConnectOptions, Connection};

fn verifier(password: &str) -> String {
    janet_db::scram::verifier(password, &mut janet_db::scram::os_rng())
}

fn new_operator(roles: &[Role]) -> AddOperator {
    let id = UserId::new_id();
    let unique = id.0.simple().to_string();
    AddOperator {
        id,
        login: format!("op-{}", &unique[12..]),
        full_name: "Rina".into(),
        roles: roles.to_vec(),
        branch_id: None,
        verifier: verifier("kata sandi uji 42"),
    }
}

#[tokio::test]
async fn an_operator_is_added_once() {
    let world = World::new().await;
    let input = new_operator(&[Role::Support]);
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &input), world.apply_with_id(&world.admin, id, &input));
    one.unwrap();
    two.unwrap();
    let other = AddOperator { full_name: "Lain".into(), ..input.clone() };
    assert_eq!(world.apply_with_id(&world.admin, id, &other).await.unwrap_err().code, Code::CommandReused);
    let same_login = AddOperator { id: UserId::new_id(), ..input.clone() };
    let refused = world.apply(&same_login).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Taken, Some("login")));
    assert_eq!(operators(world.admin.pool()).await.unwrap().len(), 2);
    let rina = world.connect(&input.login).await;
    assert!(me(&rina).await.unwrap().unwrap().must_change_password, "the first password came from somebody else");
}

#[tokio::test]
async fn a_role_that_is_taken_away_is_gone_from_the_login() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Admin, Role::Finance], None).await;
    assert_eq!(operators(rina.pool()).await.unwrap().len(), 2);
    let change =
        ChangeOperator { id: rina.id, version: 1, full_name: "Rina".into(), roles: vec![Role::Support], branch_id: Some(world.branch) };
    let id = CommandId::new_id();
    world.apply_with_id(&world.admin, id, &change).await.unwrap();
    world.apply_with_id(&world.admin, id, &change).await.unwrap();
    assert_eq!(operators(rina.pool()).await.unwrap().len(), 1, "only the own row is left");
    let member: bool = sqlx::query_scalar("select pg_has_role('janet_admin', 'member')").fetch_one(rina.pool()).await.unwrap();
    assert!(!member);
    assert_eq!(world.apply(&change).await.unwrap_err().code, Code::Stale);
}

#[tokio::test]
async fn disabling_ends_the_sessions_and_enabling_lets_in_again() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Support], None).await;
    sqlx::query("select 1").execute(rina.pool()).await.unwrap();
    let disable = DisableOperator { id: rina.id };
    let (one, two) = tokio::join!(world.apply(&disable), world.apply(&disable));
    one.unwrap();
    two.unwrap();
    assert!(world.options(&rina.login).connect().await.is_err(), "no new session");
    let mut ended = false;
    for _ in 0..100 {
        if sqlx::query("select 1").execute(rina.pool()).await.is_err() {
            ended = true;
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(ended, "the open session is over");
    world.apply(&EnableOperator { id: rina.id }).await.unwrap();
    world.options(&rina.login).connect().await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let world = World::new().await;
    assert_eq!(world.apply(&DisableOperator { id: world.admin.id }).await.unwrap_err().code, Code::OwnAccount);
    let change = ChangeOperator { id: world.admin.id, version: 1, full_name: "A".into(), roles: vec![Role::Support], branch_id: None };
    assert_eq!(world.apply(&change).await.unwrap_err().code, Code::OwnAccount);
    // Another administrator, bound to a branch, cannot remove the one of all branches.
    let second = world.operator(&[Role::Admin], Some(world.branch)).await;
    assert_eq!(world.apply_as(&second, &DisableOperator { id: world.admin.id }).await.unwrap_err().code, Code::LastAdministrator);
}

#[tokio::test]
async fn passwords_change_by_verifier() {
    let world = World::new().await;
    let mut rina = world.operator(&[Role::Support], None).await;
    assert_eq!(
        world.apply_as(&rina, &ResetPassword { id: world.admin.id, verifier: verifier("x") }).await.unwrap_err().code,
        Code::Forbidden
    );
    world.apply(&ResetPassword { id: rina.id, verifier: verifier("kata sandi baru 1") }).await.unwrap();
    assert!(world.options(&rina.login).connect().await.is_err());
    world.options(&rina.login).password("kata sandi baru 1").connect().await.unwrap().close().await.unwrap();
    // One's own change needs no administrator.
    rina.sign_in_with(world.options(&rina.login).password("kata sandi baru 1")).await;
    world.apply_as(&rina, &ChangePassword { verifier: verifier("kata sandi baru 2") }).await.unwrap();
    world.options(&rina.login).password("kata sandi baru 2").connect().await.unwrap().close().await.unwrap();
    assert!(!me(rina.pool()).await.unwrap().unwrap().must_change_password);
}

#[tokio::test]
async fn a_login_that_is_no_operator_is_out_of_reach() {
    let world = World::new().await;
    for login in ["janet_setup", "janet_agent", "postgres", "pg_monitor"] {
        let refused = world.apply(&AddOperator { login: login.into(), ..new_operator(&[Role::Admin]) }).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("login")), "{login}");
        let error = sqlx::query("select sec.operator_login_password($1::text::name, 'SCRAM-SHA-256$x')")
            .bind(login)
            .execute(&world.agent)
            .await
            .unwrap_err();
        assert!(error.as_database_error().is_some(), "{login}");
    }
    let error =
        sqlx::query("select sec.operator_login_create('x-y', 'SCRAM-SHA-256$x', '{}')").execute(world.admin.pool()).await.unwrap_err();
    assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "only the agent may");
}

#[tokio::test]
async fn a_branch_with_operators_is_not_closed() {
    let world = World::new().await;
    let branch = world.branch("TBN").await;
    let rina = world.operator(&[Role::Branch], Some(branch)).await;
    let close = ChangeBranch {
        id: branch,
        version: 1,
        name: "Tambun".into(),
        city: String::new(),
        phone: None,
        timezone: "Asia/Jakarta".into(),
        active: false,
    };
    assert_eq!(world.apply(&close).await.unwrap_err().code, Code::InUse);
    world.apply(&DisableOperator { id: rina.id }).await.unwrap();
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &close), world.apply_with_id(&world.admin, id, &close));
    one.unwrap();
    two.unwrap();
    assert_eq!(world.apply(&close).await.unwrap_err().code, Code::Stale);
    assert!(branches(world.admin.pool()).await.unwrap().iter().any(|row| row.id == branch && !row.active));
}
