//! A login as it stands in a transcript.

use std::sync::LazyLock;

use regex::Regex;

use crate::{ParseError, Parsed, labels};

/// What a session shows from the banner to the modes it visits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opening {
    pub banner: Option<String>,
    pub user_prompt: Option<String>,
    pub password_prompt: Option<String>,
    /// Each once, in the order of appearance.
    pub prompts: Vec<String>,
    /// Whether `enable` asked for a password.
    pub enable_password: bool,
}

static ASKED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)^((?:user ?name|login|user)\s*:|password\s*:)").ok());
static PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([^\s()#>]+(?:\([^()]+\))?[#>])\s*(.*)$").ok());

pub fn opening(text: &str) -> Result<Parsed<Opening>, ParseError> {
    let mut found = Opening::default();
    let mut typed = String::new();
    for line in labels::lines(text) {
        let line = line.trim();
        let asked = ASKED.as_ref().and_then(|pattern| pattern.captures(line)).and_then(|groups| groups.get(1)).map(|asked| asked.as_str());
        let prompt = PROMPT.as_ref().and_then(|pattern| pattern.captures(line));
        match (asked, prompt) {
            (Some(asked), _) if !asked.to_ascii_lowercase().starts_with("password") => {
                found.user_prompt.get_or_insert_with(|| asked.to_owned());
            }
            (Some(_), _) if typed.starts_with("en") => found.enable_password = true,
            (Some(asked), _) => {
                found.password_prompt.get_or_insert_with(|| asked.to_owned());
            }
            (None, Some(groups)) => {
                let group = |number: usize| groups.get(number).map_or("", |text| text.as_str()).to_owned();
                typed = group(2);
                if !found.prompts.contains(&group(1)) {
                    found.prompts.push(group(1));
                }
            }
            (None, None) if !line.is_empty() && found.prompts.is_empty() && found.user_prompt.is_none() => {
                found.banner.get_or_insert_with(|| line.to_owned());
            }
            (None, None) => {}
        }
    }
    let known = found.user_prompt.is_some() || !found.prompts.is_empty();
    if known { Ok(Parsed { value: found, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(text)) }
}
