//! How one kind of device talks: its prompts with their modes, its pagers, and what it asks.

use regex::Regex;

/// A command-line mode, named by the dialect ("exec", "config", …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Mode(pub &'static str);

/// A prompt and the mode it stands for. A group named `host` is learned from the first prompt and must stay the same,
/// so that a row of output that merely looks like a prompt is not taken for one.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub mode: Mode,
    pub pattern: Regex,
}

/// A paging prompt and the bytes that call the next page.
#[derive(Debug, Clone)]
pub struct Pager {
    pub pattern: Regex,
    pub answer: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionKind {
    /// An optional parameter that Enter leaves out (`{ <cr>||<K> }:`).
    Parameter,
    /// A confirmation. Only a command that expects it is confirmed; any other is declined.
    Confirm { yes: &'static str, no: &'static str },
    /// A password. Only a command that brings one ([`Command::answering`](crate::Command::answering)) gives it, once; when it is
    /// asked again the answer is an empty line.
    Password,
}

#[derive(Debug, Clone)]
pub struct Question {
    pub pattern: Regex,
    pub kind: QuestionKind,
}

/// Everything a [`Dialogue`](crate::Dialogue) must know of a dialect. Prompts are tried in order; patterns are matched
/// against the unfinished last row, without trailing blanks.
#[derive(Debug, Clone)]
pub struct Profile {
    pub prompts: Vec<Prompt>,
    pub pagers: Vec<Pager>,
    pub questions: Vec<Question>,
    /// What the Enter key sends.
    pub enter: &'static str,
}
