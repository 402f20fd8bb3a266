//! The main job without a window: a new fibre customer is connected, pays, is held and restored. Each step quotes what the
//! peer said: FreeRADIUS through radclient, the OLT through its transcript and its own memory, the router by its answer.
//!
//! `--json`: one object a line, `{"step", "ok", "evidence", "ms"}`. The exit code is 0 only if every step's evidence was seen.

mod evidence;
mod steps;

use std::process::ExitCode;

use janet_testkit::Site;

#[tokio::main]
async fn main() -> ExitCode {
    let json = std::env::args().any(|argument| argument == "--json");
    let site = Site::start().await;
    let mut log = evidence::Log::new(json);
    steps::run(&site, &mut log).await;
    log.close()
}
