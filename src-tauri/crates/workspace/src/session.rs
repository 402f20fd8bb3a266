//! Who is signed in.

use janet_model::{BranchId, Role, UserId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Me {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub roles: Vec<Role>,
    pub branch_id: Option<BranchId>,
    pub must_change_password: bool,
}

/// `None`: a login that is no operator of this database, or a disabled one.
pub async fn me(pool: &PgPool) -> Result<Option<Me>, Error> {
    let row = sqlx::query!(r#"select id, login::text as "login!", full_name, roles, branch_id, must_change_password from public.users where login = session_user and active"#)
        .fetch_optional(pool)
        .await?;
    Ok(row.map(|row| Me {
        id: UserId(row.id),
        login: row.login,
        full_name: row.full_name,
        roles: row.roles.iter().filter_map(|name| Role::from_pg_role(name)).collect(),
        branch_id: row.branch_id.map(BranchId),
        must_change_password: row.must_change_password,
    }))
}
