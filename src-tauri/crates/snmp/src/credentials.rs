//! With what an agent is asked: a community (v2c) or a user of the User-based Security Model (v3).

use std::fmt;
use std::sync::{Arc, OnceLock};

use zeroize::Zeroizing;

use crate::usm::key::Ku;

/// The digest of the authentication: RFC 3414 §6, §7 (HMAC-96) and RFC 7860.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthProtocol {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// The cipher. Where the digest gives too few octets for an AES-192 or AES-256 key, two drafts lengthen it differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrivProtocol {
    /// RFC 3414 §8: CBC-DES.
    Des,
    /// RFC 3826: CFB128-AES-128.
    Aes128,
    /// draft-blumenthal-aes-usm-04, as in net-snmp.
    Aes192,
    Aes256,
    /// draft-reeder-snmpv3-usm-3desede-00, as in Cisco and many others.
    Aes192Reeder,
    Aes256Reeder,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadCredentials {
    #[error("“{0}” is not an authentication protocol (MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512)")]
    AuthProtocol(String),
    #[error("“{0}” is not a privacy protocol (DES, AES, AES-192, AES-256, AES-192-C, AES-256-C)")]
    PrivProtocol(String),
    #[error("a password of v3 has at least 8 characters (RFC 3414 §11.2)")]
    PasswordTooShort,
    #[error("a user name of v3 has 1 to 32 octets")]
    UserName,
    #[error("privacy needs authentication")]
    PrivacyAlone,
}

/// Upper and lower case, blanks, hyphens and underscores make no difference.
fn folded(text: &str) -> String {
    text.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ' | '/')).collect::<String>().to_ascii_uppercase()
}

impl std::str::FromStr for AuthProtocol {
    type Err = BadCredentials;

    fn from_str(text: &str) -> Result<Self, BadCredentials> {
        Ok(match folded(text).as_str() {
            "MD5" => AuthProtocol::Md5,
            "SHA" | "SHA1" => AuthProtocol::Sha1,
            "SHA224" => AuthProtocol::Sha224,
            "SHA256" => AuthProtocol::Sha256,
            "SHA384" => AuthProtocol::Sha384,
            "SHA512" => AuthProtocol::Sha512,
            _ => return Err(BadCredentials::AuthProtocol(text.to_owned())),
        })
    }
}

impl std::str::FromStr for PrivProtocol {
    type Err = BadCredentials;

    fn from_str(text: &str) -> Result<Self, BadCredentials> {
        Ok(match folded(text).as_str() {
            "DES" => PrivProtocol::Des,
            "AES" | "AES128" => PrivProtocol::Aes128,
            "AES192" => PrivProtocol::Aes192,
            "AES256" => PrivProtocol::Aes256,
            "AES192C" => PrivProtocol::Aes192Reeder,
            "AES256C" => PrivProtocol::Aes256Reeder,
            _ => return Err(BadCredentials::PrivProtocol(text.to_owned())),
        })
    }
}

/// The community of v2c. Never printed.
#[derive(Clone)]
pub struct Community(Zeroizing<Vec<u8>>);

impl Community {
    pub fn new(community: impl Into<Vec<u8>>) -> Community {
        Community(Zeroizing::new(community.into()))
    }

    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Community {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Community(…)")
    }
}

/// A user of v3. The costly part of its keys is computed once, and shared by clones: one user on a thousand agents costs one
/// megabyte of hashing for each password.
#[derive(Clone)]
pub struct User {
    pub(crate) name: String,
    pub(crate) context: String,
    pub(crate) auth: Option<(AuthProtocol, Passphrase)>,
    pub(crate) privacy: Option<(PrivProtocol, Passphrase)>,
}

#[derive(Clone)]
pub(crate) struct Passphrase {
    password: Arc<Zeroizing<Vec<u8>>>,
    ku: Arc<OnceLock<Ku>>,
}

impl Passphrase {
    fn new(password: &str) -> Result<Passphrase, BadCredentials> {
        if password.len() < 8 {
            return Err(BadCredentials::PasswordTooShort);
        }
        Ok(Passphrase { password: Arc::new(Zeroizing::new(password.as_bytes().to_vec())), ku: Arc::default() })
    }

    /// The user's key before localisation. A user has one authentication protocol, so one key for each password.
    pub(crate) fn ku(&self, protocol: AuthProtocol) -> &Ku {
        self.ku.get_or_init(|| Ku::of_password(protocol, &self.password))
    }
}

impl User {
    /// Neither authenticated nor encrypted (noAuthNoPriv).
    pub fn new(name: &str) -> Result<User, BadCredentials> {
        if !(1..=32).contains(&name.len()) {
            return Err(BadCredentials::UserName);
        }
        Ok(User { name: name.to_owned(), context: String::new(), auth: None, privacy: None })
    }

    pub fn with_auth(mut self, protocol: AuthProtocol, password: &str) -> Result<User, BadCredentials> {
        self.auth = Some((protocol, Passphrase::new(password)?));
        Ok(self)
    }

    pub fn with_privacy(mut self, protocol: PrivProtocol, password: &str) -> Result<User, BadCredentials> {
        if self.auth.is_none() {
            return Err(BadCredentials::PrivacyAlone);
        }
        self.privacy = Some((protocol, Passphrase::new(password)?));
        Ok(self)
    }

    /// The context that is read; the default one is empty.
    pub fn with_context(mut self, context: &str) -> User {
        self.context = context.to_owned();
        self
    }

    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let auth = self.auth.as_ref().map(|(protocol, _)| protocol);
        let privacy = self.privacy.as_ref().map(|(protocol, _)| protocol);
        f.debug_struct("User").field("name", &self.name).field("auth", &auth).field("privacy", &privacy).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone)]
pub enum Credentials {
    Community(Community),
    User(User),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_by_their_usual_names() {
        for (text, protocol) in [("sha", AuthProtocol::Sha1), ("SHA-256", AuthProtocol::Sha256), ("sha512", AuthProtocol::Sha512)] {
            assert_eq!(text.parse(), Ok(protocol));
        }
        for (text, protocol) in [("AES", PrivProtocol::Aes128), ("aes-256", PrivProtocol::Aes256), ("AES256C", PrivProtocol::Aes256Reeder)]
        {
            assert_eq!(text.parse(), Ok(protocol));
        }
        assert!("3DES".parse::<PrivProtocol>().is_err());
    }

    #[test]
    fn passwords_are_not_printed_and_not_short() {
        let user = User::new("noc").unwrap().with_auth(AuthProtocol::Md5, "authpass1").unwrap();
        assert!(!format!("{user:?} {:?}", Community::new("secret")).contains("authpass1"));
        assert!(!format!("{:?}", Community::new("secret")).contains("secret"));
        assert_eq!(User::new("noc").unwrap().with_auth(AuthProtocol::Md5, "short").err(), Some(BadCredentials::PasswordTooShort));
        assert_eq!(User::new("noc").unwrap().with_privacy(PrivProtocol::Des, "privpass1").err(), Some(BadCredentials::PrivacyAlone));
    }
}
