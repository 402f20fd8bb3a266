//! How V-SOL talks: the same on GPON and EPON.

use std::sync::Arc;

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

use super::index::Pon;
use crate::{OnuAddress, OnuId, PlanError, PonPort, Purpose, Step};

const USER: Mode = Mode("user");
const EXEC: Mode = Mode("exec");
pub(super) const CONFIG: Mode = Mode("config");
pub(super) const INTERFACE: Mode = Mode("pon interface");
const OTHER: Mode = Mode("other configuration");

pub(super) fn profile() -> Arc<Profile> {
    let prompts = [
        (INTERFACE, r"^(?P<host>[^\s()#>]+)\(config-pon-\d+/\d+\)#$"),
        (CONFIG, r"^(?P<host>[^\s()#>]+)\(config\)#$"),
        (OTHER, r"^(?P<host>[^\s()#>]+)\([^()]+\)#$"),
        (EXEC, r"^(?P<host>[^\s()#>]+)#$"),
        (USER, r"^(?P<host>[^\s()#>]+)>$"),
    ];
    let pattern = |text: &str| Regex::new(text).ok();
    let questions = [
        (r"^[Pp]assword:$", QuestionKind::Password),
        // No capture shows a question; should there be one, it is declined.
        (r"\(y/n\)\s*(?:\[[yn]\])?\s*[:?]?$", QuestionKind::Confirm { yes: "y", no: "n" }),
        (r"[\[(]yes/no[\])]\s*[:?]?$", QuestionKind::Confirm { yes: "yes", no: "no" }),
    ];
    Arc::new(Profile {
        prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
        // The NUL behind it is no character of a screen.
        pagers: pattern(r"^\s*--More--$").into_iter().map(|pattern| Pager { pattern, answer: " " }).collect(),
        questions: questions.iter().filter_map(|(text, kind)| Some(Question { pattern: pattern(text)?, kind: *kind })).collect(),
        // CR LF counts as two Enters.
        enter: "\r",
    })
}

pub(super) fn way_home(from: Mode) -> Option<&'static str> {
    match from {
        CONFIG => None,
        USER => Some("enable"),
        EXEC => Some("configure terminal"),
        _ => Some("exit"),
    }
}

/// The port's name on the command line.
pub(super) fn pon(port: PonPort, ports: u8) -> Result<Pon, PlanError> {
    let known = port.frame == 0 && port.slot == 0 && (1..=ports).contains(&port.port);
    if known { Ok(Pon(port.port)) } else { Err(PlanError::PortOutOfRange(port)) }
}

pub(super) fn place(pon: Pon, id: u8) -> OnuAddress {
    OnuAddress { pon: PonPort { frame: 0, slot: 0, port: pon.0 }, id: OnuId(id) }
}

/// Lines inside a PON interface, from the home mode and back.
pub(super) fn inside(kind: &str, pon: Pon, steps: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let mut all = vec![Step::go(format!("interface {kind} {pon}"), INTERFACE)];
    all.extend(steps);
    all.push(Step::go("exit", CONFIG));
    all
}

pub(super) fn save() -> Step {
    Step::new(Purpose::Save, "write")
}
