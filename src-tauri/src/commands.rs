//! The window's calls, one file per area: parse, submit or query, map the error.

pub mod aaa;
pub mod adoption;
pub mod app;
pub mod backup;
pub mod billing;
pub mod customers;
pub mod network;
pub mod payments;
pub mod plans;
pub mod provisioning;
pub mod reports;
pub mod vault;
pub mod workspace;

use janet_db::{Command, Submitted, submit};
use janet_model::{Code, CommandId, Refusal};

use crate::{app::App, error::CommandError};

/// Submits as the signed-in operator and waits for the outcome.
async fn send<C: Command>(app: &App, id: CommandId, input: C) -> Result<Submitted<C::Outcome>, CommandError> {
    let pool = app.pool().await?;
    Ok(submit(&pool, app.outcomes(), id, &input, || {
        let app = app.clone();
        tauri::async_runtime::spawn(async move { app.wake_agent().await });
    })
    .await?)
}

/// Makes a document off the window's thread, keeps it in the downloads folder and opens it with the system's viewer, which
/// can print it.
async fn print<F>(name: &str, make: F) -> Result<String, CommandError>
where
    F: FnOnce() -> Result<Vec<u8>, janet_reports::DocumentError> + Send + 'static,
{
    let bytes = tauri::async_runtime::spawn_blocking(make).await.map_err(|_| CommandError::from(Code::Internal))??;
    let path = customers::download_path(name, "pdf")?;
    std::fs::write(&path, bytes).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
    let shown = path.display().to_string();
    // Not waited for: some viewers return only when they are closed. The document is kept all the same.
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = opener::open(&path) {
            tracing::warn!(error = %error, "no viewer opened the document");
        }
    });
    Ok(shown)
}
