//! What changes a V-SOL OLT: ONUs of a port.

use super::{INCOMPLETE, Kind, NO_ONU, UNKNOWN, Vsol};
use crate::olt::plant::{Plant, Pon, RegisteredOnu};
use crate::olt::shell::Reply;

const ID_IN_USE: &str = "Error: The onu id already exists";
const SERIAL_EXISTS: &str = "Error: The sn already exists";
const MAC_EXISTS: &str = "Error: The mac already exists";
const FULL: &str = "Error: The number of onu reaches the maximum";
const NO_PROFILE: &str = "Error: The profile does not exist";
const NO_GEMPORT: &str = "Error: The gemport does not exist";

impl Vsol {
    pub(super) fn configure(&mut self, pon: Pon, words: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        let done = match (self.kind, words) {
            (Kind::V1_4 | Kind::V2_3, ["onu", "add", id, "profile", profile, "sn", serial]) => add(&mut plant, pon, id, profile, serial),
            (Kind::Epon, ["confirm", "onu", "mac", mac, "onuid", id]) => confirm(&mut plant, pon, mac, id),
            (Kind::V1_4 | Kind::V2_3, ["onu", "add", ..]) | (Kind::Epon, ["confirm", ..]) => Err(INCOMPLETE),
            // Each box knows one spelling of these.
            (Kind::V1_4, ["onu", "delete", id]) | (Kind::V2_3, ["no", "onu", id]) => remove(&mut plant, pon, id),
            (Kind::V1_4, ["onu", "reboot", id]) | (Kind::V2_3, ["onu", id, "reboot"]) => restart(&mut plant, pon, id),
            (kind, ["onu", id, rest @ ..]) if id.parse::<u8>().is_ok() => set(&mut plant, kind, pon, id, rest),
            _ => Err(UNKNOWN),
        };
        match done {
            Ok(()) => Reply::none(),
            Err(refused) => Reply::line(refused),
        }
    }
}

type Done = Result<(), &'static str>;

fn free(plant: &Plant, pon: Pon, id: &str, last: u8) -> Result<u8, &'static str> {
    let id = id.parse().ok().filter(|id| (1..=last).contains(id)).ok_or(UNKNOWN)?;
    if plant.onu(pon, id).is_some() {
        Err(ID_IN_USE)
    } else if plant.is_full(pon) {
        Err(FULL)
    } else {
        Ok(id)
    }
}

fn add(plant: &mut Plant, pon: Pon, id: &str, profile: &str, serial: &str) -> Done {
    let (vendor, digits) = serial.split_at_checked(4).ok_or(UNKNOWN)?;
    let shaped = vendor.bytes().all(|byte| byte.is_ascii_alphanumeric()) && digits.len() == 8;
    if !shaped || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(UNKNOWN);
    }
    let serial = serial.to_ascii_uppercase();
    if plant.has_serial(&serial) {
        return Err(SERIAL_EXISTS);
    }
    let id = free(plant, pon, id, 128)?;
    if profile != "default" && !plant.catalogue.onu_types.iter().any(|known| known == profile) {
        return Err(NO_PROFILE);
    }
    let mut onu = RegisteredOnu::new(pon, id, &serial);
    onu.onu_type = profile.to_owned();
    plant.running.onus.insert((pon, id), onu);
    Ok(())
}

fn confirm(plant: &mut Plant, pon: Pon, mac: &str, id: &str) -> Done {
    let pairs: Vec<&str> = mac.split(':').collect();
    if pairs.len() != 6 || !pairs.iter().all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(UNKNOWN);
    }
    if plant.has_serial(mac) {
        return Err(MAC_EXISTS);
    }
    let id = free(plant, pon, id, 64)?;
    plant.running.onus.insert((pon, id), RegisteredOnu::new(pon, id, mac));
    Ok(())
}

fn remove(plant: &mut Plant, pon: Pon, id: &str) -> Done {
    let id: u8 = id.parse().map_err(|_| UNKNOWN)?;
    plant.running.onus.remove(&(pon, id)).map(|_| ()).ok_or(NO_ONU)
}

fn restart(plant: &mut Plant, pon: Pon, id: &str) -> Done {
    let id: u8 = id.parse().map_err(|_| UNKNOWN)?;
    plant.running.onus.get_mut(&(pon, id)).map(RegisteredOnu::restart).ok_or(NO_ONU)
}

fn set(plant: &mut Plant, kind: Kind, pon: Pon, id: &str, words: &[&str]) -> Done {
    let id: u8 = id.parse().map_err(|_| UNKNOWN)?;
    let catalogue = plant.catalogue.clone();
    let onu = plant.running.onus.get_mut(&(pon, id)).ok_or(NO_ONU)?;
    let number = |text: &str| text.parse::<u16>().is_ok_and(|number| (1..=4094).contains(&number));
    let has = |start: &str| onu.interface.iter().any(|line| line.starts_with(start));
    let traffic = |name: &str| catalogue.traffic_profiles.iter().any(|known| known == name);
    let refused = match (kind, words) {
        (Kind::Epon, ["description", _]) | (Kind::V1_4 | Kind::V2_3, ["desc", _]) => None,
        (Kind::Epon, ["description"]) | (Kind::V1_4 | Kind::V2_3, ["desc"]) => Some(INCOMPLETE),
        (Kind::V1_4, ["profile", "line", "name", name]) => {
            (!catalogue.line_profiles.iter().any(|(known, _)| *name == format!("line_{known}"))).then_some(NO_PROFILE)
        }
        (Kind::V1_4, ["profile", "srv", "name", name]) => {
            (!catalogue.service_profiles.iter().any(|known| *name == format!("srv_{known}"))).then_some(NO_PROFILE)
        }
        (Kind::V2_3, ["tcont", _, "name", _, "dba", dba]) => {
            (!catalogue.tcont_profiles.iter().any(|(known, _)| known == dba)).then_some(NO_PROFILE)
        }
        (Kind::V2_3, ["gemport", _, "tcont", tcont, "gemport_name", _]) => (!has(&format!("tcont {tcont} "))).then_some(NO_GEMPORT),
        (Kind::V2_3, ["gemport", gem, "traffic-limit", "upstream", up, "downstream", down]) => {
            if !has(&format!("gemport {gem} tcont")) {
                Some(NO_GEMPORT)
            } else {
                (!traffic(up) || !traffic(down)).then_some(NO_PROFILE)
            }
        }
        (Kind::V2_3, ["service", _, "gemport", gem, "vlan", vlan]) => {
            if !has(&format!("gemport {gem} tcont")) {
                Some(NO_GEMPORT)
            } else {
                (!number(vlan)).then_some(UNKNOWN)
            }
        }
        (Kind::V2_3, ["service-port", _, "gemport", gem, "uservlan", user, "vlan", vlan]) => {
            if !has(&format!("gemport {gem} tcont")) {
                Some(NO_GEMPORT)
            } else {
                (!number(user) || !number(vlan)).then_some(UNKNOWN)
            }
        }
        (Kind::V2_3, ["portvlan", "veip", _, "mode", "transparent"]) => None,
        (Kind::V2_3, ["portvlan", "eth", _, "mode", "tag", "vlan", vlan]) => (!number(vlan)).then_some(UNKNOWN),
        (Kind::V1_4, ["profile", ..]) | (Kind::V2_3, ["tcont" | "gemport" | "service" | "service-port" | "portvlan", ..]) => {
            Some(INCOMPLETE)
        }
        _ => Some(UNKNOWN),
    };
    if let Some(refused) = refused {
        return Err(refused);
    }
    if let ["desc" | "description", text] = words {
        onu.description = (*text).to_owned();
    } else {
        keep(&mut onu.interface, words);
    }
    Ok(())
}

/// Stores a line in place of the one with the same verb and number.
fn keep(lines: &mut Vec<String>, words: &[&str]) {
    let key = |line: &str| line.split_whitespace().take(if line.starts_with("gemport") { 3 } else { 2 }).collect::<Vec<_>>().join(" ");
    let line = words.join(" ");
    lines.retain(|known| key(known) != key(&line));
    lines.push(line);
}
