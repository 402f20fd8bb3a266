//! The shell: a window around the crates. It decides nothing; it parses, submits or queries, and maps errors.

mod agent_here;
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
            commands::app::app_use_sample,
            commands::app::app_test_server,
            commands::app::app_parse_server_url,
            commands::app::app_prepare_server,
            commands::app::app_forget_connection,
            commands::app::app_become_agent,
            commands::app::app_resign_agent,
            commands::app::app_diagnostics,
            commands::app::app_export_diagnostics,
            commands::app::app_open_link,
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
            commands::network::network_nodes,
            commands::network::network_node,
            commands::network::network_node_create,
            commands::network::network_node_change,
            commands::network::network_node_manage,
            commands::network::network_node_forget_host_key,
            commands::network::network_node_observe,
            commands::network::network_node_set_budget,
            commands::network::network_node_forget_certificate,
            commands::network::network_olt_capabilities,
            commands::network::network_router_check,
            commands::network::network_router_check_again,
            commands::network::network_command_log,
            commands::network::network_log_session,
            commands::network::network_log_export,
            commands::network::network_odcs,
            commands::network::network_odc_create,
            commands::network::network_odc_change,
            commands::network::network_odps,
            commands::network::network_odp,
            commands::network::network_odp_create,
            commands::network::network_odp_change,
            commands::network::network_zones,
            commands::network::network_zone_create,
            commands::network::network_zone_change,
            commands::network::network_place_advice,
            commands::network::network_node_set_password,
            commands::plans::plans_plans,
            commands::plans::plans_plan_create,
            commands::plans::plans_plan_change,
            commands::plans::plans_plan_withdraw,
            commands::plans::plans_plan_restore,
            commands::aaa::aaa_hold_place,
            commands::aaa::aaa_hold_release,
            commands::aaa::aaa_session_disconnect,
            commands::aaa::aaa_nas_set,
            commands::aaa::aaa_nas,
            commands::aaa::aaa_sessions,
            commands::aaa::aaa_reveal_password,
            commands::billing::billing_invoices,
            commands::billing::billing_invoice,
            commands::billing::billing_account,
            commands::billing::billing_invoice_pdf,
            commands::billing::billing_invoice_whatsapp,
            commands::payments::payments_receive,
            commands::payments::payments_receipt,
            commands::payments::payments_day,
            commands::payments::payments_receipt_pdf,
            commands::payments::payments_receipt_whatsapp,
            commands::provisioning::provisioning_connect,
            commands::provisioning::provisioning_services,
            commands::provisioning::provisioning_onu_read,
            commands::provisioning::provisioning_discover,
            commands::provisioning::provisioning_unregistered,
            commands::provisioning::provisioning_olt_log,
            commands::provisioning::provisioning_why_offline,
            commands::provisioning::provisioning_suggest_username,
            commands::provisioning::provisioning_username_free,
            commands::provisioning::provisioning_preview,
            commands::adoption::adoption_nodes,
            commands::adoption::adoption_finds,
            commands::adoption::adoption_read,
            commands::adoption::adoption_paste,
            commands::adoption::adoption_match,
            commands::adoption::adoption_review,
            commands::adoption::adoption_take,
            commands::reports::reports_today,
            commands::vault::vault_state,
            commands::vault::vault_agent_approve,
            commands::vault::vault_agent_revoke,
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
