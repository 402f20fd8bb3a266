//! What can go wrong at a management interface, told apart by what the caller can do about it.

use std::time::Duration;

use super::command::Unsendable;
use super::status::BadStatus;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("no connection to OpenVPN's management interface: {0}")]
    Connect(String),
    /// It took the connection and says nothing. OpenVPN serves one management client and lets the others wait.
    #[error("OpenVPN's management interface took the connection and said nothing for {0:?}")]
    Occupied(Duration),
    #[error("OpenVPN's management interface refused the password")]
    WrongPassword,
    #[error("OpenVPN's management interface wants a password, and none is stored")]
    PasswordWanted,
    /// The command was refused; the connection goes on.
    #[error("OpenVPN refused: {0}")]
    Refused(String),
    /// Unknown whether the command was done. The connection is over: a late answer would be taken for the next one's.
    #[error("OpenVPN gave no answer within {0:?}")]
    Deadline(Duration),
    #[error("OpenVPN closed the management connection")]
    Closed,
    #[error("the management connection broke: {0}")]
    Broken(String),
    #[error("not OpenVPN's management interface: {0}")]
    Protocol(#[from] ProtocolError),
    #[error("the status is not understood: {0}")]
    Status(#[from] BadStatus),
    #[error("the command cannot be sent: {0}")]
    Unsendable(#[from] Unsendable),
    /// There is no management connection now; the command was not sent.
    #[error("OpenVPN's management interface is not connected")]
    NotConnected,
}

/// What no management interface says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    #[error("a line is longer than {0} octets")]
    LongLine(usize),
    #[error("a client's block has more than {0} variables")]
    ManyVariables(usize),
    #[error("an answer has more than {0} lines")]
    LongAnswer(usize),
    #[error("more than {0} notifications arrived during one answer")]
    ManyNotifications(usize),
    #[error("a client's block was broken off by `{0}`")]
    BrokenBlock(String),
    #[error("`{0}` is not understood")]
    Unreadable(String),
    #[error("`{0}` answers nothing that was asked")]
    Unasked(String),
}

impl Error {
    /// Would trying again without a person only do harm?
    pub fn needs_a_person(&self) -> bool {
        matches!(self, Error::WrongPassword | Error::PasswordWanted)
    }

    /// Does the connection go on?
    pub fn leaves_the_connection(&self) -> bool {
        matches!(self, Error::Refused(_) | Error::Unsendable(_) | Error::Status(_))
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Error::Connect(_) => {
                "Check that OpenVPN runs, that its configuration has `management ADDRESS PORT` and that this computer may connect to it"
            }
            Error::Occupied(_) => "OpenVPN serves one management client at a time: close the other program or telnet session",
            Error::WrongPassword => "Store the password of the file that `management` names in OpenVPN's configuration",
            Error::PasswordWanted => "Store the management password: it is in the file that `management` names in OpenVPN's configuration",
            Error::Refused(_) => "Look at OpenVPN's log",
            Error::Deadline(_) | Error::Closed | Error::Broken(_) | Error::NotConnected => {
                "It is tried again by itself; see OpenVPN's log if it lasts"
            }
            Error::Protocol(_) => {
                "Check the port: `management ADDRESS PORT` in OpenVPN's configuration, not the port that clients connect to"
            }
            Error::Status(_) => "Check that this is a server's management interface, and of OpenVPN 2.4 or newer",
            Error::Unsendable(_) => "Correct the value",
        }
    }
}
