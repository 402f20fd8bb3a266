//! What a V-SOL OLT says when it will not.

use crate::refusal::by_words;
use crate::{ParseError, Refusal, RefusalKind};

/// Openings of error lines; what follows is the reason. V1.4 marks with `%`, V2.3.1 also with `Error:`.
const OPENINGS: &[&str] = &["%", "Error:", "ERROR:"];
/// Error lines without a mark, from their first words.
const UNMARKED: &[&str] = &["No related information to show", "Bad UserName or Bad Password", "Unsupport private protocol"];

/// Every error line of a reply.
pub fn refusals(reply: &str) -> Vec<Refusal> {
    let mut found = Vec::new();
    for line in reply.lines().map(str::trim) {
        let marked = OPENINGS.iter().find_map(|opening| line.strip_prefix(opening)).map(str::trim);
        let unmarked = UNMARKED.iter().any(|words| line.starts_with(words)).then_some(line);
        if let Some(reason) = marked.or(unmarked).filter(|reason| !reason.is_empty()) {
            let kind = by_words(reason, RULES);
            found.push(Refusal { kind, code: None, line: line.to_owned(), reason: reason.trim_end_matches(['.', ' ']).to_owned() });
        }
    }
    found
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

/// The first five are the words of captures and of the vendor's manual (§2.3.4); the rest sorts texts of which no capture
/// shows the whole by the words that any such text has.
const RULES: &[(&[&str], RefusalKind)] = &[
    (&["unknown command"], RefusalKind::Syntax),
    (&["incomplete"], RefusalKind::Syntax),
    (&["too many parameters"], RefusalKind::Syntax),
    (&["ambiguous"], RefusalKind::Syntax),
    (&["no related information"], RefusalKind::Empty),
    (&["bad username"], RefusalKind::BadPassword),
    (&["password"], RefusalKind::BadPassword),
    (&["unsupport"], RefusalKind::OnuOffline),
    (&["profile", "not"], RefusalKind::ProfileNotFound),
    (&["sn", "not", "exist"], RefusalKind::OnuNotFound),
    (&["sn", "exist"], RefusalKind::AlreadyRegistered),
    (&["mac", "exist"], RefusalKind::AlreadyRegistered),
    (&["not online"], RefusalKind::OnuOffline),
    (&["offline"], RefusalKind::OnuOffline),
    (&["onu", "not", "exist"], RefusalKind::OnuNotFound),
    (&["onu", "exist"], RefusalKind::IdInUse),
    (&["gemport", "not"], RefusalKind::GemportNotFound),
    (&["service-port", "exist"], RefusalKind::ServicePortExists),
    (&["maximum"], RefusalKind::PortFull),
    (&["full"], RefusalKind::PortFull),
    (&["range"], RefusalKind::Exceeded),
    (&["busy"], RefusalKind::Busy),
    (&["invalid"], RefusalKind::Syntax),
    (&["parameter"], RefusalKind::Syntax),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_and_other_lines_are_no_refusals() {
        let kinds = |text: &str| refusals(text).iter().map(|refusal| refusal.kind).collect::<Vec<_>>();
        assert_eq!(kinds("% Unknown command. \n% Command incomplete"), [RefusalKind::Syntax; 2]);
        assert_eq!(kinds("Error: the sn already exists"), [RefusalKind::AlreadyRegistered]);
        assert_eq!(kinds("Error: onu id 3 exists"), [RefusalKind::IdInUse]);
        assert_eq!(kinds("Error: line profile does not exist"), [RefusalKind::ProfileNotFound]);
        assert_eq!(kinds("Error: something new"), [RefusalKind::Other]);
        assert_eq!(kinds("No related information to show."), [RefusalKind::Empty]);
        assert!(kinds("Hello\n%\nonu 1 desc Error").is_empty());
    }
}
