//! Tauri's build step, told where this layout keeps its files (it resolves every path against the repository root).

use std::{fs, path::Path};

fn main() {
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    println!("cargo:rerun-if-changed=src-tauri/isolation");
    let attributes = tauri_build::Attributes::new()
        .capabilities_path_pattern("./src-tauri/capabilities/**/*")
        .app_manifest(tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*"));
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
    // tauri-build writes its schemas to a fixed folder at the root; the root's contents are fixed too.
    if Path::new("gen").exists() {
        let _ = fs::remove_dir_all("src-tauri/gen");
        let _ = fs::rename("gen", "src-tauri/gen");
    }
}
