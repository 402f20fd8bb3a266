//! `show startup-config` and `show running-config` of GPON firmware: what is registered and how new ONTs are let in.

use crate::{ParseError, Parsed, Serial, Warning};

/// One `interface gpon N`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PonConfig {
    /// `None` where a publisher masked it.
    pub pon: Option<u8>,
    /// Line and service profile for ONTs that are let in by themselves; `None` if they wait (`manual`).
    pub auto_authorize: Option<(u16, u16)>,
    /// Whether the port says how ONTs are let in at all.
    pub says_authorize: bool,
    pub autofind: Option<bool>,
    pub onts: Vec<OntConfig>,
}

/// One `ont add`, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OntConfig {
    pub id: u8,
    pub serial: Serial,
    pub line_profile: u16,
    pub service_profile: u16,
    pub name: Option<String>,
    pub description: Option<String>,
}

/// Reads the GPON interfaces of a configuration. Lines about other things are left alone; `ont add` with an id or serial
/// that is none is a warning.
pub fn configuration(text: &str) -> Result<Parsed<Vec<PonConfig>>, ParseError> {
    if let Some(refusal) = super::refusals(text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let mut value: Vec<PonConfig> = Vec::new();
    let mut warnings = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let ["interface", kind, rest @ ..] = words.as_slice() {
            inside = *kind == "gpon";
            if inside {
                value.push(PonConfig { pon: rest.first().and_then(|pon| pon.parse().ok()), ..PonConfig::default() });
            }
            continue;
        }
        let Some(pon) = value.last_mut().filter(|_| inside) else { continue };
        match words.as_slice() {
            ["ont", "authorize", "auto", "ont-lineprofile-id", line_profile, "ont-srvprofile-id", service_profile] => {
                pon.says_authorize = true;
                match (line_profile.parse(), service_profile.parse()) {
                    (Ok(line_profile), Ok(service_profile)) => pon.auto_authorize = Some((line_profile, service_profile)),
                    _ => warnings.push(Warning::Row(line.trim().to_owned())),
                }
            }
            ["ont", "authorize", "manual"] => pon.says_authorize = true,
            ["port", "ont-autofind", state @ ("enable" | "disable")] => pon.autofind = Some(*state == "enable"),
            ["ont", "add", ..] if line.contains('<') => {}
            ["ont", "add", id, "sn-auth", serial, "omci", "ont-lineprofile-id", line_profile, "ont-srvprofile-id", service_profile, ..] => {
                match (id.parse(), Serial::parse(serial.trim_matches('"')), line_profile.parse(), service_profile.parse()) {
                    (Ok(id), Ok(serial), Ok(line_profile), Ok(service_profile)) => {
                        pon.onts.push(OntConfig { id, serial, line_profile, service_profile, name: None, description: None });
                    }
                    _ => warnings.push(Warning::Row(line.trim().to_owned())),
                }
            }
            ["ont", "add", ..] => warnings.push(Warning::Row(line.trim().to_owned())),
            ["ont", "setting", id, ..] => {
                if let Ok(id) = id.parse::<u8>()
                    && let Some(ont) = pon.onts.iter_mut().find(|ont| ont.id == id)
                {
                    ont.name = quoted(line, "name").or(ont.name.take());
                    ont.description = quoted(line, "desc").or(ont.description.take());
                }
            }
            ["exit" | "!"] => inside = false,
            _ => {}
        }
    }
    if value.is_empty() { Err(ParseError::unrecognised(text)) } else { Ok(Parsed { value, warnings }) }
}

/// The text in quotation marks after a keyword.
fn quoted(line: &str, keyword: &str) -> Option<String> {
    let (_, rest) = line.split_once(&format!(" {keyword} \""))?;
    Some(rest.split_once('"')?.0.to_owned())
}
