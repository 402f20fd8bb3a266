//! The login of an HSGQ: the prompts it shows, and what it says when it lets nobody in.

use std::sync::LazyLock;

use regex::Regex;

use crate::ParseError;

/// What a login looked like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Login {
    Prompts {
        username: String,
        password: String,
        /// The command line's prompts, in the order in which they came.
        prompts: Vec<String>,
        /// Whether a password was asked between `>` and `#`.
        enable_password: bool,
    },
    /// The connection is closed after these.
    Failed { errors: Vec<String> },
}

static PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^\s()#>]+(?:\([^()\s]+\))?[#>]$").ok());

/// Reads a login; every line must be one of its parts.
pub fn login(text: &str) -> Result<Login, ParseError> {
    let (mut username, mut password) = (None, None);
    let mut prompts: Vec<String> = Vec::new();
    let mut errors = Vec::new();
    let mut enable_password = false;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let lower = line.to_ascii_lowercase();
        if is_failure(&lower) {
            errors.push(line.to_owned());
        } else if matches!(lower.as_str(), "username:" | "login:" | "user name:") {
            username = Some(line.to_owned());
        } else if lower == "password:" {
            enable_password |= prompts.last().is_some_and(|prompt| prompt.ends_with('>'));
            password = password.or(Some(line.to_owned()));
        } else if PROMPT.as_ref().is_some_and(|pattern| pattern.is_match(line)) {
            prompts.push(line.to_owned());
        } else {
            return Err(ParseError::unrecognised(line));
        }
    }
    match (username, password) {
        _ if !errors.is_empty() => Ok(Login::Failed { errors }),
        (Some(username), Some(password)) if !prompts.is_empty() => Ok(Login::Prompts { username, password, prompts, enable_password }),
        _ => Err(ParseError::unrecognised(text)),
    }
}

/// `The length of the user name is invalid!`, `Bad username , too many failures!`
fn is_failure(lower: &str) -> bool {
    let names = ["user", "password", "login", "failures"].iter().any(|word| lower.contains(word));
    let fails = ["invalid", "bad ", "wrong", "incorrect", "too many", "fail"].iter().any(|word| lower.contains(word));
    names && fails
}
