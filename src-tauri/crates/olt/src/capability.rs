//! What a dialect can do, and how that is known.

use std::fmt;

use thiserror::Error;

/// Something that is asked of an OLT.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    Identify,
    Cards,
    Ports,
    Discover,
    List,
    State,
    Signal,
    Config,
    Register,
    Deregister,
    Reboot,
    Replace,
    Save,
}

impl Verb {
    pub const ALL: [Self; 13] = [
        Self::Identify,
        Self::Cards,
        Self::Ports,
        Self::Discover,
        Self::List,
        Self::State,
        Self::Signal,
        Self::Config,
        Self::Register,
        Self::Deregister,
        Self::Reboot,
        Self::Replace,
        Self::Save,
    ];

    /// A stable name for logs, screens and tests.
    pub fn code(self) -> &'static str {
        match self {
            Self::Identify => "identify",
            Self::Cards => "cards",
            Self::Ports => "ports",
            Self::Discover => "discover",
            Self::List => "list",
            Self::State => "state",
            Self::Signal => "signal",
            Self::Config => "config",
            Self::Register => "register",
            Self::Deregister => "deregister",
            Self::Reboot => "reboot",
            Self::Replace => "replace",
            Self::Save => "save",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// What the commands and formats of a verb were taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The output of a real device.
    LiveCapture,
    VendorManual,
    /// Working scripts and notes of operators, not captured as output.
    OperatorNotes,
    /// Taken over from a device of the same family; no device of this name has been seen.
    Unverified,
}

impl Evidence {
    pub fn code(self) -> &'static str {
        match self {
            Self::LiveCapture => "live_capture",
            Self::VendorManual => "vendor_manual",
            Self::OperatorNotes => "operator_notes",
            Self::Unverified => "unverified",
        }
    }
}

/// Whether a dialect has a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Support {
    Supported(Evidence),
    /// The OLT does it by itself or elsewhere; what stands there can be read and is not written.
    ReadOnly {
        reason: &'static str,
    },
    /// No command for it is known well enough to be sent.
    NotOffered {
        reason: &'static str,
    },
}

impl Support {
    /// Why the verb is refused; `None` where it is supported.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Supported(_) => None,
            Self::ReadOnly { reason } | Self::NotOffered { reason } => Some(reason),
        }
    }
}

/// A row of the table that a caller can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    pub verb: Verb,
    pub support: Support,
}

/// A verb that this dialect does not have. Nothing was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("“{verb}” is not offered for this OLT: {reason}")]
pub struct NotOffered {
    pub verb: Verb,
    pub reason: &'static str,
}
