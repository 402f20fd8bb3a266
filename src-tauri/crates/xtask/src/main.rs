//! `cargo xtask …`: the project's own chores. Prerequisites are Rust and Node; everything else it sets up itself.

mod bench;
mod cache;
mod demo;
mod package;
mod run;
mod setup;
mod shell;
mod sqlx_cache;
mod stages;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run              set up what is missing, build, open the program
cargo xtask test             everything CI checks: format, lints, drift, tests, the real window
cargo xtask demo [--json]    the main job without a window, with what devices and FreeRADIUS said
cargo xtask bench NAME       list | start | command   [--json]
cargo xtask lint | fmt       clippy, eslint, vue-tsc | rustfmt, prettier
cargo xtask bindings         renew ui/src/lib/bindings.ts
cargo xtask prepare          renew the query cache in .sqlx against a real server
cargo xtask fuzz [CASES]     property tests of every parser with many cases
cargo xtask package          a .deb with the program, PostgreSQL and janet-agent

Environment: JANET_CACHE (default ~/.cache/janet-isp), CARGO_TARGET_DIR, JANET_PG_BIN, JANET_FIXTURES.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    let result = match args.first().map(String::as_str) {
        Some("run") => run::run(&rest),
        Some("test") => test::test(&rest),
        Some("demo") => demo::demo(&rest),
        Some("bench") => bench::bench(&rest),
        Some("lint") => test::lint(),
        Some("fmt") => test::fmt(),
        Some("bindings") => test::bindings(),
        Some("prepare") => sqlx_cache::prepare(),
        Some("fuzz") => test::fuzz(rest.first().copied()),
        Some("package") => package::package(),
        _ => {
            println!("{HELP}");
            return if args.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {problem}");
            ExitCode::FAILURE
        }
    }
}
