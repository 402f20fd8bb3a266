//! How RouterOS writes values.

use std::fmt;
use std::time::Duration;

use chrono::NaiveDateTime;

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

/// `jul/14/2023 19:13:29` up to 7.9, `2023-07-14 19:24:07` from 7.10 on: the router's own clock, without a zone. `None` for
/// `never`, for nothing and for what is not a moment.
pub fn parse_date_time(text: &str) -> Option<NaiveDateTime> {
    let (date, time) = text.split_once(' ')?;
    // chrono reads month names in any case.
    let format = if date.contains('/') { "%b/%d/%Y %H:%M:%S" } else { "%Y-%m-%d %H:%M:%S" };
    NaiveDateTime::parse_from_str(&format!("{date} {time}"), format).ok()
}

/// Bits per second: `10000000`, `64k`, `2M`, `1G`, and with a unit as monitors write it, `512kbps`, `2.5Gbps`. k is 1000.
/// `None` where that is no whole number of bits.
pub fn parse_rate(text: &str) -> Option<u64> {
    let text = text.strip_suffix("bps").unwrap_or(text);
    let (number, digits) = match text.char_indices().next_back()? {
        (at, 'k' | 'K') => (&text[..at], 3),
        (at, 'M') => (&text[..at], 6),
        (at, 'G') => (&text[..at], 9),
        _ => (text, 0),
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) || number.ends_with('.') || fraction.len() > digits {
        return None;
    }
    let scale = 10_u64.checked_pow(u32::try_from(digits - fraction.len()).ok()?)?;
    format!("{whole}{fraction}").parse::<u64>().ok()?.checked_mul(scale)
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
            let _ = (parse_duration(&text), parse_date_time(&text), parse_rate(&text));
        }
        #[test]
        fn no_digits_panic(text in "[0-9wdhms:./ kMGbpsjan-]{0,40}") {
            let _ = (parse_duration(&text), parse_date_time(&text), parse_rate(&text));
        }
    }

    #[test]
    fn moments_of_both_eras() {
        let shown = |text| parse_date_time(text).map(|moment| moment.to_string());
        assert_eq!(shown("jul/14/2023 19:13:29").as_deref(), Some("2023-07-14 19:13:29"));
        assert_eq!(shown("2023-07-14 19:24:07").as_deref(), Some("2023-07-14 19:24:07"));
        assert_eq!(shown("jan/01/1970 00:00:00").as_deref(), Some("1970-01-01 00:00:00"));
        for none in
            ["", "never", "2023-07-14", "19:24:07", "jul/14 19:13:29", "14/jul/2023 19:13:29", "2023-13-01 00:00:00", "jul/32/2023 1:1:1"]
        {
            assert_eq!(parse_date_time(none), None, "{none}");
        }
    }

    #[test]
    fn rates_with_and_without_units() {
        for (text, rate) in [
            ("0", 0),
            ("10000000", 10_000_000),
            ("0010", 10),
            ("64k", 64_000),
            ("2M", 2_000_000),
            ("1G", 1_000_000_000),
            ("512kbps", 512_000),
            ("2.5Gbps", 2_500_000_000),
            ("0bps", 0),
        ] {
            assert_eq!(parse_rate(text), Some(rate), "{text}");
        }
        for none in ["", "bps", "k", "1.5", "1.0001k", "-1", "+1", "1 k", "1.k", ".5k", "fast", "99999999999G", "1T", "1é"] {
            assert_eq!(parse_rate(none), None, "{none}");
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
