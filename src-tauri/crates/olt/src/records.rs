//! What OLTs tell about ONUs, in one form for all vendors.

use std::ops::RangeInclusive;

use crate::{
    CustomerCode, Details, Mac, OnuAddress, OnuId, OnuKey, Password, PonPort, Serial, Vlan, cdata, hioso, hsgq, huawei, vsol, zte,
};

/// Whether an ONU is there, and if not, why, as far as the OLT knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OnuState {
    Online,
    /// Ranging or loading its configuration: neither online nor a fault.
    Joining,
    Offline,
    /// No light from it: fibre.
    Los,
    /// Its last words were that the power went: the dying gasp.
    PowerOff,
    AuthFailed,
    /// A word that this program does not know.
    #[default]
    Unknown,
}

/// An ONU that is plugged in and not registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unregistered {
    pub pon: PonPort,
    pub key: OnuKey,
    /// The id that ZTE proposes. It may be in use: never register with it.
    pub proposed: Option<OnuId>,
    /// Model or equipment id, where the OLT prints it.
    pub model: Option<String>,
    /// The password that it announces, where the OLT prints it.
    pub password: Option<Password>,
    /// Everything else that was printed, by name.
    pub details: Details,
}

/// A registered ONU in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub at: OnuAddress,
    /// `None` where the list has no serials or prints one that is none.
    pub serial: Option<Serial>,
    pub mac: Option<Mac>,
    pub state: OnuState,
    /// The state in the device's word.
    pub state_text: Option<String>,
    pub details: Details,
    /// The ONU's own receive and transmit power in dBm, where the list has them.
    pub onu_rx: Option<f64>,
    pub onu_tx: Option<f64>,
    pub distance_m: Option<u32>,
}

impl Listed {
    /// An ONU of which only the place is known yet.
    pub fn at(at: OnuAddress) -> Self {
        Self {
            at,
            serial: None,
            mac: None,
            state: OnuState::Unknown,
            state_text: None,
            details: Details::default(),
            onu_rx: None,
            onu_tx: None,
            distance_m: None,
        }
    }

    pub fn key(&self) -> Option<OnuKey> {
        OnuKey::of(self.serial, self.mac)
    }

    /// Whether it is the ONU of this key.
    pub fn is(&self, key: OnuKey) -> bool {
        is(self.serial, self.mac, key)
    }
}

fn is(serial: Option<Serial>, mac: Option<Mac>, key: OnuKey) -> bool {
    match key {
        OnuKey::Serial(wanted) => serial == Some(wanted),
        OnuKey::Mac(wanted) => mac == Some(wanted),
    }
}

/// One registered ONU.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Detail {
    pub at: Option<OnuAddress>,
    pub serial: Option<Serial>,
    pub mac: Option<Mac>,
    pub state: OnuState,
    pub distance_m: Option<u32>,
    pub last_down_cause: Option<String>,
    /// How long it has been online, in seconds.
    pub uptime_s: Option<u64>,
    /// When it came and went last, in the OLT's own words: its clock and its format are its own.
    pub last_up: Option<String>,
    pub last_down: Option<String>,
    /// Earlier times online, the newest last, where the OLT keeps them.
    pub history: Vec<Period>,
    pub password: Option<Password>,
    /// T-CONTs with the GEM indexes and their VLANs (Huawei).
    pub gems: Vec<(u16, Vec<u16>)>,
    pub details: Details,
}

/// A time online, in the OLT's own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    pub number: u16,
    pub from: Option<String>,
    /// `None` while it lasts.
    pub to: Option<String>,
    pub cause: Option<String>,
}

impl Detail {
    pub fn key(&self) -> Option<OnuKey> {
        OnuKey::of(self.serial, self.mac)
    }

    /// Whether it is the ONU of this key.
    pub fn is(&self, key: OnuKey) -> bool {
        is(self.serial, self.mac, key)
    }
}

/// A board of an OLT.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Card {
    /// Frame or shelf.
    pub frame: u8,
    pub slot: u8,
    /// The board's name, the real one where a configured one differs.
    pub kind: Option<String>,
    /// Whether it has PON ports, as far as its name tells.
    pub pon: bool,
    pub ports: Option<u16>,
    /// In the device's word.
    pub status: Option<String>,
    pub details: Details,
}

/// A PON port: whether it serves, how many ONUs it has, and its optical module.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PonStatus {
    pub up: Option<bool>,
    pub registered: Option<u32>,
    pub online: Option<u32>,
    pub tx_dbm: Option<f64>,
    pub temperature_c: Option<f64>,
    pub voltage_v: Option<f64>,
    pub bias_ma: Option<f64>,
    pub details: Details,
}

/// Light in dBm, and what goes with it. `None` where the ONU is off, the OLT cannot tell, or the reading cannot be.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signal {
    /// What the OLT receives from the ONU.
    pub olt_rx: Option<f64>,
    /// What the ONU receives and sends.
    pub onu_rx: Option<f64>,
    pub onu_tx: Option<f64>,
    pub olt_tx: Option<f64>,
    pub temperature_c: Option<f64>,
    pub voltage_v: Option<f64>,
    pub bias_ma: Option<f64>,
    pub distance_m: Option<u32>,
}

/// A Huawei service port: the VLAN that an ONU's GEM port is joined to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServicePort {
    pub index: u32,
    pub at: OnuAddress,
    pub vlan: u16,
    pub gem: u16,
    pub up: bool,
    pub details: Details,
}

/// What an OLT says it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identity {
    /// From the prompt.
    pub name: Option<String>,
    pub model: Option<String>,
    pub software: Option<String>,
}

/// An ONU to be registered for a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    pub at: OnuAddress,
    pub key: OnuKey,
    pub code: CustomerCode,
    pub vlan: Vlan,
    pub service: Service,
}

/// What a vendor needs besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    Zte(zte::Service),
    Huawei(huawei::Service),
    Vsol(vsol::Service),
    Hioso(hioso::Service),
    HsgqEpon(hsgq::EponService),
    HsgqGpon(hsgq::GponService),
    Cdata(cdata::Service),
}

/// The lowest id that no registered ONU of the port has; `None` if the port is full.
pub fn free_id(listed: &[Listed], ids: RangeInclusive<u8>) -> Option<OnuId> {
    ids.map(OnuId).find(|id| listed.iter().all(|onu| onu.at.id != *id))
}
