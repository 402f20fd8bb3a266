//! Invoices and what a customer owes.

use janet_billing::{CustomerAccount, Invoice, InvoiceListRequest, InvoicePage};
use janet_model::{CustomerId, InvoiceId};
use tauri::State;

use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn billing_invoices(app: State<'_, App>, request: InvoiceListRequest) -> Result<InvoicePage, CommandError> {
    Ok(janet_billing::invoices(&app.pool().await?, &request).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn billing_invoice(app: State<'_, App>, id: InvoiceId) -> Result<Invoice, CommandError> {
    Ok(janet_billing::invoice(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn billing_account(app: State<'_, App>, customer: CustomerId) -> Result<CustomerAccount, CommandError> {
    Ok(janet_billing::account(&app.pool().await?, customer).await?)
}
