//! Captured replies as text files in, JSON out: one mapping per vendor from the parsers' records to the captures' records.
//!
//! A capture file begins with comment lines (`# source: …`); the rest is what the device printed, with control bytes as
//! `\xNN`, `\r`, `\t` and `\\` where a comment says `# escapes: c-style`.

mod brand;
mod cdata;
mod hioso;
mod hsgq;
mod huawei;
mod vsol;
mod zte;

use janet_terminal::Screen;
use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::{Details, ParseError, Parsed, Serial, Warning};

/// Why a capture has no result. Lines are those of the file, from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CaptureError {
    #[error("no vendor “{0}”: there are {list}", list = VENDORS.join(", "))]
    UnknownVendor(String),
    #[error("no parser for the operation “{operation}” of {vendor}")]
    UnknownOperation { vendor: String, operation: String },
    #[error("line {line}: “{escape}” is no escape; there are \\xNN, \\r, \\t and \\\\")]
    Escape { line: usize, escape: String },
    #[error("line {line}: {reason}")]
    Parse { line: usize, reason: ParseError },
}

/// Something that could not be taken at its word, and where, if one line can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub line: Option<usize>,
    pub warning: Warning,
}

/// What a capture says.
#[derive(Debug, Clone, PartialEq)]
pub struct Capture {
    pub value: Value,
    pub remarks: Vec<Remark>,
}

/// The vendors of [`parse`].
pub const VENDORS: [&str; 8] = ["zte", "huawei", "vsol", "hioso", "hsgq", "cdata", "global", "zymlink"];

/// Parses a capture file of an operation (`unregistered`, `onu-list`, …).
pub fn parse(vendor: &str, operation: &str, file: &str) -> Result<Capture, CaptureError> {
    parse_after(None, vendor, operation, file)
}

/// The same for a capture that does not show the command that was typed, which may say what the reply does not.
pub fn parse_after(command: Option<&str>, vendor: &str, operation: &str, file: &str) -> Result<Capture, CaptureError> {
    let read = match vendor {
        "zte" => zte::read,
        "huawei" => huawei::read,
        "vsol" => vsol::read,
        "hioso" => hioso::read,
        "hsgq" => hsgq::read,
        "cdata" => cdata::read,
        // No capture of Global or Zymlink is known: the form tells the family.
        "global" | "zymlink" => brand::read,
        _ => return Err(CaptureError::UnknownVendor(vendor.to_owned())),
    };
    let mut shown = Shown::of(file)?;
    if let Some(command) = command {
        shown.rows.insert(0, (1, format!("OLT#{command}")));
    }
    let unknown = || CaptureError::UnknownOperation { vendor: vendor.to_owned(), operation: operation.to_owned() };
    match read(operation, &shown.text()).ok_or_else(unknown)? {
        Ok(Parsed { value, warnings }) => {
            let remarks = warnings.into_iter().map(|warning| Remark { line: shown.line_of_warning(&warning), warning }).collect();
            Ok(Capture { value, remarks })
        }
        Err(reason) => Err(CaptureError::Parse { line: shown.line_of_error(&reason), reason }),
    }
}

/// The capture as a terminal would show it, as a session hands it to a parser.
pub fn shown(file: &str) -> Result<String, CaptureError> {
    Shown::of(file).map(|shown| shown.text())
}

/// The bytes of a capture as they stand in its file, without comments, escapes decoded.
pub fn bytes(file: &str) -> Result<Vec<u8>, CaptureError> {
    let comments = file.lines().take_while(|line| line.starts_with("# ") || *line == "#").count();
    let escaped = file.lines().take(comments).any(|line| line.starts_with("# escapes: c-style"));
    let mut bytes = Vec::new();
    for (number, line) in file.lines().enumerate().skip(comments) {
        if number > comments {
            bytes.push(b'\n');
        }
        match escaped {
            true => bytes.extend(decoded(line).map_err(|escape| CaptureError::Escape { line: number + 1, escape })?),
            false => bytes.extend(line.bytes()),
        }
    }
    Ok(bytes)
}

/// Rows of a terminal with the lines of the file that ended them.
struct Shown {
    rows: Vec<(usize, String)>,
}

impl Shown {
    fn of(file: &str) -> Result<Self, CaptureError> {
        let comments = file.lines().take_while(|line| line.starts_with("# ") || *line == "#").count();
        let escaped = file.lines().take(comments).any(|line| line.starts_with("# escapes: c-style"));
        let mut screen = Screen::default();
        let mut rows = Vec::new();
        let last = file.lines().count();
        for (number, line) in file.lines().enumerate().skip(comments) {
            if escaped {
                screen.feed(&decoded(line).map_err(|escape| CaptureError::Escape { line: number + 1, escape })?);
            } else {
                screen.feed(line.as_bytes());
            }
            // What follows the last line feed is an unfinished row: a prompt or a pager.
            if number + 1 < last || file.ends_with('\n') {
                screen.feed(b"\n");
            }
            rows.extend(screen.lines().iter().skip(rows.len()).map(|row| (number + 1, row.clone())).collect::<Vec<_>>());
        }
        if !screen.row().is_empty() {
            rows.push((last, screen.row()));
        }
        Ok(Self { rows })
    }

    fn text(&self) -> String {
        self.rows.iter().map(|(_, row)| row.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// The line whose row is these words, however many blanks stand between them, or else one that holds them.
    fn line_of(&self, words: &str) -> Option<usize> {
        let plain = |text: &str| text.split_whitespace().collect::<String>();
        let wanted = plain(words);
        if wanted.is_empty() {
            return None;
        }
        let whole = self.rows.iter().find(|(_, row)| plain(row) == wanted);
        whole.or_else(|| self.rows.iter().find(|(_, row)| plain(row).contains(&wanted))).map(|(line, _)| *line)
    }

    fn line_of_warning(&self, warning: &Warning) -> Option<usize> {
        match warning {
            Warning::Row(text) => self.line_of(text),
            Warning::Impossible { value, .. } | Warning::Unreadable { value, .. } => self.line_of(value),
            Warning::Count { .. } => None,
        }
    }

    fn line_of_error(&self, error: &ParseError) -> usize {
        let found = match error {
            ParseError::Refused(refusal) => self.line_of(&refusal.line),
            ParseError::Unrecognised(text) => self.line_of(text),
        };
        let first = || self.rows.iter().find(|(_, row)| !row.trim().is_empty()).map(|(line, _)| *line);
        found.or_else(first).unwrap_or(1)
    }
}

/// A line with its escapes decoded; the error is what stands there instead of one.
fn decoded(line: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend_from_slice(before.as_bytes());
        let wrong = || format!("\\{}", after.chars().take(3).collect::<String>());
        let mut characters = after.chars();
        rest = match characters.next() {
            Some('r') => {
                bytes.push(b'\r');
                characters.as_str()
            }
            Some('t') => {
                bytes.push(b'\t');
                characters.as_str()
            }
            Some('\\') => {
                bytes.push(b'\\');
                characters.as_str()
            }
            Some('x') => {
                let digits = after.get(1..3).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())).ok_or_else(wrong)?;
                bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
                after.get(3..).unwrap_or("")
            }
            _ => return Err(wrong()),
        };
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// A vendor's answer: `None` where it has no such operation.
type Answer = Option<Result<Parsed<Value>, ParseError>>;

type Fields = Map<String, Value>;

fn mapped<T>(read: Result<Parsed<T>, ParseError>, value: impl FnOnce(T) -> Value) -> Result<Parsed<Value>, ParseError> {
    read.map(|read| Parsed { value: value(read.value), warnings: read.warnings })
}

/// Details under their names, but for these.
fn details(details: &Details, without: &[&str]) -> Fields {
    details.iter().filter(|(name, _)| !without.contains(name)).map(|(name, text)| (name.to_owned(), json!(text))).collect()
}

/// A serial in the spelling of OLTs that print letters, and in both others.
fn serial(fields: &mut Fields, serial: Option<Serial>) {
    fields.insert("serial".to_owned(), json!(serial.map(|serial| serial.to_string())));
    fields.insert("serial_hex".to_owned(), json!(serial.map(|serial| serial.hex())));
    fields.insert("serial_ascii".to_owned(), json!(serial.and_then(|serial| serial.ascii())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_escapes_are_applied() {
        let file = "# source: x\n# escapes: c-style\n--More--\\x08 \\x08\\x08 \\x08\\x08 \\x08\\x08 \\x08\\x08 \\x08\\x08 \\x08\\x08 \\x08\\x08 \\x08row\\r\na\\\\b\n";
        assert_eq!(shown(file).unwrap(), "row\na\\b");
        assert_eq!(shown("# source: x\nC:\\new\nZXAN#").unwrap(), "C:\\new\nZXAN#");
        let wrong = shown("# escapes: c-style\nfine\nb\\q\n").unwrap_err();
        assert_eq!(wrong, CaptureError::Escape { line: 3, escape: "\\q".to_owned() });
    }

    #[test]
    fn errors_name_the_line_of_the_file() {
        let refused = parse("zte", "onu-list", "# source: x\nZXAN#show gpon onu state x\n%Error 20203: Incomplete command\n").unwrap_err();
        assert!(matches!(refused, CaptureError::Parse { line: 3, reason: ParseError::Refused(_) }), "{refused}");
        let unknown = parse("zte", "onu-list", "# source: x\n\nnothing of the kind\n").unwrap_err();
        assert!(matches!(unknown, CaptureError::Parse { line: 3, reason: ParseError::Unrecognised(_) }), "{unknown}");
        assert!(matches!(parse("acme", "onu-list", ""), Err(CaptureError::UnknownVendor(_))));
        assert!(matches!(parse("zte", "lunch", ""), Err(CaptureError::UnknownOperation { .. })));
    }
}
