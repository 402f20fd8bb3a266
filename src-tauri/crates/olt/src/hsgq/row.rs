//! Rows of HSGQ tables. The header says which columns there are and in which order; what a cell looks like says where it
//! ends. Columns may be one blank apart, and a cell of free text may be empty, so a row can have more than one reading:
//! then only what all readings agree on is taken.

use std::collections::BTreeMap;

use crate::Warning;
use crate::labels::{self, is_rule};

/// What a cell looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    /// `1/27`
    Place,
    Mac,
    Number,
    /// `TRUE`, `FALSE`
    Flag,
    /// `pon1`
    Port,
    Word,
    /// `2000/01/01 01:00:31`
    Time,
    /// A number and this unit. The degree sign arrives in several encodings: only the unit's letters count.
    Amount(&'static str),
    /// Words one blank apart.
    Text,
    /// The same, or nothing.
    MayBeEmpty,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    pub key: &'static str,
    pub header: &'static str,
    pub cell: Cell,
}

/// A kind of table, its columns in the order of the captures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout {
    pub columns: &'static [Column],
    pub required: &'static [&'static str],
    /// Columns that may be missing where a capture has no header.
    pub may_lack: &'static [&'static str],
}

pub(super) type Row = BTreeMap<&'static str, String>;

#[derive(Debug, Default)]
pub(super) struct Rows {
    pub rows: Vec<Row>,
    pub header: bool,
    /// Lines that are neither header, row nor rule.
    pub others: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// Reads a table. `is_other` takes lines that are no rows, such as a footer.
pub(super) fn read(reply: &str, layout: &Layout, is_other: impl Fn(&str) -> bool) -> Rows {
    let lines = labels::lines(reply);
    let headed = lines.iter().any(|line| has_header_word(line, layout));
    let mut found = Rows::default();
    // Without any header word the order of the captures is the only known one.
    let mut columns: Option<Vec<Column>> = if headed { None } else { Some(default_columns(layout)) };
    for line in &lines {
        if is_rule(line) || line.trim().is_empty() || labels::is_typed(line) {
            continue;
        }
        if let Some(order) = header(line, layout) {
            found.header = true;
            columns = Some(order);
        } else if is_other(line) {
            found.others.push(line.clone());
        } else {
            match columns.as_ref().and_then(|columns| row(line, columns)) {
                Some((cells, sure)) => {
                    if !sure {
                        found.warnings.push(Warning::Row(line.trim().to_owned()));
                    }
                    found.rows.push(cells);
                }
                None => found.warnings.push(Warning::Row(line.trim().to_owned())),
            }
        }
    }
    found
}

fn default_columns(layout: &Layout) -> Vec<Column> {
    let optional =
        |column: &Column| Column { cell: if layout.may_lack.contains(&column.key) { Cell::MayBeEmpty } else { column.cell }, ..*column };
    layout.columns.iter().map(optional).collect()
}

fn has_header_word(line: &str, layout: &Layout) -> bool {
    let lower = line.to_ascii_lowercase();
    let known = |word: &str| layout.columns.iter().any(|column| column.header.split(' ').next() == Some(word));
    lower.split_whitespace().filter(|word| known(word)).count() >= 2
}

const UNKNOWN: Column = Column { key: "", header: "", cell: Cell::Word };

fn header(line: &str, layout: &Layout) -> Option<Vec<Column>> {
    let lower = line.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let mut order: Vec<Column> = Vec::new();
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let fits = |column: &&Column| column.header.split(' ').eq(rest.iter().take(column.header.split(' ').count()).copied());
        match layout.columns.iter().filter(fits).max_by_key(|column| column.header.len()) {
            Some(column) => {
                // A header names a column once; a second time is a row of words.
                if order.iter().any(|known| known.key == column.key) {
                    return None;
                }
                order.push(*column);
                at += column.header.split(' ').count();
            }
            None => {
                order.push(UNKNOWN);
                at += 1;
            }
        }
    }
    layout.required.iter().all(|key| order.iter().any(|column| column.key == *key)).then_some(order)
}

/// A word and whether more than one blank stands before it.
type Word<'a> = (&'a str, bool);

fn words(line: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = line.trim_end();
    while !rest.is_empty() {
        let text = rest.trim_start();
        let gap = rest.len() - text.len();
        let end = text.find(char::is_whitespace).unwrap_or(text.len());
        let (word, after) = text.split_at(end);
        found.push((word, gap > 1));
        rest = after;
    }
    found
}

/// The cells of a row and whether all of them are certain; `None` if the line is no such row.
fn row(line: &str, columns: &[Column]) -> Option<(Row, bool)> {
    let words = words(line);
    let texts = columns.iter().filter(|column| matches!(column.cell, Cell::Text | Cell::MayBeEmpty)).count();
    let mut readings = Vec::new();
    fit(&words, columns, &mut Row::new(), &mut readings);
    // A default text of the device shows where its cell begins.
    if readings.iter().any(has_default) {
        readings.retain(has_default);
    }
    if let Some((first, rest)) = readings.split_first() {
        let mut agreed = first.clone();
        agreed.retain(|key, text| rest.iter().all(|other| other.get(key) == Some(&*text)));
        let sure = rest.is_empty() || agreed.len() == first.len() && rest.iter().all(|other| other.len() == first.len());
        return Some((agreed, sure));
    }
    // One text is missing or has blanks inside: what stands before the texts is certain all the same.
    let fixed = columns.iter().position(|column| matches!(column.cell, Cell::Text | Cell::MayBeEmpty))?;
    let (before, after) = columns.split_at(fixed);
    if texts < 2 || after.len() != texts {
        return None;
    }
    let mut readings = Vec::new();
    for taken in 0..words.len() {
        fit(words.get(..taken)?, before, &mut Row::new(), &mut readings);
    }
    match readings.as_slice() {
        [only] => Some((only.clone(), false)),
        _ => None,
    }
}

fn has_default(row: &Row) -> bool {
    row.values().any(|text| text.starts_with("NO-DESCRIPTI"))
}

/// More readings than this say nothing.
const READINGS: usize = 64;

fn fit(words: &[Word<'_>], columns: &[Column], row: &mut Row, readings: &mut Vec<Row>) {
    if readings.len() >= READINGS {
        return;
    }
    let Some((column, columns)) = columns.split_first() else {
        if words.is_empty() {
            readings.push(row.clone());
        }
        return;
    };
    for length in lengths(words, column.cell) {
        let Some((cell, rest)) = words.split_at_checked(length) else { continue };
        let text = cell.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" ");
        if !column.key.is_empty() && !text.is_empty() {
            row.insert(column.key, text);
        }
        fit(rest, columns, row, readings);
        row.remove(column.key);
    }
}

/// How many words the cell that begins here may have.
fn lengths(words: &[Word<'_>], cell: Cell) -> Vec<usize> {
    let Some((first, _)) = words.first() else {
        return if cell == Cell::MayBeEmpty { vec![0] } else { Vec::new() };
    };
    let second = words.get(1).map(|(word, _)| *word);
    let one = |fits: bool| if fits { vec![1] } else { Vec::new() };
    match cell {
        Cell::Place => one(is_place(first)),
        Cell::Mac => one(is_mac(first)),
        Cell::Number => one(is_digits(first)),
        Cell::Flag => one(first.eq_ignore_ascii_case("true") || first.eq_ignore_ascii_case("false")),
        Cell::Port => one(first.strip_prefix("pon").is_some_and(is_digits)),
        Cell::Word => vec![1],
        Cell::Time => match second {
            Some(time) if is_date(first) && is_clock(time) => vec![2],
            _ => one(is_nothing(first)),
        },
        Cell::Amount(unit) => match second {
            _ if is_nothing(first) || amount(first, unit).is_some() => vec![1],
            Some(letters) if amount(&format!("{first}{letters}"), unit).is_some() => vec![2],
            _ => Vec::new(),
        },
        Cell::Text | Cell::MayBeEmpty => {
            let joined = 1 + words.iter().skip(1).take_while(|(_, wide)| !wide).count();
            let from = usize::from(cell == Cell::Text);
            (from..=joined).rev().collect()
        }
    }
}

fn is_nothing(word: &str) -> bool {
    matches!(word, "-" | "--" | "N/A" | "n/a")
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_place(word: &str) -> bool {
    word.split_once('/').is_some_and(|(pon, id)| is_digits(pon) && is_digits(id))
}

/// A MAC address, or one that was masked.
fn is_mac(word: &str) -> bool {
    word.len() == 17 && word.split(':').count() == 6 && word.split(':').all(|pair| pair.len() == 2 && pair.bytes().all(is_mac_digit))
}

fn is_mac_digit(byte: u8) -> bool {
    byte.is_ascii_hexdigit() || byte == b'x' || byte == b'X'
}

fn is_date(word: &str) -> bool {
    word.len() == 10 && word.split('/').count() == 3 && word.split('/').all(is_digits)
}

fn is_clock(word: &str) -> bool {
    word.len() == 8 && word.split(':').count() == 3 && word.split(':').all(is_digits)
}

/// The number of an amount with this unit. What is neither digit nor letter between them is a degree sign in some encoding.
pub(super) fn amount(text: &str, unit: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|character: char| !(character.is_ascii_digit() || "+-.".contains(character))).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let letters: String = rest.chars().filter(char::is_ascii_alphanumeric).collect();
    let value = digits.parse::<f64>().ok().filter(|value| value.is_finite())?;
    letters.eq_ignore_ascii_case(unit).then_some(value)
}
