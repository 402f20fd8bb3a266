//! What a vendor's command line is to the terminal: lines in, replies out.

/// A reply to one line.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub lines: Vec<String>,
    /// Asked after the lines; the answer goes to [`Shell::answer`].
    pub question: Option<String>,
    /// The session ends.
    pub close: bool,
    /// The device reboots.
    pub reboot: bool,
}

impl Reply {
    pub(super) fn none() -> Self {
        Self::default()
    }

    pub(super) fn line(text: impl Into<String>) -> Self {
        Self { lines: vec![text.into()], ..Self::default() }
    }

    pub(super) fn lines(lines: Vec<String>) -> Self {
        Self { lines, ..Self::default() }
    }

    pub(super) fn ask(question: impl Into<String>) -> Self {
        Self { question: Some(question.into()), ..Self::default() }
    }

    pub(super) fn close() -> Self {
        Self { close: true, ..Self::default() }
    }
}

/// A pager's text and the bytes that erase it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pager {
    pub text: &'static str,
    pub erase: &'static str,
}

/// A session's interpreter: it holds the mode and changes the plant.
pub(super) trait Shell: Send {
    /// Printed before the first prompt.
    fn greeting(&self) -> Vec<String>;

    /// Printed some time after the first prompt, followed by another prompt.
    fn late_message(&self) -> Option<Vec<String>> {
        None
    }

    fn prompt(&self) -> String;

    fn execute(&mut self, line: &str) -> Reply;

    /// The answer to the question of the last reply.
    fn answer(&mut self, text: &str) -> Reply;

    fn pager(&self) -> Pager;

    /// Rows per page; `None` when the session turned paging off.
    fn page(&self) -> Option<usize>;

    /// Whether Enter calls the next page, and no other key does. Elsewhere Enter calls one more row.
    fn pages_with_enter(&self) -> bool {
        false
    }

    /// How a typed character comes back.
    fn echo(&self, character: char) -> String {
        character.to_string()
    }
}
