//! Replies of the form `label : value`.

/// A line split at its first colon: values hold colons (times, `ONU-1:1`), labels do not.
pub(crate) fn split(line: &str) -> Option<(&str, &str)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    let plausible = !label.is_empty() && label.len() <= 48 && label.chars().any(char::is_alphabetic) && !label.starts_with(['<', '|', '%']);
    plausible.then(|| (label, value.trim()))
}

/// A label as a key: lower case, single blanks, no unit in brackets (`ONT distance(m)` → `ont distance`).
pub(crate) fn key(label: &str) -> String {
    let label = label.split('(').next().unwrap_or(label);
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_lowercase()
}

/// A line of dashes or stars that separates parts of a reply.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 8 && line.bytes().all(|byte| byte == b'-' || byte == b'*' || byte == b'=')
}

/// A prompt, alone or with what was typed after it (`GPON OLT(config)# show …`).
pub(crate) fn is_typed(line: &str) -> bool {
    let Some((host, _)) = line.trim().split_once(['#', '>']) else { return false };
    let plain = |character: char| character.is_ascii_alphanumeric() || " ._()/-|".contains(character);
    // Host names have few words, rows of tables more.
    host.len() <= 64
        && host.split_whitespace().count() <= 3
        && host.chars().any(char::is_alphabetic)
        && host.chars().all(plain)
        && !host.starts_with('(')
}

/// The lines of a reply without what pagers may have left in front of a row (some ZTE firmware pads instead of erasing).
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| without_pager(line).trim_end().to_owned()).collect()
}

fn without_pager(line: &str) -> String {
    let line: String = line.chars().filter(|character| !character.is_control() || *character == '\t').collect();
    let trimmed = line.trim_start();
    for pager in ["--More--", "---- More ( Press 'Q' to break ) ----"] {
        if let Some(rest) = trimmed.strip_prefix(pager) {
            return rest.to_owned();
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_end_at_the_first_colon() {
        assert_eq!(split("  Description:         ONU-1:1"), Some(("Description", "ONU-1:1")));
        assert_eq!(split("  Multicast encryption:disable"), Some(("Multicast encryption", "disable")));
        assert_eq!(split("   Loid                :"), Some(("Loid", "")));
        assert_eq!(split("no colon"), None);
        assert_eq!(split("  <T-CONT   1>  DBA Profile-ID:2"), None);
        assert_eq!(key("OLT Rx ONT optical power(dBm)          "), "olt rx ont optical power");
    }

    #[test]
    fn a_pager_in_front_of_a_row_is_cut() {
        assert_eq!(lines(" --More--           Online Duration: 98h"), ["           Online Duration: 98h"]);
    }
}
