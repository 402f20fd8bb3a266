//! Plans.

use janet_db::Submitted;
use janet_model::CommandId;
use janet_plans::{ChangePlan, CreatePlan, PlanRow, RestorePlan, WithdrawPlan};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn plans_plans(app: State<'_, App>) -> Result<Vec<PlanRow>, CommandError> {
    Ok(janet_plans::plans(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn plans_plan_create(app: State<'_, App>, id: CommandId, input: CreatePlan) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn plans_plan_change(app: State<'_, App>, id: CommandId, input: ChangePlan) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn plans_plan_withdraw(app: State<'_, App>, id: CommandId, input: WithdrawPlan) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn plans_plan_restore(app: State<'_, App>, id: CommandId, input: RestorePlan) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}
