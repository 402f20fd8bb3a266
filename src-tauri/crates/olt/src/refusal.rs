//! What a device says when it will not, in one closed set for all vendors.

use std::fmt;

/// Why a device refused, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RefusalKind {
    /// Unknown, incomplete or misplaced command: also what a right command gives in the wrong mode.
    Syntax,
    BadPassword,
    /// The serial is registered already, here or on another port.
    AlreadyRegistered,
    IdInUse,
    /// The PON port takes no more ONUs.
    PortFull,
    /// A line, service, T-CONT or traffic profile, or an ONU type, that this OLT does not have.
    ProfileNotFound,
    OnuNotFound,
    OnuOffline,
    GemportNotFound,
    ServicePortExists,
    /// Some other thing that is there already, such as an entry of a blacklist.
    AlreadyExists,
    /// The ONU's WAN connection could not be made.
    WanFailed,
    /// Too much bandwidth for the port, or a number out of range.
    Exceeded,
    /// Nothing was done; the same command may be sent again later.
    Busy,
    /// There is nothing to show. For a list this is an answer, not an error.
    Empty,
    /// It asked for a confirmation that the command does not expect; it was declined.
    Declined,
    /// It reported no error and did not do it (`success: 0`, or the mode did not change).
    NotDone,
    /// It ended the session: what is sent next is an answer to its login prompt.
    SessionClosed,
    Other,
}

impl RefusalKind {
    /// A stable name for logs and tests.
    pub fn code(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::BadPassword => "bad_password",
            Self::AlreadyRegistered => "already_registered",
            Self::IdInUse => "id_in_use",
            Self::PortFull => "port_full",
            Self::ProfileNotFound => "profile_not_found",
            Self::OnuNotFound => "onu_not_found",
            Self::OnuOffline => "onu_offline",
            Self::GemportNotFound => "gemport_not_found",
            Self::ServicePortExists => "service_port_exists",
            Self::AlreadyExists => "already_exists",
            Self::WanFailed => "wan_failed",
            Self::Exceeded => "exceeded",
            Self::Busy => "busy",
            Self::Empty => "empty",
            Self::Declined => "declined",
            Self::NotDone => "not_done",
            Self::SessionClosed => "session_closed",
            Self::Other => "other",
        }
    }
}

/// A refusal with the device's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// The vendor's number, where it prints one.
    pub code: Option<String>,
    /// The line as the device printed it.
    pub line: String,
    pub reason: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.reason, self.kind.code())
    }
}

/// Sorts a vendor's words by the ones they hold; the first rule that fits wins.
pub(crate) fn by_words(reason: &str, rules: &[(&[&str], RefusalKind)]) -> RefusalKind {
    let reason = reason.to_ascii_lowercase();
    rules.iter().find(|(words, _)| words.iter().all(|word| reason.contains(word))).map_or(RefusalKind::Other, |(_, kind)| *kind)
}
