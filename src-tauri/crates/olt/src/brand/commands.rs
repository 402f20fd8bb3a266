//! Commands as settings: the family's line, or the operator's own for a box that differs.

use std::collections::BTreeMap;

use thiserror::Error;

/// A command by name, with its line. `{port}`, `{id}`, `{serial}` and the like stand for values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandSetting {
    pub name: &'static str,
    pub line: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CommandError {
    #[error("the family has no command “{0}”")]
    Unknown(String),
    #[error("“{0}” is not one line of printable characters")]
    NotOneLine(String),
    #[error("“{line}” has no {{{value}}}, or one that this command does not have")]
    Values { line: String, value: String },
    #[error("“{0}” could stop the whole OLT and is never sent")]
    Forbidden(String),
}

/// A family's commands and what an operator put in their place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commands {
    family: &'static [CommandSetting],
    changed: BTreeMap<&'static str, String>,
}

impl Commands {
    /// The family's own.
    pub fn of(family: &'static [CommandSetting]) -> Self {
        Self { family, changed: BTreeMap::new() }
    }

    /// Every command with the line that would be sent.
    pub fn lines(&self) -> Vec<(&'static str, &str)> {
        self.family.iter().map(|setting| (setting.name, self.changed.get(setting.name).map_or(setting.line, String::as_str))).collect()
    }

    /// Puts another line in the place of the family's. Its values must be among those of the family's line, and none of the
    /// values that tell ONUs apart may be left out.
    pub fn set(&mut self, name: &str, line: &str) -> Result<(), CommandError> {
        let setting = self.family.iter().find(|known| known.name == name).ok_or_else(|| CommandError::Unknown(name.to_owned()))?;
        let line = line.trim();
        if line.is_empty() || !line.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
            return Err(CommandError::NotOneLine(line.chars().take(60).collect()));
        }
        let first = line.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        if ["reboot", "reload", "reset", "erase", "shutdown", "format", "update"].contains(&first.as_str()) || line.contains('?') {
            return Err(CommandError::Forbidden(line.to_owned()));
        }
        let (own, wanted) = (values(line), values(setting.line));
        let telling = ["id", "serial"];
        let more = own.iter().find(|value| !wanted.contains(value));
        let less = wanted.iter().find(|value| telling.contains(&value.as_str()) && !own.contains(value));
        if let Some(value) = more.or(less) {
            return Err(CommandError::Values { line: line.to_owned(), value: value.clone() });
        }
        self.changed.insert(setting.name, line.to_owned());
        Ok(())
    }

    /// The line to send where the family would send `line`.
    pub(super) fn rewritten(&self, line: &str) -> String {
        let fitting = self.family.iter().filter(|setting| self.changed.contains_key(setting.name));
        for setting in fitting {
            if let (Some(values), Some(own)) = (taken(setting.line, line), self.changed.get(setting.name)) {
                return values.iter().fold(own.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
            }
        }
        line.to_owned()
    }
}

/// The names in braces.
fn values(line: &str) -> Vec<String> {
    line.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
}

/// The values of a line that was made of a template; `None` if it was not.
fn taken(template: &str, line: &str) -> Option<Vec<(String, String)>> {
    let (pattern, text): (Vec<&str>, Vec<&str>) = (template.split_whitespace().collect(), line.split_whitespace().collect());
    if pattern.len() != text.len() {
        return None;
    }
    let mut found: Vec<(String, String)> = Vec::new();
    for (pattern, word) in pattern.iter().zip(text) {
        // `{frame}/{slot}` is two values in one word.
        let (patterns, words): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), word.split('/').collect());
        if patterns.len() != words.len() {
            return None;
        }
        for (pattern, word) in patterns.iter().zip(words) {
            match pattern.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                Some(name) => found.push((name.to_owned(), word.to_owned())),
                None if *pattern == word => {}
                None => return None,
            }
        }
    }
    Some(found)
}
