//! The command line of a Huawei MA5608T (R015) and MA5800 (R019 and later).
//!
//! The words of a full port, a missing VLAN and an ONT that still has service ports are shown by no capture.

mod configure;
mod display;

use std::sync::Arc;

use super::plant::Pon;
use super::shell::{Pager, Reply, Shell};
use super::{Model, Shared};

const UNKNOWN: &str = "% Unknown command, the error locates at '^'";
const PARAMETER: &str = "% Parameter error, the error locates at '^'";
const INCOMPLETE: &str = "% Incomplete command, the error locates at '^'";
const BUSY: &str = "  Failure: System is busy, please retry after a while";
const NO_ONT: &str = "  Failure: The required ONT does not exist";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    User,
    Enable,
    Config,
    Gpon(u8, u8),
}

/// What the device waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asked {
    Nothing,
    /// A parameter of this line; Enter leaves it out.
    Parameter(String),
    ResetOnt(Pon, u8),
    Reboot,
    Logout,
}

pub(super) struct Huawei {
    shared: Arc<Shared>,
    model: Model,
    mode: Mode,
    page: Option<usize>,
    /// Off after `undo smart` or `undo interactive`.
    asks_parameters: bool,
    asked: Asked,
}

impl Huawei {
    pub(super) fn new(shared: Arc<Shared>, model: Model) -> Self {
        let page = Some(shared.options.page);
        Self { shared, model, mode: Mode::User, page, asks_parameters: true, asked: Asked::Nothing }
    }

    /// The question a complete line raises before it is run.
    fn parameter_question(&self, words: &[&str]) -> Option<&'static str> {
        let displays = self.model == Model::HuaweiMa5800;
        match words {
            _ if !self.asks_parameters => None,
            ["ont", "add", ..] => Some("{ <cr>|ont-type<K> }:"),
            ["service-port", ..] if !words.contains(&"inbound") => Some("{ <cr>|bundle<K>|inbound<K>|rx-cttr<K> }:"),
            ["display", ..] if displays => Some("{ <cr>||<K> }:"),
            ["save"] => Some("{ <cr>|configuration<K>|data<K> }:"),
            _ => None,
        }
    }

    fn run(&mut self, words: &[&str]) -> Reply {
        match (self.mode, words) {
            (_, []) => Reply::none(),
            (_, ["scroll", rows]) => match rows.parse() {
                Ok(rows @ 1..=512) => {
                    // The longest page stands for none.
                    self.page = (rows < 512).then_some(rows);
                    Reply::none()
                }
                _ => refuse(PARAMETER),
            },
            (_, ["scroll"]) => {
                self.page = Some(self.shared.options.page);
                Reply::none()
            }
            (Mode::User, ["enable"]) => self.enter(Mode::Enable),
            (Mode::User, ["quit"]) => {
                self.asked = Asked::Logout;
                Reply::ask("  Are you sure to log out? (y/n)[n]:")
            }
            (Mode::User, _) => refuse(UNKNOWN),
            (_, ["display", rest @ ..]) => self.display(rest),
            (_, ["undo", "smart" | "interactive"]) => {
                self.asks_parameters = false;
                Reply::none()
            }
            (_, ["save"]) => self.save(),
            (Mode::Enable, ["config"]) => self.enter(Mode::Config),
            (Mode::Enable, ["disable" | "quit"]) => self.enter(Mode::User),
            (Mode::Enable, ["reboot", "system"]) => {
                self.asked = Asked::Reboot;
                Reply::ask(
                    "  Please check whether data has saved, the unsaved data will lose if reboot system, are you sure to reboot system? (y/n)[n]:",
                )
            }
            (Mode::Config, ["interface", "gpon", place]) => self.enter_gpon(place),
            (Mode::Config, ["service-port", rest @ ..]) => self.add_service_port(rest),
            (Mode::Config, ["undo", "service-port", index]) => self.remove_service_port(index),
            (Mode::Config, ["quit"]) => self.enter(Mode::Enable),
            (Mode::Gpon(frame, slot), ["ont", rest @ ..]) => self.ont(frame, slot, rest),
            (Mode::Gpon(..), ["port", _, "ont-auto-find", "enable" | "disable"]) => Reply::none(),
            (Mode::Gpon(..), ["quit"]) => self.enter(Mode::Config),
            _ => refuse(UNKNOWN),
        }
    }

    fn enter(&mut self, mode: Mode) -> Reply {
        self.mode = mode;
        Reply::none()
    }

    fn enter_gpon(&mut self, place: &str) -> Reply {
        let place = place.split_once('/').and_then(|(frame, slot)| Some((frame.parse().ok()?, slot.parse().ok()?)));
        let exists = |(frame, slot): &(u8, u8)| self.shared.plant().catalogue.ports.iter().any(|port| (port.0, port.1) == (*frame, *slot));
        match place.filter(exists) {
            Some((frame, slot)) => self.enter(Mode::Gpon(frame, slot)),
            None => refuse(PARAMETER),
        }
    }

    /// Returns before it is done; until then every write is refused as busy.
    fn save(&mut self) -> Reply {
        if !self.shared.plant().begin_saving(self.shared.options.save_time) {
            return Reply::line(BUSY);
        }
        Reply::line("  It will take several minutes to save configuration file, please wait...")
    }

    /// The port `number` of the interface this session is in.
    fn port(&self, frame: u8, slot: u8, number: &str) -> Option<Pon> {
        let pon = (frame, slot, number.parse().ok()?);
        self.shared.plant().catalogue.ports.contains(&pon).then_some(pon)
    }
}

impl Shell for Huawei {
    fn greeting(&self) -> Vec<String> {
        let product = if self.model == Model::HuaweiMa5800 { "MA5800" } else { "MA5608T" };
        let rule = format!("  {}", "-".repeat(77));
        let mut lines = vec![
            String::new(),
            format!("  Huawei Integrated Access Software ({product})."),
            "  Copyright(C) Huawei Technologies Co., Ltd. 2002-2021. All rights reserved.".to_owned(),
            String::new(),
            rule.clone(),
            "  User last login information:".to_owned(),
            rule.clone(),
            "  Access Type : SSH".to_owned(),
            "  IP-Address  : 127.0.0.1".to_owned(),
            "  Login  Time : 2026-11-21 19:40:33+07:00".to_owned(),
            "  Logout Time : 2026-11-21 19:41:02+07:00".to_owned(),
            rule,
        ];
        lines.push(String::new());
        lines
    }

    fn late_message(&self) -> Option<Vec<String>> {
        let first = "  Warning: The user password is set by other administrator or NMS, it is";
        Some(vec![first.to_owned(), "recommended to change the password.".to_owned(), String::new()])
    }

    fn prompt(&self) -> String {
        let host = &self.shared.options.host_name;
        match self.mode {
            Mode::User => format!("\r\n{host}>"),
            Mode::Enable => format!("\r\n{host}#"),
            Mode::Config => format!("\r\n{host}(config)#"),
            Mode::Gpon(frame, slot) => format!("\r\n{host}(config-if-gpon-{frame}/{slot})#"),
        }
    }

    fn execute(&mut self, line: &str) -> Reply {
        let words: Vec<&str> = line.split_whitespace().collect();
        if self.mode != Mode::User
            && let Some(question) = self.parameter_question(&words)
        {
            self.asked = Asked::Parameter(line.to_owned());
            return Reply::ask(question);
        }
        self.run(&words)
    }

    fn answer(&mut self, text: &str) -> Reply {
        match std::mem::replace(&mut self.asked, Asked::Nothing) {
            Asked::Parameter(line) if text.is_empty() => {
                let words: Vec<&str> = line.split_whitespace().collect();
                let mut reply = self.run(&words);
                let echoed = [String::new(), "  Command:".to_owned(), format!("          {}", words.join(" "))];
                reply.lines.splice(0..0, echoed);
                reply
            }
            Asked::Parameter(_) => refuse(PARAMETER),
            Asked::Logout if text == "y" => Reply::close(),
            Asked::Reboot if text == "y" => Reply { reboot: true, ..Reply::none() },
            Asked::ResetOnt(pon, id) if text == "y" => {
                if let Some(onu) = self.shared.plant().running.onus.get_mut(&(pon, id)) {
                    onu.restart();
                }
                Reply::none()
            }
            Asked::ResetOnt(..) | Asked::Logout | Asked::Reboot | Asked::Nothing => Reply::none(),
        }
    }

    fn pager(&self) -> Pager {
        // 37 columns back, 37 blanks, 37 columns back.
        Pager { text: "---- More ( Press 'Q' to break ) ----", erase: "\x1b[37D                                     \x1b[37D" }
    }

    fn page(&self) -> Option<usize> {
        self.page
    }

    /// Over SSH every typed blank comes back twice.
    fn echo(&self, character: char) -> String {
        if character == ' ' { "  ".to_owned() } else { character.to_string() }
    }
}

/// A syntax error: the marker line, then the words.
fn refuse(text: &str) -> Reply {
    Reply::lines(vec!["           ^".to_owned(), text.to_owned()])
}

fn path(text: &str) -> Option<Pon> {
    let mut parts = text.split('/').map(|part| part.parse().ok());
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Some(frame)), Some(Some(slot)), Some(Some(port)), None) => Some((frame, slot, port)),
        _ => None,
    }
}
