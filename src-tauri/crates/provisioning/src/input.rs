//! What the wizard commits: a person at a place, a service, and the ids of everything that is made.

use janet_customers::CustomerInput;
use janet_model::{CustomerId, DeviceId, HoldId, NodeId, OdpId, PlanId, ServiceId};
use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CustomerChoice {
    Existing(CustomerId),
    New { id: CustomerId, values: Box<CustomerInput> },
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ServiceInput {
    pub plan_id: PlanId,
    pub router_id: Option<NodeId>,
    pub odp_id: Option<OdpId>,
    pub odp_port: Option<u8>,
    pub username: String,
    /// `None`: generated.
    pub password: Option<String>,
    /// The day of the month on which a period begins; 31 is the last day of a shorter month.
    pub billing_day: u8,
    pub onu: Option<OnuChoice>,
}

impl std::fmt::Debug for ServiceInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServiceInput").field("username", &self.username).field("onu", &self.onu).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OnuChoice {
    pub olt_id: NodeId,
    pub pon: PonPlace,
    /// As printed on the box, in either spelling.
    pub serial: String,
    pub model: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ConnectInput {
    pub customer: CustomerChoice,
    pub service_id: ServiceId,
    pub device_id: DeviceId,
    /// Of the hold until the installation is paid, where the plan wants that.
    pub hold_id: HoldId,
    pub service: ServiceInput,
}

/// A GPON serial as it is stored: vendor letters and eight hexadecimal digits. Boxes print that, or sixteen hexadecimal
/// digits whose first eight are the letters' codes (ITU-T G.984.3 §9.2.3).
pub(crate) fn serial(text: &str) -> Result<String, Error> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | ':')).collect::<String>().to_ascii_uppercase();
    let hex = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    let letters = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_uppercase());
    if text.is_empty() {
        return Err(Error::Required { field: "onu" });
    }
    if !text.is_ascii() {
        return Err(Error::Invalid { field: "onu" });
    }
    if text.len() == 12 && letters(&text[..4]) && hex(&text[4..]) {
        return Ok(text);
    }
    if text.len() == 16 && hex(&text) {
        let vendor: Option<String> = (0..4).map(|at| u8::from_str_radix(&text[at * 2..at * 2 + 2], 16).ok().map(char::from)).collect();
        if let Some(vendor) = vendor.filter(|vendor| letters(vendor)) {
            return Ok(format!("{vendor}{}", &text[8..]));
        }
    }
    Err(Error::Invalid { field: "onu" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serials_in_both_spellings() {
        assert_eq!(serial("ztegd0a1b2c3").unwrap(), "ZTEGD0A1B2C3");
        assert_eq!(serial("5A544547 D0A1B2C3").unwrap(), "ZTEGD0A1B2C3");
        assert_eq!(serial("48575443-12345678").unwrap(), "HWTC12345678");
        for bad in ["ZTEGD0A1B2C", "ZTEGD0A1B2CX", "0000000000000000", "ZTE;D0A1B2C3", "ÄTEGD0A1B2C3"] {
            assert!(matches!(serial(bad), Err(Error::Invalid { field: "onu" })), "{bad}");
        }
        assert!(matches!(serial(" "), Err(Error::Required { field: "onu" })));
    }
}
