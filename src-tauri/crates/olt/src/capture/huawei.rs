//! The captures of this vendor.

use super::Answer;

pub(super) fn read(_operation: &str, _text: &str) -> Answer {
    None
}
