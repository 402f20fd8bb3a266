//! A plan as a form and a list have it.

use chrono::{DateTime, Utc};
use janet_model::{Money, PlanId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{Error, LineProfileInput, profile};

/// A larger price is a slip of the finger: 100 million a month.
const MOST: Money = Money::from_minor(100_000_000);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ChargeTiming {
    /// Ditagih di muka: a period is charged when it begins.
    Advance,
    /// Ditagih di belakang: when it is over.
    Arrears,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Cutoff {
    /// The line stops when what was paid for is over.
    Prepaid,
    /// The line is held some days after an invoice was due.
    Postpaid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Proration {
    /// A part of a period costs its days.
    Daily,
    /// A part of a period costs the whole.
    None,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanInput {
    pub code: String,
    pub name: String,
    /// Per month.
    pub price: Money,
    pub installation_charge: Money,
    /// PPN applies, if the company is PKP.
    pub taxable: bool,
    /// Installation is charged at commit and the line is held until it is paid.
    pub pay_first: bool,
    pub charge_timing: ChargeTiming,
    pub cutoff: Cutoff,
    pub proration: Proration,
    pub download_kbps: u32,
    pub upload_kbps: u32,
    /// The RADIUS group; it cannot be changed, because accounts carry its name.
    pub radius_group: String,
    /// The router's address pool; `None`: the router's own choice.
    pub pool: Option<String>,
    /// At most one per dialect.
    pub line_profiles: Vec<LineProfileInput>,
}

impl PlanInput {
    /// Tidies what was typed and names the first field that breaks its rule.
    pub(crate) fn check(mut self) -> Result<PlanInput, Error> {
        self.code = self.code.trim().to_ascii_uppercase();
        if self.code.is_empty() {
            return Err(Error::Required { field: "code" });
        }
        if self.code.len() > 24 || !self.code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') || self.code.starts_with('-') {
            return Err(Error::Invalid { field: "code" });
        }
        self.name = self.name.split_whitespace().collect::<Vec<_>>().join(" ");
        if self.name.is_empty() {
            return Err(Error::Required { field: "name" });
        }
        if self.name.chars().count() > 60 || self.name.chars().any(char::is_control) {
            return Err(Error::Invalid { field: "name" });
        }
        for (field, amount) in [("price", self.price), ("installation_charge", self.installation_charge)] {
            if amount < Money::ZERO || amount > MOST {
                return Err(Error::Invalid { field });
            }
        }
        for (field, rate) in [("download_kbps", self.download_kbps), ("upload_kbps", self.upload_kbps)] {
            if !(64..=100_000_000).contains(&rate) {
                return Err(Error::Invalid { field });
            }
        }
        self.radius_group = self.radius_group.trim().to_ascii_lowercase();
        if self.radius_group.is_empty() {
            return Err(Error::Required { field: "radius_group" });
        }
        // `isolir` is the walled garden's.
        if !is_name(&self.radius_group, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') || self.radius_group == "isolir" {
            return Err(Error::Invalid { field: "radius_group" });
        }
        self.pool = self.pool.map(|pool| pool.trim().to_owned()).filter(|pool| !pool.is_empty());
        if self.pool.as_deref().is_some_and(|pool| !is_name(pool, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))) {
            return Err(Error::Invalid { field: "pool" });
        }
        self.line_profiles = self.line_profiles.into_iter().map(LineProfileInput::check).collect::<Result<_, _>>()?;
        let mut dialects: Vec<_> = self.line_profiles.iter().map(|profile| profile.dialect).collect();
        dialects.sort_unstable();
        dialects.dedup();
        if dialects.len() != self.line_profiles.len() {
            return Err(Error::Invalid { field: "line_profiles" });
        }
        Ok(self)
    }

    pub(crate) const fn timing(&self) -> &'static str {
        match self.charge_timing {
            ChargeTiming::Advance => "advance",
            ChargeTiming::Arrears => "arrears",
        }
    }

    pub(crate) const fn cutoff(&self) -> &'static str {
        match self.cutoff {
            Cutoff::Prepaid => "prepaid",
            Cutoff::Postpaid => "postpaid",
        }
    }

    pub(crate) const fn proration(&self) -> &'static str {
        match self.proration {
            Proration::Daily => "daily",
            Proration::None => "none",
        }
    }
}

/// A name that a router takes as it is: begins with a letter or digit, at most 31.
fn is_name(text: &str, allowed: impl Fn(u8) -> bool) -> bool {
    text.len() <= 31 && text.bytes().all(allowed) && text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric())
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PlanRow {
    pub id: PlanId,
    pub values: PlanInput,
    /// Sold no more since then; who has it keeps it.
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub version: i32,
}

/// All plans, those that are sold first.
pub async fn plans(pool: &PgPool) -> Result<Vec<PlanRow>, Error> {
    let mut profiles = profile::all(pool).await?;
    let rows = sqlx::query!("select * from public.isp_plans order by withdrawn_at is not null, price, code").fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(|row| PlanRow {
            id: PlanId(row.id),
            withdrawn_at: row.withdrawn_at,
            version: row.version,
            values: PlanInput {
                code: row.code,
                name: row.name,
                price: Money::from_minor(row.price),
                installation_charge: Money::from_minor(row.installation_charge),
                taxable: row.taxable,
                pay_first: row.pay_first,
                charge_timing: if row.charge_timing == "arrears" { ChargeTiming::Arrears } else { ChargeTiming::Advance },
                cutoff: if row.cutoff == "prepaid" { Cutoff::Prepaid } else { Cutoff::Postpaid },
                proration: if row.proration == "none" { Proration::None } else { Proration::Daily },
                download_kbps: row.download_kbps as u32,
                upload_kbps: row.upload_kbps as u32,
                radius_group: row.radius_group,
                pool: row.pool,
                line_profiles: profiles.remove(&row.id).unwrap_or_default(),
            },
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> PlanInput {
        PlanInput {
            code: "home-30".into(),
            name: " Home  30 ".into(),
            price: Money::from_minor(120_000),
            installation_charge: Money::from_minor(250_000),
            taxable: true,
            pay_first: false,
            charge_timing: ChargeTiming::Advance,
            cutoff: Cutoff::Postpaid,
            proration: Proration::Daily,
            download_kbps: 30_000,
            upload_kbps: 30_000,
            radius_group: "Home-30".into(),
            pool: Some(" pool-home ".into()),
            line_profiles: vec![],
        }
    }

    #[test]
    fn what_is_typed_is_tidied() {
        let plan = good().check().unwrap();
        assert_eq!(
            (plan.code.as_str(), plan.name.as_str(), plan.radius_group.as_str(), plan.pool.as_deref()),
            ("HOME-30", "Home 30", "home-30", Some("pool-home"))
        );
    }

    #[test]
    fn each_rule_names_its_field() {
        type Breaks = fn(&mut PlanInput);
        let cases: [(&str, Breaks); 9] = [
            ("code", |p| p.code = "a b".into()),
            ("name", |p| p.name = " ".into()),
            ("price", |p| p.price = Money::from_minor(-1)),
            ("installation_charge", |p| p.installation_charge = Money::from_minor(100_000_001)),
            ("download_kbps", |p| p.download_kbps = 0),
            ("radius_group", |p| p.radius_group = "isolir".into()),
            ("radius_group", |p| p.radius_group = "a'b".into()),
            ("pool", |p| p.pool = Some("a;b".into())),
            ("line_profiles", |p| {
                let huawei = LineProfileInput::huawei(60, 1, 1);
                p.line_profiles = vec![huawei.clone(), huawei];
            }),
        ];
        for (expected, breaks) in cases {
            let mut plan = good();
            breaks(&mut plan);
            let Err(Error::Required { field } | Error::Invalid { field }) = plan.check() else { panic!("{expected} was let through") };
            assert_eq!(field, expected);
        }
    }
}
