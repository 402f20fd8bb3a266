//! The pure core of a session: the device's bytes in, decisions out. No clock, no socket.
//!
//! Bytes only fill the [`Screen`]; a decision is taken when the line has gone quiet. So the result cannot depend on how
//! the network cut the bytes, and a row that is still being printed is not taken for a prompt.

use std::sync::Arc;

use crate::profile::{Profile, QuestionKind};
use crate::screen::Screen;
use crate::{Command, Mode, Secret};

/// Why bytes are sent that no command asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    NextPage,
    SkipParameter,
    Confirm,
    Decline,
    Authenticate,
}

/// What to do now that the line is quiet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Nothing to decide: more must come.
    Wait,
    /// There is a prompt, but the command was never echoed, so it may be an old one that arrived late; or a message came
    /// after it, so another may follow. After some patience [`Dialogue::accept_doubtful`] takes it.
    Doubt,
    Send {
        bytes: Vec<u8>,
        why: Why,
    },
    Ready(Reply),
}

/// A finished reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub mode: Mode,
    /// The reply without echo, pagers, questions and the prompt; rows joined by `\n`.
    pub text: String,
    /// Confirmations that were declined because the command did not expect them.
    pub declined: Vec<String>,
}

/// The password that a command brings for the device's question.
#[derive(Debug)]
enum Password {
    None,
    Ready(Secret),
    Given,
}

/// One conversation with one device.
#[derive(Debug)]
pub struct Dialogue {
    profile: Arc<Profile>,
    /// The device's name as the first prompt gave it.
    host: Option<String>,
    screen: Screen,
    raw: Vec<u8>,
    /// The command's visible characters; empty when no echo is due.
    echo: String,
    confirm: bool,
    password: Password,
    declined: Vec<String>,
    /// Where an answer was typed: the row it belongs on, and the answer as the device will echo it.
    typed: Vec<(usize, String)>,
}

impl Dialogue {
    /// A dialogue that waits for the device's first prompt.
    pub fn opening(profile: Arc<Profile>) -> Self {
        Self {
            profile,
            host: None,
            screen: Screen::default(),
            raw: Vec::new(),
            echo: String::new(),
            confirm: false,
            password: Password::None,
            declined: Vec::new(),
            typed: Vec::new(),
        }
    }

    /// Begins a new exchange and gives the bytes to send.
    pub fn send(&mut self, command: &Command) -> Vec<u8> {
        self.screen = Screen::default();
        self.raw.clear();
        self.echo = visible(&command.line);
        self.confirm = command.confirm;
        self.password = command.password.clone().map_or(Password::None, Password::Ready);
        self.declined.clear();
        self.typed.clear();
        format!("{}{}", command.line, self.profile.enter).into_bytes()
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.screen.feed(bytes);
    }

    /// The device's name, once a prompt gave it.
    pub fn host(&self) -> Option<&str> {
        self.host.as_deref()
    }

    /// The bytes of this exchange so far.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// The unfinished last row.
    pub fn row(&self) -> String {
        self.screen.row()
    }

    /// The reply so far, for a report about an exchange that did not end.
    pub fn text_so_far(&self) -> String {
        let mut lines = self.screen.lines().to_vec();
        lines.push(self.screen.row());
        clean(&after_echo(&lines, &self.echo).unwrap_or(lines), &[])
    }

    /// Decides, once the line is quiet.
    pub fn quiet(&mut self) -> Move {
        let row = self.screen.row();
        if row.is_empty() {
            return if self.overwritten_prompt().is_some() { Move::Doubt } else { Move::Wait };
        }
        if let Some(pager) = self.profile.pagers.iter().find(|pager| pager.pattern.is_match(&row)) {
            let bytes = pager.answer.as_bytes().to_vec();
            self.screen.cut_row();
            return Move::Send { bytes, why: Why::NextPage };
        }
        if let Some(kind) = self.profile.questions.iter().find(|question| question.pattern.is_match(&row)).map(|question| question.kind) {
            return if kind == QuestionKind::Password { self.authenticate(row) } else { self.answer(row, kind) };
        }
        match self.prompt(&row) {
            None => Move::Wait,
            Some(_) if !self.echo.is_empty() && self.echoed().is_none() => Move::Doubt,
            Some((mode, host)) => {
                let lines = self.screen.lines().to_vec();
                self.finish(lines, mode, host)
            }
        }
    }

    /// Takes a doubtful prompt: some devices do not echo, and some print a message after the prompt and no new one.
    pub fn accept_doubtful(&mut self) -> Move {
        if let Some((mode, host)) = self.prompt(&self.screen.row()) {
            let lines = self.screen.lines().to_vec();
            return self.finish(lines, mode, host);
        }
        match self.overwritten_prompt() {
            Some((at, mode)) => {
                let lines = self.screen.lines().get(..at).unwrap_or_default().to_vec();
                self.finish(lines, mode, None)
            }
            None => Move::Wait,
        }
    }

    /// The prompt that ended the reply, when a message has come after it. It must be the prompt alone on its row, with the
    /// known name, after the echo.
    fn overwritten_prompt(&self) -> Option<(usize, Mode)> {
        self.host.as_ref()?;
        let lines = self.screen.lines();
        let first = lines.len() - self.echoed()?.len();
        let found = |(at, line): (usize, &String)| Some((at, self.prompt(line)?.0));
        lines.iter().enumerate().skip(first).find_map(found)
    }

    fn answer(&mut self, row: String, kind: QuestionKind) -> Move {
        let (text, why) = match kind {
            QuestionKind::Parameter | QuestionKind::Password => ("", Why::SkipParameter),
            QuestionKind::Confirm { yes, .. } if self.confirm => (yes, Why::Confirm),
            QuestionKind::Confirm { no, .. } => {
                self.declined.push(row.trim().to_owned());
                (no, Why::Decline)
            }
        };
        self.screen.cut_row();
        if !text.is_empty() {
            self.typed.push((self.screen.lines().len(), text.to_owned()));
        }
        Move::Send { bytes: format!("{text}{}", self.profile.enter).into_bytes(), why }
    }

    /// The device shows nothing of what is typed here, so there is no echo to take out.
    fn authenticate(&mut self, row: String) -> Move {
        match std::mem::replace(&mut self.password, Password::Given) {
            Password::Ready(secret) => {
                self.screen.cut_row();
                Move::Send { bytes: format!("{}{}", secret.expose(), self.profile.enter).into_bytes(), why: Why::Authenticate }
            }
            Password::Given => {
                self.declined.push(row.trim().to_owned());
                self.screen.cut_row();
                Move::Send { bytes: self.profile.enter.as_bytes().to_vec(), why: Why::Decline }
            }
            Password::None => {
                self.password = Password::None;
                Move::Wait
            }
        }
    }

    fn prompt(&self, row: &str) -> Option<(Mode, Option<String>)> {
        self.profile.prompts.iter().find_map(|prompt| {
            let found = prompt.pattern.captures(row)?;
            let host = found.name("host").map(|host| host.as_str().to_owned());
            match (&self.host, &host) {
                (Some(known), Some(seen)) if known != seen => None,
                _ => Some((prompt.mode, host)),
            }
        })
    }

    fn echoed(&self) -> Option<Vec<String>> {
        after_echo(self.screen.lines(), &self.echo)
    }

    fn finish(&mut self, lines: Vec<String>, mode: Mode, host: Option<String>) -> Move {
        if self.host.is_none() {
            self.host = host;
        }
        let dropped = lines.len();
        let rest = after_echo(&lines, &self.echo).unwrap_or(lines);
        let shift = dropped - rest.len();
        let typed: Vec<(usize, String)> =
            self.typed.iter().filter_map(|(line, text)| Some((line.checked_sub(shift)?, text.clone()))).collect();
        Move::Ready(Reply { mode, text: clean(&rest, &typed), declined: std::mem::take(&mut self.declined) })
    }
}

/// The reply's text: without the echoes of answers, without empty rows at both ends.
fn clean(lines: &[String], typed: &[(usize, String)]) -> String {
    let kept: Vec<&str> = lines
        .iter()
        .enumerate()
        .filter(|(index, line)| !typed.iter().any(|(at, text)| at == index && line.trim() == text))
        .map(|(_, line)| line.as_str())
        .collect();
    kept.join("\n").trim_matches('\n').to_owned()
}

/// The characters of a command that an echo must show: Huawei doubles blanks, terminals wrap long lines.
fn visible(line: &str) -> String {
    line.chars().filter(|character| !character.is_whitespace()).collect()
}

/// The rows after the command's echo, which may be spread over rows; `None` while it has not come in full.
fn after_echo(lines: &[String], echo: &str) -> Option<Vec<String>> {
    if echo.is_empty() {
        return Some(lines.to_vec());
    }
    // The echo is the first thing a device prints; only late messages may stand before it.
    const SEARCHED: usize = 64;
    let mut shown = String::new();
    let mut places = Vec::new();
    for (number, line) in lines.iter().take(SEARCHED).enumerate() {
        for (at, character) in line.char_indices().filter(|(_, character)| !character.is_whitespace()) {
            shown.push(character);
            places.extend(std::iter::repeat_n((number, at + character.len_utf8()), character.len_utf8()));
        }
    }
    let start = shown.find(echo)?;
    let (number, end) = *places.get(start + echo.len() - 1)?;
    let mut rest = Vec::new();
    let tail = lines.get(number)?.get(end..)?.trim();
    if !tail.is_empty() {
        rest.push(tail.to_owned());
    }
    rest.extend(lines.iter().skip(number + 1).cloned());
    Some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::profile::{Pager, Prompt, Question};

    fn profile() -> Arc<Profile> {
        let pattern = |text: &str| Regex::new(text).unwrap();
        Arc::new(Profile {
            prompts: vec![
                Prompt { mode: Mode("config"), pattern: pattern(r"^(?P<host>[^\s()#>]+)\(config[^)]*\)#$") },
                Prompt { mode: Mode("exec"), pattern: pattern(r"^(?P<host>[^\s()#>]+)#$") },
            ],
            pagers: vec![
                Pager { pattern: pattern(r"^\s*--More--$"), answer: " " },
                Pager { pattern: pattern(r"^---- More \( Press 'Q' to break \) ----$"), answer: " " },
            ],
            questions: vec![
                Question { pattern: pattern(r"\{ <cr>.*\}:$"), kind: QuestionKind::Parameter },
                Question { pattern: pattern(r"\(y/n\)\[n\]:$"), kind: QuestionKind::Confirm { yes: "y", no: "n" } },
                Question { pattern: pattern(r"(?i)^password\s*:$"), kind: QuestionKind::Password },
            ],
            enter: "\n",
        })
    }

    fn opened() -> Dialogue {
        let mut dialogue = Dialogue::opening(profile());
        dialogue.feed(b"\r\nWelcome #1 to OLT\r\nJKT-C320.net#");
        assert!(matches!(dialogue.quiet(), Move::Ready(Reply { mode: Mode("exec"), .. })));
        dialogue
    }

    fn ready(step: Move) -> Reply {
        match step {
            Move::Ready(reply) => reply,
            other => panic!("not ready: {other:?}"),
        }
    }

    #[test]
    fn the_echo_the_prompt_and_the_pager_are_not_output() {
        let mut dialogue = opened();
        assert_eq!(dialogue.send(&Command::new("show onu")), b"show onu\n");
        dialogue.feed(b"show onu\r\nrow 1\r\n--More--");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b" ".to_vec(), why: Why::NextPage });
        assert_eq!(dialogue.quiet(), Move::Wait, "the same pager is answered once");
        dialogue.feed(&b"\x08 \x08".repeat(8));
        dialogue.feed(b"row 2 long enough\r\nJKT-C320.net#");
        assert_eq!(ready(dialogue.quiet()).text, "row 1\nrow 2 long enough");
    }

    #[test]
    fn an_echo_with_doubled_blanks_or_wrapped_is_still_an_echo() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("display ont info 0 1"));
        dialogue.feed(b"display  ont  info  0  1\r\nx\r\nJKT-C320.net#");
        assert_eq!(ready(dialogue.quiet()).text, "x");
        dialogue.send(&Command::new("service-port vlan 100 gpon 0/1/3"));
        dialogue.feed(b"service-port vlan 1\r\n00 gpon 0/1/3 \r\nx\r\nJKT-C320.net#");
        assert_eq!(ready(dialogue.quiet()).text, "x");
    }

    #[test]
    fn a_row_that_looks_like_another_prompt_is_output() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("show users"));
        dialogue.feed(b"show users\r\nOTHER-OLT#");
        assert_eq!(dialogue.quiet(), Move::Wait);
        dialogue.feed(b" is a name\r\nJKT-C320.net(config-if)#");
        let reply = ready(dialogue.quiet());
        assert_eq!((reply.mode, reply.text.as_str()), (Mode("config"), "OTHER-OLT# is a name"));
    }

    #[test]
    fn a_late_message_with_a_second_prompt_does_not_answer_the_command() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("enable"));
        dialogue.feed(b"\r\n  Warning: change the password.\r\n\r\nJKT-C320.net#");
        assert_eq!(dialogue.quiet(), Move::Doubt);
        dialogue.feed(b"enable\r\n\r\nJKT-C320.net#");
        assert_eq!(ready(dialogue.quiet()).text, "");
    }

    #[test]
    fn a_device_that_does_not_echo_is_believed_after_patience() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("write"));
        dialogue.feed(b"[OK]\r\nJKT-C320.net#");
        assert_eq!(dialogue.quiet(), Move::Doubt);
        assert_eq!(ready(dialogue.accept_doubtful()).text, "[OK]");
    }

    #[test]
    fn a_message_after_the_prompt_does_not_hide_it_for_ever() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("save"));
        dialogue.feed(b"save\r\n  please wait...\r\nJKT-C320.net#\r\n  The data is saved.\r\n");
        assert_eq!(dialogue.quiet(), Move::Doubt);
        assert_eq!(ready(dialogue.accept_doubtful()).text, "  please wait...");
    }

    #[test]
    fn parameters_are_skipped_and_only_expected_confirmations_confirmed() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("ont add 3"));
        dialogue.feed(b"ont add 3\r\n{ <cr>|ont-type<K> }:");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b"\n".to_vec(), why: Why::SkipParameter });
        dialogue.feed(b"\r\n\r\n  Command:\r\n          ont add 3\r\n  Are you sure? (y/n)[n]:");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b"n\n".to_vec(), why: Why::Decline });
        dialogue.feed(b"n\r\n\r\nJKT-C320.net#");
        let reply = ready(dialogue.quiet());
        assert_eq!(reply.declined, ["Are you sure? (y/n)[n]:"]);
        assert!(!reply.text.lines().any(|line| line == "n"), "{}", reply.text);

        dialogue.send(&Command::new("ont reset 3 1").confirmed());
        dialogue.feed(b"ont reset 3 1\r\n  Are you sure? (y/n)[n]:");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b"y\n".to_vec(), why: Why::Confirm });
        dialogue.feed(b"y\r\n  done\r\nJKT-C320.net#");
        let reply = ready(dialogue.quiet());
        assert_eq!((reply.text.as_str(), reply.declined.len()), ("  done", 0));
    }

    #[test]
    fn a_password_is_given_once_and_only_by_a_command_that_brings_it() {
        let mut dialogue = opened();
        dialogue.send(&Command::new("enable").answering(Secret::new("rahasia")));
        dialogue.feed(b"enable\r\nPassword:");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b"rahasia\n".to_vec(), why: Why::Authenticate });
        dialogue.feed(b"\r\nPassword:");
        assert_eq!(dialogue.quiet(), Move::Send { bytes: b"\n".to_vec(), why: Why::Decline });
        dialogue.feed(b"\r\n% Bad password\r\nJKT-C320.net#");
        let reply = ready(dialogue.quiet());
        assert_eq!((reply.text.as_str(), reply.declined.as_slice()), ("% Bad password", &["Password:".to_owned()][..]));

        dialogue.send(&Command::new("enable"));
        dialogue.feed(b"enable\r\nPassword:");
        assert_eq!(dialogue.quiet(), Move::Wait, "nobody gave one for this command");
    }

    /// Feeds a page in pieces and asks after every piece, as a slow link would.
    fn pieces(dialogue: &mut Dialogue, bytes: &[u8], cuts: &[usize]) -> Move {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
        cuts.sort_unstable();
        let mut from = 0;
        for cut in cuts {
            dialogue.feed(&bytes[from..cut]);
            if cut < bytes.len() {
                let early = dialogue.quiet();
                assert!(matches!(early, Move::Wait | Move::Doubt), "decided after {:?}: {early:?}", String::from_utf8_lossy(&bytes[..cut]));
            }
            from = cut;
        }
        dialogue.feed(&bytes[from..]);
        dialogue.quiet()
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_reply(
            rows in prop::collection::vec("[ -~]{0,40}", 1..8),
            more in prop::collection::vec("[ -~]{0,40}", 1..8),
            cuts in prop::collection::vec(0usize..2000, 0..10),
            huawei in any::<bool>(),
        ) {
            let special = |row: &String| row.ends_with('#') || row.ends_with(':') || row.contains("More");
            prop_assume!(!rows.iter().chain(&more).any(special));
            let (pager, erase) = if huawei {
                ("---- More ( Press 'Q' to break ) ----", format!("\x1b[37D{}\x1b[37D", " ".repeat(37)))
            } else {
                ("--More--", "\x08 \x08".repeat(8))
            };
            let first = format!("show  all\r\n{}\r\n{pager}", rows.join("\r\n"));
            let second = format!("{erase}{}\r\nJKT-C320.net(config)#", more.join("\r\n"));
            let mut dialogue = opened();
            dialogue.send(&Command::new("show all"));
            let page = pieces(&mut dialogue, first.as_bytes(), &cuts);
            prop_assert_eq!(page, Move::Send { bytes: b" ".to_vec(), why: Why::NextPage });
            let reply = ready(pieces(&mut dialogue, second.as_bytes(), &cuts));
            let expected: Vec<&str> = rows.iter().chain(&more).map(|row| row.trim_end()).collect();
            let joined = expected.join("\n");
            prop_assert_eq!(reply.text, joined.trim_matches('\n'));
        }

        #[test]
        fn arbitrary_bytes_never_panic(parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..12), command in "[ -~]{0,20}") {
            let mut dialogue = opened();
            dialogue.send(&Command::new(&command));
            for part in parts {
                dialogue.feed(&part);
                let _ = dialogue.quiet();
            }
            let _ = dialogue.accept_doubtful();
            let _ = dialogue.text_so_far();
        }
    }
}
