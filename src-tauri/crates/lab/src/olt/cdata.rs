//! A GPON box of C-Data's firmware without a name. The list of found ONTs, the refusals, the event and the reply to `save` are
//! the manual's. The tables of ONTs have the columns that two operators' programs read; their headers, the reply to
//! `show version` and the words of other refusals are shown by no capture.

use std::sync::Arc;

use super::Shared;
use super::plant::{Phase, Plant, Pon, RegisteredOnu, VirtualPort};
use super::shell::{Pager, Reply, Shell};

const UNKNOWN: &str = "% Unknown command";
const PARAMETER: &str = "Failure: input parameter";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    View,
    Enable,
    Config,
    Gpon,
}

pub(super) struct Cdata {
    shared: Arc<Shared>,
    mode: Mode,
    events: Vec<String>,
}

impl Cdata {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, mode: Mode::View, events: Vec::new() }
    }

    fn go(&mut self, mode: Mode) -> Reply {
        self.mode = mode;
        Reply::none()
    }

    fn run(&mut self, words: &[&str]) -> Reply {
        match (self.mode, words) {
            (_, []) => Reply::none(),
            (_, ["show", "version"]) => Reply::lines(vec!["  Device model     : FD1604S-B1".to_owned()]),
            (Mode::View, ["enable"]) => self.go(Mode::Enable),
            (Mode::View, ["exit"]) => Reply::close(),
            (Mode::View, _) => Reply::line(UNKNOWN),
            (Mode::Enable, ["config"]) => self.go(Mode::Config),
            (Mode::Enable, ["exit"]) => self.go(Mode::View),
            (Mode::Enable, ["show", "ont", "autofind", "all"]) => autofind(&self.shared.plant()),
            (Mode::Enable, ["show", "ont", "info", "all"]) => list(&self.shared.plant()),
            (Mode::Enable, ["save"]) => {
                self.shared.plant().save();
                Reply::line("Current configuration saved.")
            }
            (Mode::Config, ["interface", "gpon", "0/0"]) => self.go(Mode::Gpon),
            (Mode::Config, ["interface", "gpon", _]) => Reply::line("Incorrect F/S parameters"),
            (Mode::Config, ["service-port", "autoindex", rest @ ..]) => service_port(&mut self.shared.plant(), rest),
            (Mode::Config | Mode::Gpon, ["end"]) => self.go(Mode::Enable),
            (Mode::Config, ["exit"]) => self.go(Mode::Enable),
            (Mode::Gpon, ["exit"]) => self.go(Mode::Config),
            (Mode::Gpon, ["show", "ont", "optical-info", port, "all"]) => match self.port(port) {
                Some(pon) => light(&self.shared.plant(), pon),
                None => Reply::line(PARAMETER),
            },
            (Mode::Gpon, ["ont", verb, port, id, rest @ ..]) => match (self.port(port), id.parse::<u8>()) {
                (Some(pon), Ok(id @ 1..=128)) => self.ont(verb, pon, id, rest),
                _ => Reply::line(PARAMETER),
            },
            _ => Reply::line(UNKNOWN),
        }
    }

    fn ont(&mut self, verb: &str, pon: Pon, id: u8, rest: &[&str]) -> Reply {
        let mut plant = self.shared.plant();
        match (verb, rest) {
            ("add", ["sn-auth", serial, "ont-lineprofile-id", line, "ont-srvprofile-id", service]) => {
                if plant.onu(pon, id).is_some() {
                    return Reply::line("% Ont-id already exist.");
                }
                if plant.has_serial(serial) {
                    return Reply::line("% Ont SN already exist.");
                }
                let (Ok(line_profile), Ok(service_profile)) = (line.parse(), service.parse()) else { return Reply::line(PARAMETER) };
                let onu = RegisteredOnu { line_profile, service_profile, ..RegisteredOnu::new(pon, id, serial) };
                plant.running.onus.insert((pon, id), onu);
                drop(plant);
                self.events.push(format!("2022-05-15 13:57:16 PON 0/0/{} ONU {id}: The ONT online", pon.2));
                Reply::none()
            }
            ("modify", ["desc", text @ ..]) => match plant.running.onus.get_mut(&(pon, id)) {
                Some(onu) => {
                    onu.description = text.join(" ");
                    Reply::none()
                }
                None => Reply::line("% Ont is not exist."),
            },
            ("delete", []) => match plant.running.onus.remove(&(pon, id)) {
                Some(_) => {
                    plant.running.service_ports.retain(|_, port| (port.pon, port.id) != (pon, id));
                    Reply::none()
                }
                None => Reply::line("% Ont is not exist."),
            },
            ("reboot", []) if plant.onu(pon, id).is_some() => Reply::none(),
            ("reboot", []) => Reply::line("% Ont is not exist."),
            _ => Reply::line(PARAMETER),
        }
    }

    fn port(&self, number: &str) -> Option<Pon> {
        let pon = (0, 0, number.parse().ok()?);
        self.shared.plant().catalogue.ports.contains(&pon).then_some(pon)
    }
}

fn service_port(plant: &mut Plant, words: &[&str]) -> Reply {
    let [
        "vlan",
        vlan,
        "gpon",
        "0/0",
        "port",
        port,
        "ont",
        id,
        "gemport",
        gem,
        "multi-service",
        "user-vlan",
        _,
        "tag-action",
        "transparent",
    ] = words
    else {
        return Reply::line(PARAMETER);
    };
    let (Ok(vlan), Ok(port), Ok(id), Ok(gem)) = (vlan.parse(), port.parse(), id.parse(), gem.parse()) else {
        return Reply::line(PARAMETER);
    };
    let pon = (0, 0, port);
    if plant.onu(pon, id).is_none() {
        return Reply::line("% Ont is not exist.");
    }
    let index = (0..).find(|index| !plant.running.service_ports.contains_key(index)).unwrap_or(0);
    plant.running.service_ports.insert(index, VirtualPort { pon, id, gem, vlan, tables: None });
    Reply::none()
}

fn rule() -> String {
    "-".repeat(80)
}

fn autofind(plant: &Plant) -> Reply {
    let found = plant.unregistered();
    if found.is_empty() {
        return Reply::line("There is no ONT available.");
    }
    let mut lines = vec!["  Aging time of the automatically found ONTs : 300sec".to_owned(), rule()];
    for (number, (pon, onu)) in found.iter().enumerate() {
        let fields = [
            ("Number", (number + 1).to_string()),
            ("Frame/Slot", format!("{}/{}", pon.0, pon.1)),
            ("Port", pon.2.to_string()),
            ("Logic ID", "1".to_owned()),
            ("Ont SN", onu.serial.clone()),
            ("Password", String::new()),
            ("Loid", String::new()),
            ("Loid Password", String::new()),
            ("OMCC Ver", "0xA0".to_owned()),
            ("Vendor ID", "xPON".to_owned()),
            ("Ont Version", "HZ660.1A".to_owned()),
            ("Ont Software Version", "V2.1.2".to_owned()),
            ("Equipment ID", onu.model.clone()),
            ("Last autofind time", "Sat Jan  1 10:15:36 2000".to_owned()),
        ];
        lines.extend(fields.iter().map(|(label, value)| format!("  {label:<21}: {value}")));
        lines.push(rule());
    }
    lines.push(format!("  Total: {}", found.len()));
    Reply::lines(lines)
}

fn list(plant: &Plant) -> Reply {
    let head = "  F/S  P  ONT-ID  SN            Control  Run      Config   Match  Last-down   Description";
    let mut lines = vec![head.to_owned(), rule()];
    let mut online = 0;
    for onu in plant.running.onus.values() {
        let (run, cause) = match plant.phase(onu) {
            Phase::Working => ("Online", "--"),
            Phase::PowerOff => ("Offline", "dying-gasp"),
            Phase::Los => ("Offline", "los"),
            Phase::Joining | Phase::Offline => ("Offline", "--"),
        };
        online += u32::from(run == "Online");
        let description = if onu.description.is_empty() { "--" } else { &onu.description };
        lines.push(format!(
            "  {}/{}  {}  {:<6}  {:<12}  Active   {run:<7}  success  match  {cause:<10}  {description}",
            onu.pon.0, onu.pon.1, onu.pon.2, onu.id, onu.serial
        ));
    }
    lines.push(rule());
    lines.push(format!("  Total: {}, online: {online}", plant.running.onus.len()));
    Reply::lines(lines)
}

fn light(plant: &Plant, pon: Pon) -> Reply {
    let mut lines = vec![
        "  ONT   Rx power   Tx power   OLT Rx ONT   Temperature  Voltage  Current".to_owned(),
        "  ID    (dBm)      (dBm)      (dBm)        (C)          (V)      (mA)".to_owned(),
        rule(),
    ];
    for onu in plant.on_port(pon) {
        let light = plant.light_of(onu).filter(|_| plant.phase(onu) == Phase::Working);
        lines.push(match light {
            Some(light) => {
                format!("  {:<5} {:<10.2} {:<10.2} {:<12.2} 54.02        3.40     13.87", onu.id, light.onu_rx, light.onu_tx, light.olt_rx)
            }
            None => format!("  {:<5} --         --         --           --           --       --", onu.id),
        });
    }
    lines.push(rule());
    Reply::lines(lines)
}

impl Shell for Cdata {
    fn greeting(&self) -> Vec<String> {
        Vec::new()
    }

    fn prompt(&self) -> String {
        let host = &self.shared.options.host_name;
        match self.mode {
            Mode::View => format!("\r\n{host}> "),
            Mode::Enable => format!("\r\n{host}# "),
            Mode::Config => format!("\r\n{host}(config)# "),
            Mode::Gpon => format!("\r\n{host}(config-gpon-0/0)# "),
        }
    }

    fn execute(&mut self, line: &str) -> Reply {
        let before = std::mem::take(&mut self.events);
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut reply = self.run(&words);
        reply.lines.splice(0..0, before);
        reply
    }

    fn answer(&mut self, _: &str) -> Reply {
        Reply::none()
    }

    /// The words are an operator's; how they are erased is not captured.
    fn pager(&self) -> Pager {
        Pager { text: "--More ( Press 'Q' to quit )--", erase: "\x1b[30D                              \x1b[30D" }
    }

    /// Nothing turns it off.
    fn page(&self) -> Option<usize> {
        Some(self.shared.options.page)
    }
}
