//! Arguments of commands. Each is built from an allow-list: what does not fit is refused, never escaped. Nothing a
//! customer typed goes to a device; it gets the customer's code and nothing else.

use std::fmt;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what}: “{text}” is not allowed on a device's command line")]
pub struct ArgumentError {
    what: &'static str,
    text: String,
}

macro_rules! text_argument {
    ($(#[$meta:meta])* $name:ident, $what:literal, $allowed:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            pub fn parse(text: &str) -> Result<Self, ArgumentError> {
                let allowed: fn(&str) -> bool = $allowed;
                if allowed(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    // Shortened: an error is shown and logged, whatever was passed in.
                    Err(ArgumentError { what: $what, text: text.chars().take(40).collect() })
                }
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    };
}

macro_rules! number_argument {
    ($(#[$meta:meta])* $name:ident, $what:literal, $range:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $name(u16);

        impl $name {
            pub fn new(number: u16) -> Result<Self, ArgumentError> {
                if $range.contains(&number) { Ok(Self(number)) } else { Err(ArgumentError { what: $what, text: number.to_string() }) }
            }

            pub fn get(self) -> u16 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }
    };
}

/// Letters, digits, `.`, `_`, `+` and `-`, a letter or digit first, at most 32: what OLTs print for profiles and types.
fn is_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.len() <= 32
        && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(byte))
}

fn is_customer_code(text: &str) -> bool {
    let Some((letters, digits)) = text.split_once('-') else { return false };
    (2..=5).contains(&letters.len())
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=10).contains(&digits.len())
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

text_argument!(
    /// A customer's code such as `JNT-000123`: the only thing about a customer that a device is told.
    CustomerCode,
    "customer code",
    is_customer_code
);
text_argument!(
    /// A T-CONT or traffic profile's name.
    ProfileName,
    "profile name",
    is_name
);
text_argument!(
    /// An ONU type as the OLT knows it (`show onu-type gpon`).
    OnuType,
    "ONU type",
    is_name
);
number_argument!(
    /// An 802.1Q VLAN, 1 to 4094.
    Vlan,
    "VLAN",
    (1..=4094)
);
number_argument!(
    /// A line or service profile's number on a Huawei OLT.
    ProfileId,
    "profile number",
    (0..=8192)
);
number_argument!(
    /// A GEM port index of a Huawei line profile; it is not always 1.
    GemIndex,
    "GEM index",
    (0..=1023)
);
number_argument!(
    /// A Huawei traffic table's index.
    TrafficIndex,
    "traffic table",
    (0..=1023)
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_taken_as_they_are() {
        for text in ["UP-1M", "SMARTOLT-1G-UP", "F670LV9.0", "100M", "SM16101-GHZ-T10"] {
            assert_eq!(ProfileName::parse(text).unwrap().as_str(), text);
            assert!(OnuType::parse(text).is_ok(), "{text}");
        }
        assert!(CustomerCode::parse("JNT-000123").is_ok());
        assert!(Vlan::new(4094).is_ok() && Vlan::new(0).is_err() && Vlan::new(4095).is_err());
    }

    #[test]
    fn what_a_shell_or_a_device_could_read_as_more_is_refused() {
        for text in ["", "a b", "a\nb", "a\r", "a;b", "a?", "a!b", "\"a\"", "$(x)", "`x`", "a|b", "a\tb", "Budi’s", "-x", &"a".repeat(33)]
        {
            assert!(ProfileName::parse(text).is_err(), "{text:?}");
            assert!(CustomerCode::parse(text).is_err(), "{text:?}");
        }
        for text in ["JNT-", "jnt-1", "JNT-12A", "JNT 1", "JNT-1 write", "BUDI SANTOSO", "JNT-12345678901"] {
            assert!(CustomerCode::parse(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_taken_is_one_plain_word(text in any::<String>()) {
            if let Ok(name) = ProfileName::parse(&text) {
                prop_assert!(name.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte)));
            }
            if let Ok(code) = CustomerCode::parse(&text) {
                prop_assert!(code.as_str().bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-'));
            }
        }
    }
}
