//! What this area needs of the devices, as traits: the crate `devices` speaks the protocols behind them, tests may speak
//! to simulators through the same. Nothing here names a vendor's wire format.

use std::net::{IpAddr, SocketAddr};

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
pub use janet_model::OltDialect;
use janet_model::{NodeId, SecretId};
pub use janet_network::{PonPlace, Transport};
use serde::{Deserialize, Serialize};
use specta::Type;

/// An OLT as it is reached.
#[derive(Debug, Clone)]
pub struct OltTarget {
    pub node: NodeId,
    pub code: String,
    pub dialect: OltDialect,
    pub host: String,
    pub port: u16,
    pub username: String,
    /// `None`: no password was stored; the port answers with [`Fault::NoSecret`].
    pub secret: Option<SecretId>,
    /// SHA-256 of the host key that was accepted once; `None` before the first contact.
    pub host_key: Option<String>,
    pub legacy_ssh: bool,
    pub transport: Transport,
    /// How many PON ports it has; `None`: the usual number of its family.
    pub pons: Option<u8>,
    /// Sessions at once that it is given.
    pub sessions: u8,
}

/// What is to stand on the OLT for one ONU. Text fields are checked against the device's allow-list by the port before
/// anything is sent: reject, never escape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnuDesired {
    pub pon: PonPlace,
    /// `None`: the lowest id that the OLT says is free.
    pub onu_id: Option<u8>,
    /// Vendor letters and eight hexadecimal digits.
    pub serial: String,
    /// The only thing about a customer that a device is told.
    pub customer_code: String,
    pub vlan: u16,
    pub profile: LineProfile,
}

/// What the plan is called on an OLT of a dialect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineProfile {
    /// `traffic`: upstream and downstream profile of the GEM port.
    Zte {
        onu_type: String,
        tcont: String,
        traffic: Option<(String, String)>,
    },
    Huawei {
        line_profile: u16,
        service_profile: u16,
        gem: u16,
    },
}

/// The exact lines of a change, in order, before any of them is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OltPlan {
    pub lines: Vec<String>,
    /// What is read afterwards to prove it.
    pub read_back: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundOnu {
    pub pon: PonPlace,
    pub serial: String,
    pub model: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OnuLine {
    Online,
    Offline,
    Los,
    Power,
    Unknown,
}

/// How what stands on the OLT compares with what is desired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnuVerdict {
    Complete,
    /// These lines or facts are missing.
    Partial(Vec<String>),
    Absent,
    /// The serial is registered on this port under another id.
    Elsewhere {
        onu_id: u8,
    },
    /// Another ONU has the id.
    Other {
        serial: Option<String>,
    },
}

/// What the OLT said of an ONU. Powers in hundredths of a dBm; absent where it said nothing that can be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnuReading {
    pub onu_id: u8,
    pub verdict: OnuVerdict,
    pub line: OnuLine,
    pub olt_rx_cdbm: Option<i32>,
    pub onu_rx_cdbm: Option<i32>,
    pub onu_tx_cdbm: Option<i32>,
    pub distance_m: Option<u32>,
    pub down_cause: Option<String>,
}

/// How writing to an OLT ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Every line was taken and the configuration saved.
    Saved,
    /// It stood there already, so nothing was changed. The configuration was saved all the same: an earlier attempt may have
    /// been cut off before it did.
    Already,
    /// The device refused a line; nothing after it was sent.
    Refused { line: String, reason: String, kind: RefusedKind },
    /// The connection ended before anything was written.
    Unchanged { reason: String },
    /// The connection ended while something may have been written: read back before anything else.
    Unknown { reason: String },
}

/// What a refusal means for the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedKind {
    /// Waiting helps: busy, sessions exhausted.
    Later,
    /// A person must look: port full, missing profile, serial registered elsewhere.
    Person,
}

/// A visit to an OLT: its result and what went over the wire, secrets masked.
#[derive(Debug, Clone)]
pub struct Visit<T> {
    pub result: Result<T, Fault>,
    pub transcript: String,
    /// The host key that was seen, to be pinned when none was.
    pub host_key: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    pub written: Written,
    /// `None` where nothing could be read afterwards; the reason is in `unread`.
    pub reading: Option<OnuReading>,
    pub unread: Option<String>,
}

/// An ONU as the list of its port has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOnu {
    pub onu_id: u8,
    /// Serial number or MAC address; `None` where the list does not show it.
    pub key: Option<String>,
    pub line: OnuLine,
}

/// What stands under one id, whoever it belongs to. Powers in hundredths of a dBm.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OnuLook {
    pub key: Option<String>,
    pub line: Option<OnuLine>,
    pub down_cause: Option<String>,
    pub distance_m: Option<u32>,
    pub olt_rx_cdbm: Option<i32>,
    pub onu_rx_cdbm: Option<i32>,
    pub onu_tx_cdbm: Option<i32>,
    /// What this OLT does not tell, with the reason.
    pub not_offered: Vec<String>,
}

/// Something that is asked of an OLT, whether its dialect has it, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OltCapability {
    /// `identify`, `discover`, `list`, `state`, `signal`, `register`, …
    pub verb: String,
    pub support: OltSupport,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OltSupport {
    /// `evidence`: `live_capture`, `vendor_manual`, `operator_notes` or `unverified`.
    Supported {
        evidence: String,
    },
    ReadOnly {
        reason: String,
    },
    NotOffered {
        reason: String,
    },
}

/// Why a device was not talked to, or not understood. Each has a code, and the window a sentence and an advice for it
/// ([`crate::trouble`]).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0} does not answer")]
    Unreachable(String),
    #[error("wrong user name or password")]
    WrongPassword,
    #[error("the host key is not the one that was accepted: {seen}")]
    HostKey { seen: String },
    /// The certificate of a router's API is another one; no password was sent.
    #[error("the certificate is not the one that was accepted: {seen}")]
    Certificate { seen: String },
    /// The device gives no more sessions, or all that it is given here are in use.
    #[error("no session is free: {0}")]
    SessionsFull(String),
    #[error("no password is stored for this device")]
    NoSecret,
    #[error("the vault is closed: {0}")]
    Vault(String),
    #[error("{field} is not something this device may be told: {value}")]
    NotAllowed { field: &'static str, value: String },
    /// Its dialect has no known command line for this; nothing was sent.
    #[error("not offered for this device: {0}")]
    NotOffered(String),
    /// The connection went in the middle of a reply: the device was rebooted, or the way to it is gone.
    #[error("the connection broke in the middle of a reply: {0}")]
    CutOff(String),
    /// Half a page and then silence, or a reply without an end.
    #[error("the reply stopped or has no end: {0}")]
    Garbled(String),
    /// The device answers, too slowly for the time of one visit.
    #[error("{0}")]
    TooSlow(String),
    #[error("the reply was not understood: {0}")]
    NotUnderstood(String),
    #[error("the session broke: {0}")]
    Broken(String),
}

/// OLTs. One implementation serves all dialects.
pub trait Olts: Send + Sync {
    /// Pure: no device is asked. `onu_id` absent shows as the lowest id of the dialect.
    fn plan(&self, dialect: OltDialect, desired: &OnuDesired) -> Result<OltPlan, Fault>;
    fn discover<'a>(&'a self, olt: &'a OltTarget) -> BoxFuture<'a, Visit<Vec<FoundOnu>>>;
    /// Reads first; writes and saves only what is missing; reads back.
    fn register<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<Registered>>;
    /// Reads one ONU; `desired.onu_id` says where.
    fn read<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<OnuReading>>;
    /// Removes the ONU if the serial at the id is the desired one, and saves.
    fn deregister<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<Written>>;
    /// The ONUs of a port.
    fn list<'a>(&'a self, olt: &'a OltTarget, pon: PonPlace) -> BoxFuture<'a, Visit<Vec<ListedOnu>>>;
    /// State and light under one id, as far as the dialect tells them.
    fn look<'a>(&'a self, olt: &'a OltTarget, pon: PonPlace, onu_id: u8) -> BoxFuture<'a, Visit<OnuLook>>;
    /// Reaches the device and reads what it says it is.
    fn identify<'a>(&'a self, olt: &'a OltTarget) -> BoxFuture<'a, Visit<Identity>>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub name: Option<String>,
    pub model: Option<String>,
    pub software: Option<String>,
}

/// A router as its API is reached.
#[derive(Debug, Clone)]
pub struct RouterTarget {
    pub node: NodeId,
    pub host: String,
    pub port: u16,
    pub username: String,
    pub secret: Option<SecretId>,
    /// The API within TLS.
    pub tls: bool,
    /// SHA-256 of the certificate that was accepted once; `None` before the first contact.
    pub certificate: Option<String>,
    /// Sessions at once that it is given.
    pub sessions: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterReading {
    pub identity: Identity,
    /// `/radius/incoming`: whether CoA is accepted, and on which port.
    pub incoming: Option<(bool, u16)>,
    /// The certificate that was seen, to be pinned when none was.
    pub certificate: Option<String>,
}

/// What a router needs for this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterNeeds {
    /// Where CoA and Disconnect are sent to it.
    pub coa_port: u16,
    /// Where our RADIUS server answers, as this router reaches it; `None`: not known here.
    pub radius_address: Option<String>,
    /// Pool and address list of the walled garden.
    pub isolir_pool: String,
    pub isolir_list: String,
}

/// One thing that a router needs, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RouterFinding {
    pub what: RouterNeed,
    pub state: NeedState,
    /// What stands there, in the router's words.
    pub seen: String,
    /// Exactly what to paste into its terminal. `<…>` stands for what only a person knows.
    pub commands: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum RouterNeed {
    RadiusClient,
    RadiusIncoming,
    PppRadius,
    IsolirPool,
    IsolirFirewall,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NeedState {
    Present,
    Missing,
    /// The login may not see it, or this version has no such menu.
    Unread,
}

/// Where a NAS takes CoA and Disconnect.
#[derive(Clone)]
pub struct NasTarget {
    pub address: SocketAddr,
    /// The RADIUS secret that it shares with us.
    pub secret: String,
}

impl std::fmt::Debug for NasTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NasTarget").field("address", &self.address).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey {
    pub username: String,
    pub acct_session_id: String,
    pub framed_ip: Option<IpAddr>,
}

/// What a NAS said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NasAnswer {
    Ack,
    Nak { error_cause: Option<u32>, name: String },
    Timeout { detail: String },
}

#[derive(Debug, Clone)]
pub struct Answered {
    pub answer: NasAnswer,
    pub asked_at: DateTime<Utc>,
    pub answered_at: Option<DateTime<Utc>>,
}

/// Routers: their API for reading, their RADIUS listener for ending sessions.
pub trait Routers: Send + Sync {
    fn read<'a>(&'a self, router: &'a RouterTarget) -> BoxFuture<'a, Result<RouterReading, Fault>>;
    /// What the router lacks; it is only read.
    fn check<'a>(&'a self, router: &'a RouterTarget, needs: &'a RouterNeeds) -> BoxFuture<'a, Result<Vec<RouterFinding>, Fault>>;
    fn disconnect<'a>(&'a self, nas: &'a NasTarget, session: &'a SessionKey) -> BoxFuture<'a, Result<Answered, Fault>>;
    /// The live PPP sessions that the router itself lists under this name.
    fn active<'a>(&'a self, router: &'a RouterTarget, username: &'a str) -> BoxFuture<'a, Result<Vec<LiveSession>, Fault>>;
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    pub session_id: String,
    pub address: Option<IpAddr>,
    pub uptime_seconds: Option<u64>,
    pub caller_id: String,
}
