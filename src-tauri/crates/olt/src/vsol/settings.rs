//! The lines of one ONU's configuration, as they are compared and shown.

use super::events::lines;
use super::refusals::refusals;
use crate::{ParseError, Parsed};

const MASKED: &str = "********";

/// The lines that speak of this ONU, with single blanks and without the passwords among them.
pub(super) fn of_onu(reply: &str, id: u8) -> Result<Parsed<Vec<String>>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let value: Vec<String> = lines(reply).iter().filter_map(|line| about(line, id)).collect();
    // A configuration of other ONUs only is known and says nothing of this one.
    let known = lines(reply).iter().any(|line| ["onu ", "confirm onu ", "interface ", "!"].iter().any(|start| line.starts_with(start)));
    if known { Ok(Parsed { value, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(reply)) }
}

/// The same out of a whole configuration, where every port has an ONU of this number.
pub(super) fn of_onu_on_port(reply: &str, interface: &str, id: u8) -> Result<Parsed<Vec<String>>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let (mut known, mut inside) = (false, false);
    let mut value = Vec::new();
    for line in lines(reply) {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(name) = words.strip_prefix("interface ") {
            known = true;
            inside = name == interface;
        } else if words == "exit" || words == "!" {
            inside = false;
        } else if inside {
            value.extend(about(&words, id));
        }
    }
    if known { Ok(Parsed { value, warnings: Vec::new() }) } else { Err(ParseError::unrecognised(reply)) }
}

fn about(line: &str, id: u8) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = match words.as_slice() {
        ["onu", "add", number, ..] | ["confirm", "onu", "mac", _, "onuid", number] | ["onu", number, ..] => number,
        _ => return None,
    };
    (number.parse() == Ok(id)).then(|| masked(&words))
}

/// Passwords of PPPoE, Wi-Fi and of the ONU's own pages stand in the clear.
fn masked(words: &[&str]) -> String {
    if let ["onu", id, "pri", "username", ..] = words {
        return format!("onu {id} pri username {MASKED}");
    }
    let mut shown: Vec<&str> = Vec::new();
    for word in words {
        let secret = matches!(shown.last(), Some(&("pwd" | "password" | "shared_key" | "key")));
        shown.push(if secret { MASKED } else { word });
    }
    shown.join(" ")
}

/// Whether a wanted line stands there. OLTs add words at the end (`portid 129`, `new_cos 0`) and write serials in either case.
pub(super) fn stands(wanted: &str, configuration: &[String]) -> bool {
    configuration.iter().any(|line| {
        line.get(..wanted.len()).is_some_and(|start| start.eq_ignore_ascii_case(wanted))
            && matches!(line.as_bytes().get(wanted.len()), None | Some(b' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_onus_lines_and_no_password() {
        let text = "interface gpon 0/1\nonu add 1 profile default sn GPON00AB12CD\nonu 1 desc A  B\nonu 11 desc C\nonu 1 pri username admin_control enable admin s1 user_control enable user s2\nonu 1 pri wan_adv index 1 route ipv4 pppoe proxy disable user u pwd s3 mode auto\nexit\ninterface gpon 0/2\nonu 1 desc D\nexit";
        let read = of_onu_on_port(text, "gpon 0/1", 1).unwrap().value;
        assert_eq!(read.len(), 4, "{read:?}");
        assert_eq!(read[1], "onu 1 desc A B");
        assert!(!read.iter().any(|line| ["s1", "s2", "s3"].iter().any(|secret| line.contains(secret))), "{read:?}");
        assert!(of_onu("% Unknown command", 1).is_err() && of_onu("hello", 1).is_err());
    }

    #[test]
    fn added_words_and_other_case_do_not_matter_and_longer_words_do() {
        let lines =
            ["onu add 1 profile default sn GPON00ab12cd".to_owned(), "onu 1 gemport 1 tcont 1 gemport_name g portid 129".to_owned()];
        assert!(stands("onu add 1 profile default sn GPON00AB12CD", &lines));
        assert!(stands("onu 1 gemport 1 tcont 1 gemport_name g", &lines));
        assert!(!stands("onu 1 gemport 1 tcont 1 gemport_name gg", &lines) && !stands("onu 1 gemport 1 tcont 1 gemport_nam", &lines));
    }
}
