//! `show …` of a ZTE C320.

use super::{INCOMPLETE, INVALID_KEYWORD, INVALID_PARAMETER, NO_ONU, NOTHING, Zte, joined, onu_name, path};
use crate::olt::plant::{Onu, Phase, Plant, Pon, RegisteredOnu};
use crate::olt::shell::Reply;

/// Which light a power table shows.
#[derive(Clone, Copy)]
enum Side {
    OltRx,
    OnuRx,
    OnuTx,
}

impl Zte {
    pub(super) fn show(&self, words: &[&str]) -> Reply {
        let plant = self.shared.plant();
        match words {
            ["gpon", "onu", "uncfg"] => uncfg(&plant),
            ["pon", "onu", "uncfg"] => uncfg_with_models(&plant),
            ["gpon", "onu", "state"] => states(&plant, None),
            ["gpon", "onu", "state", name] => port(&plant, name, |plant, pon| states(plant, Some(pon))),
            ["gpon", "onu", "baseinfo", name] => port(&plant, name, base),
            ["gpon", "onu", "detail-info", name] => onu(&plant, name, detail),
            ["gpon", "onu", "by", "sn", serial] => by_serial(&plant, serial),
            ["pon", "power", "attenuation", name] => onu(&plant, name, attenuation),
            ["pon", "power", "olt-rx", name] => powers(&plant, name, Side::OltRx),
            ["pon", "power", "onu-rx", name] => powers(&plant, name, Side::OnuRx),
            ["pon", "power", "onu-tx", name] => powers(&plant, name, Side::OnuTx),
            ["running-config", "interface", name] => onu(&plant, name, |_, onu| config("interface", onu, &onu.interface)),
            ["onu", "running", "config", name] => onu(&plant, name, |_, onu| config("pon-onu-mng", onu, &onu.management)),
            ["onu-type", "gpon"] => {
                Reply::lines(plant.catalogue.onu_types.iter().map(|name| format!("ONU type name:          {name}")).collect())
            }
            ["card"] => cards(&plant),
            ["gpon", "profile", "tcont"] => tcont_profiles(&plant),
            ["gpon", "onu"] | ["gpon"] | ["pon"] | [] => Reply::line(INCOMPLETE),
            _ => Reply::line(INVALID_KEYWORD),
        }
    }
}

fn port(plant: &Plant, name: &str, show: impl Fn(&Plant, Pon) -> Reply) -> Reply {
    match name.strip_prefix("gpon-olt_").and_then(path).filter(|pon| plant.catalogue.ports.contains(pon)) {
        Some(pon) => show(plant, pon),
        None => Reply::line(INVALID_PARAMETER),
    }
}

fn onu(plant: &Plant, name: &str, show: impl Fn(&Plant, &RegisteredOnu) -> Reply) -> Reply {
    match onu_name(name).map(|(pon, id)| plant.onu(pon, id)) {
        Some(Some(onu)) => show(plant, onu),
        Some(None) => Reply::line(NO_ONU),
        None => Reply::line(INVALID_PARAMETER),
    }
}

/// A power board without software, the PON boards of the catalogue, the control board, and a slot whose board is away.
fn cards(plant: &Plant) -> Reply {
    let mut lines = vec!["Rack Shelf Slot CfgType RealType Port  HardVer SoftVer         Status".to_owned(), rule(79)];
    let row = |slot: u8, kind: &str, real: &str, ports: u8, versions: (&str, &str), status: &str| {
        let (hard, soft) = versions;
        format!(" {:<5}{:<6}{slot:<5}{kind:<8}{real:<9}{ports:<6}{hard:<8}{soft:<16}{status}", 1, 1)
    };
    lines.push(row(0, "PRWH", "PRWH", 0, ("V1.0.0", ""), "INSERVICE"));
    let mut slots: Vec<u8> = plant.catalogue.ports.iter().map(|port| port.1).collect();
    slots.dedup();
    for slot in slots {
        let ports = plant.catalogue.ports.iter().filter(|port| port.1 == slot).count();
        lines.push(row(slot, "GTGH", "GTGHG", u8::try_from(ports).unwrap_or(u8::MAX), ("V1.0.0", "V2.1.0"), "INSERVICE"));
    }
    lines.push(row(3, "SMXA", "SMXA", 3, ("V1.0.0", "V2.1.0"), "INSERVICE"));
    lines.push(row(4, "SMXA", "", 3, ("", ""), "OFFLINE"));
    Reply::lines(lines)
}

fn rule(width: usize) -> String {
    "-".repeat(width)
}

fn uncfg(plant: &Plant) -> Reply {
    let found = plant.unregistered();
    if found.is_empty() {
        return Reply::line(NOTHING);
    }
    let mut lines = vec!["OnuIndex                 Sn                  State".to_owned(), rule(69)];
    // The id is the OLT's proposal and counts what is plugged in, not what is free.
    for (number, (pon, onu)) in found.iter().enumerate() {
        lines.push(format!("{:<25}{:<20}unknown", format!("gpon-onu_{}:{}", joined(*pon), number + 1), onu.serial));
    }
    Reply::lines(lines)
}

fn uncfg_with_models(plant: &Plant) -> Reply {
    let found = plant.unregistered();
    if found.is_empty() {
        return Reply::line(NOTHING);
    }
    let mut lines = vec!["OltIndex            Model                SN                 PW".to_owned(), rule(73)];
    for (pon, onu) in found {
        let password = onu.serial.get(3..).unwrap_or("");
        lines.push(format!("{:<20}{:<21}{:<19}{password}", format!("gpon-olt_{}", joined(pon)), onu.model, onu.serial));
    }
    Reply::lines(lines)
}

fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Working => "working",
        Phase::Joining => "syncMib",
        Phase::Los => "LOS",
        Phase::PowerOff => "DyingGasp",
        Phase::Offline => "OffLine",
    }
}

fn states(plant: &Plant, pon: Option<Pon>) -> Reply {
    let onus: Vec<&RegisteredOnu> = plant.running.onus.values().filter(|onu| pon.is_none_or(|pon| onu.pon == pon)).collect();
    if onus.is_empty() {
        return Reply::line(NOTHING);
    }
    let mut lines = vec!["OnuIndex   Admin State  OMCC State  Phase State  Channel".to_owned(), rule(62)];
    let mut online = 0;
    for onu in &onus {
        let phase = plant.phase(onu);
        online += usize::from(phase == Phase::Working);
        let omcc = if matches!(phase, Phase::Working | Phase::Joining) { "enable" } else { "disable" };
        let index = format!("{}:{}", joined(onu.pon), onu.id);
        lines.push(format!("{index:<12}{:<13}{omcc:<13}{:<13}1(GPON)", "enable", phase_word(phase)));
    }
    lines.push(format!("ONU Number: {online}/{}", onus.len()));
    Reply::lines(lines)
}

fn base(plant: &Plant, pon: Pon) -> Reply {
    let onus = plant.on_port(pon);
    if onus.is_empty() {
        return Reply::line(NOTHING);
    }
    let mut lines = vec!["OnuIndex            Type        Mode    AuthInfo                State".to_owned(), rule(79)];
    for onu in onus {
        let index = format!("gpon-onu_{}:{}", joined(onu.pon), onu.id);
        // The type column is twelve wide and wraps.
        let (first, rest) = onu.onu_type.split_at_checked(11).unwrap_or((&onu.onu_type, ""));
        lines.push(format!("{index:<20}{first:<12}{:<8}{:<24}ready", "sn", format!("SN:{}", onu.serial)));
        if !rest.is_empty() {
            lines.push(format!("{:<20}{rest}", ""));
        }
    }
    Reply::lines(lines)
}

fn detail(plant: &Plant, onu: &RegisteredOnu) -> Reply {
    let phase = plant.phase(onu);
    let light = plant.light_of(onu);
    let name = onu.interface.iter().find_map(|line| line.strip_prefix("name ")).unwrap_or("");
    let config = if phase == Phase::Working { "success" } else { "fail" };
    let fields = [
        ("Name", name.to_owned()),
        ("Type", onu.onu_type.clone()),
        ("State", "ready".to_owned()),
        ("Configured channel", "auto".to_owned()),
        ("Current channel", "1(GPON)".to_owned()),
        ("Admin state", "enable".to_owned()),
        ("Phase state", phase_word(phase).to_owned()),
        ("Config state", config.to_owned()),
        ("Authentication mode", "sn".to_owned()),
        ("SN Bind", "enable with SN check".to_owned()),
        ("Serial number", onu.serial.clone()),
        ("Password", String::new()),
        ("Description", onu.description.clone()),
        ("Vport mode", "gemport".to_owned()),
        ("DBA Mode", "Hybrid".to_owned()),
        ("ONU Status", "enable".to_owned()),
        ("OMCI BW Profile", String::new()),
        ("Line Profile", "N/A".to_owned()),
        ("Service Profile", "N/A".to_owned()),
        ("ONU Distance", light.map_or("N/A".to_owned(), |light| format!("{}m", light.distance_m))),
        ("Online Duration", "0h 1m 21s".to_owned()),
        ("FEC", "none".to_owned()),
    ];
    let index = format!("gpon-onu_{}:{}", joined(onu.pon), onu.id);
    let mut lines = vec![format!("{:<23}{index}", "ONU interface:")];
    lines.extend(fields.iter().map(|(label, value)| format!("  {:<20} {value}", format!("{label}:"))));
    lines.push(rule(42));
    lines.push("       Authpass Time          OfflineTime             Cause".to_owned());
    let cause = match phase {
        Phase::Los => Some("LOSi"),
        Phase::PowerOff => Some("DyingGasp"),
        _ => None,
    };
    let none = "0000-00-00 00:00:00";
    for number in 1..=10 {
        let (online, offline, why) = match (number, cause, phase) {
            (_, _, Phase::Offline) => (none, none, ""),
            (1, Some(cause), _) => ("2026-11-20 08:15:02", "2026-11-21 19:40:33", cause),
            (1, None, _) => ("2026-11-20 08:15:02", none, ""),
            _ => (none, none, ""),
        };
        lines.push(format!("  {number:>2}   {online}    {offline}     {why}"));
    }
    Reply::lines(lines)
}

fn by_serial(plant: &Plant, serial: &str) -> Reply {
    if serial.len() != 12 {
        return Reply::line(INVALID_PARAMETER);
    }
    match plant.running.onus.values().find(|onu| onu.serial == serial) {
        Some(onu) => Reply::lines(vec!["Search result".to_owned(), rule(20), format!("gpon-onu_{}:{}", joined(onu.pon), onu.id)]),
        None => Reply::line(NOTHING),
    }
}

/// The light of an ONU that works now.
fn working<'a>(plant: &'a Plant, onu: &RegisteredOnu) -> Option<&'a Onu> {
    plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working)
}

fn attenuation(plant: &Plant, onu: &RegisteredOnu) -> Reply {
    const OLT_TX: f64 = 4.5;
    let (up, down) = match working(plant, onu) {
        Some(light) => (
            (format!("{:.3}(dbm)", light.olt_rx), format!("{:.3}(dbm)", light.onu_tx), format!("{:.3}(dB)", light.onu_tx - light.olt_rx)),
            (format!("{OLT_TX:.3}(dbm)"), format!("{:.3}(dbm)", light.onu_rx), format!("{:.3}(dB)", OLT_TX - light.onu_rx)),
        ),
        None => {
            let none = || "N/A".to_owned();
            ((none(), none(), none()), (format!("{OLT_TX:.3}(dbm)"), none(), none()))
        }
    };
    Reply::lines(vec![
        "           OLT                  ONU              Attenuation".to_owned(),
        rule(74),
        format!(" up      Rx :{:<17}Tx:{:<18}{}", up.0, up.1, up.2),
        String::new(),
        format!(" down    Tx :{:<17}Rx:{:<18}{}", down.0, down.1, down.2),
    ])
}

fn powers(plant: &Plant, name: &str, side: Side) -> Reply {
    let chosen: Vec<&RegisteredOnu> = if let Some(pon) = name.strip_prefix("gpon-olt_").and_then(path) {
        plant.on_port(pon)
    } else if let Some((pon, id)) = onu_name(name) {
        plant.onu(pon, id).into_iter().collect()
    } else {
        return Reply::line(INVALID_PARAMETER);
    };
    if chosen.is_empty() {
        return Reply::line(NOTHING);
    }
    let word = if matches!(side, Side::OnuTx) { "Tx" } else { "Rx" };
    let mut lines = vec![format!("Onu                 {word} power"), rule(36)];
    for onu in chosen {
        let value = working(plant, onu).map(|light| match side {
            Side::OltRx => light.olt_rx,
            Side::OnuRx => light.onu_rx,
            Side::OnuTx => light.onu_tx,
        });
        let text = value.map_or("N/A".to_owned(), |value| format!("{value:.3}(dbm)"));
        lines.push(format!("{:<20}{text}", format!("gpon-onu_{}:{}", joined(onu.pon), onu.id)));
    }
    Reply::lines(lines)
}

fn config(kind: &str, onu: &RegisteredOnu, body: &[String]) -> Reply {
    let mut lines = Vec::new();
    if kind == "interface" {
        lines.extend(["Building configuration...".to_owned(), "!".to_owned()]);
    }
    lines.push(format!("{kind} gpon-onu_{}:{}", joined(onu.pon), onu.id));
    lines.extend(body.iter().map(|line| format!("  {line}")));
    lines.push("!".to_owned());
    if kind == "interface" {
        lines.push("end".to_owned());
    }
    Reply::lines(lines)
}

fn tcont_profiles(plant: &Plant) -> Reply {
    let mut lines = Vec::new();
    for (name, fixed) in &plant.catalogue.tcont_profiles {
        lines.push(format!("Profile name :{name}"));
        lines.push(" Type           FBW(kbps)   ABW(kbps)   MBW(kbps)   PRIORITY   WEIGHT".to_owned());
        let (kind, most) = if *fixed > 0 { (1, 0) } else { (4, 20_480) };
        lines.push(format!(" {kind:<15}{fixed:<12}{:<12}{most:<12}{:<11}N/A", 0, "N/A"));
        lines.push(String::new());
    }
    Reply::lines(lines)
}
