//! Documents on paper: invoices and receipts as PDF, on A4 or on a 58 mm roll, in the document's language.

mod invoice;
mod labels;
mod page;
mod receipt;
mod spelling;

pub use invoice::{InvoiceDocument, InvoiceLine, invoice_document, invoice_pdf};
pub use page::Paper;
pub use receipt::{ReceiptDocument, receipt_document, receipt_pdf};
pub use spelling::words_of_amount;

use janet_model::{Code, Refusal};

#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    #[error("the page could not be laid out")]
    Page(#[from] genpdf::error::Error),
    #[error("the file could not be written")]
    File(#[from] lopdf::Error),
    #[error(transparent)]
    Billing(#[from] janet_billing::Error),
    #[error(transparent)]
    Payments(#[from] janet_payments::Error),
}

impl DocumentError {
    /// The refusal the window shows; faults keep their source for the log.
    pub fn refusal(&self) -> Refusal {
        match self {
            DocumentError::Page(_) | DocumentError::File(_) => Refusal::new(Code::File),
            DocumentError::Billing(error) => error.refusal(),
            DocumentError::Payments(error) => error.refusal(),
        }
    }
}
