//! `cargo xtask demo [--json]`: the main job without a window, each step with the peer's own words.

use std::{path::Path, process::Command};

use crate::{
    cache, setup,
    shell::{Outcome, call},
};

pub fn demo(args: &[&str]) -> Outcome {
    setup::to_test()?;
    let postgres = setup::postgres()?;
    call(cache::cargo().args(["build", "--quiet", "--package", "janet-testkit", "--bin", "janet-demo"]))?;
    walk(&postgres, args)
}

/// The demo as it was built last.
pub fn walk(postgres: &Path, args: &[&str]) -> Outcome {
    call(
        Command::new(cache::built("debug", "janet-demo"))
            .args(args)
            .env("JANET_PG_BIN", postgres)
            .env("JANET_TEST_CLUSTER", std::env::temp_dir().join("janet-demo-cluster")),
    )
}
