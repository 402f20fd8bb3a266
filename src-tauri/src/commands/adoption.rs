//! Taking over a network that runs.

use janet_db::Submitted;
use janet_model::CommandId;
use janet_provisioning::adopt::{
    AdoptionNode, AdoptionPage, AdoptionRequest, MatchFinds, Paste, PasteOutcome, ReadNode, Review, Reviewed, Take, Taken,
};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

/// The routers and OLTs that can be read, and how far their reads are.
#[tauri::command]
#[specta::specta]
pub async fn adoption_nodes(app: State<'_, App>) -> Result<Vec<AdoptionNode>, CommandError> {
    Ok(janet_provisioning::adoption_nodes(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_finds(app: State<'_, App>, request: AdoptionRequest) -> Result<AdoptionPage, CommandError> {
    Ok(janet_provisioning::adoption_finds(&app.pool().await?, &request).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_read(app: State<'_, App>, id: CommandId, input: ReadNode) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_paste(app: State<'_, App>, id: CommandId, input: Paste) -> Result<Submitted<PasteOutcome>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_match(app: State<'_, App>, id: CommandId, input: MatchFinds) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_review(app: State<'_, App>, id: CommandId, input: Review) -> Result<Submitted<Reviewed>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn adoption_take(app: State<'_, App>, id: CommandId, input: Take) -> Result<Submitted<Taken>, CommandError> {
    send(&app, id, input).await
}
