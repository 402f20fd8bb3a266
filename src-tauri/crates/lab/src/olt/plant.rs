//! What the simulated OLT knows: light on its ports, its running and its saved configuration.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::Model;

/// Frame (ZTE: shelf), slot, port.
pub type Pon = (u8, u8, u8);

/// Whether light comes from an ONU, and if not, what its last words were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Light {
    On,
    Cut,
    PowerOff,
}

/// An ONU on the fibre. The serial is written as on its sticker: vendor letters and eight digits, or for an EPON ONU the MAC
/// address as `aa:bb:cc:dd:ee:ff`.
#[derive(Debug, Clone, PartialEq)]
pub struct Onu {
    pub serial: String,
    pub model: String,
    /// What the OLT receives, and what the ONU receives and sends, in dBm.
    pub olt_rx: f64,
    pub onu_rx: f64,
    pub onu_tx: f64,
    pub distance_m: u32,
    pub light: Light,
}

impl Onu {
    /// An ONU with good light at 1.2 km.
    pub fn new(serial: &str, model: &str) -> Self {
        Self {
            serial: serial.to_owned(),
            model: model.to_owned(),
            olt_rx: -21.456,
            onu_rx: -19.208,
            onu_tx: 2.345,
            distance_m: 1204,
            light: Light::On,
        }
    }

    /// Sixteen hexadecimal digits.
    pub(super) fn hex(&self) -> String {
        hex(&self.serial)
    }
}

/// `ZTEGD0A1B2C3` as `5A544547D0A1B2C3`.
pub(super) fn hex(serial: &str) -> String {
    let (vendor, digits) = serial.split_at_checked(4).unwrap_or((serial, ""));
    let vendor: String = vendor.bytes().map(|byte| format!("{byte:02X}")).collect();
    format!("{vendor}{digits}")
}

/// What exists on the OLT before any ONU is registered.
#[derive(Debug, Clone)]
pub struct Catalogue {
    pub ports: Vec<Pon>,
    pub onu_types: Vec<String>,
    /// T-CONT profiles with their fixed bandwidth in kbit/s.
    pub tcont_profiles: Vec<(String, u32)>,
    pub traffic_profiles: Vec<String>,
    /// Huawei line profiles: number and the GEM indexes they define.
    pub line_profiles: Vec<(u16, Vec<u16>)>,
    pub service_profiles: Vec<u16>,
    pub traffic_tables: Vec<u16>,
    pub vlans: Vec<u16>,
}

impl Catalogue {
    pub(super) fn of(model: Model) -> Self {
        let (frame, slots): (u8, &[u8]) = match model {
            Model::ZteC320 => (1, &[1, 2]),
            Model::HuaweiMa5608t => (0, &[0, 1]),
            Model::HuaweiMa5800 => (0, &[1, 2]),
            Model::HiosoHat7304 => (0, &[1]),
            Model::VsolV1600g0 | Model::VsolV1600g1 | Model::VsolV1600d => (0, &[0]),
            Model::HsgqXe04i | Model::HsgqG02id | Model::Unbranded => (0, &[0]),
        };
        // Boxes without boards count their ports from 1, as ZTE does.
        let (first, count) = match model {
            Model::ZteC320 | Model::VsolV1600g0 | Model::VsolV1600g1 | Model::VsolV1600d => (1, 8),
            Model::HiosoHat7304 | Model::HsgqXe04i | Model::Unbranded => (1, 4),
            Model::HsgqG02id => (1, 2),
            Model::HuaweiMa5608t | Model::HuaweiMa5800 => (0, 8),
        };
        let ports = slots.iter().flat_map(|slot| (first..first + count).map(move |port| (frame, *slot, port))).collect();
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self {
            ports,
            onu_types: names(&["F660", "F670L", "F609", "ALL-ONU"]),
            tcont_profiles: [("UP-10M", 0), ("UP-20M", 0), ("UP-50M", 0), ("FIX-400M", 400_000)]
                .map(|(name, fixed)| (name.to_owned(), fixed))
                .into(),
            traffic_profiles: names(&["UP-10M", "UP-20M", "UP-50M", "DOWN-10M", "DOWN-20M", "DOWN-50M"]),
            line_profiles: vec![(60, vec![1]), (61, vec![250])],
            service_profiles: vec![1, 87],
            traffic_tables: vec![10, 11, 20, 21],
            vlans: vec![100, 110, 250, 500],
        }
    }
}

/// A registered ONU as the OLT keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredOnu {
    pub pon: Pon,
    pub id: u8,
    pub serial: String,
    pub onu_type: String,
    pub description: String,
    /// ZTE: lines under `interface gpon-onu_…` and under `pon-onu-mng`.
    pub interface: Vec<String>,
    pub management: Vec<String>,
    /// Huawei.
    pub line_profile: u16,
    pub service_profile: u16,
    pub native_vlan: Option<u16>,
    pub(super) since: Instant,
}

impl RegisteredOnu {
    pub(super) fn new(pon: Pon, id: u8, serial: &str) -> Self {
        Self {
            pon,
            id,
            serial: serial.to_owned(),
            onu_type: String::new(),
            description: String::new(),
            interface: Vec::new(),
            management: Vec::new(),
            line_profile: 0,
            service_profile: 0,
            native_vlan: None,
            since: Instant::now(),
        }
    }
}

impl RegisteredOnu {
    /// It joins again from the beginning.
    pub(super) fn restart(&mut self) {
        self.since = Instant::now();
    }
}

/// A Huawei service port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct VirtualPort {
    pub pon: Pon,
    pub id: u8,
    pub gem: u16,
    pub vlan: u16,
    pub tables: Option<(u16, u16)>,
}

/// A configuration, running or saved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Configuration {
    pub onus: BTreeMap<(Pon, u8), RegisteredOnu>,
    pub service_ports: BTreeMap<u32, VirtualPort>,
    /// HIOSO: ports that do not let every ONU in, and the ONUs that they let in.
    pub auth: BTreeMap<Pon, String>,
    pub whitelist: BTreeSet<(Pon, String)>,
    /// HSGQ EPON: MAC addresses that a port refuses.
    pub refused: Vec<(Pon, String)>,
}

/// How a registered ONU is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    Working,
    Joining,
    Los,
    PowerOff,
    /// Never seen since it was registered.
    Offline,
}

pub(super) struct Plant {
    pub catalogue: Catalogue,
    pub running: Configuration,
    startup: Configuration,
    /// A save under way: what it will store, and when it will be done.
    saving: Option<(Configuration, Instant)>,
    lights: Vec<(Pon, Onu)>,
    join_time: Duration,
    onus_per_port: usize,
}

impl Plant {
    pub(super) fn new(catalogue: Catalogue, join_time: Duration, onus_per_port: usize) -> Self {
        let empty = Configuration::default;
        Self { catalogue, running: empty(), startup: empty(), saving: None, lights: Vec::new(), join_time, onus_per_port }
    }

    pub(super) fn plug(&mut self, pon: Pon, onu: Onu) {
        self.lights.retain(|(_, known)| known.serial != onu.serial);
        self.lights.push((pon, onu));
    }

    pub(super) fn set_light(&mut self, serial: &str, light: Light) {
        for (_, onu) in self.lights.iter_mut().filter(|(_, onu)| onu.serial == serial) {
            onu.light = light;
        }
    }

    /// ONUs that send light and are not registered on their port, with an id that is free now.
    pub(super) fn unregistered(&self) -> Vec<(Pon, &Onu)> {
        let known = |pon: Pon, serial: &str| self.running.onus.values().any(|onu| onu.pon == pon && onu.serial == serial);
        self.lights.iter().filter(|(pon, onu)| onu.light == Light::On && !known(*pon, &onu.serial)).map(|(pon, onu)| (*pon, onu)).collect()
    }

    pub(super) fn onu(&self, pon: Pon, id: u8) -> Option<&RegisteredOnu> {
        self.running.onus.get(&(pon, id))
    }

    pub(super) fn on_port(&self, pon: Pon) -> Vec<&RegisteredOnu> {
        self.running.onus.values().filter(|onu| onu.pon == pon).collect()
    }

    pub(super) fn is_full(&self, pon: Pon) -> bool {
        self.on_port(pon).len() >= self.onus_per_port
    }

    pub(super) fn has_serial(&self, serial: &str) -> bool {
        self.running.onus.values().any(|onu| onu.serial == serial)
    }

    /// The light of a registered ONU, on its own port only.
    pub(super) fn light_of(&self, onu: &RegisteredOnu) -> Option<&Onu> {
        self.lights.iter().find(|(pon, light)| *pon == onu.pon && light.serial == onu.serial).map(|(_, light)| light)
    }

    pub(super) fn phase(&self, onu: &RegisteredOnu) -> Phase {
        match self.light_of(onu).map(|light| light.light) {
            Some(Light::On) if onu.since.elapsed() >= self.join_time => Phase::Working,
            Some(Light::On) => Phase::Joining,
            Some(Light::Cut) => Phase::Los,
            Some(Light::PowerOff) => Phase::PowerOff,
            None => Phase::Offline,
        }
    }

    /// What would be running after a reboot.
    pub(super) fn saved(&self) -> &Configuration {
        &self.startup
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.running != self.startup
    }

    /// Saves at once.
    pub(super) fn save(&mut self) {
        self.startup = self.running.clone();
    }

    /// Everything is saved and has joined long ago.
    pub(super) fn settle(&mut self) {
        let long_ago = Instant::now().checked_sub(self.join_time);
        for onu in self.running.onus.values_mut() {
            onu.since = long_ago.unwrap_or(onu.since);
        }
        self.save();
    }

    pub(super) fn is_online(&self, serial: &str) -> bool {
        self.running.onus.values().any(|onu| onu.serial == serial && self.phase(onu) == Phase::Working)
    }

    /// Begins to save; false while an earlier save is not done.
    pub(super) fn begin_saving(&mut self, takes: Duration) -> bool {
        if self.is_saving() {
            return false;
        }
        self.saving = Some((self.running.clone(), Instant::now() + takes));
        true
    }

    /// Whether a save is under way; a finished one is stored here.
    pub(super) fn is_saving(&mut self) -> bool {
        if self.saving.as_ref().is_some_and(|(_, done)| *done <= Instant::now())
            && let Some((saved, _)) = self.saving.take()
        {
            self.startup = saved;
        }
        self.saving.is_some()
    }

    /// What was not saved is gone, and so is a save that was not done.
    pub(super) fn reboot(&mut self) {
        // A save that is done in time is stored by this question.
        self.is_saving();
        self.saving = None;
        self.running = self.startup.clone();
    }
}
