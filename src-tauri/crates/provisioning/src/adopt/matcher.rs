//! Whose a line is that was found on a device. Pure: the same finds and candidates give the same answer, in any order.
//!
//! What identifies is certain (user name, serial, customer code), what is shared or changes is likely (telephone number,
//! MAC address of the customer's router, a full name as the whole comment), what only resembles is unsure. Two who are
//! meant are never certain.

use std::collections::{BTreeMap, HashMap};

use janet_customers::normalise;
use janet_model::{CustomerId, Phone};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::found::{FindKind, mac};

/// How sure a match is, from the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    None,
    Unsure,
    Likely,
    Certain,
}

impl Confidence {
    pub const fn as_str(self) -> &'static str {
        match self {
            Confidence::None => "none",
            Confidence::Unsure => "unsure",
            Confidence::Likely => "likely",
            Confidence::Certain => "certain",
        }
    }

    pub fn parse(text: &str) -> Confidence {
        match text {
            "certain" => Confidence::Certain,
            "likely" => Confidence::Likely,
            "unsure" => Confidence::Unsure,
            // The CHECK of the table knows these four.
            _ => Confidence::None,
        }
    }
}

/// Why, from the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum MatchReason {
    Nothing,
    /// The user name is spelled like a name.
    NameInUsername,
    /// A name occurs in the comment.
    NameInComment,
    /// The comment, or the name of a queue, is a name.
    Name,
    Phone,
    Mac,
    Code,
    Username,
    Serial,
    /// An operator said so.
    Operator,
}

impl MatchReason {
    pub const fn as_str(self) -> &'static str {
        match self {
            MatchReason::Nothing => "nothing",
            MatchReason::NameInUsername => "name_in_username",
            MatchReason::NameInComment => "name_in_comment",
            MatchReason::Name => "name",
            MatchReason::Phone => "phone",
            MatchReason::Mac => "mac",
            MatchReason::Code => "code",
            MatchReason::Username => "username",
            MatchReason::Serial => "serial",
            MatchReason::Operator => "operator",
        }
    }

    pub fn parse(text: &str) -> MatchReason {
        const ALL: [MatchReason; 9] = [
            MatchReason::NameInUsername,
            MatchReason::NameInComment,
            MatchReason::Name,
            MatchReason::Phone,
            MatchReason::Mac,
            MatchReason::Code,
            MatchReason::Username,
            MatchReason::Serial,
            MatchReason::Operator,
        ];
        ALL.into_iter().find(|reason| reason.as_str() == text).unwrap_or(MatchReason::Nothing)
    }
}

/// Whom a line may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whom {
    /// In the books.
    Customer(CustomerId),
    /// A pasted row that is nobody in the books yet.
    Row(Uuid),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub whom: Whom,
    pub code: String,
    pub name: String,
    pub phone: String,
    pub usernames: Vec<String>,
    pub serials: Vec<String>,
    pub macs: Vec<String>,
}

/// What is known of a find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub kind: FindKind,
    pub name: String,
    pub comment: String,
    pub serial: Option<String>,
    pub macs: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    pub whom: Option<Whom>,
    pub confidence: Confidence,
    pub reason: MatchReason,
    /// What agreed, as it stands on the device.
    pub evidence: String,
    /// How many others are meant as well.
    pub rivals: usize,
}

/// What candidates are found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum By {
    Username,
    Serial,
    Code,
    Phone,
    Mac,
    Name,
    /// A name without its gaps.
    Squeezed,
}

/// Candidates, indexed once for many finds.
pub struct Matcher {
    candidates: Vec<Candidate>,
    index: HashMap<(By, String), Vec<usize>>,
}

type Evidence = BTreeMap<MatchReason, (Confidence, String)>;

impl Matcher {
    pub fn new(candidates: Vec<Candidate>) -> Matcher {
        let mut index: HashMap<(By, String), Vec<usize>> = HashMap::new();
        let mut put = |by: By, key: String, at: usize| {
            let places = index.entry((by, key)).or_default();
            if !key_is_there(places, at) {
                places.push(at);
            }
        };
        for (at, candidate) in candidates.iter().enumerate() {
            candidate.usernames.iter().filter_map(|name| username(name)).for_each(|key| put(By::Username, key, at));
            candidate.serials.iter().filter_map(|text| serial(text)).for_each(|key| put(By::Serial, key, at));
            candidate.macs.iter().filter_map(|text| mac(text)).for_each(|key| put(By::Mac, key, at));
            code(&candidate.code).into_iter().for_each(|key| put(By::Code, key, at));
            phone(&candidate.phone).into_iter().for_each(|key| put(By::Phone, key, at));
            let name = normalise(&candidate.name);
            if name.chars().count() >= 3 {
                let squeezed = name.replace(' ', "");
                if squeezed.chars().count() >= 6 {
                    put(By::Squeezed, squeezed, at);
                }
                put(By::Name, name, at);
            }
        }
        Matcher { candidates, index }
    }

    pub fn find(&self, seen: &Seen) -> Matched {
        let mut found: BTreeMap<Whom, Evidence> = BTreeMap::new();
        let mut note = |by: By, key: String, reason: MatchReason, confidence: Confidence, evidence: &str| {
            for at in self.index.get(&(by, key)).into_iter().flatten() {
                let entry = found.entry(self.candidates[*at].whom).or_default();
                let kept = entry.entry(reason).or_insert((confidence, evidence.to_owned()));
                if confidence > kept.0 {
                    *kept = (confidence, evidence.to_owned());
                }
            }
        };
        let texts = if seen.kind == FindKind::Queue { [seen.comment.as_str(), seen.name.as_str()] } else { [seen.comment.as_str(), ""] };

        if seen.kind == FindKind::Onu {
            // The description of an ONU is often the user name.
            username(&seen.comment)
                .into_iter()
                .for_each(|key| note(By::Username, key, MatchReason::Username, Confidence::Certain, &seen.comment));
        } else {
            username(&seen.name)
                .into_iter()
                .for_each(|key| note(By::Username, key, MatchReason::Username, Confidence::Certain, &seen.name));
            let login = seen.name.split('@').next().unwrap_or_default();
            note(By::Squeezed, normalise(login).replace(' ', ""), MatchReason::NameInUsername, Confidence::Unsure, &seen.name);
        }
        for text in seen.serial.iter().map(String::as_str).chain(words(&seen.comment)) {
            serial(text).into_iter().for_each(|key| note(By::Serial, key, MatchReason::Serial, Confidence::Certain, text));
        }
        for text in &seen.macs {
            mac(text).into_iter().for_each(|key| note(By::Mac, key, MatchReason::Mac, Confidence::Likely, text));
        }
        for text in words(&seen.comment).chain(words(&seen.name)) {
            code(text).into_iter().for_each(|key| note(By::Code, key, MatchReason::Code, Confidence::Certain, text));
            phone(text).into_iter().for_each(|key| note(By::Phone, key, MatchReason::Phone, Confidence::Likely, text));
        }
        // "0812-3300-4471" with its gaps.
        phone(&seen.comment).into_iter().for_each(|key| note(By::Phone, key, MatchReason::Phone, Confidence::Likely, &seen.comment));
        for text in texts {
            let line = normalise(text);
            let parts: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).take(12).collect();
            let whole = if parts.len() >= 2 { Confidence::Likely } else { Confidence::Unsure };
            note(By::Name, line.clone(), MatchReason::Name, whole, text);
            for from in 0..parts.len() {
                for to in from + 2..=parts.len().min(from + 5) {
                    note(By::Name, parts[from..to].join(" "), MatchReason::NameInComment, Confidence::Unsure, text);
                }
            }
        }
        decide(found)
    }
}

fn key_is_there(places: &[usize], at: usize) -> bool {
    places.last() == Some(&at)
}

/// The best candidate, and how sure that is beside the others.
fn decide(found: BTreeMap<Whom, Evidence>) -> Matched {
    let strongest = |evidence: &Evidence| evidence.iter().map(|(reason, (confidence, _))| (*confidence, *reason)).max();
    let mut ranked: Vec<(Whom, Evidence)> = found.into_iter().collect();
    // Stable, and `found` is in the order of ids: a tie is broken the same way whatever came first.
    ranked.sort_by_key(|(_, evidence)| std::cmp::Reverse((strongest(evidence), evidence.len())));
    let mut ranked = ranked.into_iter();
    let Some((whom, evidence)) = ranked.next() else {
        return Matched { whom: None, confidence: Confidence::None, reason: MatchReason::Nothing, evidence: String::new(), rivals: 0 };
    };
    let (level, reason) = strongest(&evidence).unwrap_or((Confidence::None, MatchReason::Nothing));
    let mut rivals = 0;
    let mut equal = false;
    for (_, other) in ranked {
        let theirs = strongest(&other).map_or(Confidence::None, |(confidence, _)| confidence);
        // Somebody else of the same name is no rival of whom the user name says; whom the telephone number says is.
        let contradicts = other.iter().any(|(reason, (confidence, _))| *confidence >= Confidence::Likely && !evidence.contains_key(reason));
        if theirs == level || contradicts {
            rivals += 1;
            equal |= theirs == level;
        }
    }
    let confidence = match (rivals, equal) {
        (0, _) => level,
        (_, true) => Confidence::Unsure,
        (_, false) => level.min(Confidence::Likely),
    };
    let evidence = evidence.get(&reason).map(|(_, text)| text.trim().to_owned()).unwrap_or_default();
    Matched { whom: Some(whom), confidence, reason, evidence, rivals }
}

fn username(text: &str) -> Option<String> {
    let name = text.trim().to_lowercase();
    (!name.is_empty()).then_some(name)
}

/// A GPON serial in either spelling.
pub(super) fn serial(text: &str) -> Option<String> {
    crate::input::serial(text).ok()
}

/// Letters and digits, so that a house number is nobody's code.
fn code(text: &str) -> Option<String> {
    let code = text.trim().to_uppercase();
    let mixed = code.chars().any(|c| c.is_ascii_digit()) && code.chars().any(char::is_alphabetic);
    (mixed && code.chars().count() >= 4).then_some(code)
}

fn phone(text: &str) -> Option<String> {
    // Shorter ones are no subscriber's number in Indonesia, but years, ids and addresses.
    (text.chars().filter(char::is_ascii_digit).count() >= 9).then(|| Phone::parse(text).ok().map(String::from))?
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '/' | '(' | ')' | '[' | ']' | '#' | '='))
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests;
