//! Invoices and what a customer owes.

use janet_billing::{CustomerAccount, Invoice, InvoiceListRequest, InvoicePage};
use janet_model::{CustomerId, InvoiceId};
use janet_reports::Paper;
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

/// Writes the invoice as a PDF into the downloads folder and opens it; the path.
#[tauri::command]
#[specta::specta]
pub async fn billing_invoice_pdf(app: State<'_, App>, id: InvoiceId) -> Result<String, CommandError> {
    let document = janet_reports::invoice_document(&app.pool().await?, id).await?;
    super::print(&document.number.clone(), move || janet_reports::invoice_pdf(&document, Paper::A4)).await
}

/// A WhatsApp link with the text ready; `None`: the customer has no telephone number.
#[tauri::command]
#[specta::specta]
pub async fn billing_invoice_whatsapp(app: State<'_, App>, id: InvoiceId) -> Result<Option<String>, CommandError> {
    Ok(janet_payments::invoice_link(&app.pool().await?, id).await?)
}
