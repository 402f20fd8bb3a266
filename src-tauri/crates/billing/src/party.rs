//! Who stands on a document, kept with it as of the day of issue, and in whose name money is booked.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use janet_model::{Address, BranchId, CustomerId, business_date};
use janet_workspace::Language;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::Error;

/// A seller or a buyer as a document names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Party {
    pub name: String,
    /// The customer's code; empty for the seller.
    pub code: String,
    pub address: String,
    pub phone: Option<String>,
    /// Of the seller, if it is a PKP.
    pub npwp: Option<String>,
}

/// The customer in whose name money is booked: whoever pays.
#[derive(Debug, Clone)]
pub struct Holder {
    pub id: CustomerId,
    pub branch: BranchId,
    pub party: Party,
    zone: Tz,
}

impl Holder {
    /// The calendar day at the customer's branch.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        business_date(at, self.zone)
    }
}

/// Who pays for `customer`, and nobody else may book money in that name until the transaction ends. Every use case that
/// touches a customer's money takes this lock before any other, so that two of them never wait for each other.
pub async fn lock_holder(tx: &mut PgConnection, customer: CustomerId) -> Result<Holder, Error> {
    let id = sqlx::query_scalar!(r#"select coalesce(payer_id, id) as "id!" from public.isp_customers where id = $1"#, customer.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    sqlx::query!("select id from public.isp_customers where id = $1 for no key update", id).fetch_one(&mut *tx).await?;
    read(tx, CustomerId(id)).await
}

/// The same, without the lock.
pub async fn holder(tx: &mut PgConnection, customer: CustomerId) -> Result<Holder, Error> {
    let id = sqlx::query_scalar!(r#"select coalesce(payer_id, id) as "id!" from public.isp_customers where id = $1"#, customer.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    read(tx, CustomerId(id)).await
}

async fn read(tx: &mut PgConnection, id: CustomerId) -> Result<Holder, Error> {
    let row = sqlx::query!(
        "select c.code, c.name, c.phone, c.branch_id, c.street, c.rt, c.rw, c.village, c.district, c.city, c.postal_code, c.landmark, b.timezone
         from public.isp_customers c join public.isp_branches b on b.id = c.branch_id where c.id = $1",
        id.0
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotFound)?;
    let address = Address {
        street: row.street,
        rt: row.rt,
        rw: row.rw,
        village: row.village,
        district: row.district,
        city: row.city,
        postal_code: row.postal_code,
        // How to find the door is for technicians, not for documents.
        landmark: String::new(),
    };
    Ok(Holder {
        id,
        branch: BranchId(row.branch_id),
        party: Party { name: row.name, code: row.code, address: address.line(), phone: row.phone, npwp: None },
        zone: row.timezone.parse().map_err(|_| Error::Zone(row.timezone))?,
    })
}

/// The company as its documents name it, from the branch that serves the customer, and their language.
pub async fn seller(tx: &mut PgConnection, branch: BranchId) -> Result<(Party, Language), Error> {
    let row = sqlx::query!(
        "select s.company_name, s.language, s.pkp, s.npwp, b.city, b.phone
         from public.isp_settings s cross join public.isp_branches b where b.id = $1",
        branch.0
    )
    .fetch_optional(tx)
    .await?
    .ok_or(Error::NotSetUp)?;
    let language = if row.language == "en" { Language::En } else { Language::Id };
    let npwp = row.npwp.filter(|_| row.pkp);
    Ok((Party { name: row.company_name, code: String::new(), address: row.city, phone: row.phone, npwp }, language))
}
