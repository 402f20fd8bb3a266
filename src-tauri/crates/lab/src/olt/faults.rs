//! Faults on demand. Each is used once, by the first session that meets its condition.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// When a connection breaks with respect to a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    BeforeExecuting,
    AfterExecuting,
}

/// `on` is a part of a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The reply comes later.
    Delay { on: String, by: Duration },
    /// The connection is closed.
    Drop { on: String, when: When },
    /// The command is executed, this many bytes of its reply are sent, then the connection is reset.
    Reset { on: String, after: usize },
    /// The command is executed, this many bytes of its reply are sent, then nothing comes any more: the connection stays.
    Stall { on: String, after: usize },
    /// These bytes come before the reply.
    Garbage { on: String, bytes: Vec<u8> },
    /// The next login is refused, whatever the password.
    WrongPassword,
}

#[derive(Default)]
pub(super) struct Faults {
    waiting: Mutex<Vec<Fault>>,
}

impl Faults {
    pub(super) fn add(&self, fault: Fault) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// The fault for this command, taken out.
    pub(super) fn on_command(&self, line: &str) -> Option<Fault> {
        self.take(|fault| match fault {
            Fault::Delay { on, .. }
            | Fault::Drop { on, .. }
            | Fault::Reset { on, .. }
            | Fault::Stall { on, .. }
            | Fault::Garbage { on, .. } => line.contains(on.as_str()),
            Fault::WrongPassword => false,
        })
    }

    pub(super) fn on_login(&self) -> bool {
        self.take(|fault| *fault == Fault::WrongPassword).is_some()
    }

    fn take(&self, fits: impl Fn(&Fault) -> bool) -> Option<Fault> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let at = waiting.iter().position(fits)?;
        Some(waiting.remove(at))
    }
}
