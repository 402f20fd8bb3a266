//! A dialogue over a byte stream: deadlines, the transcript, and the certainty that a broken session is not used again.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout, timeout_at};

use crate::Mask;
use crate::dialogue::{Dialogue, Move, Reply};
use crate::profile::{Mode, Profile};
use crate::transcript::{Ending, Exchange, Transcript};

/// What a session talks over: SSH here, a Telnet filter or a test's pipe elsewhere.
pub trait ByteStream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> ByteStream for S {}

/// A reply larger than this is not an answer.
const MAX_REPLY: usize = 16 << 20;

/// One line for the device.
#[derive(Debug, Clone)]
pub struct Command {
    pub line: String,
    /// Confirm the device's question about it.
    pub confirm: bool,
    /// Instead of the session's deadline.
    pub deadline: Option<Duration>,
}

impl Command {
    pub fn new(line: impl Into<String>) -> Self {
        Self { line: line.into(), confirm: false, deadline: None }
    }

    /// The device will ask whether this is meant; it is.
    pub fn confirmed(mut self) -> Self {
        self.confirm = true;
        self
    }

    pub fn within(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }
}

/// Times of a session.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Silence after which the last row is judged.
    pub quiet: Duration,
    /// Silence after which a doubtful prompt is taken: without an echo, or with a message after it.
    pub patience: Duration,
    /// For a command from sending to the prompt.
    pub deadline: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self { quiet: Duration::from_millis(30), patience: Duration::from_millis(1500), deadline: Duration::from_secs(30) }
    }
}

/// Why a command has no reply. Except for [`SessionError::NotOneLine`] and [`SessionError::Broken`] the device may have
/// executed it: the caller must read back, not repeat.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SessionError {
    #[error("the connection broke while the device worked on “{command}”")]
    Lost { command: String },
    #[error("no prompt within the deadline after “{command}”; the last row was “{row}”")]
    TimedOut { command: String, row: String },
    #[error("the reply to “{command}” has no end")]
    TooLong { command: String },
    #[error("a command must be one line of printable ASCII")]
    NotOneLine,
    #[error("the session broke earlier and is out of step with the device")]
    Broken,
}

impl SessionError {
    /// What a person can do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Lost { .. } => "The device or the way to it went away. Read back what was being changed before trying again.",
            Self::TimedOut { .. } => {
                "The device stopped in the middle of a reply. See whether it is overloaded, then read back what was being changed."
            }
            Self::TooLong { .. } => "The reply never ends. Ask for one port instead of all, or close a live view that the command opened.",
            Self::NotOneLine => "The text holds characters that no device command may hold. Correct it where it was entered.",
            Self::Broken => "Open a new session; this one can no longer tell which reply belongs to which command.",
        }
    }
}

/// A logged-in command line.
pub struct Session<S> {
    stream: S,
    dialogue: Dialogue,
    mask: Mask,
    timing: Timing,
    transcript: Transcript,
    mode: Mode,
    /// Set while a command runs, so that a cancelled or failed one leaves the session unusable.
    broken: bool,
}

impl<S: ByteStream> Session<S> {
    /// Waits for the first prompt.
    pub async fn open(stream: S, profile: Arc<Profile>, mask: Mask, timing: Timing) -> Result<Self, SessionError> {
        let dialogue = Dialogue::opening(profile);
        let mut session = Self { stream, dialogue, mask, timing, transcript: Transcript::default(), mode: Mode(""), broken: true };
        let reply = session.exchange("", timing.deadline).await?;
        session.mode = reply.mode;
        session.broken = false;
        Ok(session)
    }

    /// Sends one line and waits for its reply.
    pub async fn run(&mut self, command: &Command) -> Result<Reply, SessionError> {
        if self.broken {
            return Err(SessionError::Broken);
        }
        if !command.line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Err(SessionError::NotOneLine);
        }
        self.broken = true;
        let bytes = self.dialogue.send(command);
        let line = self.mask.text(&command.line);
        let deadline = command.deadline.unwrap_or(self.timing.deadline);
        if !matches!(timeout(deadline, self.write(&bytes)).await, Ok(Ok(()))) {
            return Err(self.record(&line, Instant::now(), Ending::Lost, SessionError::Lost { command: line.clone() }));
        }
        let reply = self.exchange(&line, deadline).await?;
        self.mode = reply.mode;
        self.broken = false;
        Ok(reply)
    }

    /// The mode of the last prompt.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The device's name as its prompt has it.
    pub fn host(&self) -> Option<&str> {
        self.dialogue.host()
    }

    /// Whether commands can still be sent.
    pub fn is_usable(&self) -> bool {
        !self.broken
    }

    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Ends the session: the transcript, and the stream to be closed.
    pub fn into_parts(self) -> (Transcript, S) {
        (self.transcript, self.stream)
    }

    async fn exchange(&mut self, line: &str, deadline: Duration) -> Result<Reply, SessionError> {
        let started = Instant::now();
        let until = started + deadline;
        let mut buffer = vec![0; 16 << 10];
        let mut judge_at = started + self.timing.quiet;
        let mut doubted = false;
        loop {
            match timeout_at(judge_at.min(until), self.stream.read(&mut buffer)).await {
                Ok(Ok(0) | Err(_)) => {
                    return Err(self.record(line, started, Ending::Lost, SessionError::Lost { command: line.to_owned() }));
                }
                Ok(Ok(count)) => {
                    self.dialogue.feed(buffer.get(..count).unwrap_or_default());
                    if self.dialogue.raw().len() > MAX_REPLY {
                        return Err(self.record(line, started, Ending::TimedOut, SessionError::TooLong { command: line.to_owned() }));
                    }
                    judge_at = Instant::now() + self.timing.quiet;
                    doubted = false;
                    continue;
                }
                Err(_) if Instant::now() >= until => {
                    let text = self.dialogue.text_so_far();
                    let row = self.mask.text(text.lines().last().unwrap_or(""));
                    return Err(self.record(line, started, Ending::TimedOut, SessionError::TimedOut { command: line.to_owned(), row }));
                }
                Err(_) => {}
            }
            let step = if doubted { self.dialogue.accept_doubtful() } else { self.dialogue.quiet() };
            match step {
                Move::Wait => judge_at = until,
                Move::Doubt => {
                    doubted = true;
                    judge_at = Instant::now() + self.timing.patience;
                }
                Move::Send { bytes, .. } => {
                    judge_at = until;
                    if self.write(&bytes).await.is_err() {
                        return Err(self.record(line, started, Ending::Lost, SessionError::Lost { command: line.to_owned() }));
                    }
                }
                Move::Ready(reply) => {
                    self.keep(line, started, Ending::Prompt(reply.mode), &reply.text);
                    return Ok(reply);
                }
            }
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes).await?;
        self.stream.flush().await
    }

    fn record(&mut self, line: &str, started: Instant, ending: Ending, error: SessionError) -> SessionError {
        let text = self.dialogue.text_so_far();
        self.keep(line, started, ending, &text);
        error
    }

    fn keep(&mut self, line: &str, started: Instant, ending: Ending, text: &str) {
        self.transcript.exchanges.push(Exchange {
            command: line.to_owned(),
            raw: self.mask.bytes(self.dialogue.raw()),
            text: self.mask.text(text),
            took: started.elapsed(),
            ending,
        });
    }
}

#[cfg(test)]
mod tests {
    use regex::Regex;
    use tokio::io::{DuplexStream, duplex};

    use super::*;
    use crate::{Prompt, Secret};

    fn profile() -> Arc<Profile> {
        let prompts = vec![Prompt { mode: Mode("exec"), pattern: Regex::new(r"^(?P<host>\w+)#$").unwrap() }];
        Arc::new(Profile { prompts, pagers: Vec::new(), questions: Vec::new(), enter: "\n" })
    }

    fn timing() -> Timing {
        Timing { quiet: Duration::from_millis(5), patience: Duration::from_millis(100), deadline: Duration::from_millis(400) }
    }

    async fn opened() -> (Session<DuplexStream>, DuplexStream) {
        let (ours, mut device) = duplex(4096);
        device.write_all(b"Welcome\r\nOLT#").await.unwrap();
        let mask = Mask::new(&[Secret::new("rahasia")]);
        (Session::open(ours, profile(), mask, timing()).await.unwrap(), device)
    }

    #[tokio::test]
    async fn a_command_gets_its_reply_and_the_transcript_is_masked() {
        let (mut session, mut device) = opened().await;
        let device = tokio::spawn(async move {
            let mut line = vec![0; 64];
            let count = device.read(&mut line).await.unwrap();
            assert_eq!(&line[..count], b"login rahasia\n");
            device.write_all(b"login rahasia\r\nhello rahasia\r\nOLT#").await.unwrap();
            device
        });
        let reply = session.run(&Command::new("login rahasia")).await.unwrap();
        assert_eq!(reply.text, "hello rahasia");
        let kept = &session.transcript().exchanges[1];
        assert_eq!((kept.command.as_str(), kept.text.as_str()), ("login ********", "hello ********"));
        assert_eq!(kept.raw, b"login ********\r\nhello ********\r\nOLT#");
        assert_eq!(kept.ending, Ending::Prompt(Mode("exec")));
        drop(device.await.unwrap());
    }

    #[tokio::test]
    async fn a_dropped_connection_is_lost_and_the_session_broken() {
        let (mut session, mut device) = opened().await;
        tokio::spawn(async move {
            device.write_all(b"write\r\nBuilding").await.unwrap();
        });
        let error = session.run(&Command::new("write")).await.unwrap_err();
        assert_eq!(error, SessionError::Lost { command: "write".to_owned() });
        assert_eq!(session.run(&Command::new("write")).await.unwrap_err(), SessionError::Broken);
        assert_eq!(session.transcript().exchanges[1].text, "Building");
        assert_eq!(session.transcript().exchanges[1].ending, Ending::Lost);
    }

    #[tokio::test]
    async fn silence_ends_at_the_deadline_and_names_the_last_row() {
        let (mut session, mut device) = opened().await;
        device.write_all(b"show\r\nEnter a thing:").await.unwrap();
        let error = session.run(&Command::new("show")).await.unwrap_err();
        assert_eq!(error, SessionError::TimedOut { command: "show".to_owned(), row: "Enter a thing:".to_owned() });
        assert!(!session.is_usable());
    }

    #[tokio::test]
    async fn a_device_without_echo_is_answered_after_patience() {
        let (mut session, mut device) = opened().await;
        device.write_all(b"ok\r\nOLT#").await.unwrap();
        assert_eq!(session.run(&Command::new("show")).await.unwrap().text, "ok");
    }

    #[tokio::test]
    async fn more_than_one_line_is_never_sent() {
        let (mut session, _device) = opened().await;
        for line in ["a\nb", "a\r", "a\tb", "é", "\x1b[A"] {
            assert_eq!(session.run(&Command::new(line)).await.unwrap_err(), SessionError::NotOneLine);
        }
        assert!(session.is_usable());
    }
}
