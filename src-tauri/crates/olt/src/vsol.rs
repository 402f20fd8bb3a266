//! V-SOL: GPON OLTs of the V1600G family, whose firmware V1.4 and V2.3.1 configure an ONU differently, and EPON OLTs of the
//! V1600D family.

mod config;
mod epon;
mod events;
mod found;
mod gpon;
mod index;
mod light;
mod profiles;
mod refusals;
mod snmp;
mod version;

pub use config::{Gemport, OnuConfig, PonConfig, PortVlan, Tcont, Wan, onu_config, running_config};
pub use config::{Service as ConfiguredService, ServicePort as ConfiguredServicePort};
pub use epon::{AuthInfo, BasicInfo, MacEntry, Status, auth_info, basic_info, mac_table, status};
pub use events::{Event, events};
pub use found::{Found, auto_find};
pub use gpon::{Info, State, info, state};
pub use index::{Index, Pon};
pub use light::{Optical, Thresholds, diagnosis, optical_info};
pub use profiles::{DbaProfile, LineProfile, Profiles, SrvProfile, profiles};
pub use refusals::refusals;
pub use snmp::{Walk, WalkedLight, WalkedOnu, walk};
pub use version::{Login, Version, login, version};
