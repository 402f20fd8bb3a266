//! Why a service is held.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Each reason has one owner (DESIGN §7): unpaid belongs to billing, quota to aaa, abuse and freeze to customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HoldReason {
    Unpaid,
    Quota,
    Abuse,
    Freeze,
}

impl HoldReason {
    pub const fn as_str(self) -> &'static str {
        match self {
            HoldReason::Unpaid => "unpaid",
            HoldReason::Quota => "quota",
            HoldReason::Abuse => "abuse",
            HoldReason::Freeze => "freeze",
        }
    }
}
