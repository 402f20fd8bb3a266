//! The few words that stand on a document for ever, in the document's language.

use chrono::{Datelike, NaiveDate};
use janet_model::Money;
use janet_workspace::Language;

use crate::Period;

const MONTHS_ID: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub(crate) const fn installation(language: Language) -> &'static str {
    match language {
        Language::Id => "Biaya pasang",
        Language::En => "Installation",
    }
}

pub(crate) const fn language_code(language: Language) -> &'static str {
    match language {
        Language::Id => "id",
        Language::En => "en",
    }
}

fn month(date: NaiveDate, language: Language) -> &'static str {
    let months = match language {
        Language::Id => &MONTHS_ID,
        Language::En => &MONTHS_EN,
    };
    months[date.month0() as usize % 12]
}

/// `22 Nov 2026`.
pub fn day_text(date: NaiveDate, language: Language) -> String {
    format!("{} {} {}", date.day(), month(date, language), date.year())
}

/// The days of a period, both ends named: `22–30 Nov 2026`, `22 Nov – 21 Des 2026`.
pub fn period_text(period: Period, language: Language) -> String {
    let (first, last) = (period.start, period.last_day());
    if first == last {
        return day_text(first, language);
    }
    if (first.year(), first.month()) == (last.year(), last.month()) {
        return format!("{}–{}", first.day(), day_text(last, language));
    }
    if first.year() == last.year() {
        return format!("{} {} – {}", first.day(), month(first, language), day_text(last, language));
    }
    format!("{} – {}", day_text(first, language), day_text(last, language))
}

/// Whole units with thousands separated as the language does: `1.250.000`, `1,250,000`.
pub fn money_text(amount: Money, language: Language) -> String {
    let separator = match language {
        Language::Id => '.',
        Language::En => ',',
    };
    let digits = amount.minor().unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if amount < Money::ZERO {
        text.push('−');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(start: &str, end: &str) -> Period {
        Period { start: start.parse().unwrap(), end: end.parse().unwrap() }
    }

    #[test]
    fn periods_name_both_their_ends() {
        assert_eq!(period_text(period("2026-11-22", "2026-12-01"), Language::Id), "22–30 Nov 2026");
        assert_eq!(period_text(period("2026-11-22", "2026-12-22"), Language::Id), "22 Nov – 21 Des 2026");
        assert_eq!(period_text(period("2026-12-22", "2027-01-22"), Language::En), "22 Dec 2026 – 21 Jan 2027");
        assert_eq!(period_text(period("2026-11-30", "2026-12-01"), Language::En), "30 Nov 2026");
    }

    #[test]
    fn amounts_are_grouped() {
        let text = |minor, language| money_text(Money::from_minor(minor), language);
        assert_eq!(text(1_250_000, Language::Id), "1.250.000");
        assert_eq!(text(-999, Language::En), "−999");
        assert_eq!(text(-1_000, Language::En), "−1,000");
        assert_eq!(text(0, Language::Id), "0");
    }
}
