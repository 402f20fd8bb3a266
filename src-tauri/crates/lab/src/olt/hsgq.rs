//! HSGQ boxes: an XE04I (EPON) and a G02ID (GPON).

mod epon;
mod gpon;

use super::shell::{Pager, Reply};

pub(super) use epon::Epon;
pub(super) use gpon::Gpon;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    View,
    Enable,
    Config,
    Pon(u8),
    Onu(u8, u8),
}

impl Mode {
    fn prompt(self, host: &str, kind: &str) -> String {
        match self {
            Self::View => format!("{host}>"),
            Self::Enable => format!("{host}#"),
            Self::Config => format!("{host}(config)#"),
            Self::Pon(pon) => format!("{host}(config-{kind}-{pon})#"),
            Self::Onu(pon, id) => format!("{host}(config-onu-{pon}/{id})#"),
        }
    }
}

/// The pager's word is captured; how it is erased is not: this is ZTE's way.
const PAGER: Pager = Pager { text: "--More--", erase: "\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08" };

const SAVED: &str = " Configuration saved successfully";

fn rule() -> String {
    "-".repeat(100)
}

/// Modes and the terminal, the same on both: `None` for another command.
fn moved(mode: &mut Mode, page: &mut Option<usize>, rows: usize, words: &[&str]) -> Option<Reply> {
    match (*mode, words) {
        (_, []) => {}
        (Mode::View, ["enable"]) => *mode = Mode::Enable,
        (Mode::View, ["exit" | "quit" | "logout"]) => return Some(Reply::close()),
        (Mode::Enable, ["configure"]) => *mode = Mode::Config,
        (Mode::Enable, ["exit" | "quit" | "disable"]) => *mode = Mode::View,
        (Mode::Enable, ["terminal", "length", length]) => match length.parse::<usize>() {
            Ok(length @ 0..=512) => *page = (length > 0).then_some(length.min(rows)),
            _ => return None,
        },
        // Accepted, and events go on.
        (Mode::Enable, ["terminal", "no", "monitor"]) => {}
        (Mode::Config, ["exit" | "quit"]) => *mode = Mode::Enable,
        (Mode::Pon(_) | Mode::Onu(..), ["exit" | "quit"]) => *mode = Mode::Config,
        (Mode::Config | Mode::Pon(_) | Mode::Onu(..), ["end"]) => *mode = Mode::Enable,
        _ => return None,
    }
    Some(Reply::none())
}
