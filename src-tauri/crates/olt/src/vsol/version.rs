//! What a V-SOL OLT says it is, and how its session begins.

use std::sync::LazyLock;

use regex::Regex;

use super::events::{Event, all, is_event};
use super::refusals::refusals;
use crate::labels;
use crate::reading::said;
use crate::{ParseError, Parsed, RefusalKind};

/// `show version`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Version {
    /// `V1600G…` is GPON, `V1600D…` EPON.
    pub model: Option<String>,
    pub hardware: Option<String>,
    pub software: Option<String>,
    pub created: Option<String>,
    pub serial: Option<String>,
}

pub fn version(reply: &str) -> Result<Parsed<Version>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut value = Version::default();
    for line in labels::lines(reply) {
        let Some((label, text)) = labels::split(&line) else { continue };
        let text = published(text).map(str::to_owned);
        match labels::key(label).as_str() {
            "olt device model" => value.model = text,
            "olt serial number" => value.serial = text,
            "hardware version" => value.hardware = text,
            "software version" => value.software = text,
            "software created time" => value.created = text,
            _ => {}
        }
    }
    if value == Version::default() { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value, warnings: Vec::new() }) }
}

/// Publishers of captures write `SNREMOVED` for what they keep to themselves.
pub(crate) fn published(text: &str) -> Option<&str> {
    said(text).filter(|text| !text.ends_with("REMOVED"))
}

/// A prompt with what was typed after it. Host names hold `|`, `.`, `/`, `-` and letters of any language.
static PROMPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^([^\s()#>]+(?:\([^()\s]+\))?[#>])(?:\s+(.*?))?\s*$").ok());

/// A login as it stands on a screen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Login {
    /// `Login:` of Telnet; SSH has none.
    pub login_prompt: Option<String>,
    pub banner: Option<String>,
    pub prompts: Vec<String>,
    /// Whether `enable` asked for a password.
    pub enable_password: bool,
    pub events: Vec<Event>,
    /// The words of a refused login.
    pub refused: Option<String>,
}

pub fn login(screen: &str) -> Result<Parsed<Login>, ParseError> {
    let mut value = Login { events: all(screen), ..Login::default() };
    let mut enabling = false;
    for line in labels::lines(screen).iter().filter(|line| !is_event(line)) {
        let line = line.trim();
        let prompt = PROMPT.as_ref().and_then(|pattern| pattern.captures(line));
        if let Some(prompt) = prompt {
            let group = |number: usize| prompt.get(number).map_or("", |text| text.as_str());
            if !value.prompts.iter().any(|known| known == group(1)) {
                value.prompts.push(group(1).to_owned());
            }
            enabling = group(2).starts_with("en");
        } else if line.starts_with("Login:") {
            value.login_prompt = Some("Login:".to_owned());
        } else if line.starts_with("Password:") {
            value.enable_password |= enabling;
        } else if value.banner.is_none() && value.prompts.is_empty() && line.starts_with("Hello") {
            value.banner = Some(line.to_owned());
        }
    }
    value.refused = refusals(screen).into_iter().find(|refusal| refusal.kind == RefusalKind::BadPassword).map(|refusal| refusal.reason);
    let known = value.login_prompt.is_some() || !value.prompts.is_empty() || value.refused.is_some();
    if known { Ok(Parsed { value, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(screen)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_tells_its_prompts_and_whether_enable_asks() {
        let read = login(
            "Login: admin\nPassword:\nHello, this is epon olt.\nZona_Bº> enable\nZona_Bº# \nZona_Bº# configure terminal\nZona_Bº(config)#",
        )
        .unwrap();
        assert_eq!(read.value.prompts, ["Zona_Bº>", "Zona_Bº#", "Zona_Bº(config)#"]);
        assert!(!read.value.enable_password && read.value.refused.is_none());
        assert!(login("nothing of the kind").is_err());
    }
}
