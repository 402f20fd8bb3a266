//! What a router says.

use std::borrow::Cow;
use std::fmt;

use crate::value::{Id, Text};
use crate::wire::{Sentence, Word};

/// The properties of a row or of the end of a command, in order. A key may come twice; the first counts.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Row(Vec<(Word, Word)>);

impl Row {
    pub fn octets(&self, key: &str) -> Option<&[u8]> {
        self.0.iter().find(|(name, _)| name == key.as_bytes()).map(|(_, value)| value.as_slice())
    }

    pub fn text(&self, key: &str) -> Option<Text> {
        self.octets(key).map(|octets| Text::new(octets.to_vec()))
    }

    /// For display and for values that are ASCII: octets that are not UTF-8 are replaced.
    pub fn shown(&self, key: &str) -> Option<Cow<'_, str>> {
        self.octets(key).map(String::from_utf8_lossy)
    }

    pub fn id(&self) -> Option<Id> {
        self.octets(".id").and_then(|octets| std::str::from_utf8(octets).ok()).map(Id::new)
    }

    pub fn keys(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.iter().map(|(key, _)| String::from_utf8_lossy(key))
    }

    /// In a `listen`: the item was removed.
    pub fn is_dead(&self) -> bool {
        self.octets(".dead").is_some_and(|value| value == b"yes" || value == b"true")
    }
}

impl fmt::Debug for Row {
    /// Keys only: values may be passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys()).finish()
    }
}

/// A refusal, or news of one. Categories: 0 missing item or command, 1 bad value, 2 interrupted, 3 scripting, 4 general,
/// 5 API, 6 terminal, 7 value of `:return`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trap {
    pub category: Option<u32>,
    pub message: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Row(Row),
    /// The end of a command; after `add`, `ret` is the new item's id.
    Done(Row),
    /// Since 7.18, for a command that gives no rows. `Done` follows.
    Empty,
    /// `Done` follows.
    Trap(Trap),
    /// The router closes the connection. No `Done` follows.
    Fatal(String),
    /// A word of a later version; to be ignored.
    Unknown(String),
}

impl Reply {
    /// The reply in a sentence and its tag. Words of unknown form are ignored, so that a later version's are too.
    pub fn read(sentence: Sentence) -> (Option<Word>, Reply) {
        let mut words = sentence.into_iter();
        let first = words.next().unwrap_or_default();
        let (mut tag, mut row, mut plain) = (None, Row::default(), Vec::new());
        for mut word in words {
            if let Some(value) = word.strip_prefix(b".tag=") {
                tag = Some(value.to_vec());
            } else if word.first() == Some(&b'=') {
                // The key ends at the second `=`; the value may hold more of them.
                match word.iter().skip(1).position(|octet| *octet == b'=') {
                    Some(end) => {
                        let value = word.split_off(end + 2);
                        row.0.push((word[1..=end].to_vec(), value));
                    }
                    // A flag without a value.
                    None => row.0.push((word[1..].to_vec(), Vec::new())),
                }
            } else {
                plain.push(String::from_utf8_lossy(&word).into_owned());
            }
        }
        let reply = match first.as_slice() {
            b"!re" => Reply::Row(row),
            b"!done" => Reply::Done(row),
            b"!empty" => Reply::Empty,
            b"!trap" => Reply::Trap(Trap {
                category: row.shown("category").and_then(|category| category.parse().ok()),
                message: row.shown("message").unwrap_or_default().into_owned(),
            }),
            b"!fatal" => {
                plain.extend(row.shown("message").map(Cow::into_owned));
                Reply::Fatal(plain.join(" "))
            }
            other => Reply::Unknown(String::from_utf8_lossy(other).into_owned()),
        };
        (tag, reply)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&[u8]]) -> (Option<Word>, Reply) {
        Reply::read(words.iter().map(|word| word.to_vec()).collect())
    }

    #[test]
    fn values_keep_equals_signs_emptiness_and_octets() {
        let (tag, reply) = read(&[b"!re", b"=.id=*1A", b"=comment=a=b=c", b"=profile=", b"=flag", b"=name=\xe9\xff", b".tag=12", b"junk"]);
        assert_eq!(tag.as_deref(), Some(b"12".as_slice()));
        let Reply::Row(row) = reply else { panic!("not a row") };
        assert_eq!(row.id(), Some(Id::new("*1A")));
        assert_eq!(row.octets("comment"), Some(b"a=b=c".as_slice()));
        assert_eq!(row.octets("profile"), Some(b"".as_slice()));
        assert_eq!(row.octets("flag"), Some(b"".as_slice()));
        assert_eq!(row.octets("name"), Some(b"\xe9\xff".as_slice()));
        assert_eq!(row.octets("missing"), None);
        assert_eq!(format!("{row:?}"), r#"[".id", "comment", "profile", "flag", "name"]"#);
    }

    #[test]
    fn every_reply_word_is_told_apart() {
        assert_eq!(read(&[b"!empty", b".tag=1"]).1, Reply::Empty);
        assert_eq!(read(&[b"!later", b"=x=y"]).1, Reply::Unknown("!later".into()));
        assert_eq!(read(&[b"!fatal", b"session terminated on request"]).1, Reply::Fatal("session terminated on request".into()));
        assert_eq!(
            read(&[b"!trap", b"=category=0", b"=message=no such item", b"=future=1"]).1,
            Reply::Trap(Trap { category: Some(0), message: "no such item".into() })
        );
        assert_eq!(read(&[b"!trap", b"=category=x"]).1, Reply::Trap(Trap { category: None, message: String::new() }));
        assert_eq!(Reply::read(Vec::new()).1, Reply::Unknown(String::new()));
    }
}
