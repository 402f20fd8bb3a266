//! Who may open device passwords.

use janet_db::Submitted;
use janet_model::CommandId;
use janet_vault::{ApproveAgent, RevokeAgent, VaultState};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn vault_state(app: State<'_, App>) -> Result<VaultState, CommandError> {
    let here = app.vault().await;
    Ok(janet_vault::state(&app.pool().await?, here.as_ref()).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn vault_agent_approve(app: State<'_, App>, id: CommandId, input: ApproveAgent) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn vault_agent_revoke(app: State<'_, App>, id: CommandId, input: RevokeAgent) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}
