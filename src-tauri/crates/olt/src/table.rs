//! Tables in replies. Which column is which comes from the header's words; where it stands does not matter.

use std::collections::BTreeMap;

use crate::labels::is_rule;
use crate::reading::Warning;

/// How many blank-separated words a cell takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    Word,
    /// A date and a time, or one word when there is none.
    Time,
    /// Days and a time, or one word when there are no days.
    Age,
    /// Everything that no other column takes: causes and descriptions. At most one per table.
    Text,
}

/// A column that a table may have. Huawei prints headers on two lines; `below` is the word of the second line that tells
/// columns with the same first line apart (`Last` / `UpTime`).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub key: &'static str,
    pub header: &'static str,
    pub below: &'static str,
    pub cell: Cell,
}

impl Column {
    pub(crate) const fn word(key: &'static str, header: &'static str, below: &'static str) -> Self {
        Self { key, header, below, cell: Cell::Word }
    }

    pub(crate) const fn time(key: &'static str, header: &'static str, below: &'static str) -> Self {
        Self { key, header, below, cell: Cell::Time }
    }

    pub(crate) const fn age(key: &'static str, header: &'static str, below: &'static str) -> Self {
        Self { key, header, below, cell: Cell::Age }
    }

    pub(crate) const fn text(key: &'static str, header: &'static str, below: &'static str) -> Self {
        Self { key, header, below, cell: Cell::Text }
    }
}

/// A kind of table: its columns, and those without which a line is not its header.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    pub columns: &'static [Column],
    pub required: &'static [&'static str],
}

/// A row: cells by column key. Unknown columns are dropped.
pub(crate) type Row = BTreeMap<&'static str, String>;

/// What [`read`] found.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    /// Rows with the number of the layout they belong to.
    pub rows: Vec<(usize, Row)>,
    /// How many headers were recognised; 0 means that this is no such reply.
    pub headers: usize,
    pub warnings: Vec<Warning>,
}

/// Reads every table of the given layouts. `continues` may take a line that is no row as part of the row before it.
pub(crate) fn read(lines: &[String], layouts: &[Layout], continues: impl Fn(&mut Row, &str) -> bool) -> Tables {
    let mut found = Tables::default();
    let mut current: Option<(usize, Vec<Option<Column>>)> = None;
    let mut rules = 0;
    let mut skip = 0;
    for (number, line) in lines.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        if is_rule(line) {
            rules += 1;
            // The rule under the header opens the table, the next one closes it.
            if rules > 1 {
                current = None;
            }
            continue;
        }
        let below = lines.get(number + 1).map(String::as_str);
        if let Some((layout, columns, used_below)) = header(line, below, layouts) {
            found.headers += 1;
            current = Some((layout, columns));
            rules = 0;
            skip = usize::from(used_below);
            continue;
        }
        let Some((layout, columns)) = &current else { continue };
        if is_noise(line) {
            continue;
        }
        match cells(line, columns) {
            Some(row) => found.rows.push((*layout, row)),
            None => {
                let taken = found.rows.last_mut().is_some_and(|(_, row)| continues(row, line.trim()));
                if !taken {
                    found.warnings.push(Warning::Row(line.trim().to_owned()));
                }
            }
        }
    }
    found
}

/// Lines between rows that are not rows: blank, totals, progress, the next prompt.
fn is_noise(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_ascii_lowercase();
    let openings = ["total", "onu number", "in port", "note", "command is being", "command:", "warning", "during the course"];
    // A row may end like a prompt, in a customer's name; a prompt is a word or two.
    let is_prompt = line.ends_with(['#', '>']) && line.split_whitespace().count() <= 2;
    line.is_empty() || is_prompt || openings.iter().any(|opening| lower.starts_with(opening))
}

type Header = (usize, Vec<Option<Column>>, bool);

fn header(line: &str, below: Option<&str>, layouts: &[Layout]) -> Option<Header> {
    let spaced = line.replace("F/ S/ P", "F/S/P");
    let words: Vec<String> = spaced.split_whitespace().map(str::to_ascii_lowercase).collect();
    layouts.iter().enumerate().find_map(|(number, layout)| {
        let phrases = phrases(&words, layout.columns);
        let below: Vec<String> = below.unwrap_or("").split_whitespace().map(str::to_ascii_lowercase).collect();
        let takes = |phrase: &str| layout.columns.iter().any(|column| column.header == phrase && !column.below.is_empty());
        let due = phrases.iter().flatten().filter(|phrase| takes(phrase)).count();
        // With a column we do not know the words cannot be paired; then columns of one name are taken in their usual order.
        let two_lines = due > 0 && due == below.len();
        let second_line = due > 0 && below.iter().any(|word| layout.columns.iter().any(|column| column.below == word));
        let mut second = below.iter();
        let mut columns: Vec<Option<Column>> = Vec::new();
        for phrase in &phrases {
            let Some(phrase) = phrase else {
                columns.push(None);
                continue;
            };
            let word = if two_lines && takes(phrase) { second.next() } else { None };
            let unused = |column: &&Column| !columns.iter().flatten().any(|taken: &Column| taken.key == column.key);
            let fits = |column: &&Column| column.header == *phrase && word.is_none_or(|word| column.below == word);
            columns.push(layout.columns.iter().filter(fits).find(unused).copied());
        }
        let has = |key: &&str| columns.iter().flatten().any(|column| column.key == *key);
        layout.required.iter().all(has).then_some((number, columns, second_line))
    })
}

/// The header's words grouped into known phrases, the longest first; `None` for a word that no column has.
fn phrases(words: &[String], columns: &[Column]) -> Vec<Option<&'static str>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = words.get(at..).unwrap_or_default();
        let fitting = |column: &Column| {
            let phrase: Vec<&str> = column.header.split(' ').collect();
            (rest.len() >= phrase.len() && phrase.iter().zip(rest).all(|(wanted, word)| wanted == word))
                .then_some((phrase.len(), column.header))
        };
        match columns.iter().filter_map(fitting).max_by_key(|(length, _)| *length) {
            Some((length, header)) => {
                found.push(Some(header));
                at += length;
            }
            None => {
                found.push(None);
                at += 1;
            }
        }
    }
    found
}

/// A row's cells: from the left up to the free text, from the right back to it. `None` if the words do not fit.
fn cells(line: &str, columns: &[Option<Column>]) -> Option<Row> {
    let joined = join_paths(line);
    let mut words: &[&str] = &joined.split_whitespace().collect::<Vec<_>>();
    let mut row = Row::new();
    let cell = |column: &Option<Column>| column.map_or(Cell::Word, |column| column.cell);
    let mut put = |column: &Option<Column>, text: String| {
        if let Some(column) = column {
            row.insert(column.key, text);
        }
    };
    let text = columns.iter().position(|column| cell(column) == Cell::Text);
    let (before, after) = columns.split_at(text.unwrap_or(columns.len()));
    for column in before {
        let taken = if takes_two(cell(column), words.first()?, words.get(1)) { 2 } else { 1 };
        put(column, words.get(..taken)?.join(" "));
        words = words.get(taken..)?;
    }
    let (free, after) = match after.split_first() {
        Some((free, after)) => (Some(free), after),
        None => (None, after),
    };
    for column in after.iter().rev() {
        let last = words.last()?;
        let previous = words.len().checked_sub(2).and_then(|at| words.get(at));
        let taken = if previous.is_some_and(|first| takes_two(cell(column), first, Some(last))) { 2 } else { 1 };
        let rest = words.len() - taken;
        put(column, words.get(rest..)?.join(" "));
        words = words.get(..rest)?;
    }
    match free {
        Some(column) => put(column, words.join(" ")),
        None if !words.is_empty() => return None,
        None => {}
    }
    Some(row)
}

/// Whether a cell of this kind is both of two words.
fn takes_two(cell: Cell, first: &str, second: Option<&&str>) -> bool {
    let first_of = match cell {
        Cell::Time => first.starts_with(|first: char| first.is_ascii_digit()) && first.contains(['-', '/']),
        Cell::Age => first.bytes().all(|byte| byte.is_ascii_digit()),
        Cell::Word | Cell::Text => false,
    };
    first_of && is_clock(second)
}

fn is_clock(time: Option<&&str>) -> bool {
    time.is_some_and(|time| time.starts_with(|first: char| first.is_ascii_digit()) && time.contains(':'))
}

/// Huawei pads paths inside (`0/ 2/0`, `0/1 /0`): the blanks next to a slash between digits go.
pub(crate) fn join_paths(line: &str) -> String {
    let characters: Vec<char> = line.chars().collect();
    let mut joined = String::with_capacity(line.len());
    for (at, &character) in characters.iter().enumerate() {
        if character == ' ' {
            let left = characters.iter().take(at).rev().find(|&&near| near != ' ');
            let right = characters.iter().skip(at + 1).find(|&&near| near != ' ');
            let digit = |near: Option<&char>| near.is_some_and(char::is_ascii_digit);
            let slash = |near: Option<&char>| near == Some(&'/');
            if (slash(left) && digit(right)) || (digit(left) && slash(right)) {
                continue;
            }
        }
        joined.push(character);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAYOUT: Layout = Layout {
        columns: &[
            Column::word("id", "ont", "id"),
            Column::word("run", "run", "state"),
            Column::time("up", "last", "uptime"),
            Column::time("down", "last", "downtime"),
            Column::text("cause", "last", "downcause"),
        ],
        required: &["id", "run"],
    };

    fn rows(text: &str) -> Tables {
        read(&text.lines().map(str::to_owned).collect::<Vec<_>>(), &[LAYOUT], |_, _| false)
    }

    #[test]
    fn two_line_headers_name_the_columns() {
        let tables = rows(
            "  ONT  Run     Last                Last                Last\n  ID   State   UpTime              DownTime            DownCause\n  --------\n  0    online  2000-01-06 07:43:46 -                   -\n  18   offline 28/09/2023 15:43:18 28/09/2023 15:42:18 ONT is reset by ONT comma\n  --------",
        );
        assert!(tables.warnings.is_empty());
        assert_eq!(tables.rows[0].1["up"], "2000-01-06 07:43:46");
        assert_eq!(tables.rows[0].1["down"], "-");
        assert_eq!(tables.rows[1].1["cause"], "ONT is reset by ONT comma");
    }

    #[test]
    fn free_text_in_the_middle_and_unknown_columns_do_not_disturb() {
        let tables = rows(
            "Run Last New ONT Last\nState DownCause ID UpTime\n--------\nonline ONT is reset x 18 2000-01-06 07:43:46\nonline - y 19 -\n",
        );
        assert_eq!(tables.rows.len(), 2, "{tables:?}");
        assert_eq!(tables.rows[0].1["cause"], "ONT is reset");
        assert_eq!(tables.rows[0].1["id"], "18");
        assert_eq!(tables.rows[1].1["up"], "-");
    }

    #[test]
    fn a_row_with_words_missing_or_left_over_is_a_warning_and_no_row() {
        for row in ["7", "7 online", "7 online - more"] {
            let tables = rows(&format!("ONT Run Last\nID State UpTime\n--------\n{row}\n"));
            assert!(tables.rows.is_empty(), "{row}");
            assert_eq!(tables.warnings, [Warning::Row(row.to_owned())]);
        }
    }

    #[test]
    fn padded_paths_are_joined_and_nothing_else() {
        assert_eq!(join_paths("  0/ 2/0    0  46VB  a / b"), "  0/2/0    0  46VB  a / b");
        assert_eq!(join_paths("gpon 0/1 /0  0    1"), "gpon 0/1/0  0    1");
    }
}
