//! `cargo xtask bench NAME`: release builds, printed beside what a user would use instead.

use std::process::Command;

use crate::{
    cache, run, setup,
    shell::{Outcome, call, root},
};

pub fn bench(args: &[&str]) -> Outcome {
    let Some((name, rest)) = args.split_first() else {
        println!("list | start | command | snmp | routeros");
        return Ok(());
    };
    setup::to_test()?;
    let postgres = setup::postgres()?;
    match *name {
        "list" | "command" => {
            let mut cargo = cache::cargo();
            cargo
                .args(["run", "--quiet", "--release", "--package", "janet-testkit", "--bin", "janet-bench", "--", name])
                .args(rest)
                .env("JANET_PG_BIN", postgres);
            call(&mut cargo)
        }
        "snmp" | "routeros" => {
            let program = format!("janet-bench-{name}");
            call(cache::cargo().args(["run", "--quiet", "--release", "--package", "janet-lab", "--bin", &program]))
        }
        "start" => {
            run::build(true)?;
            call(cache::cargo().args([
                "build",
                "--release",
                "--package",
                "janet-isp",
                "--example",
                "empty-window",
                "--features",
                "custom-protocol",
            ]))?;
            let mut node = Command::new(if cfg!(target_os = "linux") { "xvfb-run" } else { "node" });
            if cfg!(target_os = "linux") {
                node.args(["-a", "-s", "-screen 0 1280x800x24", "node"]);
            }
            node.arg("../tests/e2e/start-bench.mjs").args(rest).current_dir(root().join("ui"));
            node.env("JANET_PROGRAM", cache::built("release", "janet-isp"));
            node.env("JANET_EMPTY", cache::built("release/examples", "empty-window"));
            call(node.env("JANET_PG_BIN", postgres).env("JANET_TAURI_DRIVER", setup::tauri_driver()?))
        }
        other => Err(format!("no benchmark is called {other}")),
    }
}
