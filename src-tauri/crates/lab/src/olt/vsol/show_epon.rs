//! `show onu …` of the EPON box. What it prints for ONUs that nobody confirmed is in no capture and is not simulated.

use super::show::working;
use super::{Kind, UNKNOWN, Vsol, cells};
use crate::olt::plant::{Phase, Plant, Pon, RegisteredOnu};
use crate::olt::shell::Reply;

/// Round trip in time quanta of 16 ns: 5 µs per km each way, behind some delay in the ONU.
fn quanta(distance_m: u32) -> u32 {
    distance_m * 10 / 16 + 75
}

impl Vsol {
    /// Of one port, or of all.
    pub(super) fn show_epon(&self, pon: Option<Pon>, words: &[&str]) -> Reply {
        let plant = self.shared.plant();
        let onus: Vec<&RegisteredOnu> = plant.running.onus.values().filter(|onu| pon.is_none_or(|pon| onu.pon == pon)).collect();
        match (words, pon) {
            (["status"], _) => status(&plant, &onus),
            (["opm-diag"], _) => diagnosis(&plant, &onus),
            (["auth-info"], Some(_)) => auth_info(&plant, &onus),
            (["basic-info"], Some(_)) => basic_info(&plant, &onus),
            _ => Reply::line(UNKNOWN),
        }
    }
}

fn index(onu: &RegisteredOnu) -> String {
    format!("EPON0/{}:{}", onu.pon.2, onu.id)
}

fn word(plant: &Plant, onu: &RegisteredOnu) -> &'static str {
    if plant.phase(onu) == Phase::Working { "online" } else { "offline" }
}

fn distance(plant: &Plant, onu: &RegisteredOnu) -> u32 {
    plant.light_of(onu).map_or(0, |light| light.distance_m)
}

fn status(plant: &Plant, onus: &[&RegisteredOnu]) -> Reply {
    let mut lines = vec![
        "ONU-ID      Status    MAC  Address         Distance(m)  RTT(TQ) LastRegTime             LastDeregTime           LastDeregReason    AliveTime    Upgrade"
            .to_owned(),
    ];
    for onu in onus {
        let far = distance(plant, onu);
        let (left, reason) = match plant.phase(onu) {
            Phase::Los => ("1907/12/28 03:04:05", "Wire Down"),
            Phase::PowerOff => ("1907/12/28 03:04:05", "Power Off"),
            Phase::Working | Phase::Joining | Phase::Offline => ("N/A", "N/A"),
        };
        let row = [
            (12, index(onu)),
            (10, word(plant, onu).to_owned()),
            (20, onu.serial.clone()),
            (13, far.to_string()),
            (8, quanta(far).to_string()),
            // Its clock was never set.
            (24, "1907/12/27 01:26:01".to_owned()),
            (24, left.to_owned()),
            (18, reason.to_owned()),
            (13, "42 02:24:43".to_owned()),
        ];
        let row: Vec<(usize, &str)> = row.iter().map(|(width, cell)| (*width, cell.as_str())).collect();
        lines.push(cells(Kind::Epon, &row, "N/A"));
    }
    Reply::lines(lines)
}

fn auth_info(plant: &Plant, onus: &[&RegisteredOnu]) -> Reply {
    let mut lines = vec!["ONU-ID      LLID   Status    MAC  Address         RTT(TQ) Description".to_owned()];
    for onu in onus {
        let (index, llid, rtt) = (index(onu), (onu.id + 1).to_string(), quanta(distance(plant, onu)).to_string());
        let description = if onu.description.is_empty() { "N/A" } else { &onu.description };
        lines.push(cells(Kind::Epon, &[(12, &index), (7, &llid), (10, word(plant, onu)), (20, &onu.serial), (8, &rtt)], description));
    }
    Reply::lines(lines)
}

fn basic_info(plant: &Plant, onus: &[&RegisteredOnu]) -> Reply {
    let mut lines = vec![
        "ONU-ID      VendorID  Model     ID            hwVer     SwVer               Type                Interface Type".to_owned(),
        "------      --------  -----     --            -----     --------            ---------           ---------".to_owned(),
    ];
    for onu in onus {
        let model = plant.light_of(onu).map_or("unknown", |light| light.model.as_str());
        let id = onu.serial.replace(':', "").to_ascii_uppercase();
        let (index, versions) = (index(onu), [(10, "V3.7L"), (20, "3.1.02-220505"), (20, "SFU")]);
        let mut row = vec![(12, index.as_str()), (10, "VSOL"), (10, model), (14, id.as_str())];
        row.extend(versions);
        lines.push(cells(Kind::Epon, &row, "1GE"));
    }
    Reply::lines(lines)
}

/// A row per ONU that is online.
fn diagnosis(plant: &Plant, onus: &[&RegisteredOnu]) -> Reply {
    let mut lines = vec![
        String::new(),
        "ONU-ID      Temperature(C)    Supply Voltage(V)   TX Bias Current(mA)   TX Power(dBm)   RX Power(dBm)".to_owned(),
        "------      --------------    -----------------   -------------------   -------------   -------------".to_owned(),
    ];
    for onu in onus {
        if let Some(light) = working(plant, onu) {
            let (tx, rx) = (format!("{:.2}", light.onu_tx), format!("{:.2}", light.onu_rx));
            lines.push(cells(Kind::Epon, &[(12, &index(onu)), (18, "42.96"), (20, "3.24"), (22, "15.65"), (16, &tx)], &rx));
        }
    }
    Reply::lines(lines)
}
