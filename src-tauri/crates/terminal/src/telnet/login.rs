//! Logging in by prompts, as devices word them. Pure.
//!
//! A name or password is typed at its own prompt only, each once: a prompt that comes back means that it was refused.

use std::sync::LazyLock;

use regex::Regex;

use super::Target;
use crate::{Screen, Secret};

/// `Username:`, `Login:`, `>>User name:`, `username:`, `OLT login:`. What stands before may be no letter: V-SOL prints
/// bytes that are no text.
static USER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)(?:^|[^a-z])(?:user ?name|login|user|account)\s*:$").ok());
static PASSWORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)(?:^|[^a-z])passw(?:or)?d\s*:$").ok());
/// A prompt of any vendor: `OLT>`, `ZXAN(config)#`, `<Quidway>`.
static PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^(?:<[^<>\s]+>|[^\s#<>$%*=!-][^#<>$]*[#>$]|[#>$])$").ok());
/// `Bad UserName or Bad Password` (V-SOL), `Bad username , too many failures!` (HSGQ), `% Incorrect passwd!` (HIOSO),
/// `%Error 20209: No username or bad password` (ZTE), `Username or password invalid.` (Huawei), `Login incorrect`.
static REFUSED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = r"(?i)\b(?:bad|incorrect|invalid|wrong)\s+(?:user ?name|user|passw(?:or)?d|login)\b|\b(?:user ?name|passw(?:or)?d)\s+(?:is\s+)?(?:invalid|incorrect|wrong|error)\b|\b(?:login|logon|authentication)\s+(?:incorrect|failed|failure|fail|denied|error)\b|\blength of the user name is invalid\b|\baccess denied\b";
    Regex::new(words).ok()
});

fn is(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

/// Whether a row is a prompt for a user's name. “Last login:” tells of an earlier one.
pub(crate) fn asks_who_is_there(row: &str) -> bool {
    is(&USER, row) && !row.trim_start().to_ascii_lowercase().starts_with("last")
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Stage {
    Start,
    NameSent,
    PasswordSent,
}

/// What to do now that the line is quiet.
#[derive(Debug)]
pub(super) enum Step {
    Wait,
    /// Type this and Enter.
    Type(Secret),
    /// There is a prompt for commands.
    In,
    Refused,
}

/// A login in progress.
#[derive(Debug)]
pub(super) struct Login {
    user: Secret,
    password: Secret,
    stage: Stage,
    screen: Screen,
    /// Rows before the first question.
    banner: Option<String>,
    /// Rows that were there when the password was typed.
    before: usize,
    /// What came since the last answer: the session reads it again.
    tail: Vec<u8>,
    read: usize,
    /// A fresh prompt was asked for.
    asked: bool,
}

impl Login {
    pub(super) fn new(target: &Target) -> Self {
        Self {
            user: Secret::new(&target.user),
            password: target.password.clone(),
            stage: Stage::Start,
            screen: Screen::default(),
            banner: None,
            before: 0,
            tail: Vec::new(),
            read: 0,
            asked: false,
        }
    }

    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.screen.feed(bytes);
        self.tail.extend_from_slice(bytes);
        self.read += bytes.len();
    }

    /// Bytes that came so far.
    pub(super) fn read(&self) -> usize {
        self.read
    }

    pub(super) fn quiet(&mut self) -> Step {
        let row = self.row();
        if is(&PASSWORD, &row) {
            if self.stage == Stage::PasswordSent {
                return Step::Refused;
            }
            self.stage = Stage::PasswordSent;
            return self.type_in(self.password.clone());
        }
        if asks_who_is_there(&row) {
            if self.stage > Stage::Start {
                return Step::Refused;
            }
            self.stage = Stage::NameSent;
            return self.type_in(self.user.clone());
        }
        if is(&PROMPT, row.trim()) {
            return Step::In;
        }
        if row.is_empty() && !self.asked && self.prompt_was_shown() {
            self.asked = true;
            return self.type_in(Secret::new(""));
        }
        Step::Wait
    }

    /// V-SOL reports the login in a line of its own after the prompt, and shows no new one: Enter calls it.
    fn prompt_was_shown(&self) -> bool {
        self.stage == Stage::PasswordSent && self.screen.lines().iter().skip(self.before).any(|line| is(&PROMPT, line.trim()))
    }

    /// The unfinished last row.
    pub(super) fn row(&self) -> String {
        self.screen.row()
    }

    /// The last words of a device that closed or fell silent.
    pub(super) fn last_words(&self) -> String {
        let row = self.row();
        let said = self.screen.lines().iter().rev().map(String::as_str).find(|line| !line.trim().is_empty());
        if row.trim().is_empty() { said.unwrap_or("").trim().to_owned() } else { row.trim().to_owned() }
    }

    /// Whether the device said, after the password or instead of asking for it, that it does not let us in.
    pub(super) fn was_refused(&self) -> bool {
        let rows = self.screen.lines().iter().skip(self.before).map(String::as_str);
        self.stage > Stage::Start && rows.chain([self.row().as_str()]).any(|row| is(&REFUSED, row))
    }

    pub(super) fn into_parts(self) -> (String, Vec<u8>) {
        (self.banner.unwrap_or_default(), self.tail)
    }

    fn type_in(&mut self, what: Secret) -> Step {
        let shown = self.screen.lines().join("\n");
        self.banner.get_or_insert_with(|| shown.trim_matches('\n').to_owned());
        self.screen.cut_row();
        self.before = self.screen.lines().len();
        self.tail.clear();
        Step::Type(what)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::telnet::Enter;

    fn login() -> Login {
        Login::new(&Target {
            address: "127.0.0.1:23".parse().unwrap(),
            user: "admin".to_owned(),
            password: Secret::new("rahasia"),
            enter: Enter::Cr,
            deadline: Duration::from_secs(5),
        })
    }

    /// What is typed at these rows.
    fn typed(login: &mut Login, shown: &[u8]) -> Option<String> {
        login.feed(shown);
        match login.quiet() {
            Step::Type(text) => Some(text.expose().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn every_vendors_prompts_are_answered() {
        let openings: [(&[u8], &[u8]); 6] = [
            (b"Welcome to TITAN series OLT of ZTE Corporation\r\n\r\nUsername:", b"admin\r\nPassword:"),
            (b"\r\n>>User name:", b"admin\r\n>>User password:"),
            (b"\xc4\xe3\xba\xc3\r\nLogin: ", b"admin\r\nPassword: "),
            (b"Welcome to EPON.\r\n\r\nUser Access Verification\r\n\r\nUsername: ", b"admin\r\nPassword: "),
            (b"username:", b"admin\r\npassword:"),
            (b"debian login: ", b"admin\r\nPassword: "),
        ];
        for (first, second) in openings {
            let mut login = login();
            assert_eq!(typed(&mut login, first).as_deref(), Some("admin"), "{}", String::from_utf8_lossy(first));
            assert_eq!(typed(&mut login, second).as_deref(), Some("rahasia"), "{}", String::from_utf8_lossy(second));
            login.feed(b"\r\nLast login: Sun Nov 22 19:40:33\r\n\r\nOLT-1.net>");
            assert!(matches!(login.quiet(), Step::In), "{}", login.row());
            assert!(!login.was_refused());
        }
    }

    #[test]
    fn nothing_is_typed_at_rows_that_only_look_like_prompts() {
        let mut login = login();
        for row in [&b"** The password is not strong:"[..], b"\r\nLast login:", b"\r\n##########", b"\r\nPress <Enter>", b"\r\n-----> "] {
            login.feed(row);
            assert!(matches!(login.quiet(), Step::Wait), "{}", login.row());
        }
    }

    #[test]
    fn a_prompt_that_comes_back_means_refused() {
        for again in [&b"\r\n\r\nUsername:"[..], b"\r\nPassword:", b"\r\nBad UserName or Bad Password\r\nLogin:"] {
            let mut login = login();
            typed(&mut login, b"Username:").unwrap();
            typed(&mut login, b"admin\r\nPassword:").unwrap();
            login.feed(again);
            assert!(matches!(login.quiet(), Step::Refused), "{}", String::from_utf8_lossy(again));
        }
        let mut login = login();
        typed(&mut login, b"username:").unwrap();
        login.feed(b"admin\r\nThe length of the user name is invalid!\r\nusername:");
        assert!(matches!(login.quiet(), Step::Refused));
    }

    #[test]
    fn the_words_of_a_refusal_are_known_after_the_password_only() {
        let words = [
            "Bad UserName or Bad Password",
            "Bad username , too many failures!",
            "The length of the user name is invalid!",
            "% Incorrect passwd!",
            "%Error 20209: No username or bad password",
            "%Error 20208: Bad password",
            "  Username or password invalid.",
            "Login incorrect",
            "Authentication failed.",
        ];
        for text in words {
            let mut login = login();
            typed(&mut login, format!("{text}\r\nUsername:").as_bytes()).unwrap();
            typed(&mut login, b"admin\r\nPassword:").unwrap();
            assert!(!login.was_refused(), "{text}: it was for somebody else");
            login.feed(format!("\r\n{text}\r\n").as_bytes());
            assert!(login.was_refused(), "{text}");
        }
        let mut login = login();
        typed(&mut login, b"Username:").unwrap();
        typed(&mut login, b"Password:").unwrap();
        login.feed(b"\r\n% The password is not strong, please change the password.\r\n  User last failed login information:\r\n");
        assert!(!login.was_refused());
    }

    #[test]
    fn a_message_after_the_prompt_is_followed_by_enter() {
        let mut login = login();
        typed(&mut login, b"Login:").unwrap();
        typed(&mut login, b"Password:").unwrap();
        let late = b"\r\nRT_01|Site_OLT> \r\n2026/05/25 18:50:59   User Login     User admin log in.\r\n\r\n";
        assert_eq!(typed(&mut login, late).as_deref(), Some(""));
        assert!(matches!(login.quiet(), Step::Wait), "once");
        login.feed(b"\r\nRT_01|Site_OLT> ");
        assert!(matches!(login.quiet(), Step::In));
    }

    #[test]
    fn the_banner_and_what_the_session_reads_again_are_kept() {
        let mut login = login();
        typed(&mut login, b"\r\nWelcome to EPON.\r\n\r\nUsername:").unwrap();
        typed(&mut login, b"admin\r\nPassword:").unwrap();
        login.feed(b"\r\n\r\nEpon>");
        assert!(matches!(login.quiet(), Step::In));
        assert_eq!(login.into_parts(), ("Welcome to EPON.".to_owned(), b"\r\n\r\nEpon>".to_vec()));
    }
}
