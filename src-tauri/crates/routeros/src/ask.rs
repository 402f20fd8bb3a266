//! What typed calls are made on: a connection, a link that reconnects, or a screen's shared reads.

use std::sync::Arc;

use crate::command::Command;
use crate::connection::{Answer, Connection};
use crate::error::Error;

/// Something that runs a command on a router.
pub trait Ask: Sync {
    fn ask(&self, command: Command) -> impl Future<Output = Result<Arc<Answer>, Error>> + Send;
}

impl Ask for Connection {
    async fn ask(&self, command: Command) -> Result<Arc<Answer>, Error> {
        self.run(command).await.map(Arc::new)
    }
}
