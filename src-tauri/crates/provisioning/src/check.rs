//! What is looked at before a commit. An error would be refused, a warning is a question to the person who commits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckLevel {
    Ok,
    Warning,
    Error,
}

/// The window has a sentence for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CheckCode {
    UsernameFree,
    UsernameTaken,
    UsernameInvalid,
    OdpPortFree,
    OdpPortTaken,
    OdpNone,
    OdpFar,
    OnuSeen,
    OnuNotSeen,
    OnuInvalid,
    OnuElsewhere,
    OnuNone,
    OltReadOnly,
    OltNoVlan,
    OltOtherThanOdp,
    PlanSold,
    PlanWithdrawn,
    PlanNoProfile,
    PhoneFree,
    PhoneUsed,
    NikUsed,
    ZoneInside,
    ZoneOutside,
    RouterNone,
    PayFirst,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Check {
    pub code: CheckCode,
    pub level: CheckLevel,
    /// The input field it is about.
    pub field: Option<String>,
    pub params: BTreeMap<String, String>,
}

impl Check {
    pub(crate) fn new(level: CheckLevel, code: CheckCode) -> Check {
        Check { code, level, field: None, params: BTreeMap::new() }
    }

    pub(crate) fn ok(code: CheckCode) -> Check {
        Check::new(CheckLevel::Ok, code)
    }

    pub(crate) fn warning(code: CheckCode) -> Check {
        Check::new(CheckLevel::Warning, code)
    }

    pub(crate) fn error(code: CheckCode) -> Check {
        Check::new(CheckLevel::Error, code)
    }

    pub(crate) fn about(mut self, field: &str) -> Check {
        self.field = Some(field.to_owned());
        self
    }

    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Check {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}
