//! Telephone numbers as Indonesian offices type them: 0812…, +62 812…, 62812…, 021-…. Kept as +62… so that two
//! spellings of one number are one number, and a `wa.me` link needs no repair.

use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(try_from = "String", into = "String")]
#[specta(transparent)]
pub struct Phone(String);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PhoneError {
    #[error("a telephone number has digits, spaces, dashes and at most one leading plus")]
    NotANumber,
    #[error("a telephone number has 8 to 15 digits")]
    Length,
}

impl Phone {
    pub fn parse(text: &str) -> Result<Phone, PhoneError> {
        let text = text.trim();
        let (plus, rest) = match text.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let mut digits = String::with_capacity(rest.len());
        for c in rest.chars() {
            match c {
                '0'..='9' => digits.push(c),
                ' ' | '-' | '.' | '(' | ')' | '\u{a0}' => {}
                _ => return Err(PhoneError::NotANumber),
            }
        }
        let international = if plus {
            digits
        } else if let Some(national) = digits.strip_prefix('0') {
            format!("62{national}")
        } else if digits.starts_with("62") {
            digits
        } else if digits.starts_with('8') {
            // Excel eats the leading zero of a mobile number.
            format!("62{digits}")
        } else {
            return Err(PhoneError::NotANumber);
        };
        // ITU-T E.164: at most 15 digits.
        if !(8..=15).contains(&international.len()) {
            return Err(PhoneError::Length);
        }
        Ok(Phone(format!("+{international}")))
    }

    /// `+628123456789`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Phone::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_number_are_one_number() {
        for text in ["0812-1100-4512", "+62 812 1100 4512", "6281211004512", "81211004512", " (0812) 1100.4512 "] {
            assert_eq!(Phone::parse(text).unwrap().as_str(), "+6281211004512", "{text}");
        }
        assert_eq!(Phone::parse("021-8800-4561").unwrap().as_str(), "+622188004561");
        assert_eq!(Phone::parse("+65 6123 4567").unwrap().as_str(), "+6561234567");
    }

    #[test]
    fn nonsense_is_refused() {
        assert_eq!(Phone::parse("0812abc"), Err(PhoneError::NotANumber));
        assert_eq!(Phone::parse("12"), Err(PhoneError::NotANumber));
        assert_eq!(Phone::parse("08"), Err(PhoneError::Length));
        assert_eq!(Phone::parse(""), Err(PhoneError::NotANumber));
        assert_eq!(Phone::parse("0812345678901234"), Err(PhoneError::Length));
    }
}
