//! What can go wrong with a device, on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The reply comes later; other replies are not held up by it.
    Delay(Duration),
    /// The reply never comes.
    Drop,
    /// Half of the reply comes, then the connection is reset. Over UDP: a datagram that was cut.
    Reset,
    /// Octets that mean nothing come in place of the reply.
    Garbage,
    /// Half of the reply comes, then nothing more of anything, and the connection stays open. Over UDP: the reply never comes.
    Stall,
    /// The device ends the session by its own word for it in place of the reply. Over UDP: the reply never comes.
    Fatal,
    /// The right password or secret is taken for a wrong one.
    WrongPassword,
}

/// The faults of one device, in the order in which they were asked for. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    waiting: Arc<Mutex<VecDeque<(Fault, u32)>>>,
}

impl Faults {
    /// The next `times` replies get this fault.
    pub fn next(&self, fault: Fault, times: u32) {
        self.lock().push_back((fault, times));
    }

    /// Every reply gets this fault, until `clear`.
    pub fn always(&self, fault: Fault) {
        self.next(fault, u32::MAX);
    }

    pub fn clear(&self) {
        self.lock().clear();
    }

    /// The fault for a reply that is about to be sent.
    pub(crate) fn for_reply(&self) -> Option<Fault> {
        self.take(|fault| fault != Fault::WrongPassword)
    }

    /// Must this login or signature fail?
    pub(crate) fn wrong_password(&self) -> bool {
        self.take(|fault| fault == Fault::WrongPassword).is_some()
    }

    fn take(&self, wanted: impl Fn(Fault) -> bool) -> Option<Fault> {
        let mut waiting = self.lock();
        waiting.retain(|(_, times)| *times > 0);
        let (fault, times) = waiting.iter_mut().find(|(fault, _)| wanted(*fault))?;
        if *times != u32::MAX {
            *times -= 1;
        }
        Some(*fault)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Fault, u32)>> {
        self.waiting.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_come_in_order_and_end() {
        let faults = Faults::default();
        faults.next(Fault::Drop, 2);
        faults.next(Fault::WrongPassword, 1);
        faults.next(Fault::Garbage, 1);
        assert_eq!([faults.for_reply(), faults.for_reply()], [Some(Fault::Drop); 2]);
        assert_eq!(faults.for_reply(), Some(Fault::Garbage));
        assert_eq!(faults.for_reply(), None);
        assert!(faults.wrong_password());
        assert!(!faults.wrong_password());
        faults.always(Fault::Reset);
        assert_eq!([faults.for_reply(), faults.for_reply()], [Some(Fault::Reset); 2]);
        faults.clear();
        assert_eq!(faults.for_reply(), None);
    }
}
