//! The driver step: log in, read what is shown, ask for the version, change nothing.

use std::sync::Arc;

use janet_terminal::{ByteStream, Command, Mask, Mode, Pager, Profile, Prompt, Session, SessionError, Timing};
use regex::Regex;

use super::{Finding, Seen, family_of};

const ANY: Mode = Mode("any");

/// Prompts and pagers of every family.
fn profile() -> Arc<Profile> {
    let pattern = |text: &str| Regex::new(text).ok();
    let pagers = [(r"^\s*-*\s*-*\s*More\b.*-+$", " "), (r"^-+ Enter Key To Continue -+$", "\n")];
    Arc::new(Profile {
        prompts: pattern(r"^(?P<host>[^\s()#>][^()#>]{0,63}?)(?:\([^()]+\))?[#>]$")
            .map(|pattern| Prompt { mode: ANY, pattern })
            .into_iter()
            .collect(),
        pagers: pagers.iter().filter_map(|(text, answer)| Some(Pager { pattern: pattern(text)?, answer })).collect(),
        questions: Vec::new(),
        enter: "\n",
    })
}

/// Reads banner, prompt and version of a box that is logged in to, and picks its family. Only `show version` is sent. The
/// session that a dialect opens afterwards begins with another login.
pub async fn probe<S: ByteStream>(stream: S, mask: Mask, timing: Timing) -> Result<(Seen, Finding), SessionError> {
    let mut session = Session::open(stream, profile(), mask, timing).await?;
    let greeting = session.transcript().exchanges.first();
    let banner = greeting.map_or_else(String::new, |exchange| exchange.text.clone());
    let shown = greeting.map_or_else(String::new, |exchange| String::from_utf8_lossy(&exchange.raw).into_owned());
    let prompt = shown.lines().last().unwrap_or("").trim().to_owned();
    let version = session.run(&Command::new("show version")).await?.text;
    let seen = Seen { banner, prompt, version };
    let finding = family_of(&seen);
    Ok((seen, finding))
}
