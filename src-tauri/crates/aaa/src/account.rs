//! The RADIUS rows of a service: its password, and the group that carries its plan's attributes or the walled garden's.

use janet_model::{PlanId, ServiceId};
use rand::{Rng, rngs::StdRng};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};

use crate::{Error, request};

/// The group of every suspended service.
pub const ISOLIR: &str = "isolir";

/// One row as a RADIUS server reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RadiusRow {
    pub table: String,
    /// User or group.
    pub name: String,
    pub attribute: String,
    pub op: String,
    /// Dots when it is secret.
    pub value: String,
    pub secret: bool,
}

/// What [`create_account`] writes, for a preview: the values are the same, the password is dots.
pub fn account_rows(username: &str, group: &str) -> Vec<RadiusRow> {
    let row = |table: &str, attribute: &str, value: &str, secret| RadiusRow {
        table: table.into(),
        name: username.into(),
        attribute: attribute.into(),
        op: ":=".into(),
        value: value.into(),
        secret,
    };
    vec![row("radcheck", "Cleartext-Password", "••••••••", true), row("radusergroup", "groupname", group, false)]
}

/// What a plan's group answers with.
pub async fn group_rows(pool: &PgPool, plan: PlanId) -> Result<Vec<RadiusRow>, Error> {
    let rows = sqlx::query!(
        "select g.groupname, g.attribute, g.op, g.value from radius.radgroupreply g join public.isp_plans p on p.radius_group = g.groupname
         where p.id = $1 order by g.attribute",
        plan.0
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| RadiusRow {
            table: "radgroupreply".into(),
            name: row.groupname,
            attribute: row.attribute,
            op: row.op,
            value: row.value,
            secret: false,
        })
        .collect())
}

/// Ten characters that nobody confuses on the telephone: 50 bits.
pub fn generate_password(rng: &mut StdRng) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    (0..10).map(|_| char::from(LETTERS[rng.random_range(0..31)])).collect()
}

/// What may be typed as a PPPoE password: 6–64 printable ASCII characters that PAP, CHAP and every router carry unchanged.
pub fn password_check(password: &str) -> Result<(), Error> {
    if (6..=64).contains(&password.len()) && password.bytes().all(|b| b.is_ascii_graphic()) {
        Ok(())
    } else {
        Err(Error::Invalid { field: "password" })
    }
}

/// Writes the account of a new service. Its group follows from its holds.
pub async fn create_account(tx: &mut PgConnection, service: ServiceId, password: &str) -> Result<(), Error> {
    // In clear, because CHAP needs it so (RFC 1994); readable by the RADIUS servers and the agent only.
    sqlx::query!(
        "insert into radius.radcheck (username, attribute, op, value)
         select s.username, 'Cleartext-Password', ':=', $2 from public.isp_services s where s.id = $1
         on conflict (username, attribute) do update set op = excluded.op, value = excluded.value",
        service.0,
        password
    )
    .execute(&mut *tx)
    .await?;
    set_group(tx, service).await?;
    Ok(())
}

/// Keeps the password of a line that its router lets in by itself, for the one logged click. RADIUS turns the name away: a
/// router asks it about names that it does not have, or has switched off.
pub async fn keep_password(tx: &mut PgConnection, service: ServiceId, password: &str) -> Result<(), Error> {
    sqlx::query!(
        "insert into radius.radcheck (username, attribute, op, value)
         select s.username, x.attribute, ':=', x.value from public.isp_services s,
              (values ('Auth-Type', 'Reject'), ('Cleartext-Password', $2)) as x (attribute, value) where s.id = $1
         on conflict (username, attribute) do update set op = excluded.op, value = excluded.value",
        service.0,
        password
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the account follow the service and its holds. Where the group changed, every live session is to come back into
/// the new one, so a Disconnect is queued. `true`: something changed.
pub async fn follow(tx: &mut PgConnection, service: ServiceId, by: &str) -> Result<bool, Error> {
    let ended = sqlx::query_scalar!(r#"select state = 'ended' as "ended!" from public.isp_services where id = $1 for update"#, service.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(Error::NotFound)?;
    let changed = if ended {
        let gone = sqlx::query!(
            "with s as (select username from public.isp_services where id = $1),
                  a as (delete from radius.radcheck using s where radcheck.username = s.username returning 1),
                  b as (delete from radius.radreply using s where radreply.username = s.username returning 1)
             delete from radius.radusergroup using s where radusergroup.username = s.username",
            service.0
        )
        .execute(&mut *tx)
        .await?;
        gone.rows_affected() > 0
    } else {
        set_group(tx, service).await?
    };
    if changed {
        request::disconnect_later(tx, service, by).await?;
    }
    Ok(changed)
}

/// The group that the service should have, in one row. `true`: it had another one.
async fn set_group(tx: &mut PgConnection, service: ServiceId) -> Result<bool, Error> {
    let rows = sqlx::query!(
        "insert into radius.radusergroup (username, groupname, priority)
         select s.username,
                case when exists (select from public.isp_service_holds h where h.service_id = s.id and h.released_at is null)
                     then $2 else p.radius_group end, 1
         from public.isp_services s join public.isp_plans p on p.id = s.plan_id where s.id = $1 and s.state <> 'ended'
         on conflict (username, priority) do update set groupname = excluded.groupname where radusergroup.groupname <> excluded.groupname",
        service.0,
        ISOLIR
    )
    .execute(tx)
    .await?;
    Ok(rows.rows_affected() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn passwords() {
        let password = generate_password(&mut StdRng::seed_from_u64(7));
        assert_eq!(password.len(), 10);
        assert!(password_check(&password).is_ok());
        assert_eq!(password, generate_password(&mut StdRng::seed_from_u64(7)), "a replay draws the same");
        for bad in ["short", "with space", "ümlaut-lang", ""] {
            assert!(password_check(bad).is_err(), "{bad}");
        }
    }
}
