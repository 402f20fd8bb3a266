//! The XE04I. Formats, refusals and events are those of its captures. What none of them shows is marked.

use std::sync::Arc;

use super::{Mode, PAGER, SAVED, moved, rule};
use crate::olt::Shared;
use crate::olt::plant::{Phase, Plant, Pon, RegisteredOnu};
use crate::olt::shell::{Pager, Reply, Shell};

pub(in crate::olt) struct Epon {
    shared: Arc<Shared>,
    mode: Mode,
    page: Option<usize>,
    /// Events that come in the middle of the next reply.
    events: Vec<String>,
}

/// Whether an ONU was confirmed is kept among its management lines.
const CONFIRMED: &str = "confirmed";

impl Epon {
    pub(in crate::olt) fn new(shared: Arc<Shared>) -> Self {
        let page = Some(shared.options.page);
        Self { shared, mode: Mode::View, page, events: Vec::new() }
    }

    fn unknown(&self, line: &str) -> Reply {
        // The number of `>` is not captured.
        let node = match self.mode {
            Mode::View => 5,
            Mode::Enable => 6,
            Mode::Config => 7,
            Mode::Pon(_) | Mode::Onu(..) => 32,
        };
        Reply::line(format!("vty% [VTY] vty[node:{node}],Unknown command: {line}"))
    }

    fn run(&mut self, line: &str) -> Reply {
        let words: Vec<&str> = line.split_whitespace().collect();
        let rows = self.shared.options.page;
        if let Some(reply) = moved(&mut self.mode, &mut self.page, rows, &words) {
            return reply;
        }
        self.bind_new();
        match (self.mode, words.as_slice()) {
            (Mode::Enable, ["copy", "running-config", "startup-config"]) => {
                self.shared.plant().save();
                Reply::lines(vec![String::new(), SAVED.to_owned()])
            }
            (Mode::Config, ["interface", "epon", pon]) => match self.port(pon) {
                Some((_, _, pon)) => {
                    self.mode = Mode::Pon(pon);
                    Reply::none()
                }
                None => self.unknown(line),
            },
            (Mode::Config, ["interface", "onu", place]) => match self.onu(place) {
                Some((pon, id)) => {
                    self.mode = Mode::Onu(pon, id);
                    Reply::none()
                }
                None => self.unknown(line),
            },
            (Mode::Config, ["show", "onu-info", "all"]) => self.list(None),
            (Mode::Onu(pon, id), ["port-vlan", "1", "mode", "tag", vlan, "pri", "0"]) => match vlan.parse() {
                Ok(vlan) => self.change(pon, id, |onu| onu.native_vlan = Some(vlan)),
                Err(_) => self.unknown(line),
            },
            (Mode::Pon(pon), words) => self.in_port((0, 0, pon), words).unwrap_or_else(|| self.unknown(line)),
            (_, ["show" | "interface" | "blacklist" | "copy" | "terminal"]) => Reply::line("vty% Command incomplete."),
            _ => self.unknown(line),
        }
    }

    fn in_port(&mut self, pon: Pon, words: &[&str]) -> Option<Reply> {
        Some(match words {
            ["show", "onu-info", "all"] => self.list(Some(pon)),
            ["show", "onu-info-alarm", id] => self.alarms(pon, id.parse().ok()?),
            ["show", "optical-info"] => self.light(pon),
            ["show", "blacklist", "onu-info", "all"] => self.blacklist(pon),
            ["onu-authorize"] => {
                let kind = if self.shared.options.binds_itself { "auto" } else { "manual" };
                let row = format!("{:>8}{:>10}{kind:>10}", format!("pon{}", pon.2), "mac");
                Reply::lines(vec![rule(), " PON-PORT AUTH-MODE AUTH-TYPE".to_owned(), rule(), row, rule()])
            }
            ["blacklist", "add", "mac", mac] => {
                let mac = colon_mac(mac)?;
                let mut plant = self.shared.plant();
                if plant.running.refused.contains(&(pon, mac.clone())) {
                    return Some(Reply::line("  Error, Blacklist ONU add fail, reason: ONU has existed."));
                }
                let others = plant.on_port(pon).iter().any(|onu| onu.serial != mac && plant.phase(onu) == Phase::Working);
                plant.running.onus.retain(|_, onu| onu.pon != pon || onu.serial != mac);
                plant.running.refused.push((pon, mac));
                drop(plant);
                if !others {
                    let what = format!("Critical: PON {} PON link down and all onu will be offline  maybe fiber signal los", pon.2);
                    self.events.push(format!("[2000/01/01 01:01:05]  {what}"));
                }
                Reply::none()
            }
            ["blacklist", "delete", "mac", mac] => {
                let mac = colon_mac(mac)?;
                self.shared.plant().running.refused.retain(|known| *known != (pon, mac.clone()));
                // The device says this now and then although it worked.
                Reply::line("  Error, No Bind ONU fail, reason: ONU is not exist.")
            }
            ["bind-onu", id, "mac", mac, "onu-type", kind @ ("1ge" | "4ge"), rest @ ..] => {
                let id = id.parse().ok().filter(|id| (1..=64).contains(id))?;
                let description = match rest {
                    [] => String::new(),
                    ["desc", text @ ..] => text.join(" ").trim_matches('"').to_owned(),
                    _ => return None,
                };
                self.bind(pon, id, &colon_mac(mac)?, kind, description)
            }
            ["onu", "confirm", "onu-id", id] => {
                let id = id.parse().ok()?;
                let reply = self.change(pon.2, id, |onu| onu.management = vec![CONFIRMED.to_owned()]);
                let plant = self.shared.plant();
                if let Some(onu) = plant.onu(pon, id) {
                    let event = format!("[2000/01/01 01:14:02]  Info: ONU {}/{id} {} ONU authorization success", pon.2, onu.serial);
                    self.events.push(event);
                }
                reply
            }
            ["onu-deregister" | "onu-reboot", id] => {
                let id = id.parse().ok()?;
                let plant = self.shared.plant();
                let Some(onu) = plant.onu(pon, id) else {
                    return Some(Reply::line("  Error, Deregister ONU fail, reason: ONU is not exist."));
                };
                let what = format!("Info: ONU {}/{id} {} Onu deregister, Reason:Manual Deregister", pon.2, onu.serial);
                self.events.push(format!("[2000/01/01 01:12:51]  {what}"));
                Reply::none()
            }
            _ => return None,
        })
    }

    /// What is plugged in and neither bound nor refused binds itself under the lowest free id.
    fn bind_new(&self) {
        if !self.shared.options.binds_itself {
            return;
        }
        let mut plant = self.shared.plant();
        for (pon, mac) in waiting(&plant) {
            let free = (1..=64).find(|id| plant.onu(pon, *id).is_none());
            if let Some(id) = free {
                let onu = RegisteredOnu {
                    onu_type: "4ge".to_owned(),
                    management: vec![CONFIRMED.to_owned()],
                    ..RegisteredOnu::new(pon, id, &mac)
                };
                plant.running.onus.insert((pon, id), onu);
            }
        }
    }

    fn bind(&self, pon: Pon, id: u8, mac: &str, kind: &str, description: String) -> Reply {
        let mut plant = self.shared.plant();
        // The words about an id or a MAC that is bound already are not captured.
        if plant.onu(pon, id).is_some() || plant.has_serial(mac) {
            return Reply::line("  Error, Bind ONU fail, reason: ONU has existed.");
        }
        let management = if self.shared.options.binds_itself { vec![CONFIRMED.to_owned()] } else { Vec::new() };
        let onu = RegisteredOnu { onu_type: kind.to_owned(), description, management, ..RegisteredOnu::new(pon, id, mac) };
        plant.running.onus.insert((pon, id), onu);
        Reply::none()
    }

    fn change(&self, pon: u8, id: u8, with: impl FnOnce(&mut RegisteredOnu)) -> Reply {
        match self.shared.plant().running.onus.get_mut(&((0, 0, pon), id)) {
            Some(onu) => {
                with(onu);
                Reply::none()
            }
            None => Reply::line("  Error, ONU Config fail, reason: ONU is not exist."),
        }
    }

    fn port(&self, number: &str) -> Option<Pon> {
        let pon = (0, 0, number.parse().ok()?);
        self.shared.plant().catalogue.ports.contains(&pon).then_some(pon)
    }

    fn onu(&self, place: &str) -> Option<(u8, u8)> {
        let (pon, id) = place.split_once('/')?;
        let (pon, id) = (pon.parse().ok()?, id.parse().ok()?);
        self.shared.plant().onu((0, 0, pon), id).is_some().then_some((pon, id))
    }

    fn list(&self, only: Option<Pon>) -> Reply {
        let plant = self.shared.plant();
        let head = " PON/ONU     Mac-Address    Status   Auth  Cfg     Reg-time            ONU-Name     ONU-Desc";
        let mut lines = vec![rule(), head.to_owned(), rule()];
        let (mut total, mut online) = (0, 0);
        for onu in plant.running.onus.values().filter(|onu| only.is_none_or(|pon| onu.pon == pon)) {
            let confirmed = is_confirmed(onu);
            let works = confirmed && plant.phase(onu) == Phase::Working;
            (total, online) = (total + 1, online + u32::from(works));
            let (status, config, time) =
                if works { ("Online", "TRUE", "2000/01/01 01:00:31") } else { ("Initial", "FALSE", "1970/01/01 08:00:00") };
            let auth = if confirmed { "TRUE" } else { "FALSE" };
            let place = format!("{}/{}", onu.pon.2, onu.id);
            let name = format!("ONU{:02}/{:02}", onu.pon.2, onu.id);
            let text = if onu.description.is_empty() { "NO-DESCRIPTION" } else { &onu.description };
            let cut: String = text.chars().take(12).collect();
            lines.push(format!(" {place:<8}{} {status:<10}{auth}  {config}  {time}      {name:<13}{cut}", onu.serial));
        }
        lines.extend([rule(), format!("  Total: {total}  Online:{online}  Offline:{}", total - online), rule()]);
        Reply::lines(lines)
    }

    /// Nothing at all while no ONU of the port is online.
    fn light(&self, pon: Pon) -> Reply {
        let plant = self.shared.plant();
        let mut rows = Vec::new();
        for onu in plant.on_port(pon).into_iter().filter(|onu| is_confirmed(onu) && plant.phase(onu) == Phase::Working) {
            let Some(light) = plant.light_of(onu) else { continue };
            let (place, name) = (format!("{}/{}", pon.2, onu.id), format!("ONU{:02}/{:02}", pon.2, onu.id));
            rows.push(format!(
                "    {place} {name}     {}  56 °C      3.29 V        10 mA       {:.4} dBm   {:.4} dBm",
                onu.serial, light.onu_tx, light.onu_rx
            ));
        }
        if rows.is_empty() {
            return Reply::none();
        }
        let head = "PON/ONU ONU-Name     Mac-address       Temperature  Voltage      Bias         Tx power     Rx power";
        let mut lines = vec![rule(), head.to_owned(), rule()];
        lines.append(&mut rows);
        lines.push(rule());
        Reply::lines(lines)
    }

    /// Entries by hand, and with authorisation `manual` what is refused for want of a binding: a blank reason is captured, but
    /// not in which mode it comes.
    fn blacklist(&self, pon: Pon) -> Reply {
        let plant = self.shared.plant();
        let head = " PON/ONU     Mac-Address        Blacklist_Reject_Count  Reason                  ONU-Name";
        let mut lines = vec![rule(), head.to_owned(), rule()];
        let held = plant.running.refused.iter().filter(|(of, _)| *of == pon).map(|(_, mac)| (mac.clone(), "Manual", 0));
        let unbound = waiting(&plant).into_iter().filter(|(of, _)| *of == pon).map(|(_, mac)| (mac, "", 3));
        for (number, (mac, reason, count)) in held.chain(unbound).enumerate() {
            let entry = number + 1;
            let (place, name) = (format!("{}/{entry}", pon.2), format!("B_ONU{:02}/{entry:02}", pon.2));
            lines.push(format!(" {place:<12}{mac}  {count:<24}{reason:<24}{name}"));
        }
        lines.push(rule());
        Reply::lines(lines)
    }

    fn alarms(&self, pon: Pon, id: u8) -> Reply {
        let plant = self.shared.plant();
        let Some(onu) = plant.onu(pon, id) else {
            return Reply::line("  Error, GET ONU alarm fail, reason: ONU is not exist.");
        };
        let line = |time: &str, what: &str| format!("[2000/01/01 {time}]  Info: ONU {}/{id} {} {what}", pon.2, onu.serial);
        let mut lines = match plant.phase(onu) {
            Phase::PowerOff => vec![line("01:20:05", "ONU dying gasp")],
            // The July report of the source has this reason for a cut fibre.
            Phase::Los => vec![line("01:20:05", "Onu deregister, Reason:Laser out")],
            _ => Vec::new(),
        };
        if is_confirmed(onu) {
            lines.extend([line("01:14:05", "ONU link up"), line("01:14:02", "ONU authorization success")]);
        }
        Reply::lines(lines)
    }
}

fn is_confirmed(onu: &RegisteredOnu) -> bool {
    onu.management.iter().any(|line| line == CONFIRMED)
}

/// Plugged in, neither bound nor held.
fn waiting(plant: &Plant) -> Vec<(Pon, String)> {
    let seen = plant.unregistered().into_iter().map(|(pon, onu)| (pon, onu.serial.clone()));
    seen.filter(|found| !plant.running.refused.contains(found)).collect()
}

/// Only this spelling is taken; any other is an unknown command.
fn colon_mac(text: &str) -> Option<String> {
    let pairs: Vec<&str> = text.split(':').collect();
    let right = pairs.len() == 6 && pairs.iter().all(|pair| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit()));
    right.then(|| text.to_ascii_lowercase())
}

impl Shell for Epon {
    fn greeting(&self) -> Vec<String> {
        Vec::new()
    }

    fn prompt(&self) -> String {
        self.mode.prompt(&self.shared.options.host_name, "epon")
    }

    fn execute(&mut self, line: &str) -> Reply {
        let before = std::mem::take(&mut self.events);
        let mut reply = self.run(line);
        if !before.is_empty() {
            // In the middle: after the first line of the reply.
            let at = reply.lines.len().min(1);
            reply.lines.splice(at..at, before.into_iter().chain([String::new()]));
        }
        reply
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
