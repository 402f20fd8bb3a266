//! `cargo xtask prepare`: renews .sqlx, the committed descriptions of every query, against a migrated database. sqlx's
//! own tool is not needed: its macros write the files when they are told where.

use std::fs;

use crate::{
    cache, setup,
    shell::{Outcome, call, output, root},
};

pub fn prepare() -> Outcome {
    setup::to_build()?;
    let postgres = setup::postgres()?;
    // A database of the newest schema; what the areas' queries are checked against is made without them.
    let url = output(
        cache::cargo().args(["run", "--quiet", "--package", "janet-db", "--bin", "scratch-database"]).env("JANET_PG_BIN", &postgres),
    )?;
    let place = root().join(".sqlx");
    let fresh = cache::folder().join("sqlx-new");
    let _ = fs::remove_dir_all(&fresh);
    fs::create_dir_all(&fresh).map_err(|error| error.to_string())?;
    // The macros run only in crates that are compiled anew.
    for folder in fs::read_dir(root().join("src-tauri/crates")).map_err(|error| error.to_string())?.flatten() {
        let lib = folder.path().join("src/lib.rs");
        if let Ok(text) = fs::read(&lib) {
            fs::write(&lib, text).map_err(|error| error.to_string())?;
        }
    }
    let mut cargo = cache::cargo();
    cargo
        .args(["check", "--workspace", "--exclude", "janet-isp"])
        .env("SQLX_OFFLINE", "false")
        .env("DATABASE_URL", url.trim())
        .env("SQLX_OFFLINE_DIR", &fresh);
    call(&mut cargo)?;
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(&place).map_err(|error| error.to_string())?;
    let mut count = 0;
    for file in fs::read_dir(&fresh).map_err(|error| error.to_string())?.flatten() {
        fs::copy(file.path(), place.join(file.file_name())).map_err(|error| error.to_string())?;
        count += 1;
    }
    println!("{count} queries described in .sqlx");
    Ok(())
}
