//! `show card`: the boards.

use std::collections::BTreeMap;

use super::refusals::or_refused;
use crate::labels::{self, is_rule};
use crate::{Card, Details, ParseError, Parsed, Warning};

/// What a cell can hold. A board that is not plugged in prints no type and no versions, so a row may have fewer words than
/// the header has columns; what a word is tells which column it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Number,
    Name,
    Version,
    Status,
}

struct Column {
    key: &'static str,
    header: &'static str,
    cell: Cell,
    /// Whether a row may have nothing there.
    blank: bool,
}

const COLUMNS: &[Column] = &[
    Column { key: "rack", header: "rack", cell: Cell::Number, blank: false },
    Column { key: "shelf", header: "shelf", cell: Cell::Number, blank: false },
    Column { key: "slot", header: "slot", cell: Cell::Number, blank: false },
    Column { key: "cfg_type", header: "cfgtype", cell: Cell::Name, blank: false },
    Column { key: "real_type", header: "realtype", cell: Cell::Name, blank: true },
    Column { key: "ports", header: "port", cell: Cell::Number, blank: true },
    Column { key: "hard_ver", header: "hardver", cell: Cell::Version, blank: true },
    Column { key: "soft_ver", header: "softver", cell: Cell::Version, blank: true },
    Column { key: "status", header: "status", cell: Cell::Status, blank: false },
];

/// Words of the status column (C300, C320 and C600-class).
const STATUSES: &[&str] =
    &["INSERVICE", "STANDBY", "OFFLINE", "CONFIGING", "CONFIGFAILED", "HWONLINE", "TYPEMISMATCH", "DISABLE", "NOPOWER", "CONFIGURING"];

impl Cell {
    fn fits(self, word: &str) -> bool {
        let number = word.bytes().all(|byte| byte.is_ascii_digit());
        let version = word.starts_with(['V', 'v']) && word.chars().nth(1).is_some_and(|next| next.is_ascii_digit());
        let status = STATUSES.contains(&word);
        match self {
            Self::Number => number,
            Self::Version => version,
            Self::Status => status,
            Self::Name => !number && !version && !status,
        }
    }
}

/// Boards that have PON ports: GT.. and GF.. GPON, ET.. EPON.
fn is_pon(kind: &str) -> bool {
    ["GT", "GF", "ET"].iter().any(|start| kind.starts_with(start))
}

/// `show card`. A lone row is unmistakable too: its publisher may have cut the header.
pub fn cards(reply: &str) -> Result<Parsed<Vec<Card>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut columns: Option<Vec<&Column>> = None;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    for line in labels::lines(reply) {
        if let Some(found) = header(&line) {
            columns = Some(found);
            continue;
        }
        let text = line.trim();
        if text.is_empty() || is_rule(text) || text.ends_with(['#', '>']) || text.contains("show card") {
            continue;
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        match &columns {
            Some(columns) => match assign(&words, columns).as_ref().and_then(card) {
                Some(card) => parsed.value.push(card),
                None => parsed.warnings.push(Warning::Row(text.to_owned())),
            },
            None => parsed.value.extend(assign(&words, &COLUMNS.iter().collect::<Vec<_>>()).as_ref().and_then(card)),
        }
    }
    if columns.is_none() && parsed.value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(parsed) }
}

fn header(line: &str) -> Option<Vec<&'static Column>> {
    let words: Vec<String> = line.split_whitespace().map(str::to_ascii_lowercase).collect();
    let columns: Vec<&Column> = words.iter().filter_map(|word| COLUMNS.iter().find(|column| column.header == word)).collect();
    (columns.len() == words.len() && columns.iter().any(|column| column.key == "slot") && columns.len() > 3).then_some(columns)
}

type Cells<'a> = BTreeMap<&'static str, &'a str>;

/// The words in the columns they fit, in order, the leftmost first where a blank may stand in several.
fn assign<'a>(words: &[&'a str], columns: &[&'static Column]) -> Option<Cells<'a>> {
    let Some((column, rest)) = columns.split_first() else {
        return words.is_empty().then(BTreeMap::new);
    };
    if let Some((word, more)) = words.split_first()
        && column.cell.fits(word)
        && let Some(mut cells) = assign(more, rest)
    {
        cells.insert(column.key, word);
        return Some(cells);
    }
    if column.blank { assign(words, rest) } else { None }
}

fn card(cells: &Cells<'_>) -> Option<Card> {
    let number = |key: &str| cells.get(key).and_then(|text| text.parse::<u8>().ok());
    let mut details = Details::default();
    for column in COLUMNS {
        details.put(column.key, cells.get(column.key).copied().unwrap_or(""));
    }
    let kind = details.get("real_type").or(details.get("cfg_type")).map(str::to_owned);
    let pon = ["cfg_type", "real_type"].iter().any(|key| details.get(key).is_some_and(is_pon));
    Some(Card {
        frame: number("shelf").unwrap_or(1),
        slot: number("slot")?,
        kind,
        pon,
        ports: cells.get("ports").and_then(|text| text.parse().ok()),
        status: details.get("status").map(str::to_owned),
        details,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_found_by_what_the_other_words_are() {
        let text = "Rack Shelf Slot CfgType RealType Port  HardVer SoftVer         Status
-------------------------------------------------------------------------------
 1    1     4    SMXA             3                             OFFLINE
 1    1     3    SMXA    SMXA     3     V1.0.0  V2.1.0          INSERVICE
 1    1     0    PRWH    PRWH     0     V1.0.0                  INSERVICE
 1    1     2    GTGH    GTGHG    16    V1.0.0";
        let read = cards(text).unwrap();
        assert_eq!(read.warnings, [Warning::Row("1    1     2    GTGH    GTGHG    16    V1.0.0".to_owned())]);
        let shown: Vec<_> = read.value.iter().map(|card| (card.slot, card.details.get("real_type"), card.ports)).collect();
        assert_eq!(shown, [(4, None, Some(3)), (3, Some("SMXA"), Some(3)), (0, Some("PRWH"), Some(0))]);
        assert_eq!(read.value[2].details.get("soft_ver"), None);
        assert!(cards("It will take several minutes").is_err());
    }
}
