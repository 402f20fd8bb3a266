//! A command that gives rows until it is dropped, over lost connections.

use tokio::time::Instant;

use super::Link;
use crate::command::Command;
use crate::connection::Listen;
use crate::error::Error;
use crate::reply::Row;

/// What a follower hears.
#[derive(Debug)]
pub enum News {
    /// The router listens to us now, for the first time or again. A `listen` tells changes only, and those in a gap are
    /// lost: read the whole list now and merge by id.
    Began,
    /// For a `listen`, [`Row::is_dead`] tells a removal.
    Row(Row),
    /// No news for this reason. The next `next` waits for the router and begins anew.
    Broke(Error),
}

/// Rows of a `listen` or `monitor`. Dropping it cancels the command.
#[derive(Debug)]
pub struct Follow {
    link: Link,
    command: Command,
    listen: Option<Listen>,
}

impl Follow {
    pub(super) fn new(link: Link, command: Command) -> Follow {
        Follow { link, command, listen: None }
    }

    /// The next news; `None` after the router ended the command by itself. A refusal is an error, and the end.
    pub async fn next(&mut self) -> Option<Result<News, Error>> {
        let Some(listen) = &mut self.listen else { return Some(self.begin().await) };
        match listen.next().await {
            Some(Ok(row)) => Some(Ok(News::Row(row))),
            Some(Err(Error::Refused(refusal))) => Some(Err(Error::Refused(refusal))),
            Some(Err(error)) => {
                self.listen = None;
                Some(Ok(News::Broke(error)))
            }
            None => None,
        }
    }

    async fn begin(&mut self) -> Result<News, Error> {
        loop {
            let connection = self.link.shared.up().await;
            self.link.shared.budget.turn(Instant::now() + self.link.shared.options.connection.deadline).await?;
            match connection.listen(self.command.clone()).await {
                Ok(listen) => {
                    self.listen = Some(listen);
                    return Ok(News::Began);
                }
                // It went in this moment.
                Err(Error::Ended(_) | Error::Lost(_)) => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl super::Shared {
    /// Waits for a connection, as long as it takes.
    async fn up(&self) -> std::sync::Arc<crate::connection::Connection> {
        let mut stage = self.stage.subscribe();
        loop {
            let known = stage.wait_for(|stage| stage.connection.as_ref().is_some_and(|connection| connection.ended().is_none())).await;
            // The sender is in `self`, so the wait ends with a connection.
            if let Ok(stage) = known
                && let Some(connection) = &stage.connection
            {
                return connection.clone();
            }
        }
    }
}
