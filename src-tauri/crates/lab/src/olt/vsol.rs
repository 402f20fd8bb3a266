//! The command line of a V-SOL V1600G0-B (V1.4.13R), a V1600G1 (V2.3.1R) and a V1600D (EPON).
//!
//! Prompts, tables, pager, messages and syntax errors are those of the captures. No capture shows the words of a serial number
//! that is registered, an id in use, a missing profile, a full port or the light of an ONU that is off: they stand behind
//! `Error:`, which V2.3.1 prints.

mod configure;
mod show;
mod show_epon;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::plant::{Phase, Pon};
use super::shell::{Pager, Reply, Shell};
use super::{Model, Shared};

const UNKNOWN: &str = "% Unknown command";
const INCOMPLETE: &str = "% Command incomplete";
const NO_ONU: &str = "Error: The onu does not exist";

/// Which of the three it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// GPON that gives ONUs profiles.
    V1_4,
    /// GPON that writes the settings of each ONU.
    V2_3,
    Epon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    User,
    Exec,
    Config,
    Pon(u8),
}

pub(super) struct Vsol {
    shared: Arc<Shared>,
    kind: Kind,
    mode: Mode,
    /// The password of `enable` was asked for.
    enabling: bool,
    /// How the ONUs were when this session last looked: what has changed since is reported into whatever it is doing.
    seen: BTreeMap<(Pon, u8), Phase>,
}

impl Vsol {
    pub(super) fn new(shared: Arc<Shared>, model: Model) -> Self {
        let kind = match model {
            Model::VsolV1600g0 => Kind::V1_4,
            Model::VsolV1600d => Kind::Epon,
            _ => Kind::V2_3,
        };
        let mut vsol = Self { shared, kind, mode: Mode::User, enabling: false, seen: BTreeMap::new() };
        vsol.seen = vsol.phases();
        vsol
    }

    fn phases(&self) -> BTreeMap<(Pon, u8), Phase> {
        let plant = self.shared.plant();
        plant.running.onus.values().map(|onu| ((onu.pon, onu.id), plant.phase(onu))).collect()
    }

    fn run(&mut self, words: &[&str]) -> Reply {
        match (self.mode, words) {
            (_, []) => Reply::none(),
            (Mode::User, ["enable"]) => {
                self.enabling = true;
                Reply::ask("Password: ")
            }
            (Mode::User | Mode::Exec, ["exit"]) => Reply::close(),
            (Mode::Exec, ["configure", "terminal"]) => self.enter(Mode::Config),
            (Mode::Exec, ["configure"]) => Reply::line(INCOMPLETE),
            (Mode::Config, ["exit"]) | (Mode::Config | Mode::Pon(_), ["end"]) => self.enter(Mode::Exec),
            (Mode::Pon(_), ["exit"]) => self.enter(Mode::Config),
            (Mode::Config | Mode::Pon(_), ["write"]) => {
                self.shared.plant().save();
                Reply::none()
            }
            // Nothing is shown below the configuration mode.
            (Mode::Config, ["show", rest @ ..]) => self.show(rest),
            (Mode::Config | Mode::Pon(_), ["interface", kind, place]) => self.enter_port(kind, place),
            (Mode::Config, ["interface", ..]) => Reply::line(INCOMPLETE),
            (Mode::Pon(port), ["show", rest @ ..]) => self.show_on_port((0, 0, port), rest),
            (Mode::Pon(port), words) => self.configure((0, 0, port), words),
            _ => Reply::line(UNKNOWN),
        }
    }

    fn enter(&mut self, mode: Mode) -> Reply {
        self.mode = mode;
        Reply::none()
    }

    fn enter_port(&mut self, kind: &str, place: &str) -> Reply {
        let port = place.strip_prefix("0/").and_then(|port| port.parse().ok());
        match port.filter(|port| self.shared.plant().catalogue.ports.contains(&(0, 0, *port))) {
            Some(port) if kind == self.interface() => self.enter(Mode::Pon(port)),
            _ => Reply::line(UNKNOWN),
        }
    }

    fn interface(&self) -> &'static str {
        if self.kind == Kind::Epon { "epon" } else { "gpon" }
    }

    /// Messages about ONUs that came or went since this session's last line.
    fn events(&mut self) -> Vec<String> {
        let now = self.phases();
        let mut events = Vec::new();
        let plant = self.shared.plant();
        for (place, phase) in &now {
            let was = self.seen.get(place).is_some_and(|seen| *seen == Phase::Working);
            let is = *phase == Phase::Working;
            let Some(onu) = plant.onu(place.0, place.1).filter(|_| was != is) else { continue };
            let event = if is { "ONU Online" } else { "ONU Offline" };
            events.push(format!("2026/11/22 08:15:28   {event}   PON 0/{} ONU {} sn {}", place.0.2, place.1, onu.serial));
        }
        drop(plant);
        self.seen = now;
        events
    }
}

impl Shell for Vsol {
    fn greeting(&self) -> Vec<String> {
        let platform = self.interface();
        let lines = [
            "",
            &format!("Hello, this is {platform} olt platform (version 1.00)."),
            "Copyright 2020-2025,All Rights Reserved.",
            "",
            "",
            "User Access Verification",
            "",
            "",
            "Entering character mode",
            "Escape character is '^]'.",
            "",
        ];
        // Its banner ends lines with CR CR LF.
        lines.iter().map(|line| format!("{line}\r")).collect()
    }

    fn prompt(&self) -> String {
        let host = &self.shared.options.host_name;
        match self.mode {
            Mode::User => format!("{host}> "),
            Mode::Exec => format!("{host}# "),
            Mode::Config => format!("{host}(config)# "),
            Mode::Pon(port) => format!("{host}(config-pon-0/{port})# "),
        }
    }

    fn execute(&mut self, line: &str) -> Reply {
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut reply = self.run(&words);
        // Into the middle of what is being printed, with blank lines around it.
        for event in self.events() {
            let at = reply.lines.len().div_ceil(2);
            reply.lines.splice(at..at, [String::new(), event, String::new()]);
        }
        reply
    }

    fn answer(&mut self, text: &str) -> Reply {
        if !std::mem::take(&mut self.enabling) {
            return Reply::none();
        }
        // It is the login's.
        if text != self.shared.options.password {
            return Reply::line("% Bad password");
        }
        self.mode = Mode::Exec;
        let user = &self.shared.options.user;
        Reply::lines(vec![
            format!("2026/11/22 08:15:02   User Login                   User {user}-127.0.0.1-ssh log in."),
            String::new(),
            String::new(),
        ])
    }

    fn pager(&self) -> Pager {
        Pager { text: " --More-- \0", erase: "\x08\x08\x08\x08\x08\x08\x08\x08\x08\x08          \x08\x08\x08\x08\x08\x08\x08\x08\x08\x08" }
    }

    fn page(&self) -> Option<usize> {
        // No way to switch it off is known.
        Some(self.shared.options.page)
    }
}

/// Cells in a row: V1.4 places each by the cursor, the others pad.
fn cells(kind: Kind, cells: &[(usize, &str)], last: &str) -> String {
    let mut row = String::new();
    let mut column = 0;
    for (width, cell) in cells {
        match kind {
            Kind::V1_4 if column > 0 => row.push_str(&format!("\r\x1b[{column}C{cell}")),
            Kind::V1_4 => row.push_str(cell),
            Kind::V2_3 | Kind::Epon => row.push_str(&format!("{cell:<width$}")),
        }
        column += width;
    }
    match kind {
        Kind::V1_4 => row.push_str(&format!("\r\x1b[{column}C{last}")),
        Kind::V2_3 | Kind::Epon => row.push_str(last),
    }
    row
}
