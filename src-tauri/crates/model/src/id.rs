//! Typed ids. Every key is a UUIDv7 made by the program, so a command can carry the ids of what it creates and a
//! retry meets its own row instead of making a second one.

use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

/// Makes a new id. Calling it is the only place where an id's randomness enters.
pub trait NewId: From<Uuid> {
    fn new_id() -> Self {
        Self::from(Uuid::now_v7())
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
        #[serde(transparent)]
        #[specta(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(value: Uuid) -> Self {
                Self(value)
            }
        }
        impl From<$name> for Uuid {
            fn from(value: $name) -> Self {
                value.0
            }
        }
        impl NewId for $name {}
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

// Append only, alphabetical.
ids! {
    BranchId,
    CommandId,
    CustomerId,
    /// The ONU of a service (`isp_customer_devices`).
    DeviceId,
    HoldId,
    InvoiceId,
    JobId,
    /// A router or an OLT (`isp_service_nodes`).
    NodeId,
    OdcId,
    OdpId,
    PlanId,
    SecretId,
    ServiceId,
    /// Money that came in (`isp_transactions`).
    TransactionId,
    /// An operator of the program (`users.id`), not a customer.
    UserId,
    ZoneId,
}
