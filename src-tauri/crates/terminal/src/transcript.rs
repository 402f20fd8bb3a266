//! What was said, for the log and for fixtures. Secrets are masked before anything is stored here.

use std::time::Duration;

use crate::Mode;

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
    /// The reply as a parser fixture: plain text, control bytes escaped as `\xNN`.
    pub fn fixture(&self) -> String {
        let mut body = String::from("# escapes: c-style\n");
        for &byte in &self.raw {
            match byte {
                b'\n' => body.push('\n'),
                b'\r' => body.push_str("\\r"),
                b'\t' => body.push_str("\\t"),
                b'\\' => body.push_str("\\\\"),
                0x20..=0x7e => body.push(char::from(byte)),
                _ => body.push_str(&format!("\\x{byte:02x}")),
            }
        }
        body
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
    fn a_fixture_keeps_control_bytes_readable() {
        let exchange = Exchange {
            command: "show x".to_owned(),
            raw: b"a\\b\x1b[2D\r\n\x08".to_vec(),
            text: String::new(),
            took: Duration::ZERO,
            ending: Ending::TimedOut,
        };
        assert_eq!(exchange.fixture(), "# escapes: c-style\na\\\\b\\x1b[2D\\r\n\\x08");
    }
}
