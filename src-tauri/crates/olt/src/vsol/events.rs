//! Messages that a V-SOL OLT prints whenever something happens, into whatever is on the screen. They cannot be switched off.

use std::sync::LazyLock;

use regex::Regex;

use super::index::Pon;
use crate::labels;
use crate::{ParseError, Parsed, Serial};

static EVENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^\s*(\d{4}/\d{2}/\d{2})\s+(\d{2}:\d{2}:\d{2})\s+(\S.*?)\s*$").ok());
/// The event's name ends where its subject begins, or at a gap.
static SUBJECT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(.*?)\s+PON\s+(\d+/\d+)\s+ONU\s+(\d+)(?:\s+sn\s+(\S+))?(?:\s+(\S.*))?$").ok());
static GAP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\s{2,}").ok());

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The device's own clock, as printed.
    pub at: String,
    pub event: String,
    /// The ONU it is about, if it is about one.
    pub onu: Option<(Pon, u8)>,
    pub serial: Option<Serial>,
    pub detail: Option<String>,
}

/// Whether a line is a message. Rows of tables may hold dates, but none begins with one.
pub(crate) fn is_event(line: &str) -> bool {
    EVENT.as_ref().is_some_and(|pattern| pattern.is_match(line))
}

fn event(line: &str) -> Option<Event> {
    let found = EVENT.as_ref()?.captures(line)?;
    let group = |number: usize| found.get(number).map_or("", |text| text.as_str());
    let (at, text) = (format!("{} {}", group(1), group(2)), group(3));
    if let Some(subject) = SUBJECT.as_ref()?.captures(text) {
        let group = |number: usize| subject.get(number).map(|text| text.as_str());
        let onu = group(2).and_then(Pon::parse).zip(group(3).and_then(|id| id.parse().ok()));
        return Some(Event {
            at,
            event: group(1)?.to_owned(),
            onu,
            serial: group(4).and_then(|serial| Serial::parse(serial).ok()),
            detail: group(5).map(str::to_owned),
        });
    }
    let mut parts = GAP.as_ref()?.splitn(text, 2);
    let (event, detail) = (parts.next()?.to_owned(), parts.next().map(str::to_owned));
    Some(Event { at, event, onu: None, serial: None, detail })
}

/// The messages among the lines of a screen.
pub(crate) fn all(text: &str) -> Vec<Event> {
    text.lines().filter_map(event).collect()
}

/// The messages of a screen; one without any is an error.
pub fn events(text: &str) -> Result<Parsed<Vec<Event>>, ParseError> {
    let value = all(text);
    if value.is_empty() { Err(ParseError::unrecognised(text)) } else { Ok(Parsed { value, warnings: Vec::new() }) }
}

/// The lines of a reply without messages, and without the blank lines and rules that carry nothing.
pub(crate) fn lines(reply: &str) -> Vec<String> {
    labels::lines(reply).into_iter().filter(|line| !line.is_empty() && !is_event(line) && !is_underline(line)).collect()
}

/// A line of dashes, whole or one per column.
fn is_underline(line: &str) -> bool {
    line.contains("---") && line.bytes().all(|byte| matches!(byte, b'-' | b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_told_from_a_row_with_dates() {
        assert!(is_event("2026/08/06 12:15:28   ONU Offline   PON 0/7 ONU 22 sn GPON00B8FF21"));
        assert!(!is_event("EPON0/1:1   online    74:a0:63:7e:d6:a8   1436   972   1907/12/27 01:26:01     N/A"));
        let text = "OnuIndex  Sn  State\n---------\n\n2026/08/06 12:15:28   User Login   User x log in.\n\nGPON0/1:1  x  y";
        assert_eq!(lines(text), ["OnuIndex  Sn  State", "GPON0/1:1  x  y"]);
    }

    #[test]
    fn the_subject_ends_the_name() {
        let read = event("2026/01/02  03:04:05 ONU Dying Gasp PON 0/12 ONU 101 sn VSOL0000AA02 power").unwrap();
        assert_eq!((read.event.as_str(), read.onu, read.detail.as_deref()), ("ONU Dying Gasp", Some((Pon(12), 101)), Some("power")));
        assert_eq!(read.serial.unwrap().to_string(), "VSOL0000AA02");
        let port = event("2026/01/02 03:04:05   Port Link Up   GE 0/1").unwrap();
        assert_eq!((port.event.as_str(), port.onu, port.detail.as_deref()), ("Port Link Up", None, Some("GE 0/1")));
    }
}
