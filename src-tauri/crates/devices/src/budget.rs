//! How many sessions a node is given, and that one at a time writes to it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use janet_model::NodeId;
use tokio::sync::{Notify, OwnedMutexGuard};

#[derive(Debug, Default)]
pub(crate) struct Budget {
    nodes: Mutex<HashMap<NodeId, Node>>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    sessions: Arc<Sessions>,
    /// Two who register on one port at once would choose the same free id.
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// Counted, and not a semaphore: what a node is given may change while sessions are open.
#[derive(Debug, Default)]
struct Sessions {
    open: Mutex<usize>,
    freed: Notify,
    /// Whoever waits stands in line: only the first watches for a free session.
    line: tokio::sync::Mutex<()>,
}

/// A session that may be opened. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Turn {
    _writing: Option<OwnedMutexGuard<()>>,
    sessions: Arc<Sessions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    Read,
    Write,
}

impl Budget {
    /// Waits for a session of this node, which is given so many at once.
    pub(crate) async fn turn(&self, node: NodeId, intent: Intent, given: u8) -> Turn {
        let Node { sessions, writing } = self.node(node);
        // The writer's turn comes first, so that those who wait for it hold no session.
        let writing = if intent == Intent::Write { Some(writing.lock_owned().await) } else { None };
        sessions.take(usize::from(given.max(1))).await;
        Turn { _writing: writing, sessions }
    }

    fn node(&self, node: NodeId) -> Node {
        self.nodes.lock().unwrap_or_else(PoisonError::into_inner).entry(node).or_default().clone()
    }
}

impl Sessions {
    async fn take(&self, given: usize) {
        let _first = self.line.lock().await;
        loop {
            // Watched before it is counted, so that a session freed in between is not missed.
            let freed = self.freed.notified();
            {
                let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
                if *open < given {
                    *open += 1;
                    return;
                }
            }
            freed.await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *self.sessions.open.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.sessions.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use janet_model::{NewId, NodeId};
    use tokio::time::timeout;

    use super::*;

    const SOON: Duration = Duration::from_millis(50);

    #[tokio::test]
    async fn what_is_given_may_change_while_sessions_are_open() {
        let (budget, node) = (Budget::default(), NodeId::new_id());
        let turn = |given| budget.turn(node, Intent::Read, given);
        let one = turn(1).await;
        assert!(timeout(SOON, turn(1)).await.is_err());
        let two = turn(2).await;
        drop(one);
        assert!(timeout(SOON, turn(1)).await.is_err(), "one is still open, and only one is given now");
        drop(two);
        let again = timeout(SOON, turn(1)).await;
        assert!(again.is_ok(), "who gave up waiting took nothing");
    }

    #[tokio::test]
    async fn those_who_wait_are_woken_one_after_the_other() {
        let (budget, node) = (Arc::new(Budget::default()), NodeId::new_id());
        let first = budget.turn(node, Intent::Read, 1).await;
        let waiting: Vec<_> = (0..5)
            .map(|_| {
                let budget = Arc::clone(&budget);
                tokio::spawn(async move { drop(budget.turn(node, Intent::Read, 1).await) })
            })
            .collect();
        tokio::task::yield_now().await;
        drop(first);
        for one in waiting {
            timeout(Duration::from_secs(1), one).await.unwrap().unwrap();
        }
    }
}
