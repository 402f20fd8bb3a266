//! Billing periods: half-open, contiguous, anchored on a day of the month that never drifts after a short one.

use chrono::{Datelike, Days, Months, NaiveDate};
use janet_model::{Money, MoneyError};
use serde::{Deserialize, Serialize};
use specta::Type;

/// The day of the month on which a service's periods begin; 31 means the last day of a shorter month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BillingDay(u8);

impl BillingDay {
    /// `None` outside 1–31.
    pub fn new(day: u8) -> Option<BillingDay> {
        (1..=31).contains(&day).then_some(BillingDay(day))
    }

    pub fn day(self) -> u8 {
        self.0
    }

    /// This day in the month of `date`.
    pub fn in_month_of(self, date: NaiveDate) -> NaiveDate {
        let first = date.with_day(1).unwrap_or(date);
        let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(date);
        date.with_day(u32::from(self.0)).unwrap_or(last)
    }

    /// The first such day on or after `date`.
    pub fn on_or_after(self, date: NaiveDate) -> NaiveDate {
        let here = self.in_month_of(date);
        if here >= date { here } else { self.in_month_of(next_month(date)) }
    }
}

/// The first day of the month after `date`.
fn next_month(date: NaiveDate) -> NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    first.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX)
}

fn month_before(date: NaiveDate) -> NaiveDate {
    let first = date.with_day(1).unwrap_or(date);
    first.checked_sub_months(Months::new(1)).unwrap_or(NaiveDate::MIN)
}

/// `[start, end)` in calendar days of the customer's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Period {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

impl Period {
    /// The period of a service that `day` lies in.
    pub fn containing(day: NaiveDate, billing_day: BillingDay) -> Period {
        let here = billing_day.in_month_of(day);
        if here <= day {
            Period { start: here, end: billing_day.in_month_of(next_month(day)) }
        } else {
            Period { start: billing_day.in_month_of(month_before(day)), end: here }
        }
    }

    /// The one that follows without a gap.
    pub fn next(self, billing_day: BillingDay) -> Period {
        Period::containing(self.end, billing_day)
    }

    pub fn days(self) -> i32 {
        (self.end - self.start).num_days() as i32
    }

    /// The last day that belongs to it.
    pub fn last_day(self) -> NaiveDate {
        self.end.checked_sub_days(Days::new(1)).unwrap_or(self.start)
    }
}

/// What the days `[from, until)` of `period` cost, when the whole costs `price`: the rounded cost of everything up to
/// `until` less the rounded cost of everything before `from`. Parts of a period therefore sum to its price, however it
/// is cut; days rounded one by one would not.
pub fn part_of(price: Money, period: Period, from: NaiveDate, until: NaiveDate) -> Result<Money, MoneyError> {
    let up_to = |day: NaiveDate| price.ratio((day.clamp(period.start, period.end) - period.start).num_days(), i64::from(period.days()));
    up_to(until)?.checked_sub(up_to(from)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn anchor(day: u8) -> BillingDay {
        BillingDay::new(day).unwrap()
    }

    #[test]
    fn inv_02_anchor_31_does_not_drift_after_february() {
        let mut period = Period::containing(date("2027-01-31"), anchor(31));
        let mut starts = Vec::new();
        for _ in 0..5 {
            starts.push(period.start.to_string());
            period = period.next(anchor(31));
        }
        assert_eq!(starts, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"]);
        assert_eq!(Period::containing(date("2028-02-29"), anchor(30)).start, date("2028-02-29"), "a leap year's February is a day longer");
        assert_eq!(Period::containing(date("2027-02-27"), anchor(29)), Period { start: date("2027-01-29"), end: date("2027-02-28") });
    }

    #[test]
    fn a_due_day_is_the_next_one() {
        assert_eq!(anchor(20).on_or_after(date("2026-11-20")), date("2026-11-20"));
        assert_eq!(anchor(20).on_or_after(date("2026-11-21")), date("2026-12-20"));
        assert_eq!(anchor(31).on_or_after(date("2027-02-03")), date("2027-02-28"));
        assert_eq!(anchor(5).on_or_after(date("2026-12-31")), date("2027-01-05"));
    }

    #[test]
    fn inv_14_a_full_period_costs_the_full_price() {
        let february = Period::containing(date("2027-02-10"), anchor(1));
        assert_eq!(part_of(Money::from_minor(99_999), february, february.start, february.end), Ok(Money::from_minor(99_999)));
    }

    fn day() -> impl Strategy<Value = NaiveDate> {
        (0u64..40_000).prop_map(|days| date("2000-01-01") + Days::new(days))
    }

    proptest! {
        #[test]
        fn inv_01_periods_are_half_open_and_contiguous(day in day(), billing in 1u8..=31) {
            let period = Period::containing(day, anchor(billing));
            prop_assert!(period.start <= day && day < period.end);
            prop_assert!((28..=31).contains(&period.days()));
            prop_assert_eq!(period.next(anchor(billing)).start, period.end);
            prop_assert_eq!(Period::containing(period.last_day(), anchor(billing)), period);
        }

        #[test]
        fn inv_15_segments_sum_to_the_price(day in day(), billing in 1u8..=31, price in 0i64..1_000_000_000_000, cuts in proptest::collection::vec(0i64..32, 0..6)) {
            let period = Period::containing(day, anchor(billing));
            let mut days: Vec<NaiveDate> = cuts.iter().map(|cut| (period.start + Days::new(*cut as u64)).min(period.end)).collect();
            days.extend([period.start, period.end]);
            days.sort();
            let mut sum = Money::ZERO;
            for pair in days.windows(2) {
                let part = part_of(Money::from_minor(price), period, pair[0], pair[1]).unwrap();
                prop_assert!(part >= Money::ZERO);
                sum = sum.checked_add(part).unwrap();
            }
            prop_assert_eq!(sum, Money::from_minor(price));
        }
    }
}
