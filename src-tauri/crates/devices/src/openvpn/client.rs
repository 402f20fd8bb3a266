//! `>CLIENT:`: what becomes of the server's clients.

use std::fmt;
use std::net::IpAddr;

use zeroize::Zeroizing;

/// Numbers a client as long as it is connected. After OpenVPN was restarted they begin at 0 again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(pub u32);

/// Numbers the key of one TLS negotiation of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub u32);

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClientEvent {
    /// It wants to come in and waits for `client-auth-nt` or `client-deny`. Told with `management-client-auth` only, as all
    /// of these are.
    Connect(LoginAttempt),
    /// It is in, its key is renewed, and the server asks whether it may stay.
    Reauth(LoginAttempt),
    Established {
        client: ClientId,
        environment: Environment,
    },
    Disconnect {
        client: ClientId,
        environment: Environment,
    },
    /// An address (or, secondary, a subnet behind it) is its now.
    Address {
        client: ClientId,
        /// `None` for a subnet, and for a MAC address of an Ethernet tunnel.
        address: Option<IpAddr>,
        primary: bool,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginAttempt {
    pub client: ClientId,
    pub key: KeyId,
    pub environment: Environment,
}

/// The variables of a block, in their order. The password does not print, and is wiped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Environment(Vec<(String, Zeroizing<Vec<u8>>)>);

impl Environment {
    pub(super) fn push(&mut self, name: &str, value: &[u8]) {
        self.0.push((name.to_owned(), Zeroizing::new(value.to_vec())));
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn octets(&self, name: &str) -> Option<&[u8]> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// `None` also where it is not UTF-8: half a name is another's.
    pub fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.octets(name)?).ok()
    }

    /// What was logged in with, else the certificate's common name; `None` where there is neither, or it is not UTF-8.
    pub fn user(&self) -> Option<&str> {
        match self.octets("username") {
            Some(name) if !name.is_empty() => std::str::from_utf8(name).ok(),
            Some(_) | None => self.text("common_name").filter(|name| !name.is_empty()),
        }
    }

    /// What the client sent; to be compared and forgotten.
    pub fn password(&self) -> Option<&[u8]> {
        self.octets("password")
    }

    /// Where it came from: `trusted_…` once it is known to be it, `untrusted_…` before.
    pub fn from(&self) -> Option<IpAddr> {
        let names = ["trusted_ip", "trusted_ip6", "untrusted_ip", "untrusted_ip6"];
        names.iter().find_map(|name| self.text(name)?.parse().ok())
    }

    /// The fixed or dynamic address that the client was given; `ifconfig_pool_remote_ip` and not `ifconfig_remote`, which is
    /// the server's own.
    pub fn tunnel_address(&self) -> Option<IpAddr> {
        self.text("ifconfig_pool_remote_ip").or_else(|| self.text("ifconfig_pool_remote_ip6"))?.parse().ok()
    }

    /// Seconds since 1970 at which it was connected.
    pub fn connected_at(&self) -> Option<i64> {
        self.text("time_unix")?.parse().ok()
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.iter().map(|(name, value)| {
            let value = if name.contains("password") { "…".into() } else { String::from_utf8_lossy(value) };
            (name, value)
        });
        f.debug_map().entries(shown).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(variables: &[(&str, &str)]) -> Environment {
        let mut environment = Environment::default();
        variables.iter().for_each(|(name, value)| environment.push(name, value.as_bytes()));
        environment
    }

    #[test]
    fn a_user_is_the_login_or_else_the_certificate() {
        assert_eq!(environment(&[("username", "pop-1"), ("common_name", "kantor")]).user(), Some("pop-1"));
        assert_eq!(environment(&[("username", ""), ("common_name", "kantor")]).user(), Some("kantor"));
        assert_eq!(environment(&[("common_name", "kantor")]).user(), Some("kantor"));
        assert_eq!(environment(&[]).user(), None);
        let mut broken = environment(&[("common_name", "kantor")]);
        broken.push("username", b"pop-\xff");
        assert_eq!(broken.user(), None, "the certificate's name does not stand in for a login that cannot be read");
    }

    #[test]
    fn a_password_is_never_printed() {
        let shown = format!("{:?}", environment(&[("username", "pop-1"), ("password", "rahasia=7")]));
        assert!(shown.contains("pop-1") && !shown.contains("rahasia"), "{shown}");
    }
}
