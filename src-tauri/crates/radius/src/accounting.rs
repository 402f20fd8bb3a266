//! The facts of an Accounting-Request (RFC 2866, RFC 2869 §5.1–2).

use crate::attribute::Attributes;
use crate::dictionary::*;
use crate::error::BadAttribute;

/// Acct-Status-Type (RFC 2866 §5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountingStatus {
    Start,
    Stop,
    InterimUpdate,
    AccountingOn,
    AccountingOff,
}

impl AccountingStatus {
    pub fn number(self) -> u32 {
        match self {
            AccountingStatus::Start => 1,
            AccountingStatus::Stop => 2,
            AccountingStatus::InterimUpdate => 3,
            AccountingStatus::AccountingOn => 7,
            AccountingStatus::AccountingOff => 8,
        }
    }

    /// `None`: a status that we do not keep books on.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Start, Self::Stop, Self::InterimUpdate, Self::AccountingOn, Self::AccountingOff]
            .into_iter()
            .find(|status| status.number() == number)
    }
}

/// Acct-Terminate-Cause (RFC 2866 §5.10): why a session ended. Numbers without a name here are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TerminateCause(pub u32);

impl TerminateCause {
    pub const USER_REQUEST: Self = Self(1);
    pub const LOST_CARRIER: Self = Self(2);
    pub const IDLE_TIMEOUT: Self = Self(4);
    pub const SESSION_TIMEOUT: Self = Self(5);
    pub const ADMIN_RESET: Self = Self(6);
    pub const ADMIN_REBOOT: Self = Self(7);
    pub const NAS_ERROR: Self = Self(9);
    pub const NAS_REQUEST: Self = Self(10);
    pub const NAS_REBOOT: Self = Self(11);
}

/// Counters of a session. *Input* is what the NAS received from the customer (upload), *output* what it sent (download):
/// RFC 2866 §5.3–4.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    pub input_octets: u64,
    pub output_octets: u64,
    pub input_packets: u32,
    pub output_packets: u32,
}

impl Usage {
    /// Adds the counters. Octets are split into 32 bits and gigawords, how often those wrapped (RFC 2869 §5.1–2).
    pub fn write(&self, attributes: &mut Attributes) {
        attributes.add(&ACCT_INPUT_OCTETS, self.input_octets as u32);
        attributes.add(&ACCT_INPUT_GIGAWORDS, (self.input_octets >> 32) as u32);
        attributes.add(&ACCT_OUTPUT_OCTETS, self.output_octets as u32);
        attributes.add(&ACCT_OUTPUT_GIGAWORDS, (self.output_octets >> 32) as u32);
        attributes.add(&ACCT_INPUT_PACKETS, self.input_packets);
        attributes.add(&ACCT_OUTPUT_PACKETS, self.output_packets);
    }

    /// Reads the counters; one that is absent is zero, as a Start has none.
    pub fn read(attributes: &Attributes) -> Result<Usage, BadAttribute> {
        let counter = |low, high| -> Result<u64, BadAttribute> {
            let low = attributes.get(low)?.unwrap_or(0);
            let high = attributes.get(high)?.unwrap_or(0);
            Ok(u64::from(high) << 32 | u64::from(low))
        };
        Ok(Usage {
            input_octets: counter(&ACCT_INPUT_OCTETS, &ACCT_INPUT_GIGAWORDS)?,
            output_octets: counter(&ACCT_OUTPUT_OCTETS, &ACCT_OUTPUT_GIGAWORDS)?,
            input_packets: attributes.get(&ACCT_INPUT_PACKETS)?.unwrap_or(0),
            output_packets: attributes.get(&ACCT_OUTPUT_PACKETS)?.unwrap_or(0),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn octets_survive_gigawords(input_octets: u64, output_octets: u64, input_packets: u32, output_packets: u32) {
            let usage = Usage { input_octets, output_octets, input_packets, output_packets };
            let mut attributes = Attributes::new();
            usage.write(&mut attributes);
            prop_assert_eq!(Usage::read(&attributes), Ok(usage));
        }
    }
}
