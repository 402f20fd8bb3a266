//! Logs: one JSON line per event, a file a day, fourteen of them. Identifiers and durations, never what people typed.

use janet_db::embedded::DataFolder;
use tracing_appender::{non_blocking::WorkerGuard, rolling};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Keep the guard until the end, or the last lines are lost.
pub fn start(folder: &DataFolder) -> Option<WorkerGuard> {
    let filter = || EnvFilter::try_from_env("JANET_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let file = std::fs::create_dir_all(folder.logs()).ok().and_then(|()| {
        rolling::Builder::new()
            .rotation(rolling::Rotation::DAILY)
            .filename_prefix("janet-isp")
            .filename_suffix("log")
            .max_log_files(14)
            .build(folder.logs())
            .ok()
    });
    let (layer, guard) = match file {
        Some(file) => {
            let (writer, guard) = tracing_appender::non_blocking(file);
            (Some(fmt::layer().json().with_writer(writer)), Some(guard))
        }
        None => (None, None),
    };
    let _ = tracing_subscriber::registry().with(filter()).with(layer).with(fmt::layer().with_writer(std::io::stderr)).try_init();
    guard
}
