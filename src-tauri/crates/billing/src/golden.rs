//! Our arithmetic against vectors computed elsewhere with exact rationals.

use std::path::PathBuf;

use chrono::NaiveDate;
use janet_model::{InvoiceId, Money};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    allocate::distribute,
    period::{BillingDay, Period, part_of},
    ppn::{PpnRule, allocate},
};

const NOW: PpnRule = PpnRule { rate_bp: 1200, dpp_num: 11, dpp_den: 12 };

/// `None`: the vectors are not on this machine, and the test says so.
fn vectors() -> Option<Value> {
    let folder = std::env::var_os("JANET_FIXTURES")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/fixtures"), PathBuf::from);
    let path = folder.join("payments/golden_billing_vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: fixtures absent ({})", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

fn money(value: &Value) -> Money {
    Money::from_minor(value.as_i64().unwrap())
}

fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn moneys(value: &Value) -> Vec<Money> {
    value.as_array().unwrap().iter().map(money).collect()
}

#[test]
fn ppn_vectors() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["ppn_exclusive"].as_array().unwrap() {
        assert_eq!(NOW.on_top_of(money(&case["dpp"])), Ok(money(&case["ppn_half_up"])), "{case}");
    }
    for case in vectors["ppn_inclusive"].as_array().unwrap() {
        assert_eq!(NOW.inside(money(&case["gross"])), Ok((money(&case["dpp"]), money(&case["ppn"]))), "{case}");
    }
    for case in vectors["ppn_lines"].as_array().unwrap() {
        let ppn = NOW.on_top_of(money(&case["base"])).unwrap();
        assert_eq!(ppn, money(&case["ppn_on_total_half_up"]), "{case}");
        let shares = allocate(ppn, &moneys(&case["lines"])).unwrap();
        assert_eq!(shares.iter().map(|share| share.minor()).sum::<i64>(), ppn.minor(), "{case}");
        if case["per_line_largest_remainder"].is_array() {
            assert_eq!(shares, moneys(&case["per_line_largest_remainder"]), "{case}");
        }
    }
}

#[test]
fn period_vectors() {
    let Some(vectors) = vectors() else { return };
    for case in vectors["month_end_anchors"].as_array().unwrap() {
        let anchor = BillingDay::new(case["anchor_day"].as_u64().unwrap() as u8).unwrap();
        let mut period = Period::containing(date(&case["start"]), anchor);
        for start in case["periods"].as_array().unwrap() {
            assert_eq!(period.start, date(start), "{case}");
            period = period.next(anchor);
        }
    }
    for case in vectors["proration_first_period"].as_array().unwrap() {
        let anchor = BillingDay::new(case["anchor_day"].as_u64().unwrap() as u8).unwrap();
        let on = date(&case["activation"]);
        let period = Period::containing(on, anchor);
        assert_eq!((period.start, period.end), (date(&case["period"][0]), date(&case["period"][1])), "{case}");
        assert_eq!(i64::from(Period { start: on, end: period.end }.days()), case["days_charged"].as_i64().unwrap(), "{case}");
        assert_eq!(i64::from(period.days()), case["days_in_period"].as_i64().unwrap(), "{case}");
        assert_eq!(part_of(money(&case["monthly_price"]), period, on, period.end), Ok(money(&case["half_up"])), "{case}");
    }
    for case in vectors["segment_rounding"].as_array().unwrap() {
        let days: Vec<u64> = case["days"].as_array().unwrap().iter().map(|days| days.as_u64().unwrap()).collect();
        let start = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        let whole = Period { start, end: start + chrono::Days::new(days.iter().sum()) };
        let mut from = start;
        let mut parts = Vec::new();
        for days in days {
            let until = from + chrono::Days::new(days);
            parts.push(part_of(money(&case["price"]), whole, from, until).unwrap());
            from = until;
        }
        assert_eq!(parts, moneys(&case["cumulative_rounded"]), "{case}");
    }
}

#[test]
fn allocation_vectors() {
    let Some(vectors) = vectors() else { return };
    let cases: Vec<&Value> = vectors["allocation"]
        .as_array()
        .unwrap()
        .iter()
        // Withholding slips are no payments of cash.
        .filter(|case| case["open"].is_array() && case["withholding_slip"].is_null())
        .collect();
    assert!(cases.len() >= 2);
    for case in cases {
        let mut open: Vec<&Value> = case["open"].as_array().unwrap().iter().collect();
        open.sort_by_key(|invoice| date(&invoice["due"]));
        let balances: Vec<(InvoiceId, Money)> =
            open.iter().enumerate().map(|(at, invoice)| (InvoiceId(Uuid::from_u128(at as u128)), money(&invoice["balance"]))).collect();
        let (shares, credit) = distribute(money(&case["payment"]), None, &balances);
        assert_eq!(credit, money(&case["credit"]), "{case}");
        for (at, share) in shares {
            assert_eq!(share, money(&case["result"][open[at]["inv"].as_str().unwrap()]), "{case}");
        }
    }
}
