//! What a customer has on a plan: made, activated, ended. The verbs that operators see live in the areas below, which
//! write RADIUS rows and charges in the same transaction.

use chrono::{DateTime, Utc};
use janet_model::{BranchId, CustomerId, DeviceId, NodeId, OdpId, PlanId, ServiceId};
use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{Error, overview};

/// How a subscriber is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The router asks RADIUS.
    RadiusPppoe,
    /// The router has the PPP secret itself.
    RouterPppoe,
    /// The router has the hotspot user itself.
    Hotspot,
    /// An address and a queue on the router.
    Static,
}

impl Access {
    pub const fn as_str(self) -> &'static str {
        match self {
            Access::RadiusPppoe => "radius-pppoe",
            Access::RouterPppoe => "router-pppoe",
            Access::Hotspot => "hotspot",
            Access::Static => "static",
        }
    }
}

/// A service to be made. User name and billing day were checked ([`check_username`]).
pub struct NewService {
    pub id: ServiceId,
    pub customer: CustomerId,
    pub branch: BranchId,
    pub plan: PlanId,
    pub username: String,
    pub billing_day: u8,
    pub router: Option<NodeId>,
    /// The box and the port on it.
    pub odp: Option<(OdpId, u8)>,
}

/// The ONU that a service is to have.
pub struct NewOnu {
    pub id: DeviceId,
    pub service: ServiceId,
    pub branch: BranchId,
    /// Vendor letters and eight hexadecimal digits.
    pub serial: String,
    pub model: Option<String>,
    pub olt: NodeId,
    pub pon: PonPlace,
    pub vlan: u16,
}

/// Names of the `pppoe` service: 3–64 of lower-case letters, digits, `.`, `_`, `-`, `@`, beginning with a letter or digit.
pub fn check_username(text: &str) -> Result<String, Error> {
    let name = text.trim().to_ascii_lowercase();
    if name.is_empty() {
        return Err(Error::Required { field: "username" });
    }
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if (3..=64).contains(&name.len())
        && name.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-' | b'@'))
        && name.bytes().next().is_some_and(plain)
    {
        Ok(name)
    } else {
        Err(Error::Invalid { field: "username" })
    }
}

pub async fn create_service(tx: &mut PgConnection, service: &NewService, at: DateTime<Utc>) -> Result<(), Error> {
    create_service_with(tx, service, Access::RadiusPppoe, at).await
}

/// With another way in than RADIUS the user name may be whatever its router has.
pub async fn create_service_with(tx: &mut PgConnection, service: &NewService, access: Access, at: DateTime<Utc>) -> Result<(), Error> {
    sqlx::query!(
        "insert into public.isp_services (id, customer_id, branch_id, plan_id, access, username, billing_day, router_id, odp_id, odp_port, created_at, updated_at)
         values ($1, $2, $3, $4, $11, $5, $6, $7, $8, $9, $10, $10)",
        service.id.0,
        service.customer.0,
        service.branch.0,
        service.plan.0,
        service.username,
        i16::from(service.billing_day),
        service.router.map(|id| id.0),
        service.odp.map(|(id, _)| id.0),
        service.odp.map(|(_, port)| i16::from(port)),
        at,
        access.as_str()
    )
    .execute(&mut *tx)
    .await
    .map_err(|error| match unique(&error) {
        Some("services_username") => Error::UsernameTaken { username: service.username.clone() },
        Some("services_odp_port") => Error::PortTaken { port: service.odp.map_or(0, |(_, port)| port) },
        _ => error.into(),
    })?;
    overview::refresh_services(tx, service.customer).await
}

pub async fn create_onu(tx: &mut PgConnection, onu: &NewOnu, at: DateTime<Utc>) -> Result<(), Error> {
    let inserted = sqlx::query!(
        "insert into public.isp_customer_devices (id, service_id, branch_id, serial, model, olt_id, pon_frame, pon_slot, pon_port, vlan, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)
         on conflict (serial) where desired = 'registered' do nothing",
        onu.id.0,
        onu.service.0,
        onu.branch.0,
        onu.serial,
        onu.model,
        onu.olt.0,
        i16::from(onu.pon.frame),
        i16::from(onu.pon.slot),
        i16::from(onu.pon.port),
        i32::from(onu.vlan),
        at
    )
    .execute(&mut *tx)
    .await?;
    if inserted.rows_affected() == 1 {
        return Ok(());
    }
    Err(Error::OnuElsewhere { whose: onu_owner(tx, &onu.serial).await?.unwrap_or_default() })
}

/// An ONU that stands on the OLT already, under this id.
pub async fn adopt_onu(tx: &mut PgConnection, onu: &NewOnu, onu_id: u8, at: DateTime<Utc>) -> Result<(), Error> {
    create_onu(tx, onu, at).await?;
    sqlx::query!("update public.isp_customer_devices set onu_id = $2 where id = $1", onu.id.0, i16::from(onu_id))
        .execute(&mut *tx)
        .await
        .map_err(|error| match unique(&error) {
        Some("devices_place") => Error::OnuElsewhere { whose: format!("{}/{}/{}:{onu_id}", onu.pon.frame, onu.pon.slot, onu.pon.port) },
        _ => error.into(),
    })?;
    Ok(())
}

/// The code of the customer to whom an ONU belongs.
pub async fn onu_owner(tx: &mut PgConnection, serial: &str) -> Result<Option<String>, Error> {
    Ok(sqlx::query_scalar!(
        "select c.code from public.isp_customer_devices d join public.isp_services s on s.id = d.service_id
         join public.isp_customers c on c.id = s.customer_id where d.serial = $1 and d.desired = 'registered'",
        serial
    )
    .fetch_optional(tx)
    .await?)
}

/// The line was seen working: from now on it is charged. `false`: it was active already.
pub async fn activate(tx: &mut PgConnection, service: ServiceId, at: DateTime<Utc>) -> Result<bool, Error> {
    let customer = sqlx::query_scalar!(
        "update public.isp_services set state = 'active', activated_at = $2, version = version + 1, updated_at = $2
         where id = $1 and state = 'installing' returning customer_id",
        service.0,
        at
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(customer) = customer else { return Ok(false) };
    overview::refresh_services(tx, CustomerId(customer)).await?;
    Ok(true)
}

fn unique(error: &sqlx::Error) -> Option<&str> {
    match error {
        sqlx::Error::Database(db) if db.is_unique_violation() => db.constraint(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usernames() {
        assert_eq!(check_username(" Budi.Santoso@janet ").unwrap(), "budi.santoso@janet");
        for bad in ["ab", "-abc", "a b c", "budi;drop", "bu\u{301}di", &"x".repeat(65)] {
            assert!(matches!(check_username(bad), Err(Error::Invalid { field: "username" })), "{bad}");
        }
        assert!(matches!(check_username("  "), Err(Error::Required { field: "username" })));
    }
}
