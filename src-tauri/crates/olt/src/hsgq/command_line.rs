//! What EPON and GPON boxes of HSGQ have in common: prompts, pager, the way through the modes, saving.

use std::sync::Arc;

use janet_terminal::{Mode, Pager, Profile, Prompt, Question, QuestionKind};
use regex::Regex;

use crate::{Purpose, Step};

pub(super) const VIEW: Mode = Mode("view");
pub(super) const ENABLE: Mode = Mode("enable");
pub(super) const CONFIG: Mode = Mode("config");
pub(super) const PON: Mode = Mode("pon interface");
pub(super) const ONU: Mode = Mode("onu interface");
const OTHER: Mode = Mode("other configuration");

pub(super) fn profile() -> Arc<Profile> {
    let prompts = [
        (PON, r"^(?P<host>[^\s()#>]+)\(config-[eg]pon-\d+\)#$"),
        (ONU, r"^(?P<host>[^\s()#>]+)\(config-onu-\d+/\d+\)#$"),
        (CONFIG, r"^(?P<host>[^\s()#>]+)\(config\)#$"),
        (OTHER, r"^(?P<host>[^\s()#>]+)\([^()]+\)#$"),
        (ENABLE, r"^(?P<host>[^\s()#>]+)#$"),
        (VIEW, r"^(?P<host>[^\s()#>]+)>$"),
    ];
    let pattern = |text: &str| Regex::new(text).ok();
    Arc::new(Profile {
        prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
        pagers: pattern(r"^\s*--More--$").into_iter().map(|pattern| Pager { pattern, answer: " " }).collect(),
        // Only `reboot` of the OLT is known to ask, and that is never sent: whatever asks is declined.
        questions: pattern(r"\(y/n\)\s*\[[yn]\]\s*:?$")
            .into_iter()
            .map(|pattern| Question { pattern, kind: QuestionKind::Confirm { yes: "y", no: "n" } })
            .collect(),
        enter: "\n",
    })
}

pub(super) fn way_home(from: Mode) -> Option<&'static str> {
    match from {
        ENABLE => None,
        VIEW => Some("enable"),
        _ => Some("end"),
    }
}

/// These lines in the interface of a PON port, from the home mode and back to it.
pub(super) fn in_port(kind: &str, pon: u8, lines: impl IntoIterator<Item = Step>) -> Vec<Step> {
    let mut steps = vec![Step::go("configure", CONFIG), Step::go(format!("interface {kind} {pon}"), PON)];
    steps.extend(lines);
    steps.push(Step::go("end", ENABLE));
    steps
}

/// Known in the mode `#` only.
pub(super) fn save() -> Step {
    Step::new(Purpose::Save, "copy running-config startup-config")
}
