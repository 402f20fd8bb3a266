//! What is said to OpenVPN.

use super::client::{ClientId, KeyId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Version,
    /// Who is connected, in the format with tabs: names may have commas.
    Status,
    /// Octets of every client, told every so many seconds; 0 is never.
    ByteCount(u32),
    /// Ends the sessions of this common name. Its clients come back by themselves.
    Kill(String),
    ClientKill(ClientId),
    /// Lets a client in, or stay.
    Allow(ClientId, KeyId),
    /// Turns it away. The reason goes to OpenVPN's log; the client is told `told`, and shows it or stops trying.
    Deny {
        client: ClientId,
        key: KeyId,
        reason: String,
        told: Option<String>,
    },
    HoldRelease,
}

/// Why a command is not sent. Nothing is escaped away: what is not plain text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    #[error("it has control characters")]
    Control,
    #[error("it is empty")]
    Empty,
    /// OpenVPN cuts parameters of 256 octets and more.
    #[error("it is longer than {LONGEST} octets")]
    Long,
}

/// `OPTION_PARM_SIZE` is 256 with the closing NUL.
const LONGEST: usize = 255;

impl Command {
    /// The line, with its end.
    pub(super) fn line(&self) -> Result<String, Unsendable> {
        let line = match self {
            Command::Version => "version".to_owned(),
            Command::Status => "status 3".to_owned(),
            Command::ByteCount(seconds) => format!("bytecount {seconds}"),
            Command::Kill(name) => format!("kill {}", quoted(name)?),
            Command::ClientKill(client) => format!("client-kill {}", client.0),
            Command::Allow(client, key) => format!("client-auth-nt {} {}", client.0, key.0),
            Command::Deny { client, key, reason, told: None } => format!("client-deny {} {} {}", client.0, key.0, quoted(reason)?),
            Command::Deny { client, key, reason, told: Some(told) } => {
                format!("client-deny {} {} {} {}", client.0, key.0, quoted(reason)?, quoted(told)?)
            }
            Command::HoldRelease => "hold release".to_owned(),
        };
        Ok(line + "\n")
    }

    /// Is its answer lines up to `END`, and not one line?
    pub(super) fn has_rows(&self) -> bool {
        matches!(self, Command::Version | Command::Status)
    }
}

/// In double quotes, with backslashes before quotes and backslashes (*Command Parsing*).
fn quoted(text: &str) -> Result<String, Unsendable> {
    if text.is_empty() {
        return Err(Unsendable::Empty);
    }
    if text.chars().any(char::is_control) {
        return Err(Unsendable::Control);
    }
    if text.len() > LONGEST {
        return Err(Unsendable::Long);
    }
    Ok(format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\"")))
}

/// The line that answers the question for the password. It is taken as it is, without quotes.
pub(super) fn password_line(password: &str) -> Result<zeroize::Zeroizing<String>, Unsendable> {
    if password.chars().any(char::is_control) {
        return Err(Unsendable::Control);
    }
    Ok(zeroize::Zeroizing::new(format!("{password}\n")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn commands_as_openvpn_reads_them() {
        let line = |command: Command| command.line().unwrap();
        assert_eq!(line(Command::Status), "status 3\n");
        assert_eq!(line(Command::Kill(r#"POP "Utara\1""#.into())), "kill \"POP \\\"Utara\\\\1\\\"\"\n");
        assert_eq!(line(Command::Allow(ClientId(7), KeyId(2))), "client-auth-nt 7 2\n");
        let deny = Command::Deny { client: ClientId(7), key: KeyId(2), reason: "wrong password".into(), told: Some("no".into()) };
        assert_eq!(line(deny), "client-deny 7 2 \"wrong password\" \"no\"\n");
        for (name, reason) in [("a\nkill b", Unsendable::Control), ("", Unsendable::Empty), (&"x".repeat(256), Unsendable::Long)] {
            assert_eq!(Command::Kill(name.to_owned()).line(), Err(reason));
        }
        assert!(password_line("a\nexit").is_err());
    }

    /// OpenVPN's lexical analyzer for what stands in double quotes.
    fn unquoted(text: &str) -> Option<String> {
        let mut chars = text.strip_prefix('"')?.chars();
        let mut value = String::new();
        loop {
            match chars.next()? {
                '\\' => value.push(chars.next()?),
                '"' => return chars.as_str().is_empty().then_some(value),
                other => value.push(other),
            }
        }
    }

    proptest! {
        #[test]
        fn a_name_is_one_parameter_and_one_line(name in any::<String>()) {
            if let Ok(quoted) = quoted(&name) {
                prop_assert!(!quoted.contains(['\n', '\r', '\0']));
                prop_assert_eq!(unquoted(&quoted), Some(name));
            }
        }
    }
}
