//! Login of both eras (MikroTik, *API*).

use std::fmt;

use md5::{Digest, Md5};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::command::Command;
use crate::connection::Connection;
use crate::error::Error;

/// A password. It never prints, and its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

impl Password {
    pub fn new(text: impl Into<String>) -> Password {
        Password(text.into())
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// In which order the two ways to log in are tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LoginMethod {
    /// Name and password; a router before 6.43 then answers with a challenge, which is taken up. The password has been on
    /// the wire in clear.
    #[default]
    Plain,
    /// For routers known to be older than 6.43: the challenge is asked for first, and the password itself is never sent.
    /// RouterOS from 6.45.1 on refuses this.
    Challenge,
}

#[derive(Debug, Clone)]
pub struct Login {
    pub user: String,
    pub password: Password,
    pub method: LoginMethod,
}

impl Login {
    pub(crate) async fn perform(&self, connection: &Connection) -> Result<(), Error> {
        let start = match self.method {
            LoginMethod::Plain => Command::new("/login").attribute("name", &self.user).attribute("password", self.password.reveal()),
            LoginMethod::Challenge => Command::new("/login"),
        };
        let answer = connection.run(start).await.map_err(refused)?;
        // An end without a challenge is the success of a plain login. After an empty one it would mean nothing.
        let Some(challenge) = answer.done.shown("ret") else {
            return match self.method {
                LoginMethod::Plain => Ok(()),
                LoginMethod::Challenge => Err(Error::Login("the router gave no challenge: it is 6.43 or newer".into())),
            };
        };
        let response =
            challenge_response(self.password.reveal(), &challenge).ok_or(Error::Unreadable { menu: "/login", property: "ret" })?;
        let second = Command::new("/login").attribute("name", &self.user).attribute("response", response.as_bytes());
        match connection.run(second).await.map_err(refused)?.done.octets("ret") {
            None => Ok(()),
            Some(_) => Err(Error::Login("the router asks for a second challenge".into())),
        }
    }
}

/// The answer to a challenge of 32 hexadecimal digits: `00`, then MD5 of a zero octet, password and challenge. `None` when
/// the challenge is not that.
pub fn challenge_response(password: &str, challenge: &str) -> Option<Zeroizing<String>> {
    if challenge.len() != 32 || !challenge.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let challenge: Option<Vec<u8>> = (0..32).step_by(2).map(|at| u8::from_str_radix(&challenge[at..at + 2], 16).ok()).collect();
    let digest = Md5::new().chain_update([0]).chain_update(password).chain_update(challenge?).finalize();
    let mut response = Zeroizing::new(String::from("00"));
    digest.iter().for_each(|octet| *response += &format!("{octet:02x}"));
    Some(response)
}

fn refused(error: Error) -> Error {
    match error {
        Error::Refused(refusal) => Error::Login(refusal.to_string()),
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_known_challenge() {
        let response = challenge_response("test", "ebddd18baf4d0d8bd0d2a9b0c1d5e1f0").unwrap();
        assert_eq!(response.as_str(), "00c80285a6d058b31ae9345b993ee32b47");
        assert!(challenge_response("test", "ebdd").is_none());
        assert!(challenge_response("test", "ébddd18baf4d0d8bd0d2a9b0c1d5e1f").is_none());
    }

    #[test]
    fn passwords_do_not_print() {
        let login = Login { user: "api".into(), password: Password::new("rahasia"), method: LoginMethod::Plain };
        assert!(!format!("{login:?}").contains("rahasia"));
    }
}
