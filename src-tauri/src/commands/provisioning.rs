//! Connecting a customer, its services, and the ONUs that wait.

use janet_db::Submitted;
use janet_model::{CommandId, CustomerId, NodeId, ServiceId};
use janet_provisioning::{
    Connect, ConnectInput, Connected, Discover, OltLogEntry, Preview, ReadOnu, ServiceDetail, Unregistered, WhyOffline,
};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn provisioning_connect(app: State<'_, App>, id: CommandId, input: Connect) -> Result<Submitted<Connected>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_services(app: State<'_, App>, customer: CustomerId) -> Result<Vec<ServiceDetail>, CommandError> {
    Ok(janet_provisioning::services(&app.pool().await?, customer).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_onu_read(app: State<'_, App>, id: CommandId, input: ReadOnu) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_discover(app: State<'_, App>, id: CommandId, input: Discover) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_unregistered(app: State<'_, App>, olt: Option<NodeId>) -> Result<Unregistered, CommandError> {
    Ok(janet_provisioning::unregistered(&app.pool().await?, olt).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_olt_log(app: State<'_, App>, service: ServiceId) -> Result<Vec<OltLogEntry>, CommandError> {
    Ok(janet_provisioning::olt_log(&app.pool().await?, service).await?)
}

/// Why a line is down, as far as it is known now.
#[tauri::command]
#[specta::specta]
pub async fn provisioning_why_offline(app: State<'_, App>, service: ServiceId) -> Result<WhyOffline, CommandError> {
    Ok(janet_provisioning::why_offline(&app.pool().await?, service, chrono::Utc::now()).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_suggest_username(app: State<'_, App>, name: String) -> Result<String, CommandError> {
    Ok(janet_provisioning::suggest_username(&app.pool().await?, &name).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn provisioning_username_free(app: State<'_, App>, username: String) -> Result<bool, CommandError> {
    Ok(janet_provisioning::username_free(&app.pool().await?, &username).await?)
}

/// What a commit would do; nothing is written and no device is asked.
#[tauri::command]
#[specta::specta]
pub async fn provisioning_preview(app: State<'_, App>, input: ConnectInput) -> Result<Preview, CommandError> {
    Ok(janet_provisioning::preview(&app.pool().await?, janet_devices::plan_onu, &input, chrono::Utc::now()).await?)
}
