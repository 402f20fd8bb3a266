//! `cargo xtask run`: from a clone to an open window.

use std::process::Command;

use crate::{
    cache, setup,
    shell::{Outcome, call, has, npm, root},
};

pub fn run(args: &[&str]) -> Outcome {
    setup::to_build()?;
    let postgres = setup::postgres()?;
    build(false)?;
    let program = cache::built("debug", "janet-isp");
    let display = cfg!(not(target_os = "linux")) || std::env::var_os("DISPLAY").is_some() || std::env::var_os("WAYLAND_DISPLAY").is_some();
    if display {
        return call(Command::new(program).args(args).env("JANET_PG_BIN", postgres));
    }
    println!("no display: the first run is walked under Xvfb, and a picture of it is kept");
    if !has("Xvfb") {
        setup::to_test()?;
    }
    let driver = setup::tauri_driver()?;
    let shots = cache::folder().join("screenshots");
    call(crate::test::e2e_command(&program, &postgres, &driver).args(["-t", "first run"]).env("JANET_SHOTS", &shots))?;
    println!("screenshots in {}", shots.display());
    Ok(())
}

/// The window's page and the program that holds it.
pub fn build(release: bool) -> Outcome {
    call(npm().args(["run", "--silent", "build"]).current_dir(root().join("ui")))?;
    let mut cargo = cache::cargo();
    cargo.args(["build", "--features", "custom-protocol", "--package", "janet-isp", "--package", "janet-agent", "--package", "janet-lab"]);
    if release {
        cargo.arg("--release");
    }
    call(&mut cargo)
}
