//! What the poller reads of the MIBs, as typed records. A record says what the MIB means, in the units of its field's name;
//! `None` is what the agent does not have or marks as unknown. Serialised, the records have the form that the poller stores.

pub mod bgp;
pub mod cdata;
pub mod fiberhome;
pub mod host;
pub mod huawei;
pub mod interfaces;
pub mod mikrotik;
pub mod system;
pub mod ufiber;
pub mod vsol;
pub mod zte;

/// Two decimal places, as shares are stored.
pub(crate) fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
