//! Optical line terminals by their command lines: what is plugged in, what is registered, its state and light, and
//! registering or removing an ONU for a service.
//!
//! A [`Dialect`] is pure: it builds the exact command lines and parses the replies. [`Driver`] runs them on a session,
//! records each step's outcome, and calls unknown what a broken connection left unknown. Parsers dispatch on headers and
//! labels, never on column offsets, and never take an unknown screen for an empty list.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod address;
mod argument;
pub mod brand;
mod capability;
pub mod capture;
pub mod cdata;
mod details;
mod dialect;
mod driver;
pub mod hioso;
pub mod hsgq;
pub mod huawei;
mod key;
mod labels;
mod mac;
pub mod mock;
mod password;
mod reading;
mod records;
mod refusal;
mod serial;
mod table;
pub mod vsol;
pub mod zte;

pub use address::{AddressError, OnuAddress, OnuId, PonPort};
pub use argument::{ArgumentError, CustomerCode, GemIndex, OnuType, ProfileId, ProfileName, TrafficIndex, Vlan};
pub use capability::{Capability, Evidence, NotOffered, Support, Verb};
pub use details::Details;
pub use dialect::{Dialect, ParseError, Parser, Plan, PlanError, Purpose, Query, Step};
pub use driver::{Changed, Driver, DriverError, Ending, Outcome, Pace, ReadBack, Registered, Run, StepRun, Verdict};
pub use key::{OnuKey, OnuKeyError};
pub use mac::{Mac, MacError};
pub use password::Password;
pub use reading::{Parsed, Warning};
pub use records::{
    Card, Detail, Identity, Listed, OnuState, Period, PonStatus, Registration, Service, ServicePort, Signal, Unregistered, free_id,
};
pub use refusal::{Refusal, RefusalKind};
pub use serial::{Serial, SerialError};
