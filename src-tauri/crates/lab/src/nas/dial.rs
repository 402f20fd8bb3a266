//! From a dial-in to what the session may do: local secret or RADIUS, profile, address.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::time::Duration;

use janet_radius::dictionary::*;
use janet_radius::{Attributes, Client, Credentials, Definition, Retransmission, Secret, Server, Value, Verdict};
use janet_routeros::RateLimit;

use super::pool::free_address;
use super::{Dial, DialError, Inner, NAS_ADDRESS, RADIUS_TIMEOUT};
use crate::routeros::Item;

/// A user who may come up.
pub(super) struct Authorised {
    pub(super) acct_session_id: String,
    pub(super) profile: String,
    pub(super) address: Ipv4Addr,
    pub(super) rate_limit: Option<String>,
    pub(super) address_list: Option<String>,
    pub(super) session_timeout: Option<u32>,
    /// `None` for a local secret: nothing is accounted.
    pub(super) accounting: Option<Accounting>,
}

/// What accounting of a session needs.
pub(super) struct Accounting {
    pub(super) client: Client,
    pub(super) class: Option<Vec<u8>>,
    pub(super) interim: Option<Duration>,
    /// Attributes that stand in the Access-Request and in every record.
    pub(super) common: Attributes,
}

/// One line of `/radius`.
struct Configured {
    address: std::net::IpAddr,
    secret: String,
    authentication_port: u16,
    accounting_port: u16,
    timeout: Duration,
    require_message_authenticator: bool,
}

impl Inner {
    /// RADIUS is asked only if there is no local secret of this name (MikroTik, *PPP AAA*).
    pub(super) async fn authorise(&self, dial: &Dial) -> Result<Authorised, DialError> {
        let secret = self.device.lock().find("/ppp/secret", "name", &dial.user_name).cloned();
        let serves = |secret: &Item| matches!(secret.text("service").as_str(), "any" | "pppoe") && !secret.is("disabled");
        match secret.filter(serves) {
            Some(secret) => self.authorise_locally(dial, &secret),
            None => self.authorise_by_radius(dial).await,
        }
    }

    fn authorise_locally(&self, dial: &Dial, secret: &Item) -> Result<Authorised, DialError> {
        if secret.text("password") != dial.password {
            return Err(DialError::WrongPassword);
        }
        let profile = self.profile(&secret.text("profile"))?;
        let wanted = secret.filled("remote-address").or_else(|| profile.filled("remote-address"));
        Ok(Authorised {
            acct_session_id: self.new_session_id(),
            address: self.address(wanted)?,
            rate_limit: profile.filled("rate-limit"),
            address_list: profile.filled("address-list"),
            profile: profile.text("name"),
            session_timeout: None,
            accounting: None,
        })
    }

    async fn authorise_by_radius(&self, dial: &Dial) -> Result<Authorised, DialError> {
        let use_radius = self.device.lock().table("/ppp/aaa").items().first().is_some_and(|aaa| aaa.is("use-radius"));
        if !use_radius {
            return Err(DialError::NoSuchUser);
        }
        let configured = self.configured().ok_or(DialError::NoServer)?;
        let acct_session_id = self.new_session_id();
        let common = self.common_attributes(dial, &acct_session_id);
        let client = Client::new(configured.server(configured.authentication_port)).await?;
        let credentials = Credentials { user_name: &dial.user_name, password: &dial.password, method: dial.method };
        self.device.lock().count_radius("requests");
        let verdict = client.authenticate(&credentials, &common).await.inspect_err(|_| self.device.lock().count_radius("timeouts"))?;
        let reply = match verdict {
            Verdict::Accept(reply) => {
                self.device.lock().count_radius("accepts");
                reply
            }
            Verdict::Reject(reply) | Verdict::Challenge(reply) => {
                self.device.lock().count_radius("rejects");
                return Err(DialError::Rejected(reply.get(&REPLY_MESSAGE).ok().flatten().unwrap_or_default()));
            }
        };
        // A group that names no profile: what RouterOS does is not documented. Refusing makes the mistake visible.
        let profile = self.profile(read(&reply, &MIKROTIK_GROUP)?.as_deref().unwrap_or("default"))?;
        let rate_limit = read(&reply, &MIKROTIK_RATE_LIMIT)?;
        if let Some(error) = rate_limit.as_deref().and_then(|rate| RateLimit::parse(rate).err()) {
            return Err(DialError::Reply(error.to_string()));
        }
        // Loopback and class D/E mean "take one from the pool" (MikroTik, *RADIUS*).
        let framed = read(&reply, &FRAMED_IP_ADDRESS)?.filter(|address| !address.is_loopback() && address.octets()[0] < 224);
        let address = match framed {
            Some(address) => address,
            None => self.address(read(&reply, &FRAMED_POOL)?.or_else(|| profile.filled("remote-address")))?,
        };
        let accounting = Accounting {
            client: Client::new(configured.server(configured.accounting_port)).await?,
            class: reply.octets(&CLASS).map(<[u8]>::to_vec),
            interim: read(&reply, &ACCT_INTERIM_INTERVAL)?.filter(|seconds| *seconds > 0).map(|s| Duration::from_secs(s.into())),
            common,
        };
        Ok(Authorised {
            acct_session_id,
            address,
            rate_limit: rate_limit.or_else(|| profile.filled("rate-limit")),
            address_list: read(&reply, &MIKROTIK_ADDRESS_LIST)?.or_else(|| profile.filled("address-list")),
            profile: profile.text("name"),
            session_timeout: read(&reply, &SESSION_TIMEOUT)?,
            accounting: Some(accounting),
        })
    }

    /// The first enabled server for PPP.
    fn configured(&self) -> Option<Configured> {
        let state = self.device.lock();
        let serves = |item: &&Item| !item.is("disabled") && item.text("service").split(',').any(|service| service == "ppp");
        let item = state.table("/radius").items().iter().find(serves)?;
        Some(Configured {
            address: item.text("address").parse().ok()?,
            secret: item.text("secret"),
            authentication_port: item.text("authentication-port").parse().ok()?,
            accounting_port: item.text("accounting-port").parse().ok()?,
            timeout: janet_routeros::parse_duration(&item.text("timeout")).unwrap_or(RADIUS_TIMEOUT),
            require_message_authenticator: item.text("require-message-auth") != "no",
        })
    }

    fn profile(&self, name: &str) -> Result<Item, DialError> {
        self.device.lock().find("/ppp/profile", "name", name).cloned().ok_or_else(|| DialError::NoProfile(name.to_owned()))
    }

    /// `wanted` is an address or the name of a pool.
    fn address(&self, wanted: Option<String>) -> Result<Ipv4Addr, DialError> {
        let wanted = wanted.ok_or_else(|| DialError::NoAddress("neither the reply nor the profile names one".into()))?;
        if let Ok(address) = wanted.parse() {
            return Ok(address);
        }
        let pool = self.device.lock().find("/ip/pool", "name", &wanted).cloned();
        let ranges = pool.ok_or_else(|| DialError::NoAddress(format!("no pool {wanted}")))?.text("ranges");
        let taken: HashSet<Ipv4Addr> = self.lock().values().map(|live| live.session.framed_ip_address).collect();
        free_address(&ranges, &taken).ok_or_else(|| DialError::NoAddress(format!("pool {wanted} is full")))
    }

    fn common_attributes(&self, dial: &Dial, acct_session_id: &str) -> Attributes {
        let identity = self.device.lock().table("/system/identity").items().first().map(|item| item.text("name"));
        Attributes::new()
            .with(&SERVICE_TYPE, SERVICE_TYPE_FRAMED)
            .with(&FRAMED_PROTOCOL, FRAMED_PROTOCOL_PPP)
            .with(&NAS_PORT_TYPE, NAS_PORT_TYPE_ETHERNET)
            .with(&CALLING_STATION_ID, dial.caller_id.as_str())
            .with(&CALLED_STATION_ID, "pppoe")
            .with(&NAS_PORT_ID, "ether1")
            .with(&ACCT_SESSION_ID, acct_session_id)
            .with(&NAS_IDENTIFIER, identity.unwrap_or_default())
            .with(&NAS_IP_ADDRESS, NAS_ADDRESS)
    }
}

impl Configured {
    /// RouterOS sends a request three times.
    fn server(&self, port: u16) -> Server {
        let retransmission = Retransmission { first_wait: self.timeout, transmissions: 3, timeout: self.timeout * 7 };
        let mut server = Server::new((self.address, port).into(), Secret::new(self.secret.as_str()));
        server.retransmission = retransmission;
        server.require_message_authenticator = self.require_message_authenticator;
        server
    }
}

fn read<V: Value>(reply: &Attributes, definition: &Definition<V>) -> Result<Option<V>, DialError> {
    reply.get(definition).map_err(|error| DialError::Reply(error.to_string()))
}
