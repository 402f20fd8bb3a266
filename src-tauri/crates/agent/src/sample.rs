//! The sample network: an invented ISP that a newcomer may try everything on. It is a database of its own, filled through
//! the same use cases that operators' commands run, at moments in the past; its devices are the simulators of `janet-lab`,
//! described from what the database holds.

mod customers;
mod describe;
mod network;
mod running;

use chrono::{DateTime, Utc};
use janet_db::{Author, Command, Cx, DbError, Failure, scram};
use janet_model::{BranchId, CommandId, NewId, Role, UserId};
use janet_vault::VaultError;
use janet_workspace::{DueDayRule, FirstRun, Language, SettingsInput};
use sqlx::{PgConnection, PgPool};

pub use describe::{SampleRadius, describe};
pub use running::Running;

/// The sample's administrator. No secret: the sign-in screen shows it.
pub const LOGIN: &str = "rina";
pub const PASSWORD: &str = "contoh-jaringan";

/// What opens the simulated devices, and what their router shares with RADIUS.
const DEVICE_PASSWORD: &str = "lab-secret";
const RADIUS_SECRET: &str = "lab-radius-secret";

#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    #[error("the sample could not be filled: {0}")]
    Refused(janet_model::Refusal),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the sample's files or ports")]
    File(#[from] std::io::Error),
    #[error("{0}")]
    Lab(String),
}

impl From<Failure> for SampleError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => SampleError::Refused(refusal),
            Failure::Fault(fault) => SampleError::Db(fault),
        }
    }
}

impl From<sqlx::Error> for SampleError {
    fn from(error: sqlx::Error) -> Self {
        SampleError::Db(error.into())
    }
}

/// Fills an empty, migrated database on which a vault was opened, because the devices' passwords are sealed to its key.
/// `pool` is signed in as janet_agent; `login` is the administrator's, [`LOGIN`] where the server is the sample's alone.
pub async fn fill(pool: &PgPool, login: &str, language: Language, at: DateTime<Utc>) -> Result<(), SampleError> {
    let branch = BranchId::new_id();
    let mut tx = pool.begin().await?;
    run(&mut tx, at - chrono::Duration::days(90), first_run(branch, login, language)).await?;
    tx.commit().await?;
    let network = network::build(pool, branch, at).await?;
    customers::connect(pool, branch, &network, at).await?;
    Ok(())
}

fn first_run(branch: BranchId, login: &str, language: Language) -> FirstRun {
    FirstRun {
        settings: SettingsInput {
            company_name: "PT Contoh Jaringan Nusantara".into(),
            language,
            timezone: "Asia/Jakarta".into(),
            pkp: true,
            npwp: Some("0123456789012345".into()),
            prices_include_ppn: false,
            due_day: DueDayRule::Fixed { day: 20 },
            due_after_days: 19,
            isolir_after_days: 3,
            isolir_hour: 9,
            idle_lock_minutes: 60,
            backup_hour: 2,
            customer_prefix: "JNT".into(),
        },
        branch_id: branch,
        branch_name: "Bekasi Timur".into(),
        admin_id: UserId::new_id(),
        admin_login: login.into(),
        admin_name: "Rina".into(),
        verifier: scram::verifier(PASSWORD, &mut scram::os_rng()),
    }
}

/// One use case as the agent would run it, at a moment of our choice.
async fn run<C: Command>(tx: &mut PgConnection, at: DateTime<Utc>, command: C) -> Result<C::Outcome, SampleError> {
    let author = Author { login: "janet_agent".into(), user: None, roles: vec![Role::Admin], branch: None };
    let id = CommandId::new_id();
    let seed = {
        use rand::Rng;
        scram::os_rng().random()
    };
    let mut cx = Cx::new(tx, author, id, at, seed);
    Ok(command.execute(&mut cx).await?)
}
