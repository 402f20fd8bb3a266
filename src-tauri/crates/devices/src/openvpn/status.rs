//! `status 3`: tables whose columns `HEADER` lines name. Versions have more and more of them.

use std::net::{IpAddr, SocketAddr};

use chrono::{DateTime, Utc};

use super::client::ClientId;

/// Who is connected to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// By OpenVPN's clock.
    pub at: DateTime<Utc>,
    pub clients: Vec<StatusClient>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusClient {
    pub client: ClientId,
    /// What it logged in with, else its common name. `None` while it is not authenticated, and where it is not UTF-8.
    pub user: Option<String>,
    pub from: Option<IpAddr>,
    pub tunnel_address: Option<IpAddr>,
    pub connected_since: DateTime<Utc>,
    /// Octets from the client.
    pub received: u64,
    /// Octets to it.
    pub sent: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadStatus {
    /// Such as of a client, which has no such table, or cut short.
    #[error("there is no {0}")]
    Missing(&'static str),
    #[error("the table of clients has no column `{0}`")]
    NoColumn(&'static str),
    #[error("line {line}: {fields} fields under {columns} columns")]
    Width { line: usize, fields: usize, columns: usize },
    #[error("line {line}: `{column}` is `{value}`")]
    Value { line: usize, column: &'static str, value: String },
}

/// In which column a value stands.
struct Columns {
    count: usize,
    common_name: usize,
    username: usize,
    from: usize,
    address: usize,
    address_6: Option<usize>,
    received: usize,
    sent: usize,
    since: usize,
    client: usize,
}

/// What OpenVPN writes for a name that it does not know.
const UNDEFINED: &str = "UNDEF";

impl Status {
    /// Lines without `END`.
    pub fn read(lines: &[Vec<u8>]) -> Result<Status, BadStatus> {
        let mut at = None;
        let mut columns = None;
        let mut clients = Vec::new();
        for (line, text) in lines.iter().enumerate().map(|(index, text)| (index + 1, text)) {
            let fields: Vec<&[u8]> = text.split(|octet| *octet == b'\t').collect();
            match fields[..] {
                [b"TIME", _, seconds, ..] => at = Some(moment(line, "TIME", seconds)?),
                [b"HEADER", b"CLIENT_LIST", ref names @ ..] => columns = Some(Columns::read(names)?),
                [b"CLIENT_LIST", ref fields @ ..] => {
                    clients.push(columns.as_ref().ok_or(BadStatus::Missing("header before the clients"))?.client(line, fields)?);
                }
                _ => {}
            }
        }
        match (at, columns) {
            (_, None) => Err(BadStatus::Missing("table of clients")),
            (None, _) => Err(BadStatus::Missing("time")),
            (Some(at), Some(_)) => Ok(Status { at, clients }),
        }
    }
}

impl Columns {
    fn read(names: &[&[u8]]) -> Result<Columns, BadStatus> {
        let find = |wanted: &str| names.iter().position(|name| *name == wanted.as_bytes());
        let column = |wanted: &'static str| find(wanted).ok_or(BadStatus::NoColumn(wanted));
        Ok(Columns {
            count: names.len(),
            common_name: column("Common Name")?,
            username: column("Username")?,
            from: column("Real Address")?,
            address: column("Virtual Address")?,
            address_6: find("Virtual IPv6 Address"),
            received: column("Bytes Received")?,
            sent: column("Bytes Sent")?,
            since: column("Connected Since (time_t)")?,
            // From 2.4 on. Without it a session cannot be told from the one before it.
            client: column("Client ID")?,
        })
    }

    fn client(&self, line: usize, fields: &[&[u8]]) -> Result<StatusClient, BadStatus> {
        if fields.len() != self.count {
            return Err(BadStatus::Width { line, fields: fields.len(), columns: self.count });
        }
        let number = |column: &'static str, at: usize| {
            text(fields[at]).parse::<u64>().map_err(|_| BadStatus::Value { line, column, value: shown(fields[at]) })
        };
        let known = |at: usize| !fields[at].is_empty() && fields[at] != UNDEFINED.as_bytes();
        let name = if known(self.username) { self.username } else { self.common_name };
        let client = number("Client ID", self.client)?;
        let client = u32::try_from(client).map_err(|_| BadStatus::Value { line, column: "Client ID", value: client.to_string() })?;
        Ok(StatusClient {
            client: ClientId(client),
            user: std::str::from_utf8(fields[name]).ok().filter(|_| known(name)).map(str::to_owned),
            from: real_address(text(fields[self.from])),
            tunnel_address: self.tunnel_address(line, fields)?,
            connected_since: moment(line, "Connected Since (time_t)", fields[self.since])?,
            received: number("Bytes Received", self.received)?,
            sent: number("Bytes Sent", self.sent)?,
        })
    }

    /// Empty until the client has one.
    fn tunnel_address(&self, line: usize, fields: &[&[u8]]) -> Result<Option<IpAddr>, BadStatus> {
        let columns = [(Some(self.address), "Virtual Address"), (self.address_6, "Virtual IPv6 Address")];
        for (at, column) in columns {
            if let Some(value) = at.map(|at| fields[at]).filter(|value| !value.is_empty()) {
                return match text(value).parse() {
                    Ok(address) => Ok(Some(address)),
                    Err(_) => Err(BadStatus::Value { line, column, value: shown(value) }),
                };
            }
        }
        Ok(None)
    }
}

/// `10.99.0.2:51656`, `[2001:db8::2]:51656`, `2001:db8::2`; with the protocol before it (`udp4:…`, `tcp4-server:…`) in 2.7 and
/// on TCP. `None` for anything else: it is shown only.
fn real_address(text: &str) -> Option<IpAddr> {
    let plain = |text: &str| text.parse::<SocketAddr>().map(|address| address.ip()).or_else(|_| text.parse()).ok();
    plain(text).or_else(|| text.split_once(':').filter(|(protocol, _)| protocol.starts_with(['u', 't'])).and_then(|(_, rest)| plain(rest)))
}

fn moment(line: usize, column: &'static str, seconds: &[u8]) -> Result<DateTime<Utc>, BadStatus> {
    let bad = || BadStatus::Value { line, column, value: shown(seconds) };
    text(seconds).parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or_else(bad)
}

fn text(octets: &[u8]) -> &str {
    std::str::from_utf8(octets).unwrap_or_default()
}

fn shown(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// OpenVPN 2.6.14's, with a client that is not authenticated yet.
    const SCREEN: &str = "TITLE\tOpenVPN 2.6.14 x86_64-pc-linux-gnu\nTIME\t2026-11-22 22:07:12\t1795385232\n\
        HEADER\tCLIENT_LIST\tCommon Name\tReal Address\tVirtual Address\tVirtual IPv6 Address\tBytes Received\tBytes Sent\tConnected Since\tConnected Since (time_t)\tUsername\tClient ID\tPeer ID\tData Channel Cipher\n\
        CLIENT_LIST\tpop-utara\t10.99.0.2:51656\t10.50.0.7\t\t1308\t2062\t2026-11-22 22:07:11\t1795385231\tpop, utara\t0\t0\tAES-256-GCM\n\
        CLIENT_LIST\tUNDEF\t10.99.0.3:1024\t\t\t10\t20\t2026-11-22 22:07:11\t1795385231\tUNDEF\t1\t1\t\n\
        HEADER\tROUTING_TABLE\tVirtual Address\tCommon Name\tReal Address\tLast Ref\tLast Ref (time_t)\n\
        ROUTING_TABLE\t10.50.0.7\tpop-utara\t10.99.0.2:51656\t2026-11-22 22:07:11\t1795385231\n\
        GLOBAL_STATS\tMax bcast/mcast queue length\t0";

    fn read(text: &str) -> Result<Status, BadStatus> {
        Status::read(&text.split('\n').map(|line| line.as_bytes().to_vec()).collect::<Vec<_>>())
    }

    /// The table of clients with its columns in another order, and one that nobody knows.
    fn reordered(order: &[usize]) -> String {
        let line = |line: &str| {
            let Some(at) = line.find("CLIENT_LIST\t").map(|at| at + "CLIENT_LIST\t".len()) else { return line.to_owned() };
            let fields: Vec<&str> = line[at..].split('\t').collect();
            let fields: Vec<&str> = order.iter().map(|index| fields[*index]).chain(["x"]).collect();
            line[..at].to_owned() + &fields.join("\t")
        };
        SCREEN.split('\n').map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn clients_by_the_names_of_columns() {
        let status = read(SCREEN).unwrap();
        assert_eq!(status.at.timestamp(), 1_795_385_232);
        let [utara, nobody] = &status.clients[..] else { panic!("{status:?}") };
        let expected = StatusClient {
            client: ClientId(0),
            user: Some("pop, utara".into()),
            from: Some([10, 99, 0, 2].into()),
            tunnel_address: Some([10, 50, 0, 7].into()),
            connected_since: DateTime::from_timestamp(1_795_385_231, 0).unwrap(),
            received: 1308,
            sent: 2062,
        };
        assert_eq!(*utara, expected);
        assert_eq!((nobody.client, nobody.user.clone(), nobody.tunnel_address), (ClientId(1), None, None));
        let by_certificate = SCREEN.replace("pop, utara", "UNDEF");
        assert_eq!(read(&by_certificate).unwrap().clients[0].user.as_deref(), Some("pop-utara"));
    }

    #[test]
    fn a_distorted_table_is_an_error_and_never_a_shorter_list() {
        let lines: Vec<&str> = SCREEN.split('\n').collect();
        let without =
            |at: usize| lines.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, line)| *line).collect::<Vec<_>>().join("\n");
        assert_eq!(read(&without(2)), Err(BadStatus::Missing("header before the clients")));
        assert_eq!(read(&without(1)), Err(BadStatus::Missing("time")));
        assert_eq!(read("OpenVPN STATISTICS\nUpdated,2026-11-22 22:07:12"), Err(BadStatus::Missing("table of clients")));
        assert_eq!(read(&SCREEN.replace("\tClient ID", "")), Err(BadStatus::NoColumn("Client ID")));
        let cut = lines[3].rsplit_once('\t').unwrap().0;
        assert_eq!(read(&SCREEN.replace(lines[3], cut)), Err(BadStatus::Width { line: 4, fields: 11, columns: 12 }));
        for (from, to) in [
            ("10.50.0.7\t\t", "10.50.0\t\t"),
            ("\t1308\t", "\t-8\t"),
            ("\t1795385231\tpop", "\tsoon\tpop"),
            ("\t0\t0\tAES", "\tno\t0\tAES"),
        ] {
            assert!(matches!(read(&SCREEN.replace(from, to)), Err(BadStatus::Value { line: 4, .. })), "{to}");
        }
    }

    #[test]
    fn addresses_of_all_versions() {
        for (text, address) in [
            ("10.99.0.2:51656", "10.99.0.2"),
            ("10.99.0.2", "10.99.0.2"),
            ("[2001:db8::2]:51656", "2001:db8::2"),
            ("2001:db8::2", "2001:db8::2"),
            ("udp4:10.99.0.2:51656", "10.99.0.2"),
            ("tcp4-server:10.99.0.2:51656", "10.99.0.2"),
            ("udp6:[2001:db8::2]:1", "2001:db8::2"),
        ] {
            assert_eq!(real_address(text).map(|address| address.to_string()).as_deref(), Some(address), "{text}");
        }
        for none in ["", "udp4:", ":", "host:1", "1.2.3:4"] {
            assert_eq!(real_address(none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn order_of_columns_does_not_matter(order in Just((0..12).collect::<Vec<usize>>()).prop_shuffle()) {
            prop_assert_eq!(read(&reordered(&order)).unwrap(), read(SCREEN).unwrap());
        }

        #[test]
        fn any_octets(octets in prop::collection::vec(prop_oneof![Just(b'\t'), Just(b'\n'), any::<u8>()], 0..600)) {
            let _ = Status::read(&octets.split(|octet| *octet == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>());
        }

        #[test]
        fn a_changed_screen_never_panics(at in 0..SCREEN.len(), change in any::<u8>(), end in 0..SCREEN.len()) {
            let mut octets = SCREEN.as_bytes().to_vec();
            octets[at] ^= change;
            octets.truncate(end);
            let _ = Status::read(&octets.split(|octet| *octet == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>());
        }
    }
}
