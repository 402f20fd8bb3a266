//! One PON port.

use super::refusals::or_refused;
use crate::labels::{self, is_rule};
use crate::table::join_paths;
use crate::{Details, ParseError, Parsed, PonPort, PonStatus, Warning};

/// Labels of `display port info`. No colon follows them, so they are compared whole.
const LABELS: &[(&str, &str)] = &[
    ("F/S/P", "fsp"),
    ("Min distance(km)", "min_distance_km"),
    ("Max distance(km)", "max_distance_km"),
    ("Left guaranteed bandwidth(kbps)", "left_guaranteed_bandwidth_kbps"),
    ("Number of T-CONTs", "tconts"),
    ("Autofind", "autofind"),
    ("Admin State", "admin_state"),
    ("Channel Type", "channel_type"),
];

/// `display port info <port>`: the port, if it is named, and what it is set to.
pub fn port(reply: &str) -> Result<Parsed<(Option<PonPort>, PonStatus)>, ParseError> {
    or_refused(reply)?;
    let mut details = Details::default();
    let mut warnings = Vec::new();
    for line in labels::lines(reply) {
        let text = join_paths(line.trim());
        if is_rule(&text) {
            continue;
        }
        let found = LABELS.iter().find_map(|(label, name)| {
            let rest = strip_label(&text, label)?;
            // A label must end where its words end: `Admin State` is not `Admin States`.
            (rest.is_empty() || rest.starts_with([' ', '\t', ':'])).then(|| (*name, rest.trim_start_matches([' ', '\t', ':']).to_owned()))
        });
        if let Some((name, value)) = found {
            details.put_first(name, &value);
        }
    }
    let pon = details.get("fsp").and_then(|text| PonPort::parse(text).ok());
    if pon.is_none() && !details.is_printed("admin_state") {
        return Err(ParseError::unrecognised(reply));
    }
    let up = match details.get("admin_state").map(str::to_ascii_lowercase).as_deref() {
        Some("on" | "online" | "enable") => Some(true),
        Some("off" | "offline" | "disable") => Some(false),
        Some(other) => {
            warnings.push(Warning::Unreadable { what: "admin state", value: other.to_owned() });
            None
        }
        None => None,
    };
    Ok(Parsed { value: (pon, PonStatus { up, details, ..PonStatus::default() }), warnings })
}

/// The rest after a label, whatever blanks and capitals it is printed with.
fn strip_label<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    let mut rest = text;
    for word in label.split(' ') {
        rest = rest.trim_start();
        let head = rest.get(..word.len())?;
        if !head.eq_ignore_ascii_case(word) {
            return None;
        }
        rest = rest.get(word.len()..)?;
    }
    Some(rest)
}

/// The numbers of ONTs of a port, from `display ont info <f> <s> <p> all`.
pub(super) fn with_counts(mut status: PonStatus, listed: &[crate::Listed]) -> PonStatus {
    let count = |onus: usize| u32::try_from(onus).ok();
    status.registered = count(listed.len());
    status.online = count(listed.iter().filter(|onu| onu.state == crate::OnuState::Online).count());
    status
}
