//! Octets to lines. A line ends with CR LF; only the question for the password stands without an end.

use super::error::ProtocolError;

/// What a peer may make us keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Octets of one line.
    pub line: usize,
    /// Variables of one `>CLIENT:` block.
    pub variables: usize,
    /// Lines of one answer: a server has a few thousand clients, and each is in two tables.
    pub answer: usize,
    /// Octets of one answer.
    pub answer_octets: usize,
    /// Notifications that arrive while an answer is waited for.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { line: 8 << 10, variables: 512, answer: 100_000, answer_octets: 32 << 20, waiting: 20_000 }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Without its end. Names of clients need not be UTF-8.
    Octets(Vec<u8>),
    PasswordPrompt,
}

const PROMPT: &[u8] = b"ENTER PASSWORD:";

/// Cuts a stream into lines, in whatever pieces it arrives.
#[derive(Debug)]
pub struct Lines {
    buffer: Vec<u8>,
    /// Up to here the buffer has no line end.
    searched: usize,
    longest: usize,
}

impl Lines {
    pub fn new(limits: Limits) -> Lines {
        Lines { buffer: Vec::new(), searched: 0, longest: limits.line }
    }

    pub fn feed(&mut self, octets: &[u8]) {
        self.buffer.extend_from_slice(octets);
    }

    /// The next whole line; `None` when more octets are needed.
    pub fn next_line(&mut self) -> Result<Option<Line>, ProtocolError> {
        if self.buffer.starts_with(PROMPT) {
            self.drop_front(PROMPT.len());
            return Ok(Some(Line::PasswordPrompt));
        }
        let Some(end) = self.buffer[self.searched..].iter().position(|octet| *octet == b'\n').map(|at| at + self.searched) else {
            self.searched = self.buffer.len();
            return if self.buffer.len() > self.longest { Err(ProtocolError::LongLine(self.longest)) } else { Ok(None) };
        };
        let line = self.buffer[..end].strip_suffix(b"\r").unwrap_or(&self.buffer[..end]).to_vec();
        if line.len() > self.longest {
            return Err(ProtocolError::LongLine(self.longest));
        }
        self.drop_front(end + 1);
        Ok(Some(Line::Octets(line)))
    }

    fn drop_front(&mut self, octets: usize) {
        self.buffer.drain(..octets);
        self.searched = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(pieces: &[&[u8]]) -> Result<Vec<Line>, ProtocolError> {
        let mut lines = Lines::new(Limits { line: 64, ..Limits::default() });
        let mut found = Vec::new();
        for piece in pieces {
            lines.feed(piece);
            while let Some(line) = lines.next_line()? {
                found.push(line);
            }
        }
        Ok(found)
    }

    #[test]
    fn the_prompt_has_no_end_and_lines_have_either() {
        let octets = |text: &str| Line::Octets(text.as_bytes().to_vec());
        let found = all(&[b"ENTER PASS", b"WORD:SUCCESS: ok\r", b"\n>INFO:x\n\r\n"]).unwrap();
        assert_eq!(found, [Line::PasswordPrompt, octets("SUCCESS: ok"), octets(">INFO:x"), octets("")]);
        assert_eq!(all(&[&[b'x'; 65]]), Err(ProtocolError::LongLine(64)));
        assert_eq!(all(&[&[b'x'; 64]]), Ok(Vec::new()), "it may still end");
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(octets in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200), size in 1_usize..20) {
            let whole = all(&[&octets]);
            let pieces: Vec<&[u8]> = octets.chunks(size).collect();
            // With a limit that is not met, the pieces make no difference.
            if let (Ok(whole), Ok(cut)) = (whole, all(&pieces)) {
                prop_assert_eq!(whole, cut);
            }
        }
    }
}
