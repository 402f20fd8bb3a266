//! The audit page: who did what, newest first, a page at a time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use uuid::Uuid;

use crate::Error;

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct AuditEntry {
    #[specta(type = specta_typescript::Number)]
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub noun: String,
    pub row_id: Option<Uuid>,
    /// The changed columns as a JSON object.
    pub before: Option<String>,
    pub after: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct AuditPage {
    pub entries: Vec<AuditEntry>,
    /// Hand it in to get the next page.
    #[specta(type = Option<specta_typescript::Number>)]
    pub next: Option<i64>,
}

const PAGE: i64 = 100;

/// Entries that the caller may see: all for administrators and auditors, those of their customers for others.
pub async fn audit_page(pool: &PgPool, before: Option<i64>, row_id: Option<Uuid>, actor: Option<String>) -> Result<AuditPage, Error> {
    let rows = sqlx::query_as!(
        AuditEntry,
        r#"select id, at, actor::text as "actor!", action, noun, row_id, before::text, after::text from public.isp_activity_logs
           where ($1::bigint is null or id < $1) and ($2::uuid is null or row_id = $2) and ($3::text is null or actor = $3::text::name)
           order by id desc limit $4"#,
        before,
        row_id,
        actor,
        PAGE + 1
    )
    .fetch_all(pool)
    .await?;
    let mut entries = rows;
    let more = entries.len() as i64 > PAGE;
    entries.truncate(PAGE as usize);
    let next = if more { entries.last().map(|entry| entry.id) } else { None };
    Ok(AuditPage { entries, next })
}
