//! What a C-Data OLT says when it will not, by its manual.

use crate::refusal::by_words;
use crate::{Refusal, RefusalKind};

/// Every refusal of a reply. `Failure:` stays in the reason, as the manual quotes it.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let refusal = |line: &str| {
        let line = line.trim();
        let percent = line.strip_prefix('%').map(str::trim);
        let other = || (line.starts_with("Failure:") || line.starts_with("Incorrect ") || line.starts_with("Error")).then_some(line);
        let reason = percent.or_else(other).filter(|reason| !reason.is_empty())?;
        Some(Refusal { kind: by_words(reason, RULES), code: None, line: line.to_owned(), reason: reason.to_owned() })
    };
    reply.lines().filter_map(refusal).collect()
}

const RULES: &[(&[&str], RefusalKind)] = &[
    (&["ont-id", "already exist"], RefusalKind::IdInUse),
    (&["sn", "already exist"], RefusalKind::AlreadyRegistered),
    (&["profile", "not exist"], RefusalKind::ProfileNotFound),
    (&["ont", "not exist"], RefusalKind::OnuNotFound),
    (&["input parameter"], RefusalKind::Syntax),
    (&["incorrect", "parameters"], RefusalKind::Syntax),
    (&["unknown command"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["busy"], RefusalKind::Busy),
];
