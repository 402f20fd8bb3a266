//! Dates are the customer's place's, and numbers have no gaps.

use janet_billing::{charge_activation, invoice};
use janet_model::{BranchId, NewId};
use janet_testkit::{SoldPlan, World};
use janet_workspace::{ChangeSettings, CreateBranch, DueDayRule, settings};

use crate::words::{activate, date, moment};

async fn branch(world: &World, code: &str, zone: &str) -> BranchId {
    let id = BranchId::new_id();
    world
        .apply(&CreateBranch { id, code: code.into(), name: code.into(), city: "Kota".into(), phone: None, timezone: zone.into() })
        .await
        .unwrap();
    id
}

#[tokio::test]
async fn inv_04_the_day_turns_at_the_customer_s_place() {
    let world = World::new().await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let mut values = settings(world.admin.pool()).await.unwrap().unwrap().values;
    values.due_day = DueDayRule::Anniversary;
    world.apply(&ChangeSettings { values, version: 1 }).await.unwrap();
    // 23.30 in Jakarta, half past midnight in Makassar and later in Jayapura.
    let at = "2026-11-30T16:30:00Z";
    for (code, zone, day, due) in [
        ("WIB", "Asia/Jakarta", "2026-11-30", "2026-12-19"),
        ("WITA", "Asia/Makassar", "2026-12-01", "2026-12-20"),
        ("WIT", "Asia/Jayapura", "2026-12-01", "2026-12-20"),
    ] {
        let branch = branch(&world, code, zone).await;
        let customer = world.sold_customer(branch, zone).await;
        let service = world.sold_service(customer, plan, 1).await;
        let id = activate(&world, service, day, at).await.unwrap();
        let issued = invoice(world.admin.pool(), id).await.unwrap();
        assert_eq!((issued.issued_on, issued.due_on), (date(day), date(due)), "{zone}");
        assert_eq!(issued.journal[0].business_date, date(day));
    }
}

#[tokio::test]
async fn inv_28_numbers_are_gapless_under_concurrency() {
    let world = World::new().await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let mut services = Vec::new();
    for n in 0..6 {
        let customer = world.sold_customer(world.branch, &format!("Pelanggan {n}")).await;
        services.push(world.sold_service(customer, plan, 1).await);
    }
    // One that is given up half way takes no number with it.
    let mut tx = world.agent.begin().await.unwrap();
    charge_activation(&mut tx, services[0], date("2026-11-01"), "janet_agent", moment("2026-11-22T03:00:00Z"), None).await.unwrap();
    tx.rollback().await.unwrap();
    let charge = |at: usize| activate(&world, services[at], "2026-11-01", "2026-11-22T03:00:00Z");
    let _ = tokio::join!(charge(0), charge(1), charge(2), charge(3), charge(4), charge(5));
    let numbers: Vec<String> =
        sqlx::query_scalar("select number from public.isp_invoices order by number").fetch_all(world.admin.pool()).await.unwrap();
    assert_eq!(numbers, (1..=6).map(|n| format!("INV-{n:06}")).collect::<Vec<_>>());
}
