//! What the tests of this crate say again and again.

use chrono::{DateTime, NaiveDate, Utc};
use janet_billing::{Invoice, charge_activation, charge_installation, invoice};
use janet_model::{CustomerId, InvoiceId, Money, NewId, ServiceId, TransactionId};
use janet_payments::ReceivePayment;
use janet_testkit::{SoldPlan, World};

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn money(minor: i64) -> Money {
    Money::from_minor(minor)
}

pub fn cash(customer: CustomerId, amount: i64) -> ReceivePayment {
    ReceivePayment {
        id: TransactionId::new_id(),
        customer_id: customer,
        amount: money(amount),
        tendered: None,
        note: String::new(),
        invoice_id: None,
    }
}

/// A new service of the customer, charged for the whole month that begins on `on`, and issued on that day.
pub async fn billed(world: &World, customer: CustomerId, price: i64, on: &str) -> Invoice {
    let plan = world.sold_plan(SoldPlan { price, ..SoldPlan::default() }).await;
    let service = world.sold_service(customer, plan, 1).await;
    let at: DateTime<Utc> = format!("{on}T03:00:00Z").parse().unwrap();
    activated(world, service, on, at).await
}

pub async fn activated(world: &World, service: ServiceId, on: &str, at: DateTime<Utc>) -> Invoice {
    let mut tx = world.agent.begin().await.unwrap();
    let id = charge_activation(&mut tx, service, date(on), "janet_agent", at, None).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    read(world, id).await
}

pub async fn installed(world: &World, service: ServiceId, at: DateTime<Utc>) -> Invoice {
    let mut tx = world.agent.begin().await.unwrap();
    let id = charge_installation(&mut tx, service, "janet_agent", at, None).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    read(world, id).await
}

pub async fn read(world: &World, id: InvoiceId) -> Invoice {
    invoice(world.admin.pool(), id).await.unwrap()
}
