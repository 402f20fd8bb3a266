//! `show ont info all` and `show ont optical-info <port> all`.
//!
//! No capture of either was found. Two operators' programs read them in production (FD1604S V3, FD1608S V3.3.86) and agree
//! on the order of the columns. So the header must have their words in that order; any other screen is an error.

use super::event::take_events;
use super::refusals::refusals;
use crate::labels::{self, is_rule};
use crate::reading::{bias, power, said, temperature, voltage};
use crate::{Details, Listed, OnuAddress, OnuId, OnuState, ParseError, Parsed, PonPort, Serial, Signal, Warning};

const LIST_WORDS: [&str; 7] = ["f/s", "p", "sn", "control", "run", "config", "match"];
const LIGHT_WORDS: [&str; 4] = ["rx", "tx", "olt", "temp"];

/// Every registered ONT.
pub fn onts(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    let rows = rows(reply, &LIST_WORDS)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    let mut total = None;
    for line in rows {
        match (row(&line), counted(&line)) {
            (Some(onu), _) => parsed.value.push(onu),
            (None, Some(said)) => total = Some(said),
            (None, None) => parsed.warnings.push(Warning::Row(line.trim().to_owned())),
        }
    }
    if parsed.value.is_empty() && !parsed.warnings.is_empty() {
        return Err(ParseError::unrecognised(crate::hsgq::first_bad(&parsed.warnings).unwrap_or(reply)));
    }
    if let Some(said) = total
        && said != parsed.value.len()
    {
        parsed.warnings.push(Warning::Count { said, read: parsed.value.len() });
    }
    Ok(parsed)
}

/// The light of a port's ONTs; those that are offline have none.
pub fn light(reply: &str) -> Result<Parsed<Vec<(OnuId, Signal)>>, ParseError> {
    let rows = rows(reply, &LIGHT_WORDS)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    for line in rows {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [id, rx, tx, olt_rx, degrees, volts, current] if id.parse::<u8>().is_ok() => {
                let warnings = &mut parsed.warnings;
                let signal = Signal {
                    onu_rx: power("ONU rx", rx, warnings),
                    onu_tx: power("ONU tx", tx, warnings),
                    olt_rx: power("OLT rx", olt_rx, warnings),
                    temperature_c: temperature(degrees, warnings),
                    voltage_v: voltage(volts, warnings),
                    bias_ma: bias(current, warnings),
                    ..Signal::default()
                };
                parsed.value.extend(id.parse().ok().map(|id| (OnuId(id), signal)));
            }
            // The second line of the header: units.
            [first, ..] if first.eq_ignore_ascii_case("id") || first.starts_with('(') => {}
            _ if counted(&line).is_some() => {}
            _ => parsed.warnings.push(Warning::Row(line.trim().to_owned())),
        }
    }
    if parsed.value.is_empty() && !parsed.warnings.is_empty() {
        return Err(ParseError::unrecognised(crate::hsgq::first_bad(&parsed.warnings).unwrap_or(reply)));
    }
    Ok(parsed)
}

/// The lines after the header, which must have these words in this order.
fn rows(reply: &str, words: &[&str]) -> Result<Vec<String>, ParseError> {
    let (text, _) = take_events(reply);
    if let Some(refusal) = refusals(&text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let lines = labels::lines(&text);
    let header = lines.iter().position(|line| is_header(line, words)).ok_or_else(|| ParseError::unrecognised(&text))?;
    let rest = lines.into_iter().skip(header + 1).filter(|line| !line.trim().is_empty() && !is_rule(line) && !labels::is_typed(line));
    Ok(rest.collect())
}

fn is_header(line: &str, words: &[&str]) -> bool {
    let lower = line.to_ascii_lowercase();
    let mut shown = lower.split(|character: char| character.is_whitespace() || "()_-".contains(character)).filter(|word| !word.is_empty());
    // Each word must come after the one before it.
    words.iter().all(|word| shown.any(|shown| shown == *word || (*word == "temp" && shown.starts_with("temp"))))
}

/// `0/0 1 1 ZTEGCC1FBAD8 Active Online success match dying-gasp Budi Jalan 2`
fn row(line: &str) -> Option<Listed> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [place, port, id, serial, control, run, config, matched, down, description @ ..] = words.as_slice() else { return None };
    let pon = PonPort::parse(&format!("{place}/{port}")).ok()?;
    let state = match (run.to_ascii_lowercase().as_str(), down.to_ascii_lowercase().as_str()) {
        ("online", _) => OnuState::Online,
        ("offline", "dying-gasp") => OnuState::PowerOff,
        ("offline", cause) if cause.starts_with("los") => OnuState::Los,
        ("offline", _) => OnuState::Offline,
        // Another word in this place is another table.
        _ => return None,
    };
    let mut details = Details::default();
    let description = description.join(" ");
    let named = [
        ("control_flag", *control),
        ("run_state", *run),
        ("config_state", *config),
        ("match_state", *matched),
        ("last_down_cause", *down),
        ("description", description.as_str()),
    ];
    for (name, text) in named {
        details.put(name, text);
    }
    Some(Listed {
        serial: Some(Serial::parse(serial).ok()?),
        state,
        state_text: said(run).map(str::to_owned),
        details,
        ..Listed::at(OnuAddress { pon, id: OnuId(id.parse().ok()?) })
    })
}

/// `Total: 31, online: 30`
fn counted(line: &str) -> Option<usize> {
    let rest = line.trim().to_ascii_lowercase();
    let rest = rest.strip_prefix("total")?.trim_start().strip_prefix(':')?.trim_start().to_owned();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
