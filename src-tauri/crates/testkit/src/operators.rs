//! Operators of a test: real PostgreSQL logins, named so that tests beside each other do not meet (roles are cluster-wide).

use janet_model::{BranchId, NewId, Role, UserId};
use janet_workspace::AddOperator;
use sqlx::{
    PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use uuid::Uuid;

use crate::world::PASSWORD;

pub struct TestOperator {
    pub id: UserId,
    pub login: String,
    pub(crate) pool: Option<PgPool>,
}

impl TestOperator {
    pub(crate) fn unmade(word: &str) -> TestOperator {
        let unique = Uuid::now_v7().simple().to_string();
        let login = format!("{word}-{}", &unique[12..]);
        TestOperator { id: UserId::new_id(), login, pool: None }
    }

    pub(crate) fn add(&self, roles: &[Role], branch: Option<BranchId>) -> AddOperator {
        AddOperator {
            id: self.id,
            login: self.login.clone(),
            full_name: format!("Operator {}", self.login),
            roles: roles.to_vec(),
            branch_id: branch,
            verifier: janet_db::scram::verifier(PASSWORD, &mut janet_db::scram::os_rng()),
        }
    }

    /// Signs in anew, such as after a change of password.
    pub async fn sign_in_with(&mut self, options: PgConnectOptions) {
        let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await.expect("the login connects");
        self.pool = Some(pool);
    }

    /// Signed in as this operator.
    pub fn pool(&self) -> &PgPool {
        self.pool.as_ref().expect("this operator was made")
    }
}
