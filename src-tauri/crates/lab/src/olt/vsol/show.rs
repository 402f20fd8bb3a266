//! `show …` of the GPON boxes, and what all three show alike.

use super::{INCOMPLETE, Kind, NO_ONU, UNKNOWN, Vsol, cells};
use crate::olt::plant::{Onu, Phase, Plant, Pon, RegisteredOnu};
use crate::olt::shell::Reply;

impl Vsol {
    /// In the configuration mode.
    pub(super) fn show(&self, words: &[&str]) -> Reply {
        match words {
            ["version"] => self.version(),
            ["running-config"] => self.running_config(),
            ["onu", rest @ .., "all"] if self.kind == Kind::Epon => self.show_epon(None, rest),
            [] => Reply::line(INCOMPLETE),
            _ => Reply::line(UNKNOWN),
        }
    }

    /// In a PON interface.
    pub(super) fn show_on_port(&self, pon: Pon, words: &[&str]) -> Reply {
        let plant = self.shared.plant();
        let onu = |id: &str, show: &dyn Fn(&RegisteredOnu) -> Reply| match id.parse().map(|id: u8| plant.onu(pon, id)) {
            Ok(Some(onu)) => show(onu),
            Ok(None) => Reply::line(NO_ONU),
            Err(_) => Reply::line(UNKNOWN),
        };
        match (self.kind, words) {
            (_, ["running-config", "onu", id]) => onu(id, &|onu| Reply::lines(self.settings(onu))),
            (Kind::Epon, ["onu", rest @ ..]) => {
                drop(plant);
                self.show_epon(Some(pon), rest)
            }
            (_, ["onu", "auto-find"]) => auto_find(self.kind, &plant, pon),
            (_, ["onu", "info"]) => info(self.kind, &plant, pon),
            (_, ["onu", "state"]) => state(self.kind, &plant, pon),
            (_, ["onu", id, "optical_info"]) => onu(id, &|onu| optical(self.kind, &plant, onu)),
            (_, [] | ["onu"] | ["running-config", "onu"]) => Reply::line(INCOMPLETE),
            _ => Reply::line(UNKNOWN),
        }
    }

    fn version(&self) -> Reply {
        let (model, hardware, software, created) = match self.kind {
            Kind::V1_4 => ("V1600G0-B", "V3.1.4", "V1.4.13R", "Fri, 22 Aug 2025 13:27:22"),
            Kind::V2_3 => ("V1600G1", "V2.0", "V2.3.1R", "Thu, 25 Jan 2024 10:11:12"),
            Kind::Epon => ("V1600D4", "V2.0", "V2.03.51R", "Thu, 25 Jan 2024 10:11:12"),
        };
        let field = |label: &str, value: &str| format!("  {label:<29}{value}");
        Reply::lines(vec![
            field("Olt Serial Number:", "V2211220001"),
            field("Olt Device Model:", model),
            field("Hardware Version:", hardware),
            field("Software Version:", software),
            field("Software Created Time:", &format!("{created} ")),
            "  Copyright 2020-2025".to_owned(),
            String::new(),
        ])
    }

    fn running_config(&self) -> Reply {
        let plant = self.shared.plant();
        let mut lines = vec!["Current configuration:".to_owned(), "!".to_owned()];
        lines.push(format!("hostname {}", self.shared.options.host_name));
        lines.push("!".to_owned());
        for pon in &plant.catalogue.ports {
            lines.push(format!("interface {} 0/{}", self.interface(), pon.2));
            if self.kind != Kind::Epon {
                lines.extend(["no onu auto-learn".to_owned(), "plug_and_play disable".to_owned()]);
            }
            lines.extend(plant.on_port(*pon).into_iter().flat_map(|onu| self.settings(onu)));
            lines.extend(["exit".to_owned(), "!".to_owned()]);
        }
        Reply::lines(lines)
    }

    fn settings(&self, onu: &RegisteredOnu) -> Vec<String> {
        let RegisteredOnu { id, serial, onu_type, description, .. } = onu;
        let (first, name) = match self.kind {
            Kind::Epon => (format!("confirm onu mac {serial} onuid {id}"), "description"),
            Kind::V1_4 | Kind::V2_3 => (format!("onu add {id} profile {onu_type} sn {serial}"), "desc"),
        };
        let mut lines = vec![first];
        if !description.is_empty() {
            lines.push(format!("onu {id} {name} {description}"));
        }
        lines.extend(onu.interface.iter().map(|line| format!("onu {id} {line}")));
        lines
    }
}

/// The light of an ONU that works now.
pub(super) fn working<'a>(plant: &'a Plant, onu: &RegisteredOnu) -> Option<&'a Onu> {
    plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working)
}

fn auto_find(kind: Kind, plant: &Plant, pon: Pon) -> Reply {
    let found = plant.unregistered().into_iter().filter(|(at, _)| *at == pon).map(|(_, onu)| onu).enumerate();
    let mut lines = match kind {
        Kind::V1_4 => vec!["Index\tSn                    Equipment ID".to_owned()],
        _ => vec!["OnuIndex                 Sn                       State".to_owned(), "-".repeat(57)],
    };
    for (number, onu) in found {
        lines.push(match kind {
            Kind::V1_4 => {
                let (vendor, digits) = onu.serial.split_at_checked(4).unwrap_or((&onu.serial, ""));
                format!("{}\tsn:{vendor}{}\t\t{}", number + 1, digits.to_ascii_lowercase(), onu.model)
            }
            // The columns are the cursor's, and absolute.
            _ => format!("GPON0/{}:{}\x1b[25C{}\x1b[50Cunknow", pon.2, number + 1, onu.serial),
        });
    }
    Reply::lines(lines)
}

fn info(kind: Kind, plant: &Plant, pon: Pon) -> Reply {
    let mut lines = vec!["Onuindex   Model                Profile                Mode    AuthInfo".to_owned()];
    if kind == Kind::V1_4 {
        lines.push("-".repeat(93));
    }
    for onu in plant.on_port(pon) {
        let model = plant.light_of(onu).map_or("unknown", |light| light.model.as_str());
        let index = format!("GPON0/{}:{}", pon.2, onu.id);
        lines.push(cells(kind, &[(11, &index), (21, model), (23, &onu.onu_type), (8, "sn")], &onu.serial));
    }
    Reply::lines(lines)
}

fn state(kind: Kind, plant: &Plant, pon: Pon) -> Reply {
    let last = if kind == Kind::V1_4 { "Serial Number" } else { "Channel" };
    let mut lines = vec![format!("OnuIndex    Admin State    OMCC State    Phase State    {last}")];
    if kind == Kind::V1_4 {
        lines.push("-".repeat(63));
    }
    for onu in plant.on_port(pon) {
        let phase = plant.phase(onu);
        let omcc = if phase == Phase::Working { "enable" } else { "disable" };
        let word = match phase {
            Phase::Working => "working",
            Phase::Los => "LOS",
            Phase::PowerOff => "DyingGasp",
            // What is printed while an ONU joins is in no capture.
            Phase::Joining | Phase::Offline if kind == Kind::V1_4 => "offline",
            Phase::Joining | Phase::Offline => "OffLine",
        };
        let (index, last) = match kind {
            Kind::V1_4 => (format!("GPON0/{}:{}", pon.2, onu.id), onu.serial.as_str()),
            _ => (format!("1/1/{}:{}", pon.2, onu.id), "1(GPON)"),
        };
        lines.push(cells(kind, &[(12, &index), (15, "enable"), (14, omcc), (15, word)], last));
    }
    Reply::lines(lines)
}

fn optical(kind: Kind, plant: &Plant, onu: &RegisteredOnu) -> Reply {
    let Some(light) = working(plant, onu) else { return Reply::line("Error: The onu is offline") };
    if kind == Kind::V1_4 {
        let field = |label: &str, value: String| format!("{label:<27}: {value}");
        return Reply::lines(vec![
            field("Alarm", "enable".to_owned()),
            field("Piggyback DBA rpt mode", "not support".to_owned()),
            field("Rx optical level(ONU)", format!("{:.2}", light.onu_rx)),
            field("Lower rx optical threshold", "ont internal policy".to_owned()),
            field("Upper rx optical threshold", "ont internal policy".to_owned()),
            field("Tx optical level", format!("{:.2}", light.onu_tx)),
            field("Lower tx optical threshold", "ont internal policy".to_owned()),
            field("Upper tx optical threshold", "ont internal policy".to_owned()),
            field("ONU response time", "88".to_owned()),
            field("Power feed voltage", "3.30(V)".to_owned()),
            field("Laser bias current", "8.976(mA)".to_owned()),
            field("Temperature", "52.199(C)".to_owned()),
        ]);
    }
    let field = |label: &str, value: String| format!("{label:<30}{value}");
    Reply::lines(vec![
        format!("ONU ID: {}", onu.id),
        field("ONU PON Interface:", format!("pon_0/{}", onu.pon.2)),
        field("Rx optical level:", format!("{:.3}(dBm)", light.onu_rx)),
        field("Tx optical level:", format!("{:.3}(dBm)", light.onu_tx)),
        field("Power feed voltage:", "3.28(V)".to_owned()),
        field("Laser bias current:", "10.400(mA)".to_owned()),
        field("Temperature:", "31.430(C)".to_owned()),
    ])
}
