//! The command line of a HIOSO HAT7304 (EPON, firmware 1/x): Telnet only.
//!
//! ONUs bind themselves and keep their ids. How the pager is erased, and what `write` and a change print, is shown by no
//! capture: here nothing.

mod show;

use std::sync::Arc;

use super::Shared;
use super::plant::{Plant, Pon, RegisteredOnu};
use super::shell::{Pager, Reply, Shell};

const INCOMPLETE: &str = "% Command incomplete.";
/// LAN ports of every ONU here: one gigabit, three fast.
const LAN_PORTS: u8 = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    User,
    Enable,
    Config,
    Epon(Pon),
}

pub(super) struct Hioso {
    shared: Arc<Shared>,
    mode: Mode,
}

impl Hioso {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, mode: Mode::User }
    }

    fn enter(&mut self, mode: Mode) -> Reply {
        self.mode = mode;
        Reply::none()
    }

    fn on_port(&self, pon: Pon, words: &[&str], line: &str) -> Reply {
        let mut plant = self.shared.plant();
        match words {
            ["onu", id, rest @ ..] => match id.parse().ok().filter(|id| plant.onu(pon, *id).is_some()) {
                Some(id) => on_onu(&mut plant, pon, id, rest, line),
                None => Reply::line(format!("! Onu {id} invalid")),
            },
            ["delete", "onu", id] => match id.parse().ok().and_then(|id: u8| plant.running.onus.remove(&(pon, id))) {
                Some(_) => Reply::none(),
                None => Reply::line(format!("! Onu {id} invalid")),
            },
            // It is in the help and never works.
            ["dereg", "onu", _] => Reply::lines(vec!["! De-register onu failed!".to_owned(), " Failed".to_owned()]),
            ["auth", "mode", mode @ ("disable" | "hybrid" | "loid" | "mac")] => {
                plant.running.auth.insert(pon, (*mode).to_owned());
                Reply::none()
            }
            ["whitelist", "add", mac] => {
                plant.running.whitelist.insert((pon, mac.to_ascii_lowercase()));
                Reply::none()
            }
            ["whitelist", "delete", mac] => {
                plant.running.whitelist.remove(&(pon, mac.to_ascii_lowercase()));
                Reply::none()
            }
            ["onu" | "delete" | "auth" | "whitelist", ..] => Reply::line(INCOMPLETE),
            _ => unknown(line),
        }
    }
}

fn on_onu(plant: &mut Plant, pon: Pon, id: u8, words: &[&str], line: &str) -> Reply {
    let Some(onu) = plant.running.onus.get_mut(&(pon, id)) else { return Reply::none() };
    match words {
        ["vlan", "port", port, "vlan-mode", "tag", "pvid", vlan] => {
            let number = |text: &str, most: u16| text.parse::<u16>().ok().filter(|number| (1..=most).contains(number));
            if number(port, u16::from(LAN_PORTS)).is_none() || number(vlan, 4094).is_none() {
                return unknown(line);
            }
            let start = format!("vlan port {port} ");
            onu.interface.retain(|known| !known.starts_with(&start));
            onu.interface.push(words.join(" "));
            onu.interface.sort();
            Reply::none()
        }
        ["reboot"] => {
            onu.restart();
            Reply::none()
        }
        ["name", name] => {
            (*name).clone_into(&mut onu.description);
            Reply::none()
        }
        ["vlan" | "name", ..] | [] => Reply::line(INCOMPLETE),
        _ => unknown(line),
    }
}

/// What is plugged in takes the lowest free id of its port, where the port lets it.
pub(super) fn bind(plant: &mut Plant) {
    let waiting: Vec<(Pon, String)> = plant.unregistered().into_iter().map(|(pon, onu)| (pon, onu.serial.clone())).collect();
    for (pon, mac) in waiting {
        let is_open = plant.running.auth.get(&pon).is_none_or(|mode| mode == "disable");
        let is_listed = plant.running.whitelist.contains(&(pon, mac.clone()));
        let free = (1..=128).find(|id| plant.onu(pon, *id).is_none());
        if let (true, false, Some(id)) = (is_open || is_listed, plant.is_full(pon), free) {
            plant.running.onus.insert((pon, id), RegisteredOnu::new(pon, id, &mac));
        }
    }
}

/// The port `1/3`, if there is one.
fn port(path: &str, plant: &Plant) -> Option<Pon> {
    let (slot, port) = path.split_once('/')?;
    let pon = (0, slot.parse().ok()?, port.parse().ok()?);
    plant.catalogue.ports.contains(&pon).then_some(pon)
}

fn unknown(line: &str) -> Reply {
    Reply::line(format!("% Unknown command: {line}"))
}

impl Shell for Hioso {
    fn greeting(&self) -> Vec<String> {
        vec![String::new()]
    }

    fn prompt(&self) -> String {
        let host = &self.shared.options.host_name;
        match self.mode {
            Mode::User => format!("{host}>"),
            Mode::Enable => format!("{host}#"),
            Mode::Config => format!("{host}(config)#"),
            Mode::Epon((_, slot, port)) => format!("{host}(config-epon{slot}/{port})#"),
        }
    }

    fn execute(&mut self, line: &str) -> Reply {
        bind(&mut self.shared.plant());
        let words: Vec<&str> = line.split_whitespace().collect();
        match (self.mode, words.as_slice()) {
            (_, []) => Reply::none(),
            (Mode::User, ["enable"]) => self.enter(Mode::Enable),
            (Mode::User, ["exit"]) | (Mode::Enable, ["exit"]) => Reply::close(),
            (Mode::Enable, ["configure", "terminal"]) => self.enter(Mode::Config),
            (Mode::Enable, ["configure"]) => Reply::line(INCOMPLETE),
            (Mode::Enable, ["write"]) => {
                self.shared.plant().save();
                Reply::none()
            }
            (Mode::Enable, ["show", rest @ ..]) => self.show(rest, line),
            (Mode::Config, ["interface", "epon", path]) => {
                let found = port(path, &self.shared.plant());
                found.map_or_else(|| unknown(line), |pon| self.enter(Mode::Epon(pon)))
            }
            (Mode::Config, ["exit"]) => self.enter(Mode::Enable),
            (Mode::Epon(_), ["exit"]) => self.enter(Mode::Config),
            (Mode::Epon(pon), words) => self.on_port(pon, words, line),
            _ => unknown(line),
        }
    }

    fn answer(&mut self, _: &str) -> Reply {
        Reply::none()
    }

    fn pager(&self) -> Pager {
        Pager { text: "--- Enter Key To Continue ----", erase: "\r                              \r" }
    }

    fn page(&self) -> Option<usize> {
        Some(self.shared.options.page)
    }

    fn pages_with_enter(&self) -> bool {
        true
    }
}
