//! How many sessions a node is given, and that one at a time writes to it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use janet_model::NodeId;
use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};

#[derive(Debug)]
pub(crate) struct Budget {
    sessions: usize,
    nodes: Mutex<HashMap<NodeId, Node>>,
}

#[derive(Debug, Clone)]
struct Node {
    sessions: Arc<Semaphore>,
    /// Two who register on one port at once would choose the same free id.
    writing: Arc<tokio::sync::Mutex<()>>,
}

/// A session that may be opened. Dropping it gives it back.
#[derive(Debug)]
pub(crate) struct Turn {
    _writing: Option<OwnedMutexGuard<()>>,
    _session: Option<OwnedSemaphorePermit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Intent {
    Read,
    Write,
}

impl Budget {
    pub(crate) fn new(sessions: usize) -> Budget {
        Budget { sessions: sessions.max(1), nodes: Mutex::default() }
    }

    /// Waits for a session of this node.
    pub(crate) async fn turn(&self, node: NodeId, intent: Intent) -> Turn {
        let Node { sessions, writing } = self.node(node);
        // The writer's turn comes first, so that those who wait for it hold no session.
        let writing = if intent == Intent::Write { Some(writing.lock_owned().await) } else { None };
        // The semaphore is never closed, so there is always a permit.
        Turn { _writing: writing, _session: sessions.acquire_owned().await.ok() }
    }

    fn node(&self, node: NodeId) -> Node {
        let mut nodes = self.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Node { sessions: Arc::new(Semaphore::new(self.sessions)), writing: Arc::default() };
        nodes.entry(node).or_insert_with(new).clone()
    }
}
