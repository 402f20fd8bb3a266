//! People and companies at a place, the services they have, and the holds on them.

mod customer;
mod duplicates;
mod error;
mod export;
pub mod hold;
mod import;
mod import_sheet;
mod list;
mod overview;
mod search;
mod search_keys;
mod service;
mod write;

pub use customer::{Customer, CustomerKind, customer};
pub use duplicates::{Duplicate, duplicates};
pub use error::Error;
pub use export::{ExportReport, export};
pub use hold::{Hold, HoldReason};
pub use import::{ImportCustomers, ImportOutcome, ImportRow, RowOutcome};
pub use import_sheet::{Sheet, SheetRow, read_sheet};
pub use list::{CustomerRow, CustomerStatus, LineFilter, ListPage, ListRequest, SortColumn, StatusCount, list};
pub use overview::{LineState, refresh_services, set_line, set_money};
pub use search::search;
pub use search_keys::normalise;
pub use service::{
    Access, NewOnu, NewService, activate, adopt_onu, check_username, create_onu, create_service, create_service_with, onu_owner,
};
pub use write::{ChangeCustomer, CreateCustomer, CustomerInput, CustomerSaved, create};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<CreateCustomer>().with::<ChangeCustomer>().with::<ImportCustomers>()
}
