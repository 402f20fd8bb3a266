//! `show …` of a HIOSO HAT7304.

use super::{Hioso, INCOMPLETE, port, unknown};
use crate::olt::plant::{Onu, Phase, Plant, Pon, RegisteredOnu};
use crate::olt::shell::Reply;

impl Hioso {
    pub(super) fn show(&self, words: &[&str], line: &str) -> Reply {
        let plant = self.shared.plant();
        match words {
            ["version"] => reply(["Version : V1.1.21", "Date    : 20251105"]),
            ["system"] => reply([
                "System Description : EPON",
                "System OID         : 1.3.6.1.4.1.25355.4.6",
                "System Up Time     : 1h 54m 38s",
                "System Name        : OLT",
                "MAC Address        : 02-5C-72-AB-85-44",
                "Web Enable         : 80",
                "Telnet Enable      : 23",
            ]),
            ["onu", "upgrade-state", "epon", path] => port(path, &plant).map_or_else(|| unknown(line), |pon| states(&plant, pon)),
            ["onu", "optical-ddm", "epon", path, id] => one(path, id, &plant, line, |onu| optical(&plant, onu)),
            ["onu", "config", "epon", path, id] => one(path, id, &plant, line, config),
            ["epon", path, "optical-ddm"] => match port(path, &plant) {
                Some(_) => {
                    reply([" Temperature  : 48.00 C", " Voltage      : 3.00  V", " TxBias       : 27.00 mA", " TxPower      : 11.02 dBm"])
                }
                None => unknown(line),
            },
            ["running-config"] => running_config(&plant, &self.shared.options.host_name),
            ["onu" | "epon", ..] | [] => Reply::line(INCOMPLETE),
            _ => unknown(line),
        }
    }
}

fn one(path: &str, id: &str, plant: &Plant, line: &str, show: impl Fn(&RegisteredOnu) -> Reply) -> Reply {
    let Some(pon) = port(path, plant) else { return unknown(line) };
    match id.parse().ok().and_then(|id| plant.onu(pon, id)) {
        Some(onu) => show(onu),
        None => reply([format!("! Onu {id} invalid").as_str()]),
    }
}

/// A reply that begins with an empty line, as most do here.
fn reply<'a>(lines: impl IntoIterator<Item = &'a str>) -> Reply {
    Reply::lines([""].into_iter().chain(lines).map(str::to_owned).collect())
}

fn path((_, slot, port): Pon) -> String {
    format!("{slot}/{port}")
}

fn working<'a>(plant: &'a Plant, onu: &RegisteredOnu) -> Option<&'a Onu> {
    plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working)
}

fn states(plant: &Plant, pon: Pon) -> Reply {
    let mut lines = vec![
        String::new(),
        "OnuId  MacAddress        Status  ChipId Ge Fe Pots CtcStatus      CtcVer Uptime           Firmware         UpgradeState"
            .to_owned(),
        "=".repeat(119),
    ];
    for onu in plant.on_port(pon) {
        let (status, ctc, uptime) = match plant.phase(onu) {
            Phase::Working => ("Up", "CtcNegDone", "0H3M42S"),
            Phase::Joining => ("Up", "CtcNegotiating", "0H0M1S"),
            Phase::Los | Phase::PowerOff | Phase::Offline => ("Down", "--", "0H0M0S"),
        };
        let index = format!("{}:{}", path(pon), onu.id);
        lines.push(format!("{index:<7}{:<18}{status:<8}6301   1  3  1    {ctc:<15}30     {uptime:<17}V3R017C10S125    --", onu.serial));
    }
    let next = (1..=128).find(|id| plant.onu(pon, *id).is_none()).unwrap_or(0);
    for (number, (_, onu)) in plant.unregistered().iter().filter(|(at, _)| *at == pon).enumerate() {
        let index = format!("{}:{}", path(pon), usize::from(next) + number);
        lines.push(format!(
            "{index:<7}{:<18}Up      0      0  0  0    MpcpDiscovery  --     0H0M0S           --               --",
            onu.serial
        ));
    }
    Reply::lines(lines)
}

fn optical(plant: &Plant, onu: &RegisteredOnu) -> Reply {
    let Some(light) = working(plant, onu) else { return reply([format!("! Onu {} is offline!", onu.id).as_str()]) };
    let lines = [
        " Temperature  : 46.00 C".to_owned(),
        " Voltage      : 3.30  V".to_owned(),
        " TxBias       : 17.00 mA".to_owned(),
        format!(" TxPower      : {:.2} dBm", light.onu_tx),
        format!(" RxPower      : {:.2} dBm", light.onu_rx),
    ];
    reply(lines.iter().map(String::as_str))
}

fn config(onu: &RegisteredOnu) -> Reply {
    let mut lines = vec![String::new(), format!("! Onu {}:{} configuration", path(onu.pon), onu.id)];
    lines.extend(settings(onu));
    Reply::lines(lines)
}

fn settings(onu: &RegisteredOnu) -> impl Iterator<Item = String> {
    onu.interface.iter().map(|line| format!("   onu {} {line}", onu.id))
}

fn running_config(plant: &Plant, host_name: &str) -> Reply {
    let text = |text: &str| text.to_owned();
    let mut lines =
        vec![String::new(), text("Current configuration:"), text("!"), format!("hostname {host_name}"), text("!"), text("vlan database")];
    lines.extend(plant.catalogue.vlans.iter().map(|vlan| format!(" vlan {vlan} name vlan{vlan}")));
    lines.extend([text("!"), text("interface mgmt"), text(" ip address 192.0.2.88 255.255.255.0 192.0.2.1"), text("!")]);
    for (title, body) in [("Epon interface onu", Body::Onus), ("White list", Body::Whitelist), ("Pon auth", Body::Auth)] {
        lines.push(format!("! {title} configuration"));
        for pon in &plant.catalogue.ports {
            lines.push(format!("  interface epon {}", path(*pon)));
            match body {
                Body::Onus => lines.extend(plant.on_port(*pon).into_iter().flat_map(settings)),
                Body::Whitelist => {
                    let listed = plant.running.whitelist.iter().filter(|(at, _)| at == pon);
                    lines.extend(listed.map(|(_, mac)| format!("   whitelist add {mac}")));
                }
                Body::Auth => lines.extend(plant.running.auth.get(pon).map(|mode| format!("   auth mode {mode}"))),
            }
        }
        lines.extend([text("  exit"), String::new()]);
    }
    lines.push(text("end"));
    Reply::lines(lines)
}

#[derive(Clone, Copy)]
enum Body {
    Onus,
    Whitelist,
    Auth,
}
