//! Collects migrations/code into the binary and rebuilds when a migration changes.
#![expect(clippy::expect_used, reason = "a build script stops where its files are not there")]

use std::{env, fs, path::Path};

fn main() {
    // Asked when it runs: a cached build script may have been compiled in another clone.
    let here = env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    let root = Path::new(&here).join("../../../migrations");
    println!("cargo:rerun-if-changed={}", root.display());
    let code = root.join("code");
    println!("cargo:rerun-if-changed={}", code.display());
    let mut files = Vec::new();
    for area in fs::read_dir(&code).expect("migrations/code").flatten() {
        println!("cargo:rerun-if-changed={}", area.path().display());
        for file in fs::read_dir(area.path()).expect("an area's folder").flatten() {
            println!("cargo:rerun-if-changed={}", file.path().display());
            let name = format!("{}/{}", area.file_name().to_string_lossy(), file.file_name().to_string_lossy());
            // Rights are granted on what the others made.
            files.push((name.starts_with("rights/"), name, file.path()));
        }
    }
    files.sort();
    let mut out = String::from("pub(crate) const CODE: &[(&str, &str)] = &[\n");
    for (_, name, path) in files {
        let path = path.canonicalize().expect("a path that exists");
        out.push_str(&format!("    ({name:?}, include_str!({path:?})),\n"));
    }
    out.push_str("];\n");
    let target = Path::new(&env::var("OUT_DIR").expect("set by cargo")).join("code.rs");
    fs::write(target, out).expect("write to OUT_DIR");
}
