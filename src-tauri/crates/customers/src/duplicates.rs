//! Somebody who may be in the books already: a warning with a way on, never a refusal.

use janet_model::{CustomerId, Phone};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::Error;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Duplicate {
    pub id: CustomerId,
    pub code: String,
    pub name: String,
    /// `phone` or `nik`.
    pub field: String,
}

/// Customers (that the caller may see) with the same telephone number or NIK; text that is neither finds nobody.
pub async fn duplicates(
    pool: &PgPool,
    phone: Option<&str>,
    nik: Option<&str>,
    except: Option<CustomerId>,
) -> Result<Vec<Duplicate>, Error> {
    let phone = phone.and_then(|text| Phone::parse(text).ok()).map(String::from);
    let nik = nik.map(|text| text.replace([' ', '.', '-'], "")).filter(|text| text.len() == 16);
    Ok(sqlx::query_as!(
        Duplicate,
        r#"select id, code, name, case when phone = $1 then 'phone' else 'nik' end as "field!"
           from public.isp_customers where (phone = $1 or nik = $2) and ($3::uuid is null or id <> $3) order by code limit 5"#,
        phone,
        nik,
        except.map(|id| id.0)
    )
    .fetch_all(pool)
    .await?)
}
