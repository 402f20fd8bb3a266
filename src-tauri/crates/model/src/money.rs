//! Money in the currency's minor unit. Rupiah has none, so `Money(166_500)` is Rp 166.500. Never a float; it crosses to
//! the window as a decimal string, because a JavaScript number is one.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use specta::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Type)]
#[specta(transparent)]
pub struct Money(#[specta(type = String)] i64);

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum MoneyError {
    #[error("the amount is larger than the books can hold")]
    Overflow,
    #[error("not an amount in whole units")]
    NotANumber,
}

impl Money {
    pub const ZERO: Money = Money(0);

    pub const fn from_minor(minor: i64) -> Self {
        Self(minor)
    }

    pub const fn minor(self) -> i64 {
        self.0
    }

    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        self.0.checked_add(other.0).map(Money).ok_or(MoneyError::Overflow)
    }

    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        self.0.checked_sub(other.0).map(Money).ok_or(MoneyError::Overflow)
    }

    /// `self × numerator ÷ denominator`, rounded half away from zero; computed in 128 bits, so only the result can overflow.
    pub fn ratio(self, numerator: i64, denominator: i64) -> Result<Money, MoneyError> {
        if denominator == 0 {
            return Err(MoneyError::NotANumber);
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let divisor = i128::from(denominator);
        let (product, divisor) = if divisor < 0 { (-product, -divisor) } else { (product, divisor) };
        let half = divisor / 2;
        let rounded = if product >= 0 { (product + half) / divisor } else { (product - half) / divisor };
        i64::try_from(rounded).map(Money).map_err(|_| MoneyError::Overflow)
    }

    /// The `part`-th (from 0) of `parts` shares of this amount, in shares that always sum to the whole.
    pub fn share(self, part: i64, parts: i64) -> Result<Money, MoneyError> {
        self.ratio(part + 1, parts)?.checked_sub(self.ratio(part, parts)?)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Money).map_err(|_| MoneyError::NotANumber)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn half_goes_away_from_zero() {
        assert_eq!(Money(5).ratio(1, 2), Ok(Money(3)));
        assert_eq!(Money(-5).ratio(1, 2), Ok(Money(-3)));
        assert_eq!(Money(286_000).ratio(11, 100), Ok(Money(31_460)));
    }

    #[test]
    fn crosses_as_text() {
        assert_eq!(serde_json::to_string(&Money(9_007_199_254_740_993)).unwrap(), "\"9007199254740993\"");
        assert!(serde_json::from_str::<Money>("12").is_err(), "a number would already have lost digits");
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(amount in -1_000_000_000_000i64..1_000_000_000_000, parts in 1i64..400) {
            let mut sum = Money::ZERO;
            for part in 0..parts {
                sum = sum.checked_add(Money(amount).share(part, parts).unwrap()).unwrap();
            }
            prop_assert_eq!(sum, Money(amount));
        }

        #[test]
        fn text_round_trips(amount in any::<i64>()) {
            let text = serde_json::to_string(&Money(amount)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&text).unwrap(), Money(amount));
        }
    }
}
