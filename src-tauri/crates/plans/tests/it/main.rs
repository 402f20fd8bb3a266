#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]
//! Each command of the area twice, twice at once, and with the same id and other input; and the RADIUS group that follows.

use janet_model::{Code, Money, NewId, PlanId};
use janet_plans::{ChangePlan, ChargeTiming, CreatePlan, Cutoff, LineProfileInput, PlanInput, Proration, RestorePlan, WithdrawPlan, plans};
use janet_testkit::World;

fn plan(code: &str, mbps: u32) -> PlanInput {
    PlanInput {
        code: code.into(),
        name: format!("Home {mbps}"),
        price: Money::from_minor(150_000),
        installation_charge: Money::from_minor(250_000),
        taxable: true,
        pay_first: false,
        charge_timing: ChargeTiming::Advance,
        cutoff: Cutoff::Postpaid,
        proration: Proration::Daily,
        download_kbps: mbps * 1000,
        upload_kbps: 1536,
        radius_group: code.to_lowercase(),
        pool: Some("pool-home".into()),
        line_profiles: vec![LineProfileInput::zte("F670L", "UP-20M", None), LineProfileInput::huawei(60, 1, 1)],
    }
}

async fn group(world: &World, name: &str) -> Vec<(String, String)> {
    sqlx::query_as("select attribute, value from radius.radgroupreply where groupname = $1 order by attribute")
        .bind(name)
        .fetch_all(world.admin.pool())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_plan_is_sold_changed_withdrawn_and_sold_again() {
    let world = World::new().await;
    let id = PlanId::new_id();
    world.proves_once(&CreatePlan { id, values: plan("HOME-30", 30) }, &CreatePlan { id, values: plan("HOME-50", 50) }).await;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(
        group(&world, "home-30").await,
        [pair("Acct-Interim-Interval", "300"), pair("Framed-Pool", "pool-home"), pair("Mikrotik-Rate-Limit", "1536k/30M")]
    );
    let clash = CreatePlan { id: PlanId::new_id(), values: PlanInput { radius_group: "home-30".into(), ..plan("LAIN", 10) } };
    let taken = world.apply(&clash).await.unwrap_err();
    assert_eq!((taken.code, taken.field.as_deref()), (Code::Taken, Some("radius_group")));

    let change = |mbps: u32| ChangePlan { id, version: 1, values: PlanInput { pool: None, ..plan("HOME-30", mbps) } };
    world.proves_once(&change(40), &change(45)).await;
    assert_eq!(group(&world, "home-30").await, [pair("Acct-Interim-Interval", "300"), pair("Mikrotik-Rate-Limit", "1536k/40M")]);
    let renamed = ChangePlan { id, version: 2, values: PlanInput { radius_group: "other".into(), ..plan("HOME-30", 40) } };
    assert_eq!(world.apply(&renamed).await.unwrap_err().field.as_deref(), Some("radius_group"));

    world.proves_once(&WithdrawPlan { id, version: 2 }, &WithdrawPlan { id, version: 3 }).await;
    assert!(plans(world.admin.pool()).await.unwrap()[0].withdrawn_at.is_some());
    world.proves_once(&RestorePlan { id, version: 3 }, &RestorePlan { id, version: 4 }).await;
    let sold = plans(world.admin.pool()).await.unwrap().remove(0);
    assert_eq!((sold.withdrawn_at, sold.version, sold.values.line_profiles.len()), (None, 4, 2));
}
