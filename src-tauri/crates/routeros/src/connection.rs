//! One connection to a router, shared by many commands: each has a tag, answers may come interleaved.

mod under_way;

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::command::Command;
use crate::endpoint::{self, Endpoint, Transport};
use crate::error::{Ended, Error};
use crate::login::Login;
use crate::reply::Row;
use crate::tls::Fingerprint;
use crate::value::Id;
use crate::wire::Limits;
use under_way::{Guard, Shared, Sink, read_replies, write_commands};

/// How a connection behaves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// For the TCP connection, and again for the TLS handshake.
    pub connect_timeout: Duration,
    /// For one command, from the wait for its turn to its last row.
    pub deadline: Duration,
    /// Commands under way at the same time, cancelled ones included until the router has ended them.
    pub in_flight: usize,
    /// Commands that go on, such as `listen`, at the same time.
    pub listens: usize,
    /// Rows of one answer.
    pub max_rows: usize,
    /// Rows that wait for the reader of a `listen`. When there are more it is cancelled.
    pub listen_backlog: usize,
    pub limits: Limits,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            connect_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(15),
            in_flight: 16,
            listens: 8,
            max_rows: 500_000,
            listen_backlog: 4096,
            limits: Limits::default(),
        }
    }
}

/// A logged-in connection. Dropping it closes the socket.
#[derive(Debug)]
pub struct Connection {
    shared: Arc<Shared>,
    certificate: Option<Fingerprint>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

/// What a command gave.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub rows: Vec<Row>,
    /// The properties of `!done`.
    pub done: Row,
}

impl Answer {
    /// The id of what an `add` made.
    pub fn new_id(&self) -> Option<Id> {
        self.done.shown("ret").map(Id::new)
    }
}

impl Connection {
    /// Connects and logs in, within `connect_timeout` and `deadline`. With TLS, the certificate that was seen is in
    /// [`Connection::certificate`].
    pub async fn to(endpoint: &Endpoint, login: &Login, options: Options) -> Result<Connection, Error> {
        let stream = endpoint::connect(endpoint.address, options.connect_timeout).await?;
        match endpoint.transport {
            Transport::Plain => Connection::over(stream, login, options).await,
            Transport::Tls(trust) => {
                let (stream, seen) = endpoint::secure(stream, endpoint.address, trust, options.connect_timeout).await?;
                let mut connection = Connection::over(stream, login, options).await?;
                connection.certificate = Some(seen);
                Ok(connection)
            }
        }
    }

    /// Connects without TLS and logs in. The password travels as it is: for tunnels and management networks.
    pub async fn open(address: SocketAddr, login: &Login, options: Options) -> Result<Connection, Error> {
        Connection::to(&Endpoint::plain(address), login, options).await
    }

    /// Logs in over a stream that is connected already.
    pub async fn over<S>(stream: S, login: &Login, options: Options) -> Result<Connection, Error>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (read, write) = tokio::io::split(stream);
        let (outgoing, queue) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::new(options, outgoing));
        let connection = Connection {
            reader: tokio::spawn(read_replies(read, shared.clone())),
            writer: tokio::spawn(write_commands(write, queue, shared.clone())),
            certificate: None,
            shared,
        };
        match login.perform(&connection).await {
            Ok(()) => Ok(connection),
            Err(Error::Lost(ended @ (Ended::Closed | Ended::Broken(_) | Ended::Fatal(_)))) => Err(Error::TurnedAway(ended)),
            Err(Error::Lost(ended)) => Err(Error::Ended(ended)),
            Err(error) => Err(error),
        }
    }

    /// Runs a command and collects its rows. Dropping the future cancels the command on the router.
    pub async fn run(&self, command: Command) -> Result<Answer, Error> {
        let deadline = command.deadline().unwrap_or(self.shared.options.deadline);
        self.run_within(command, deadline).await
    }

    /// The same with this deadline.
    pub async fn run_within(&self, command: Command, deadline: Duration) -> Result<Answer, Error> {
        let collect = async {
            let permit = self.shared.permits.clone().acquire_owned().await;
            // The semaphore is closed only after the connection ended.
            let permit = permit.map_err(|_| Error::Ended(self.ended().unwrap_or(Ended::Dropped)))?;
            let (done, answer) = oneshot::channel();
            let _guard = self.shared.start(&command, Sink::Collect { rows: Vec::new(), done }, Some(permit))?;
            // The sender is dropped unsent only when the whole table is.
            answer.await.unwrap_or(Err(Error::Lost(Ended::Dropped)))
        };
        tokio::time::timeout(deadline, collect).await.unwrap_or(Err(Error::Deadline(deadline)))
    }

    /// Asks whether the router is there, beside the commands that may be under way.
    pub async fn probe(&self, deadline: Duration) -> Result<(), Error> {
        let command = Command::new("/system/identity/print").properties(&["name"]);
        let (done, answer) = oneshot::channel();
        let _guard = self.shared.start(&command, Sink::Collect { rows: Vec::new(), done }, None)?;
        match tokio::time::timeout(deadline, answer).await {
            // A login without the right to read it is answered too.
            Ok(Ok(Ok(_) | Err(Error::Refused(_)))) => Ok(()),
            Ok(Ok(Err(error))) => Err(error),
            Ok(Err(_)) => Err(Error::Lost(Ended::Dropped)),
            Err(_) => Err(Error::Deadline(deadline)),
        }
    }

    /// Starts a command that gives rows until it is dropped, such as a `listen`. It has no deadline; where as many as may be go
    /// on already, it waits for the end of one.
    pub async fn listen(&self, command: Command) -> Result<Listen, Error> {
        let permit = self.shared.listens.clone().acquire_owned().await;
        let permit = permit.map_err(|_| Error::Ended(self.ended().unwrap_or(Ended::Dropped)))?;
        let (sender, rows) = mpsc::channel(self.shared.options.listen_backlog.max(1));
        let end = Arc::new(OnceLock::new());
        let guard = self.shared.start(&command, Sink::Stream { rows: sender, end: end.clone() }, Some(permit))?;
        Ok(Listen { rows, end, _guard: guard })
    }

    /// The certificate that the router showed; `None` without TLS.
    pub fn certificate(&self) -> Option<Fingerprint> {
        self.certificate
    }

    /// Why the connection is over, once it is.
    pub fn ended(&self) -> Option<Ended> {
        self.shared.ended()
    }

    /// Waits for the end.
    pub async fn closed(&self) -> Ended {
        self.shared.closed().await
    }

    /// Commands that the router has not ended.
    pub fn under_way(&self) -> usize {
        self.shared.under_way()
    }

    /// Ends it for this reason, also for those who hold it.
    pub(crate) fn give_up(&self, reason: Ended) {
        self.reader.abort();
        self.writer.abort();
        self.shared.end(reason);
    }

    /// How long nothing has arrived.
    pub fn silent_for(&self) -> Duration {
        self.shared.silent_for()
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.give_up(Ended::Dropped);
    }
}

/// Rows of a command that goes on. Dropping it cancels the command.
#[derive(Debug)]
pub struct Listen {
    rows: mpsc::Receiver<Row>,
    end: Arc<OnceLock<Error>>,
    _guard: Guard,
}

impl Listen {
    /// The next row; `None` after the router ended the command by itself.
    pub async fn next(&mut self) -> Option<Result<Row, Error>> {
        match self.rows.recv().await {
            Some(row) => Some(Ok(row)),
            None => self.end.get().cloned().map(Err),
        }
    }
}
