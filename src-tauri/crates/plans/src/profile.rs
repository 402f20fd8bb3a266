//! What a plan is called on an OLT of a dialect. Names are checked against what the dialect's command line can carry:
//! rejected, never escaped.

use std::collections::HashMap;

use janet_model::OltDialect;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::{PgConnection, PgPool};
use uuid::Uuid;

use crate::Error;

/// ZTE: names, the traffic profiles both or neither. Huawei: numbers. The other dialect's fields are empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct LineProfileInput {
    pub dialect: OltDialect,
    pub onu_type: String,
    pub tcont_profile: String,
    pub traffic_up: String,
    pub traffic_down: String,
    pub line_profile: Option<u16>,
    pub service_profile: Option<u16>,
    pub gem: Option<u16>,
}

impl LineProfileInput {
    pub fn zte(onu_type: &str, tcont: &str, traffic: Option<(&str, &str)>) -> LineProfileInput {
        let (up, down) = traffic.unwrap_or_default();
        LineProfileInput {
            dialect: OltDialect::Zte,
            onu_type: onu_type.into(),
            tcont_profile: tcont.into(),
            traffic_up: up.into(),
            traffic_down: down.into(),
            line_profile: None,
            service_profile: None,
            gem: None,
        }
    }

    pub fn huawei(line_profile: u16, service_profile: u16, gem: u16) -> LineProfileInput {
        LineProfileInput {
            dialect: OltDialect::Huawei,
            onu_type: String::new(),
            tcont_profile: String::new(),
            traffic_up: String::new(),
            traffic_down: String::new(),
            line_profile: Some(line_profile),
            service_profile: Some(service_profile),
            gem: Some(gem),
        }
    }

    pub(crate) fn check(mut self) -> Result<LineProfileInput, Error> {
        match self.dialect {
            OltDialect::Zte => {
                (self.line_profile, self.service_profile, self.gem) = (None, None, None);
                for (field, name, needed) in [
                    ("onu_type", &mut self.onu_type, true),
                    ("tcont_profile", &mut self.tcont_profile, true),
                    ("traffic_up", &mut self.traffic_up, false),
                    ("traffic_down", &mut self.traffic_down, false),
                ] {
                    *name = name.trim().to_owned();
                    if needed && name.is_empty() {
                        return Err(Error::Required { field });
                    }
                    if name.len() > 32 || !name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
                        return Err(Error::Invalid { field });
                    }
                }
                if self.traffic_up.is_empty() != self.traffic_down.is_empty() {
                    return Err(Error::Required { field: if self.traffic_up.is_empty() { "traffic_up" } else { "traffic_down" } });
                }
            }
            OltDialect::Huawei => {
                for name in [&mut self.onu_type, &mut self.tcont_profile, &mut self.traffic_up, &mut self.traffic_down] {
                    name.clear();
                }
                for (field, number) in [("line_profile", self.line_profile), ("service_profile", self.service_profile), ("gem", self.gem)] {
                    if number.is_none() {
                        return Err(Error::Required { field });
                    }
                }
                if self.gem.is_some_and(|gem| gem > 1023) {
                    return Err(Error::Invalid { field: "gem" });
                }
            }
            // One profile serves both families of ZTE; what the others would need is not known to plans.
            _ => return Err(Error::Invalid { field: "dialect" }),
        }
        Ok(self)
    }
}

/// Of every plan, by its id.
pub(crate) async fn all(pool: &PgPool) -> Result<HashMap<Uuid, Vec<LineProfileInput>>, Error> {
    let rows = sqlx::query!("select * from public.isp_plan_line_profiles order by plan_id, dialect").fetch_all(pool).await?;
    let mut profiles: HashMap<Uuid, Vec<LineProfileInput>> = HashMap::new();
    for row in rows {
        // The CHECKs hold the numbers in 16 bits.
        profiles.entry(row.plan_id).or_default().push(LineProfileInput {
            dialect: OltDialect::parse(&row.dialect),
            onu_type: row.onu_type.unwrap_or_default(),
            tcont_profile: row.tcont_profile.unwrap_or_default(),
            traffic_up: row.traffic_up.unwrap_or_default(),
            traffic_down: row.traffic_down.unwrap_or_default(),
            line_profile: row.line_profile.map(|number| number as u16),
            service_profile: row.service_profile.map(|number| number as u16),
            gem: row.gem.map(|number| number as u16),
        });
    }
    Ok(profiles)
}

/// Puts these in the place of what the plan had.
pub(crate) async fn replace(tx: &mut PgConnection, plan: Uuid, profiles: &[LineProfileInput]) -> Result<(), Error> {
    sqlx::query!("delete from public.isp_plan_line_profiles where plan_id = $1", plan).execute(&mut *tx).await?;
    for profile in profiles {
        sqlx::query!(
            "insert into public.isp_plan_line_profiles (plan_id, dialect, onu_type, tcont_profile, traffic_up, traffic_down, line_profile, service_profile, gem)
             values ($1, $2, nullif($3, ''), nullif($4, ''), nullif($5, ''), nullif($6, ''), $7, $8, $9)",
            plan,
            profile.dialect.as_str(),
            profile.onu_type,
            profile.tcont_profile,
            profile.traffic_up,
            profile.traffic_down,
            profile.line_profile.map(i32::from),
            profile.service_profile.map(i32::from),
            profile.gem.map(i32::from)
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
