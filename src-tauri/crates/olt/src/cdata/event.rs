//! Event lines, printed into any session (`2022-05-15 13:57:16 PON 0/0/2 ONU 5: The ONT online`).

use std::sync::LazyLock;

use regex::Regex;

use crate::{ParseError, PonPort};

/// One event line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub at: String,
    pub pon: PonPort,
    pub id: Option<u8>,
    pub event: String,
}

static EVENT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\s+PON (\d+/\d+/\d+)(?: ONU (\d+))?\s*:\s*(\S.*?)\s*$").ok());

/// A reply without the event lines that came in between, and those lines.
pub fn take_events(reply: &str) -> (String, Vec<Event>) {
    let mut events = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for line in reply.lines() {
        let found = EVENT.as_ref().and_then(|pattern| pattern.captures(line));
        let event = found.as_ref().and_then(|found| {
            let text = |group: usize| found.get(group).map(|text| text.as_str());
            Some(Event {
                at: text(1)?.to_owned(),
                pon: PonPort::parse(text(2)?).ok()?,
                id: match text(3) {
                    Some(id) => Some(id.parse().ok()?),
                    None => None,
                },
                event: text(4)?.to_owned(),
            })
        });
        match (event, found.and_then(|found| line.get(..found.get(0)?.start()))) {
            (Some(event), before) => {
                events.push(event);
                rest.extend(before.filter(|before| !before.trim().is_empty()));
            }
            (None, _) => rest.push(line),
        }
    }
    (rest.join("\n"), events)
}

/// Text that is events and nothing else.
pub fn events(text: &str) -> Result<Vec<Event>, ParseError> {
    let (rest, events) = take_events(text);
    match rest.trim() {
        "" if !events.is_empty() => Ok(events),
        "" => Err(ParseError::unrecognised(text)),
        rest => Err(ParseError::unrecognised(rest)),
    }
}
