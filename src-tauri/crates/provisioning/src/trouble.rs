//! Why something about a device did not go well, in the one form that rows keep it in.
//!
//! The form is `#code detail`: a code of the closed set below, a blank, and what the device or the core said, word for word
//! and in English. The window shows a sentence and an advice of its own for the code, in the operator's language, and the
//! detail as a quotation. It stands in the reason of jobs, in the last error of ONUs and nodes, and in the outcome of the
//! command log, where everything that does not begin with `#` went well. Several are joined by `; `.

use crate::ports::Fault;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// The closed set. The window has `trouble.<code>.what` and `trouble.<code>.advice` for each; a test of the window
        /// holds its texts against this file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum TroubleCode {
            $($(#[$doc])* $name,)+
        }

        impl TroubleCode {
            pub const ALL: &[TroubleCode] = &[$(TroubleCode::$name,)+];

            pub const fn as_str(self) -> &'static str {
                match self {
                    $(TroubleCode::$name => $text,)+
                }
            }
        }
    };
}

codes! {
    Unreachable = "unreachable",
    WrongPassword = "wrong_password",
    HostKey = "host_key",
    Certificate = "certificate",
    SessionsFull = "sessions_full",
    NoSecret = "no_secret",
    Vault = "vault",
    NotAllowed = "not_allowed",
    NotOffered = "not_offered",
    CutOff = "cut_off",
    Garbled = "garbled",
    TooSlow = "too_slow",
    NotUnderstood = "not_understood",
    Broken = "broken",
    /// The device refused a line; nothing after it was sent.
    Refused = "refused",
    /// Nothing was written.
    Unchanged = "unchanged",
    /// Something may have been written; it is read back first.
    Unknown = "unknown",
    /// The lines were taken and could not be read back.
    Unread = "unread",
    /// The lines were taken and something else stands there.
    Differs = "differs",
    /// The plan has no line profile for this OLT.
    NoProfile = "no_profile",
    /// The device is read-only for this program.
    ReadOnly = "read_only",
    /// It is registered and its line is not up yet.
    NotOnline = "not_online",
    NotRegistered = "not_registered",
    /// No router of ours has this address and a RADIUS secret.
    NoNas = "no_nas",
    /// The router refused a Disconnect, or was silent.
    NasRefused = "nas_refused",
    NasSilent = "nas_silent",
}

/// `#code detail`.
pub fn told(code: TroubleCode, detail: impl std::fmt::Display) -> String {
    let detail = detail.to_string();
    // One row is one trouble: a device's line breaks stay out of it.
    let detail: Vec<&str> = detail.split_whitespace().collect();
    format!("#{} {}", code.as_str(), detail.join(" ")).trim_end().to_owned()
}

impl Fault {
    pub fn code(&self) -> TroubleCode {
        match self {
            Fault::Unreachable(_) => TroubleCode::Unreachable,
            Fault::WrongPassword => TroubleCode::WrongPassword,
            Fault::HostKey { .. } => TroubleCode::HostKey,
            Fault::Certificate { .. } => TroubleCode::Certificate,
            Fault::SessionsFull(_) => TroubleCode::SessionsFull,
            Fault::NoSecret => TroubleCode::NoSecret,
            Fault::Vault(_) => TroubleCode::Vault,
            Fault::NotAllowed { .. } => TroubleCode::NotAllowed,
            Fault::NotOffered(_) => TroubleCode::NotOffered,
            Fault::CutOff(_) => TroubleCode::CutOff,
            Fault::Garbled(_) => TroubleCode::Garbled,
            Fault::TooSlow(_) => TroubleCode::TooSlow,
            Fault::NotUnderstood(_) => TroubleCode::NotUnderstood,
            Fault::Broken(_) => TroubleCode::Broken,
        }
    }

    /// As rows keep it.
    pub fn told(&self, device: &str) -> String {
        told(self.code(), format_args!("{device}: {self}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form() {
        assert_eq!(Fault::WrongPassword.told("OLT-1"), "#wrong_password OLT-1: wrong user name or password");
        assert_eq!(told(TroubleCode::Refused, "a\r\n  b"), "#refused a b");
        assert_eq!(told(TroubleCode::ReadOnly, ""), "#read_only");
        assert!(TroubleCode::ALL.iter().all(|code| code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')));
    }
}
