//! Prompts, pager and the way through the modes.

use std::sync::Arc;

use janet_terminal::{Mode, Pager, Profile, Prompt};
use regex::Regex;

pub(super) const VIEW: Mode = Mode("view");
pub(super) const ENABLE: Mode = Mode("enable");
pub(super) const CONFIG: Mode = Mode("config");
pub(super) const GPON: Mode = Mode("gpon interface");
const OTHER: Mode = Mode("other configuration");

/// Host names may hold blanks: the manual's own is `GPON OLT`.
pub(super) fn profile() -> Arc<Profile> {
    let prompts = [
        (GPON, r"^(?P<host>[^\s()#>][^()#>]{0,63}?)\(config-(?:if-|interface-)?gpon[-\d/]*\)#$"),
        (CONFIG, r"^(?P<host>[^\s()#>][^()#>]{0,63}?)\(config\)#$"),
        (OTHER, r"^(?P<host>[^\s()#>][^()#>]{0,63}?)\([^()]+\)#$"),
        (ENABLE, r"^(?P<host>[^\s()#>][^()#>]{0,63}?)#$"),
        (VIEW, r"^(?P<host>[^\s()#>][^()#>]{0,63}?)>$"),
    ];
    let pattern = |text: &str| Regex::new(text).ok();
    Arc::new(Profile {
        prompts: prompts.iter().filter_map(|(mode, text)| Some(Prompt { mode: *mode, pattern: pattern(text)? })).collect(),
        pagers: pattern(r"^\s*-+\s*More\s*(?:\([^()]*\))?\s*-+$").into_iter().map(|pattern| Pager { pattern, answer: " " }).collect(),
        questions: Vec::new(),
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
