//! The attributes that a PPPoE network uses, by number, name and type.
//!
//! Sources: RFC 2865 §5, 2866 §5, 2869 §5, 3162, 5176 §3.5; MikroTik's RADIUS page and FreeRADIUS's dictionary.mikrotik
//! (vendor 14988); dictionary.freeradius (vendor 11344). `tests/it/dictionary.rs` compares the numbers with FreeRADIUS's
//! own dictionaries.

use std::net::Ipv4Addr;

use crate::attribute::{Attribute, Definition};

/// MikroTik's enterprise number.
pub const MIKROTIK: u32 = 14988;
/// FreeRADIUS's enterprise number, used for its statistics.
pub const FREERADIUS: u32 = 11344;

type Text = String;
type Octets = Vec<u8>;

/// Declares definitions and the list from which a number gets its name.
macro_rules! attributes {
    ($($constant:ident: $type:ty = $name:literal, $vendor:expr, $kind:literal;)*) => {
        $(pub const $constant: Definition<$type> = match $vendor {
            Some(vendor) => Definition::vendor($name, vendor, $kind),
            None => Definition::standard($name, $kind),
        };)*
        /// Name, vendor and number of every attribute above.
        pub const ALL: &[(&str, Option<u32>, u8)] = &[$(($name, $vendor, $kind)),*];
    };
}

attributes! {
    USER_NAME: Text = "User-Name", None, 1;
    USER_PASSWORD: Octets = "User-Password", None, 2;
    CHAP_PASSWORD: Octets = "CHAP-Password", None, 3;
    NAS_IP_ADDRESS: Ipv4Addr = "NAS-IP-Address", None, 4;
    NAS_PORT: u32 = "NAS-Port", None, 5;
    SERVICE_TYPE: u32 = "Service-Type", None, 6;
    FRAMED_PROTOCOL: u32 = "Framed-Protocol", None, 7;
    FRAMED_IP_ADDRESS: Ipv4Addr = "Framed-IP-Address", None, 8;
    FRAMED_IP_NETMASK: Ipv4Addr = "Framed-IP-Netmask", None, 9;
    FILTER_ID: Text = "Filter-Id", None, 11;
    REPLY_MESSAGE: Text = "Reply-Message", None, 18;
    FRAMED_ROUTE: Text = "Framed-Route", None, 22;
    CLASS: Octets = "Class", None, 25;
    SESSION_TIMEOUT: u32 = "Session-Timeout", None, 27;
    IDLE_TIMEOUT: u32 = "Idle-Timeout", None, 28;
    CALLED_STATION_ID: Text = "Called-Station-Id", None, 30;
    CALLING_STATION_ID: Text = "Calling-Station-Id", None, 31;
    NAS_IDENTIFIER: Text = "NAS-Identifier", None, 32;
    PROXY_STATE: Octets = "Proxy-State", None, 33;
    ACCT_STATUS_TYPE: u32 = "Acct-Status-Type", None, 40;
    ACCT_DELAY_TIME: u32 = "Acct-Delay-Time", None, 41;
    ACCT_INPUT_OCTETS: u32 = "Acct-Input-Octets", None, 42;
    ACCT_OUTPUT_OCTETS: u32 = "Acct-Output-Octets", None, 43;
    ACCT_SESSION_ID: Text = "Acct-Session-Id", None, 44;
    ACCT_AUTHENTIC: u32 = "Acct-Authentic", None, 45;
    ACCT_SESSION_TIME: u32 = "Acct-Session-Time", None, 46;
    ACCT_INPUT_PACKETS: u32 = "Acct-Input-Packets", None, 47;
    ACCT_OUTPUT_PACKETS: u32 = "Acct-Output-Packets", None, 48;
    ACCT_TERMINATE_CAUSE: u32 = "Acct-Terminate-Cause", None, 49;
    ACCT_INPUT_GIGAWORDS: u32 = "Acct-Input-Gigawords", None, 52;
    ACCT_OUTPUT_GIGAWORDS: u32 = "Acct-Output-Gigawords", None, 53;
    EVENT_TIMESTAMP: u32 = "Event-Timestamp", None, 55;
    CHAP_CHALLENGE: Octets = "CHAP-Challenge", None, 60;
    NAS_PORT_TYPE: u32 = "NAS-Port-Type", None, 61;
    PORT_LIMIT: u32 = "Port-Limit", None, 62;
    MESSAGE_AUTHENTICATOR: Octets = "Message-Authenticator", None, 80;
    ACCT_INTERIM_INTERVAL: u32 = "Acct-Interim-Interval", None, 85;
    NAS_PORT_ID: Text = "NAS-Port-Id", None, 87;
    FRAMED_POOL: Text = "Framed-Pool", None, 88;
    FRAMED_IPV6_PREFIX: Octets = "Framed-IPv6-Prefix", None, 97;
    ERROR_CAUSE: u32 = "Error-Cause", None, 101;
    DELEGATED_IPV6_PREFIX: Octets = "Delegated-IPv6-Prefix", None, 123;
    MIKROTIK_RECV_LIMIT: u32 = "Mikrotik-Recv-Limit", Some(MIKROTIK), 1;
    MIKROTIK_XMIT_LIMIT: u32 = "Mikrotik-Xmit-Limit", Some(MIKROTIK), 2;
    MIKROTIK_GROUP: Text = "Mikrotik-Group", Some(MIKROTIK), 3;
    MIKROTIK_RATE_LIMIT: Text = "Mikrotik-Rate-Limit", Some(MIKROTIK), 8;
    MIKROTIK_HOST_IP: Ipv4Addr = "Mikrotik-Host-IP", Some(MIKROTIK), 10;
    MIKROTIK_MARK_ID: Text = "Mikrotik-Mark-Id", Some(MIKROTIK), 11;
    MIKROTIK_ADVERTISE_URL: Text = "Mikrotik-Advertise-URL", Some(MIKROTIK), 12;
    MIKROTIK_ADVERTISE_INTERVAL: u32 = "Mikrotik-Advertise-Interval", Some(MIKROTIK), 13;
    MIKROTIK_RECV_LIMIT_GIGAWORDS: u32 = "Mikrotik-Recv-Limit-Gigawords", Some(MIKROTIK), 14;
    MIKROTIK_XMIT_LIMIT_GIGAWORDS: u32 = "Mikrotik-Xmit-Limit-Gigawords", Some(MIKROTIK), 15;
    MIKROTIK_TOTAL_LIMIT: u32 = "Mikrotik-Total-Limit", Some(MIKROTIK), 17;
    MIKROTIK_TOTAL_LIMIT_GIGAWORDS: u32 = "Mikrotik-Total-Limit-Gigawords", Some(MIKROTIK), 18;
    MIKROTIK_ADDRESS_LIST: Text = "Mikrotik-Address-List", Some(MIKROTIK), 19;
    MIKROTIK_DELEGATED_IPV6_POOL: Text = "Mikrotik-Delegated-IPv6-Pool", Some(MIKROTIK), 22;
    ASCEND_XMIT_RATE: u32 = "Ascend-Xmit-Rate", Some(529), 255;
    ASCEND_DATA_RATE: u32 = "Ascend-Data-Rate", Some(529), 197;
    FREERADIUS_STATISTICS_TYPE: u32 = "FreeRADIUS-Statistics-Type", Some(FREERADIUS), 127;
    FREERADIUS_TOTAL_ACCESS_REQUESTS: u32 = "FreeRADIUS-Total-Access-Requests", Some(FREERADIUS), 128;
    FREERADIUS_TOTAL_ACCESS_ACCEPTS: u32 = "FreeRADIUS-Total-Access-Accepts", Some(FREERADIUS), 129;
    FREERADIUS_TOTAL_ACCESS_REJECTS: u32 = "FreeRADIUS-Total-Access-Rejects", Some(FREERADIUS), 130;
}

/// Service-Type: Framed (RFC 2865 §5.6).
pub const SERVICE_TYPE_FRAMED: u32 = 2;
/// Framed-Protocol: PPP (RFC 2865 §5.7).
pub const FRAMED_PROTOCOL_PPP: u32 = 1;
/// NAS-Port-Type: Ethernet (RFC 2865 §5.41).
pub const NAS_PORT_TYPE_ETHERNET: u32 = 15;
/// Acct-Authentic: RADIUS (RFC 2866 §5.6).
pub const ACCT_AUTHENTIC_RADIUS: u32 = 1;

/// What to call an attribute in an error.
pub fn name_of(attribute: &Attribute) -> String {
    match ALL.iter().find(|(_, vendor, kind)| *vendor == attribute.vendor && *kind == attribute.kind) {
        Some((name, _, _)) => (*name).to_owned(),
        None => format!("{attribute:?}"),
    }
}
