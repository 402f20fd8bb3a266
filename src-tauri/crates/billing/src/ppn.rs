//! PPN, Indonesia's value-added tax: one rational, rounded once per invoice, then shared out to the lines.
//! Rules by date: UU 7/2021, PMK 131/2024 (12 % of 11/12 of the price).

use chrono::NaiveDate;
use janet_model::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use specta::Type;

/// `rate_bp` of `dpp_num`/`dpp_den` of the price (DPP nilai lain).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PpnRule {
    /// Basis points: 1200 is 12 %.
    pub rate_bp: i32,
    pub dpp_num: i32,
    pub dpp_den: i32,
}

/// A rule and the first day it holds on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PpnRate {
    pub valid_from: NaiveDate,
    pub rule: PpnRule,
}

/// The rule of a day; `None` before the first.
pub fn rule_on(rates: &[PpnRate], day: NaiveDate) -> Option<PpnRule> {
    rates.iter().filter(|rate| rate.valid_from <= day).max_by_key(|rate| rate.valid_from).map(|rate| rate.rule)
}

impl PpnRule {
    fn numerator(self) -> i64 {
        i64::from(self.rate_bp) * i64::from(self.dpp_num)
    }

    fn denominator(self) -> i64 {
        10_000 * i64::from(self.dpp_den)
    }

    /// PPN on top of a price without it, half up.
    pub fn on_top_of(self, base: Money) -> Result<Money, MoneyError> {
        base.ratio(self.numerator(), self.denominator())
    }

    /// `(DPP, PPN)` inside a price that includes it: DPP half up, and PPN is the rest, so that they sum to the price.
    /// 11 % of the rounded DPP would miss one price in ten by a rupiah.
    pub fn inside(self, price: Money) -> Result<(Money, Money), MoneyError> {
        let dpp = price.ratio(self.denominator(), self.denominator() + self.numerator())?;
        Ok((dpp, price.checked_sub(dpp)?))
    }

    /// As it stands on a document: `PPN 11 % (12 % × 11/12)`.
    pub fn label(self) -> String {
        let statutory = percent(i64::from(self.rate_bp), 100);
        if self.dpp_num == self.dpp_den {
            return format!("PPN {statutory} %");
        }
        let effective = percent(self.numerator(), 100 * i64::from(self.dpp_den));
        format!("PPN {effective} % ({statutory} % × {}/{})", self.dpp_num, self.dpp_den)
    }
}

/// `numerator ÷ denominator` with up to two decimals, in Indonesian form.
fn percent(numerator: i64, denominator: i64) -> String {
    let hundredths = (numerator * 100 + denominator / 2) / denominator;
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// Shares `whole` among lines in proportion to `weights`, by largest remainder: the shares are integers, sum to the
/// whole, and each is within one of its exact part. Among equal remainders the earlier line is first.
pub fn allocate(whole: Money, weights: &[Money]) -> Result<Vec<Money>, MoneyError> {
    let sum: i128 = weights.iter().map(|weight| i128::from(weight.minor())).sum();
    if sum == 0 {
        return if whole == Money::ZERO { Ok(vec![Money::ZERO; weights.len()]) } else { Err(MoneyError::NotANumber) };
    }
    let exact = |weight: &Money| i128::from(whole.minor()) * i128::from(weight.minor()) * sum.signum();
    let mut shares: Vec<i128> = weights.iter().map(|weight| exact(weight).div_euclid(sum.abs())).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&line| std::cmp::Reverse(exact(&weights[line]).rem_euclid(sum.abs())));
    // Rounding down left less than one per line.
    let left = i128::from(whole.minor()) - shares.iter().sum::<i128>();
    for line in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[line] += 1;
    }
    shares.into_iter().map(|share| i64::try_from(share).map(Money::from_minor).map_err(|_| MoneyError::Overflow)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: PpnRule = PpnRule { rate_bp: 1200, dpp_num: 11, dpp_den: 12 };

    #[test]
    fn labels() {
        assert_eq!(NOW.label(), "PPN 11 % (12 % × 11/12)");
        assert_eq!(PpnRule { rate_bp: 1100, dpp_num: 1, dpp_den: 1 }.label(), "PPN 11 %");
        assert_eq!(PpnRule { rate_bp: 1150, dpp_num: 1, dpp_den: 1 }.label(), "PPN 11,5 %");
    }

    #[test]
    fn the_rule_is_the_day_s() {
        let rate = |from: &str, rate_bp| PpnRate { valid_from: from.parse().unwrap(), rule: PpnRule { rate_bp, dpp_num: 1, dpp_den: 1 } };
        let rates = [rate("2022-04-01", 1100), rate("1985-04-01", 1000)];
        let on = |day: &str| rule_on(&rates, day.parse().unwrap()).map(|rule| rule.rate_bp);
        assert_eq!((on("2022-03-31"), on("2022-04-01"), on("1980-01-01")), (Some(1000), Some(1100), None));
    }

    proptest! {
        #[test]
        fn inv_25_line_shares_sum_to_the_invoice_s_ppn(amounts in proptest::collection::vec(1i64..100_000_000, 1..12)) {
            let amounts: Vec<Money> = amounts.into_iter().map(Money::from_minor).collect();
            let base = Money::from_minor(amounts.iter().map(|amount| amount.minor()).sum());
            let ppn = NOW.on_top_of(base).unwrap();
            let shares = allocate(ppn, &amounts).unwrap();
            prop_assert_eq!(shares.iter().map(|share| share.minor()).sum::<i64>(), ppn.minor());
            for (share, amount) in shares.iter().zip(&amounts) {
                let exact = ppn.minor() as f64 * amount.minor() as f64 / base.minor() as f64;
                prop_assert!((share.minor() as f64 - exact).abs() < 1.001);
            }
        }

        #[test]
        fn inv_25_an_inclusive_price_stays_to_the_rupiah(price in 0i64..1_000_000_000_000) {
            let (dpp, ppn) = NOW.inside(Money::from_minor(price)).unwrap();
            prop_assert_eq!(dpp.checked_add(ppn).unwrap(), Money::from_minor(price));
            prop_assert!(ppn >= Money::ZERO);
        }
    }
}
