//! What changes a Huawei OLT: ONTs and service ports.

use super::{Asked, BUSY, Huawei, INCOMPLETE, NO_ONT, PARAMETER, UNKNOWN, path, refuse};
use crate::olt::plant::{Plant, Pon, RegisteredOnu, VirtualPort};
use crate::olt::shell::Reply;

/// The arguments of `ont add` and `ont confirm`, by their keywords.
struct OntArguments<'a> {
    id: Option<u8>,
    serial: String,
    line_profile: &'a str,
    service_profile: &'a str,
    description: String,
}

impl Huawei {
    pub(super) fn ont(&mut self, frame: u8, slot: u8, words: &[&str]) -> Reply {
        if self.shared.plant().is_saving() {
            return Reply::line(BUSY);
        }
        match words {
            ["add" | "confirm", port, rest @ ..] => match (self.port(frame, slot, port), ont_arguments(rest)) {
                (Some(pon), Some(arguments)) => add(&mut self.shared.plant(), pon, &arguments),
                _ => refuse(PARAMETER),
            },
            ["delete", port, id] => self.on_ont(frame, slot, port, id, delete),
            ["port", "native-vlan", port, id, "eth", _, "vlan", vlan, "priority", _] => {
                let vlan = vlan.parse().ok();
                self.on_ont(frame, slot, port, id, |plant, pon, id| native_vlan(plant, pon, id, vlan))
            }
            ["reset", port, id] => {
                let reply = self.on_ont(frame, slot, port, id, |_, _, _| Reply::none());
                let (Some(pon), Ok(id), true) = (self.port(frame, slot, port), id.parse(), reply.lines.is_empty()) else { return reply };
                self.asked = Asked::ResetOnt(pon, id);
                Reply::ask("  Are you sure to reset the ONT(s)? (y/n)[n]:")
            }
            ["add" | "confirm" | "delete" | "reset" | "port", ..] => refuse(INCOMPLETE),
            _ => refuse(UNKNOWN),
        }
    }

    fn on_ont(&self, frame: u8, slot: u8, port: &str, id: &str, act: impl Fn(&mut Plant, Pon, u8) -> Reply) -> Reply {
        let (Some(pon), Ok(id)) = (self.port(frame, slot, port), id.parse::<u8>()) else { return refuse(PARAMETER) };
        let mut plant = self.shared.plant();
        if plant.onu(pon, id).is_none() {
            return Reply::line(NO_ONT);
        }
        act(&mut plant, pon, id)
    }

    pub(super) fn add_service_port(&mut self, words: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        if plant.is_saving() {
            return Reply::line(BUSY);
        }
        let [
            "vlan",
            vlan,
            "gpon",
            place,
            "ont",
            id,
            "gemport",
            gem,
            "multi-service",
            "user-vlan",
            user,
            "tag-transform",
            "translate",
            rest @ ..,
        ] = words
        else {
            return refuse(INCOMPLETE);
        };
        let numbers = (vlan.parse::<u16>().ok(), path(place), id.parse::<u8>().ok(), gem.parse::<u16>().ok(), user.parse::<u16>().ok());
        let (Some(vlan), Some(pon), Some(id), Some(gem), Some(_)) = numbers else { return refuse(PARAMETER) };
        let tables = match rest {
            [] => None,
            ["inbound", "traffic-table", "index", inbound, "outbound", "traffic-table", "index", outbound] => {
                let (Ok(inbound), Ok(outbound)) = (inbound.parse(), outbound.parse()) else { return refuse(PARAMETER) };
                if ![inbound, outbound].iter().all(|table| plant.catalogue.traffic_tables.contains(table)) {
                    return Reply::line("  Failure: The traffic table does not exist");
                }
                Some((inbound, outbound))
            }
            _ => return refuse(PARAMETER),
        };
        let Some(line_profile) = plant.onu(pon, id).map(|onu| onu.line_profile) else { return Reply::line(NO_ONT) };
        let has_gem = plant.catalogue.line_profiles.iter().any(|(profile, gems)| *profile == line_profile && gems.contains(&gem));
        let port = VirtualPort { pon, id, gem, vlan, tables };
        let same = |known: &VirtualPort| (known.pon, known.id, known.gem, known.vlan) == (pon, id, gem, vlan);
        if !has_gem {
            Reply::line("  Failure: The GEM port does not exist")
        } else if !plant.catalogue.vlans.contains(&vlan) {
            Reply::line("  Failure: The VLAN does not exist")
        } else if plant.running.service_ports.values().any(same) {
            Reply::line("  Failure: The service virtual port already exists")
        } else {
            let index = (0..).find(|index| !plant.running.service_ports.contains_key(index)).unwrap_or(0);
            plant.running.service_ports.insert(index, port);
            Reply::none()
        }
    }

    pub(super) fn remove_service_port(&mut self, index: &str) -> Reply {
        let mut plant = self.shared.plant();
        if plant.is_saving() {
            return Reply::line(BUSY);
        }
        match index.parse().ok().and_then(|index: u32| plant.running.service_ports.remove(&index)) {
            Some(_) => Reply::none(),
            None => Reply::line("  Failure: The service virtual port does not exist"),
        }
    }
}

fn ont_arguments<'a>(words: &[&'a str]) -> Option<OntArguments<'a>> {
    let (id, rest) = match words {
        ["sn-auth", ..] => (None, words),
        [id, rest @ ..] => (Some(id.parse().ok().filter(|id| *id <= 127)?), rest),
        [] => return None,
    };
    let ["sn-auth", serial, "omci", "ont-lineprofile-id", line_profile, "ont-srvprofile-id", service_profile, rest @ ..] = rest else {
        return None;
    };
    let description = match rest {
        [] => String::new(),
        ["desc", text @ ..] if !text.is_empty() => text.join(" ").trim_matches('"').to_owned(),
        _ => return None,
    };
    Some(OntArguments { id, serial: printed(serial.trim_matches('"'))?, line_profile, service_profile, description })
}

/// The serial as on the sticker, from sixteen digits or from letters and eight digits.
fn printed(text: &str) -> Option<String> {
    let plain = text.replace('-', "");
    match plain.len() {
        12 => Some(plain),
        16 => {
            let (vendor, digits) = plain.split_at_checked(8)?;
            let vendor: Option<String> =
                (0..4).map(|at| u8::from_str_radix(vendor.get(at * 2..at * 2 + 2)?, 16).ok().map(char::from)).collect();
            Some(format!("{}{digits}", vendor?))
        }
        _ => None,
    }
}

fn add(plant: &mut Plant, pon: Pon, arguments: &OntArguments<'_>) -> Reply {
    let line_profile = arguments.line_profile.parse().ok().filter(|id| plant.catalogue.line_profiles.iter().any(|(known, _)| known == id));
    let service_profile = arguments.service_profile.parse().ok().filter(|id| plant.catalogue.service_profiles.contains(id));
    let free = || (0..=127).find(|id| plant.onu(pon, *id).is_none());
    let (line_profile, service_profile) = match (line_profile, service_profile) {
        (None, _) => return Reply::line("  Failure: The ont-lineprofile does not exist"),
        (_, None) => return Reply::line("  Failure: The ont-srvprofile does not exist"),
        (Some(line), Some(service)) => (line, service),
    };
    if plant.has_serial(&arguments.serial) {
        return Reply::line("  Failure: SN already exists");
    }
    if arguments.id.is_some_and(|id| plant.onu(pon, id).is_some()) {
        return Reply::line("  Failure: The ONT ID has already existed");
    }
    let id = match arguments.id.or_else(free) {
        Some(id) if !plant.is_full(pon) => id,
        _ => return Reply::line("  Failure: The number of ONTs in the port reaches the upper limit"),
    };
    let mut onu = RegisteredOnu::new(pon, id, &arguments.serial);
    onu.description.clone_from(&arguments.description);
    onu.line_profile = line_profile;
    onu.service_profile = service_profile;
    plant.running.onus.insert((pon, id), onu);
    Reply::lines(vec!["  Number of ONTs that can be added: 1, success: 1".to_owned(), format!("  PortID :{}, ONTID :{id}", pon.2)])
}

fn delete(plant: &mut Plant, pon: Pon, id: u8) -> Reply {
    if plant.running.service_ports.values().any(|port| (port.pon, port.id) == (pon, id)) {
        return Reply::line("  Failure: This configured object has some service virtual ports");
    }
    plant.running.onus.remove(&(pon, id));
    Reply::line("  Number of ONTs that can be deleted: 1, success: 1")
}

fn native_vlan(plant: &mut Plant, pon: Pon, id: u8, vlan: Option<u16>) -> Reply {
    let Some(vlan) = vlan.filter(|vlan| (1..=4094).contains(vlan)) else { return refuse(PARAMETER) };
    if let Some(onu) = plant.running.onus.get_mut(&(pon, id)) {
        onu.native_vlan = Some(vlan);
    }
    Reply::none()
}
