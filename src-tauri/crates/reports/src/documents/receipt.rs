//! A receipt on paper: what came in, and what it settled at that moment.

use chrono::NaiveDate;
use janet_billing::{Party, day_text, money_text};
use janet_model::{Money, TransactionId};
use janet_payments::{Receipt, receipt};
use janet_workspace::Language;
use sqlx::PgPool;

use super::{
    DocumentError, Paper,
    invoice::{buyer, head},
    labels::labels,
    page::{Look, left, render},
    spelling::words_of_amount,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptDocument {
    pub language: Language,
    pub number: String,
    pub date: NaiveDate,
    pub seller: Party,
    pub payer: Party,
    pub amount: Money,
    pub tendered: Option<Money>,
    /// Numbers of the invoices it settled, and how much of each.
    pub settled: Vec<(String, Money)>,
    pub credit: Money,
    pub note: String,
    pub received_by: String,
}

/// Reads a receipt of the caller's branches for printing.
pub async fn receipt_document(pool: &PgPool, id: TransactionId) -> Result<ReceiptDocument, DocumentError> {
    Ok(ReceiptDocument::from(receipt(pool, id).await?))
}

impl From<Receipt> for ReceiptDocument {
    fn from(receipt: Receipt) -> Self {
        ReceiptDocument {
            language: receipt.language,
            number: receipt.receipt_number,
            date: receipt.business_date,
            seller: receipt.seller,
            payer: receipt.payer,
            amount: receipt.amount,
            tendered: receipt.tendered,
            settled: receipt.allocated.into_iter().map(|allocation| (allocation.number, allocation.amount)).collect(),
            credit: receipt.credit,
            note: receipt.note,
            received_by: receipt.received_by,
        }
    }
}

pub fn receipt_pdf(document: &ReceiptDocument, paper: Paper) -> Result<Vec<u8>, DocumentError> {
    let labels = labels(document.language);
    let money = |amount| money_text(amount, document.language);
    render(paper, &document.number, |sheet| {
        head(sheet, labels.receipt, &document.seller, true)?;
        sheet.pair(labels.number, &document.number, Look::Plain)?;
        sheet.pair(labels.date, day_text(document.date, document.language), Look::Plain)?;
        buyer(sheet, labels.received_from, labels, &document.payer)?;
        sheet.pair(labels.method, labels.cash, Look::Plain)?;
        sheet.rule();
        if !document.settled.is_empty() {
            sheet.text(left(labels.for_invoices, Look::Faint));
        }
        for (number, amount) in &document.settled {
            sheet.sum(number, money(*amount), Look::Plain)?;
        }
        if document.credit > Money::ZERO {
            sheet.sum(labels.credit, money(document.credit), Look::Plain)?;
        }
        sheet.rule();
        sheet.sum(labels.paid, format!("Rp {}", money(document.amount)), Look::Strong)?;
        if let Some(tendered) = document.tendered {
            sheet.sum(labels.tendered, money(tendered), Look::Plain)?;
            let change = tendered.minor() - document.amount.minor();
            sheet.sum(labels.change, money(Money::from_minor(change)), Look::Plain)?;
        }
        sheet.gap(0.5);
        sheet.text(left(format!("{}: {}", labels.in_words, words_of_amount(document.amount, document.language)), Look::Plain));
        if !document.note.is_empty() {
            sheet.text(left(format!("{}: {}", labels.note, document.note), Look::Plain));
        }
        sheet.gap(0.5);
        sheet.pair(labels.received_by, &document.received_by, Look::Plain)?;
        sheet.text(left(labels.thanks, Look::Faint));
        Ok(())
    })
}
