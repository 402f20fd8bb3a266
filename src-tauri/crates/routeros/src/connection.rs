//! One connection to a router, shared by many commands: each has a tag, answers may come interleaved.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use zeroize::Zeroizing;

use crate::command::Command;
use crate::error::{Ended, Error, Refusal};
use crate::login::Login;
use crate::reply::{Reply, Row, Trap};
use crate::value::Id;
use crate::wire::{Decoder, Limits, Word, encode_sentence};

/// How a connection behaves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    pub connect_timeout: Duration,
    /// For one command, from the wait for its turn to its last row.
    pub deadline: Duration,
    /// Commands under way at the same time, cancelled ones included until the router has ended them.
    pub in_flight: usize,
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

#[derive(Debug)]
struct Shared {
    options: Options,
    table: Mutex<Table>,
    /// Bounded in effect: a permit stands for at most two sentences in it, a command and its cancellation.
    outgoing: mpsc::UnboundedSender<Zeroizing<Vec<u8>>>,
    permits: Arc<Semaphore>,
}

#[derive(Debug, Default)]
struct Table {
    last_tag: u64,
    commands: HashMap<u64, UnderWay>,
    ended: Option<Ended>,
}

/// A command that the router has not ended yet.
#[derive(Debug)]
struct UnderWay {
    sink: Sink,
    traps: Vec<Trap>,
    cancelled: Option<Instant>,
    _permit: OwnedSemaphorePermit,
}

#[derive(Debug)]
enum Sink {
    Collect {
        rows: Vec<Row>,
        done: oneshot::Sender<Result<Answer, Error>>,
    },
    Stream {
        rows: mpsc::Sender<Row>,
        end: Arc<OnceLock<Error>>,
    },
    /// Nobody waits any more; the slot is kept until the router ends the command.
    Abandoned,
}

impl Connection {
    /// Connects and logs in, within `connect_timeout` and `deadline`. The password travels as it is: use this on tunnels and
    /// management networks, or give `over` a TLS stream.
    pub async fn open(address: SocketAddr, login: &Login, options: Options) -> Result<Connection, Error> {
        let stream = tokio::time::timeout(options.connect_timeout, tokio::net::TcpStream::connect(address))
            .await
            .map_err(|_| Error::Connect(format!("{address}: no answer within {:?}", options.connect_timeout)))?
            .map_err(|error| Error::Connect(format!("{address}: {error}")))?;
        // Sentences are small and answers are waited for; a failure costs speed only.
        let _ = stream.set_nodelay(true);
        Connection::over(stream, login, options).await
    }

    /// Logs in over a stream that is connected already.
    pub async fn over<S>(stream: S, login: &Login, options: Options) -> Result<Connection, Error>
    where
        S: AsyncRead + AsyncWrite + Send + 'static,
    {
        let (read, write) = tokio::io::split(stream);
        let (outgoing, queue) = mpsc::unbounded_channel();
        let permits = Arc::new(Semaphore::new(options.in_flight.max(1)));
        let shared = Arc::new(Shared { options, table: Mutex::default(), outgoing, permits });
        let connection = Connection {
            reader: tokio::spawn(read_replies(read, shared.clone())),
            writer: tokio::spawn(write_commands(write, queue, shared.clone())),
            shared,
        };
        login.perform(&connection).await?;
        Ok(connection)
    }

    /// Runs a command and collects its rows. Dropping the future cancels the command on the router.
    pub async fn run(&self, command: Command) -> Result<Answer, Error> {
        self.run_within(command, self.shared.options.deadline).await
    }

    /// The same with a deadline of its own.
    pub async fn run_within(&self, command: Command, deadline: Duration) -> Result<Answer, Error> {
        let collect = async {
            let (done, answer) = oneshot::channel();
            let _guard = self.start(&command, Sink::Collect { rows: Vec::new(), done }).await?;
            // The sender is dropped unsent only when the whole table is.
            answer.await.unwrap_or(Err(Error::Ended(Ended::Dropped)))
        };
        tokio::time::timeout(deadline, collect).await.unwrap_or(Err(Error::Deadline(deadline)))
    }

    /// Starts a command that gives rows until it is dropped, such as a `listen`. It has no deadline, and it takes one of the
    /// commands that may be under way.
    pub async fn listen(&self, command: Command) -> Result<Listen, Error> {
        let (sender, rows) = mpsc::channel(self.shared.options.listen_backlog.max(1));
        let end = Arc::new(OnceLock::new());
        let guard = self.start(&command, Sink::Stream { rows: sender, end: end.clone() }).await?;
        Ok(Listen { rows, end, _guard: guard })
    }

    /// Why the connection is over, once it is.
    pub fn ended(&self) -> Option<Ended> {
        self.shared.lock().ended.clone()
    }

    /// Commands that the router has not ended.
    pub fn under_way(&self) -> usize {
        self.shared.lock().commands.len()
    }

    async fn start(&self, command: &Command, sink: Sink) -> Result<Guard, Error> {
        let permit = self.shared.permits.clone().acquire_owned().await;
        let mut table = self.shared.lock();
        if let Some(ended) = &table.ended {
            return Err(Error::Ended(ended.clone()));
        }
        // The semaphore is closed only after `ended` is set.
        let Ok(permit) = permit else { return Err(Error::Ended(Ended::Dropped)) };
        table.last_tag += 1;
        let tag = table.last_tag;
        let mut octets = Zeroizing::new(Vec::new());
        encode_sentence(&command.tagged(&tag.to_string()), &mut octets).map_err(Error::Unsendable)?;
        tracing::trace!(tag, path = %command.path(), "command");
        table.commands.insert(tag, UnderWay { sink, traps: Vec::new(), cancelled: None, _permit: permit });
        // A writer that is gone has ended the table, or is about to.
        let _ = self.shared.outgoing.send(octets);
        Ok(Guard { shared: self.shared.clone(), tag })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.reader.abort();
        self.writer.abort();
        self.shared.end(Ended::Dropped);
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

/// Cancels its command when dropped before the router ended it.
#[derive(Debug)]
struct Guard {
    shared: Arc<Shared>,
    tag: u64,
}

impl Drop for Guard {
    fn drop(&mut self) {
        let mut table = self.shared.lock();
        if let Some(command) = table.commands.get_mut(&self.tag) {
            command.sink = Sink::Abandoned;
            self.shared.cancel(self.tag, command);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Table> {
        // No code panics while it holds this lock; a poisoned table is still a table.
        self.table.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Asks the router to end a command. Its slot stays until `!done`, so that `in_flight` is what the router sees.
    fn cancel(&self, tag: u64, command: &mut UnderWay) {
        if command.cancelled.is_some() {
            return;
        }
        command.cancelled = Some(Instant::now());
        let mut octets = Zeroizing::new(Vec::new());
        let words = [Word::from(b"/cancel"), format!("=tag={tag}").into_bytes(), format!(".tag=c{tag}").into_bytes()];
        if encode_sentence(&words, &mut octets).is_ok() {
            let _ = self.outgoing.send(octets);
        }
    }

    /// Takes one sentence of the router.
    fn take(&self, tag: Option<Word>, reply: Reply) -> Result<(), Ended> {
        if let Reply::Fatal(message) = reply {
            return Err(Ended::Fatal(message));
        }
        // Answers to `/cancel` have tags of their own, `c…`, and concern nobody; nor do sentences without a tag.
        let Some(tag) = tag.and_then(|tag| std::str::from_utf8(&tag).ok()?.parse::<u64>().ok()) else { return Ok(()) };
        let mut table = self.lock();
        let Some(command) = table.commands.get_mut(&tag) else { return Ok(()) };
        match reply {
            Reply::Row(row) => {
                if let Some(error) = self.keep(row, &mut command.sink) {
                    command.sink.fail(error);
                    self.cancel(tag, command);
                }
            }
            Reply::Trap(trap) => command.traps.push(trap),
            Reply::Done(done) => {
                if let Some(command) = table.commands.remove(&tag) {
                    command.finish(done);
                }
            }
            Reply::Empty | Reply::Fatal(_) => {}
            Reply::Unknown(word) => tracing::debug!(word, "a reply word of a later version is ignored"),
        }
        Ok(())
    }

    /// Gives a row to who waits for it. An error means that there were too many.
    fn keep(&self, row: Row, sink: &mut Sink) -> Option<Error> {
        match sink {
            Sink::Collect { rows, .. } if rows.len() < self.options.max_rows => rows.push(row),
            Sink::Collect { .. } => return Some(Error::TooManyRows(self.options.max_rows)),
            Sink::Stream { rows, .. } => return rows.try_send(row).is_err().then_some(Error::TooSlow),
            Sink::Abandoned => {}
        }
        None
    }

    /// Ends every command with this reason. The first reason counts.
    fn end(&self, reason: Ended) {
        let mut table = self.lock();
        let reason = table.ended.get_or_insert(reason).clone();
        let commands = std::mem::take(&mut table.commands);
        drop(table);
        self.permits.close();
        for mut command in commands.into_values() {
            command.sink.fail(Error::Ended(reason.clone()));
        }
    }

    fn has_silent_command(&self) -> bool {
        let limit = self.options.deadline;
        self.lock().commands.values().any(|command| command.cancelled.is_some_and(|since| since.elapsed() > limit))
    }
}

impl UnderWay {
    fn finish(mut self, done: Row) {
        let mut traps = self.traps.drain(..);
        if let Some(first) = traps.next() {
            return self.sink.fail(Error::Refused(Refusal { first, more: traps.collect() }));
        }
        if let Sink::Collect { rows, done: waiting } = self.sink {
            // A receiver that is gone dropped its future in this moment.
            let _ = waiting.send(Ok(Answer { rows, done }));
        }
    }
}

impl Sink {
    fn fail(&mut self, error: Error) {
        match std::mem::replace(self, Sink::Abandoned) {
            Sink::Collect { done, .. } => drop(done.send(Err(error))),
            Sink::Stream { end, .. } => drop(end.set(error)),
            Sink::Abandoned => {}
        }
    }
}

async fn write_commands<W: AsyncWrite>(write: W, mut queue: mpsc::UnboundedReceiver<Zeroizing<Vec<u8>>>, shared: Arc<Shared>) {
    tokio::pin!(write);
    while let Some(octets) = queue.recv().await {
        if let Err(error) = write.write_all(&octets).await {
            return shared.end(Ended::Broken(error.to_string()));
        }
    }
}

async fn read_replies<R: AsyncRead>(read: R, shared: Arc<Shared>) {
    tokio::pin!(read);
    let mut decoder = Decoder::new(shared.options.limits);
    let mut buffer = vec![0; 16 << 10];
    let mut tick = tokio::time::interval((shared.options.deadline / 4).max(Duration::from_millis(10)));
    let reason = loop {
        let length = tokio::select! {
            read = read.read(&mut buffer) => match read {
                Ok(0) => break Ended::Closed,
                Ok(length) => length,
                Err(error) => break Ended::Broken(error.to_string()),
            },
            _ = tick.tick() => {
                if shared.has_silent_command() {
                    break Ended::Silent;
                }
                continue;
            }
        };
        decoder.feed(&buffer[..length]);
        if let Err(reason) = take_all(&mut decoder, &shared) {
            break reason;
        }
    };
    shared.end(reason);
}

fn take_all(decoder: &mut Decoder, shared: &Shared) -> Result<(), Ended> {
    while let Some(sentence) = decoder.next_sentence().map_err(Ended::Protocol)? {
        let (tag, reply) = Reply::read(sentence);
        shared.take(tag, reply)?;
    }
    Ok(())
}
