//! Importing customers in chunks. Each chunk is one command, so a broken line resumes where it was and nothing is
//! doubled; each row has its own outcome.

use std::collections::HashMap;

use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, CustomerId};
use janet_workspace::next_number;
use serde::{Deserialize, Serialize};
use specta::Type;
use uuid::Uuid;

use crate::{CustomerInput, Error, search_keys::search_keys, write::check_branch};

/// The most rows of one command: keeps its transaction under two seconds, so that it does not hold back the feed.
pub const CHUNK: usize = 1000;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportRow {
    /// The code of the old system, kept; a new one from the series where empty.
    pub code: Option<String>,
    pub values: CustomerInput,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ImportCustomers {
    /// One id per row, made by the window, so that a retry meets its own rows.
    pub ids: Vec<CustomerId>,
    pub rows: Vec<ImportRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum RowOutcome {
    Created {
        code: String,
    },
    /// The code belongs to another customer already; nothing of this row was stored.
    CodeTaken {
        code: String,
    },
    Invalid {
        field: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportOutcome {
    pub rows: Vec<RowOutcome>,
}

struct Accepted {
    at: usize,
    id: Uuid,
    code: String,
    values: CustomerInput,
}

impl Command for ImportCustomers {
    const KIND: &'static str = "customers.import";
    type Outcome = ImportOutcome;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<ImportOutcome, Failure> {
        if self.ids.len() != self.rows.len() || self.rows.len() > CHUNK {
            return Err(Error::Invalid { field: "rows" }.into());
        }
        let mut outcomes: Vec<Option<RowOutcome>> = vec![None; self.rows.len()];
        let mut accepted = Vec::with_capacity(self.rows.len());
        let mut branches: HashMap<BranchId, bool> = HashMap::new();
        for (at, (id, row)) in self.ids.iter().zip(self.rows).enumerate() {
            let values = match row.values.check() {
                Ok(values) => values,
                Err(error) => {
                    outcomes[at] = Some(RowOutcome::Invalid { field: error.refusal().field.unwrap_or_default() });
                    continue;
                }
            };
            cx.author.may_touch(values.branch_id)?;
            if let std::collections::hash_map::Entry::Vacant(entry) = branches.entry(values.branch_id) {
                check_branch(cx.tx, values.branch_id).await?;
                entry.insert(true);
            }
            let code = row.code.map(|code| code.trim().to_owned()).filter(|code| !code.is_empty());
            if code.as_deref().is_some_and(|code| code.len() > 40 || code.chars().any(char::is_control)) {
                outcomes[at] = Some(RowOutcome::Invalid { field: "code".into() });
                continue;
            }
            accepted.push(Accepted { at, id: id.0, code: code.unwrap_or_default(), values });
        }
        refuse_taken_codes(cx, &mut accepted, &mut outcomes).await?;
        number(cx, &mut accepted).await?;
        store(cx, &accepted).await?;
        for row in accepted {
            outcomes[row.at] = Some(RowOutcome::Created { code: row.code });
        }
        // Every row was accepted, or got its outcome when it was not.
        Ok(ImportOutcome {
            rows: outcomes.into_iter().map(|outcome| outcome.unwrap_or(RowOutcome::Invalid { field: "rows".into() })).collect(),
        })
    }
}

/// Codes of customers that exist, and codes that stand twice in the chunk: the first of them is taken.
async fn refuse_taken_codes(cx: &mut Cx<'_>, accepted: &mut Vec<Accepted>, outcomes: &mut [Option<RowOutcome>]) -> Result<(), Failure> {
    let codes: Vec<String> = accepted.iter().filter(|row| !row.code.is_empty()).map(|row| row.code.clone()).collect();
    // Others may import the same codes at this moment; who is second waits here and then sees the first.
    sqlx::query!("lock table public.isp_customers in share row exclusive mode").execute(&mut *cx.tx).await?;
    let taken = sqlx::query_scalar!("select code from public.isp_customers where code = any ($1)", &codes).fetch_all(&mut *cx.tx).await?;
    let mut seen: std::collections::HashSet<String> = taken.into_iter().collect();
    accepted.retain(|row| {
        let free = row.code.is_empty() || seen.insert(row.code.clone());
        if !free {
            outcomes[row.at] = Some(RowOutcome::CodeTaken { code: row.code.clone() });
        }
        free
    });
    Ok(())
}

async fn number(cx: &mut Cx<'_>, accepted: &mut [Accepted]) -> Result<(), Failure> {
    let wanted = accepted.iter().filter(|row| row.code.is_empty()).count();
    if wanted == 0 {
        return Ok(());
    }
    let numbers = next_number(cx.tx, "customer", wanted as i64).await?;
    for (row, number) in accepted.iter_mut().filter(|row| row.code.is_empty()).zip(numbers) {
        row.code = number;
    }
    Ok(())
}

async fn store(cx: &mut Cx<'_>, rows: &[Accepted]) -> Result<(), Failure> {
    fn column<T>(rows: &[Accepted], of: impl Fn(&Accepted) -> T) -> Vec<T> {
        rows.iter().map(of).collect()
    }
    let ids = column(rows, |row| row.id);
    let branches = column(rows, |row| row.values.branch_id.0);
    let codes = column(rows, |row| row.code.clone());
    let names = column(rows, |row| row.values.name.clone());
    let phones = column(rows, |row| row.values.phone.clone());
    sqlx::query!(
        "insert into public.isp_customers (id, code, branch_id, kind, name, phone, email, nik, street, rt, rw, village, district, city,
             postal_code, landmark, latitude, longitude, note, created_at, updated_at)
         select *, $20::timestamptz, $20::timestamptz from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
             $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::float8[], $18::float8[], $19::text[])",
        &ids,
        &codes,
        &branches,
        &column(rows, |row| row.values.kind.as_str().to_owned()),
        &names,
        &phones as &[Option<String>],
        &column(rows, |row| row.values.email.clone()) as &[Option<String>],
        &column(rows, |row| row.values.nik.clone()) as &[Option<String>],
        &column(rows, |row| row.values.address.street.clone()),
        &column(rows, |row| row.values.address.rt.clone()),
        &column(rows, |row| row.values.address.rw.clone()),
        &column(rows, |row| row.values.address.village.clone()),
        &column(rows, |row| row.values.address.district.clone()),
        &column(rows, |row| row.values.address.city.clone()),
        &column(rows, |row| row.values.address.postal_code.clone()),
        &column(rows, |row| row.values.address.landmark.clone()),
        &column(rows, |row| row.values.pin.map(|pin| pin.latitude)) as &[Option<f64>],
        &column(rows, |row| row.values.pin.map(|pin| pin.longitude)) as &[Option<f64>],
        &column(rows, |row| row.values.note.clone()),
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    sqlx::query!(
        "insert into public.customer_overview (customer_id, branch_id, code, name, phone, address, district, has_pin, created_at)
         select *, $9::timestamptz from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])",
        &ids,
        &branches,
        &codes,
        &names,
        &phones as &[Option<String>],
        &column(rows, |row| row.values.address.line()),
        &column(rows, |row| row.values.address.district.clone()),
        &column(rows, |row| row.values.pin.is_some()),
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    let (mut key_ids, mut key_branches, mut keys) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        for key in search_keys(&row.code, &row.values.name, row.values.phone.as_deref(), row.values.nik.as_deref(), &row.values.address) {
            key_ids.push(row.id);
            key_branches.push(row.values.branch_id.0);
            keys.push(key);
        }
    }
    sqlx::query!(
        "insert into public.customer_search_keys (customer_id, branch_id, key) select * from unnest($1::uuid[], $2::uuid[], $3::text[])",
        &key_ids,
        &key_branches,
        &keys
    )
    .execute(&mut *cx.tx)
    .await?;
    Ok(())
}
