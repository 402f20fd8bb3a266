//! Holds, sessions, RADIUS secrets.

use janet_aaa::{DisconnectSession, NasRow, PlaceHold, ReleaseHold, SessionListRequest, SessionPage, SetNas};
use janet_db::Submitted;
use janet_model::{CommandId, ServiceId};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn aaa_hold_place(app: State<'_, App>, id: CommandId, input: PlaceHold) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn aaa_hold_release(app: State<'_, App>, id: CommandId, input: ReleaseHold) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn aaa_session_disconnect(app: State<'_, App>, id: CommandId, input: DisconnectSession) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn aaa_nas_set(app: State<'_, App>, id: CommandId, input: SetNas) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

/// Which routers have a RADIUS secret.
#[tauri::command]
#[specta::specta]
pub async fn aaa_nas(app: State<'_, App>) -> Result<Vec<NasRow>, CommandError> {
    Ok(janet_aaa::nas_rows(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn aaa_sessions(app: State<'_, App>, request: SessionListRequest) -> Result<SessionPage, CommandError> {
    Ok(janet_aaa::sessions(&app.pool().await?, &request).await?)
}

/// One logged click.
#[tauri::command]
#[specta::specta]
pub async fn aaa_reveal_password(app: State<'_, App>, service: ServiceId) -> Result<String, CommandError> {
    Ok(janet_aaa::reveal_password(&app.pool().await?, service).await?)
}
