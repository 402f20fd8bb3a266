//! The command log: every session with an OLT, of all devices that the caller sees.

use chrono::{DateTime, Utc};
use janet_model::NodeId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use uuid::Uuid;

use crate::Error;

const PAGE: i64 = 100;

/// Which sessions are wanted; what is empty does not limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LogFilter {
    pub olt_id: Option<NodeId>,
    pub operation: Option<String>,
    /// Those that went well, or those that did not.
    pub failed: Option<bool>,
    /// Words of the transcript or of the outcome.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LogRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub olt_id: NodeId,
    pub olt_code: String,
    pub operation: String,
    /// Words, or the form of a trouble.
    pub outcome: String,
    /// The ONU that it was about, and its customer.
    pub serial: Option<String>,
    pub customer: Option<String>,
    /// Lines that were typed.
    pub commands: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LogPage {
    pub rows: Vec<LogRow>,
    /// The key of the next page; `None`: there is none.
    pub next: Option<Uuid>,
    /// Every operation that the log has, for the filter.
    pub operations: Vec<String>,
}

/// Newest first; `after`: the key that the page before gave.
pub async fn command_log(pool: &PgPool, filter: &LogFilter, after: Option<Uuid>) -> Result<LogPage, Error> {
    // A person's text is no pattern.
    let text: String =
        filter.text.trim().chars().take(100).flat_map(|c| if matches!(c, '%' | '_' | '\\') { vec!['\\', c] } else { vec![c] }).collect();
    let text = (!text.is_empty()).then(|| format!("%{text}%"));
    let mut rows = sqlx::query!(
        r#"select l.id, l.at, l.olt_id, n.code, l.operation, l.outcome, d.serial as "serial?", c.name as "customer?",
                  regexp_count(l.transcript, '^> ', 1, 'n') as "commands!"
           from public.isp_olt_command_logs l
           join public.isp_service_nodes n on n.id = l.olt_id
           left join public.isp_customer_devices d on d.id = l.device_id
           left join public.isp_services s on s.id = d.service_id
           left join public.isp_customers c on c.id = s.customer_id
           where ($1::uuid is null or l.olt_id = $1)
             and ($2::text is null or l.operation = $2)
             and ($3::bool is null or starts_with(l.outcome, '#') = $3)
             and ($4::text is null or l.transcript ilike $4 or l.outcome ilike $4 or d.serial ilike $4 or c.name ilike $4)
             and ($5::uuid is null or (l.at, l.id) < (select a.at, a.id from public.isp_olt_command_logs a where a.id = $5))
           order by l.at desc, l.id desc limit $6"#,
        filter.olt_id.map(|id| id.0),
        filter.operation,
        filter.failed,
        text,
        after,
        PAGE + 1
    )
    .fetch_all(pool)
    .await?;
    let more = rows.len() > PAGE as usize;
    rows.truncate(PAGE as usize);
    let operations =
        sqlx::query_scalar!("select distinct operation from public.isp_olt_command_logs order by operation").fetch_all(pool).await?;
    Ok(LogPage {
        next: rows.last().filter(|_| more).map(|row| row.id),
        rows: rows
            .into_iter()
            .map(|row| LogRow {
                id: row.id,
                at: row.at,
                olt_id: NodeId(row.olt_id),
                olt_code: row.code,
                operation: row.operation,
                outcome: row.outcome,
                serial: row.serial,
                customer: row.customer,
                commands: row.commands,
            })
            .collect(),
        operations,
    })
}

/// A session as it went over the wire, secrets masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LogSession {
    pub olt_code: String,
    /// The dialect that the OLT has now.
    pub dialect: String,
    pub at: DateTime<Utc>,
    pub exchanges: Vec<LogExchange>,
}

/// One line that was typed, and what came. The first may have no line: the device greets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LogExchange {
    pub command: String,
    pub reply: String,
}

pub async fn log_session(pool: &PgPool, id: Uuid) -> Result<LogSession, Error> {
    let row = sqlx::query!(
        "select l.at, l.transcript, n.code, o.dialect from public.isp_olt_command_logs l
         join public.isp_service_nodes n on n.id = l.olt_id join public.olts o on o.id = l.olt_id where l.id = $1",
        id
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::NotFound)?;
    Ok(LogSession { olt_code: row.code, dialect: row.dialect, at: row.at, exchanges: exchanges(&row.transcript) })
}

/// What was typed begins with `> ` at the start of a line; no device that is known prints that.
fn exchanges(transcript: &str) -> Vec<LogExchange> {
    let mut all: Vec<LogExchange> = Vec::new();
    for line in transcript.lines() {
        match (line.strip_prefix("> "), all.last_mut()) {
            (Some(command), _) => all.push(LogExchange { command: command.to_owned(), reply: String::new() }),
            (None, None) => all.push(LogExchange { command: String::new(), reply: format!("{line}\n") }),
            (None, Some(last)) => {
                last.reply.push_str(line);
                last.reply.push('\n');
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transcript_is_told_apart() {
        let told = exchanges("Welcome\n> show card\nRack Shelf\n1    1\n> exit\n");
        let pairs: Vec<(&str, &str)> = told.iter().map(|one| (one.command.as_str(), one.reply.as_str())).collect();
        assert_eq!(pairs, [("", "Welcome\n"), ("show card", "Rack Shelf\n1    1\n"), ("exit", "")]);
        assert!(exchanges("").is_empty());
    }
}
