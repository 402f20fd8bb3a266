//! Paying lifts the holds for money, in the payment's own transaction, and only when nothing is late.

use chrono::Utc;
use janet_testkit::{SoldPlan, World};

use crate::words::{activated, billed, cash, installed, money};

#[tokio::test]
async fn the_last_late_invoice_lifts_the_hold() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let service = world.sold_service(customer, plan, 1).await;
    activated(&world, service, "2026-01-01", "2026-01-01T03:00:00Z".parse().unwrap()).await;
    billed(&world, customer, 150_000, "2026-02-01").await;
    world.hold_for_money(service, "2026-02-24T02:00:00Z".parse().unwrap()).await;

    let part = world.apply(&cash(customer, 166_500)).await.unwrap();
    assert!(part.released.is_empty(), "one is still late");
    assert!(world.is_held(service).await);
    let rest = world.apply(&cash(customer, 166_500)).await.unwrap();
    assert_eq!(rest.released, [service]);
    assert!(!world.is_held(service).await);
    assert!(world.apply(&cash(customer, 1_000)).await.unwrap().released.is_empty(), "there is nothing left to lift");
}

#[tokio::test]
async fn what_is_not_yet_due_keeps_nobody_held() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let late = billed(&world, customer, 150_000, "2026-01-01").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let service = world.sold_service(customer, plan, 1).await;
    // Issued today by the clock of this machine, so due today or later.
    let now = Utc::now();
    activated(&world, service, &now.date_naive().to_string(), now).await;
    world.hold_for_money(service, "2026-01-24T02:00:00Z".parse().unwrap()).await;
    let mut input = cash(customer, 166_500);
    input.invoice_id = Some(late.id);
    let paid = world.apply(&input).await.unwrap();
    assert_eq!(paid.released, [service]);
    assert!(paid.balance > money(0));
}

#[tokio::test]
async fn what_is_paid_first_holds_the_line_until_it_is_paid_whole() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Agus").await;
    let plan = world.sold_plan(SoldPlan { installation: 250_000, pay_first: true, ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, plan, 1).await;
    let now = Utc::now();
    let first = installed(&world, service, now).await;
    world.hold_for_money(service, now).await;
    let part = world.apply(&cash(customer, 100_000)).await.unwrap();
    assert!(part.released.is_empty() && world.is_held(service).await, "due today is not late, but the line waits for it");
    let rest = world.apply(&cash(customer, first.total.minor() - 100_000)).await.unwrap();
    assert_eq!(rest.released, [service]);
}

#[tokio::test]
async fn the_payer_s_payment_lifts_the_holds_of_all_it_pays_for() {
    let world = World::new().await;
    let payer = world.sold_customer(world.branch, "PT Induk").await;
    let child = world.sold_customer(world.branch, "Kos Melati").await;
    sqlx::query("update public.isp_customers set payer_id = $2 where id = $1")
        .bind(child.0)
        .bind(payer.0)
        .execute(&world.agent)
        .await
        .unwrap();
    let plan = world.sold_plan(SoldPlan::default()).await;
    let service = world.sold_service(child, plan, 1).await;
    activated(&world, service, "2026-01-01", "2026-01-01T03:00:00Z".parse().unwrap()).await;
    world.hold_for_money(service, "2026-01-24T02:00:00Z".parse().unwrap()).await;
    // Paid at the counter in the child's name; the money is the payer's account's.
    let paid = world.apply(&cash(child, 166_500)).await.unwrap();
    assert_eq!((paid.released, paid.balance), (vec![service], money(0)));
}
