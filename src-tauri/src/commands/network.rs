//! What stands where: devices, cabinets, boxes, zones.

use janet_db::Submitted;
use janet_model::{BranchId, Code, CommandId, NewId, NodeId, OdpId, OltDialect, Pin, Refusal, SecretId};
use janet_network::{
    ChangeNode, ChangeOdc, ChangeOdp, ChangeZone, CreateNode, CreateOdc, CreateOdp, CreateZone, ForgetCertificate, ForgetHostKey,
    ManageNode, Node, NodeRow, ObserveNode, OdcRow, SetNodeBudget, SetNodeSecret, ZoneRow,
};
use janet_provisioning::{CheckRouter, LogFilter, LogPage, LogSession, OdpDetail, OdpRow, PlaceAdvice, RouterCheck, ports::OltCapability};
use janet_vault::{Purpose, SealingKey, Secret, StoreSecret};
use tauri::State;
use uuid::Uuid;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn network_nodes(app: State<'_, App>) -> Result<Vec<NodeRow>, CommandError> {
    Ok(janet_network::nodes(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_node(app: State<'_, App>, id: NodeId) -> Result<Node, CommandError> {
    Ok(janet_network::node(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_create(app: State<'_, App>, id: CommandId, input: CreateNode) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_change(app: State<'_, App>, id: CommandId, input: ChangeNode) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_manage(app: State<'_, App>, id: CommandId, input: ManageNode) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_forget_host_key(app: State<'_, App>, id: CommandId, input: ForgetHostKey) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_observe(app: State<'_, App>, id: CommandId, input: ObserveNode) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_set_budget(app: State<'_, App>, id: CommandId, input: SetNodeBudget) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_node_forget_certificate(
    app: State<'_, App>,
    id: CommandId,
    input: ForgetCertificate,
) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

/// What the program can do with an OLT of this dialect, with evidence and reasons; no device is asked.
#[tauri::command]
#[specta::specta]
pub fn network_olt_capabilities(dialect: OltDialect) -> Vec<OltCapability> {
    janet_devices::capabilities(dialect)
}

#[tauri::command]
#[specta::specta]
pub async fn network_router_check(app: State<'_, App>, id: NodeId) -> Result<Option<RouterCheck>, CommandError> {
    Ok(janet_provisioning::router_check(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_router_check_again(app: State<'_, App>, id: CommandId, input: CheckRouter) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_command_log(app: State<'_, App>, filter: LogFilter, after: Option<Uuid>) -> Result<LogPage, CommandError> {
    Ok(janet_provisioning::command_log(&app.pool().await?, &filter, after).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_log_session(app: State<'_, App>, id: Uuid) -> Result<LogSession, CommandError> {
    Ok(janet_provisioning::log_session(&app.pool().await?, id).await?)
}

/// Writes one reply of a session to the downloads folder as a parser's fixture; the path.
#[tauri::command]
#[specta::specta]
pub async fn network_log_export(app: State<'_, App>, id: Uuid, exchange: u32) -> Result<String, CommandError> {
    let session = janet_provisioning::log_session(&app.pool().await?, id).await?;
    let one = session.exchanges.get(exchange as usize).ok_or(janet_provisioning::Error::NotFound)?;
    let source = format!("{} ({}), {}", session.olt_code, session.dialect, session.at.to_rfc3339());
    let path = super::customers::download_path(&session.olt_code.to_lowercase(), "txt")?;
    let text = janet_devices::fixture(&source, &one.command, &one.reply);
    std::fs::write(&path, text).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
    Ok(path.display().to_string())
}

#[tauri::command]
#[specta::specta]
pub async fn network_odcs(app: State<'_, App>) -> Result<Vec<OdcRow>, CommandError> {
    Ok(janet_network::odcs(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_odc_create(app: State<'_, App>, id: CommandId, input: CreateOdc) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_odc_change(app: State<'_, App>, id: CommandId, input: ChangeOdc) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_odps(app: State<'_, App>) -> Result<Vec<OdpRow>, CommandError> {
    Ok(janet_provisioning::odps(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_odp(app: State<'_, App>, id: OdpId) -> Result<OdpDetail, CommandError> {
    Ok(janet_provisioning::odp(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_odp_create(app: State<'_, App>, id: CommandId, input: CreateOdp) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_odp_change(app: State<'_, App>, id: CommandId, input: ChangeOdp) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_zones(app: State<'_, App>) -> Result<Vec<ZoneRow>, CommandError> {
    Ok(janet_network::zones(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn network_zone_create(app: State<'_, App>, id: CommandId, input: CreateZone) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn network_zone_change(app: State<'_, App>, id: CommandId, input: ChangeZone) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

/// Boxes near a house, and the zone it lies in.
#[tauri::command]
#[specta::specta]
pub async fn network_place_advice(app: State<'_, App>, pin: Pin, branch: BranchId) -> Result<PlaceAdvice, CommandError> {
    Ok(janet_provisioning::place_advice(&app.pool().await?, pin, branch).await?)
}

/// Sealed here, so that only an enrolled agent can read it; it is never shown again.
#[tauri::command]
#[specta::specta]
pub async fn network_node_set_password(
    app: State<'_, App>,
    id: CommandId,
    node: NodeId,
    password: String,
) -> Result<Submitted<()>, CommandError> {
    let secret_id = SecretId::new_id();
    let sealed = SealingKey::current(&app.pool().await?).await?.seal(secret_id, &Secret::new(password))?;
    let store = StoreSecret { id: secret_id, purpose: Purpose::DevicePassword, subject: node.into(), sealed };
    if let Submitted::Waiting = send(&app, CommandId::new_id(), store).await? {
        return Ok(Submitted::Waiting);
    }
    send(&app, id, SetNodeSecret { id: node, secret_id }).await
}
