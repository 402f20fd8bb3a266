//! The stack of `?` words that chooses rows (MikroTik, *API*, "Queries").

use janet_routeros::Word;

use super::request::{Refused, refuse};

type Row = [(String, Vec<u8>)];

/// Is this row wanted? Values that are left on the stack must all be true.
pub(crate) fn matches(queries: &[Word], row: &Row) -> Result<bool, Refused> {
    let mut stack: Vec<bool> = Vec::new();
    for word in queries {
        match &word[1..] {
            [b'#', operations @ ..] => {
                for operation in operations {
                    operate(*operation, &mut stack)?;
                }
            }
            [b'-', name @ ..] => stack.push(value(row, name).is_none()),
            [b'<', rest @ ..] => stack.push(compare(row, rest, std::cmp::Ordering::Less)),
            [b'>', rest @ ..] => stack.push(compare(row, rest, std::cmp::Ordering::Greater)),
            // librouteros writes `?=name=x`, others `?name=x`.
            [b'=', rest @ ..] | rest => stack.push(match split(rest) {
                (name, Some(wanted)) => value(row, name) == Some(wanted),
                (name, None) => value(row, name).is_some(),
            }),
        }
    }
    Ok(stack.iter().all(|one| *one))
}

fn operate(operation: u8, stack: &mut Vec<bool>) -> Result<(), Refused> {
    let mut pop = || stack.pop().ok_or(()).or_else(|()| refuse(5, "query: stack is empty"));
    let result = match operation {
        b'!' => !pop()?,
        b'&' => pop()? & pop()?,
        b'|' => pop()? | pop()?,
        other => return refuse(5, format!("query: unknown operation {}", char::from(other))),
    };
    stack.push(result);
    Ok(())
}

fn split(word: &[u8]) -> (&[u8], Option<&[u8]>) {
    match word.iter().position(|octet| *octet == b'=') {
        Some(end) => (&word[..end], Some(&word[end + 1..])),
        None => (word, None),
    }
}

fn value<'a>(row: &'a Row, name: &[u8]) -> Option<&'a [u8]> {
    row.iter().find(|(key, _)| key.as_bytes() == name).map(|(_, value)| value.as_slice())
}

/// Numbers as numbers, the rest as octets.
fn compare(row: &Row, word: &[u8], wanted: std::cmp::Ordering) -> bool {
    let (name, Some(limit)) = split(word) else { return false };
    let Some(value) = value(row, name) else { return false };
    let number = |octets: &[u8]| std::str::from_utf8(octets).ok()?.parse::<u64>().ok();
    match (number(value), number(limit)) {
        (Some(value), Some(limit)) => value.cmp(&limit) == wanted,
        _ => value.cmp(limit) == wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(words: &[&str]) -> Result<bool, Refused> {
        let row = [("name".to_owned(), b"budi".to_vec()), ("rx".to_owned(), b"1000".to_vec()), ("comment".to_owned(), Vec::new())];
        let words: Vec<Word> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
        matches(&words, &row)
    }

    #[test]
    fn words_work_as_documented() {
        for (words, result) in [
            (vec![], true),
            (vec!["?name=budi"], true),
            (vec!["?=name=budi"], true),
            (vec!["?name=siti"], false),
            (vec!["?name"], true),
            (vec!["?-name"], false),
            (vec!["?-other"], true),
            (vec!["?>rx=999"], true),
            (vec!["?<rx=999"], false),
            (vec!["?comment="], true),
            (vec!["?name=siti", "?rx=1000", "?#|"], true),
            (vec!["?name=siti", "?rx=1000", "?#&"], false),
            (vec!["?name=siti", "?#!"], true),
            (vec!["?name=budi", "?rx=1"], false),
        ] {
            assert_eq!(wanted(&words), Ok(result), "{words:?}");
        }
        assert!(wanted(&["?#&"]).is_err());
        assert!(wanted(&["?name", "?#x"]).is_err());
    }
}
