//! A list pasted from a spreadsheet: who the customers are, and what they are called on the devices.

use std::collections::HashMap;

use janet_customers::normalise;
use janet_db::{Command, Cx, Failure};
use janet_model::{BranchId, CustomerId, Phone};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    pairing::{known_plans, pair},
    plan_guess::named,
};
use crate::Error;

/// The most rows of one command.
const CHUNK: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PastedRow {
    /// Made by the window, so that a retry meets its own rows.
    pub id: Uuid,
    /// The customer's code in the books, where the list has it.
    pub code: String,
    pub name: String,
    pub username: String,
    pub serial: String,
    pub mac: String,
    pub phone: String,
    pub address: String,
    /// By its code or name.
    pub plan: String,
}

/// Stores a list and matches the finds of the branch with it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Paste {
    pub branch_id: BranchId,
    pub rows: Vec<PastedRow>,
    /// The first chunk of a list: what was pasted before and not used is forgotten, so that a list that is pasted again
    /// does not make everybody two.
    pub first: bool,
    /// The last chunk: the finds are matched now.
    pub last: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum PastedWho {
    /// In the books already.
    Known { code: String },
    /// Would be created when a line of theirs is taken over.
    New,
    /// Not stored: this field breaks its rule.
    Invalid { field: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PasteOutcome {
    /// One for each row, in their order.
    pub rows: Vec<PastedWho>,
}

impl Command for Paste {
    const KIND: &'static str = "provisioning.adopt.paste";
    type Outcome = PasteOutcome;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<PasteOutcome, Failure> {
        if self.rows.len() > CHUNK {
            return Err(Error::Invalid { field: "rows" }.into());
        }
        cx.author.may_touch(self.branch_id)?;
        if self.first {
            sqlx::query!(
                "delete from public.isp_adoption_rows r where r.branch_id = $1
                   and not exists (select from public.isp_adoption_finds f where f.row_id = r.id and (f.state = 'taken' or f.decided))",
                self.branch_id.0
            )
            .execute(&mut *cx.tx)
            .await?;
        }
        let books = Books::load(cx.tx, self.branch_id).await?;
        let plans = known_plans(cx.tx).await?;
        let by = cx.author.login.clone();
        let mut outcomes = Vec::with_capacity(self.rows.len());
        for row in self.rows.into_iter().map(tidy) {
            if let Some(field) = broken(&row) {
                outcomes.push(PastedWho::Invalid { field: field.into() });
                continue;
            }
            let whom = books.whom(&row);
            sqlx::query!(
                "insert into public.isp_adoption_rows (id, branch_id, code, name, username, serial, mac, phone, address, plan_id, customer_id, pasted_at, pasted_by)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::text::name) on conflict (id) do nothing",
                row.id,
                self.branch_id.0,
                row.code,
                row.name,
                row.username,
                row.serial,
                row.mac,
                row.phone,
                row.address,
                named(&plans, &row.plan).map(|id| id.0),
                whom.map(|(id, _)| id.0),
                cx.at,
                by
            )
            .execute(&mut *cx.tx)
            .await?;
            outcomes.push(whom.map_or(PastedWho::New, |(_, code)| PastedWho::Known { code: code.to_owned() }));
        }
        if self.last {
            pair(cx.tx, self.branch_id, None).await?;
        }
        Ok(PasteOutcome { rows: outcomes })
    }
}

fn tidy(mut row: PastedRow) -> PastedRow {
    let cells =
        [&mut row.code, &mut row.name, &mut row.username, &mut row.serial, &mut row.mac, &mut row.phone, &mut row.address, &mut row.plan];
    for cell in cells {
        let words: Vec<&str> = cell.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
        *cell = words.join(" ");
    }
    row
}

/// The field that breaks its rule. A telephone number that is none is kept out of the books, not out of the list.
fn broken(row: &PastedRow) -> Option<&'static str> {
    let long = |text: &str, most: usize| text.chars().count() > most;
    match row {
        _ if row.name.is_empty() || long(&row.name, 120) => Some("name"),
        _ if long(&row.username, 100) => Some("username"),
        _ if long(&row.address, 200) => Some("address"),
        _ if long(&row.code, 40) => Some("code"),
        _ if [&row.serial, &row.mac, &row.phone].iter().any(|text| long(text, 60)) => Some("serial"),
        _ => None,
    }
}

pub(super) fn phone(text: &str) -> Option<String> {
    Phone::parse(text).ok().map(String::from)
}

/// The customers of a branch, for finding out who a row is.
struct Books {
    by_code: HashMap<String, (CustomerId, String)>,
    /// `None`: several.
    by_name: HashMap<String, Option<Known>>,
}

#[derive(Clone)]
struct Known {
    id: CustomerId,
    code: String,
    phone: Option<String>,
}

impl Books {
    async fn load(tx: &mut PgConnection, branch: BranchId) -> Result<Books, Error> {
        let rows =
            sqlx::query!("select id, code, name, phone from public.isp_customers where branch_id = $1", branch.0).fetch_all(tx).await?;
        let mut books = Books { by_code: HashMap::new(), by_name: HashMap::new() };
        for row in rows {
            let id = CustomerId(row.id);
            books.by_code.insert(row.code.to_uppercase(), (id, row.code.clone()));
            let known = Known { id, code: row.code, phone: row.phone };
            books.by_name.entry(normalise(&row.name)).and_modify(|there| *there = None).or_insert(Some(known));
        }
        Ok(books)
    }

    /// By the code, else by a name of several words that only one customer has, unless the telephone numbers differ.
    fn whom(&self, row: &PastedRow) -> Option<(CustomerId, &str)> {
        if let Some((id, code)) = self.by_code.get(&row.code.to_uppercase()) {
            return Some((*id, code));
        }
        let name = normalise(&row.name);
        let known = self.by_name.get(&name)?.as_ref()?;
        let phones = phone(&row.phone).zip(known.phone.clone());
        let same = phones.as_ref().map(|(one, other)| one == other);
        (same == Some(true) || same.is_none() && name.contains(' ')).then_some((known.id, known.code.as_str()))
    }
}
