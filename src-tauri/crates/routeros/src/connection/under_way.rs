//! The commands that are under way on a connection, and the two tasks that move its octets.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use zeroize::Zeroizing;

use super::{Answer, Options};
use crate::command::Command;
use crate::error::{Ended, Error, Refusal};
use crate::reply::{Reply, Row, Trap};
use crate::wire::{Decoder, Word, encode_sentence};

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) options: Options,
    table: Mutex<Table>,
    /// Bounded in effect: a permit stands for at most two sentences in it, a command and its cancellation.
    outgoing: mpsc::UnboundedSender<Zeroizing<Vec<u8>>>,
    pub(super) permits: Arc<Semaphore>,
    pub(super) listens: Arc<Semaphore>,
    opened: Instant,
    /// When octets last arrived, in milliseconds after `opened`.
    heard: AtomicU64,
    ended: watch::Sender<Option<Ended>>,
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
    _permit: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
pub(super) enum Sink {
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

/// Cancels its command when dropped before the router ended it.
#[derive(Debug)]
pub(super) struct Guard {
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
    pub(super) fn new(options: Options, outgoing: mpsc::UnboundedSender<Zeroizing<Vec<u8>>>) -> Shared {
        Shared {
            table: Mutex::default(),
            outgoing,
            permits: Arc::new(Semaphore::new(options.in_flight.max(1))),
            listens: Arc::new(Semaphore::new(options.listens.max(1))),
            opened: Instant::now(),
            heard: AtomicU64::new(0),
            ended: watch::Sender::new(None),
            options,
        }
    }

    pub(super) fn start(self: &Arc<Self>, command: &Command, sink: Sink, permit: Option<OwnedSemaphorePermit>) -> Result<Guard, Error> {
        let mut table = self.lock();
        if let Some(ended) = &table.ended {
            return Err(Error::Ended(ended.clone()));
        }
        table.last_tag += 1;
        let tag = table.last_tag;
        let mut octets = Zeroizing::new(Vec::new());
        encode_sentence(&command.tagged(&tag.to_string()), &mut octets).map_err(Error::Unsendable)?;
        tracing::trace!(tag, path = %command.path(), "command");
        table.commands.insert(tag, UnderWay { sink, traps: Vec::new(), cancelled: None, _permit: permit });
        // A writer that is gone has ended the table, or is about to.
        let _ = self.outgoing.send(octets);
        Ok(Guard { shared: self.clone(), tag })
    }

    pub(super) fn ended(&self) -> Option<Ended> {
        self.lock().ended.clone()
    }

    pub(super) async fn closed(&self) -> Ended {
        let mut ended = self.ended.subscribe();
        // The sender is in `self`, so the wait ends with a reason.
        let reason = ended.wait_for(Option::is_some).await.ok().and_then(|reason| reason.clone());
        reason.unwrap_or(Ended::Dropped)
    }

    pub(super) fn under_way(&self) -> usize {
        self.lock().commands.len()
    }

    pub(super) fn silent_for(&self) -> Duration {
        self.opened.elapsed().saturating_sub(Duration::from_millis(self.heard.load(Relaxed)))
    }

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

    /// Ends every command with this reason: all of them may have been done. The first reason counts.
    pub(super) fn end(&self, reason: Ended) {
        let mut table = self.lock();
        let reason = table.ended.get_or_insert(reason).clone();
        let commands = std::mem::take(&mut table.commands);
        drop(table);
        self.permits.close();
        self.listens.close();
        for mut command in commands.into_values() {
            command.sink.fail(Error::Lost(reason.clone()));
        }
        self.ended.send_replace(Some(reason));
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

pub(super) async fn write_commands<W: AsyncWrite>(write: W, mut queue: mpsc::UnboundedReceiver<Zeroizing<Vec<u8>>>, shared: Arc<Shared>) {
    tokio::pin!(write);
    while let Some(mut octets) = queue.recv().await {
        // What waits already goes along: with TLS, fewer records.
        while let Ok(more) = queue.try_recv() {
            octets.extend_from_slice(&more);
        }
        let written = async {
            write.write_all(&octets).await?;
            write.flush().await
        };
        if let Err(error) = written.await {
            return shared.end(Ended::Broken(error.to_string()));
        }
    }
}

pub(super) async fn read_replies<R: AsyncRead>(read: R, shared: Arc<Shared>) {
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
        shared.heard.store(u64::try_from(shared.opened.elapsed().as_millis()).unwrap_or(u64::MAX), Relaxed);
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
