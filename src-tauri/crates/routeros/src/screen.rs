//! Reads for screens: many windows that look at one router cost it one call.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use crate::ask::Ask;
use crate::command::Command;
use crate::connection::Answer;
use crate::error::{Ended, Error};
use crate::link::Link;
use crate::wire::Word;

/// A link seen through a cache of a few seconds. The same read at the same time is one call; its answer, or its error, is
/// good for [`crate::LinkOptions::fresh`]. What changes something goes straight to the router, and makes the next read
/// look again.
#[derive(Debug, Clone)]
pub struct Screen {
    link: Link,
}

type Outcome = Result<Arc<Answer>, Error>;

/// The answers of one router that are still fresh, and the reads that are under way.
#[derive(Debug)]
pub(crate) struct Fresh {
    time: Duration,
    reads: Mutex<HashMap<Vec<Word>, Read>>,
}

/// `None` while it is under way.
type Read = watch::Receiver<Option<(Instant, Outcome)>>;

impl Screen {
    pub(crate) fn new(link: Link) -> Screen {
        Screen { link }
    }
}

impl Ask for Screen {
    async fn ask(&self, command: Command) -> Outcome {
        if !command.is_read() {
            return self.link.ask(command).await;
        }
        let mut read = self.link.fresh().read(command, &self.link);
        // The call goes on in a task of its own, so it outlives a reader that loses interest.
        match read.wait_for(Option::is_some).await {
            Ok(outcome) => outcome.as_ref().map_or(Err(Error::Lost(Ended::Dropped)), |(_, outcome)| outcome.clone()),
            Err(_) => Err(Error::Lost(Ended::Dropped)),
        }
    }
}

impl Fresh {
    pub(crate) fn new(time: Duration) -> Fresh {
        Fresh { time, reads: Mutex::default() }
    }

    /// Something was changed: what is known may be wrong now.
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn read(&self, command: Command, link: &Link) -> Read {
        let mut reads = self.lock();
        reads.retain(|_, read| self.is_fresh(read));
        if let Some(read) = reads.get(command.words()) {
            return read.clone();
        }
        let (sender, read) = watch::channel(None);
        reads.insert(command.words().to_vec(), read.clone());
        let link = link.clone();
        tokio::spawn(async move {
            let outcome = link.ask(command).await;
            sender.send_replace(Some((Instant::now(), outcome)));
        });
        read
    }

    fn is_fresh(&self, read: &Read) -> bool {
        match &*read.borrow() {
            Some((at, _)) => at.elapsed() < self.time,
            // A sender that is gone without an answer will give none.
            None => read.has_changed().is_ok(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Vec<Word>, Read>> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
