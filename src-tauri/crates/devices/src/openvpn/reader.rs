//! Lines to what they mean: answers to commands, and what OpenVPN tells by itself, its blocks put together.

use std::net::IpAddr;
use std::str::FromStr;

use super::client::{ClientEvent, ClientId, Environment, KeyId, LoginAttempt};
use super::error::ProtocolError;
use super::line::{Limits, Line, Lines};

/// What arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    PasswordPrompt,
    Success(String),
    Error(String),
    /// A line of an answer of many lines.
    Row(Vec<u8>),
    /// The end of such an answer.
    End,
    Notification(Notification),
}

/// What OpenVPN tells by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notification {
    Client(ClientEvent),
    /// After `bytecount`: octets since the client connected, received from it and sent to it.
    ByteCount {
        client: ClientId,
        received: u64,
        sent: u64,
    },
    /// OpenVPN is about to end.
    Fatal(String),
    /// OpenVPN waits for `hold release` and serves nobody until then.
    Hold(String),
    /// The greeting, log lines, states, and whatever newer versions tell.
    Other {
        source: String,
        text: String,
    },
}

/// A block whose end has not come.
#[derive(Debug)]
enum Block {
    Attempt {
        again: bool,
        client: ClientId,
        key: KeyId,
    },
    Established(ClientId),
    Disconnect(ClientId),
    /// Of a kind that is not known here.
    Unknown,
}

#[derive(Debug)]
pub struct Reader {
    lines: Lines,
    limits: Limits,
    open: Option<(Block, Environment)>,
}

impl Reader {
    pub fn new(limits: Limits) -> Reader {
        Reader { lines: Lines::new(limits), limits, open: None }
    }

    pub fn feed(&mut self, octets: &[u8]) {
        self.lines.feed(octets);
    }

    /// The next thing; `None` when more octets are needed. After an error the stream has no meaning any more.
    pub fn next_received(&mut self) -> Result<Option<Received>, ProtocolError> {
        while let Some(line) = self.lines.next_line()? {
            let received = match line {
                Line::PasswordPrompt => {
                    self.unbroken(b"ENTER PASSWORD:")?;
                    Some(Received::PasswordPrompt)
                }
                Line::Octets(line) => self.read(line)?,
            };
            if received.is_some() {
                return Ok(received);
            }
        }
        Ok(None)
    }

    fn read(&mut self, line: Vec<u8>) -> Result<Option<Received>, ProtocolError> {
        if let Some(variable) = line.strip_prefix(b">CLIENT:ENV,") {
            return self.variable(variable);
        }
        self.unbroken(&line)?;
        if let Some(notification) = line.strip_prefix(b">") {
            return self.notification(notification);
        }
        if let Some(text) = line.strip_prefix(b"SUCCESS:") {
            return Ok(Some(Received::Success(shown(text))));
        }
        if let Some(text) = line.strip_prefix(b"ERROR:") {
            return Ok(Some(Received::Error(shown(text))));
        }
        Ok(Some(if line == b"END" { Received::End } else { Received::Row(line) }))
    }

    /// OpenVPN writes a block in one go: nothing comes between its lines.
    fn unbroken(&self, line: &[u8]) -> Result<(), ProtocolError> {
        match self.open {
            // Whether a kind that is not known here has a block at all is not known either.
            None | Some((Block::Unknown, _)) => Ok(()),
            Some(_) => Err(ProtocolError::BrokenBlock(shown(line))),
        }
    }

    fn notification(&mut self, line: &[u8]) -> Result<Option<Received>, ProtocolError> {
        self.open = None;
        let unreadable = || ProtocolError::Unreadable(shown(line));
        let at = line.iter().position(|octet| *octet == b':').ok_or_else(unreadable)?;
        let (source, text) = (&line[..at], &line[at + 1..]);
        let notification = match source {
            b"CLIENT" => match self.client(text)? {
                Some(event) => Notification::Client(event),
                None => return Ok(None),
            },
            b"BYTECOUNT_CLI" => {
                let [client, received, sent] = fields(text).ok_or_else(unreadable)?;
                let number = |text: &str| text.parse().map_err(|_| unreadable());
                let client = ClientId(client.parse().map_err(|_| unreadable())?);
                Notification::ByteCount { client, received: number(received)?, sent: number(sent)? }
            }
            b"FATAL" => Notification::Fatal(shown(text)),
            b"HOLD" => Notification::Hold(shown(text)),
            _ => Notification::Other { source: shown(source), text: shown(text) },
        };
        Ok(Some(Received::Notification(notification)))
    }

    /// The first line of a block, or a whole event.
    fn client(&mut self, text: &[u8]) -> Result<Option<ClientEvent>, ProtocolError> {
        let unreadable = || ProtocolError::Unreadable(format!("CLIENT:{}", shown(text)));
        let kind = text.split(|octet| *octet == b',').next().unwrap_or_default();
        let rest = text.get(kind.len() + 1..).unwrap_or_default();
        let block = match kind {
            b"CONNECT" | b"REAUTH" => {
                let [client, key] = fields(rest).and_then(|[client, key]| Some([number(client)?, number(key)?])).ok_or_else(unreadable)?;
                Block::Attempt { again: kind == b"REAUTH", client: ClientId(client), key: KeyId(key) }
            }
            b"ESTABLISHED" => Block::Established(only(rest).ok_or_else(unreadable)?),
            b"DISCONNECT" => Block::Disconnect(only(rest).ok_or_else(unreadable)?),
            b"ADDRESS" => {
                let [client, address, primary] = fields(rest).ok_or_else(unreadable)?;
                let primary = match primary {
                    "1" => true,
                    "0" => false,
                    _ => return Err(unreadable()),
                };
                let client = ClientId(number(client).ok_or_else(unreadable)?);
                return Ok(Some(ClientEvent::Address { client, address: IpAddr::from_str(address).ok(), primary }));
            }
            _ => Block::Unknown,
        };
        self.open = Some((block, Environment::default()));
        Ok(None)
    }

    fn variable(&mut self, variable: &[u8]) -> Result<Option<Received>, ProtocolError> {
        let Some((_, environment)) = &mut self.open else {
            return Err(ProtocolError::Unasked("CLIENT:ENV".to_owned()));
        };
        // A variable always has `=`, so no client can have itself called this.
        if variable != b"END" {
            if environment.len() == self.limits.variables {
                return Err(ProtocolError::ManyVariables(self.limits.variables));
            }
            // The line itself may be a password: it is not shown.
            let at = variable.iter().position(|octet| *octet == b'=').ok_or(ProtocolError::Unreadable("CLIENT:ENV".to_owned()))?;
            environment.push(&shown(&variable[..at]), &variable[at + 1..]);
            return Ok(None);
        }
        let event = self.open.take().and_then(|(block, environment)| match block {
            Block::Attempt { again, client, key } => {
                let attempt = LoginAttempt { client, key, environment };
                Some(if again { ClientEvent::Reauth(attempt) } else { ClientEvent::Connect(attempt) })
            }
            Block::Established(client) => Some(ClientEvent::Established { client, environment }),
            Block::Disconnect(client) => Some(ClientEvent::Disconnect { client, environment }),
            Block::Unknown => None,
        });
        Ok(event.map(|event| Received::Notification(Notification::Client(event))))
    }
}

/// Exactly so many fields between commas.
fn fields<const N: usize>(text: &[u8]) -> Option<[&str; N]> {
    let fields: Vec<&str> = std::str::from_utf8(text).ok()?.split(',').collect();
    fields.try_into().ok()
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok()
}

fn only(text: &[u8]) -> Option<ClientId> {
    let [client] = fields(text)?;
    number(client).map(ClientId)
}

/// For people, and not too much of it.
fn shown(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).trim().chars().take(400).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &[u8]) -> Result<Vec<Received>, ProtocolError> {
        let mut reader = Reader::new(Limits { line: 512, variables: 40, ..Limits::default() });
        reader.feed(text);
        let mut all = Vec::new();
        while let Some(received) = reader.next_received()? {
            all.push(received);
        }
        Ok(all)
    }

    fn events(text: &str) -> Vec<ClientEvent> {
        let client = |received| match received {
            Received::Notification(Notification::Client(event)) => Some(event),
            _ => None,
        };
        read(text.as_bytes()).unwrap().into_iter().filter_map(client).collect()
    }

    /// As OpenVPN 2.6.14 says it.
    const LIFE: &str = ">CLIENT:CONNECT,0,1\r\n>CLIENT:ENV,n_clients=0\r\n>CLIENT:ENV,password=ra=ha,sia\r\n>CLIENT:ENV,untrusted_ip=10.99.0.2\r\n\
        >CLIENT:ENV,username=pop-utara\r\n>CLIENT:ENV,END\r\nSUCCESS: client-auth command succeeded\r\n>CLIENT:ADDRESS,0,10.50.0.7,1\r\n\
        >CLIENT:ADDRESS,0,192.168.4.0/255.255.255.0,0\r\n>CLIENT:ESTABLISHED,0\r\n>CLIENT:ENV,ifconfig_pool_remote_ip=10.50.0.7\r\n\
        >CLIENT:ENV,time_unix=1795385231\r\n>CLIENT:ENV,trusted_ip=10.99.0.2\r\n>CLIENT:ENV,common_name=pop-utara\r\n>CLIENT:ENV,END\r\n\
        >BYTECOUNT_CLI:0,1348,2062\r\n>CLIENT:DISCONNECT,0\r\n>CLIENT:ENV,bytes_sent=2374\r\n>CLIENT:ENV,END\r\n";

    #[test]
    fn a_clients_life() {
        let all = read(LIFE.as_bytes()).unwrap();
        let [connect, granted, address, subnet, established, count, gone] = &all[..] else { panic!("{all:?}") };
        let Received::Notification(Notification::Client(ClientEvent::Connect(attempt))) = connect else { panic!("{connect:?}") };
        assert_eq!((attempt.client, attempt.key, attempt.environment.user()), (ClientId(0), KeyId(1), Some("pop-utara")));
        assert_eq!(attempt.environment.password(), Some(b"ra=ha,sia".as_slice()));
        assert_eq!(*granted, Received::Success("client-auth command succeeded".into()));
        let is = |received: &Received, address, primary| {
            *received == Received::Notification(Notification::Client(ClientEvent::Address { client: ClientId(0), address, primary }))
        };
        assert!(is(address, Some([10, 50, 0, 7].into()), true) && is(subnet, None, false), "{address:?} {subnet:?}");
        let Received::Notification(Notification::Client(ClientEvent::Established { environment, .. })) = established else { panic!() };
        assert_eq!((environment.tunnel_address(), environment.from()), (Some([10, 50, 0, 7].into()), Some([10, 99, 0, 2].into())));
        assert_eq!(environment.connected_at(), Some(1_795_385_231));
        assert_eq!(*count, Received::Notification(Notification::ByteCount { client: ClientId(0), received: 1348, sent: 2062 }));
        let Received::Notification(Notification::Client(ClientEvent::Disconnect { client, .. })) = gone else { panic!("{gone:?}") };
        assert_eq!(*client, ClientId(0));
    }

    #[test]
    fn what_newer_versions_tell_does_not_disturb() {
        let text = ">INFO:OpenVPN Management Interface Version 5 -- type 'help' for more info\r\n>CLIENT:CR_RESPONSE,3,1,YQ==\r\n\
            >CLIENT:ENV,username=x\r\n>CLIENT:ENV,END\r\n>CLIENT:NEWS,1\r\n>NOTIFY:info,remote-exit,EXIT\r\n>CLIENT:REAUTH,4,2\r\n>CLIENT:ENV,END\r\n";
        let [ClientEvent::Reauth(attempt)] = &events(text)[..] else { panic!("{:?}", events(text)) };
        assert_eq!((attempt.client, attempt.key), (ClientId(4), KeyId(2)));
    }

    #[test]
    fn what_is_not_understood_is_an_error_and_no_wrong_value() {
        let unreadable = |text: &str| matches!(read(text.as_bytes()), Err(ProtocolError::Unreadable(_)));
        for text in [
            ">CLIENT:CONNECT,0\n",
            ">CLIENT:CONNECT,a,1\n",
            ">CLIENT:CONNECT,4294967296,1\n",
            ">CLIENT:ESTABLISHED\n",
            ">CLIENT:DISCONNECT,1,2\n",
            ">CLIENT:ADDRESS,0,10.0.0.1,2\n",
            ">BYTECOUNT_CLI:0,1\n",
            ">BYTECOUNT_CLI:0,-1,5\n",
            ">nothing\n",
            ">CLIENT:CONNECT,0,1\n>CLIENT:ENV,without\n",
        ] {
            assert!(unreadable(text), "{text}");
        }
        let broken = ">CLIENT:CONNECT,0,1\n>CLIENT:ENV,a=b\n>CLIENT:DISCONNECT,7\n";
        assert_eq!(read(broken.as_bytes()), Err(ProtocolError::BrokenBlock(">CLIENT:DISCONNECT,7".into())));
        assert_eq!(read(b">CLIENT:ENV,a=b\n"), Err(ProtocolError::Unasked("CLIENT:ENV".into())));
        let many = format!(">CLIENT:CONNECT,0,1\n{}", ">CLIENT:ENV,a=b\n".repeat(41));
        assert_eq!(read(many.as_bytes()), Err(ProtocolError::ManyVariables(40)));
    }

    proptest! {
        #[test]
        fn any_octets(octets in prop::collection::vec(any::<u8>(), 0..2000)) {
            let _ = read(&octets);
        }

        #[test]
        fn changed_and_cut_lives(at in 0..LIFE.len(), change in any::<u8>(), end in 0..LIFE.len()) {
            let mut octets = LIFE.as_bytes().to_vec();
            octets[at] ^= change;
            octets.truncate(end.max(at));
            let _ = read(&octets);
        }

        #[test]
        fn pieces_do_not_matter(sizes in prop::collection::vec(1_usize..90, 1..40)) {
            let mut reader = Reader::new(Limits::default());
            let mut all = Vec::new();
            let mut rest = LIFE.as_bytes();
            for size in sizes.into_iter().cycle() {
                let (piece, after) = rest.split_at(size.min(rest.len()));
                reader.feed(piece);
                rest = after;
                while let Some(received) = reader.next_received().unwrap() {
                    all.push(received);
                }
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert_eq!(all, read(LIFE.as_bytes()).unwrap());
        }

        #[test]
        fn a_hostile_value_stays_a_value(value in "[ -~]{0,60}") {
            let text = format!(">CLIENT:CONNECT,0,1\r\n>CLIENT:ENV,username={value}\r\n>CLIENT:ENV,END\r\n");
            let [ClientEvent::Connect(attempt)] = &events(&text)[..] else { panic!() };
            prop_assert_eq!(attempt.environment.text("username"), Some(value.as_str()));
        }
    }
}
