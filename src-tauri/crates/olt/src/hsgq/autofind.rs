//! `show ont-autofind` of a GPON interface. Only the empty list is known: no capture of a filled one was found, so a filled
//! one is an error and never a guess.

use super::event::take_events;
use crate::ParseError;

/// Succeeds if the reply says that no ONT waits.
pub fn nothing_found(reply: &str) -> Result<(), ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = super::refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [line] if is_empty_list(line) => Ok(()),
        _ => Err(ParseError::unrecognised(lines.iter().find(|line| !is_empty_list(line)).copied().unwrap_or(""))),
    }
}

fn is_empty_list(line: &str) -> bool {
    line.strip_prefix("Warning,").is_some_and(|rest| rest.trim() == "The automatically found ONTs do not exist.")
}
