//! `display …` of a Huawei OLT.

use super::{Huawei, INCOMPLETE, Mode, NO_ONT, PARAMETER, UNKNOWN, path, refuse};
use crate::olt::Model;
use crate::olt::plant::{Onu, Phase, Plant, Pon, RegisteredOnu, hex};
use crate::olt::shell::Reply;

impl Huawei {
    pub(super) fn display(&self, words: &[&str]) -> Reply {
        let plant = self.shared.plant();
        match (self.mode, words) {
            (_, ["ont", "autofind", "all"]) => autofind(&plant, None),
            (Mode::Gpon(frame, slot), ["ont", "autofind", port]) => match port.parse() {
                Ok(port) => autofind(&plant, Some((frame, slot, port))),
                Err(_) => refuse(PARAMETER),
            },
            (_, ["ont", "info", "by-sn", serial]) => {
                let found = plant.running.onus.values().find(|onu| onu.serial == *serial || hex(&onu.serial) == *serial);
                found.map_or_else(|| Reply::line(NO_ONT), |onu| detail(&plant, onu))
            }
            (_, ["ont", "info", "summary", place]) => match path(place) {
                Some(pon) => summary(&plant, pon),
                None => refuse(PARAMETER),
            },
            (_, ["ont", "info", frame, slot, port, which]) => match path(&format!("{frame}/{slot}/{port}")) {
                Some(pon) if *which == "all" => list(&plant, pon),
                Some(pon) => one(&plant, pon, which, detail),
                None => refuse(PARAMETER),
            },
            (Mode::Gpon(frame, slot), ["ont", "optical-info", port, which]) => match port.parse() {
                Ok(port) if *which == "all" => optical_all(&plant, (frame, slot, port)),
                Ok(port) => one(&plant, (frame, slot, port), which, optical),
                Err(_) => refuse(PARAMETER),
            },
            (_, ["service-port", "all"]) => service_ports(&plant, |_, _| true),
            (_, ["service-port", "port", place]) => match path(place) {
                Some(pon) => service_ports(&plant, |port, _| port == pon),
                None => refuse(PARAMETER),
            },
            (_, ["service-port", "port", place, "ont", id]) => match (path(place), id.parse::<u8>()) {
                (Some(pon), Ok(id)) => service_ports(&plant, |port, of| (port, of) == (pon, id)),
                _ => refuse(PARAMETER),
            },
            (_, ["ont-lineprofile", "gpon", "all"]) => profiles(
                "line-profile",
                plant.catalogue.line_profiles.iter().map(|(id, _)| (*id, bound(&plant, |onu| onu.line_profile == *id))),
            ),
            (_, ["ont-srvprofile", "gpon", "all"]) => profiles(
                "srv-profile",
                plant.catalogue.service_profiles.iter().map(|id| (*id, bound(&plant, |onu| onu.service_profile == *id))),
            ),
            (_, ["board", "0"]) => boards(&plant, self.model),
            (Mode::Gpon(frame, slot), ["port", "info", number]) => match number.parse().map(|port| (frame, slot, port)) {
                Ok(pon) if plant.catalogue.ports.contains(&pon) => port_info(pon),
                _ => refuse(PARAMETER),
            },
            (_, ["version"]) => version(self.model),
            (_, ["ont" | "service-port"] | []) => refuse(INCOMPLETE),
            _ => refuse(UNKNOWN),
        }
    }
}

fn boards(plant: &Plant, model: Model) -> Reply {
    let (pon_board, control, sub) =
        if model == Model::HuaweiMa5800 { ("H901GPHF", "H901MPLA", "CPCF") } else { ("H807GPBH", "H801MCUD", "") };
    let mut lines = vec![rule(73), "  SlotID  BoardName  Status          SubType0 SubType1    Online/Offline".to_owned(), rule(73)];
    for slot in 0..5 {
        let has_pon = plant.catalogue.ports.iter().any(|port| port.1 == slot);
        let row = match slot {
            _ if has_pon => format!("  {slot:<8}{pon_board:<11}{:<16}{:<33}", "Normal", ""),
            3 => format!("  {slot:<8}{control:<11}{:<16}{sub:<33}", "Active_normal"),
            4 => format!("  {slot:<8}{control:<11}{:<16}{sub:<21}Offline  ", "Standby_failed"),
            _ => format!("  {slot:<6}"),
        };
        lines.push(row);
    }
    lines.push(rule(73));
    Reply::lines(lines)
}

fn port_info(pon: Pon) -> Reply {
    let fields = [
        ("F/S/P", joined(pon)),
        ("Min distance(km)", "0".to_owned()),
        ("Max distance(km)", "20".to_owned()),
        ("Max guaranteed bandwidth(kbps)", "-".to_owned()),
        ("Left guaranteed bandwidth(kbps)", "1000000".to_owned()),
        ("Number of T-CONTs", "0".to_owned()),
        ("Autofind", "Enable".to_owned()),
        ("FEC check", "Disable".to_owned()),
        ("Admin State", "On".to_owned()),
        ("Optical module work mode", "Standard".to_owned()),
    ];
    let mut lines = vec![rule(59)];
    lines.extend(fields.iter().map(|(label, value)| format!("  {label:<43}{value}")));
    lines.extend([rule(59), "  Channel 0 Information              ".to_owned(), rule(59)]);
    lines.extend([format!("  {:<43}GPON", "Channel Type"), rule(59)]);
    Reply::lines(lines)
}

fn version(model: Model) -> Reply {
    let (version, patch, product) = match model {
        Model::HuaweiMa5800 => ("MA5800V100R019C10", "SPC203", "MA5800"),
        _ => ("MA5600V800R015C00", "SPH105", "MA5608T"),
    };
    let mut lines =
        vec![format!("  VERSION : {version}"), format!("  PATCH   : {patch}"), format!("  PRODUCT : {product}"), " ".to_owned()];
    lines.push("  Active Mainboard Running Area Information: ".to_owned());
    lines.push(format!("  {}", "-".repeat(50)));
    lines.push("  Current Program Area : Area A ".to_owned());
    lines.push(format!("  Program Area A Version : {version} "));
    lines.push(format!("  {}", "-".repeat(50)));
    Reply::lines(lines)
}

fn rule(width: usize) -> String {
    format!("  {}", "-".repeat(width))
}

fn joined((frame, slot, port): Pon) -> String {
    format!("{frame}/{slot}/{port}")
}

/// Padded inside, as these OLTs print it in tables.
fn padded((frame, slot, port): Pon) -> String {
    format!("{frame}/{slot:>2}/{port}")
}

fn one(plant: &Plant, pon: Pon, id: &str, show: fn(&Plant, &RegisteredOnu) -> Reply) -> Reply {
    match id.parse().map(|id| plant.onu(pon, id)) {
        Ok(Some(onu)) => show(plant, onu),
        Ok(None) => Reply::line(NO_ONT),
        Err(_) => refuse(PARAMETER),
    }
}

fn autofind(plant: &Plant, only: Option<Pon>) -> Reply {
    let found: Vec<(Pon, &Onu)> = plant.unregistered().into_iter().filter(|(pon, _)| only.is_none_or(|only| only == *pon)).collect();
    if found.is_empty() {
        return Reply::line("  Failure: The automatically found ONTs do not exist");
    }
    let mut lines = vec![format!(" {}", rule(76))];
    for (number, (pon, onu)) in found.iter().enumerate() {
        let (vendor, digits) = onu.serial.split_at_checked(4).unwrap_or(("", ""));
        let fields = [
            ("Number", (number + 1).to_string()),
            ("F/S/P", joined(*pon)),
            ("Ont SN", format!("{} ({vendor}-{digits})", onu.hex())),
            ("Password", "0x00000000000000000000".to_owned()),
            ("Loid", String::new()),
            ("Checkcode", String::new()),
            ("VendorID", vendor.to_owned()),
            ("Ont Version", "10C7.A".to_owned()),
            ("Ont SoftwareVersion", "V5R019C00S100".to_owned()),
            ("Ont EquipmentID", onu.model.clone()),
            ("Ont Customized Info", "COMMON".to_owned()),
            ("Ont MAC", "-".to_owned()),
            ("Ont Equipment SN", "-".to_owned()),
            ("Ont autofind time", "2026-11-22 08:15:02+07:00".to_owned()),
            ("Multi channel", "-".to_owned()),
        ];
        lines.extend(fields.iter().map(|(label, value)| format!("   {label:<20}: {value}")));
        lines.push(format!(" {}", rule(76)));
    }
    lines.push(format!("   The number of GPON autofind ONT is {}", found.len()));
    Reply::lines(lines)
}

/// Run, configuration and match state.
fn states(phase: Phase) -> (&'static str, &'static str, &'static str) {
    match phase {
        Phase::Working => ("online", "normal", "match"),
        Phase::Joining => ("offline", "config", "initial"),
        Phase::Los | Phase::PowerOff | Phase::Offline => ("offline", "initial", "initial"),
    }
}

fn cause(phase: Phase) -> &'static str {
    match phase {
        Phase::Los => "LOSi/LOBi",
        Phase::PowerOff => "dying-gasp",
        Phase::Working | Phase::Joining | Phase::Offline => "-",
    }
}

fn list(plant: &Plant, pon: Pon) -> Reply {
    let onus = plant.on_port(pon);
    if onus.is_empty() {
        return Reply::line("  Failure: There is no ONT available");
    }
    let mut lines = vec![
        rule(77),
        "  F/S/P   ONT         SN         Control     Run      Config   Match    Protect".to_owned(),
        "          ID                     flag        state    state    state    side".to_owned(),
        rule(77),
    ];
    let mut online = 0;
    for onu in &onus {
        let phase = plant.phase(onu);
        let (run, config, matched) = states(phase);
        online += usize::from(run == "online");
        lines.push(format!("  {:<7}{:>4}  {:<18}{:<12}{run:<9}{config:<9}{matched:<9}no", padded(pon), onu.id, hex(&onu.serial), "active"));
    }
    lines.extend([rule(77), "  F/S/P   ONT-ID   Description".to_owned(), rule(77)]);
    for onu in &onus {
        let text = if onu.description.is_empty() { "ONT_NO_DESCRIPTION" } else { &onu.description };
        lines.push(format!("  {:<7}{:>7}   {text}", padded(pon), onu.id));
    }
    lines.push(rule(77));
    lines.push(format!(
        "  In port {}, the total number of ONTs are: {}, online: {online}, offline: {}",
        padded(pon),
        onus.len(),
        onus.len() - online
    ));
    lines.push(rule(77));
    Reply::lines(lines)
}

fn summary(plant: &Plant, pon: Pon) -> Reply {
    let onus = plant.on_port(pon);
    let online = onus.iter().filter(|onu| plant.phase(onu) == Phase::Working).count();
    let mut lines = vec![
        "  Command is being executed. Please wait".to_owned(),
        rule(78),
        format!("  In port {}, the total of ONTs are: {}, online: {online}", joined(pon), onus.len()),
        rule(78),
        "  ONT  Run     Last                Last                Last".to_owned(),
        "  ID   State   UpTime              DownTime            DownCause".to_owned(),
        rule(78),
    ];
    for onu in &onus {
        let phase = plant.phase(onu);
        let up = if phase == Phase::Offline { "-" } else { "2026-11-20 08:15:02" };
        lines.push(format!("  {:<5}{:<8}{up:<20}{:<20}{}", onu.id, states(phase).0, "-", cause(phase)));
    }
    lines.extend([
        rule(78),
        "  ONT        SN        Type          Distance Rx/Tx power  Description".to_owned(),
        "  ID                                    (m)      (dBm)".to_owned(),
        rule(78),
    ]);
    for onu in &onus {
        let light = plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working);
        let (model, distance, powers) = match light {
            Some(light) => (light.model.as_str(), light.distance_m.to_string(), format!("{:.2}/{:.2}", light.onu_rx, light.onu_tx)),
            None => ("-", "-".to_owned(), "-/-".to_owned()),
        };
        lines.push(format!("  {:<4}{} {model:<14}{distance:>7} {powers:>13}  {}", onu.id, hex(&onu.serial), onu.description));
    }
    lines.push(rule(78));
    Reply::lines(lines)
}

fn detail(plant: &Plant, onu: &RegisteredOnu) -> Reply {
    let phase = plant.phase(onu);
    let (run, config, matched) = states(phase);
    let (vendor, digits) = onu.serial.split_at_checked(4).unwrap_or(("", ""));
    let distance = plant.light_of(onu).filter(|_| phase == Phase::Working).map_or("-".to_owned(), |light| light.distance_m.to_string());
    let mut lines = vec![rule(77)];
    let fields = [
        ("F/S/P", joined(onu.pon)),
        ("ONT-ID", onu.id.to_string()),
        ("Control flag", "active".to_owned()),
        ("Run state", run.to_owned()),
        ("Config state", config.to_owned()),
        ("Match state", matched.to_owned()),
        ("ONT distance(m)", distance),
        ("Memory occupation", "27%".to_owned()),
        ("CPU occupation", "4%".to_owned()),
        ("Temperature", "48(C)".to_owned()),
        ("Authentic type", "SN-auth".to_owned()),
        ("SN", format!("{} ({vendor}-{digits})", hex(&onu.serial))),
        ("Management mode", "OMCI".to_owned()),
        ("Software work mode", "normal".to_owned()),
        ("Description", onu.description.clone()),
        ("Last down cause", cause(phase).to_owned()),
        ("Last up time", "2026-11-20 08:15:02+07:00".to_owned()),
        ("Last down time", "-".to_owned()),
    ];
    for (label, value) in fields {
        // A value wider than its column goes on below, further in.
        let characters: Vec<char> = value.chars().collect();
        let mut pieces = characters.chunks(32).map(|piece| piece.iter().collect::<String>());
        lines.push(format!("  {label:<24}: {}", pieces.next().unwrap_or_default()));
        lines.extend(pieces.map(|piece| format!("{:28}{piece}", "")));
    }
    lines.push(rule(77));
    lines.push(format!("  Line profile ID      : {}", onu.line_profile));
    lines.push(format!("  Line profile name    : line-profile_{}", onu.line_profile));
    lines.push(rule(77));
    lines.push("  <T-CONT   1>          DBA Profile-ID:10".to_owned());
    let gems =
        plant.catalogue.line_profiles.iter().find(|(id, _)| *id == onu.line_profile).map(|(_, gems)| gems.clone()).unwrap_or_default();
    for gem in gems {
        lines.push(format!("    <Gem Index {gem}>"));
        lines.push(format!("    {}", "-".repeat(72)));
        lines.push("     Mapping VLAN  Priority Port   Port  Bundle  Flow  Transparent".to_owned());
        lines.push("     index                  type   ID    ID      CAR".to_owned());
        lines.push(format!("    {}", "-".repeat(72)));
        lines.push("     0       100   -        -      -     -       -     -".to_owned());
        lines.push(format!("    {}", "-".repeat(72)));
    }
    lines.push(rule(77));
    lines.push(format!("  Service profile ID   : {}", onu.service_profile));
    lines.push(format!("  Service profile name : srv-profile_{}", onu.service_profile));
    lines.push(rule(77));
    Reply::lines(lines)
}

fn optical(plant: &Plant, onu: &RegisteredOnu) -> Reply {
    let Some(light) = plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working) else {
        return Reply::line("  Failure: The ONT is not online");
    };
    let fields = [
        ("ONU NNI port ID", "0".to_owned()),
        ("Module type", "GPON".to_owned()),
        ("Module sub-type", "CLASS B+".to_owned()),
        ("Used type", "ONU".to_owned()),
        ("Rx optical power(dBm)", format!("{:.2}", light.onu_rx)),
        ("Rx power current warning threshold(dBm)", "[-,-]".to_owned()),
        ("Rx power current alarm threshold(dBm)", "[-29.0,-7.0]".to_owned()),
        ("Tx optical power(dBm)", format!("{:.2}", light.onu_tx)),
        ("Tx power current alarm threshold(dBm)", "[0.0,5.0]".to_owned()),
        ("Laser bias current(mA)", "16".to_owned()),
        ("Temperature(C)", "48".to_owned()),
        ("Voltage(V)", "3.360".to_owned()),
        ("OLT Rx ONT optical power(dBm)", format!("{:.2}", light.olt_rx)),
        ("CATV Rx optical power(dBm)", "-".to_owned()),
    ];
    let mut lines = vec![rule(77)];
    lines.extend(fields.iter().map(|(label, value)| format!("  {label:<39}: {value}")));
    lines.push(rule(77));
    Reply::lines(lines)
}

fn optical_all(plant: &Plant, pon: Pon) -> Reply {
    let mut lines = vec![
        rule(77),
        "  ONT  Rx power  Tx power  OLT Rx ONT  Temperature  Voltage  Current  Distance".to_owned(),
        "  ID   (dBm)     (dBm)     power(dBm)  (C)          (V)      (mA)     (m)".to_owned(),
        rule(77),
    ];
    for onu in plant.on_port(pon) {
        if let Some(light) = plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working) {
            let Onu { onu_rx, onu_tx, olt_rx, distance_m, .. } = light;
            lines.push(format!("  {:>3}  {onu_rx:<10.2}{onu_tx:<10.2}{olt_rx:<12.2}{:<13}{:<9}{:<9}{distance_m}", onu.id, 48, "3.360", 16));
        }
    }
    lines.push(rule(77));
    Reply::lines(lines)
}

fn service_ports(plant: &Plant, shown: impl Fn(Pon, u8) -> bool) -> Reply {
    let ports: Vec<_> = plant.running.service_ports.iter().filter(|(_, port)| shown(port.pon, port.id)).collect();
    if ports.is_empty() {
        return Reply::line("  Failure: No service virtual port can be operated");
    }
    let mut lines = vec![
        "  Switch-Oriented Flow List".to_owned(),
        rule(77),
        "   INDEX VLAN VLAN     PORT F/ S/ P VPI  VCI   FLOW  FLOW       RX   TX   STATE".to_owned(),
        "         ID   ATTR     TYPE                    TYPE  PARA".to_owned(),
        rule(77),
    ];
    for (index, port) in &ports {
        let (frame, slot, number) = port.pon;
        let table = |pick: fn(&(u16, u16)) -> u16| port.tables.as_ref().map_or("-".to_owned(), |tables| pick(tables).to_string());
        let (rx, tx) = (table(|tables| tables.0), table(|tables| tables.1));
        let up = plant.onu(port.pon, port.id).is_some_and(|onu| plant.phase(onu) == Phase::Working);
        let state = if up { "up" } else { "down" };
        let place = format!("{frame}/{slot} /{number}");
        lines.push(format!(
            "  {index:>6} {:>4} common   gpon {place:<7} {:<5}{:<6}vlan  {:<10} {rx:<5}{tx:<5}{state}",
            port.vlan, port.id, port.gem, port.vlan
        ));
    }
    lines.push(rule(77));
    lines.push(format!("   Total : {}", ports.len()));
    Reply::lines(lines)
}

fn bound(plant: &Plant, uses: impl Fn(&RegisteredOnu) -> bool) -> usize {
    plant.running.onus.values().filter(|onu| uses(onu)).count()
}

fn profiles(kind: &str, profiles: impl Iterator<Item = (u16, usize)>) -> Reply {
    let mut lines = vec![rule(78), "  Profile-ID  Profile-name                                Binding times".to_owned(), rule(78)];
    let rows: Vec<String> = profiles.map(|(id, bound)| format!("  {id:<12}{:<44}{bound}", format!("{kind}_{id}"))).collect();
    let total = rows.len();
    lines.extend(rows);
    lines.extend([rule(78), format!("  Total: {total}")]);
    Reply::lines(lines)
}
