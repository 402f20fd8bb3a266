//! The company that uses the program: first run, settings, branches, operators, audit, and the queue that its
//! administrators look after.

mod audit;
mod branches;
mod error;
mod first_run;
mod operators;
mod queue;
mod series;
mod session;
mod settings;

pub use audit::{AuditEntry, AuditPage, audit_page};
pub use branches::{Branch, ChangeBranch, CreateBranch, branches};
pub use error::Error;
pub use first_run::{FirstRun, is_set_up};
pub use operators::{AddOperator, ChangeOperator, ChangePassword, DisableOperator, EnableOperator, Operator, ResetPassword, operators};
pub use queue::{AgentSeen, CancelJob, Job, JobState, Queue, QueueState, RetryJob, WaitingCommand, queue, queue_state};
pub use series::next_number;
pub use session::{Me, me};
pub use settings::{ChangeSettings, DueDayRule, Language, Settings, SettingsInput, settings};

/// The commands of this area.
pub fn register(registry: janet_db::Registry) -> janet_db::Registry {
    registry
        .with::<FirstRun>()
        .with::<ChangeSettings>()
        .with::<CreateBranch>()
        .with::<ChangeBranch>()
        .with::<AddOperator>()
        .with::<ChangeOperator>()
        .with::<DisableOperator>()
        .with::<EnableOperator>()
        .with::<ResetPassword>()
        .with::<ChangePassword>()
        .with::<CancelJob>()
        .with::<RetryJob>()
        .with::<queue::RequestBackup>()
}
pub use queue::RequestBackup;
