//! What stands where: devices, cabinets, boxes, zones.

use janet_db::Submitted;
use janet_model::{BranchId, CommandId, NewId, NodeId, OdpId, Pin, SecretId};
use janet_network::{
    ChangeNode, ChangeOdc, ChangeOdp, ChangeZone, CreateNode, CreateOdc, CreateOdp, CreateZone, ForgetHostKey, ManageNode, Node, NodeRow,
    ObserveNode, OdcRow, SetNodeSecret, ZoneRow,
};
use janet_provisioning::{OdpDetail, OdpRow, PlaceAdvice};
use janet_vault::{Purpose, SealingKey, Secret, StoreSecret};
use tauri::State;

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
