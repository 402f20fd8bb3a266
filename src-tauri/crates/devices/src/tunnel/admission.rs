//! Who may come in, where the gateway leaves that to us.

use futures_util::future::BoxFuture;

use crate::openvpn::LoginAttempt;

/// Decides about logins. It is asked anew at every renewal of a client's key, about once an hour: a user that was taken away
/// loses the tunnel then.
pub trait Admission: Send + Sync {
    fn decide<'a>(&'a self, attempt: &'a LoginAttempt) -> BoxFuture<'a, Verdict>;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allow,
    Deny(Denial),
}

/// Why not. For the gateway's log; the client is told only that it failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    UnknownUser,
    WrongPassword,
    /// A name that is no text.
    Unreadable,
    /// Known, and not allowed now.
    Blocked,
    /// No decision in time, or too many at once.
    Undecided,
}

impl Denial {
    pub fn reason(self) -> &'static str {
        match self {
            Denial::UnknownUser => "unknown user",
            Denial::WrongPassword => "wrong password",
            Denial::Unreadable => "the name is not text",
            Denial::Blocked => "not allowed now",
            Denial::Undecided => "no decision in time",
        }
    }
}
