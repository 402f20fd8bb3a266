//! Cash over the counter.

use chrono::NaiveDate;
use janet_db::Submitted;
use janet_model::{CommandId, TransactionId};
use janet_payments::{PaymentDay, PaymentReceived, Receipt, ReceivePayment};
use janet_reports::Paper;
use tauri::State;

use super::send;
use crate::{app::App, error::CommandError};

#[tauri::command]
#[specta::specta]
pub async fn payments_receive(
    app: State<'_, App>,
    id: CommandId,
    input: ReceivePayment,
) -> Result<Submitted<PaymentReceived>, CommandError> {
    send(&app, id, input).await
}

#[tauri::command]
#[specta::specta]
pub async fn payments_receipt(app: State<'_, App>, id: TransactionId) -> Result<Receipt, CommandError> {
    Ok(janet_payments::receipt(&app.pool().await?, id).await?)
}

#[tauri::command]
#[specta::specta]
pub async fn payments_day(app: State<'_, App>, day: Option<NaiveDate>) -> Result<PaymentDay, CommandError> {
    Ok(janet_payments::payment_day(&app.pool().await?, day).await?)
}

/// Writes the receipt as a PDF into the downloads folder and opens it; the path.
#[tauri::command]
#[specta::specta]
pub async fn payments_receipt_pdf(app: State<'_, App>, id: TransactionId, paper: Paper) -> Result<String, CommandError> {
    let document = janet_reports::receipt_document(&app.pool().await?, id).await?;
    super::print(&document.number.clone(), move || janet_reports::receipt_pdf(&document, paper)).await
}

/// A WhatsApp link with the text ready; `None`: the customer has no telephone number.
#[tauri::command]
#[specta::specta]
pub async fn payments_receipt_whatsapp(app: State<'_, App>, id: TransactionId) -> Result<Option<String>, CommandError> {
    Ok(janet_payments::receipt_link(&app.pool().await?, id).await?)
}
