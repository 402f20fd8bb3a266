//! Captures of OLTs whose maker is not known: read as the one family's whose form they have.

use serde_json::Value;

use super::{Answer, cdata, hioso, hsgq, vsol};
use crate::{ParseError, Parsed};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    let answers: Vec<Result<Parsed<Value>, ParseError>> =
        [cdata::read, hsgq::read, hioso::read, vsol::read].iter().filter_map(|read| read(operation, text)).collect();
    let mut readings: Vec<Parsed<Value>> = Vec::new();
    let mut refused = None;
    let mut unread = None;
    for answer in answers {
        match answer {
            Ok(reading) if !readings.contains(&reading) => readings.push(reading),
            Ok(_) => {}
            Err(error @ ParseError::Refused(_)) => refused = refused.or(Some(error)),
            Err(error) => unread = unread.or(Some(error)),
        }
    }
    match readings.len() {
        1 => readings.pop().map(Ok),
        // Two families read different things into it: neither is believed.
        2.. => Some(Err(ParseError::unrecognised(text))),
        0 => refused.or(unread).map(Err),
    }
}
