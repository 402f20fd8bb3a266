//! The desktop program. Everything it does is in the library, so that tests can reach it.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    janet_isp_lib::run()
}
