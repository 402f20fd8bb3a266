//! The shell: a window around the crates. It decides nothing; it parses, submits or queries, and maps errors.

mod app;
mod commands;
mod connection;
mod diagnostics;
mod error;
mod events;
mod logging;
mod session;

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use tauri::Manager;

use app::App;

#[derive(Parser)]
#[command(name = "janet-isp", version, about = "JANET ISP: runs a fibre ISP")]
struct Cli {
    /// The data folder; the default is the account's own.
    #[arg(long, env = "JANET_DATA")]
    data: Option<PathBuf>,
}

/// The commands and events of the window, as the bindings export them.
pub fn ipc() -> tauri_specta::Builder<tauri::Wry> {
    tauri_specta::Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .commands(tauri_specta::collect_commands![
            commands::app::app_status,
            commands::app::app_use_embedded,
            commands::app::app_use_server,
            commands::app::app_test_server,
            commands::app::app_parse_server_url,
            commands::app::app_prepare_server,
            commands::app::app_forget_connection,
            commands::app::app_diagnostics,
            commands::app::app_export_diagnostics,
            commands::workspace::workspace_first_run,
            commands::workspace::workspace_sign_in,
            commands::workspace::workspace_sign_out,
            commands::workspace::workspace_password_change,
            commands::workspace::workspace_settings,
            commands::workspace::workspace_settings_change,
            commands::workspace::workspace_branches,
            commands::workspace::workspace_branch_create,
            commands::workspace::workspace_branch_change,
            commands::workspace::workspace_operators,
            commands::workspace::workspace_operator_add,
            commands::workspace::workspace_operator_change,
            commands::workspace::workspace_operator_disable,
            commands::workspace::workspace_operator_enable,
            commands::workspace::workspace_operator_reset_password,
            commands::workspace::workspace_audit,
            commands::workspace::workspace_queue,
            commands::workspace::workspace_queue_state,
            commands::workspace::workspace_job_cancel,
            commands::workspace::workspace_job_retry,
            commands::backup::backup_list,
            commands::backup::backup_request,
            commands::backup::backup_restore,
            commands::customers::customers_list,
            commands::customers::customers_search,
            commands::customers::customers_customer,
            commands::customers::customers_customer_create,
            commands::customers::customers_customer_change,
            commands::customers::customers_duplicates,
            commands::customers::customers_pin_from_text,
            commands::customers::customers_read_sheet,
            commands::customers::customers_import,
            commands::customers::customers_export,
        ])
        .events(tauri_specta::collect_events![events::DataChanged, events::StatusChanged])
}

pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let folder = app::data_folder(cli.data);
    let _logs = logging::start(&folder);
    let ipc = ipc();
    let built = tauri::Builder::default()
        .invoke_handler(ipc.invoke_handler())
        .setup(move |tauri| {
            ipc.mount_events(tauri);
            let app = App::new(folder, tauri.handle().clone());
            tauri.manage(app.clone());
            tauri::async_runtime::spawn(async move { app.start().await });
            Ok(())
        })
        .build(tauri::generate_context!());
    let program = match built {
        Ok(program) => program,
        Err(error) => {
            tracing::error!(error = %error, "the window could not be made");
            eprintln!("janet-isp: {error}");
            return ExitCode::FAILURE;
        }
    };
    program.run(|handle, event| {
        if let tauri::RunEvent::Exit = event {
            // The last one out stops the database; nothing is lost if this is cut short.
            tauri::async_runtime::block_on(handle.state::<App>().inner().clone().leave());
        }
    });
    ExitCode::SUCCESS
}
