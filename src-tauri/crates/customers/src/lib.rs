//! People and companies at a place: creating, changing, finding, listing, importing and exporting them.

mod customer;
mod duplicates;
mod error;
mod export;
mod holds;
mod import;
mod import_sheet;
mod list;
mod overview;
mod search;
mod search_keys;
mod write;

pub use customer::{Customer, CustomerKind, customer};
pub use duplicates::{Duplicate, duplicates};
pub use error::Error;
pub use export::{ExportReport, export};
pub use holds::HoldReason;
pub use import::{ImportCustomers, ImportOutcome, ImportRow, RowOutcome};
pub use import_sheet::{Sheet, SheetRow, read_sheet};
pub use list::{CustomerRow, CustomerStatus, ListPage, ListRequest, SortColumn, StatusCount, list};
pub use overview::set_money;
pub use search::search;
pub use write::{ChangeCustomer, CreateCustomer, CustomerInput, CustomerSaved};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<CreateCustomer>().with::<ChangeCustomer>().with::<ImportCustomers>()
}
