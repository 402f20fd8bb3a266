//! What a person would see on the terminal: erase sequences applied, control bytes gone.
//!
//! Devices erase their pager in place (ZTE: 8 × BS SP BS; Huawei: ESC[37D, blanks, ESC[37D) and print the next row over
//! it. Interpreting the bytes is the only way that keeps that row.

/// A longer line is garbage, not output: it is broken here so that memory stays bounded.
const MAX_COLUMNS: usize = 4096;

#[derive(Debug, Default)]
enum Sequence {
    #[default]
    None,
    /// ESC seen.
    Escape,
    /// ESC [ and its parameter bytes so far.
    Csi(String),
    /// ESC ] … up to BEL or ESC \.
    Osc,
    OscEscape,
}

/// An endless line printer with a cursor in its last row.
#[derive(Debug, Default)]
pub struct Screen {
    lines: Vec<String>,
    row: Vec<char>,
    column: usize,
    sequence: Sequence,
    /// The first bytes of an unfinished UTF-8 character.
    partial: Vec<u8>,
}

impl Screen {
    /// Applies the device's bytes. The result does not depend on how they were cut into calls.
    pub fn feed(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.byte(byte);
        }
    }

    /// The rows that ended with a line feed, without trailing blanks.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// The unfinished last row, where prompts, pagers and questions stand.
    pub fn row(&self) -> String {
        self.row.iter().collect::<String>().trim_end().to_owned()
    }

    /// Takes the last row away: a pager or question that has been answered is no output.
    pub fn cut_row(&mut self) {
        self.row.clear();
        self.column = 0;
    }

    fn byte(&mut self, byte: u8) {
        match std::mem::take(&mut self.sequence) {
            Sequence::None => self.ground(byte),
            Sequence::Escape => match byte {
                b'[' => self.sequence = Sequence::Csi(String::new()),
                b']' => self.sequence = Sequence::Osc,
                0x1b => self.sequence = Sequence::Escape,
                _ => {}
            },
            Sequence::Csi(mut parameters) => match byte {
                0x20..=0x3f if parameters.len() < 32 => {
                    parameters.push(char::from(byte));
                    self.sequence = Sequence::Csi(parameters);
                }
                0x40..=0x7e => self.control_sequence(&parameters, byte),
                0x1b => self.sequence = Sequence::Escape,
                _ => {}
            },
            Sequence::Osc => match byte {
                0x07 => {}
                0x1b => self.sequence = Sequence::OscEscape,
                // A title never spans lines; noise must not swallow the rest of the session.
                b'\n' => self.ground(byte),
                _ => self.sequence = Sequence::Osc,
            },
            Sequence::OscEscape => {}
        }
    }

    fn ground(&mut self, byte: u8) {
        if byte < 0x80 && !self.partial.is_empty() {
            self.partial.clear();
            self.print(char::REPLACEMENT_CHARACTER);
        }
        match byte {
            b'\n' => self.end_line(),
            b'\r' => self.column = 0,
            0x08 => self.column = self.column.saturating_sub(1),
            b'\t' => self.move_to((self.column / 8 + 1) * 8),
            0x1b => self.sequence = Sequence::Escape,
            0x20..=0x7e => self.print(char::from(byte)),
            0x80..=0xff => self.multibyte(byte),
            _ => {}
        }
    }

    fn multibyte(&mut self, byte: u8) {
        self.partial.push(byte);
        match std::str::from_utf8(&self.partial) {
            Ok(text) => {
                let character = text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
                self.partial.clear();
                self.print(character);
            }
            Err(error) if error.error_len().is_some() => {
                self.partial.clear();
                self.print(char::REPLACEMENT_CHARACTER);
            }
            Err(_) => {}
        }
    }

    fn control_sequence(&mut self, parameters: &str, last: u8) {
        let first = parameters.split(';').next().unwrap_or("");
        let count = first.parse::<usize>().unwrap_or(0);
        let steps = count.clamp(1, MAX_COLUMNS);
        match last {
            b'D' => self.column = self.column.saturating_sub(steps),
            b'C' => self.move_to(self.column + steps),
            b'G' => self.move_to(steps - 1),
            b'K' => match count {
                0 => self.row.truncate(self.column),
                1 => self.row.iter_mut().take(self.column + 1).for_each(|cell| *cell = ' '),
                _ => self.row.clear(),
            },
            b'P' => {
                let end = (self.column + steps).min(self.row.len());
                if self.column < end {
                    self.row.drain(self.column..end);
                }
            }
            _ => {}
        }
    }

    fn move_to(&mut self, column: usize) {
        self.column = column.min(MAX_COLUMNS - 1);
    }

    fn print(&mut self, character: char) {
        if self.column >= MAX_COLUMNS {
            self.end_line();
        }
        if self.row.len() <= self.column {
            self.row.resize(self.column + 1, ' ');
        }
        if let Some(cell) = self.row.get_mut(self.column) {
            *cell = character;
        }
        self.column += 1;
    }

    fn end_line(&mut self) {
        self.lines.push(self.row());
        self.cut_row();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(bytes: &[u8]) -> Vec<String> {
        let mut screen = Screen::default();
        screen.feed(bytes);
        let mut lines = screen.lines().to_vec();
        lines.push(screen.row());
        lines
    }

    #[test]
    fn a_zte_pager_erased_by_backspaces_leaves_the_next_row_whole() {
        let mut bytes = b"1/2/1:1  working\r\n--More--".to_vec();
        bytes.extend(b"\x08 \x08".repeat(8));
        bytes.extend(b"1/2/3:6  LOS\r\nOLT#");
        assert_eq!(shown(&bytes), ["1/2/1:1  working", "1/2/3:6  LOS", "OLT#"]);
    }

    #[test]
    fn a_huawei_pager_erased_by_cursor_moves_leaves_the_next_row_whole() {
        let mut bytes = b"  0  H807GPBH\r\n---- More ( Press 'Q' to break ) ----\x1b[37D".to_vec();
        bytes.extend(b" ".repeat(37));
        bytes.extend(b"\x1b[37D  1  H805GPFD\r\n");
        assert_eq!(shown(&bytes), ["  0  H807GPBH", "  1  H805GPFD", ""]);
    }

    #[test]
    fn cursor_columns_colours_titles_and_nuls_are_understood() {
        assert_eq!(shown(b"a\x1b[3Cb\x00\x1b[1;31mc\x1b[0m"), ["a   bc"]);
        assert_eq!(shown(b"\x1b]0;title\x07ok\x1b[2Kgone"), ["  gone"]);
        assert_eq!(shown("kabel é\r\n".as_bytes()), ["kabel é", ""]);
        assert_eq!(shown(b"bad \xff\xc3A"), ["bad \u{fffd}\u{fffd}A"]);
    }

    proptest! {
        #[test]
        fn chunking_never_changes_the_screen(bytes in prop::collection::vec(any::<u8>(), 0..400), cuts in prop::collection::vec(0usize..400, 0..12)) {
            let mut whole = Screen::default();
            whole.feed(&bytes);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut parts = Screen::default();
            let mut from = 0;
            for cut in cuts {
                parts.feed(&bytes[from..cut]);
                from = cut;
            }
            parts.feed(&bytes[from..]);
            prop_assert_eq!(whole.lines(), parts.lines());
            prop_assert_eq!(whole.row(), parts.row());
        }
    }
}
