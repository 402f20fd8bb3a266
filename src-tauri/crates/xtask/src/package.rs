//! `cargo xtask package`: a .deb with the program, the embedded PostgreSQL, janet-agent and janet-lab.

use std::{fs, path::Path, process::Command};

use crate::{
    cache, run, setup,
    shell::{Outcome, call, root},
};

pub fn package() -> Outcome {
    setup::to_build()?;
    let postgres = setup::postgres()?;
    run::build(true)?;
    let stage = cache::folder().join("package");
    let _ = fs::remove_dir_all(&stage);
    let native = postgres.parent().ok_or("JANET_PG_BIN has no parent folder")?;
    copy(native, &stage.join("postgres"), Path::new(""))?;
    let agent = cache::built("release", "janet-agent");
    let lab = cache::built("release", "janet-lab");
    let config = format!(
        "{{\"build\":{{\"beforeBuildCommand\":null}},\"bundle\":{{\"resources\":{{{:?}:\"postgres/\"}},\"linux\":{{\"deb\":{{\"files\":{{\"/usr/bin/janet-agent\":{:?},\"/usr/bin/janet-lab\":{:?}}}}}}}}}}}",
        format!("{}/", stage.join("postgres").display()),
        agent.display().to_string(),
        lab.display().to_string()
    );
    call(
        Command::new("node")
            .args(["ui/node_modules/@tauri-apps/cli/tauri.js", "bundle", "--bundles", "deb", "--config", &config])
            .current_dir(root())
            .env("CARGO_TARGET_DIR", cache::target())
            .env("SQLX_OFFLINE", "true"),
    )?;
    for file in fs::read_dir(cache::target().join("release/bundle/deb")).map_err(|error| error.to_string())?.flatten() {
        let path = file.path();
        if path.extension().is_some_and(|extension| extension == "deb") {
            squeeze(&path)?;
            let megabytes = fs::metadata(&path).map_or(0, |meta| meta.len()) as f64 / 1e6;
            println!("{} ({megabytes:.1} MB)", path.display());
        }
    }
    Ok(())
}

/// Packed again by xz: the bundler knows gzip only, and a third of the size is what a branch's link has to carry.
fn squeeze(package: &Path) -> Outcome {
    let unpacked = cache::folder().join("package/unpacked");
    call(Command::new("dpkg-deb").arg("-R").arg(package).arg(&unpacked))?;
    call(Command::new("dpkg-deb").args(["--root-owner-group", "-Zxz", "-b"]).arg(&unpacked).arg(package))?;
    fs::remove_dir_all(&unpacked).map_err(|error| error.to_string())
}

/// The server's files without headers, static libraries, other languages and second names of a library.
fn copy(from: &Path, to: &Path, inside: &Path) -> Outcome {
    let here = from.join(inside);
    fs::create_dir_all(to.join(inside)).map_err(|error| error.to_string())?;
    for entry in fs::read_dir(&here).map_err(|error| format!("{}: {error}", here.display()))?.flatten() {
        let name = inside.join(entry.file_name());
        let text = name.to_string_lossy().replace('\\', "/");
        let unwanted = text.ends_with(".a")
            || ["include", "share/doc", "share/man", "share/locale", "lib/pkgconfig", "lib/postgresql/pgxs"]
                .iter()
                .any(|prefix| text.starts_with(prefix))
            || ["plperl", "plpython", "pltcl", "libecpg", "libpgtypes"].iter().any(|part| text.contains(part));
        let meta = fs::metadata(entry.path()).map_err(|error| error.to_string())?;
        if unwanted || second_name(&entry.path(), &here) {
            continue;
        }
        if meta.is_dir() {
            copy(from, to, &name)?;
        } else {
            fs::copy(entry.path(), to.join(&name)).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

/// `libicudata.so.60.2` beside `libicudata.so.60`, and `libicudata.so`: the loader asks for the middle one only.
fn second_name(path: &Path, folder: &Path) -> bool {
    let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { return false };
    let Some((stem, version)) = name.split_once(".so") else { return false };
    if stem.is_empty() || !folder.ends_with("lib") {
        return false;
    }
    let parts: Vec<&str> = version.split('.').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => fs::read_dir(folder)
            .is_ok_and(|entries| entries.flatten().any(|other| other.file_name().to_string_lossy().starts_with(&format!("{stem}.so.")))),
        [_] => false,
        [major, ..] => folder.join(format!("{stem}.so.{major}")).exists(),
    }
}
