//! An amount in words, as receipts have it (*terbilang*).

use janet_model::Money;
use janet_workspace::Language;

/// `seratus enam puluh enam ribu lima ratus rupiah`, `one hundred sixty-six thousand five hundred rupiah`.
pub fn words_of_amount(amount: Money, language: Language) -> String {
    let magnitude = amount.minor().unsigned_abs();
    let words = match language {
        Language::Id if magnitude == 0 => "nol".to_owned(),
        Language::En if magnitude == 0 => "zero".to_owned(),
        Language::Id => indonesian(magnitude),
        Language::En => english(magnitude),
    };
    let minus = if amount < Money::ZERO { "minus " } else { "" };
    format!("{minus}{words} rupiah")
}

const ONES_ID: [&str; 12] = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
const SCALES_ID: [(u64, &str); 5] = [
    (1_000_000_000_000_000, "kuadriliun"),
    (1_000_000_000_000, "triliun"),
    (1_000_000_000, "miliar"),
    (1_000_000, "juta"),
    (1_000, "ribu"),
];

/// A number above zero. *Satu* before *puluh*, *ratus*, *ribu* and *belas* is written *se-*; before *juta* and above it is not.
fn indonesian(number: u64) -> String {
    let joined = |head: String, rest: u64| if rest == 0 { head } else { format!("{head} {}", indonesian(rest)) };
    for (scale, name) in SCALES_ID {
        if number >= scale {
            let count = number / scale;
            let head = if count == 1 && scale == 1_000 { "seribu".to_owned() } else { format!("{} {name}", indonesian(count)) };
            return joined(head, number % scale);
        }
    }
    match number {
        0..=11 => ONES_ID[number as usize].to_owned(),
        12..=19 => format!("{} belas", ONES_ID[number as usize - 10]),
        20..=99 => joined(format!("{} puluh", ONES_ID[number as usize / 10]), number % 10),
        100..=199 => joined("seratus".to_owned(), number - 100),
        _ => joined(format!("{} ratus", ONES_ID[number as usize / 100]), number % 100),
    }
}

const ONES_EN: [&str; 20] = [
    "",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS_EN: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES_EN: [(u64, &str); 6] = [
    (1_000_000_000_000_000, "quadrillion"),
    (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"),
    (1_000_000, "million"),
    (1_000, "thousand"),
    (100, "hundred"),
];

/// A number above zero.
fn english(number: u64) -> String {
    for (scale, name) in SCALES_EN {
        if number >= scale {
            let head = format!("{} {name}", english(number / scale));
            let rest = number % scale;
            return if rest == 0 { head } else { format!("{head} {}", english(rest)) };
        }
    }
    match number {
        0..=19 => ONES_EN[number as usize].to_owned(),
        _ if number.is_multiple_of(10) => TENS_EN[number as usize / 10].to_owned(),
        _ => format!("{}-{}", TENS_EN[number as usize / 10], ONES_EN[number as usize % 10]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indonesian_amounts() {
        for (amount, words) in [
            (0, "nol rupiah"),
            (1, "satu rupiah"),
            (10, "sepuluh rupiah"),
            (11, "sebelas rupiah"),
            (15, "lima belas rupiah"),
            (21, "dua puluh satu rupiah"),
            (100, "seratus rupiah"),
            (111, "seratus sebelas rupiah"),
            (1_000, "seribu rupiah"),
            (1_100, "seribu seratus rupiah"),
            (2_019, "dua ribu sembilan belas rupiah"),
            (11_000, "sebelas ribu rupiah"),
            (101_000, "seratus satu ribu rupiah"),
            (166_500, "seratus enam puluh enam ribu lima ratus rupiah"),
            (317_460, "tiga ratus tujuh belas ribu empat ratus enam puluh rupiah"),
            (1_000_000, "satu juta rupiah"),
            (1_001_001, "satu juta seribu satu rupiah"),
            (1_250_000_000, "satu miliar dua ratus lima puluh juta rupiah"),
            (-500, "minus lima ratus rupiah"),
        ] {
            assert_eq!(words_of_amount(Money::from_minor(amount), Language::Id), words);
        }
    }

    #[test]
    fn english_amounts() {
        for (amount, words) in [
            (0, "zero rupiah"),
            (166_500, "one hundred sixty-six thousand five hundred rupiah"),
            (1_000_012, "one million twelve rupiah"),
            (
                i64::MAX,
                "nine thousand two hundred twenty-three quadrillion three hundred seventy-two trillion thirty-six billion eight hundred fifty-four million seven hundred seventy-five thousand eight hundred seven rupiah",
            ),
        ] {
            assert_eq!(words_of_amount(Money::from_minor(amount), Language::En), words);
        }
    }
}
