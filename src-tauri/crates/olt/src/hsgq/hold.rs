//! Whole sessions that stopped a subscriber or let one back in: the commands sent, and what the blacklist said.

use super::blacklist::blacklist;
use super::event::{Event, take_events};
use crate::{ParseError, Parsed};

/// A session in which MAC addresses were blacklisted or taken off the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Every command, in order.
    pub steps: Vec<String>,
    /// Put on the list, and taken off it, by these commands.
    pub added: Vec<String>,
    pub deleted: Vec<String>,
    /// The list as it was read last.
    pub blacklisted: Vec<String>,
    pub saved: bool,
    pub events: Vec<Event>,
}

impl Hold {
    /// Whether the list, read after the commands, has what was put on it and not what was taken off. The commands' own
    /// words prove nothing.
    pub fn succeeded(&self) -> bool {
        self.added.iter().all(|mac| self.blacklisted.contains(mac)) && self.deleted.iter().all(|mac| !self.blacklisted.contains(mac))
    }
}

/// Reads a session in which commands are marked by `> `. Without a blacklist command, or without the list read after the
/// last one, it proves nothing and is an error.
pub fn hold(text: &str) -> Result<Parsed<Hold>, ParseError> {
    let mut exchanges: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("> "), exchanges.last_mut()) {
            (Some(command), _) => exchanges.push((command.trim().to_owned(), String::new())),
            (None, Some((_, reply))) => {
                reply.push_str(line);
                reply.push('\n');
            }
            (None, None) if line.trim().is_empty() => {}
            (None, None) => return Err(ParseError::unrecognised(line)),
        }
    }
    let mut hold =
        Hold { steps: Vec::new(), added: Vec::new(), deleted: Vec::new(), blacklisted: Vec::new(), saved: false, events: Vec::new() };
    let mut warnings = Vec::new();
    let mut proven = false;
    for (command, reply) in exchanges {
        let (rest, events) = take_events(&reply);
        hold.events.extend(events);
        let words: Vec<&str> = command.split_whitespace().collect();
        match words.as_slice() {
            ["blacklist", verb @ ("add" | "delete"), "mac", mac] => {
                let list = if *verb == "add" { &mut hold.added } else { &mut hold.deleted };
                list.push(mac.to_ascii_lowercase());
                proven = false;
            }
            ["show", "blacklist", "onu-info", "all"] => {
                let read = blacklist(&rest)?;
                hold.blacklisted = read.value.into_iter().filter_map(|entry| entry.mac).collect();
                warnings.extend(read.warnings);
                proven = true;
            }
            ["copy", "running-config", "startup-config"] => hold.saved = saved(&rest),
            _ => {}
        }
        hold.steps.push(command);
    }
    if !proven || (hold.added.is_empty() && hold.deleted.is_empty()) {
        return Err(ParseError::unrecognised(text));
    }
    Ok(Parsed { value: hold, warnings })
}

/// Whether the reply to saving says that it was done.
pub fn saved(reply: &str) -> bool {
    reply.lines().any(|line| line.trim() == "Configuration saved successfully")
}
