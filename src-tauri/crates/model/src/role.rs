//! The group roles of DESIGN §5. In PostgreSQL each is `janet_<role>`; an operator's login is a member of some of them.

use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Admin,
    Finance,
    Cashier,
    Noc,
    Support,
    Field,
    Partner,
    Auditor,
    Branch,
}

impl Role {
    pub const ALL: [Role; 9] =
        [Role::Admin, Role::Finance, Role::Cashier, Role::Noc, Role::Support, Role::Field, Role::Partner, Role::Auditor, Role::Branch];

    /// The PostgreSQL group role.
    pub const fn pg_role(self) -> &'static str {
        match self {
            Role::Admin => "janet_admin",
            Role::Finance => "janet_finance",
            Role::Cashier => "janet_cashier",
            Role::Noc => "janet_noc",
            Role::Support => "janet_support",
            Role::Field => "janet_field",
            Role::Partner => "janet_partner",
            Role::Auditor => "janet_auditor",
            Role::Branch => "janet_branch",
        }
    }

    pub fn from_pg_role(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.pg_role() == name)
    }
}
