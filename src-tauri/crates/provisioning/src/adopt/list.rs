//! The review page: nodes that can be read, and what was found on one of them.

use chrono::{DateTime, Utc};
use janet_model::{CustomerId, NodeId, PlanId, ServiceId};
use janet_network::PonPlace;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use uuid::Uuid;

use super::{
    found::{FindField, FindKind},
    matcher::{Confidence, MatchReason},
};
use crate::Error;

/// The most rows of one page.
const PAGE: u32 = 500;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdoptionNode {
    pub id: NodeId,
    pub code: String,
    pub name: String,
    /// `router` or `olt`.
    pub kind: String,
    pub vendor: String,
    pub managed: bool,
    /// When something was last found on it.
    pub read_at: Option<DateTime<Utc>>,
    pub open: u32,
    pub taken: u32,
    /// Of its last read: `waiting`, `running`, `done`, `failed` or `cancelled`.
    pub job_state: Option<String>,
    /// Why it stands still or failed.
    pub job_reason: Option<String>,
    pub progress_done: Option<i32>,
    pub progress_total: Option<i32>,
}

/// The routers and OLTs that the caller sees.
pub async fn adoption_nodes(pool: &PgPool) -> Result<Vec<AdoptionNode>, Error> {
    let rows = sqlx::query!(
        r#"select n.id, n.code, n.name, n.kind, n.vendor, n.managed, f.read_at as "read_at?", coalesce(f.open, 0) as "open!", coalesce(f.taken, 0) as "taken!",
                  j.state as "job_state?", j.reason as "job_reason?", j.progress_done as "progress_done?", j.progress_total as "progress_total?"
           from public.isp_service_nodes n
           left join (select node_id, max(found_at) as read_at, count(*) filter (where state = 'open') as open, count(*) filter (where state = 'taken') as taken
                      from public.isp_adoption_finds group by node_id) f on f.node_id = n.id
           left join lateral (select state, reason, progress_done, progress_total from public.isp_jobs j
                              where j.kind = 'adopt.read' and j.subject = n.id::text order by j.created_at desc, j.id desc limit 1) j on true
           where n.kind in ('router', 'olt') order by n.code"#
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| AdoptionNode {
            id: NodeId(row.id),
            code: row.code,
            name: row.name,
            kind: row.kind,
            vendor: row.vendor,
            managed: row.managed,
            read_at: row.read_at,
            open: count(row.open),
            taken: count(row.taken),
            job_state: row.job_state,
            job_reason: row.job_reason,
            progress_done: row.progress_done,
            progress_total: row.progress_total,
        })
        .collect())
}

/// A chip of the review page. The first four are finds that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum AdoptionShow {
    Certain,
    Likely,
    Unsure,
    None,
    Open,
    Skipped,
    Taken,
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdoptionRequest {
    pub node_id: NodeId,
    pub kind: Option<FindKind>,
    pub show: AdoptionShow,
    /// In the name, the comment, the serial or the customer's name and code; empty: all.
    pub text: String,
    pub offset: u32,
    /// At most 500.
    pub limit: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdoptionCounts {
    pub certain: u32,
    pub likely: u32,
    pub unsure: u32,
    pub none: u32,
    pub skipped: u32,
    pub taken: u32,
    pub gone: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdoptionFind {
    pub id: Uuid,
    pub version: i32,
    pub kind: FindKind,
    /// `open`, `skipped`, `taken` or `gone`.
    pub state: String,
    pub name: String,
    pub comment: String,
    pub profile: Option<String>,
    pub serial: Option<String>,
    pub macs: Vec<String>,
    pub address: Option<String>,
    pub pon: Option<PonPlace>,
    pub onu_id: Option<i32>,
    pub vlan: Option<i32>,
    /// Switched off on the device.
    pub disabled: bool,
    /// `unknown`, `online`, `offline`, `los` or `power`.
    pub line: String,
    pub fields: Vec<FindField>,
    pub found_at: DateTime<Utc>,
    pub confidence: Confidence,
    pub reason: MatchReason,
    /// What agreed, as it stands on the device; of a decision, who decided.
    pub evidence: String,
    /// Others that are meant as well.
    pub rivals: i32,
    pub customer_id: Option<CustomerId>,
    /// A pasted row of somebody who is not in the books.
    pub row_id: Option<Uuid>,
    /// Of the customer or the row.
    pub whose_name: Option<String>,
    pub whose_code: Option<String>,
    pub plan_id: Option<PlanId>,
    pub service_id: Option<ServiceId>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AdoptionPage {
    pub rows: Vec<AdoptionFind>,
    /// Of all that the request chooses.
    pub count: u32,
    /// Of the kind and text that are asked for, by chip.
    pub counts: AdoptionCounts,
}

/// What was found on a node: rows, count and chips of one moment.
pub async fn adoption_finds(pool: &PgPool, request: &AdoptionRequest) -> Result<AdoptionPage, Error> {
    let mut tx = pool.begin_with("begin isolation level repeatable read read only").await?;
    let kind = request.kind.map(FindKind::as_str);
    let text = format!("%{}%", request.text.trim().to_lowercase().replace(['\\', '%', '_'], ""));
    let chips = sqlx::query!(
        r#"select f.state, f.confidence, count(*) as "count!" from public.isp_adoption_finds f
           left join public.isp_customers c on c.id = f.customer_id left join public.isp_adoption_rows r on r.id = f.row_id
           where f.node_id = $1 and ($2::text is null or f.kind = $2)
             and ($3 = '%%' or lower(concat_ws(' ', f.name, f.comment, f.serial, c.name, c.code, r.name)) like $3)
           group by f.state, f.confidence"#,
        request.node_id.0,
        kind,
        text
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut counts = AdoptionCounts::default();
    for chip in chips {
        let of = match (chip.state.as_str(), Confidence::parse(&chip.confidence)) {
            ("skipped", _) => &mut counts.skipped,
            ("taken", _) => &mut counts.taken,
            ("gone", _) => &mut counts.gone,
            (_, Confidence::Certain) => &mut counts.certain,
            (_, Confidence::Likely) => &mut counts.likely,
            (_, Confidence::Unsure) => &mut counts.unsure,
            (_, Confidence::None) => &mut counts.none,
        };
        *of += count(chip.count);
    }
    let (state, confidence, total) = match request.show {
        AdoptionShow::Certain => ("open", Some("certain"), counts.certain),
        AdoptionShow::Likely => ("open", Some("likely"), counts.likely),
        AdoptionShow::Unsure => ("open", Some("unsure"), counts.unsure),
        AdoptionShow::None => ("open", Some("none"), counts.none),
        AdoptionShow::Open => ("open", None, counts.certain + counts.likely + counts.unsure + counts.none),
        AdoptionShow::Skipped => ("skipped", None, counts.skipped),
        AdoptionShow::Taken => ("taken", None, counts.taken),
        AdoptionShow::Gone => ("gone", None, counts.gone),
    };
    let rows = sqlx::query!(
        r#"select f.id, f.version, f.kind, f.state, f.name, f.comment, f.profile, f.serial, f.macs, f.address, f.pon_frame, f.pon_slot, f.pon_port,
                  f.onu_id, f.vlan, f.disabled, f.line, f.fields, f.found_at, f.confidence, f.reason, f.evidence, f.rivals, f.customer_id, f.row_id,
                  coalesce(c.name, r.name) as whose_name, c.code as "whose_code?", f.plan_id, f.service_id
           from public.isp_adoption_finds f
           left join public.isp_customers c on c.id = f.customer_id left join public.isp_adoption_rows r on r.id = f.row_id
           where f.node_id = $1 and ($2::text is null or f.kind = $2)
             and ($3 = '%%' or lower(concat_ws(' ', f.name, f.comment, f.serial, c.name, c.code, r.name)) like $3)
             and f.state = $4 and ($5::text is null or f.confidence = $5)
           order by array_position(array['certain', 'likely', 'unsure', 'none'], f.confidence), f.kind, f.pon_frame, f.pon_slot, f.pon_port, f.onu_id, f.name, f.id
           offset $6 limit $7"#,
        request.node_id.0,
        kind,
        text,
        state,
        confidence,
        i64::from(request.offset),
        i64::from(request.limit.min(PAGE))
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let rows = rows
        .into_iter()
        .map(|row| AdoptionFind {
            id: row.id,
            version: row.version,
            kind: FindKind::parse(&row.kind),
            state: row.state,
            name: row.name,
            comment: row.comment,
            profile: row.profile,
            serial: row.serial,
            macs: row.macs,
            address: row.address,
            // Held in range by whoever stored them.
            pon: match (row.pon_frame, row.pon_slot, row.pon_port) {
                (Some(frame), Some(slot), Some(port)) => Some(PonPlace { frame: frame as u8, slot: slot as u8, port: port as u8 }),
                _ => None,
            },
            onu_id: row.onu_id.map(i32::from),
            vlan: row.vlan,
            disabled: row.disabled,
            line: row.line,
            // Fields are shown as they are; what is no list of them is none.
            fields: serde_json::from_value(row.fields).unwrap_or_default(),
            found_at: row.found_at,
            confidence: Confidence::parse(&row.confidence),
            reason: MatchReason::parse(&row.reason),
            evidence: row.evidence,
            rivals: row.rivals,
            customer_id: row.customer_id.map(CustomerId),
            row_id: row.row_id,
            whose_name: row.whose_name,
            whose_code: row.whose_code,
            plan_id: row.plan_id.map(PlanId),
            service_id: row.service_id.map(ServiceId),
        })
        .collect();
    Ok(AdoptionPage { rows, count: total, counts })
}

fn count(of: i64) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
