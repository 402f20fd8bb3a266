//! The first screen.

use janet_reports::Today;
use tauri::State;

use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn reports_today(app: State<'_, App>) -> Result<Today, CommandError> {
    let own = app.me().await?.branch_id;
    Ok(janet_reports::today(&app.pool().await?, own, chrono::Utc::now()).await?)
}
