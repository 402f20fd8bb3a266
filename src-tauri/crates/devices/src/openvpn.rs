//! The management interface of an OpenVPN server: who is connected, from where and with which tunnel address, who may come
//! in, and how a session is ended.
//!
//! Lines and blocks are read by pure code (`line`, `reader`, `status`), a [`Management`] is one connection that runs
//! commands and hands out what OpenVPN tells by itself. Staying connected is [`crate::tunnel`]'s.
//!
//! Sources: OpenVPN's *management-notes.txt* and *openvpn(8)*; OpenVPN 2.6.14 as it answered.

mod client;
mod command;
mod endpoint;
mod error;
mod line;
mod management;
mod reader;
mod status;

pub use client::{ClientEvent, ClientId, Environment, KeyId, LoginAttempt};
pub use command::{Command, Unsendable};
pub use endpoint::Endpoint;
pub use error::{Error, ProtocolError};
pub use line::{Limits, Line, Lines};
pub use management::{Management, ManagementOptions};
pub use reader::{Notification, Reader, Received};
pub use status::{BadStatus, Status, StatusClient};
