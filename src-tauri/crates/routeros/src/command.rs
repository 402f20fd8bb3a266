//! A command and the queries that a `print` takes.

use std::time::Duration;

use crate::wire::Word;

/// Verbs that change nothing, and may therefore be asked again.
const READING: [&str; 6] = ["print", "getall", "get", "listen", "monitor", "monitor-traffic"];

/// A sentence to the router: a path with a verb, attributes, queries. Values travel as counted octets, so nothing in them
/// can turn into another word.
#[derive(Clone)]
pub struct Command {
    words: Vec<Word>,
    deadline: Option<Duration>,
}

impl Command {
    /// `path` is menu and verb, such as `/ppp/secret/print`.
    pub fn new(path: &str) -> Command {
        Command { words: vec![path.as_bytes().to_vec()], deadline: None }
    }

    pub fn attribute(mut self, key: &str, value: impl AsRef<[u8]>) -> Command {
        self.words.push([b"=", key.as_bytes(), b"=", value.as_ref()].concat());
        self
    }

    /// The attribute, if there is a value.
    pub fn attribute_if(self, key: &str, value: Option<impl AsRef<[u8]>>) -> Command {
        match value {
            Some(value) => self.attribute(key, value),
            None => self,
        }
    }

    /// Which properties a `print` reads. Always say: without it the router collects slow ones too.
    pub fn properties(self, names: &[&str]) -> Command {
        self.attribute(".proplist", names.join(","))
    }

    pub fn query(mut self, query: Query) -> Command {
        self.words.extend(query.words);
        self
    }

    /// A deadline of its own in place of the connection's: for commands that are known to take long.
    pub fn within(mut self, deadline: Duration) -> Command {
        self.deadline = Some(deadline);
        self
    }

    /// Does it change nothing? Only such a command is ever sent a second time by itself.
    pub fn is_read(&self) -> bool {
        let path = self.path();
        READING.contains(&path.rsplit('/').next().unwrap_or_default())
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.deadline
    }

    pub(crate) fn words(&self) -> &[Word] {
        &self.words
    }

    pub fn path(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.words[0])
    }

    pub(crate) fn tagged(&self, tag: &str) -> Vec<Word> {
        let mut words = self.words.clone();
        words.push(format!(".tag={tag}").into_bytes());
        words
    }
}

impl std::fmt::Debug for Command {
    /// The path only: values may be passwords.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Command({})", self.path())
    }
}

/// Which rows a `print` gives. The router evaluates a stack; this builds it in postfix order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    words: Vec<Word>,
}

impl Query {
    fn word(kind: &str, key: &str, value: Option<&[u8]>) -> Query {
        let mut word = [b"?", kind.as_bytes(), key.as_bytes()].concat();
        if let Some(value) = value {
            word.push(b'=');
            word.extend(value);
        }
        Query { words: vec![word] }
    }

    pub fn has(key: &str) -> Query {
        Query::word("", key, None)
    }

    pub fn lacks(key: &str) -> Query {
        Query::word("-", key, None)
    }

    pub fn equal(key: &str, value: impl AsRef<[u8]>) -> Query {
        Query::word("=", key, Some(value.as_ref()))
    }

    /// Less and greater compare as the router compares that property; for text and time that depends on the version.
    pub fn less(key: &str, value: impl AsRef<[u8]>) -> Query {
        Query::word("<", key, Some(value.as_ref()))
    }

    pub fn greater(key: &str, value: impl AsRef<[u8]>) -> Query {
        Query::word(">", key, Some(value.as_ref()))
    }

    pub fn and(self, other: Query) -> Query {
        self.join(other, "?#&")
    }

    pub fn or(self, other: Query) -> Query {
        self.join(other, "?#|")
    }

    #[allow(clippy::should_implement_trait, reason = "reads as the two above do")]
    pub fn not(mut self) -> Query {
        self.words.push(b"?#!".to_vec());
        self
    }

    fn join(mut self, other: Query, operation: &str) -> Query {
        self.words.extend(other.words);
        self.words.push(operation.as_bytes().to_vec());
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_postfix() {
        let query = Query::equal("service", "pppoe").and(Query::has("comment").not()).or(Query::lacks("profile"));
        let words: Vec<_> = query.words.iter().map(|word| String::from_utf8_lossy(word).into_owned()).collect();
        assert_eq!(words, ["?=service=pppoe", "?comment", "?#!", "?#&", "?-profile", "?#|"]);
        assert_eq!(Query::less("uptime", "1h").words, [b"?<uptime=1h".to_vec()]);
        assert_eq!(Query::greater("rx-byte", "5").words, [b"?>rx-byte=5".to_vec()]);
    }

    #[test]
    fn what_changes_something_is_no_read() {
        for (path, read) in [
            ("/ppp/secret/print", true),
            ("/interface/monitor-traffic", true),
            ("/ppp/active/listen", true),
            ("/ppp/secret/set", false),
            ("/ppp/active/remove", false),
            ("/system/reboot", false),
            ("/print/add", false),
            ("", false),
        ] {
            assert_eq!(Command::new(path).is_read(), read, "{path}");
        }
    }

    #[test]
    fn a_command_is_words() {
        let command = Command::new("/ppp/secret/set").attribute(".id", "*1").attribute("comment", "a=b").attribute("profile", "");
        assert_eq!(
            command.tagged("7"),
            [b"/ppp/secret/set".to_vec(), b"=.id=*1".to_vec(), b"=comment=a=b".to_vec(), b"=profile=".to_vec(), b".tag=7".to_vec()]
        );
    }
}
