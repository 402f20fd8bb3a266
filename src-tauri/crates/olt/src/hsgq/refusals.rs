//! What an HSGQ says when it will not.

use std::sync::LazyLock;

use regex::Regex;

use crate::refusal::by_words;
use crate::{Refusal, RefusalKind};

/// A refusal with its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub kind: RefusalKind,
    /// What was tried, in `Error, <action> fail, reason: <reason>`.
    pub action: Option<String>,
    /// The reason, or the message of a syntax error.
    pub reason: String,
    /// The number of the mode, in a syntax error of EPON firmware: 6 `#`, 7 `(config)#`, 32 `(config-epon-N)#`.
    pub node: Option<u32>,
    pub line: String,
}

static FAILED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^Error,\s*(?P<action>.+?) fail, reason:\s*(?P<reason>.+?)\s*$").ok());
static VTY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^vty%\s*(?:\[VTY\]\s*vty\[node:(?P<node>\d+)\],\s*)?(?P<text>.+?)\s*$").ok());

/// The refusal that a line is.
pub(super) fn fault(line: &str) -> Option<Fault> {
    let line = line.trim();
    if let Some(found) = FAILED.as_ref().and_then(|pattern| pattern.captures(line)) {
        let text = |name: &str| found.name(name).map_or(String::new(), |text| text.as_str().to_owned());
        let reason = text("reason");
        let kind = by_words(&reason, RULES);
        return Some(Fault { kind, action: Some(text("action")), reason, node: None, line: line.to_owned() });
    }
    if let Some(found) = VTY.as_ref().and_then(|pattern| pattern.captures(line)) {
        let node = found.name("node").and_then(|node| node.as_str().parse().ok());
        let reason = found.name("text").map_or(String::new(), |text| text.as_str().to_owned());
        return Some(Fault { kind: RefusalKind::Syntax, action: None, reason, node, line: line.to_owned() });
    }
    let reason = line.strip_prefix('%').map(str::trim).filter(|reason| !reason.is_empty());
    // Another form of error is one all the same; its words decide the kind.
    let reason = reason.or_else(|| line.strip_prefix("Error,").map(str::trim))?;
    Some(Fault { kind: by_words(reason, RULES), action: None, reason: reason.to_owned(), node: None, line: line.to_owned() })
}

/// Every refusal of a reply with its parts.
pub fn faults(reply: &str) -> Vec<Fault> {
    reply.lines().filter_map(fault).collect()
}

/// Every refusal of a reply.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    faults(reply).into_iter().map(|fault| Refusal { kind: fault.kind, code: None, line: fault.line, reason: fault.reason }).collect()
}

const RULES: &[(&[&str], RefusalKind)] = &[
    (&["no matched command"], RefusalKind::Syntax),
    (&["unknown command"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["wan", "fail"], RefusalKind::WanFailed),
    (&["profile", "not exist"], RefusalKind::ProfileNotFound),
    (&["onu", "not exist"], RefusalKind::OnuNotFound),
    (&["ont", "not exist"], RefusalKind::OnuNotFound),
    (&["has existed"], RefusalKind::AlreadyExists),
    (&["already exist"], RefusalKind::AlreadyExists),
    (&["offline"], RefusalKind::OnuOffline),
    (&["busy"], RefusalKind::Busy),
    (&["range"], RefusalKind::Exceeded),
];
