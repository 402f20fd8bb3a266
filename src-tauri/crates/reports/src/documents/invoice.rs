//! An invoice on paper. Everything on it is from the day of issue, so a reprint is the same sheet.

use chrono::NaiveDate;
use janet_billing::{Invoice, Party, day_text, invoice, money_text};
use janet_model::{InvoiceId, Money};
use janet_workspace::Language;
use sqlx::PgPool;

use super::{
    DocumentError, Paper,
    labels::{Labels, labels},
    page::{Look, Sheet, left, render, right},
    spelling::words_of_amount,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    pub description: String,
    /// Days charged, days of the period, and the price of the whole; none for what is charged once.
    pub days: Option<(i32, i32, Money)>,
    pub amount: Money,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceDocument {
    pub language: Language,
    pub number: String,
    pub issued_on: NaiveDate,
    pub due_on: NaiveDate,
    pub seller: Party,
    pub buyer: Party,
    pub lines: Vec<InvoiceLine>,
    /// The base that bears PPN, the PPN, and what it is called; none without PPN.
    pub ppn: Option<(Money, Money, String)>,
    pub prices_include_ppn: bool,
    pub total: Money,
}

/// Reads an invoice of the caller's branches for printing.
pub async fn invoice_document(pool: &PgPool, id: InvoiceId) -> Result<InvoiceDocument, DocumentError> {
    Ok(InvoiceDocument::from(invoice(pool, id).await?))
}

impl From<Invoice> for InvoiceDocument {
    fn from(invoice: Invoice) -> Self {
        InvoiceDocument {
            language: invoice.language,
            number: invoice.number,
            issued_on: invoice.issued_on,
            due_on: invoice.due_on,
            seller: invoice.seller,
            buyer: invoice.buyer,
            lines: invoice
                .items
                .into_iter()
                .map(|item| InvoiceLine {
                    description: item.description,
                    days: item.days.zip(item.period_days).map(|(days, of)| (days, of, item.unit_price)),
                    amount: item.amount,
                })
                .collect(),
            ppn: invoice.ppn_label.map(|label| (invoice.ppn_base, invoice.ppn, label)),
            prices_include_ppn: invoice.prices_include_ppn,
            total: invoice.total,
        }
    }
}

pub fn invoice_pdf(document: &InvoiceDocument, paper: Paper) -> Result<Vec<u8>, DocumentError> {
    let labels = labels(document.language);
    let money = |amount| money_text(amount, document.language);
    render(paper, &document.number, |sheet| {
        head(sheet, labels.invoice, &document.seller, document.ppn.is_some())?;
        sheet.pair(labels.number, &document.number, Look::Plain)?;
        sheet.pair(labels.date, day_text(document.issued_on, document.language), Look::Plain)?;
        sheet.pair(labels.due, day_text(document.due_on, document.language), Look::Plain)?;
        buyer(sheet, labels.billed_to, labels, &document.buyer)?;
        sheet.gap(0.5);
        if !sheet.is_roll() {
            sheet.row(&[(10, left(labels.description, Look::Faint)), (4, right(labels.amount, Look::Faint))])?;
        }
        sheet.rule();
        for line in &document.lines {
            sheet.row(&[(10, left(&line.description, Look::Plain)), (4, right(money(line.amount), Look::Plain))])?;
            if let Some((days, of, price)) = line.days.filter(|(days, of, _)| days != of) {
                sheet.text(left(format!("{days} {} {of} {} × {}", labels.of, labels.days, money(price)), Look::Faint));
            }
        }
        sheet.rule();
        if let Some((base, ppn, label)) = &document.ppn {
            sheet.sum(labels.dpp, money(*base), Look::Plain)?;
            sheet.sum(label, money(*ppn), Look::Plain)?;
        }
        sheet.sum(labels.total, format!("Rp {}", money(document.total)), Look::Strong)?;
        sheet.gap(0.5);
        sheet.text(left(format!("{}: {}", labels.in_words, words_of_amount(document.total, document.language)), Look::Plain));
        if document.ppn.is_some() && document.prices_include_ppn {
            sheet.text(left(labels.includes_ppn, Look::Faint));
        }
        Ok(())
    })
}

/// The company and what kind of document this is. Its NPWP stands only where PPN does or may.
pub(super) fn head(sheet: &mut Sheet, title: &str, seller: &Party, with_npwp: bool) -> Result<(), DocumentError> {
    if sheet.is_roll() {
        sheet.text(left(&seller.name, Look::Title));
    } else {
        sheet.row(&[(9, left(&seller.name, Look::Title)), (5, right(title, Look::Title))])?;
    }
    sheet.text(left(&seller.address, Look::Faint));
    sheet.text(left(seller.phone.as_deref().unwrap_or_default(), Look::Faint));
    if let Some(npwp) = seller.npwp.as_deref().filter(|_| with_npwp) {
        sheet.text(left(format!("NPWP {npwp}"), Look::Faint));
    }
    sheet.rule();
    if sheet.is_roll() {
        sheet.text(left(title, Look::Strong));
    }
    Ok(())
}

pub(super) fn buyer(sheet: &mut Sheet, label: &str, labels: &Labels, party: &Party) -> Result<(), DocumentError> {
    if !sheet.is_roll() {
        sheet.gap(0.5);
    }
    sheet.pair(label, &party.name, Look::Plain)?;
    sheet.pair(labels.customer_code, &party.code, Look::Plain)?;
    if !sheet.is_roll() && !party.address.is_empty() {
        sheet.pair("", &party.address, Look::Plain)?;
    }
    Ok(())
}
