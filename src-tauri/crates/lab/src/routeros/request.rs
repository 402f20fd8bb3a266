//! A sentence of a client, taken apart, and the sentences that answer it.

use janet_routeros::{Sentence, Word};

pub(crate) struct Request {
    /// `/ppp/secret`
    pub(crate) menu: String,
    /// `print`
    pub(crate) verb: String,
    pub(crate) attributes: Vec<(String, Vec<u8>)>,
    pub(crate) queries: Vec<Word>,
    pub(crate) tag: Option<Word>,
}

impl Request {
    pub(crate) fn read(sentence: Sentence) -> Request {
        let mut words = sentence.into_iter();
        let path = String::from_utf8_lossy(&words.next().unwrap_or_default()).into_owned();
        let (menu, verb) = path.rsplit_once('/').unwrap_or(("", &path));
        let mut request = Request { menu: menu.into(), verb: verb.into(), attributes: Vec::new(), queries: Vec::new(), tag: None };
        for word in words {
            match word.first() {
                Some(b'=') => {
                    let end = word[1..].iter().position(|octet| *octet == b'=').map_or(word.len(), |end| end + 1);
                    let key = String::from_utf8_lossy(&word[1..end]).into_owned();
                    request.attributes.push((key, word.get(end + 1..).unwrap_or_default().to_vec()));
                }
                Some(b'?') => request.queries.push(word),
                _ => {
                    if let Some(tag) = word.strip_prefix(b".tag=") {
                        request.tag = Some(tag.to_vec());
                    }
                }
            }
        }
        request
    }

    pub(crate) fn get(&self, key: &str) -> Option<&[u8]> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_slice())
    }

    pub(crate) fn text(&self, key: &str) -> Option<String> {
        self.get(key).map(|value| String::from_utf8_lossy(value).into_owned())
    }
}

/// A refusal: category and message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) category: Option<u32>,
    pub(crate) message: String,
}

pub(crate) fn refuse<T>(category: u32, message: impl Into<String>) -> Result<T, Refused> {
    Err(Refused { category: Some(category), message: message.into() })
}

/// Name and value of each property, in order.
pub(crate) type Row = Vec<(String, Vec<u8>)>;

/// What a command gives.
#[derive(Default)]
pub(crate) struct Given {
    pub(crate) rows: Vec<Row>,
    pub(crate) ret: Option<String>,
    /// The command is one that shows rows, and there are none.
    pub(crate) empty: bool,
}

/// The sentences for an outcome, `!done` last.
pub(crate) fn sentences(outcome: Result<Given, Refused>, tag: Option<&[u8]>, says_empty: bool) -> Vec<Sentence> {
    let mut all = Vec::new();
    let mut ret = None;
    match outcome {
        Ok(given) => {
            all.extend(given.rows.into_iter().map(|row| row_sentence(&row, tag)));
            if given.empty && says_empty {
                all.push(sentence("!empty", &[], tag));
            }
            ret = given.ret;
        }
        Err(refused) => {
            let mut words = Vec::new();
            words.extend(refused.category.map(|category| format!("=category={category}")));
            words.push(format!("=message={}", refused.message));
            all.push(sentence("!trap", &words, tag));
        }
    }
    let ret: Vec<String> = ret.map(|ret| format!("=ret={ret}")).into_iter().collect();
    all.push(sentence("!done", &ret, tag));
    all
}

pub(crate) fn row_sentence(row: &[(String, Vec<u8>)], tag: Option<&[u8]>) -> Sentence {
    let mut words = sentence("!re", &[], tag);
    words.extend(row.iter().map(|(name, value)| [b"=", name.as_bytes(), b"=", value].concat()));
    words
}

pub(crate) fn sentence(first: &str, words: &[String], tag: Option<&[u8]>) -> Sentence {
    let mut all: Sentence = vec![first.as_bytes().to_vec()];
    all.extend(tag.map(|tag| [b".tag=", tag].concat()));
    all.extend(words.iter().map(|word| word.as_bytes().to_vec()));
    all
}
