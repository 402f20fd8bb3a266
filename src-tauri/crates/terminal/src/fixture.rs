//! A device's reply as a text file, for parsers' tests and for sending to somebody who knows the device.
//!
//! The file begins with comment lines: `# source:`, any `# note:`, and `# escapes: c-style` where control bytes are written
//! as `\xNN`, `\r`, `\t` and a backslash as `\\`. The rest is the reply. Files without escapes are plain text.

use std::fmt;

use thiserror::Error;

use crate::Screen;

/// Why a file is no fixture.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: “{escape}” is no escape; expected \\xNN, \\r, \\t or \\\\")]
pub struct FixtureError {
    /// Counted from 1, with the comment lines.
    pub line: usize,
    pub escape: String,
}

/// A reply with where it is from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixture {
    pub source: String,
    pub notes: Vec<String>,
    /// The device's bytes. Of a file without escapes: its text, with LF for line ends.
    pub bytes: Vec<u8>,
}

impl Fixture {
    /// Reads a file. A comment line of another kind is skipped.
    pub fn parse(file: &str) -> Result<Self, FixtureError> {
        let mut fixture = Self::default();
        let mut escaped = false;
        let mut comments = 0;
        let mut rest = file;
        while rest.starts_with("# ") {
            let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
            match line.trim_end().trim_start_matches("# ").split_once(':') {
                Some(("source", text)) => text.trim().clone_into(&mut fixture.source),
                Some(("note", text)) => fixture.notes.push(text.trim().to_owned()),
                Some(("escapes", kind)) => escaped |= kind.trim() == "c-style",
                _ => {}
            }
            comments += 1;
            rest = after;
        }
        fixture.bytes = if escaped { decode(rest, comments + 1)? } else { rest.as_bytes().to_vec() };
        Ok(fixture)
    }

    /// The reply as a session hands it over: control bytes applied, rows joined by LF. The echo and the prompt stay.
    pub fn text(&self) -> String {
        let mut screen = Screen::default();
        screen.feed(&self.bytes);
        let mut lines = screen.lines().to_vec();
        lines.push(screen.row());
        lines.join("\n")
    }
}

/// The file.
impl fmt::Display for Fixture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one_line = |text: &str| text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect::<String>();
        writeln!(formatter, "# source: {}", one_line(&self.source).trim())?;
        for note in &self.notes {
            writeln!(formatter, "# note: {}", one_line(note).trim())?;
        }
        writeln!(formatter, "# escapes: c-style")?;
        for (at, &byte) in self.bytes.iter().enumerate() {
            match byte {
                // A reply that begins like a comment must not become one.
                b'#' if at == 0 => formatter.write_str("\\x23")?,
                b'\n' => formatter.write_str("\n")?,
                b'\r' => formatter.write_str("\\r")?,
                b'\t' => formatter.write_str("\\t")?,
                b'\\' => formatter.write_str("\\\\")?,
                0x20..=0x7e => write!(formatter, "{}", char::from(byte))?,
                _ => write!(formatter, "\\x{byte:02x}")?,
            }
        }
        Ok(())
    }
}

fn decode(text: &str, first_line: usize) -> Result<Vec<u8>, FixtureError> {
    let mut bytes = Vec::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('\\') {
            bytes.extend_from_slice(before.as_bytes());
            let hexadecimal =
                |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok());
            let (byte, length) = match after.as_bytes().first() {
                Some(b'x') => (after.get(1..3).and_then(hexadecimal).flatten(), 3),
                Some(b'r') => (Some(b'\r'), 1),
                Some(b't') => (Some(b'\t'), 1),
                Some(b'\\') => (Some(b'\\'), 1),
                _ => (None, 0),
            };
            let wrong = || FixtureError {
                line: first_line + number,
                escape: format!("\\{}", after.trim_end().chars().take(3).collect::<String>()),
            };
            bytes.push(byte.ok_or_else(wrong)?);
            rest = after.get(length..).unwrap_or_default();
        }
        bytes.extend_from_slice(rest.as_bytes());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plain_and_escaped_files_are_read() {
        let plain = Fixture::parse("# source: somebody\n# note: excerpt\n a\\b  1\n# not a comment\n").unwrap();
        assert_eq!((plain.source.as_str(), plain.notes.as_slice()), ("somebody", &["excerpt".to_owned()][..]));
        assert_eq!(plain.bytes, b" a\\b  1\n# not a comment\n");
        let escaped = Fixture::parse("# source: x\n# escapes: c-style\na\\x1b[2D\\r\nb\\\\c\\t1").unwrap();
        assert_eq!(escaped.bytes, b"a\x1b[2D\r\nb\\c\t1");
        assert_eq!(Fixture::parse("row\n--More--\x08 \x08").unwrap().text(), "row\n--More-");
    }

    #[test]
    fn a_wrong_escape_is_named_with_its_line() {
        for (text, escape) in [("\\q1", "\\q1"), ("\\x1", "\\x1"), ("\\xZZ", "\\xZZ"), ("\\x+1", "\\x+1"), ("\\", "\\")] {
            let error = Fixture::parse(&format!("# source: x\n# escapes: c-style\nfine\n{text}\n")).unwrap_err();
            assert_eq!(error, FixtureError { line: 4, escape: escape.to_owned() });
        }
    }

    #[test]
    fn a_reply_that_begins_like_a_comment_stays_a_reply() {
        let fixture = Fixture { source: "a\nb".to_owned(), notes: vec![], bytes: b"# source: not this\nx".to_vec() };
        let read = Fixture::parse(&fixture.to_string()).unwrap();
        assert_eq!((read.source.as_str(), read.bytes), ("a b", fixture.bytes));
    }

    proptest! {
        #[test]
        fn every_reply_survives_the_file(bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\\'), Just(b'#'), Just(b' '), Just(b'\n')], 0..200)) {
            let fixture = Fixture { source: "here".to_owned(), notes: vec!["a note".to_owned()], bytes };
            prop_assert_eq!(Fixture::parse(&fixture.to_string()).unwrap(), fixture);
        }

        #[test]
        fn any_text_is_a_fixture_or_an_error(text in "(# escapes: c-style\n)?(\\PC|[\\\\\n#]){0,80}") {
            if let Ok(fixture) = Fixture::parse(&text) {
                let _ = fixture.text();
            }
        }
    }
}
