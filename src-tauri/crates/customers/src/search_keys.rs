//! What a customer is found by. Several words are one range scan because every rotation of them is a key.

use std::collections::BTreeSet;

use janet_model::Address;
use unicode_normalization::UnicodeNormalization;

/// Lower case, without accents and punctuation, single spaces: the same for keys and for what is typed.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfkd() {
        if c.is_alphanumeric() {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.extend(c.to_lowercase());
        } else if !unicode_normalization::char::is_combining_mark(c) {
            gap = true;
        }
    }
    out
}

/// The search term: numbers are typed with dashes and spaces, so a term of digits alone loses them.
pub(crate) fn term(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let only_number = !digits.is_empty() && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '+' | '.' | '(' | ')'));
    if only_number { digits } else { normalise(text) }
}

pub(crate) fn search_keys(code: &str, name: &str, phone: Option<&str>, nik: Option<&str>, address: &Address) -> Vec<String> {
    let mut keys = BTreeSet::new();
    let name = normalise(name);
    let words: Vec<&str> = name.split(' ').take(6).collect();
    for start in 0..words.len() {
        let rotated: Vec<&str> = words[start..].iter().chain(&words[..start]).copied().collect();
        keys.insert(rotated.join(" "));
    }
    // "siti aini" finds Siti Nur Aini.
    if (3..=4).contains(&words.len()) {
        for first in 0..words.len() {
            for second in 0..words.len() {
                if first != second {
                    keys.insert(format!("{} {}", words[first], words[second]));
                }
            }
        }
    }
    keys.insert(normalise(code));
    let number = code.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('0');
    if number.len() >= 2 && number.bytes().all(|b| b.is_ascii_digit()) {
        keys.insert(number.to_owned());
    }
    if let Some(phone) = phone {
        let international = phone.trim_start_matches('+');
        keys.insert(international.to_owned());
        if let Some(national) = international.strip_prefix("62") {
            keys.insert(format!("0{national}"));
        }
        if international.len() > 4 {
            keys.insert(international[international.len() - 4..].to_owned());
        }
    }
    if let Some(nik) = nik {
        keys.insert(nik.to_owned());
    }
    let place =
        normalise(&format!("{} {}", address.street, if address.district.is_empty() { &address.village } else { &address.district }));
    let words: Vec<&str> =
        place.split(' ').filter(|word| !matches!(*word, "" | "jl" | "jln" | "jalan" | "gg" | "gang" | "no" | "blok")).take(6).collect();
    for start in 0..words.len().min(4) {
        keys.insert(words[start..].join(" "));
    }
    keys.retain(|key| !key.is_empty());
    keys.into_iter().map(|key| key.chars().take(80).collect()).collect::<BTreeSet<String>>().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str) -> bool {
        let address = Address { street: "Jl. Mawar IV No. 12".into(), district: "Bekasi Timur".into(), ..Address::default() };
        let keys = search_keys("JNT-004533", "Siti Nur Aïni", Some("+6281233004471"), Some("3275015203850001"), &address);
        let term = term(typed);
        keys.iter().any(|key| key.starts_with(&term))
    }

    #[test]
    fn as_people_type_it() {
        for typed in [
            "siti",
            "SITI NUR",
            "aini si",
            "siti aini",
            "nur aini",
            "JNT-0045",
            "jnt 004533",
            "4533",
            "0812-3300",
            "6281233004471",
            "4471",
            "mawar",
            "mawar iv 12",
            "bekasi t",
            "3275015203850001",
        ] {
            assert!(finds(typed), "{typed}");
        }
        assert!(!finds("budi"));
    }
}
