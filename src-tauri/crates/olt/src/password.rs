//! Passwords that OLTs print in clear.

use std::fmt;

/// A password as printed: of an ONU's registration (PLOAM) or of a customer's PPPoE. It is not shown by `Debug`, so that a
/// record can be logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    pub(crate) fn printed(text: &str) -> Option<Self> {
        crate::reading::said(text).map(|text| Self(text.to_owned()))
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("********")
    }
}
