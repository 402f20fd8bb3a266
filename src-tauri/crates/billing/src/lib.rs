//! What is charged and what is owed: prices become lines, lines become invoices, invoices become journal entries, and
//! payments settle them. Money is computed once, in the pure functions of [`quote`](mod@quote), [`period`] and [`ppn`];
//! a preview and an issued invoice go through the same ones.

mod account;
mod allocate;
mod charge;
mod error;
#[cfg(test)]
mod golden;
mod invoice;
mod issue;
mod journal;
mod list;
mod party;
pub mod period;
pub mod ppn;
mod preview;
pub mod quote;
mod standing;
mod wording;

pub use account::{AccountEntry, CustomerAccount, EntryNoun, OpenInvoice, PaymentEntry, account};
pub use allocate::{Allocated, Allocation, Payment, allocate, settle};
pub use charge::{charge_activation, charge_installation, charge_period};
pub use error::Error;
pub use invoice::{Invoice, InvoiceItem, InvoicePayment, JournalLine, invoice};
pub use issue::{DueRule, due_on};
pub use journal::{AccountRole, Entry, EntryKind, Posting, post};
pub use list::{InvoiceCounts, InvoiceKey, InvoiceListRequest, InvoicePage, InvoiceRow, InvoiceState, invoices};
pub use party::{Holder, Party, holder, lock_holder, seller};
pub use period::{BillingDay, Period};
pub use ppn::PpnRule;
pub use preview::preview;
pub use quote::{Charge, ConnectionQuote, Derivation, LineKind, PlanPrice, Quote, QuoteLine, Terms, connection, quote};
pub use standing::{Standing, may_be_released, standing};
pub use wording::{day_text, money_text, period_text};
