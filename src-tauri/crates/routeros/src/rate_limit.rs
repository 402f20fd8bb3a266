//! The grammar of a PPP profile's `rate-limit` and of Mikrotik-Rate-Limit (MikroTik, *RADIUS*):
//! `rx[/tx] [burst [threshold [time [priority [min]]]]]`. Seen from the router: *rx* is the customer's upload, *tx* the download.

use std::fmt;

use crate::value::parse_rate;

/// Upload and download. In limits, bits per second (seconds for the burst time); in a queue's counters, octets or packets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatePair {
    pub upload: u64,
    pub download: u64,
}

/// A rate limit as it takes effect: absent fields have the router's defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    pub rate: RatePair,
    pub burst: Option<Burst>,
    /// 1 (first) to 8.
    pub priority: u8,
    /// What the queue guarantees.
    pub minimum: RatePair,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    pub rate: RatePair,
    pub threshold: RatePair,
    pub seconds: RatePair,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} is not valid in the rate limit {text:?}")]
pub struct BadRateLimit {
    pub text: String,
    pub field: &'static str,
}

impl RateLimit {
    pub fn parse(text: &str) -> Result<RateLimit, BadRateLimit> {
        let bad = |field| BadRateLimit { text: text.to_owned(), field };
        let mut fields = text.split_ascii_whitespace();
        let rate = fields.next().and_then(|field| pair(field, bits)).ok_or_else(|| bad("rate"))?;
        let burst_rate = optional(fields.next(), bits).map_err(|()| bad("burst rate"))?;
        let threshold = optional(fields.next(), bits).map_err(|()| bad("burst threshold"))?;
        let time = optional(fields.next(), seconds).map_err(|()| bad("burst time"))?;
        let priority = fields.next().map_or(Some(8), priority).ok_or_else(|| bad("priority"))?;
        let minimum = optional(fields.next(), bits).map_err(|()| bad("minimum"))?.unwrap_or(rate);
        if fields.next().is_some() {
            return Err(bad("a seventh field"));
        }
        let burst = burst_rate.map(|burst| Burst {
            rate: burst,
            threshold: threshold.unwrap_or(rate),
            seconds: time.unwrap_or(RatePair { upload: 1, download: 1 }),
        });
        if let Some(burst) = burst.filter(|burst| burst.rate != ZERO) {
            if !at_most(rate, burst.rate) {
                return Err(bad("burst rate"));
            }
            if !at_most(burst.threshold, burst.rate) {
                return Err(bad("burst threshold"));
            }
        }
        if !at_most(minimum, rate) {
            return Err(bad("minimum"));
        }
        Ok(RateLimit { rate, burst: burst.filter(|burst| burst.rate != ZERO), priority, minimum })
    }
}

impl RatePair {
    /// `upload/download`, or one value for both, as queues show limits, rates and counters.
    pub fn parse(text: &str) -> Option<RatePair> {
        pair(text, parse_rate)
    }
}

impl fmt::Display for RatePair {
    /// With the largest unit that loses nothing; always both directions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Bits(self.upload), Bits(self.download))
    }
}

struct Bits(u64);

impl fmt::Display for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => write!(f, "0"),
            bits if bits % 1_000_000_000 == 0 => write!(f, "{}G", bits / 1_000_000_000),
            bits if bits % 1_000_000 == 0 => write!(f, "{}M", bits / 1_000_000),
            bits if bits % 1_000 == 0 => write!(f, "{}k", bits / 1_000),
            bits => write!(f, "{bits}"),
        }
    }
}

const ZERO: RatePair = RatePair { upload: 0, download: 0 };

/// In both directions; 0 as a limit means none.
fn at_most(value: RatePair, limit: RatePair) -> bool {
    let one = |value, limit| limit == 0 || value <= limit;
    one(value.upload, limit.upload) && one(value.download, limit.download)
}

/// A missing second half equals the first.
fn pair(field: &str, one: fn(&str) -> Option<u64>) -> Option<RatePair> {
    match field.split_once('/') {
        Some((upload, download)) => Some(RatePair { upload: one(upload)?, download: one(download)? }),
        None => one(field).map(|both| RatePair { upload: both, download: both }),
    }
}

fn optional(field: Option<&str>, one: fn(&str) -> Option<u64>) -> Result<Option<RatePair>, ()> {
    field.map(|field| pair(field, one).ok_or(())).transpose()
}

/// `64k`, `2M`, `1G` or bits; k is 1000.
fn bits(text: &str) -> Option<u64> {
    let (number, unit) = match text.strip_suffix(['k', 'K']) {
        Some(number) => (number, 1_000),
        None => match text.strip_suffix('M') {
            Some(number) => (number, 1_000_000),
            None => text.strip_suffix('G').map_or((text, 1), |number| (number, 1_000_000_000)),
        },
    };
    if !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(unit)
}

/// Seconds, with or without the unit.
fn seconds(text: &str) -> Option<u64> {
    text.strip_suffix('s').unwrap_or(text).parse().ok()
}

/// One number, or the same twice.
fn priority(field: &str) -> Option<u8> {
    let (first, second) = field.split_once('/').unwrap_or((field, field));
    (first == second).then(|| first.parse().ok()).flatten().filter(|priority| (1..=8).contains(priority))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn both(bits: u64) -> RatePair {
        RatePair { upload: bits, download: bits }
    }

    #[test]
    fn the_manuals_examples() {
        assert_eq!(RateLimit::parse("128k").unwrap().rate, both(128_000));
        let asymmetric = RateLimit::parse("64k/128M").unwrap();
        assert_eq!(asymmetric.rate, RatePair { upload: 64_000, download: 128_000_000 });
        assert_eq!((asymmetric.priority, asymmetric.minimum, asymmetric.burst), (8, asymmetric.rate, None));
        let burst = RateLimit::parse("64k 256k").unwrap().burst.unwrap();
        assert_eq!((burst.rate, burst.threshold, burst.seconds), (both(256_000), both(64_000), both(1)));
        let full = RateLimit::parse("5M/10M 10M/20M 4M/8M 16/16 8 1M/2M").unwrap();
        assert_eq!(full.rate.to_string(), "5M/10M");
        assert_eq!(full.minimum.to_string(), "1M/2M");
        assert_eq!(full.burst.unwrap().seconds, both(16));
        assert_eq!(RateLimit::parse("5M/10M 0/0 0/0 0/0 4/4").unwrap().burst, None);
    }

    #[test]
    fn what_the_router_would_not_take() {
        for (text, field) in [
            ("", "rate"),
            ("fast", "rate"),
            ("10M/", "rate"),
            ("-1k", "rate"),
            ("99999999999999999999", "rate"),
            ("10M/20M 5M/10M", "burst rate"),
            ("10M 20M 30M", "burst threshold"),
            ("10M 20M 5M x", "burst time"),
            ("10M 20M 5M 8 9", "priority"),
            ("10M 20M 5M 8 0", "priority"),
            ("10M 20M 5M 8 1 11M", "minimum"),
            ("10M 20M 5M 8 1 1M 1M", "a seventh field"),
        ] {
            assert_eq!(RateLimit::parse(text).unwrap_err().field, field, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pairs_are_written_as_they_are_read(upload in 0u64..10_000_000_000, download in 0u64..10_000_000_000) {
            let pair = RatePair { upload, download };
            prop_assert_eq!(RateLimit::parse(&pair.to_string()).unwrap().rate, pair);
        }

        #[test]
        fn no_text_panics(text in "[0-9kMG/ .s-]{0,40}") {
            let _ = RateLimit::parse(&text);
        }
    }
}
