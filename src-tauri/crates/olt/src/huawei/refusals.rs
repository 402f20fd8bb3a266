//! What a Huawei OLT says when it will not.

use std::sync::LazyLock;

use regex::Regex;

use crate::refusal::by_words;
use crate::{OnuId, ParseError, Refusal, RefusalKind};

static ADDED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"PortID\s*:\s*(\d+)\s*,\s*ONTID\s*:\s*(\d+)").ok());

/// The port and the id that `ont add` reports.
pub fn added(reply: &str) -> Option<(u8, OnuId)> {
    let found = ADDED.as_ref()?.captures(reply)?;
    Some((found.get(1)?.as_str().parse().ok()?, OnuId(found.get(2)?.as_str().parse().ok()?)))
}

/// Whether the reply says that there is nothing; any other refusal is an error.
pub(super) fn or_refused(reply: &str) -> Result<bool, ParseError> {
    let all = refusals(reply);
    let empty = all.iter().any(|refusal| refusal.kind == RefusalKind::Empty);
    match all.into_iter().find(|refusal| refusal.kind != RefusalKind::Empty) {
        Some(refusal) => Err(ParseError::Refused(refusal)),
        None => Ok(empty),
    }
}

static COUNTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)number of ONTs that can be (?:added|deleted)\s*:\s*(\d+)\s*,\s*success\s*:\s*(\d+)").ok());

/// How many ONTs `ont add` or `ont delete` was to do, and how many it did.
pub fn counts(reply: &str) -> Option<(u32, u32)> {
    let found = COUNTED.as_ref()?.captures(reply)?;
    Some((found.get(1)?.as_str().parse().ok()?, found.get(2)?.as_str().parse().ok()?))
}

/// Every `Failure:` and `%` line of a reply, and counters that say that nothing was done without calling it a failure.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    for line in reply.lines().map(str::trim) {
        let reason = line.strip_prefix("Failure:").or_else(|| line.strip_prefix('%')).map(str::trim);
        if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
            let kind = by_words(reason, RULES);
            found.push(Refusal { kind, code: None, line: line.to_owned(), reason: reason.to_owned() });
            continue;
        }
        let counts = COUNTED.as_ref().and_then(|pattern| pattern.captures(line));
        let counts = counts.as_ref().and_then(|counts| Some((counts.get(1)?.as_str(), counts.get(2)?.as_str())));
        if let Some((due, done)) = counts
            && due != done
        {
            let reason = format!("{done} of {due} done");
            found.push(Refusal { kind: RefusalKind::NotDone, code: None, line: line.to_owned(), reason });
        }
    }
    // The counter that follows a failure says nothing new.
    let told = found.iter().any(|refusal| refusal.kind != RefusalKind::NotDone);
    found.retain(|refusal| !told || refusal.kind != RefusalKind::NotDone);
    found
}

const RULES: &[(&[&str], RefusalKind)] = &[
    (&["automatically found", "not exist"], RefusalKind::Empty),
    (&["no ont available"], RefusalKind::Empty),
    (&["no service virtual port"], RefusalKind::Empty),
    (&["sn already exist"], RefusalKind::AlreadyRegistered),
    (&["ont id", "exist"], RefusalKind::IdInUse),
    (&["profile", "not exist"], RefusalKind::ProfileNotFound),
    (&["traffic", "not exist"], RefusalKind::ProfileNotFound),
    (&["ont", "not online"], RefusalKind::OnuOffline),
    (&["gem port", "not exist"], RefusalKind::GemportNotFound),
    (&["service virtual port", "exist"], RefusalKind::ServicePortExists),
    (&["ont", "not exist"], RefusalKind::OnuNotFound),
    (&["busy"], RefusalKind::Busy),
    (&["maximum"], RefusalKind::PortFull),
    (&["upper limit"], RefusalKind::PortFull),
    (&["full"], RefusalKind::PortFull),
    (&["range"], RefusalKind::Exceeded),
    (&["unknown command"], RefusalKind::Syntax),
    (&["parameter"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
];
