//! `cargo xtask run`: from a clone to an open window.

use std::process::Command;

use crate::{
    cache, setup,
    shell::{Outcome, call, npm, root},
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
    println!("no display: the main job is walked on the sample network under Xvfb, and pictures of it are kept");
    // Its journey wants FreeRADIUS as well.
    setup::to_test()?;
    let driver = setup::tauri_driver()?;
    let shots = cache::folder().join("screenshots");
    call(crate::test::e2e_command(&program, &postgres, &driver).args(["-t", "main job"]).env("JANET_SHOTS", &shots))?;
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
