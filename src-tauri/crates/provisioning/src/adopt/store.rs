//! Keeping what a read found.

use chrono::{DateTime, Utc};
use janet_model::{BranchId, NodeId};
use janet_network::PonPlace;
use serde_json::{Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::found::{FindKind, RegisteredOnu, RouterFind};
use crate::{Error, onu::line_word};

/// Which finds a read was to see: what is not in it is gone.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    Router,
    Pon(PonPlace),
}

pub(super) struct Read<'a> {
    pub node: NodeId,
    pub branch: BranchId,
    pub at: DateTime<Utc>,
    pub scope: Scope,
    pub rows: &'a [Row],
}

/// A find as the table has it, and its password, which goes elsewhere.
pub(super) struct Row {
    row: Value,
    password: Option<String>,
}

/// What RouterOS and OLTs print may hold what PostgreSQL's text cannot.
fn plain(text: &str) -> String {
    text.replace('\0', "")
}

pub(super) fn router_row(find: &RouterFind) -> Option<Row> {
    let name = plain(&find.name);
    let kbps = |of: fn(&(u32, u32)) -> u32| find.rate.as_ref().map(of).filter(|kbps| *kbps > 0);
    (!name.trim().is_empty()).then(|| Row {
        row: json!({
            "id": Uuid::now_v7(), "kind": find.kind.as_str(), "name": name, "comment": plain(&find.comment), "profile": find.profile.as_deref().map(plain),
            "rate_up_kbps": kbps(|rate| rate.0), "rate_down_kbps": kbps(|rate| rate.1), "macs": find.macs, "address": find.address.as_deref().map(plain),
            "disabled": find.disabled, "line": line_word(find.line), "fields": find.fields,
        }),
        password: find.password.as_deref().map(plain).filter(|password| !password.is_empty()),
    })
}

pub(super) fn onu_row(onu: &RegisteredOnu) -> Row {
    let place = format!("{}/{}/{}:{}", onu.pon.frame, onu.pon.slot, onu.pon.port, onu.onu_id);
    // Where the list has neither serial nor MAC address, the place is all there is.
    let name = onu.serial.clone().or_else(|| onu.mac.clone()).unwrap_or(place);
    Row {
        row: json!({
            "id": Uuid::now_v7(), "kind": FindKind::Onu.as_str(), "name": plain(&name), "comment": plain(&onu.description), "serial": onu.serial,
            "macs": onu.mac.iter().collect::<Vec<_>>(), "pon_frame": onu.pon.frame, "pon_slot": onu.pon.slot, "pon_port": onu.pon.port,
            "onu_id": onu.onu_id, "vlan": onu.vlan, "disabled": false, "line": line_word(onu.line), "fields": onu.fields,
        }),
        password: None,
    }
}

/// One statement for all rows. The version counts what matters to whoever decides, so a decision about what has changed
/// since is refused.
pub(super) async fn keep(tx: &mut PgConnection, read: &Read<'_>) -> Result<(), Error> {
    let rows = Value::Array(read.rows.iter().map(|row| row.row.clone()).collect());
    sqlx::query!(
        "insert into public.isp_adoption_finds as f (id, node_id, branch_id, found_at, kind, name, comment, profile, rate_up_kbps, rate_down_kbps,
             serial, macs, address, pon_frame, pon_slot, pon_port, onu_id, vlan, disabled, line, fields)
         select distinct on (x.kind, x.name) x.id, $2, $3, $4, x.kind, x.name, x.comment, x.profile, x.rate_up_kbps, x.rate_down_kbps,
             x.serial, coalesce(x.macs, '{}'), x.address, x.pon_frame, x.pon_slot, x.pon_port, x.onu_id, x.vlan, x.disabled, x.line, x.fields
         from jsonb_to_recordset($1) as x (id uuid, kind text, name text, comment text, profile text, rate_up_kbps int, rate_down_kbps int, serial text,
             macs text[], address text, pon_frame smallint, pon_slot smallint, pon_port smallint, onu_id smallint, vlan int, disabled boolean,
             line text, fields jsonb)
         order by x.kind, x.name
         on conflict (node_id, kind, name) do update set found_at = excluded.found_at, comment = excluded.comment, profile = excluded.profile,
             rate_up_kbps = excluded.rate_up_kbps, rate_down_kbps = excluded.rate_down_kbps, serial = excluded.serial, macs = excluded.macs,
             address = excluded.address, pon_frame = excluded.pon_frame, pon_slot = excluded.pon_slot, pon_port = excluded.pon_port,
             onu_id = excluded.onu_id, vlan = excluded.vlan, disabled = excluded.disabled, line = excluded.line, fields = excluded.fields,
             state = case when f.state = 'gone' then 'open' else f.state end,
             version = f.version + case when f.state <> 'gone'
                 and (f.comment, f.profile, f.serial, f.pon_frame, f.pon_slot, f.pon_port, f.onu_id, f.vlan, f.disabled)
                     is not distinct from (excluded.comment, excluded.profile, excluded.serial, excluded.pon_frame, excluded.pon_slot, excluded.pon_port,
                                           excluded.onu_id, excluded.vlan, excluded.disabled) then 0 else 1 end",
        rows,
        read.node.0,
        read.branch.0,
        read.at
    )
    .execute(&mut *tx)
    .await?;
    let (router, pon) = match read.scope {
        Scope::Router => (true, None),
        Scope::Pon(pon) => (false, Some(pon)),
    };
    sqlx::query!(
        "update public.isp_adoption_finds set state = 'gone', version = version + 1
         where node_id = $1 and state in ('open', 'skipped') and found_at < $2
           and ($3 or (pon_frame, pon_slot, pon_port) is not distinct from ($4, $5, $6))",
        read.node.0,
        read.at,
        router,
        pon.map(|pon| i16::from(pon.frame)),
        pon.map(|pon| i16::from(pon.slot)),
        pon.map(|pon| i16::from(pon.port))
    )
    .execute(&mut *tx)
    .await?;
    // What was connected by the program itself is no find: it is ours.
    sqlx::query!(
        "update public.isp_adoption_finds f set state = 'taken', service_id = d.service_id, customer_id = s.customer_id, taken_at = $2, version = f.version + 1
         from public.isp_customer_devices d join public.isp_services s on s.id = d.service_id
         where f.node_id = $1 and f.kind = 'onu' and f.state in ('open', 'skipped') and d.desired = 'registered' and d.olt_id = f.node_id and d.serial = f.serial",
        read.node.0,
        read.at
    )
    .execute(&mut *tx)
    .await?;
    passwords(tx, read).await
}

/// Another password is another find to whoever decides; what is gone or taken leaves none behind.
async fn passwords(tx: &mut PgConnection, read: &Read<'_>) -> Result<(), Error> {
    let known: Vec<Value> = read
        .rows
        .iter()
        .filter_map(|row| {
            row.password.as_ref().map(|password| json!({ "kind": row.row["kind"], "name": row.row["name"], "password": password }))
        })
        .collect();
    let known = Value::Array(known);
    sqlx::query!(
        "with x as (select f.id, x.password from jsonb_to_recordset($2) as x (kind text, name text, password text)
                    join public.isp_adoption_finds f on f.node_id = $1 and f.kind = x.kind and f.name = x.name where f.state in ('open', 'skipped')),
              changed as (update public.isp_adoption_finds f set version = version + 1
                          from x join public.isp_adoption_passwords p on p.find_id = x.id where f.id = x.id and p.password <> x.password)
         insert into public.isp_adoption_passwords (find_id, password) select x.id, x.password from x
         on conflict (find_id) do update set password = excluded.password",
        read.node.0,
        known
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from public.isp_adoption_passwords p using public.isp_adoption_finds f where f.id = p.find_id and f.node_id = $1 and f.state in ('gone', 'taken')",
        read.node.0
    )
    .execute(tx)
    .await?;
    Ok(())
}
