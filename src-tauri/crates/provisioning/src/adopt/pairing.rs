//! Says of the open finds whose they seem to be. What an operator decided stays.

use std::collections::{BTreeMap, HashMap};

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, CustomerId, NodeId, PlanId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    found::FindKind,
    matcher::{Candidate, Matcher, Seen, Whom},
    plan_guess::{KnownPlan, plan_of},
};
use crate::Error;

/// Matches the open finds of a node anew, such as after customers were imported.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct MatchFinds {
    pub node_id: NodeId,
}

impl Command for MatchFinds {
    const KIND: &'static str = "provisioning.adopt.match";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let branch = sqlx::query_scalar!("select branch_id from public.isp_service_nodes where id = $1", self.node_id.0)
            .fetch_optional(&mut *cx.tx)
            .await?
            .ok_or(Error::NotFound)?;
        cx.author.may_touch(BranchId(branch))?;
        pair(cx.tx, BranchId(branch), Some(self.node_id)).await?;
        Ok(())
    }
}

/// All finds of a branch, or of one node.
pub(super) async fn pair(tx: &mut PgConnection, branch: BranchId, node: Option<NodeId>) -> Result<(), Error> {
    let (candidates, row_plans) = candidates(tx, branch).await?;
    let matcher = Matcher::new(candidates);
    let plans = known_plans(tx).await?;
    let finds = sqlx::query!(
        "select id, kind, name, comment, serial, macs, profile, rate_up_kbps, rate_down_kbps, decided, customer_id, row_id
         from public.isp_adoption_finds where branch_id = $1 and ($2::uuid is null or node_id = $2) and state in ('open', 'skipped') order by id for update",
        branch.0,
        node.map(|id| id.0)
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut said = Said::default();
    for find in finds {
        let rate = find.rate_up_kbps.zip(find.rate_down_kbps);
        let guess = plan_of(&plans, find.profile.as_deref(), rate);
        if find.decided {
            let whom = find.customer_id.map(|id| Whom::Customer(CustomerId(id))).or(find.row_id.map(Whom::Row));
            said.plan_only(find.id, whom.and_then(|whom| row_plans.get(&whom).copied()).or(guess));
            continue;
        }
        let seen = Seen { kind: FindKind::parse(&find.kind), name: find.name, comment: find.comment, serial: find.serial, macs: find.macs };
        let matched = matcher.find(&seen);
        let plan = matched.whom.and_then(|whom| row_plans.get(&whom).copied()).or(guess);
        said.ids.push(find.id);
        said.confidence.push(matched.confidence.as_str().to_owned());
        said.reasons.push(matched.reason.as_str().to_owned());
        said.evidence.push(matched.evidence.chars().take(120).collect());
        said.rivals.push(matched.rivals as i32);
        said.customers.push(if let Some(Whom::Customer(id)) = matched.whom { Some(id.0) } else { None });
        said.rows.push(if let Some(Whom::Row(id)) = matched.whom { Some(id) } else { None });
        said.plan_only(find.id, plan);
    }
    said.write(tx).await
}

#[derive(Default)]
struct Said {
    ids: Vec<Uuid>,
    confidence: Vec<String>,
    reasons: Vec<String>,
    evidence: Vec<String>,
    rivals: Vec<i32>,
    customers: Vec<Option<Uuid>>,
    rows: Vec<Option<Uuid>>,
    plan_ids: Vec<Uuid>,
    plans: Vec<Option<Uuid>>,
}

impl Said {
    fn plan_only(&mut self, find: Uuid, plan: Option<PlanId>) {
        self.plan_ids.push(find);
        self.plans.push(plan.map(|id| id.0));
    }

    /// Another match is another thing to decide: the version counts it.
    async fn write(self, tx: &mut PgConnection) -> Result<(), Error> {
        sqlx::query!(
            "update public.isp_adoption_finds f set confidence = x.confidence, reason = x.reason, evidence = x.evidence, rivals = x.rivals,
                 customer_id = x.customer_id, row_id = x.row_id, version = f.version + 1
             from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::uuid[], $7::uuid[])
                  as x (id, confidence, reason, evidence, rivals, customer_id, row_id)
             where f.id = x.id
               and (f.confidence, f.reason, f.evidence, f.rivals, f.customer_id, f.row_id)
                   is distinct from (x.confidence, x.reason, x.evidence, x.rivals, x.customer_id, x.row_id)",
            &self.ids,
            &self.confidence,
            &self.reasons,
            &self.evidence,
            &self.rivals,
            &self.customers as &[Option<Uuid>],
            &self.rows as &[Option<Uuid>]
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query!(
            "update public.isp_adoption_finds f set plan_id = x.plan_id, version = f.version + 1 from unnest($1::uuid[], $2::uuid[]) as x (id, plan_id)
             where f.id = x.id and not f.plan_decided and f.plan_id is distinct from x.plan_id",
            &self.plan_ids,
            &self.plans as &[Option<Uuid>]
        )
        .execute(tx)
        .await?;
        Ok(())
    }
}

pub(super) async fn known_plans(tx: &mut PgConnection) -> Result<Vec<KnownPlan>, Error> {
    let rows = sqlx::query!(
        "select id, code, name, radius_group, upload_kbps, download_kbps from public.isp_plans where withdrawn_at is null order by code"
    )
    .fetch_all(tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| KnownPlan {
            id: PlanId(row.id),
            code: row.code,
            name: row.name,
            radius_group: row.radius_group,
            upload_kbps: row.upload_kbps,
            download_kbps: row.download_kbps,
        })
        .collect())
}

/// The customers of the branch with what they are called on devices, and the pasted rows that are nobody's yet.
async fn candidates(tx: &mut PgConnection, branch: BranchId) -> Result<(Vec<Candidate>, HashMap<Whom, PlanId>), Error> {
    let mut found: BTreeMap<Whom, Candidate> = BTreeMap::new();
    let mut plans = HashMap::new();
    let customers =
        sqlx::query!("select id, code, name, phone from public.isp_customers where branch_id = $1", branch.0).fetch_all(&mut *tx).await?;
    for row in customers {
        let whom = Whom::Customer(CustomerId(row.id));
        found.insert(whom, candidate(whom, row.code, row.name, row.phone.unwrap_or_default()));
    }
    let services = sqlx::query!(
        r#"select s.customer_id, s.username, d.serial as "serial?" from public.isp_services s
           left join public.isp_customer_devices d on d.service_id = s.id and d.desired = 'registered'
           where s.branch_id = $1 and s.state <> 'ended'"#,
        branch.0
    )
    .fetch_all(&mut *tx)
    .await?;
    for row in services {
        if let Some(candidate) = found.get_mut(&Whom::Customer(CustomerId(row.customer_id))) {
            candidate.usernames.push(row.username);
            candidate.serials.extend(row.serial);
        }
    }
    let rows = sqlx::query!(
        "select id, code, name, username, serial, mac, phone, plan_id, customer_id from public.isp_adoption_rows where branch_id = $1",
        branch.0
    )
    .fetch_all(tx)
    .await?;
    for row in rows {
        let whom = row.customer_id.map_or(Whom::Row(row.id), |id| Whom::Customer(CustomerId(id)));
        let entry = found.entry(whom).or_insert_with(|| candidate(whom, row.code, row.name, row.phone));
        entry.usernames.push(row.username);
        entry.serials.push(row.serial);
        entry.macs.push(row.mac);
        if let Some(plan) = row.plan_id {
            plans.insert(whom, PlanId(plan));
        }
    }
    Ok((found.into_values().collect(), plans))
}

fn candidate(whom: Whom, code: String, name: String, phone: String) -> Candidate {
    Candidate { whom, code, name, phone, usernames: Vec::new(), serials: Vec::new(), macs: Vec::new() }
}
