//! Boards, their PON ports and temperatures.

use std::sync::LazyLock;

use regex::Regex;
use serde::Serialize;

use super::lists::cell;
use super::refusals::or_refused;
use crate::labels::{self, is_rule};
use crate::reading::{said, temperature};
use crate::table::{self, Column, Layout};
use crate::{Card, Details, ParseError, Parsed, Warning};

/// Words of the status column. A board that failed is named after its state, such as `Standby_failed`.
fn is_status(word: &str) -> bool {
    let first = word.split('_').next().unwrap_or("");
    ["Normal", "Active", "Standby", "Failed", "Fault", "Config", "Prohibited", "Discovered", "Autofind"].contains(&first)
}

/// A row has blanks where nothing is known, so words are taken for what they are: a number, a board's name, a status word,
/// `Online` or `Offline`; what is left are sub-boards.
fn board(line: &str) -> Option<Card> {
    let mut words = line.split_whitespace();
    let slot: u8 = words.next()?.parse().ok()?;
    let mut details = Details::default();
    let rest: Vec<&str> = words.collect();
    let (name, rest) = match rest.split_first() {
        Some((name, rest)) => (Some(*name), rest),
        None => (None, rest.as_slice()),
    };
    let (status, rest) = match rest.split_first() {
        Some((status, rest)) => (Some(*status).filter(|status| is_status(status)), rest),
        None => (None, rest),
    };
    // A name without a status is a row that was cut.
    if name.is_some() != status.is_some() || rest.len() > 3 {
        return None;
    }
    let (subs, online): (Vec<&str>, Vec<&str>) = rest.iter().partition(|word| !["Online", "Offline"].contains(word));
    for (key, sub) in ["subtype0", "subtype1"].into_iter().zip(&subs) {
        details.put(key, sub);
    }
    if let Some(online) = online.first() {
        details.put("online", online);
    }
    if subs.len() > 2 || online.len() > 1 {
        return None;
    }
    let kind = name.map(str::to_owned);
    // GPON and EPON boards: H80xGPxx, H90xGPxx, H80xEPxx and the like.
    let pon = name.is_some_and(|name| name.get(4..6).is_some_and(|family| ["GP", "EP", "XG", "CG"].contains(&family)));
    Some(Card { frame: 0, slot, kind, pon, ports: None, status: status.map(str::to_owned), details })
}

/// `display board <frame>`. Rows alone are unmistakable too, as after a pager.
pub fn boards(reply: &str) -> Result<Parsed<Vec<Card>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    let mut header = false;
    for line in labels::lines(reply) {
        let text = line.trim();
        let lower = text.to_ascii_lowercase();
        if lower.contains("slotid") && lower.contains("boardname") && !text.contains(':') {
            header = true;
        } else if text.starts_with(|first: char| first.is_ascii_digit()) && !is_rule(text) {
            match board(text) {
                Some(card) => parsed.value.push(card),
                None => parsed.warnings.push(Warning::Row(text.to_owned())),
            }
        }
    }
    let known = header || parsed.value.iter().any(|card| card.kind.is_some());
    if known || empty { Ok(parsed) } else { Err(ParseError::unrecognised(reply)) }
}

/// A PON port of a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BoardPort {
    pub port: u8,
    #[serde(rename = "type")]
    pub kind: String,
    pub min_distance_km: u16,
    pub max_distance_km: u16,
    pub optical_module: Option<String>,
}

/// One board with its ports. The reply also lists every ONT of the board ([`super::list`] reads them).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Board {
    pub board: Option<String>,
    pub board_status: Option<String>,
    pub power_status: Option<String>,
    pub pon_ports: Vec<BoardPort>,
}

const PORTS: Layout = Layout {
    columns: &[
        Column::word("port", "port", ""),
        Column::word("kind", "port", "type"),
        Column::word("min", "min-distance", "(km)"),
        Column::word("max", "max-distance", "(km)"),
        Column::word("module", "optical-module", "status"),
    ],
    required: &["port", "min", "max", "module"],
};

/// `display board <frame>/<slot>`.
pub fn one_board(reply: &str) -> Result<Parsed<Board>, ParseError> {
    or_refused(reply)?;
    let lines = labels::lines(reply);
    let mut board = Board::default();
    let mut power_table = false;
    for line in &lines {
        if let Some((label, value)) = labels::split(line) {
            match labels::key(label).as_str() {
                "board name" => board.board = said(value).map(str::to_owned),
                "board status" => board.board_status = said(value).map(str::to_owned),
                _ => {}
            }
        } else if line.to_ascii_lowercase().contains("power status") {
            power_table = true;
        } else if power_table && !is_rule(line) && !line.trim().is_empty() {
            board.power_status = line.split_whitespace().next().and_then(said).map(str::to_owned);
            power_table = false;
        }
    }
    if board.board.is_none() {
        return Err(ParseError::unrecognised(reply));
    }
    // The ONTs of the board come in another table.
    let tables = table::read(&lines, &[PORTS, super::lists::STATES, super::lists::DESCRIPTIONS], |_, _| false);
    let mut warnings = tables.warnings;
    for (_, row) in tables.rows.iter().filter(|(layout, _)| *layout == 0) {
        let numbers = (cell(row, "port").parse(), cell(row, "min").parse(), cell(row, "max").parse());
        match numbers {
            (Ok(port), Ok(min_distance_km), Ok(max_distance_km)) => board.pon_ports.push(BoardPort {
                port,
                kind: cell(row, "kind").to_owned(),
                min_distance_km,
                max_distance_km,
                optical_module: said(cell(row, "module")).map(str::to_owned),
            }),
            _ => warnings.push(Warning::Row(row.values().cloned().collect::<Vec<_>>().join(" "))),
        }
    }
    Ok(Parsed { value: board, warnings })
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BoardTemperature {
    pub slot: u8,
    pub board: String,
    pub temperature_c: Option<f64>,
}

static TEMPERATURE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"SlotID:\s*(\d+)\s+BoardName:\s*(\S+)\s+Temperature:\s*(-?\d+(?:\.\d+)?)\s*C").ok());

/// `display temperature`.
pub fn temperatures(reply: &str) -> Result<Parsed<Vec<BoardTemperature>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    for line in labels::lines(reply).iter().filter(|line| line.trim_start().starts_with("SlotID")) {
        let found = TEMPERATURE.as_ref().and_then(|pattern| pattern.captures(line));
        let group = |number: usize| found.as_ref().and_then(|found| found.get(number)).map_or("", |text| text.as_str());
        match group(1).parse() {
            Ok(slot) => {
                let temperature_c = temperature(group(3), &mut parsed.warnings);
                parsed.value.push(BoardTemperature { slot, board: group(2).to_owned(), temperature_c });
            }
            Err(_) => parsed.warnings.push(Warning::Row(line.trim().to_owned())),
        }
    }
    let known = !parsed.value.is_empty() || !parsed.warnings.is_empty();
    if known || empty { Ok(parsed) } else { Err(ParseError::unrecognised(reply)) }
}
