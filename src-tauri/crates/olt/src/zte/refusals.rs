//! What a ZTE OLT says when it will not.

use std::sync::LazyLock;

use regex::Regex;

use crate::refusal::by_words;
use crate::{ParseError, Refusal, RefusalKind};

static NUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*%?(?:Error|Code)\s+(\d+)\s*(?:-\s*\w+\s*)?:\s*(.*?)\s*$").ok());
static UNNUMBERED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)^\s*%\s*((?:invalid|incomplete|ambiguous|unknown|unrecognized|bad)\b.*?)\s*$").ok());

/// Every error line of a reply. `%Info` and a warning such as `% The password is not strong` are none.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    for line in reply.lines() {
        let group = |pattern: &LazyLock<Option<Regex>>, number: usize| {
            let groups = pattern.as_ref()?.captures(line)?;
            Some(groups.get(number)?.as_str().to_owned())
        };
        let (code, reason) = match (group(&NUMBERED, 1), group(&NUMBERED, 2), group(&UNNUMBERED, 1)) {
            (Some(code), Some(reason), _) => (Some(code), reason),
            (_, _, Some(reason)) => (None, reason),
            _ => continue,
        };
        let kind = match code.as_deref() {
            Some("20200" | "20201" | "20202" | "20203" | "20205" | "20206" | "140303") => RefusalKind::Syntax,
            Some("20208") => RefusalKind::BadPassword,
            Some("32310" | "62310") if reason.to_ascii_lowercase().contains("no related information") => RefusalKind::Empty,
            _ => by_words(&reason, RULES),
        };
        found.push(Refusal { kind, code, line: line.trim().to_owned(), reason });
    }
    found
}

/// Service errors carry numbers that differ by firmware (32310 and 62310 are one), so their words decide.
const RULES: &[(&[&str], RefusalKind)] = &[
    (&["no related information"], RefusalKind::Empty),
    (&["password"], RefusalKind::BadPassword),
    (&["sn", "exist", "not"], RefusalKind::OnuNotFound),
    (&["sn", "exist"], RefusalKind::AlreadyRegistered),
    (&["sn", "registered"], RefusalKind::AlreadyRegistered),
    (&["profile", "not"], RefusalKind::ProfileNotFound),
    (&["type", "not"], RefusalKind::ProfileNotFound),
    (&["onu", "not", "exist"], RefusalKind::OnuNotFound),
    (&["onu", "offline"], RefusalKind::OnuOffline),
    (&["gemport", "not"], RefusalKind::GemportNotFound),
    (&["onu", "exist"], RefusalKind::IdInUse),
    (&["maximum"], RefusalKind::PortFull),
    (&["full"], RefusalKind::PortFull),
    (&["exceed"], RefusalKind::Exceeded),
    (&["busy"], RefusalKind::Busy),
    (&["invalid"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["unrecognized"], RefusalKind::Syntax),
    (&["unknown"], RefusalKind::Syntax),
];

/// Whether the reply says that there is nothing; any other refusal is an error.
pub(super) fn or_refused(reply: &str) -> Result<bool, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    match all.into_iter().find(|refusal| refusal.kind != RefusalKind::Empty) {
        Some(refusal) => Err(ParseError::Refused(refusal)),
        None => Ok(empty),
    }
}
