//! Operators, branches, settings, audit, queue.

use janet_db::{Submitted, scram, submit};
use janet_model::{BranchId, Code, CommandId, JobId, Refusal, Role, UserId};
use janet_workspace::{
    AddOperator, AuditPage, Branch, CancelJob, ChangeBranch, ChangeOperator, ChangePassword, ChangeSettings, CreateBranch, DisableOperator,
    EnableOperator, FirstRun, Me, Operator, Queue, QueueState, ResetPassword, RetryJob, Settings, SettingsInput,
};
use serde::Deserialize;
use specta::Type;
use tauri::State;
use uuid::Uuid;

use super::send;
use crate::{app::App, error::CommandError};

fn verifier(id: CommandId, field: &str, password: &str) -> Result<String, CommandError> {
    if !scram::check_password(password) {
        return Err(Refusal::new(Code::PasswordTooWeak).field(field).into());
    }
    Ok(scram::verifier_for_command(password, id))
}

#[derive(Debug, Deserialize, Type)]
pub struct FirstRunForm {
    pub settings: SettingsInput,
    pub branch_id: BranchId,
    pub branch_name: String,
    pub admin_id: UserId,
    pub admin_login: String,
    pub admin_name: String,
    pub password: String,
}

/// Sets the company up and signs its first administrator in.
#[tauri::command]
#[specta::specta]
pub async fn workspace_first_run(app: State<'_, App>, id: CommandId, form: FirstRunForm) -> Result<Me, CommandError> {
    let verifier = verifier(id, "password", &form.password)?;
    let (login, password) = (form.admin_login.clone(), form.password);
    let input = FirstRun {
        settings: form.settings,
        branch_id: form.branch_id,
        branch_name: form.branch_name,
        admin_id: form.admin_id,
        admin_login: form.admin_login,
        admin_name: form.admin_name,
        verifier,
    };
    let pool = app.first_run_pool().await?;
    submit(&pool, app.outcomes(), id, &input, || {}).await?;
    app.after_first_run().await;
    app.sign_in(&login, &password).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_sign_in(app: State<'_, App>, login: String, password: String) -> Result<Me, CommandError> {
    app.sign_in(&login, &password).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_sign_out(app: State<'_, App>) -> Result<(), CommandError> {
    app.sign_out().await;
    Ok(())
}

/// One's own password; the present one is proven first. The session goes on under the new one.
#[tauri::command]
#[specta::specta]
pub async fn workspace_password_change(app: State<'_, App>, id: CommandId, present: String, wanted: String) -> Result<Me, CommandError> {
    let me = app.me().await?;
    app.prove(&me.login, &present).await.map_err(|error| {
        if error.code == Code::WrongPassword { Refusal::new(Code::WrongPassword).field("present").into() } else { error }
    })?;
    let verifier = verifier(id, "wanted", &wanted)?;
    send(&app, id, ChangePassword { verifier }).await?;
    app.sign_in(&me.login, &wanted).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_settings(app: State<'_, App>) -> Result<Settings, CommandError> {
    janet_workspace::settings(&app.pool().await?).await?.ok_or(CommandError::from(Code::NotFound))
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_settings_change(app: State<'_, App>, id: CommandId, input: ChangeSettings) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_branches(app: State<'_, App>) -> Result<Vec<Branch>, CommandError> {
    Ok(janet_workspace::branches(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_branch_create(app: State<'_, App>, id: CommandId, input: CreateBranch) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_branch_change(app: State<'_, App>, id: CommandId, input: ChangeBranch) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operators(app: State<'_, App>) -> Result<Vec<Operator>, CommandError> {
    Ok(janet_workspace::operators(&app.pool().await?).await?)
}

#[derive(Debug, Deserialize, Type)]
pub struct AddOperatorForm {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub roles: Vec<Role>,
    pub branch_id: Option<BranchId>,
    pub password: String,
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operator_add(app: State<'_, App>, id: CommandId, form: AddOperatorForm) -> Result<Submitted<()>, CommandError> {
    let verifier = verifier(id, "password", &form.password)?;
    send(
        &app,
        id,
        AddOperator { id: form.id, login: form.login, full_name: form.full_name, roles: form.roles, branch_id: form.branch_id, verifier },
    )
    .await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operator_change(app: State<'_, App>, id: CommandId, input: ChangeOperator) -> Result<Submitted<()>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operator_disable(app: State<'_, App>, id: CommandId, operator: UserId) -> Result<Submitted<()>, CommandError> {
    send(&app, id, DisableOperator { id: operator }).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operator_enable(app: State<'_, App>, id: CommandId, operator: UserId) -> Result<Submitted<()>, CommandError> {
    send(&app, id, EnableOperator { id: operator }).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_operator_reset_password(
    app: State<'_, App>,
    id: CommandId,
    operator: UserId,
    password: String,
) -> Result<Submitted<()>, CommandError> {
    let verifier = verifier(id, "password", &password)?;
    send(&app, id, ResetPassword { id: operator, verifier }).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_audit(
    app: State<'_, App>,
    before: Option<f64>,
    row_id: Option<Uuid>,
    actor: Option<String>,
) -> Result<AuditPage, CommandError> {
    // The cursor is an id that this program handed out; it is far below 2^53.
    Ok(janet_workspace::audit_page(&app.pool().await?, before.map(|id| id as i64), row_id, actor).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_queue(app: State<'_, App>) -> Result<Queue, CommandError> {
    Ok(janet_workspace::queue(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_queue_state(app: State<'_, App>) -> Result<QueueState, CommandError> {
    Ok(janet_workspace::queue_state(&app.pool().await?).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_job_cancel(app: State<'_, App>, id: CommandId, job: JobId) -> Result<Submitted<()>, CommandError> {
    send(&app, id, CancelJob { id: job }).await
}

#[tauri::command]
#[specta::specta]
pub async fn workspace_job_retry(app: State<'_, App>, id: CommandId, job: JobId) -> Result<Submitted<()>, CommandError> {
    send(&app, id, RetryJob { id: job }).await
}
