//! Creating and changing a customer.

use janet_db::{Command, Cx, Failure, command::on_unique};
use janet_model::{Address, BranchId, Code, CustomerId, Phone, Pin, Refusal};
use janet_workspace::next_number;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{CustomerKind, Error, search_keys::search_keys};

/// What an operator types about a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct CustomerInput {
    pub branch_id: BranchId,
    pub kind: CustomerKind,
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub nik: Option<String>,
    pub address: Address,
    pub pin: Option<Pin>,
    pub note: String,
}

impl CustomerInput {
    /// Tidies what was typed and names the first field that breaks its rule.
    pub(crate) fn check(mut self) -> Result<CustomerInput, Error> {
        self.name = one_line(&self.name);
        if self.name.is_empty() {
            return Err(Error::Required { field: "name" });
        }
        if self.name.chars().count() > 120 {
            return Err(Error::Invalid { field: "name" });
        }
        self.phone = match filled(self.phone) {
            None => None,
            Some(text) => Some(Phone::parse(&text).map_err(|_| Error::Invalid { field: "phone" })?.into()),
        };
        self.email = filled(self.email);
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            return Err(Error::Invalid { field: "email" });
        }
        self.nik = filled(self.nik).map(|nik| nik.replace([' ', '.', '-'], ""));
        if self.nik.as_deref().is_some_and(|nik| !is_nik(nik)) {
            return Err(Error::Invalid { field: "nik" });
        }
        let address = &mut self.address;
        for text in [&mut address.street, &mut address.village, &mut address.district, &mut address.city, &mut address.landmark] {
            *text = one_line(text);
            if text.chars().count() > 200 {
                return Err(Error::Invalid { field: "street" });
            }
        }
        for (field, text) in [("rt", &mut address.rt), ("rw", &mut address.rw)] {
            *text = text.trim().to_owned();
            if text.len() > 3 || !text.bytes().all(|b| b.is_ascii_digit()) {
                return Err(Error::Invalid { field });
            }
        }
        address.postal_code = address.postal_code.trim().to_owned();
        if !(address.postal_code.is_empty() || address.postal_code.len() == 5 && address.postal_code.bytes().all(|b| b.is_ascii_digit())) {
            return Err(Error::Invalid { field: "postal_code" });
        }
        if let Some(pin) = self.pin {
            Pin::new(pin.latitude, pin.longitude).map_err(|_| Error::Invalid { field: "pin" })?;
        }
        self.note = self.note.trim().to_owned();
        if self.note.chars().count() > 2000 {
            return Err(Error::Invalid { field: "note" });
        }
        Ok(self)
    }
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct CreateCustomer {
    pub id: CustomerId,
    pub values: CustomerInput,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CustomerSaved {
    pub code: String,
}

impl Command for CreateCustomer {
    const KIND: &'static str = "customers.customer.create";
    type Outcome = CustomerSaved;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<CustomerSaved, Failure> {
        create(cx, self.id, self.values).await
    }
}

/// Also a step of connecting a new customer.
pub async fn create(cx: &mut Cx<'_>, id: CustomerId, values: CustomerInput) -> Result<CustomerSaved, Failure> {
    let values = values.check()?;
    cx.author.may_touch(values.branch_id)?;
    check_branch(cx.tx, values.branch_id).await?;
    let code = next_number(cx.tx, "customer", 1).await?.remove(0);
    let pin = values.pin;
    sqlx::query!(
        "insert into public.isp_customers (id, code, branch_id, kind, name, phone, email, nik, street, rt, rw, village, district, city,
                 postal_code, landmark, latitude, longitude, note, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $20)",
        id.0,
        code,
        values.branch_id.0,
        values.kind.as_str(),
        values.name,
        values.phone,
        values.email,
        values.nik,
        values.address.street,
        values.address.rt,
        values.address.rw,
        values.address.village,
        values.address.district,
        values.address.city,
        values.address.postal_code,
        values.address.landmark,
        pin.map(|pin| pin.latitude),
        pin.map(|pin| pin.longitude),
        values.note,
        cx.at
    )
    .execute(&mut *cx.tx)
    .await
    .map_err(|error| on_unique(error, "isp_customers_code_key", Refusal::new(Code::Taken).field("code").detail(code.clone())))?;
    sqlx::query!(
        "insert into public.customer_overview (customer_id, branch_id, code, name, phone, address, district, has_pin, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id.0,
        values.branch_id.0,
        code,
        values.name,
        values.phone,
        values.address.line(),
        values.address.district,
        pin.is_some(),
        cx.at
    )
    .execute(&mut *cx.tx)
    .await?;
    write_keys(cx.tx, id, &code, &values).await?;
    Ok(CustomerSaved { code })
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeCustomer {
    pub id: CustomerId,
    /// The version that was on the screen; a newer one is not overwritten.
    pub version: i32,
    pub values: CustomerInput,
}

impl Command for ChangeCustomer {
    const KIND: &'static str = "customers.customer.change";
    type Outcome = CustomerSaved;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<CustomerSaved, Failure> {
        let values = self.values.check()?;
        let found = sqlx::query!("select code, branch_id, version from public.isp_customers where id = $1 for update", self.id.0)
            .fetch_optional(&mut *cx.tx)
            .await?;
        let Some(found) = found else { return Err(Error::NotFound.into()) };
        cx.author.may_touch(BranchId(found.branch_id))?;
        cx.author.may_touch(values.branch_id)?;
        if found.version != self.version {
            return Err(Error::Stale.into());
        }
        if found.branch_id != values.branch_id.0 {
            check_branch(cx.tx, values.branch_id).await?;
        }
        let pin = values.pin;
        sqlx::query!(
            "update public.isp_customers set branch_id = $2, kind = $3, name = $4, phone = $5, email = $6, nik = $7, street = $8, rt = $9, rw = $10,
                 village = $11, district = $12, city = $13, postal_code = $14, landmark = $15, latitude = $16, longitude = $17, note = $18,
                 version = version + 1, updated_at = $19
             where id = $1",
            self.id.0,
            values.branch_id.0,
            values.kind.as_str(),
            values.name,
            values.phone,
            values.email,
            values.nik,
            values.address.street,
            values.address.rt,
            values.address.rw,
            values.address.village,
            values.address.district,
            values.address.city,
            values.address.postal_code,
            values.address.landmark,
            pin.map(|pin| pin.latitude),
            pin.map(|pin| pin.longitude),
            values.note,
            cx.at
        )
        .execute(&mut *cx.tx)
        .await?;
        sqlx::query!(
            "update public.customer_overview set branch_id = $2, name = $3, phone = $4, address = $5, district = $6, has_pin = $7 where customer_id = $1",
            self.id.0,
            values.branch_id.0,
            values.name,
            values.phone,
            values.address.line(),
            values.address.district,
            pin.is_some()
        )
        .execute(&mut *cx.tx)
        .await?;
        sqlx::query!("delete from public.customer_search_keys where customer_id = $1", self.id.0).execute(&mut *cx.tx).await?;
        write_keys(cx.tx, self.id, &found.code, &values).await?;
        Ok(CustomerSaved { code: found.code })
    }
}

async fn write_keys(tx: &mut PgConnection, id: CustomerId, code: &str, values: &CustomerInput) -> Result<(), Error> {
    let keys = search_keys(code, &values.name, values.phone.as_deref(), values.nik.as_deref(), &values.address);
    sqlx::query!(
        "insert into public.customer_search_keys (customer_id, branch_id, key) select $1, $2, unnest($3::text[])",
        id.0,
        values.branch_id.0,
        &keys
    )
    .execute(tx)
    .await?;
    Ok(())
}

pub(crate) async fn check_branch(tx: &mut PgConnection, branch: BranchId) -> Result<(), Error> {
    let open = sqlx::query_scalar!(r#"select exists (select from public.isp_branches where id = $1 and active) as "open!""#, branch.0)
        .fetch_one(tx)
        .await?;
    if open { Ok(()) } else { Err(Error::Invalid { field: "branch_id" }) }
}

fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// One line, single spaces, no control characters: what a list, a letter and a device name can hold.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn is_email(text: &str) -> bool {
    match text.split_once('@') {
        Some((user, host)) => {
            !user.is_empty()
                && host.contains('.')
                && !host.starts_with('.')
                && !host.ends_with('.')
                && !text.contains(char::is_whitespace)
                && text.len() <= 200
        }
        None => false,
    }
}

/// NIK: 6 digits of place, date of birth DDMMYY (women's day + 40), 4 running digits.
fn is_nik(nik: &str) -> bool {
    if nik.len() != 16 || !nik.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    let number = |from: usize| nik[from..from + 2].parse::<u32>().unwrap_or(0);
    let day = number(6);
    let day = if day > 40 { day - 40 } else { day };
    (1..=31).contains(&day) && (1..=12).contains(&number(8)) && !nik.starts_with("00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn niks() {
        assert!(is_nik("3275011203850001"));
        assert!(is_nik("3275015203850001"), "a woman's day of birth is 40 more");
        assert!(!is_nik("3275013213850001"));
        assert!(!is_nik("3275011213850001"), "month 13");
        assert!(!is_nik("327501120385000"));
        assert!(!is_nik("0075011203850001"));
    }

    #[test]
    fn names_are_one_line() {
        assert_eq!(one_line("  Budi\n\tSantoso \u{7} "), "Budi Santoso");
    }

    #[test]
    fn emails() {
        assert!(is_email("rina@contoh.co.id"));
        assert!(!is_email("rina@contoh"));
        assert!(!is_email("rina contoh@x.id"));
    }
}
