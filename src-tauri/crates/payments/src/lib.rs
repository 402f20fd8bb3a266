//! Money that comes in: receiving it, the receipt for it, and telling the customer.

mod day;
mod error;
mod receipt;
mod receive;
mod release;
mod whatsapp;

pub use day::{PaymentDay, PaymentRow, payment_day};
pub use error::Error;
pub use receipt::{Receipt, ReceiptAllocation, receipt};
pub use receive::{AllocatedTo, PaymentReceived, ReceivePayment};
pub use whatsapp::{invoice_link, invoice_message, receipt_link, receipt_message, whatsapp_link};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<ReceivePayment>()
}
