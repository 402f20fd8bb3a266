//! Whatever else a reply says, by name.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::reading::said;

/// Named values as printed. A name that the OLT printed without a value (empty, `-`, `N/A`) is kept, and has no text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details(BTreeMap<&'static str, Option<String>>);

impl Details {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// Whether the reply has this name at all, with a value or without.
    pub fn is_printed(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Option<&str>)> {
        self.0.iter().map(|(name, text)| (*name, text.as_deref()))
    }

    /// Keeps a printed value; the words by which OLTs say "nothing" leave no text.
    pub(crate) fn put(&mut self, name: &'static str, printed: &str) {
        self.0.insert(name, said(printed).map(str::to_owned));
    }

    /// The same for the first of a repeated name; whether it was the first.
    pub(crate) fn put_first(&mut self, name: &'static str, printed: &str) -> bool {
        match self.0.entry(name) {
            Entry::Vacant(free) => {
                free.insert(said(printed).map(str::to_owned));
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// Appends to a value that was wrapped.
    pub(crate) fn extend_text(&mut self, name: &str, more: &str) -> bool {
        match self.0.get_mut(name) {
            Some(text) => {
                text.get_or_insert_default().push_str(more);
                true
            }
            None => false,
        }
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).flatten()
    }

    pub(crate) fn append(&mut self, more: Details) {
        self.0.extend(more.0);
    }
}
