//! What is sold: price, speed, and how it is charged.

mod error;
mod plan;
mod profile;
mod write;

pub use error::Error;
pub use janet_model::OltDialect;
pub use plan::{ChargeTiming, Cutoff, PlanInput, PlanRow, Proration, plans};
pub use profile::LineProfileInput;
pub use write::{ChangePlan, CreatePlan, RestorePlan, WithdrawPlan};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry.with::<CreatePlan>().with::<ChangePlan>().with::<WithdrawPlan>().with::<RestorePlan>()
}
