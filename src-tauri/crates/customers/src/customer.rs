//! One customer, whole.

use chrono::{DateTime, Utc};
use janet_model::{Address, BranchId, CustomerId, Pin};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{CustomerStatus, Error};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    Person,
    Company,
}

impl CustomerKind {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            CustomerKind::Person => "person",
            CustomerKind::Company => "company",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Customer {
    pub id: CustomerId,
    pub code: String,
    pub branch_id: BranchId,
    pub branch_name: String,
    pub kind: CustomerKind,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub nik: Option<String>,
    pub address: Address,
    pub pin: Option<Pin>,
    pub note: String,
    pub status: CustomerStatus,
    pub version: i32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A customer of the caller's branches; others do not exist for it.
pub async fn customer(pool: &PgPool, id: CustomerId) -> Result<Customer, Error> {
    let row = sqlx::query!(
        r#"select c.*, b.name as branch_name, o.status
           from public.isp_customers c
           join public.isp_branches b on b.id = c.branch_id
           join public.customer_overview o on o.customer_id = c.id
           where c.id = $1"#,
        id.0
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(Customer {
        id,
        code: row.code,
        branch_id: BranchId(row.branch_id),
        branch_name: row.branch_name,
        kind: if row.kind == "company" { CustomerKind::Company } else { CustomerKind::Person },
        name: row.name,
        phone: row.phone,
        email: row.email,
        nik: row.nik,
        address: Address {
            street: row.street,
            rt: row.rt,
            rw: row.rw,
            village: row.village,
            district: row.district,
            city: row.city,
            postal_code: row.postal_code,
            landmark: row.landmark,
        },
        pin: row.latitude.zip(row.longitude).map(|(latitude, longitude)| Pin { latitude, longitude }),
        note: row.note,
        status: CustomerStatus::parse(&row.status),
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
