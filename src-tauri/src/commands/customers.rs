//! Customers: list, search, form, import, export.

use std::path::PathBuf;

use janet_customers::{
    ChangeCustomer, CreateCustomer, Customer, CustomerRow, CustomerSaved, Duplicate, ExportReport, ImportCustomers, ImportOutcome,
    ListPage, ListRequest, Sheet,
};
use janet_db::Submitted;
use janet_model::{BranchId, Code, CommandId, CustomerId, Pin, PinError, Refusal};
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn customers_list(app: State<'_, App>, request: ListRequest) -> Result<ListPage, CommandError> {
    let own = app.me().await?.branch_id;
    Ok(janet_customers::list(&app.pool().await?, &request, own).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn customers_search(app: State<'_, App>, text: String) -> Result<Vec<CustomerRow>, CommandError> {
    Ok(janet_customers::search(&app.pool().await?, &text, 12).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn customers_customer(app: State<'_, App>, id: CustomerId) -> Result<Customer, CommandError> {
    Ok(janet_customers::customer(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn customers_customer_create(
    app: State<'_, App>,
    id: CommandId,
    input: CreateCustomer,
) -> Result<Submitted<CustomerSaved>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn customers_customer_change(
    app: State<'_, App>,
    id: CommandId,
    input: ChangeCustomer,
) -> Result<Submitted<CustomerSaved>, CommandError> {
    send(&app, id, input).await
}

/// Who may be in the books already, while the form is typed.
#[tauri::command]
#[specta::specta]
pub async fn customers_duplicates(
    app: State<'_, App>,
    phone: Option<String>,
    nik: Option<String>,
    except: Option<CustomerId>,
) -> Result<Vec<Duplicate>, CommandError> {
    Ok(janet_customers::duplicates(&app.pool().await?, phone.as_deref(), nik.as_deref(), except).await?)
}

/// The pin in a pasted Google-Maps or WhatsApp location. `detail` of the error is `short_link` where only opening the
/// link would tell.
#[tauri::command]
#[specta::specta]
pub async fn customers_pin_from_text(text: String) -> Result<Pin, CommandError> {
    Pin::from_pasted(&text).map_err(|error| {
        let refusal = Refusal::invalid("pin");
        match error {
            PinError::ShortLink => refusal.detail("short_link").into(),
            PinError::OutOfRange => refusal.detail("out_of_range").into(),
            PinError::NoCoordinates => refusal.into(),
        }
    })
}

/// What was understood of a pasted sheet; nothing is stored.
#[tauri::command]
#[specta::specta]
pub async fn customers_read_sheet(text: String, branch: BranchId) -> Result<Sheet, CommandError> {
    tauri::async_runtime::spawn_blocking(move || janet_customers::read_sheet(&text, branch))
        .await
        .map_err(|_| CommandError::from(Code::Internal))
}

/// One chunk of an import, at most 1,000 rows.
#[tauri::command]
#[specta::specta]
pub async fn customers_import(
    app: State<'_, App>,
    id: CommandId,
    input: ImportCustomers,
) -> Result<Submitted<ImportOutcome>, CommandError> {
    send(&app, id, input).await
}

/// Writes all customers to an Excel file in the downloads folder.
#[tauri::command]
#[specta::specta]
pub async fn customers_export(app: State<'_, App>, headings: Vec<String>) -> Result<ExportReport, CommandError> {
    let path = download_path("pelanggan", "xlsx")?;
    Ok(janet_customers::export(&app.pool().await?, &path, &headings).await?)
}

/// A new file in the downloads folder, named by the moment.
pub(super) fn download_path(stem: &str, extension: &str) -> Result<PathBuf, CommandError> {
    let folder = directories::UserDirs::new()
        .and_then(|dirs| dirs.download_dir().map(PathBuf::from).or_else(|| Some(dirs.home_dir().to_path_buf())))
        .ok_or_else(|| CommandError::from(Code::File))?;
    std::fs::create_dir_all(&folder).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
    Ok(folder.join(format!("{stem}-{}.{extension}", chrono::Local::now().format("%Y%m%d-%H%M%S"))))
}
