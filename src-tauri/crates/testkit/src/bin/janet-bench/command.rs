//! A command from submission to outcome: with the executor in the same process (embedded), and over a link of 40 ms with
//! the executor beside the server. The peer is the same customer written by hand: one INSERT that commits.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use janet_agent::{Agent, AgentConfig};
use janet_customers::{CreateCustomer, CustomerInput, CustomerKind};
use janet_db::{Outcomes, Submitted, submit};
use janet_model::{Address, BranchId, CommandId, CustomerId, NewId};
use janet_testkit::World;
use sqlx::{PgPool, postgres::PgListener};

use crate::{
    link,
    report::{Figure, cpu_seconds, percentile},
};

const ROUNDS: usize = 300;

pub async fn run() -> Vec<Figure> {
    let world = World::new().await;
    let outcomes = Outcomes::default();
    let pool = world.connect("janet_agent").await;
    let agent = Arc::new(
        Agent::start(AgentConfig { pool, name: "bench".into(), outcomes: outcomes.clone(), backup: None, ports: None }).await.unwrap(),
    );

    let near = measure(world.admin.pool(), &outcomes, world.branch, ROUNDS, &{
        let agent = agent.clone();
        move || agent.wake()
    })
    .await;
    let bare = bare(&world.agent, world.branch, ROUNDS).await;
    let note = format!("{ROUNDS} customers with audit, feed and search keys, {:.1} CPU s", cpu_seconds());
    let mut figures = vec![Figure::time("command, embedded, p95", note, near, bare, "one bare INSERT", 20.0)];

    let round_trip = Duration::from_millis(40);
    let port = link::start(world.server().port(), round_trip).await;
    let far_options = world.options(&world.admin.login).port(port);
    let far = janet_db::server::open(far_options, 4).await.unwrap();
    let far_outcomes = Outcomes::default();
    tokio::spawn(listen(far.clone(), far_outcomes.clone()));
    tokio::time::sleep(Duration::from_millis(300)).await;
    let remote = measure(&far, &far_outcomes, world.branch, 40, &|| {}).await;
    let agent_far = janet_db::server::open(world.options("janet_agent").port(port), 2).await.unwrap();
    let bare_far = self::bare(&agent_far, world.branch, 40).await;
    figures.push(Figure::time(
        "command, link of 40 ms, p95",
        "executor beside the server, outcome by LISTEN".into(),
        remote,
        bare_far,
        "one bare INSERT",
        150.0,
    ));
    figures
}

async fn listen(pool: PgPool, outcomes: Outcomes) {
    let mut listener = PgListener::connect_with(&pool).await.unwrap();
    listener.listen("janet_outcomes").await.unwrap();
    while let Ok(notification) = listener.recv().await {
        outcomes.announce(CommandId(notification.payload().parse().unwrap()));
    }
}

async fn measure(pool: &PgPool, outcomes: &Outcomes, branch: BranchId, rounds: usize, wake: &impl Fn()) -> Duration {
    let mut times = Vec::new();
    for n in 0..rounds + 5 {
        let input = CreateCustomer {
            id: CustomerId::new_id(),
            values: CustomerInput {
                branch_id: branch,
                kind: CustomerKind::Person,
                name: format!("Pelanggan {n}"),
                phone: Some(format!("0812{n:07}")),
                email: None,
                nik: None,
                address: Address { street: "Jl. Mawar 1".into(), ..Address::default() },
                pin: None,
                note: String::new(),
            },
        };
        let started = Instant::now();
        let outcome = submit(pool, outcomes, CommandId::new_id(), &input, wake).await.unwrap();
        assert!(matches!(outcome, Submitted::Applied(_)));
        // The first few prepare statements and fill caches.
        if n >= 5 {
            times.push(started.elapsed());
        }
    }
    percentile(&mut times, 95)
}

async fn bare(pool: &PgPool, branch: BranchId, rounds: usize) -> Duration {
    let mut times = Vec::new();
    for n in 0..rounds + 5 {
        let started = Instant::now();
        sqlx::query("insert into public.isp_customers (id, code, branch_id, name) values ($1, $2, $3, $4)")
            .bind(CustomerId::new_id().0)
            .bind(format!("BARE-{n}-{rounds}"))
            .bind(branch.0)
            .bind(format!("Pelanggan {n}"))
            .execute(pool)
            .await
            .unwrap();
        if n >= 5 {
            times.push(started.elapsed());
        }
    }
    percentile(&mut times, 95)
}
