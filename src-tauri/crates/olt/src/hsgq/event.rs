//! Event lines. An HSGQ prints them into every session, in the middle of replies, and has no command to stop it.

use std::sync::LazyLock;

use regex::Regex;

use crate::ParseError;

/// What an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The OLT itself, or words that name nothing else.
    Olt,
    Pon(u8),
    Onu {
        pon: u8,
        id: u8,
        /// A LAN port of the ONU.
        port: Option<u8>,
    },
}

/// One event line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The OLT's clock, as printed. It begins at 2000/01/01 after every boot unless NTP is set.
    pub at: Option<String>,
    /// `Info`, `Critical`.
    pub level: String,
    pub subject: Subject,
    pub mac: Option<String>,
    /// What happened, without place and explanation (`ONU dying gasp`, `PON link down`).
    pub event: String,
    pub reason: Option<String>,
    /// Everything after the level, as printed.
    pub message: String,
}

impl Event {
    /// Whether an ONU went away by it. A LAN port without a cable is no such event.
    pub fn is_down(&self) -> bool {
        let lower = self.event.to_ascii_lowercase();
        ["dying gasp", "deregister"].iter().any(|words| lower.contains(words))
            || matches!(lower.as_str(), "pon link down" | "onu link down")
    }

    fn is_up(&self) -> bool {
        matches!(self.event.to_ascii_lowercase().as_str(), "onu link up" | "onu authorization success")
    }
}

static STAMPED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\[(?P<at>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)\]\s*(?:\[\w+\])?\s*(?P<level>[A-Z][a-z]+):\s+(?P<message>\S.*)$").ok()
});
/// Without a time a line is taken for an event only if it says what an event is about.
static UNSTAMPED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?:\[\w+\])?(?P<level>[A-Z][a-z]+):\s+(?P<message>(?:PON \d+ |ONU \d+/\d+ |System ).*)$").ok());
static ON_PON: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^PON (\d+) (\S.*)$").ok());
static ON_ONU: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^ONU (\d+)/(\d+) (?:Port (\d+) )?(?:((?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}) )?(\S.*)$").ok());

/// The event that a line is, or that was printed at its end; with what stands before it.
fn split_line(line: &str) -> Option<(&str, Event)> {
    let stamped = STAMPED.as_ref().and_then(|pattern| pattern.captures(line));
    let found = stamped.or_else(|| UNSTAMPED.as_ref().and_then(|pattern| pattern.captures(line)))?;
    let before = line.get(..found.get(0)?.start())?;
    let text = |name: &str| found.name(name).map(|part| part.as_str().trim_end().to_owned());
    Some((before, event(text("at"), text("level")?, text("message")?)))
}

fn event(at: Option<String>, level: String, message: String) -> Event {
    let number = |part: Option<regex::Match<'_>>| part.and_then(|part| part.as_str().parse::<u8>().ok());
    let (mut subject, mut mac, mut what) = (Subject::Olt, None, message.as_str());
    if let Some(found) = ON_PON.as_ref().and_then(|pattern| pattern.captures(&message))
        && let Some(pon) = number(found.get(1))
    {
        subject = Subject::Pon(pon);
        what = found.get(2).map_or(what, |rest| rest.as_str());
        // "PON link down and all onu will be offline  maybe fiber signal los": what follows explains.
        what = what.split("  ").next().unwrap_or(what);
        what = what.split(" and ").next().unwrap_or(what);
    } else if let Some(found) = ON_ONU.as_ref().and_then(|pattern| pattern.captures(&message))
        && let (Some(pon), Some(id)) = (number(found.get(1)), number(found.get(2)))
    {
        subject = Subject::Onu { pon, id, port: number(found.get(3)) };
        mac = found.get(4).map(|mac| mac.as_str().to_ascii_lowercase());
        what = found.get(5).map_or(what, |rest| rest.as_str());
    }
    let (event, reason) = match what.split_once(", Reason:") {
        Some((event, reason)) => (event.trim(), Some(reason.trim().to_owned())),
        None => (what.trim(), None),
    };
    Event { at, level, subject, mac, event: event.to_owned(), reason, message: message.clone() }
}

/// A reply without the event lines that came in between, and those lines.
pub fn take_events(reply: &str) -> (String, Vec<Event>) {
    let mut events = Vec::new();
    let mut rest: Vec<&str> = Vec::new();
    for line in reply.lines() {
        match split_line(line) {
            Some((before, event)) => {
                events.push(event);
                if !before.trim().is_empty() {
                    rest.push(before);
                }
            }
            None => rest.push(line),
        }
    }
    (rest.join("\n"), events)
}

/// Text that is events and nothing else.
pub fn events(text: &str) -> Result<Vec<Event>, ParseError> {
    let (rest, events) = take_events(text);
    if events.is_empty() || !rest.trim().is_empty() {
        Err(ParseError::unrecognised(if rest.trim().is_empty() { text } else { &rest }))
    } else {
        Ok(events)
    }
}

/// `show onu-info-alarm <id>`: the events of one ONU, the newest first. They look like the event lines of other ONUs that
/// may come in between; those are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnuEvents {
    pub pon: u8,
    pub id: u8,
    pub mac: Option<String>,
    pub events: Vec<Event>,
}

impl OnuEvents {
    /// The newest event by which the ONU went away.
    pub fn last_down(&self) -> Option<&Event> {
        self.events.iter().find(|event| event.is_down())
    }

    /// Why it last went away. One outage may leave several lines (`ONU dying gasp`, then `Onu deregister`); the one that
    /// names a cause counts, wherever it stands among them.
    pub fn cause(&self) -> Option<Cause> {
        let first = self.events.iter().position(Event::is_down)?;
        let outage = self.events.iter().skip(first).take_while(|event| !event.is_up());
        let causes: Vec<Cause> = outage.filter(|event| event.is_down()).map(Cause::of).collect();
        [Cause::Power, Cause::Fibre].into_iter().find(|cause| causes.contains(cause)).or(causes.first().copied())
    }
}

/// Why an ONU went away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Power,
    Fibre,
    /// Deregistered by a person or by the OLT.
    Deregistered,
}

impl Cause {
    fn of(event: &Event) -> Self {
        let words = format!("{} {}", event.event, event.reason.as_deref().unwrap_or("")).to_ascii_lowercase();
        if words.contains("dying gasp") {
            Self::Power
        } else if words.contains("link down") || words.contains("laser out") {
            Self::Fibre
        } else {
            Self::Deregistered
        }
    }
}

/// Which ONU the reply is about is what most of its lines say; a reply without a line is one without events, which only
/// the caller can know.
pub fn onu_events(reply: &str) -> Result<OnuEvents, ParseError> {
    let (rest, all) = take_events(reply);
    if let Some(refusal) = super::refusals(&rest).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    if !rest.trim().is_empty() {
        return Err(ParseError::unrecognised(&rest));
    }
    let place = |event: &Event| match event.subject {
        Subject::Onu { pon, id, .. } => Some((pon, id)),
        _ => None,
    };
    let count = |of: (u8, u8)| all.iter().filter(|event| place(event) == Some(of)).count();
    let asked = all.iter().filter_map(place).max_by_key(|of| count(*of)).ok_or_else(|| ParseError::unrecognised(reply))?;
    let events: Vec<Event> = all.iter().filter(|event| place(event) == Some(asked)).cloned().collect();
    let mac = events.iter().find_map(|event| event.mac.clone());
    Ok(OnuEvents { pon: asked.0, id: asked.1, mac, events })
}
