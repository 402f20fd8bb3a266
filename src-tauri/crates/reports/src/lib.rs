//! What is read across areas, and what is printed.

mod documents;
mod error;
mod today;

pub use documents::{
    DocumentError, InvoiceDocument, InvoiceLine, Paper, ReceiptDocument, invoice_document, invoice_pdf, receipt_document, receipt_pdf,
    words_of_amount,
};
pub use error::Error;
pub use today::{Amount, Today, today};
