//! Starting, connecting, diagnostics.

use janet_db::{
    ServerAddress, prepare,
    server::{self, ServerReport},
};
use janet_model::{Code, Refusal, Role};
use serde::Serialize;
use specta::Type;
use sqlx::ConnectOptions;
use tauri::State;

use crate::{
    app::{App, AppStatus},
    connection::Connection,
    diagnostics::{self, Diagnostics},
    error::CommandError,
};

#[tauri::command]
#[specta::specta]
pub async fn app_status(app: State<'_, App>) -> Result<AppStatus, CommandError> {
    Ok(app.status().await)
}

#[tauri::command]
#[specta::specta]
pub async fn app_use_embedded(app: State<'_, App>) -> Result<(), CommandError> {
    app.choose(Connection::Embedded).await
}

/// The sample network: a database of its own with an invented ISP and simulated devices.
#[tauri::command]
#[specta::specta]
pub async fn app_use_sample(app: State<'_, App>) -> Result<(), CommandError> {
    app.choose(Connection::Sample).await
}

#[tauri::command]
#[specta::specta]
pub async fn app_use_server(app: State<'_, App>, address: ServerAddress) -> Result<(), CommandError> {
    app.choose(Connection::Server { address }).await
}

/// Tries everything that signing in needs and says what is wrong.
#[tauri::command]
#[specta::specta]
pub async fn app_test_server(address: ServerAddress, login: String, password: String) -> Result<ServerReport, CommandError> {
    Ok(server::test(&address, login.trim(), &password).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn app_parse_server_url(url: String) -> Result<ServerAddress, CommandError> {
    Ok(ServerAddress::parse_url(&url)?)
}

/// The new passwords of a prepared server, shown once.
#[derive(Debug, Serialize, Type)]
pub struct ServicePasswords {
    pub agent: String,
    /// For the RADIUS servers' configuration.
    pub radius: String,
}

/// Makes roles, database and schema from an administrator's login.
#[tauri::command]
#[specta::specta]
pub async fn app_prepare_server(address: ServerAddress, login: String, password: String) -> Result<ServicePasswords, CommandError> {
    let admin = address.options(login.trim(), &password).database("postgres").disable_statement_logging();
    // Opened once to name what is wrong with the connection itself.
    admin.connect().await.map_err(|error| server::connect_refusal(&address, &error))?;
    let prepared = prepare::prepare(&admin, &address.database, None).await?;
    Ok(ServicePasswords { agent: prepared.agent_password, radius: prepared.radius_password })
}

/// This computer becomes an agent of the shared server it is connected to, with the password of janet_agent. Nobody need
/// be signed in: on a new server nobody can, before there is an agent.
#[tauri::command]
#[specta::specta]
pub async fn app_become_agent(app: State<'_, App>, password: String) -> Result<(), CommandError> {
    app.become_agent(&password).await
}

#[tauri::command]
#[specta::specta]
pub async fn app_resign_agent(app: State<'_, App>) -> Result<(), CommandError> {
    if !app.me().await?.roles.contains(&Role::Admin) {
        return Err(Code::Forbidden.into());
    }
    app.resign_agent().await
}

/// Back to the choice of a database; data stays where it is.
#[tauri::command]
#[specta::specta]
pub async fn app_forget_connection(app: State<'_, App>) -> Result<(), CommandError> {
    app.forget().await
}

#[tauri::command]
#[specta::specta]
pub async fn app_diagnostics(app: State<'_, App>) -> Result<Diagnostics, CommandError> {
    Ok(diagnostics::collect(&app).await)
}

/// Writes the redacted diagnostics to the downloads folder and returns the file.
#[tauri::command]
#[specta::specta]
pub async fn app_export_diagnostics(app: State<'_, App>) -> Result<String, CommandError> {
    let text = serde_json::to_string_pretty(&diagnostics::collect(&app).await).map_err(|_| CommandError::from(Code::Internal))?;
    let path = super::customers::download_path("janet-diagnostics", "json")?;
    std::fs::write(&path, text).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
    Ok(path.display().to_string())
}

/// Opens a WhatsApp link in the system's browser; no other link is opened.
#[tauri::command]
#[specta::specta]
pub async fn app_open_link(url: String) -> Result<(), CommandError> {
    if !url.starts_with("https://wa.me/") {
        return Err(Refusal::invalid("url").into());
    }
    tauri::async_runtime::spawn_blocking(move || {
        if let Err(error) = opener::open_browser(url) {
            tracing::warn!(error = %error, "no browser opened the link");
        }
    });
    Ok(())
}
