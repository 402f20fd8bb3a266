//! The description of a network, as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use janet_routeros::RateLimit;
use serde::Deserialize;

use super::SiteError;
use crate::nas::is_ranges;
use crate::olt::{Catalogue, Light, Onu, Options, Pon};

/// Without a `port` a service takes a free one; a fixed one lets a workspace find its devices again.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    #[serde(default)]
    pub routers: Vec<RouterDescription>,
    #[serde(default)]
    pub olts: Vec<OltDescription>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouterDescription {
    /// Also its identity, and so its NAS-Identifier.
    pub code: String,
    /// Of the API.
    pub port: Option<u16>,
    pub user: String,
    pub password: String,
    pub version: Option<String>,
    pub coa_port: Option<u16>,
    /// `null`: until it is told of a server, only local secrets come up, and neither CoA nor Disconnect is taken. The secret
    /// is that of CoA too, as in `/radius`.
    pub radius: Option<RadiusDescription>,
    /// By the names that Framed-Pool gives: `10.20.0.2-10.20.255.254`.
    #[serde(default)]
    pub pools: BTreeMap<String, String>,
    #[serde(default)]
    pub profiles: BTreeMap<String, ProfileDescription>,
    /// Customers' equipment, which dials again whenever it is not online.
    #[serde(default)]
    pub customers: Vec<DialDescription>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RadiusDescription {
    pub authentication: SocketAddr,
    pub accounting: SocketAddr,
    pub secret: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileDescription {
    pub rate_limit: Option<String>,
    /// An address or the name of a pool.
    pub remote_address: Option<String>,
    pub address_list: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DialDescription {
    pub user: String,
    pub password: String,
    #[serde(default)]
    pub method: Method,
    #[serde(default = "some_mac")]
    pub caller_id: String,
    /// The serial of the ONU that it hangs on: without its light there is no session. `None`: always lit.
    pub onu: Option<String>,
    /// Of an order: dial again whenever the session ended.
    #[serde(default)]
    pub keep: bool,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Pap,
    #[default]
    Chap,
}

fn some_mac() -> String {
    "02:00:00:00:00:01".into()
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OltDescription {
    /// Also its host name.
    pub code: String,
    pub model: OltModel,
    pub port: Option<u16>,
    pub telnet_port: Option<u16>,
    pub user: String,
    pub password: String,
    /// Another number, another SSH host key.
    #[serde(default = "first_key")]
    pub host_key: u8,
    pub legacy_ssh: Option<bool>,
    pub sessions: Option<usize>,
    pub onus_per_port: Option<usize>,
    #[serde(default)]
    pub catalogue: CatalogueDescription,
    /// What is plugged in.
    #[serde(default)]
    pub onus: Vec<OnuDescription>,
    /// What is registered and saved; online if it is plugged in on the same port.
    #[serde(default)]
    pub registered: Vec<RegisteredDescription>,
}

fn first_key() -> u8 {
    1
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OltModel {
    #[serde(rename = "zte-c320")]
    ZteC320,
    #[serde(rename = "huawei-ma5608t")]
    HuaweiMa5608t,
    #[serde(rename = "huawei-ma5800")]
    HuaweiMa5800,
}

/// What exists on the OLT, in place of the model's usual set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueDescription {
    pub ports: Option<Vec<PonDescription>>,
    pub onu_types: Option<Vec<String>>,
    pub tcont_profiles: Option<Vec<String>>,
    pub traffic_profiles: Option<Vec<String>>,
    /// Huawei line profiles by number, with the GEM indexes they define.
    pub line_profiles: Option<BTreeMap<u16, Vec<u16>>>,
    pub service_profiles: Option<Vec<u16>>,
    pub vlans: Option<Vec<u16>>,
}

/// ZTE calls the frame a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct PonDescription {
    pub frame: u8,
    pub slot: u8,
    pub port: u8,
}

#[derive(Debug, Clone, Deserialize)]
pub struct OnuDescription {
    #[serde(flatten)]
    pub pon: PonDescription,
    pub serial: String,
    #[serde(default = "some_model")]
    pub model: String,
    /// dBm.
    pub olt_rx: Option<f64>,
    pub onu_rx: Option<f64>,
    pub onu_tx: Option<f64>,
    pub distance_m: Option<u32>,
    /// `on`, `cut` or `power_off`.
    #[serde(default)]
    pub light: LightDescription,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LightDescription {
    #[default]
    On,
    Cut,
    PowerOff,
}

fn some_model() -> String {
    "F670L".into()
}

#[derive(Debug, Clone, Deserialize)]
pub struct RegisteredDescription {
    #[serde(flatten)]
    pub pon: PonDescription,
    pub id: u8,
    pub serial: String,
    /// The customer's, which stands as the description.
    pub code: String,
    pub vlan: u16,
    #[serde(flatten)]
    pub service: ServiceDescription,
}

/// The vendor's part, told apart by its fields.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum ServiceDescription {
    Zte {
        onu_type: String,
        tcont: String,
        /// Upstream and downstream.
        traffic: Option<(String, String)>,
    },
    Huawei {
        line_profile: u16,
        service_profile: u16,
        gem: u16,
    },
}

impl Description {
    pub fn parse(json: &str) -> Result<Description, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// A small network to look at.
    pub fn sample() -> Result<Description, serde_json::Error> {
        Description::parse(include_str!("sample.json"))
    }

    pub(super) fn check(&self) -> Result<(), SiteError> {
        let mut seen = BTreeSet::new();
        let codes = self.routers.iter().map(|router| &router.code).chain(self.olts.iter().map(|olt| &olt.code));
        for code in codes {
            if !seen.insert(code) {
                return Err(SiteError::Duplicate(code.clone()));
            }
        }
        for router in &self.routers {
            let wrong = |what: String| SiteError::Description { device: router.code.clone(), what };
            if let Some((name, ranges)) = router.pools.iter().find(|(_, ranges)| !is_ranges(ranges)) {
                return Err(wrong(format!("pool {name}: “{ranges}” is not FIRST-LAST")));
            }
            let rates = router.profiles.iter().filter_map(|(name, profile)| Some((name, profile.rate_limit.as_deref()?)));
            for (name, rate) in rates {
                RateLimit::parse(rate).map_err(|error| wrong(format!("profile {name}: {error}")))?;
            }
        }
        Ok(())
    }
}

impl OltDescription {
    pub(super) fn options(&self) -> Options {
        let usual = Options::of(self.model.model());
        Options {
            host_name: self.code.clone(),
            user: self.user.clone(),
            password: self.password.clone(),
            host_key: self.host_key,
            legacy_ssh: self.legacy_ssh.unwrap_or(usual.legacy_ssh),
            telnet_port: self.telnet_port.unwrap_or(usual.telnet_port),
            sessions: self.sessions.unwrap_or(usual.sessions),
            onus_per_port: self.onus_per_port.unwrap_or(usual.onus_per_port),
            catalogue: self.catalogue.over(usual.catalogue.clone()),
            ..usual
        }
    }
}

impl CatalogueDescription {
    fn over(&self, usual: Catalogue) -> Catalogue {
        let tconts = |names: &Vec<String>| names.iter().map(|name| (name.clone(), 0)).collect();
        Catalogue {
            ports: self.ports.as_ref().map_or(usual.ports, |ports| ports.iter().map(|pon| pon.place()).collect()),
            onu_types: self.onu_types.clone().unwrap_or(usual.onu_types),
            tcont_profiles: self.tcont_profiles.as_ref().map_or(usual.tcont_profiles, tconts),
            traffic_profiles: self.traffic_profiles.clone().unwrap_or(usual.traffic_profiles),
            line_profiles: self.line_profiles.clone().map_or(usual.line_profiles, |profiles| profiles.into_iter().collect()),
            service_profiles: self.service_profiles.clone().unwrap_or(usual.service_profiles),
            traffic_tables: usual.traffic_tables,
            vlans: self.vlans.clone().unwrap_or(usual.vlans),
        }
    }
}

impl PonDescription {
    pub(super) fn place(self) -> Pon {
        (self.frame, self.slot, self.port)
    }
}

impl OnuDescription {
    pub(super) fn onu(&self) -> Onu {
        let usual = Onu::new(&self.serial, &self.model);
        Onu {
            olt_rx: self.olt_rx.unwrap_or(usual.olt_rx),
            onu_rx: self.onu_rx.unwrap_or(usual.onu_rx),
            onu_tx: self.onu_tx.unwrap_or(usual.onu_tx),
            distance_m: self.distance_m.unwrap_or(usual.distance_m),
            light: match self.light {
                LightDescription::On => Light::On,
                LightDescription::Cut => Light::Cut,
                LightDescription::PowerOff => Light::PowerOff,
            },
            ..usual
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_is_a_description() {
        let sample = Description::sample().unwrap();
        sample.check().unwrap();
        assert_eq!((sample.routers.len(), sample.olts.len()), (2, 2));
        assert!(sample.olts.iter().all(|olt| !olt.onus.is_empty() && !olt.registered.is_empty()));
    }

    #[test]
    fn mistakes_are_named() {
        let pool = r#"{"routers":[{"code":"R","user":"u","password":"p","pools":{"a":"10.0.0.x"}}]}"#;
        assert!(Description::parse(pool).unwrap().check().unwrap_err().to_string().contains("10.0.0.x"));
        let twice = r#"{"olts":[{"code":"O","model":"zte-c320","user":"u","password":"p"},{"code":"O","model":"zte-c320","user":"u","password":"p"}]}"#;
        assert!(matches!(Description::parse(twice).unwrap().check(), Err(SiteError::Duplicate(code)) if code == "O"));
        assert!(Description::parse(r#"{"switches":[]}"#).unwrap_err().to_string().contains("switches"));
    }
}
