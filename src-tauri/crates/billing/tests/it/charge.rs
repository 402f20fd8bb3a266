//! Charging a service: once, as previewed, by the rules of the day.

use janet_billing::{AccountEntry, EntryNoun, account, invoice, preview};
use janet_model::{Money, NewId, Role, ServiceId};
use janet_testkit::{SoldPlan, World};
use janet_workspace::{ChangeSettings, settings};

use crate::words::{activate, date, install};

const NOW: &str = "2026-11-22T03:00:00Z";

#[tokio::test]
async fn inv_12_preview_equals_final() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti Rahmawati").await;
    let plan = world.sold_plan(SoldPlan { price: 120_000, installation: 250_000, ..SoldPlan::default() }).await;
    let shown = preview(world.admin.pool(), plan, 1, date("2026-11-22")).await.unwrap().at_activation.unwrap();
    assert_eq!(shown.total, Money::from_minor(317_460), "the money card of the drawing");

    let service = world.sold_service(customer, plan, 1).await;
    let id = activate(&world, service, "2026-11-22", NOW).await.unwrap();
    let issued = invoice(world.admin.pool(), id).await.unwrap();
    assert_eq!(issued.number, "INV-000001");
    assert_eq!((issued.dpp, issued.ppn, issued.ppn_base, issued.total), (shown.dpp, shown.ppn, shown.ppn_base, shown.total));
    assert_eq!(issued.ppn_label, shown.ppn_label);
    assert_eq!(issued.items.len(), shown.lines.len());
    for (item, line) in issued.items.iter().zip(&shown.lines) {
        assert_eq!(
            (&item.description, item.period, item.amount, item.dpp, item.ppn),
            (&line.description, line.period, line.amount, line.dpp, line.ppn)
        );
        assert_eq!(item.derivation, line.derivation);
    }
    assert_eq!(issued.journal.iter().map(|line| line.amount.minor()).sum::<i64>(), 0);
    assert_eq!(
        issued.journal.iter().map(|line| (line.account.as_str(), line.amount.minor())).collect::<Vec<_>>(),
        [("1201", 317_460), ("4102", -250_000), ("4101", -36_000), ("2201", -31_460)]
    );
    assert_eq!((issued.issued_on, issued.due_on), (date("2026-11-22"), date("2026-12-20")), "the next 20th");
    let seen: (i64, Option<chrono::NaiveDate>) =
        sqlx::query_as("select balance, due_on from public.customer_overview where customer_id = $1")
            .bind(customer.0)
            .fetch_one(world.admin.pool())
            .await
            .unwrap();
    assert_eq!(seen, (317_460, Some(date("2026-12-20"))));
}

#[tokio::test]
async fn activation_is_charged_once_however_often_it_is_seen() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Budi").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let service = world.sold_service(customer, plan, 1).await;
    let (one, two) =
        tokio::join!(activate(&world, service, "2026-11-22", NOW), activate(&world, service, "2026-11-23", "2026-11-23T03:00:00Z"));
    assert_eq!(one, two, "whoever was second found what was charged");
    assert_eq!(activate(&world, service, "2026-12-24", "2026-12-24T03:00:00Z").await, one);
    let account = account(world.admin.pool(), customer).await.unwrap();
    assert_eq!(account.open.len(), 1);
    assert_eq!(account.entries.len(), 1);
}

#[tokio::test]
async fn what_is_paid_first_is_charged_first_and_once() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Agus").await;
    let plan = world.sold_plan(SoldPlan { installation: 250_000, pay_first: true, ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, plan, 1).await;
    let first = install(&world, service, NOW).await.unwrap().unwrap();
    assert_eq!(install(&world, service, "2026-11-23T03:00:00Z").await.unwrap(), Some(first));
    let issued = invoice(world.admin.pool(), first).await.unwrap();
    assert!(issued.pay_first);
    assert_eq!(issued.due_on, issued.issued_on, "the line waits for it");
    assert_eq!(issued.total, Money::from_minor(277_500));

    let second = activate(&world, service, "2026-11-30", "2026-11-30T03:00:00Z").await.unwrap();
    let issued = invoice(world.admin.pool(), second).await.unwrap();
    assert_eq!(issued.items.len(), 1, "the installation was charged already");
    assert_eq!(issued.dpp, Money::from_minor(5_000));
    let entries = account(world.admin.pool(), customer).await.unwrap().entries;
    let expected = |document: &str, change: i64, balance: i64, day: &str| AccountEntry {
        noun: EntryNoun::Invoice,
        business_date: date(day),
        document: document.into(),
        change: Money::from_minor(change),
        balance: Money::from_minor(balance),
    };
    assert_eq!(entries, [expected("INV-000002", 5_550, 283_050, "2026-11-30"), expected("INV-000001", 277_500, 277_500, "2026-11-22")]);
}

#[tokio::test]
async fn arrears_charge_no_month_before_it_is_over() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Dewi").await;
    let plan = world.sold_plan(SoldPlan { installation: 100_000, charge_timing: "arrears", ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, plan, 1).await;
    assert_eq!(install(&world, service, NOW).await.unwrap(), None, "the plan does not want it paid first");
    let id = activate(&world, service, "2026-11-22", NOW).await.unwrap();
    assert_eq!(invoice(world.admin.pool(), id).await.unwrap().dpp, Money::from_minor(100_000));
    assert_eq!(activate(&world, service, "2026-11-22", NOW).await, Some(id));
    let free = world.sold_plan(SoldPlan { charge_timing: "arrears", ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, free, 1).await;
    assert_eq!(activate(&world, service, "2026-11-22", NOW).await, None);
    assert!(install(&world, ServiceId::new_id(), NOW).await.is_err());
}

#[tokio::test]
async fn inv_26_becoming_pkp_affects_only_later_invoices() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Nur").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let mut values = settings(world.admin.pool()).await.unwrap().unwrap().values;
    let pkp = values.clone();
    (values.pkp, values.npwp) = (false, None);
    world.apply(&ChangeSettings { values, version: 1 }).await.unwrap();
    let before = activate(&world, world.sold_service(customer, plan, 1).await, "2026-11-01", NOW).await.unwrap();
    world.apply(&ChangeSettings { values: pkp, version: 2 }).await.unwrap();
    let after = activate(&world, world.sold_service(customer, plan, 1).await, "2026-11-01", NOW).await.unwrap();
    let before = invoice(world.admin.pool(), before).await.unwrap();
    assert_eq!((before.ppn, before.ppn_label, before.seller.npwp, before.total.minor()), (Money::ZERO, None, None, 150_000));
    assert!(before.journal.iter().all(|line| line.account != "2201"), "no PPN in the books either");
    let after = invoice(world.admin.pool(), after).await.unwrap();
    assert_eq!((after.ppn.minor(), after.total.minor()), (16_500, 166_500));
    assert_eq!(after.seller.npwp.as_deref(), Some("012345678901000"));
}

#[tokio::test]
async fn the_rate_is_the_day_s() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Hadi").await;
    let plan = world.sold_plan(SoldPlan { price: 100_000, ..SoldPlan::default() }).await;
    for (at, on, label, ppn) in [
        ("2022-03-31T03:00:00Z", "2022-03-01", "PPN 10 %", 10_000),
        ("2022-04-01T03:00:00Z", "2022-04-01", "PPN 11 %", 11_000),
        ("2025-01-01T03:00:00Z", "2025-01-01", "PPN 11 % (12 % × 11/12)", 11_000),
    ] {
        let service = world.sold_service(customer, plan, 1).await;
        let id = activate(&world, service, on, at).await.unwrap();
        let issued = invoice(world.admin.pool(), id).await.unwrap();
        assert_eq!((issued.ppn_label.as_deref(), issued.ppn.minor()), (Some(label), ppn));
    }
}

#[tokio::test]
async fn the_invoice_belongs_to_the_payer() {
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
    let id = activate(&world, world.sold_service(child, plan, 1).await, "2026-11-01", NOW).await.unwrap();
    let issued = invoice(world.admin.pool(), id).await.unwrap();
    assert_eq!((issued.customer_id, issued.buyer.name.as_str()), (payer, "PT Induk"));
    let seen = account(world.admin.pool(), child).await.unwrap();
    assert_eq!((seen.holder_id, seen.holder_name.as_str(), seen.balance.minor()), (payer, "PT Induk", 166_500));
}

#[tokio::test]
async fn money_is_for_those_whose_work_it_is() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let customer = world.sold_customer(world.branch, "Rudi").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let id = activate(&world, world.sold_service(customer, plan, 1).await, "2026-11-01", NOW).await.unwrap();
    let elsewhere = world.operator(&[Role::Branch], Some(other)).await;
    assert!(matches!(invoice(elsewhere.pool(), id).await, Err(janet_billing::Error::NotFound)));
    let technician = world.operator(&[Role::Field], None).await;
    assert!(invoice(technician.pool(), id).await.is_err(), "a technician reads no books");
}
