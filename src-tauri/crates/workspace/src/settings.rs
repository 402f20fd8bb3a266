//! Settings of the company: one row, one setter, each change audited column by column.

use chrono_tz::Tz;
use janet_db::{Command, Cx, Failure};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::error::{Error, required};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    Id,
    En,
}

impl Language {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Language::Id => "id",
            Language::En => "en",
        }
    }
}

/// When a customer's bill falls due each month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum DueDayRule {
    /// Everybody on the same day; 31 means the last day of a shorter month.
    Fixed { day: u8 },
    /// On the day of the month on which the customer was installed ("ikut tanggal pasang").
    Anniversary,
}

/// What an administrator decides about the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SettingsInput {
    pub company_name: String,
    pub language: Language,
    /// IANA name, such as Asia/Jakarta.
    pub timezone: String,
    /// Pengusaha kena pajak: adds PPN to its invoices.
    pub pkp: bool,
    pub npwp: Option<String>,
    pub prices_include_ppn: bool,
    pub due_day: DueDayRule,
    /// Days from the invoice to its due date.
    pub due_after_days: u8,
    /// Days from the due date to isolir.
    pub isolir_after_days: u8,
    /// Hour of the day, in the branch's zone, at which isolir is applied.
    pub isolir_hour: u8,
    pub idle_lock_minutes: u16,
    pub backup_hour: u8,
    /// What customer codes begin with.
    pub customer_prefix: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Settings {
    #[serde(flatten)]
    pub values: SettingsInput,
    pub version: i32,
}

impl SettingsInput {
    /// The rules of DESIGN §8 that the table holds as constraints, said with the name of the field.
    pub(crate) fn check(mut self) -> Result<SettingsInput, Error> {
        self.company_name = required("company_name", &self.company_name)?;
        self.timezone.parse::<Tz>().map_err(|_| Error::Invalid { field: "timezone" })?;
        self.npwp = match self.npwp.as_deref().map(|text| text.chars().filter(char::is_ascii_digit).collect::<String>()) {
            None => None,
            Some(digits) if digits.is_empty() => None,
            // 15 digits until 2024, 16 (the NIK's length) since.
            Some(digits) if matches!(digits.len(), 15 | 16) => Some(digits),
            Some(_) => return Err(Error::Invalid { field: "npwp" }),
        };
        if self.pkp && self.npwp.is_none() {
            return Err(Error::Required { field: "npwp" });
        }
        if self.prices_include_ppn && !self.pkp {
            return Err(Error::Invalid { field: "prices_include_ppn" });
        }
        if matches!(self.due_day, DueDayRule::Fixed { day } if !(1..=31).contains(&day)) {
            return Err(Error::Invalid { field: "due_day" });
        }
        for (field, ok) in [
            ("due_after_days", self.due_after_days <= 60),
            ("isolir_after_days", self.isolir_after_days <= 90),
            ("isolir_hour", self.isolir_hour <= 23),
            ("backup_hour", self.backup_hour <= 23),
            ("idle_lock_minutes", (1..=480).contains(&self.idle_lock_minutes)),
        ] {
            if !ok {
                return Err(Error::Invalid { field });
            }
        }
        self.customer_prefix = self.customer_prefix.trim().to_ascii_uppercase();
        if self.customer_prefix.is_empty()
            || self.customer_prefix.len() > 6
            || !self.customer_prefix.bytes().all(|b| b.is_ascii_alphanumeric())
        {
            return Err(Error::Invalid { field: "customer_prefix" });
        }
        Ok(self)
    }

    pub(crate) fn due_columns(&self) -> (&'static str, Option<i16>) {
        match self.due_day {
            DueDayRule::Fixed { day } => ("fixed", Some(i16::from(day))),
            DueDayRule::Anniversary => ("anniversary", None),
        }
    }
}

/// `None` before the first run.
pub async fn settings(pool: &PgPool) -> Result<Option<Settings>, Error> {
    let row = sqlx::query!("select * from public.isp_settings").fetch_optional(pool).await?;
    // Each narrowing below is held by a CHECK of the table.
    Ok(row.map(|row| Settings {
        values: SettingsInput {
            company_name: row.company_name,
            language: if row.language == "en" { Language::En } else { Language::Id },
            timezone: row.timezone,
            pkp: row.pkp,
            npwp: row.npwp,
            prices_include_ppn: row.prices_include_ppn,
            due_day: match row.due_day {
                Some(day) => DueDayRule::Fixed { day: day as u8 },
                None => DueDayRule::Anniversary,
            },
            due_after_days: row.due_after_days as u8,
            isolir_after_days: row.isolir_after_days as u8,
            isolir_hour: row.isolir_hour as u8,
            idle_lock_minutes: row.idle_lock_minutes as u16,
            backup_hour: row.backup_hour as u8,
            customer_prefix: row.customer_prefix,
        },
        version: row.version,
    }))
}

/// Changes the settings, if nobody else did since they were read.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct ChangeSettings {
    pub values: SettingsInput,
    pub version: i32,
}

impl Command for ChangeSettings {
    const KIND: &'static str = "workspace.settings.change";
    type Outcome = ();

    async fn execute(self, cx: &mut Cx<'_>) -> Result<(), Failure> {
        let values = self.values.check()?;
        let (rule, day) = values.due_columns();
        let changed = sqlx::query!(
            "update public.isp_settings set company_name = $1, language = $2, timezone = $3, pkp = $4, npwp = $5, prices_include_ppn = $6,
                 due_day_rule = $7, due_day = $8, due_after_days = $9, isolir_after_days = $10, isolir_hour = $11, idle_lock_minutes = $12,
                 backup_hour = $13, customer_prefix = $14, version = version + 1, updated_at = $15
             where version = $16",
            values.company_name,
            values.language.as_str(),
            values.timezone,
            values.pkp,
            values.npwp,
            values.prices_include_ppn,
            rule,
            day,
            i16::from(values.due_after_days),
            i16::from(values.isolir_after_days),
            i16::from(values.isolir_hour),
            values.idle_lock_minutes as i16,
            i16::from(values.backup_hour),
            values.customer_prefix,
            cx.at,
            self.version
        )
        .execute(&mut *cx.tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(Error::Stale.into());
        }
        sqlx::query!("update public.isp_number_series set prefix = $1 where name = 'customer'", values.customer_prefix)
            .execute(&mut *cx.tx)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> SettingsInput {
        SettingsInput {
            company_name: " PT Jaringan Contoh ".into(),
            language: Language::Id,
            timezone: "Asia/Jakarta".into(),
            pkp: true,
            npwp: Some("01.234.567.8-901.000".into()),
            prices_include_ppn: true,
            due_day: DueDayRule::Fixed { day: 20 },
            due_after_days: 19,
            isolir_after_days: 3,
            isolir_hour: 9,
            idle_lock_minutes: 15,
            backup_hour: 2,
            customer_prefix: "jnt".into(),
        }
    }

    #[test]
    fn what_is_typed_is_tidied() {
        let checked = good().check().unwrap();
        assert_eq!(checked.company_name, "PT Jaringan Contoh");
        assert_eq!(checked.npwp.as_deref(), Some("012345678901000"));
        assert_eq!(checked.customer_prefix, "JNT");
    }

    #[test]
    fn each_rule_names_its_field() {
        type Breaks = fn(&mut SettingsInput);
        let cases: [(&str, Breaks); 9] = [
            ("company_name", |s| s.company_name = "  ".into()),
            ("timezone", |s| s.timezone = "Bekasi".into()),
            ("npwp", |s| s.npwp = None),
            ("npwp", |s| s.npwp = Some("123".into())),
            ("prices_include_ppn", |s| s.pkp = false),
            ("due_day", |s| s.due_day = DueDayRule::Fixed { day: 32 }),
            ("isolir_hour", |s| s.isolir_hour = 24),
            ("idle_lock_minutes", |s| s.idle_lock_minutes = 0),
            ("customer_prefix", |s| s.customer_prefix = "J-T".into()),
        ];
        for (expected, breaks) in cases {
            let mut input = good();
            breaks(&mut input);
            let Err(Error::Required { field } | Error::Invalid { field }) = input.check() else { panic!("{expected} was let through") };
            assert_eq!(field, expected);
        }
    }
}
