//! The G02ID. Its empty lists, its refusals and the lines of its configuration are captured; filled lists are not, and are
//! not made up: where one would stand, the simulator says so.

use std::sync::Arc;

use super::{Mode, PAGER, SAVED, moved};
use crate::olt::Shared;
use crate::olt::plant::{Pon, RegisteredOnu, hex};
use crate::olt::shell::{Pager, Reply, Shell};

const UNKNOWN: &str = "% There is no matched command.";
const NO_ONT: &str = "Error, GET ont-auth table fail, reason: ONU is not exist.";
/// No device prints this.
const NOT_CAPTURED: &str = "[lab] no capture shows what stands here";

pub(in crate::olt) struct Gpon {
    shared: Arc<Shared>,
    mode: Mode,
    page: Option<usize>,
}

impl Gpon {
    pub(in crate::olt) fn new(shared: Arc<Shared>) -> Self {
        let page = Some(shared.options.page);
        Self { shared, mode: Mode::View, page }
    }

    fn in_port(&self, pon: Pon, words: &[&str]) -> Option<Reply> {
        Some(match words {
            ["show", "ont-autofind"] => {
                let waits = self.shared.plant().unregistered().iter().any(|(of, _)| *of == pon);
                Reply::line(if waits { NOT_CAPTURED } else { "Warning, The automatically found ONTs do not exist." })
            }
            ["show", "ont-info" | "ont-optical" | "ont-version", ..] => Reply::line(NOT_CAPTURED),
            ["show", "black-ont"] => Reply::line("There's not found ont in ont deny list."),
            ["ont", "add", id, "sn-auth", serial, "omci", "ont-lineprofile-id", line, "ont-srvprofile-id", service] => {
                let id = id.parse().ok().filter(|id| *id <= 127)?;
                self.add(pon, id, &printed(serial)?, line.parse().ok()?, service.parse().ok()?)
            }
            ["ont", "setting", id, "name", name @ ..] => {
                let name = name.join(" ").trim_matches('"').to_owned();
                self.change(pon, id.parse().ok()?, |onu| onu.description = name)
            }
            ["ont", "port", "native-vlan", id, "eth", _, "vlan", vlan, "0"] => {
                let vlan = vlan.parse().ok()?;
                self.change(pon, id.parse().ok()?, |onu| onu.native_vlan = Some(vlan))
            }
            ["ont", "delete", id] => match self.shared.plant().running.onus.remove(&(pon, id.parse().ok()?)) {
                Some(_) => Reply::none(),
                None => Reply::line(NO_ONT),
            },
            ["ont", "reboot" | "activate" | "deactivate", id] => self.change(pon, id.parse().ok()?, |_| {}),
            _ => return None,
        })
    }

    /// The words about an id, a serial or a profile are not captured, only their form.
    fn add(&self, pon: Pon, id: u8, serial: &str, line_profile: u16, service_profile: u16) -> Reply {
        let mut plant = self.shared.plant();
        if plant.onu(pon, id).is_some() || plant.has_serial(serial) {
            return Reply::line("Error, Ont Add fail, reason: ONU has existed.");
        }
        let known = plant.catalogue.line_profiles.iter().any(|(profile, _)| *profile == line_profile);
        if !known || !plant.catalogue.service_profiles.contains(&service_profile) {
            return Reply::line("Error, Ont Add fail, reason: Profile is not exist.");
        }
        let onu = RegisteredOnu { line_profile, service_profile, ..RegisteredOnu::new(pon, id, serial) };
        plant.running.onus.insert((pon, id), onu);
        Reply::none()
    }

    fn change(&self, pon: Pon, id: u8, with: impl FnOnce(&mut RegisteredOnu)) -> Reply {
        match self.shared.plant().running.onus.get_mut(&(pon, id)) {
            Some(onu) => {
                with(onu);
                Reply::none()
            }
            None => Reply::line(NO_ONT),
        }
    }

    /// What was saved, in the captured lines.
    fn startup(&self) -> Reply {
        let plant = self.shared.plant();
        let mut lines = Vec::new();
        for pon in &plant.catalogue.ports {
            lines.push(format!("interface gpon {}", pon.2));
            lines.push("ont authorize manual".to_owned());
            lines.push("port ont-autofind enable".to_owned());
            lines.push(format!("splitter add 1 parent 0 name \"root\" desc \"The root splitter of PON{:02}\"", pon.2));
            for onu in plant.saved().onus.values().filter(|onu| onu.pon == *pon) {
                lines.push(format!(
                    "ont add {} sn-auth {} omci ont-lineprofile-id {} ont-srvprofile-id {}",
                    onu.id,
                    hex(&onu.serial),
                    onu.line_profile,
                    onu.service_profile
                ));
                if !onu.description.is_empty() {
                    lines.push(format!("ont setting {} name \"{}\"", onu.id, onu.description));
                }
            }
        }
        Reply::lines(lines)
    }
}

/// The serial as on the sticker, from sixteen digits.
fn printed(text: &str) -> Option<String> {
    let letters = text.get(..8).filter(|_| text.len() == 16)?;
    let bytes: Option<Vec<u8>> = (0..4).map(|at| u8::from_str_radix(letters.get(at * 2..at * 2 + 2)?, 16).ok()).collect();
    Some(format!("{}{}", String::from_utf8(bytes?).ok()?, text.get(8..)?))
}

impl Shell for Gpon {
    fn greeting(&self) -> Vec<String> {
        Vec::new()
    }

    fn prompt(&self) -> String {
        self.mode.prompt(&self.shared.options.host_name, "gpon")
    }

    fn execute(&mut self, line: &str) -> Reply {
        let words: Vec<&str> = line.split_whitespace().collect();
        let rows = self.shared.options.page;
        if let Some(reply) = moved(&mut self.mode, &mut self.page, rows, &words) {
            return reply;
        }
        let reply = match (self.mode, words.as_slice()) {
            (Mode::Enable, ["copy", "running-config", "startup-config"]) => {
                self.shared.plant().save();
                Some(Reply::line(SAVED))
            }
            (Mode::Enable, ["show", "startup-config"]) => Some(self.startup()),
            (Mode::Config, ["interface", "gpon", pon]) => {
                let pon = pon.parse().ok().filter(|pon| self.shared.plant().catalogue.ports.contains(&(0, 0, *pon)));
                pon.map(|pon| {
                    self.mode = Mode::Pon(pon);
                    Reply::none()
                })
            }
            (Mode::Pon(pon), words) => self.in_port((0, 0, pon), words),
            _ => None,
        };
        reply.unwrap_or_else(|| Reply::line(UNKNOWN))
    }

    fn answer(&mut self, _: &str) -> Reply {
        Reply::none()
    }

    fn pager(&self) -> Pager {
        PAGER
    }

    fn page(&self) -> Option<usize> {
        self.page
    }
}
