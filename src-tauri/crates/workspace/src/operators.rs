//! Operators: each is a PostgreSQL login, so psql is no stronger than the screen. Passwords never come here; the window
//! computes the SCRAM verifier.

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, Role, UserId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::error::{Error, required};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Operator {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub roles: Vec<Role>,
    pub branch_id: Option<BranchId>,
    pub active: bool,
    pub must_change_password: bool,
    pub version: i32,
}

/// The operators that the caller's login may see.
pub async fn operators(pool: &PgPool) -> Result<Vec<Operator>, Error> {
    let rows = sqlx::query!(
        r#"select id, login::text as "login!", full_name, roles, branch_id, active, must_change_password, version
           from public.users order by active desc, full_name collate "id-x-icu", id"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Operator {
            id: UserId(row.id),
            login: row.login,
            full_name: row.full_name,
            roles: row.roles.iter().filter_map(|name| Role::from_pg_role(name)).collect(),
            branch_id: row.branch_id.map(BranchId),
            active: row.active,
            must_change_password: row.must_change_password,
            version: row.version,
        })
        .collect())
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct AddOperator {
    pub id: UserId,
    pub login: String,
    pub full_name: String,
    pub roles: Vec<Role>,
    pub branch_id: Option<BranchId>,
    /// SCRAM-SHA-256 verifier of the first password.
    pub verifier: String,
}

impl Command for AddOperator {
    const KIND: &'static str = "workspace.operator.add";
    const SECRETS: &'static [&'static str] = &["verifier"];
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        add(cx, self, true).await
    }
}

pub(crate) async fn add(cx: &mut Cx<'_>, input: AddOperator, must_change_password: bool) -> Result<(), Failure> {
    let login = login(&input.login)?;
    let full_name = required("full_name", &input.full_name)?;
    let groups = groups(&input.roles, input.branch_id)?;
    check_branch(cx.tx, input.branch_id).await?;
    // A login is cluster-wide: one that another database of the server uses is taken as well.
    let taken = sqlx::query_scalar!(r#"select exists (select from pg_roles where rolname = $1::text::name) as "taken!""#, login)
        .fetch_one(&mut *cx.tx)
        .await?;
    if taken {
        return Err(Error::Taken { field: "login", value: login }.into());
    }
    sqlx::query!(
        "insert into public.users (id, login, full_name, roles, branch_id, must_change_password, created_at, updated_at)
         values ($1, $2::text::name, $3, $4, $5, $6, $7, $7)",
        input.id.0,
        login,
        full_name,
        &groups,
        input.branch_id.map(|branch| branch.0),
        must_change_password,
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    sqlx::query!("select sec.operator_login_create($1::text::name, $2, $3::text[]::name[])", login, input.verifier, &groups)
        .fetch_one(&mut *cx.tx)
        .await?;
    Ok(())
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeOperator {
    pub id: UserId,
    pub version: i32,
    pub full_name: String,
    pub roles: Vec<Role>,
    pub branch_id: Option<BranchId>,
}

impl Command for ChangeOperator {
    const KIND: &'static str = "workspace.operator.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let groups = groups(&self.roles, self.branch_id)?;
        let full_name = required("full_name", &self.full_name)?;
        check_branch(cx.tx, self.branch_id).await?;
        let found = find(cx.tx, self.id).await?;
        if cx.author.user == Some(self.id) && found.roles != groups {
            return Err(Error::OwnAccount.into());
        }
        let changed = sqlx::query!(
            "update public.users set full_name = $3, roles = $4, branch_id = $5, version = version + 1, updated_at = $6 where id = $1 and version = $2",
            self.id.0,
            self.version,
            full_name,
            &groups,
            self.branch_id.map(|branch| branch.0),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(Error::Stale.into());
        }
        check_administrator_left(cx.tx).await?;
        sqlx::query!("select sec.operator_login_groups($1::text::name, $2::text[]::name[])", found.login, &groups)
            .fetch_one(&mut *cx.tx)
            .await?;
        Ok(())
    }
}

/// Ends the operator's sessions and forbids new ones.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct DisableOperator {
    pub id: UserId,
}

impl Command for DisableOperator {
    const KIND: &'static str = "workspace.operator.disable";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        if cx.author.user == Some(self.id) {
            return Err(Error::OwnAccount.into());
        }
        set_active(cx, self.id, false).await
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct EnableOperator {
    pub id: UserId,
}

impl Command for EnableOperator {
    const KIND: &'static str = "workspace.operator.enable";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        set_active(cx, self.id, true).await
    }
}

async fn set_active(cx: &mut Cx<'_>, id: UserId, active: bool) -> Result<(), Failure> {
    let found = find(cx.tx, id).await?;
    sqlx::query!(
        "update public.users set active = $2, version = version + 1, updated_at = $3 where id = $1 and active <> $2",
        id.0,
        active,
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    check_administrator_left(cx.tx).await?;
    sqlx::query!("select sec.operator_login_active($1::text::name, $2)", found.login, active).fetch_one(&mut *cx.tx).await?;
    Ok(())
}

/// An administrator gives a new first password; the operator must change it at the next sign-in.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ResetPassword {
    pub id: UserId,
    pub verifier: String,
}

impl Command for ResetPassword {
    const KIND: &'static str = "workspace.operator.reset_password";
    const SECRETS: &'static [&'static str] = &["verifier"];
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let found = find(cx.tx, self.id).await?;
        sqlx::query!(
            "update public.users set must_change_password = $2, version = version + 1, updated_at = $3 where id = $1",
            self.id.0,
            cx.author.user != Some(self.id),
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        sqlx::query!("select sec.operator_login_password($1::text::name, $2)", found.login, self.verifier).fetch_one(&mut *cx.tx).await?;
        Ok(())
    }
}

/// One's own password. The window proves the old one by signing in with it once more before it submits this.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangePassword {
    pub verifier: String,
}

impl Command for ChangePassword {
    const KIND: &'static str = "workspace.password.change";
    const SECRETS: &'static [&'static str] = &["verifier"];
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let Some(id) = cx.author.user else { return Err(Error::NotFound.into()) };
        sqlx::query!(
            "update public.users set must_change_password = false, version = version + 1, updated_at = $2 where id = $1",
            id.0,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        sqlx::query!("select sec.operator_login_password($1::text::name, $2)", cx.author.login, self.verifier)
            .fetch_one(&mut *cx.tx)
            .await?;
        Ok(())
    }
}

struct Found {
    login: String,
    roles: Vec<String>,
}

async fn find(tx: &mut PgConnection, id: UserId) -> Result<Found, Error> {
    sqlx::query_as!(Found, r#"select login::text as "login!", roles from public.users where id = $1 for update"#, id.0)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::NotFound)
}

/// Somebody must be able to repair the rest: an active administrator of every branch.
async fn check_administrator_left(tx: &mut PgConnection) -> Result<(), Error> {
    let left = sqlx::query_scalar!(
        r#"select exists (select from public.users where active and branch_id is null and 'janet_admin' = any (roles)) as "left!""#
    )
    .fetch_one(tx)
    .await?;
    if left { Ok(()) } else { Err(Error::LastAdministrator) }
}

async fn check_branch(tx: &mut PgConnection, branch: Option<BranchId>) -> Result<(), Error> {
    let Some(branch) = branch else { return Ok(()) };
    let open = sqlx::query_scalar!(r#"select exists (select from public.isp_branches where id = $1 and active) as "open!""#, branch.0)
        .fetch_one(tx)
        .await?;
    if open { Ok(()) } else { Err(Error::Invalid { field: "branch_id" }) }
}

/// The same rule as `sec.check_operator_login`, said with the name of the field.
fn login(text: &str) -> Result<String, Error> {
    let login = text.trim().to_ascii_lowercase();
    if login.is_empty() {
        return Err(Error::Required { field: "login" });
    }
    let shape = (2..=32).contains(&login.len())
        && login.starts_with(|c: char| c.is_ascii_lowercase())
        && login.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-'));
    let reserved =
        login.starts_with("janet_") || login.starts_with("pg_") || matches!(login.as_str(), "postgres" | "replication" | "public" | "none");
    if shape && !reserved { Ok(login) } else { Err(Error::Invalid { field: "login" }) }
}

fn groups(roles: &[Role], branch: Option<BranchId>) -> Result<Vec<String>, Error> {
    if roles.is_empty() {
        return Err(Error::Required { field: "roles" });
    }
    // A branch's operator works in a branch.
    if roles.contains(&Role::Branch) && branch.is_none() {
        return Err(Error::Required { field: "branch_id" });
    }
    let mut roles = roles.to_vec();
    roles.sort();
    roles.dedup();
    Ok(roles.into_iter().map(|role| role.pg_role().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_that_could_be_mistaken_are_refused() {
        for bad in ["janet_admin", "pg_monitor", "postgres", "1rina", "r", "rina;drop", "rina budi", "public"] {
            assert!(login(bad).is_err(), "{bad}");
        }
        assert_eq!(login(" Rina.S ").unwrap(), "rina.s");
    }
}
