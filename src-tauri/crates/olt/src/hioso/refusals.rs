//! What a HIOSO OLT says when it will not: `% …` for a line it cannot run, `! …` for an action that failed.

use crate::refusal::by_words;
use crate::{ParseError, Refusal, RefusalKind};

/// Every error line of a reply. A comment of a configuration (`! Onu 1/1:1 configuration`) is none, though it begins alike.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    reply.lines().filter_map(refusal).collect()
}

fn refusal(line: &str) -> Option<Refusal> {
    let line = line.trim();
    let said = |kind, reason: &str| Some(Refusal { kind, code: None, line: line.to_owned(), reason: reason.trim().to_owned() });
    if let Some(reason) = line.strip_prefix('%') {
        return said(by_words(reason, SYNTAX), reason);
    }
    if let Some(reason) = line.strip_prefix('!') {
        let exclaims = reason.trim_end_matches('!') != reason && !reason.trim_matches('!').trim().is_empty();
        return match by_words(reason, ACTION) {
            RefusalKind::Other if !exclaims => None,
            kind => said(kind, reason),
        };
    }
    if line == "Failed" {
        return said(RefusalKind::NotDone, line);
    }
    line.starts_with("Idle timed out").then(|| said(RefusalKind::SessionClosed, line)).flatten()
}

const SYNTAX: &[(&[&str], RefusalKind)] = &[
    (&["passwd"], RefusalKind::BadPassword),
    (&["password"], RefusalKind::BadPassword),
    (&["incomplete"], RefusalKind::Syntax),
    (&["unknown"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["invalid"], RefusalKind::Syntax),
    (&["no matched"], RefusalKind::Syntax),
];

const ACTION: &[(&[&str], RefusalKind)] =
    &[(&["onu", "offline"], RefusalKind::OnuOffline), (&["onu", "invalid"], RefusalKind::OnuNotFound), (&["failed"], RefusalKind::NotDone)];

pub(super) fn or_refused(reply: &str) -> Result<(), ParseError> {
    refusals(reply).into_iter().next().map_or(Ok(()), |refusal| Err(ParseError::Refused(refusal)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_errors_and_errors_are_sorted() {
        let kinds = |text: &str| refusals(text).iter().map(|refusal| refusal.kind).collect::<Vec<_>>();
        assert_eq!(kinds("! Onu 1/1:1 configuration\n!\n! White list configuration\n!Config for epon:\n"), []);
        assert_eq!(kinds("! Onu 1 is offline!\n! Onu 9 invalid\n"), [RefusalKind::OnuOffline, RefusalKind::OnuNotFound]);
        assert_eq!(kinds(" ! Something went wrong!"), [RefusalKind::Other]);
        assert_eq!(kinds("% Command incomplete.\n% Incorrect passwd!"), [RefusalKind::Syntax, RefusalKind::BadPassword]);
        assert_eq!(refusals("! De-register onu failed!")[0].reason, "De-register onu failed!");
    }
}
