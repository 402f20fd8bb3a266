//! The window's calls, one file per area: parse, submit or query, map the error.

pub mod aaa;
pub mod app;
pub mod backup;
pub mod billing;
pub mod customers;
pub mod network;
pub mod payments;
pub mod plans;
pub mod provisioning;
pub mod reports;
pub mod workspace;

use janet_db::{Command, Submitted, submit};
use janet_model::CommandId;

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
