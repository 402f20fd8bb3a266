//! Taking over: a find becomes a line of ours as it stands. Nothing on the device changes, nothing is charged, and no job
//! is queued.

use std::collections::HashSet;

use janet_customers::{Access, CustomerInput, CustomerKind, HoldReason, NewService, hold};
use janet_db::{Command, Cx, Failure};
use janet_model::{Address, BranchId, Code, CustomerId, DeviceId, HoldId, NodeId, PlanId, Refusal, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use super::{found::FindKind, paste::phone, take_onu};
use crate::Error;

/// The most finds of one command: keeps its transaction under two seconds, so that it does not hold back the feed.
const MOST: usize = 100;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TakeLine {
    pub find_id: Uuid,
    /// The version that was on the screen: what changed since is not taken.
    pub version: i32,
    /// Of the customer that is created, where nobody in the books fits.
    pub customer_id: CustomerId,
    pub service_id: ServiceId,
    pub device_id: DeviceId,
    /// Of the hold that a line gets which is switched off on its router.
    pub hold_id: HoldId,
}

/// Takes finds over with the customer and the plan that stand beside them. Each has its own outcome.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Take {
    /// The day of the month from which the lines are billed.
    pub billing_day: u8,
    pub lines: Vec<TakeLine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TakeOutcome {
    Taken {
        service_id: ServiceId,
        customer_code: String,
        /// The customer was made of a pasted row.
        created: bool,
    },
    /// Nothing of this line was stored.
    Refused { code: Code, field: Option<String>, detail: Option<String> },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TakenLine {
    pub find_id: Uuid,
    #[serde(flatten)]
    pub outcome: TakeOutcome,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Taken {
    /// One for each line, in their order.
    pub lines: Vec<TakenLine>,
}

/// A find that may be taken.
pub(super) struct Find {
    pub id: Uuid,
    pub node: NodeId,
    pub node_code: String,
    pub branch: BranchId,
    pub kind: FindKind,
    pub name: String,
    pub comment: String,
    pub serial: Option<String>,
    /// Frame, slot, port and ONU id.
    pub place: Option<(i16, i16, i16, i16)>,
    pub vlan: Option<i32>,
    pub disabled: bool,
    pub line: String,
    customer: Option<CustomerId>,
    row: Option<Uuid>,
    plan: Option<PlanId>,
}

impl Command for Take {
    const KIND: &'static str = "provisioning.adopt.take";
    type Outcome = Taken;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<Taken, Failure> {
        if self.lines.len() > MOST {
            return Err(Error::Invalid { field: "lines" }.into());
        }
        if !(1..=31).contains(&self.billing_day) {
            return Err(Error::Invalid { field: "billing_day" }.into());
        }
        let ids: Vec<Uuid> = self.lines.iter().map(|line| line.find_id).collect();
        let onu_ids: HashSet<Uuid> =
            sqlx::query_scalar!("select id from public.isp_adoption_finds where id = any ($1) and kind = 'onu'", &ids)
                .fetch_all(&mut *cx.tx)
                .await?
                .into_iter()
                .collect();
        let mut outcomes: Vec<Option<TakeOutcome>> = vec![None; self.lines.len()];
        // ONUs last: they hang on services, which may be in the same request.
        for onus in [false, true] {
            for (at, line) in self.lines.iter().enumerate() {
                if onu_ids.contains(&line.find_id) == onus {
                    outcomes[at] = Some(take_one(cx, line, self.billing_day).await?);
                }
            }
        }
        // Every line was either an ONU or not.
        let lines = self.lines.iter().zip(outcomes.into_iter().flatten());
        Ok(Taken { lines: lines.map(|(line, outcome)| TakenLine { find_id: line.find_id, outcome }).collect() })
    }
}

/// One line in a savepoint: a refusal takes back its effects and leaves the others'.
async fn take_one(cx: &mut Cx<'_>, line: &TakeLine, billing_day: u8) -> Result<TakeOutcome, Failure> {
    sqlx::raw_sql("savepoint taken_line").execute(&mut *cx.tx).await?;
    match take(cx, line, billing_day).await {
        Ok(outcome) => {
            sqlx::raw_sql("release savepoint taken_line").execute(&mut *cx.tx).await?;
            Ok(outcome)
        }
        Err(Failure::Refused(Refusal { code, field, detail })) => {
            sqlx::raw_sql("rollback to savepoint taken_line").execute(&mut *cx.tx).await?;
            Ok(TakeOutcome::Refused { code, field, detail })
        }
        Err(fault) => Err(fault),
    }
}

async fn take(cx: &mut Cx<'_>, line: &TakeLine, billing_day: u8) -> Result<TakeOutcome, Failure> {
    let find = load(cx, line).await?;
    let (service, customer, created) = if find.kind == FindKind::Onu {
        let customer = find.customer.ok_or_else(|| Refusal::required("customer_id"))?;
        (take_onu::take(cx, &find, customer, line.device_id).await?, customer, false)
    } else {
        let (customer, created) = whose(cx, &find, line.customer_id).await?;
        take_access(cx, &find, customer, line, billing_day).await?;
        (line.service_id, customer, created)
    };
    sqlx::query!(
        "update public.isp_adoption_finds set state = 'taken', service_id = $2, customer_id = $3, row_id = null, taken_at = $4, version = version + 1 where id = $1",
        find.id,
        service.0,
        customer.0,
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    sqlx::query!("delete from public.isp_adoption_passwords where find_id = $1", find.id).execute(&mut *cx.tx).await?;
    let customer_code =
        sqlx::query_scalar!("select code from public.isp_customers where id = $1", customer.0).fetch_one(&mut *cx.tx).await?;
    Ok(TakeOutcome::Taken { service_id: service, customer_code, created })
}

async fn load(cx: &mut Cx<'_>, line: &TakeLine) -> Result<Find, Failure> {
    let row = sqlx::query!(
        "select f.*, n.code as node_code from public.isp_adoption_finds f join public.isp_service_nodes n on n.id = f.node_id
         where f.id = $1 for update of f",
        line.find_id
    )
    .fetch_optional(&mut *cx.tx)
    .await?
    .ok_or(Error::NotFound)?;
    let branch = BranchId(row.branch_id);
    cx.author.may_touch(branch)?;
    match row.state.as_str() {
        "open" if row.version == line.version => {}
        "taken" => return Err(Refusal::new(Code::Taken).field("find_id").detail(row.name).into()),
        _ => return Err(Refusal::new(Code::Stale).field("find_id").detail(row.name).into()),
    }
    Ok(Find {
        id: row.id,
        node: NodeId(row.node_id),
        node_code: row.node_code,
        branch,
        kind: FindKind::parse(&row.kind),
        name: row.name,
        comment: row.comment,
        serial: row.serial,
        place: match (row.pon_frame, row.pon_slot, row.pon_port, row.onu_id) {
            (Some(frame), Some(slot), Some(port), Some(onu)) => Some((frame, slot, port, onu)),
            _ => None,
        },
        vlan: row.vlan,
        disabled: row.disabled,
        line: row.line,
        customer: row.customer_id.map(CustomerId),
        row: row.row_id,
        plan: row.plan_id.map(PlanId),
    })
}

/// The customer beside the find; of a pasted row that is nobody in the books, one is made, once.
async fn whose(cx: &mut Cx<'_>, find: &Find, new: CustomerId) -> Result<(CustomerId, bool), Failure> {
    if let Some(customer) = find.customer {
        return Ok((customer, false));
    }
    let Some(row) = find.row else { return Err(Refusal::required("customer_id").into()) };
    let row = sqlx::query!("select id, name, phone, address, customer_id from public.isp_adoption_rows where id = $1 for update", row)
        .fetch_one(&mut *cx.tx)
        .await?;
    if let Some(customer) = row.customer_id {
        return Ok((CustomerId(customer), false));
    }
    let values = CustomerInput {
        branch_id: find.branch,
        kind: CustomerKind::Person,
        name: row.name,
        // What is no telephone number stays readable in the note.
        phone: phone(&row.phone),
        email: None,
        nik: None,
        address: Address { street: row.address, ..Address::default() },
        pin: None,
        note: if phone(&row.phone).is_none() { row.phone } else { String::new() },
    };
    janet_customers::create(cx, new, values).await?;
    sqlx::query!("update public.isp_adoption_rows set customer_id = $2 where id = $1", row.id, new.0).execute(&mut *cx.tx).await?;
    // The row is somebody now: so are the other finds that it was the match of.
    sqlx::query!(
        "update public.isp_adoption_finds set customer_id = $2, row_id = null where row_id = $1 and state <> 'taken'",
        row.id,
        new.0
    )
    .execute(&mut *cx.tx)
    .await?;
    Ok((new, true))
}

/// What lets the subscriber in on the router becomes a service that is active.
async fn take_access(cx: &mut Cx<'_>, find: &Find, customer: CustomerId, line: &TakeLine, billing_day: u8) -> Result<(), Failure> {
    let access = match find.kind {
        FindKind::Secret | FindKind::Onu => Access::RouterPppoe,
        FindKind::Queue => Access::Static,
        FindKind::Hotspot => Access::Hotspot,
    };
    let plan = find.plan.ok_or_else(|| Refusal::required("plan_id"))?;
    let new = NewService {
        id: line.service_id,
        customer,
        branch: find.branch,
        plan,
        username: router_name(&find.name)?,
        billing_day,
        router: Some(find.node),
        odp: None,
    };
    janet_customers::create_service_with(cx.tx, &new, access, cx.at).await.map_err(Error::from)?;
    janet_customers::activate(cx.tx, line.service_id, cx.at).await.map_err(Error::from)?;
    let password = sqlx::query_scalar!("select password from public.isp_adoption_passwords where find_id = $1", find.id)
        .fetch_optional(&mut *cx.tx)
        .await?;
    if let Some(password) = password {
        janet_aaa::keep_password(cx.tx, line.service_id, &password).await.map_err(Error::from)?;
    }
    if find.disabled {
        // Switched off on the router is suspended in the books; who switched it off is not known.
        let note = format!("{}: disabled", find.node_code);
        let hold = hold::NewHold {
            id: line.hold_id,
            service: line.service_id,
            branch: find.branch,
            reason: HoldReason::Freeze,
            until: None,
            note: &note,
        };
        let by = cx.author.login.clone();
        hold::place(cx.tx, hold, &by, cx.at).await.map_err(Error::from)?;
        janet_customers::refresh_services(cx.tx, customer).await.map_err(Error::from)?;
    }
    if find.line != "unknown" {
        janet_customers::set_line(cx.tx, customer, janet_customers::LineState::parse(&find.line)).await.map_err(Error::from)?;
    }
    Ok(())
}

/// What a router may call a subscriber: printable ASCII, not beginning or ending with a space (the table's rule).
fn router_name(name: &str) -> Result<String, Error> {
    let printable = name.bytes().all(|b| (b' '..=b'~').contains(&b));
    if printable && (1..=100).contains(&name.len()) && name.trim() == name {
        Ok(name.to_owned())
    } else {
        Err(Error::Invalid { field: "username" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_routers() {
        for good in ["budi", "Budi Santoso", "x", "a/b@net", "081233004471"] {
            assert_eq!(router_name(good).unwrap(), good);
        }
        for bad in ["", " budi", "budi ", "b\u{fc}di", "bu\ndi", &"x".repeat(101)] {
            assert!(router_name(bad).is_err(), "{bad:?}");
        }
    }
}
