//! Values as devices print them, and what is wrong with them.

use thiserror::Error;

/// Something in a reply that could not be taken at its word. The rest of the reply stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Warning {
    #[error("a row is cut or has an unknown shape: “{0}”")]
    Row(String),
    #[error("{what} of “{value}” cannot be")]
    Impossible { what: &'static str, value: String },
    #[error("{what} cannot be read: “{value}”")]
    Unreadable { what: &'static str, value: String },
    #[error("the reply says {said} ONUs and {read} were read")]
    Count { said: usize, read: usize },
}

/// A parsed reply with its warnings.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<T> {
    pub value: T,
    pub warnings: Vec<Warning>,
}

/// `None` for the words by which OLTs say "nothing".
pub(crate) fn said(text: &str) -> Option<&str> {
    let text = text.trim();
    let nothing =
        ["", "-", "--", "N/A", "n/a", "********", "0000-00-00 00:00:00", "1970/01/01 08:00:00", "ONT_NO_DESCRIPTION", "NO-DESCRIPTI"];
    (!nothing.contains(&text)).then_some(text)
}

/// The number at the start of a value with or without a unit: `-19.2(dbm)`, `1033m`, `58(C)`, `27%`.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let end = text.find(|character: char| !(character.is_ascii_digit() || "+-.".contains(character))).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let unit = unit.trim().to_ascii_lowercase();
    let known = ["", "(dbm)", "dbm", "(db)", "db", "m", "(m)", "(c)", "c", "%", "(v)", "v", "(ma)", "ma", "kbps"];
    digits.parse::<f64>().ok().filter(|number| number.is_finite() && known.contains(&unit.as_str()))
}

/// A number that can be within a range only. Outside it is an absent reading, with a warning.
fn within(what: &'static str, text: &str, range: std::ops::RangeInclusive<f64>, warnings: &mut Vec<Warning>) -> Option<f64> {
    let text = said(text)?;
    match number(text) {
        None => {
            warnings.push(Warning::Unreadable { what, value: text.to_owned() });
            None
        }
        Some(value) if !range.contains(&value) => {
            warnings.push(Warning::Impossible { what, value: text.to_owned() });
            None
        }
        value => value,
    }
}

/// A module's temperature in °C. SFF-8472 counts 1/256 °C in 16 bits: what a module cannot tell comes as 255.996, or as
/// 6553.5 where it was scaled otherwise. No ONU works below −60 °C or above 125 °C.
pub(crate) fn temperature(text: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    within("temperature", text, -60.0..=125.0, warnings)
}

/// A module's supply voltage in V. It is 3.3 V; SFF-8472 says 6.5535 V where the module cannot tell.
pub(crate) fn voltage(text: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    within("voltage", text, 0.0..=6.5, warnings)
}

/// A laser's bias current in mA. SFF-8472 says 131.07 mA where the module cannot tell.
pub(crate) fn bias(text: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    within("bias current", text, 0.0..=131.0, warnings)
}

/// An optical power in dBm. A diode that receives nothing reads as −40 or lower and no laser here sends +15: such values
/// (−80, −50, 2147483647 / 100) are an absent reading, with a warning.
pub(crate) fn power(what: &'static str, text: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    within(what, text, -45.0..=15.0, warnings)
}

/// A whole number such as a distance in metres; a warning if it is neither absent nor a number.
pub(crate) fn whole(what: &'static str, text: &str, warnings: &mut Vec<Warning>) -> Option<u32> {
    let text = said(text)?;
    let value = number(text).filter(|value| value.fract() == 0.0 && (0.0..=4_000_000_000.0).contains(value));
    if value.is_none() {
        warnings.push(Warning::Unreadable { what, value: text.to_owned() });
    }
    // In range by the filter above.
    value.map(|value| value as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_light_is_absent_and_named() {
        let mut warnings = Vec::new();
        assert_eq!(power("OLT rx", "-21.5(dbm)", &mut warnings), Some(-21.5));
        assert_eq!(power("OLT rx", "N/A", &mut warnings), None);
        assert!(warnings.is_empty());
        for text in ["-80", "-80.000(dbm)", "21474836.47", "lots"] {
            assert_eq!(power("OLT rx", text, &mut warnings), None, "{text}");
        }
        assert_eq!(warnings.len(), 4);
        assert!(matches!(warnings[0], Warning::Impossible { .. }));
        assert!(matches!(warnings[3], Warning::Unreadable { .. }));
    }
}
