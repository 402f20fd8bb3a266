//! Backups of the embedded server.

use janet_db::{Submitted, backup};
use janet_model::{Code, CommandId, JobId, Refusal, Role};
use janet_workspace::RequestBackup;
use serde::Serialize;
use specta::Type;
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[derive(Debug, Serialize, Type)]
pub struct BackupFile {
    pub name: String,
    pub megabytes: f64,
}

/// The verified backups of this machine, newest first.
#[tauri::command]
#[specta::specta]
pub async fn backup_list(app: State<'_, App>) -> Result<Vec<BackupFile>, CommandError> {
    app.me().await?;
    let files = backup::list(&app.database_folder().await)?;
    Ok(files
        .iter()
        .map(|path| BackupFile {
            name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            megabytes: std::fs::metadata(path).map_or(0.0, |meta| meta.len() as f64 / 1e6),
        })
        .collect())
}

#[tauri::command]
#[specta::specta]
pub async fn backup_request(app: State<'_, App>, id: CommandId, job: JobId) -> Result<Submitted<JobId>, CommandError> {
    if !app.is_embedded().await {
        return Err(Code::NotPrepared.into());
    }
    send(&app, id, RequestBackup { job }).await
}

/// Restores one of the listed backups after proving that it starts; everybody signs in again.
#[tauri::command]
#[specta::specta]
pub async fn backup_restore(app: State<'_, App>, name: String, password: String) -> Result<(), CommandError> {
    let me = app.me().await?;
    if !me.roles.contains(&Role::Admin) {
        return Err(Code::Forbidden.into());
    }
    app.prove(&me.login, &password).await.map_err(|error| {
        if error.code == Code::WrongPassword { Refusal::new(Code::WrongPassword).field("password").into() } else { error }
    })?;
    let Some(path) = backup::list(&app.database_folder().await)?
        .into_iter()
        .find(|path| path.file_name().is_some_and(|file| file.to_string_lossy() == name))
    else {
        return Err(Code::NotFound.into());
    };
    app.restore(&path).await?;
    Ok(())
}
