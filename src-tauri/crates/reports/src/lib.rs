//! Reads across the areas: the day's numbers.

mod error;
mod today;

pub use error::Error;
pub use today::{Amount, Today, today};
