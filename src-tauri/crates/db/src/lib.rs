//! PostgreSQL as the program uses it: the embedded server, roles, migrations, connecting to a shared server, commands
//! (submit and execute), jobs, leases, the change feed and the audit seals.

pub mod agents;
pub mod backup;
pub mod command;
pub mod embedded;
mod error;
pub mod executor;
pub mod feed;
pub mod jobs;
pub mod migrate;
pub mod prepare;
pub mod roles;
pub mod scram;
pub mod seal;
pub mod server;
pub mod submit;

pub use command::{Author, Command, Cx, Failure, Registry};
pub use error::DbError;
pub use executor::Executor;
pub use server::{ServerAddress, TlsMode};
pub use submit::{Outcomes, SubmitError, Submitted, submit};
