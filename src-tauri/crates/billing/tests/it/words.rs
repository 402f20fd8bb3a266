//! What the tests of this crate say again and again.

use chrono::{DateTime, NaiveDate, Utc};
use janet_billing::{Error, charge_activation, charge_installation};
use janet_model::{InvoiceId, ServiceId};
use janet_testkit::World;

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// As a job would: in a transaction of its own.
pub async fn activate(world: &World, service: ServiceId, on: &str, at: &str) -> Option<InvoiceId> {
    let mut tx = world.agent.begin().await.unwrap();
    let invoice = charge_activation(&mut tx, service, date(on), "janet_agent", moment(at), None).await.unwrap();
    tx.commit().await.unwrap();
    invoice
}

pub async fn install(world: &World, service: ServiceId, at: &str) -> Result<Option<InvoiceId>, Error> {
    let mut tx = world.agent.begin().await.unwrap();
    let invoice = charge_installation(&mut tx, service, "janet_agent", moment(at), None).await?;
    tx.commit().await.unwrap();
    Ok(invoice)
}
