//! Secrets, and keeping them out of transcripts.

use std::fmt;

use regex::bytes::{NoExpand, Regex};
use zeroize::Zeroizing;

/// What a masked secret is shown as. Its length tells nothing about the secret's.
const MASKED: &str = "********";

/// A password. It is wiped from memory when dropped and never printed.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(MASKED)
    }
}

/// Replaces known secrets, and the words after password labels, by asterisks.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    known: Vec<Regex>,
    labels: Vec<Regex>,
}

impl Mask {
    /// A mask for these secrets, for passwords that follow their label, and for SNMP communities.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        let mut texts: Vec<&str> = secrets.into_iter().map(Secret::expose).filter(|text| !text.is_empty()).collect();
        // A secret that contains another goes first, else its rest would stay readable.
        texts.sort_by_key(|text| std::cmp::Reverse(text.len()));
        let known = texts.into_iter().filter_map(|text| Regex::new(&spelled(text)).ok()).collect();
        // `Password : x` in replies; the rest in commands and configurations.
        let labels = [
            r"(?i)(\b(?:password|passwd)[ \t]*[:=][ \t]*)[^\s:=]\S*",
            r"(?i)(\b(?:username|user)[ \t]+\S+[ \t]+(?:password|passwd|pwd)[ \t]+(?:(?:cipher|simple|irreversible-cipher|encrypted|plain|hash|md5|sha256|[0-9]{1,2})[ \t]+)?)\S+",
            // `password cipher x`, `secret 5 x`: only with the kind in between, for there is prose about passwords.
            r"(?i)(\b(?:password|passwd|pwd|secret)[ \t]+(?:cipher|simple|irreversible-cipher|encrypted|plain|hash|md5|sha256|[0-9]{1,2})[ \t]+)\S+",
            r"(?im)(^[ \t]*(?:enable|super)[ \t]+(?:password|passwd|secret)[ \t]+(?:(?:cipher|simple|irreversible-cipher|encrypted|plain|hash|md5|sha256|[0-9]{1,2})[ \t]+)?)[^\s:]\S*",
            // HSGQ: `ont wanconfig add 1 … ipmode pppoe USER PASSWORD`.
            r"(?i)(\bipmode[ \t]+pppoe[ \t]+\S+[ \t]+)\S+",
            r"(?i)(\bcommunity[ \t]+)\S+",
            // V-SOL: the Wi-Fi key of an ONU, and the web login of its customer.
            r"(?i)(\b(?:shared_key|wpa_key|pre_shared_key|psk|passphrase)[ \t]+)\S+",
            r"(?i)(\b(?:admin_control|user_control)[ \t]+enable[ \t]+\S+[ \t]+)\S+",
        ];
        Self { known, labels: labels.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect() }
    }

    /// One more secret, learned later.
    pub fn learn(&mut self, secret: &Secret) {
        let known = if secret.expose().is_empty() { None } else { Regex::new(&spelled(secret.expose())).ok() };
        if let Some(known) = known
            && !self.known.iter().any(|regex| regex.as_str() == known.as_str())
        {
            self.known.push(known);
        }
    }

    pub fn bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let mut masked = bytes.to_vec();
        for known in &self.known {
            masked = known.replace_all(&masked, NoExpand(MASKED.as_bytes())).into_owned();
        }
        for label in &self.labels {
            masked = label.replace_all(&masked, format!("${{1}}{MASKED}").as_bytes()).into_owned();
        }
        masked
    }

    pub fn text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.bytes(text.as_bytes())).into_owned()
    }
}

/// The secret as a terminal may echo it: blanks doubled (Huawei over SSH), broken by a line wrap.
fn spelled(text: &str) -> String {
    let wrap = "[\\r\\n\\x08]*";
    let characters: Vec<String> =
        text.chars().map(|character| if character == ' ' { " +".to_owned() } else { regex::escape(&character.to_string()) }).collect();
    characters.join(wrap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_secrets_vanish_in_every_spelling() {
        let mask = Mask::new(&[Secret::new("s3cr"), Secret::new("s3cret w0rd")]);
        assert_eq!(mask.text("login s3cret w0rd end"), "login ******** end");
        assert_eq!(mask.text("login s3cret  w0rd end"), "login ******** end");
        assert_eq!(mask.text("login s3c\r\nret w0rd end"), "login ******** end");
        assert_eq!(mask.text("s3cr."), "********.");
        assert_eq!(mask.bytes(b"\xffs3cr\x08"), b"\xff********\x08");
    }

    #[test]
    fn words_after_password_labels_vanish() {
        let mask = Mask::new([]);
        assert_eq!(
            mask.text("wan-ip 1 mode pppoe username budi password rahasia1 host 1"),
            "wan-ip 1 mode pppoe username budi password ******** host 1"
        );
        assert_eq!(mask.text("   Password            : 0x4142\r\n   Loid"), "   Password            : ********\r\n   Loid");
        for plain in ["  Password:\r\n  Description: x", "% The password is not strong", "The user password is set by other administrator"]
        {
            assert_eq!(mask.text(plain), plain);
        }
        for (line, masked) in [
            (
                "onu 1 pri wifi_ssid 1 encrypt_type aes shared_key rahasia hide",
                "onu 1 pri wifi_ssid 1 encrypt_type aes shared_key ******** hide",
            ),
            (
                "onu 1 pri username admin_control enable admin s1 user_control enable user s2",
                "onu 1 pri username admin_control enable admin ******** user_control enable user ********",
            ),
            (
                "onu 3 pri wan_conn pppoe proxy disable user budi pwd rahasia1 mode auto",
                "onu 3 pri wan_conn pppoe proxy disable user budi pwd ******** mode auto",
            ),
            (" local-user admin password cipher $1a$x service-type ssh", " local-user admin password cipher ******** service-type ssh"),
            ("enable secret 5 $1$abc", "enable secret 5 ********"),
            ("enable password rahasia1", "enable password ********"),
            ("ont wanconfig add 1 ipmode pppoe budi rahasia1", "ont wanconfig add 1 ipmode pppoe budi ********"),
        ] {
            assert_eq!(mask.text(line), masked);
        }
        assert_eq!(mask.text("snmp-server community rahasia view all"), "snmp-server community ******** view all");
    }

    #[test]
    fn a_secret_learned_later_vanishes_too() {
        let mut mask = Mask::new([]);
        mask.learn(&Secret::new("s3cret"));
        mask.learn(&Secret::new(""));
        assert_eq!(mask.text("login s3cret end"), "login ******** end");
    }

    #[test]
    fn a_secret_is_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("rahasia")), "********");
    }
}
