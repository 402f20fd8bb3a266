//! Benchmarks: ours beside what a user would use instead, in one run, as a ratio. `cargo xtask bench NAME`.
#![expect(clippy::unwrap_used, reason = "a benchmark stops where it cannot go on")]

mod command;
mod link;
mod list;
mod report;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let json = args.iter().any(|arg| arg == "--json");
    let results = match args.first().map(String::as_str) {
        Some("list") => list::run().await,
        Some("command") => command::run().await,
        other => panic!("no benchmark is called {other:?}"),
    };
    let mut passed = true;
    for result in &results {
        result.print(json);
        passed &= result.pass;
    }
    std::process::exit(i32::from(!passed));
}
