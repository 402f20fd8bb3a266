//! The command line of a ZTE C320, V2.1.
//!
//! The numbers of the service errors (`%Code 33xxx`) stand for real ones that no capture shows; only 32310 (nothing to
//! show, ONU missing) and 62397 (entry missing) are known.

mod show;

use std::sync::Arc;

use super::Shared;
use super::plant::{Plant, Pon, RegisteredOnu};
use super::shell::{Pager, Reply, Shell};

const INVALID_COMMAND: &str = "%Error 20200: Invalid command";
const INVALID_KEYWORD: &str = "%Error 20201: Invalid keyword";
const INVALID_PARAMETER: &str = "%Error 20202: Invalid input detected at '^' marker. Invalid parameter";
const INCOMPLETE: &str = "%Error 20203: Incomplete command";
const BAD_PASSWORD: &str = "%Error 20208: Bad password";
const NOTHING: &str = "%Code 32310-GPONSRV : No related information to show.";
const NO_ONU: &str = "%Code 32310-GPONSRV : The ONU does not exist.";
const NO_ENTRY: &str = "%Code 62397-GPONSRV : The entry is not existed.";
const NO_TYPE: &str = "%Code 33001-GPONSRV : The ONU type does not exist.";
const SERIAL_EXISTS: &str = "%Code 33002-GPONSRV : The SN already exists.";
const ONU_EXISTS: &str = "%Code 33003-GPONSRV : The ONU already exists.";
const FULL: &str = "%Code 33004-GPONSRV : The number of ONUs reaches the maximum.";
const NO_PROFILE: &str = "%Code 33005-GPONSRV : The profile does not exist.";
const TOO_MUCH: &str = "%Code 33006-GPONSRV : Parameter Exceeds Range.";

/// What the fixed bandwidth of a port's T-CONTs may sum to, in kbit/s.
const FIXED_PER_PORT: u32 = 1_000_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Exec,
    Config,
    Olt(Pon),
    Onu(Pon, u8),
    Management(Pon, u8),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Nothing,
    Logout,
    Password,
    RebootOnu,
}

pub(super) struct Zte {
    shared: Arc<Shared>,
    mode: Mode,
    page: Option<usize>,
    asked: Asked,
}

impl Zte {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        let page = Some(shared.options.page);
        Self { shared, mode: Mode::Exec, page, asked: Asked::Nothing }
    }

    fn exec(&mut self, words: &[&str]) -> Option<Reply> {
        let reply = match words {
            ["configure", "terminal"] => {
                self.mode = Mode::Config;
                Reply::line("%Info 20272: Enter configuration commands, one per line. End with CTRL/Z.")
            }
            ["configure"] => Reply::line(INCOMPLETE),
            ["terminal", "length", rows] => match rows.parse() {
                Ok(rows @ 0..=512) => {
                    self.page = (rows > 0).then_some(rows);
                    Reply::none()
                }
                _ => Reply::line(INVALID_PARAMETER),
            },
            ["enable"] => {
                self.asked = Asked::Password;
                Reply::ask("Password:")
            }
            ["exit"] if self.shared.plant().is_dirty() => {
                self.asked = Asked::Logout;
                Reply::ask("The configuration is changed,confirm to logout without saving? [yes/no]:")
            }
            ["exit"] => Reply::close(),
            _ => return None,
        };
        Some(reply)
    }

    fn config(&mut self, words: &[&str]) -> Option<Reply> {
        let reply = match words {
            ["interface", name] if name.starts_with("gpon-olt_") => match self.port(name) {
                Some(pon) => self.enter(Mode::Olt(pon)),
                None => Reply::line(INVALID_PARAMETER),
            },
            ["interface", name] if name.starts_with("gpon-onu_") => self.enter_onu(name, Mode::Onu),
            ["pon-onu-mng", name] => self.enter_onu(name, Mode::Management),
            ["interface" | "pon-onu-mng"] => Reply::line(INCOMPLETE),
            ["interface", _] => Reply::line(INVALID_PARAMETER),
            _ => return None,
        };
        Some(reply)
    }

    fn enter(&mut self, mode: Mode) -> Reply {
        self.mode = mode;
        Reply::none()
    }

    fn enter_onu(&mut self, name: &str, mode: fn(Pon, u8) -> Mode) -> Reply {
        let Some((pon, id)) = onu_name(name) else { return Reply::line(INVALID_PARAMETER) };
        if self.shared.plant().onu(pon, id).is_none() {
            return Reply::line(NO_ONU);
        }
        self.enter(mode(pon, id))
    }

    fn port(&self, name: &str) -> Option<Pon> {
        let pon = path(name.strip_prefix("gpon-olt_")?)?;
        self.shared.plant().catalogue.ports.contains(&pon).then_some(pon)
    }

    fn on_port(&mut self, pon: Pon, words: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        match words {
            ["onu", id, "type", onu_type, "sn", serial] => {
                let Some(id) = id.parse().ok().filter(|id| (1..=128).contains(id)) else { return Reply::line(INVALID_PARAMETER) };
                if !is_serial(serial) {
                    return Reply::line(INVALID_PARAMETER);
                }
                let refused = if !plant.catalogue.onu_types.iter().any(|known| known == onu_type) {
                    Some(NO_TYPE)
                } else if plant.has_serial(serial) {
                    Some(SERIAL_EXISTS)
                } else if plant.onu(pon, id).is_some() {
                    Some(ONU_EXISTS)
                } else if plant.is_full(pon) {
                    Some(FULL)
                } else {
                    None
                };
                if let Some(refused) = refused {
                    return Reply::line(refused);
                }
                let mut onu = RegisteredOnu::new(pon, id, serial);
                onu.onu_type = (*onu_type).to_owned();
                plant.running.onus.insert((pon, id), onu);
                Reply::line(".[Successful]")
            }
            ["onu", ..] => Reply::line(INCOMPLETE),
            ["no", "onu", id] => match id.parse().ok().and_then(|id: u8| plant.running.onus.remove(&(pon, id))) {
                Some(_) => Reply::line(".[Successful]"),
                None => Reply::line(NO_ONU),
            },
            _ => Reply::line(INVALID_COMMAND),
        }
    }

    fn on_onu(&mut self, pon: Pon, id: u8, words: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        if let ["registration-method", "sn", serial] = words {
            return replace(&mut plant, pon, id, serial);
        }
        let catalogue = plant.catalogue.clone();
        let fixed: u32 = plant
            .on_port(pon)
            .iter()
            .filter(|onu| onu.id != id)
            .map(|onu| fixed_bandwidth(&catalogue.tcont_profiles, &onu.interface))
            .sum();
        let Some(onu) = plant.running.onus.get_mut(&(pon, id)) else { return Reply::line(NO_ONU) };
        let has = |start: &str| onu.interface.iter().any(|line| line.starts_with(start));
        let number = |text: &str| text.parse::<u16>().is_ok_and(|number| (1..=4094).contains(&number));
        let refused = match words {
            ["name" | "description", _] => None,
            ["tcont", number, "profile", profile] => match catalogue.tcont_profiles.iter().find(|(known, _)| known == profile) {
                None => Some(NO_PROFILE),
                Some((_, bandwidth)) if fixed + bandwidth > FIXED_PER_PORT => Some(TOO_MUCH),
                Some(_) => number.parse::<u8>().is_err().then_some(INVALID_PARAMETER),
            },
            ["gemport", _, "name", _, "tcont", tcont] => (!has(&format!("tcont {tcont} "))).then_some(NO_ENTRY),
            ["gemport", gem, "traffic-limit", "upstream", up, "downstream", down] => {
                let known = |name: &str| catalogue.traffic_profiles.iter().any(|profile| profile == name);
                if !has(&format!("gemport {gem} name")) { Some(NO_ENTRY) } else { (!known(up) || !known(down)).then_some(NO_PROFILE) }
            }
            ["switchport", "mode", "hybrid", "vport", vport] => (!has(&format!("gemport {vport} name"))).then_some(NO_ENTRY),
            ["service-port", _, "vport", vport, "user-vlan", user, "vlan", vlan] => {
                if !has(&format!("switchport mode hybrid vport {vport}")) {
                    Some(NO_ENTRY)
                } else {
                    (!number(user) || !number(vlan)).then_some(INVALID_PARAMETER)
                }
            }
            ["name" | "description" | "tcont" | "gemport" | "switchport" | "service-port", ..] => Some(INCOMPLETE),
            _ => Some(INVALID_COMMAND),
        };
        if let Some(refused) = refused {
            return Reply::line(refused);
        }
        if let ["description", text] = words {
            onu.description = (*text).to_owned();
        }
        keep(&mut onu.interface, words);
        Reply::none()
    }

    fn on_management(&mut self, pon: Pon, id: u8, words: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        let Some(onu) = plant.running.onus.get_mut(&(pon, id)) else { return Reply::line(NO_ONU) };
        let vlan = |text: &str| text.parse::<u16>().is_ok_and(|number| (1..=4094).contains(&number));
        let refused = match words {
            ["service", _, "gemport", gem, "vlan", number] => {
                let start = format!("gemport {gem} name");
                if !onu.interface.iter().any(|line| line.starts_with(&start)) {
                    Some(NO_ENTRY)
                } else {
                    (!vlan(number)).then_some(INVALID_PARAMETER)
                }
            }
            ["vlan", "port", port, "mode", "tag", "vlan", number] => {
                (!port.starts_with("eth_0/") || !vlan(number)).then_some(INVALID_PARAMETER)
            }
            ["reboot"] => {
                drop(plant);
                self.asked = Asked::RebootOnu;
                return Reply::ask("Confirm to reboot? [yes/no]:");
            }
            ["service" | "vlan", ..] => Some(INCOMPLETE),
            _ => Some(INVALID_COMMAND),
        };
        if let Some(refused) = refused {
            return Reply::line(refused);
        }
        keep(&mut onu.management, words);
        Reply::none()
    }
}

impl Shell for Zte {
    fn greeting(&self) -> Vec<String> {
        vec![String::new(), "% The password is not strong, please change the password.".to_owned()]
    }

    fn prompt(&self) -> String {
        let host = &self.shared.options.host_name;
        match self.mode {
            Mode::Exec => format!("{host}#"),
            Mode::Config => format!("{host}(config)#"),
            Mode::Olt(_) | Mode::Onu(..) => format!("{host}(config-if)#"),
            Mode::Management(pon, id) => format!("{host}(gpon-onu-mng gpon-onu_{}:{id})#", joined(pon)),
        }
    }

    fn execute(&mut self, line: &str) -> Reply {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [] => Reply::none(),
            ["show", rest @ ..] => self.show(rest),
            ["write"] => {
                self.shared.plant().save();
                Reply::lines(vec!["Building configuration...".to_owned(), "..[OK]".to_owned()])
            }
            ["end"] if self.mode != Mode::Exec => self.enter(Mode::Exec),
            ["exit"] if self.mode == Mode::Config => self.enter(Mode::Exec),
            ["exit"] if self.mode != Mode::Exec => self.enter(Mode::Config),
            words => match self.mode {
                Mode::Exec => self.exec(words).unwrap_or_else(|| Reply::line(INVALID_COMMAND)),
                Mode::Config => self.config(words).unwrap_or_else(|| Reply::line(INVALID_COMMAND)),
                Mode::Olt(pon) => self.config(words).unwrap_or_else(|| self.on_port(pon, words)),
                Mode::Onu(pon, id) => self.config(words).unwrap_or_else(|| self.on_onu(pon, id, words)),
                Mode::Management(pon, id) => self.on_management(pon, id, words),
            },
        }
    }

    fn answer(&mut self, text: &str) -> Reply {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Logout if text == "yes" => Reply::close(),
            Asked::Password => Reply::line(BAD_PASSWORD),
            Asked::RebootOnu if text == "yes" => {
                if let Mode::Management(pon, id) = self.mode
                    && let Some(onu) = self.shared.plant().running.onus.get_mut(&(pon, id))
                {
                    onu.restart();
                }
                Reply::none()
            }
            Asked::RebootOnu | Asked::Logout | Asked::Nothing => Reply::none(),
        }
    }

    fn pager(&self) -> Pager {
        Pager { text: "--More--", erase: "\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08\x08 \x08" }
    }

    fn page(&self) -> Option<usize> {
        self.page
    }
}

/// Another ONU takes the place: its light decides from now on.
fn replace(plant: &mut Plant, pon: Pon, id: u8, serial: &str) -> Reply {
    if !is_serial(serial) {
        return Reply::line(INVALID_PARAMETER);
    }
    if plant.running.onus.values().any(|onu| onu.serial == serial && (onu.pon, onu.id) != (pon, id)) {
        return Reply::line(SERIAL_EXISTS);
    }
    match plant.running.onus.get_mut(&(pon, id)) {
        Some(onu) => {
            onu.serial = serial.to_owned();
            onu.restart();
            Reply::none()
        }
        None => Reply::line(NO_ONU),
    }
}

/// Stores a configuration line in place of the one with the same verb and number.
fn keep(lines: &mut Vec<String>, words: &[&str]) {
    let key = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["gemport", number, kind, ..] => format!("gemport {number} {kind}"),
            ["switchport", .., vport] => format!("switchport {vport}"),
            ["vlan", "port", port, ..] => format!("vlan port {port}"),
            [verb @ ("tcont" | "service-port" | "service"), number, ..] => format!("{verb} {number}"),
            [verb, ..] => (*verb).to_owned(),
            [] => String::new(),
        }
    };
    let line = words.join(" ");
    lines.retain(|known| key(known) != key(&line));
    lines.push(line);
}

fn fixed_bandwidth(profiles: &[(String, u32)], lines: &[String]) -> u32 {
    let named = |line: &String| line.strip_prefix("tcont ").and_then(|rest| rest.split_whitespace().last().map(str::to_owned));
    lines.iter().filter_map(named).filter_map(|name| profiles.iter().find(|(known, _)| *known == name).map(|(_, fixed)| *fixed)).sum()
}

/// `ZTEGD0A1B2C3`: exactly twelve characters, vendor letters or digits first.
fn is_serial(text: &str) -> bool {
    text.len() == 12
        && text.bytes().take(4).all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && text.bytes().skip(4).all(|byte| byte.is_ascii_digit() || (b'A'..=b'F').contains(&byte))
}

fn path(text: &str) -> Option<Pon> {
    let mut parts = text.split('/').map(|part| part.parse().ok());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(shelf)), Some(Some(slot)), Some(Some(port)), None) => Some((shelf, slot, port)),
        _ => None,
    }
}

fn onu_name(name: &str) -> Option<(Pon, u8)> {
    let (pon, id) = name.strip_prefix("gpon-onu_")?.split_once(':')?;
    Some((path(pon)?, id.parse().ok()?))
}

fn joined((shelf, slot, port): Pon) -> String {
    format!("{shelf}/{slot}/{port}")
}
