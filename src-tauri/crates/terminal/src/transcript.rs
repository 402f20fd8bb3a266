//! What was said, for the log and for fixtures. Secrets are masked before anything is stored here.

use std::time::Duration;

use crate::{Fixture, Mode};

/// How an exchange ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The device showed a prompt.
    Prompt(Mode),
    /// The deadline passed without a prompt.
    TimedOut,
    /// The connection broke.
    Lost,
}

/// One command and its reply, masked.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub command: String,
    /// The device's bytes as they came.
    pub raw: Vec<u8>,
    /// The reply as a person would read it: without echo, pager, question and prompt.
    pub text: String,
    pub took: Duration,
    pub ending: Ending,
}

impl Exchange {
    /// The reply as a parser's fixture, control bytes kept readable. `source` says where it is from: one line.
    pub fn fixture(&self, source: &str) -> Fixture {
        let mut notes = vec![format!("command: {}", self.command)];
        match self.ending {
            Ending::Prompt(_) => {}
            Ending::TimedOut => notes.push("no prompt followed within the deadline".to_owned()),
            Ending::Lost => notes.push("the connection broke here".to_owned()),
        }
        Fixture { source: source.to_owned(), notes, bytes: self.raw.clone() }
    }
}

/// The exchanges of a session in order.
#[derive(Debug, Clone, Default)]
pub struct Transcript {
    pub exchanges: Vec<Exchange>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_names_the_command_and_how_it_ended() {
        let exchange = Exchange {
            command: "show onu".to_owned(),
            raw: b"a\x1b[2D\r\n".to_vec(),
            text: String::new(),
            took: Duration::ZERO,
            ending: Ending::Lost,
        };
        let file = exchange.fixture("OLT-1, 2026-11-22").to_string();
        assert_eq!(
            file,
            "# source: OLT-1, 2026-11-22\n# note: command: show onu\n# note: the connection broke here\n# escapes: c-style\na\\x1b[2D\\r\n"
        );
        let read = Fixture::parse(&file).unwrap();
        assert_eq!(read, exchange.fixture("OLT-1, 2026-11-22"));
    }
}
