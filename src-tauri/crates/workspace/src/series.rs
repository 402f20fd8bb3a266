//! Gapless numbers: taken under the row's lock in the transaction that uses them, so a rollback gives them back.

use sqlx::PgConnection;

use crate::Error;

/// The next `count` numbers of a series, written out. One call reserves a block for bulk work.
pub async fn next_number(tx: &mut PgConnection, series: &str, count: i64) -> Result<Vec<String>, Error> {
    let row =
        sqlx::query!("update public.isp_number_series set last = last + $2 where name = $1 returning prefix, digits, last", series, count)
            .fetch_optional(tx)
            .await?
            .ok_or(Error::NotFound)?;
    let width = row.digits as usize;
    Ok((row.last - count + 1..=row.last).map(|number| format!("{}-{number:0width$}", row.prefix)).collect())
}
