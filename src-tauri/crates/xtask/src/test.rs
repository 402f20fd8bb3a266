//! `cargo xtask test`: what CI checks, in the order in which it is cheapest to fail.

use std::{env, path::Path, process::Command};

use crate::{
    cache, demo, setup,
    shell::{Outcome, call, has, npm, root},
    stages::Stages,
};

pub fn test(args: &[&str]) -> Outcome {
    let mut stages = Stages::default();
    let result = all(&mut stages, args);
    stages.report();
    result
}

fn all(stages: &mut Stages, args: &[&str]) -> Outcome {
    stages.run("set-up", setup::to_test)?;
    let postgres = setup::postgres()?;
    stages.run("format", || {
        call(cache::cargo().args(["fmt", "--all", "--check"]))?;
        call(npm().args(["run", "--silent", "format:check"]).current_dir(ui()))
    })?;
    stages.run("window: types", || call(npm().args(["run", "--silent", "typecheck"]).current_dir(ui())))?;
    stages.run("window: lint", || call(npm().args(["run", "--silent", "lint"]).current_dir(ui())))?;
    stages.run("window: tests", || call(npm().args(["run", "--silent", "test"]).current_dir(ui())))?;
    stages.run("clippy", clippy)?;
    if has("cargo-deny") {
        stages.run("licences and advisories", || {
            call(cache::cargo().args(["deny", "--offline", "check", "--config", ".deny.toml", "licenses", "bans", "sources"]))
        })?;
    } else {
        stages.skip("licences", "cargo-deny is not installed (cargo install cargo-deny --locked)");
    }
    stages.run("build", build)?;
    stages.run("tests on the bundled PostgreSQL", || nextest(&postgres, args))?;
    if has("cargo-nextest") {
        stages.run("what the peer tests skipped", || skips(&postgres))?;
    } else {
        stages.skip("what the peer tests skipped", "needs cargo-nextest; cargo test shows it with --nocapture");
    }
    let fifteen = Path::new("/usr/lib/postgresql/15/bin");
    if fifteen.join("postgres").exists() {
        stages.run("migrations, rights, commands and money on PostgreSQL 15", || {
            let crates = ["janet-isp", "janet-customers", "janet-workspace", "janet-billing", "janet-payments"];
            nextest(fifteen, &of_crates(&crates).iter().map(String::as_str).collect::<Vec<_>>())
        })?;
    } else {
        stages.skip("tests on PostgreSQL 15", "postgresql-15 is not installed");
    }
    if Path::new("/usr/sbin/freeradius").exists() {
        stages.run("the main job without a window", || demo::walk(&postgres, &["--json"]))?;
    } else {
        stages.skip("the main job without a window", "FreeRADIUS is not installed");
    }
    if cfg!(target_os = "linux") {
        let driver = setup::tauri_driver()?;
        stages.run("the real window", || call(&mut e2e_command(&cache::built("debug", "janet-isp"), &postgres, &driver)))?;
    } else {
        stages.skip("the real window", "its driver runs on Linux");
    }
    Ok(())
}

fn ui() -> std::path::PathBuf {
    root().join("ui")
}

fn clippy() -> Outcome {
    // The window's page is compiled into the program; an empty folder is enough to check it.
    std::fs::create_dir_all(ui().join("dist")).map_err(|error| error.to_string())?;
    call(cache::cargo().args(["clippy", "--workspace", "--all-targets", "--features", "custom-protocol", "--", "-D", "warnings"]))
}

/// Everything that is run below, in one go: cargo unites the features of what it is asked for, so a later stage that
/// asks for less would compile the same crates a second time.
fn build() -> Outcome {
    call(npm().args(["run", "--silent", "build"]).current_dir(ui()))?;
    call(cache::cargo().args(["build", "--all-targets"]).args(WHOLE))
}

/// What every stage after `build` selects; see there.
const WHOLE: [&str; 3] = ["--workspace", "--features", "custom-protocol"];

/// Every test is a process of its own; they share one server, which the first starts and the last stops.
fn nextest(postgres: &Path, args: &[&str]) -> Outcome {
    let mut cargo = cache::cargo();
    if has("cargo-nextest") {
        cargo.args(["nextest", "run"]);
    } else {
        cargo.arg("test");
    }
    if !args.contains(&"-p") {
        cargo.arg("--workspace");
    }
    cargo
        .args(["--features", "custom-protocol"])
        .args(args)
        .env("JANET_PG_BIN", postgres)
        .env("JANET_TEST_CLUSTER", env::temp_dir().join("janet-test-cluster"));
    call(&mut cargo)
}

/// Picks the tests of some crates out of the whole build; `cargo test` cannot, and builds the few again.
fn of_crates(crates: &[&str]) -> Vec<String> {
    if has("cargo-nextest") {
        let packages: Vec<String> = crates.iter().map(|name| format!("package({name})")).collect();
        vec!["-E".to_owned(), packages.join(" | ")]
    } else {
        crates.iter().flat_map(|name| ["-p".to_owned(), (*name).to_owned()]).collect()
    }
}

/// Tests against outside peers say "skipped" where the peer is not installed; here the lines are counted. With the
/// captures present, skipping them is a failure.
fn skips(postgres: &Path) -> Outcome {
    let fixtures = env::var_os("JANET_FIXTURES").map_or_else(|| root().join("../shared/fixtures"), std::path::PathBuf::from);
    let output = cache::cargo()
        .args(["nextest", "run", "--no-capture"])
        .args(WHOLE)
        .args([
            "-E",
            "test(peer) | test(dictionary) | test(end_to_end) | test(librouteros) | test(captures) | test(openssh) | test(telnetd) | test(vectors) | test(documents) | test(line)",
        ])
        .env("JANET_PG_BIN", postgres)
        .env("JANET_TEST_CLUSTER", env::temp_dir().join("janet-test-cluster"))
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let skipped: Vec<&str> = text.lines().filter(|line| line.to_lowercase().contains("skipped:")).collect();
    for line in &skipped {
        println!("{line}");
    }
    println!("{} skipped", skipped.len());
    if !output.status.success() {
        return Err(format!("peer tests failed\n{text}"));
    }
    if fixtures.is_dir() && skipped.iter().any(|line| line.contains("fixtures absent")) {
        return Err(format!("the captures are at {} and were skipped", fixtures.display()));
    }
    Ok(())
}

/// The journeys under tests/e2e, in the real window.
pub fn e2e_command(program: &Path, postgres: &Path, driver: &Path) -> Command {
    let mut command = Command::new("node");
    command
        .args(["node_modules/vitest/vitest.mjs", "run", "--config", "vitest.e2e.config.ts"])
        .current_dir(ui())
        .env("JANET_PROGRAM", program)
        .env("JANET_PG_BIN", postgres)
        .env("JANET_TAURI_DRIVER", driver);
    command
}

pub fn lint() -> Outcome {
    setup::to_build()?;
    call(npm().args(["run", "--silent", "typecheck"]).current_dir(ui()))?;
    call(npm().args(["run", "--silent", "lint"]).current_dir(ui()))?;
    clippy()
}

pub fn fmt() -> Outcome {
    setup::to_build()?;
    call(cache::cargo().args(["fmt", "--all"]))?;
    call(npm().args(["run", "--silent", "format"]).current_dir(ui()))
}

pub fn bindings() -> Outcome {
    setup::to_build()?;
    call(cache::cargo().args(["test", "--package", "janet-isp", "--test", "it", "bindings"]).env("UPDATE_BINDINGS", "1"))
}

/// Every parser has property tests; here they get many cases instead of the usual 256.
pub fn fuzz(cases: Option<&str>) -> Outcome {
    call(
        cache::cargo()
            .args(["test", "--workspace", "--exclude", "janet-isp", "--lib", "--release"])
            .env("PROPTEST_CASES", cases.unwrap_or("200000")),
    )
}
