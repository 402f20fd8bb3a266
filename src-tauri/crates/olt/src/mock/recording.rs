//! Recorded sessions: of this crate's own transcripts, of capture files, of notes with `> ` before commands.

use janet_terminal::{Screen, Transcript};

use crate::capture::{self, CaptureError};

/// One command and what came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub command: String,
    /// As the device sent it.
    bytes: Vec<u8>,
    /// Whether the bytes begin with the echo and end with the prompt, as a transcript's do.
    whole: bool,
    /// The prompt from here on, where the bytes do not say it.
    prompt: Option<String>,
    /// As a person would read it.
    text: String,
}

/// A session's exchanges in order. The first is the greeting: it has no command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recording {
    exchanges: Vec<Recorded>,
}

impl Recording {
    /// A session that begins with this prompt.
    pub fn beginning(banner: &str, prompt: &str) -> Self {
        let greeting = Recorded {
            command: String::new(),
            bytes: wired(banner.as_bytes()),
            whole: false,
            prompt: Some(prompt.to_owned()),
            text: banner.to_owned(),
        };
        Self { exchanges: vec![greeting] }
    }

    /// Everything of a session of this program, byte by byte.
    pub fn of(transcript: &Transcript) -> Self {
        let one = |exchange: &janet_terminal::Exchange| Recorded {
            command: exchange.command.clone(),
            bytes: exchange.raw.clone(),
            whole: true,
            prompt: None,
            text: exchange.text.clone(),
        };
        Self { exchanges: transcript.exchanges.iter().map(one).collect() }
    }

    /// A session whose commands are marked by `> `, as operators write them down.
    pub fn of_notes(prompt: &str, notes: &str) -> Self {
        let mut recording = Self::beginning("", prompt);
        let mut current: Option<(String, Vec<&str>)> = None;
        for line in notes.lines().chain(["> "]) {
            match (line.strip_prefix("> "), &mut current) {
                (Some(command), taken) => {
                    if let Some((command, reply)) = taken.take() {
                        let text = reply.join("\n").trim_matches('\n').to_owned();
                        recording.exchanges.push(Recorded { bytes: wired(text.as_bytes()), command, whole: false, prompt: None, text });
                    }
                    *taken = Some((command.trim().to_owned(), Vec::new()));
                }
                (None, Some((_, reply))) => reply.push(line),
                (None, None) => {}
            }
        }
        recording
    }

    /// Adds a command that only leads to another prompt.
    #[must_use]
    pub fn going(mut self, command: &str, prompt: &str) -> Self {
        let prompt = Some(prompt.to_owned());
        self.exchanges.push(Recorded { command: command.to_owned(), bytes: Vec::new(), whole: false, prompt, text: String::new() });
        self
    }

    /// Adds a command whose reply is a capture file, with its comment lines and escapes.
    pub fn with(mut self, command: &str, file: &str) -> Result<Self, CaptureError> {
        let bytes = wired(&capture::bytes(file)?);
        self.exchanges.push(Recorded { command: command.to_owned(), bytes, whole: false, prompt: None, text: capture::shown(file)? });
        Ok(self)
    }

    pub fn commands(&self) -> impl Iterator<Item = &str> {
        self.exchanges.iter().map(|exchange| exchange.command.as_str())
    }

    /// The reply to the next exchange with this command, from this number on; and the number after it.
    pub fn reply_after(&self, from: usize, command: &str) -> Option<(usize, &str)> {
        let (number, found) = self.exchanges.iter().enumerate().skip(from).find(|(_, exchange)| exchange.command == command)?;
        Some((number + 1, &found.text))
    }

    /// The same for the first command that fits.
    pub fn reply_of(&self, fits: impl Fn(&str) -> bool) -> Option<(usize, &str)> {
        let (number, found) = self.exchanges.iter().enumerate().find(|(_, exchange)| fits(&exchange.command))?;
        Some((number + 1, &found.text))
    }

    /// The exchange that a device which has played up to `from` plays for a command: the next one, or the last that there was.
    pub(super) fn played(&self, from: usize, command: &str) -> Option<(usize, &Recorded)> {
        let next = self.exchanges.iter().enumerate().skip(from).find(|(_, exchange)| exchange.command == command);
        next.or_else(|| self.exchanges.iter().enumerate().rev().find(|(_, exchange)| exchange.command == command))
    }
}

impl Recorded {
    /// Everything to send for it and the prompt afterwards, given the one before.
    pub(super) fn sent(&self, prompt: &str) -> (Vec<u8>, String) {
        if self.whole {
            let mut screen = Screen::default();
            screen.feed(&self.bytes);
            let last = screen.row();
            return (self.bytes.clone(), if last.is_empty() { prompt.to_owned() } else { last });
        }
        let prompt = self.prompt.clone().unwrap_or_else(|| prompt.to_owned());
        let mut bytes = if self.command.is_empty() { Vec::new() } else { format!("{}\r\n", self.command).into_bytes() };
        bytes.extend(&self.bytes);
        if !self.bytes.is_empty() && !self.bytes.ends_with(b"\n") {
            bytes.extend(b"\r\n");
        }
        bytes.extend(prompt.as_bytes());
        (bytes, prompt)
    }
}

/// Line feeds as the wire has them: files keep LF alone.
fn wired(bytes: &[u8]) -> Vec<u8> {
    let mut wired = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if byte == b'\n' && wired.last() != Some(&b'\r') {
            wired.push(b'\r');
        }
        wired.push(byte);
    }
    wired
}
