//! What every area shares and none owns: typed ids, money, time as an argument, the closed set of refusal codes.
//! No I/O happens here.

mod address;
mod clock;
mod code;
mod id;
mod money;
mod olt;
mod phone;
mod role;

pub use address::{Address, Pin, PinError};
pub use clock::{Clock, FixedClock, SystemClock, business_date};
pub use code::{Code, Refusal};
pub use id::{
    BranchId, CommandId, CustomerId, DeviceId, HoldId, InvoiceId, JobId, NewId, NodeId, OdcId, OdpId, PlanId, SecretId, ServiceId,
    TransactionId, UserId, ZoneId,
};
pub use money::{Money, MoneyError};
pub use olt::OltDialect;
pub use phone::{Phone, PhoneError};
pub use role::Role;
