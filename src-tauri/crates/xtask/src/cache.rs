//! The folder outside the clone where built and fetched things stay between runs.

use std::{env, path::PathBuf, process::Command};

use crate::shell::root;

/// `JANET_CACHE`, else `~/.cache/janet-isp` (the platform's cache folder elsewhere).
pub fn folder() -> PathBuf {
    if let Some(chosen) = env::var_os("JANET_CACHE") {
        return PathBuf::from(chosen);
    }
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map_or_else(env::temp_dir, PathBuf::from);
    if cfg!(windows) {
        env::var_os("LOCALAPPDATA").map_or(home, PathBuf::from).join("janet-isp").join("cache")
    } else if cfg!(target_os = "macos") {
        home.join("Library/Caches/janet-isp")
    } else {
        env::var_os("XDG_CACHE_HOME").map_or(home.join(".cache"), PathBuf::from).join("janet-isp")
    }
}

pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| folder().join("target"), PathBuf::from)
}

/// A cargo that builds into the cache folder and takes queries from the committed cache.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target())
        .env("SQLX_OFFLINE", "true")
        .env_remove("DATABASE_URL")
        .env_remove("SQLX_OFFLINE_DIR");
    if env::var_os("CI").is_some() {
        // A run that is built once gains nothing from them, and they double the folder.
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// A program built by [`cargo`].
pub fn built(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(name).with_extension(env::consts::EXE_EXTENSION)
}
