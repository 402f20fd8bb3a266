//! The command path itself: rights, idempotency, refusals, faults, secrets.

use janet_db::{Command, Cx, Executor, Failure, Outcomes, Registry, SubmitError, Submitted, submit};
use janet_model::{Code, CommandId, NewId, Refusal, Role};
use janet_testkit::World;
use janet_workspace::AddOperator;
use serde::{Deserialize, Serialize};
use sqlx::Row;

/// Stands in for a registered kind, to try what a use case may do wrong.
#[derive(Serialize, Deserialize)]
struct Odd {
    mode: String,
}

impl Command for Odd {
    const KIND: &'static str = "workspace.job.retry";
    type Outcome = i64;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<i64, Failure> {
        sqlx::query("insert into public.isp_number_series (name, digits) values ('effect', 4)").execute(&mut *cx.tx).await?;
        match self.mode.as_str() {
            "panic" => panic!("a fault of the program"),
            "refuse" => Err(Refusal::new(Code::Invalid).field("mode").into()),
            "sql" => {
                sqlx::query("select 1 / 0").execute(&mut *cx.tx).await?;
                Ok(0)
            }
            _ => {
                use rand::Rng;
                Ok(cx.rng("draw").random_range(0..1_000_000))
            }
        }
    }
}

async fn run(world: &World, mode: &str) -> (Result<Submitted<i64>, SubmitError>, i64) {
    let outcomes = Outcomes::default();
    let executor = Executor::new(world.agent.clone(), Registry::default().with::<Odd>(), "test".into(), outcomes.clone());
    let input = Odd { mode: mode.into() };
    let id = CommandId::new_id();
    let running = async {
        loop {
            match executor.run_one().await.unwrap() {
                true => return,
                false => tokio::time::sleep(std::time::Duration::from_millis(2)).await,
            }
        }
    };
    let (result, ()) = tokio::join!(submit(world.admin.pool(), &outcomes, id, &input, || {}), running);
    let effects =
        sqlx::query_scalar("select count(*) from public.isp_number_series where name = 'effect'").fetch_one(&world.agent).await.unwrap();
    (result, effects)
}

#[tokio::test]
async fn a_refusal_takes_its_effects_back_and_stays_as_the_outcome() {
    let world = World::new().await;
    let (result, effects) = run(&world, "refuse").await;
    assert_eq!(result.unwrap_err().refusal().field.as_deref(), Some("mode"));
    assert_eq!(effects, 0);
}

#[tokio::test]
async fn a_fault_is_rolled_back_and_ends_with_a_reference() {
    for mode in ["panic", "sql"] {
        let world = World::new().await;
        let (result, effects) = run(&world, mode).await;
        let refusal = result.unwrap_err().refusal();
        assert_eq!(refusal.code, Code::Internal, "{mode}");
        assert_eq!(refusal.detail.unwrap().len(), 8, "a reference into the log");
        assert_eq!(effects, 0, "{mode}");
    }
}

#[tokio::test]
async fn what_was_applied_has_its_effects() {
    let world = World::new().await;
    let (result, effects) = run(&world, "good").await;
    assert!(matches!(result.unwrap(), Submitted::Applied(_)));
    assert_eq!(effects, 1);
}

#[tokio::test]
async fn without_an_agent_the_command_waits_and_is_run_later() {
    let world = World::new().await;
    let input = janet_workspace::RequestBackup { job: janet_model::JobId::new_id() };
    let id = CommandId::new_id();
    let waiting = submit(world.admin.pool(), &Outcomes::default(), id, &input, || {}).await.unwrap();
    assert!(matches!(waiting, Submitted::Waiting));
    let listed: i64 = sqlx::query_scalar("select count(*) from api.waiting_commands()").fetch_one(world.admin.pool()).await.unwrap();
    assert_eq!(listed, 1, "the queue shows it");
    world.executor(Outcomes::default()).drain().await.unwrap();
    let done = submit(world.admin.pool(), &Outcomes::default(), id, &input, || {}).await.unwrap();
    assert!(matches!(done, Submitted::Applied(job) if job == input.job));
}

#[tokio::test]
async fn a_verifier_does_not_outlive_its_command_and_is_in_no_trail() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Support], None).await;
    let rows =
        sqlx::query("select input::text from api.commands where kind = $1").bind(AddOperator::KIND).fetch_all(&world.agent).await.unwrap();
    assert_eq!(rows.len(), 1);
    let stored: String = rows[0].get(0);
    assert!(stored.contains(&rina.login) && !stored.contains("SCRAM"), "{stored}");
    let leaks: i64 = sqlx::query_scalar("select count(*) from public.isp_activity_logs l where l::text like '%SCRAM%'")
        .fetch_one(world.admin.pool())
        .await
        .unwrap();
    assert_eq!(leaks, 0);
}

#[tokio::test]
async fn an_operator_disabled_in_the_meantime_is_refused_when_it_runs() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Admin], None).await;
    let input = janet_workspace::RequestBackup { job: janet_model::JobId::new_id() };
    let id = CommandId::new_id();
    sqlx::query("select api.submit($1, $2, 1::smallint, $3)")
        .bind(id.0)
        .bind("workspace.backup.request")
        .bind(serde_json::to_value(&input).unwrap())
        .execute(rina.pool())
        .await
        .unwrap();
    sqlx::query("update public.users set active = false where id = $1").bind(rina.id.0).execute(&world.agent).await.unwrap();
    world.executor(Outcomes::default()).drain().await.unwrap();
    let outcome: serde_json::Value =
        sqlx::query_scalar("select outcome from api.commands where id = $1").bind(id.0).fetch_one(&world.agent).await.unwrap();
    assert_eq!(outcome["code"], "disabled");
}

#[tokio::test]
async fn one_cannot_read_or_repeat_the_command_of_another() {
    let world = World::new().await;
    let rina = world.operator(&[Role::Admin], None).await;
    let input = janet_workspace::RequestBackup { job: janet_model::JobId::new_id() };
    let id = CommandId::new_id();
    world.apply_with_id(&world.admin, id, &input).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from api.outcome($1)").bind(id.0).fetch_one(rina.pool()).await.unwrap();
    assert_eq!(seen, 0);
    assert_eq!(world.apply_with_id(&rina, id, &input).await.unwrap_err().code, Code::CommandReused);
    assert!(sqlx::query("select input from api.commands").fetch_all(world.admin.pool()).await.is_err(), "nobody reads the table itself");
}

#[tokio::test]
async fn the_rights_in_the_database_are_the_kinds_in_the_registry() {
    let world = World::bare().await;
    let rights: Vec<String> =
        sqlx::query_scalar("select distinct kind from sec.command_rights order by kind").fetch_all(&world.agent).await.unwrap();
    let registry = janet_agent::registry();
    let kinds: Vec<&str> = registry.kinds().collect();
    assert_eq!(rights, kinds);
}
