//! Help texts: which words and numbers a command takes. A driver is written from them; none is read while it runs.

use std::sync::LazyLock;

use regex::Regex;

use crate::ParseError;

/// The grammar of `ont …` on GPON firmware.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OntGrammar {
    pub services: Vec<String>,
    pub ip_modes: Vec<String>,
    pub serial_lengths: Vec<usize>,
    pub serial_dashed: Option<String>,
    pub onu_ids: Option<(u8, u8)>,
}

/// The words after `show` in the two lower modes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShowWords {
    pub exec: Vec<String>,
    pub enable: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Help {
    Grammar(OntGrammar),
    Show(ShowWords),
}

static IDS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^ont (?:add|setting) <(\d+)-(\d+)>|<onu-id (\d+)-(\d+)>").ok());

/// Reads grammar lines (`<name> = a | b`, `ont …`), or the lists after `show ?`.
pub fn help(text: &str) -> Result<Help, ParseError> {
    let lines: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    if lines.iter().any(|line| line.ends_with("show ?")) { show_words(&lines).map(Help::Show) } else { grammar(&lines).map(Help::Grammar) }
}

fn grammar(lines: &[&str]) -> Result<OntGrammar, ParseError> {
    let mut grammar = OntGrammar::default();
    for line in lines {
        let alternatives = |text: &str| text.split('|').map(|word| word.trim().to_owned()).collect::<Vec<_>>();
        match line.split_once(" = ") {
            Some(("<service>", words)) => grammar.services = alternatives(words),
            Some(("<mode>", words)) => grammar.ip_modes = alternatives(words),
            Some(("<SN-VALUE>", words)) => {
                for form in alternatives(words) {
                    if form.contains('-') {
                        grammar.serial_dashed = Some(form);
                    } else {
                        grammar.serial_lengths.push(form.len());
                    }
                }
            }
            None if line.starts_with("ont ") || line.starts_with("show ") => {}
            _ => return Err(ParseError::unrecognised(line)),
        }
        if let Some(found) = IDS.as_ref().and_then(|pattern| pattern.captures(line)) {
            let number = |group: usize| found.get(group).and_then(|text| text.as_str().parse().ok());
            let range = number(1).zip(number(2)).or_else(|| number(3).zip(number(4)));
            match (grammar.onu_ids, range) {
                // Two ranges that differ say nothing.
                (Some(known), Some(range)) if known != range => return Err(ParseError::unrecognised(line)),
                (None, range) => grammar.onu_ids = range,
                _ => {}
            }
        }
    }
    if grammar == OntGrammar::default() { Err(ParseError::unrecognised(&lines.join("\n"))) } else { Ok(grammar) }
}

fn show_words(lines: &[&str]) -> Result<ShowWords, ParseError> {
    let mut words = ShowWords::default();
    let mut list: Option<&mut Vec<String>> = None;
    for line in lines {
        match line.split_once([' ']) {
            _ if line.starts_with(char::is_whitespace) => {
                let word = line.split_whitespace().next().unwrap_or_default();
                list.as_mut().ok_or_else(|| ParseError::unrecognised(line))?.push(word.to_owned());
            }
            Some((prompt, "show ?")) if prompt.ends_with('>') => list = Some(&mut words.exec),
            Some((prompt, "show ?")) if prompt.ends_with('#') => list = Some(&mut words.enable),
            _ => return Err(ParseError::unrecognised(line)),
        }
    }
    Ok(words)
}
