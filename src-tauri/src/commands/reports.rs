//! The first screen.

use janet_reports::Today;
use tauri::State;

use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn reports_today(app: State<'_, App>) -> Result<Today, CommandError> {
    let me = app.me().await?;
    Ok(janet_reports::today(&app.pool().await?, me.branch_id, &me.roles, chrono::Utc::now()).await?)
}
