//! How RouterOS writes values.

use std::fmt;
use std::time::Duration;

/// An item's internal number, such as `*1A`. For dynamic items it changes with every reboot: never keep it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(String);

impl Id {
    pub fn new(text: impl Into<String>) -> Id {
        Id(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl AsRef<[u8]> for Id {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Text of a router, which need not be UTF-8. Octets are kept, so that a name that was read can be written back.
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Text(Vec<u8>);

impl Text {
    pub fn new(octets: impl Into<Vec<u8>>) -> Text {
        Text(octets.into())
    }

    /// `None` where it is not UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Text(text.as_bytes().to_vec())
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Text {
    /// For people: what is not UTF-8 is replaced.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", String::from_utf8_lossy(&self.0))
    }
}

/// `true`/`false` or `yes`/`no`, by menu and version; a flag may stand without a value.
pub fn parse_bool(text: &[u8]) -> Option<bool> {
    match text {
        b"true" | b"yes" | b"" => Some(true),
        b"false" | b"no" => Some(false),
        _ => None,
    }
}

/// What every version reads.
pub fn format_bool(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

/// `1w2d3h4m5s`, `55s640ms`, `00:29:15`, `1d00:29:15`. `never`, `none` and nothing are `None`, and so is what is not a
/// duration.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        if rest[digits..].starts_with(':') {
            return total.checked_add(parse_clock(rest)?);
        }
        let number: u64 = rest[..digits].parse().ok()?;
        let unit = &rest[digits..];
        let length = unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len());
        let one = match &unit[..length] {
            "w" => Duration::from_secs(604_800),
            "d" => Duration::from_secs(86_400),
            "h" => Duration::from_secs(3_600),
            "m" => Duration::from_secs(60),
            "s" => Duration::from_secs(1),
            "ms" => Duration::from_millis(1),
            "us" => Duration::from_micros(1),
            _ => return None,
        };
        total = total.checked_add(one.checked_mul(u32::try_from(number).ok()?)?)?;
        rest = &unit[length..];
    }
    (!text.is_empty()).then_some(total)
}

/// `hh:mm:ss`.
fn parse_clock(text: &str) -> Option<Duration> {
    let parts: Vec<u64> = text.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    match parts[..] {
        [hours, minutes @ 0..60, seconds @ 0..60] => {
            Some(Duration::from_secs(hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn durations_of_all_versions() {
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(parse_duration("1w2d3h4m5s"), seconds(604_800 + 2 * 86_400 + 3 * 3_600 + 4 * 60 + 5));
        assert_eq!(parse_duration("3d14h20m55s640ms"), Some(Duration::from_millis(310_855_640)));
        assert_eq!(parse_duration("4s70ms"), Some(Duration::from_millis(4070)));
        assert_eq!(parse_duration("3300ms"), Some(Duration::from_millis(3300)));
        assert_eq!(parse_duration("00:29:15"), seconds(1755));
        assert_eq!(parse_duration("1d00:29:15"), seconds(86_400 + 1755));
        assert_eq!(parse_duration("0s"), seconds(0));
        for none in ["never", "none", "", "12", "1x", "1:2", "00:61:00", "-1s", "s", "1w:2"] {
            assert_eq!(parse_duration(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = parse_duration(&text);
        }
        #[test]
        fn no_digits_panic(text in "[0-9wdhms:]{0,40}") {
            let _ = parse_duration(&text);
        }
    }

    #[test]
    fn booleans_of_all_menus() {
        for (text, value) in
            [("true", Some(true)), ("yes", Some(true)), ("", Some(true)), ("false", Some(false)), ("no", Some(false)), ("1", None)]
        {
            assert_eq!(parse_bool(text.as_bytes()), value);
        }
    }
}
