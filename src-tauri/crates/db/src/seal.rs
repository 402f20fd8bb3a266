//! The audit trail's hash chain: rows below the watermark are sealed in batches, each seal over the one before.

use sha2::{Digest, Sha256};
use sqlx::{PgConnection, PgPool};

use crate::DbError;

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Whole {
        seals: i64,
        rows: i64,
    },
    /// The first seal that does not agree with the rows or with the seal before it.
    Broken {
        seal: i64,
    },
}

/// Seals what became final since the last seal; `None`: nothing did.
pub async fn seal(pool: &PgPool) -> Result<Option<i64>, DbError> {
    let mut tx = pool.begin().await?;
    // One sealer at a time; the key is arbitrary.
    sqlx::query!("select pg_advisory_xact_lock(72170, 3)").fetch_one(&mut *tx).await?;
    let last = sqlx::query!("select number, xid_below::text as \"below!\", chain from audit.seals order by number desc limit 1")
        .fetch_optional(&mut *tx)
        .await?;
    let (number, from, before) = last.map_or((0, "0".to_owned(), Vec::new()), |seal| (seal.number, seal.below, seal.chain));
    let below = sqlx::query_scalar!("select pg_snapshot_xmin(pg_current_snapshot())::text as \"below!\"").fetch_one(&mut *tx).await?;
    let (root, rows) = root(&mut tx, &from, &below).await?;
    if rows == 0 {
        return Ok(None);
    }
    let chain = chain(&before, &root, number + 1, rows);
    sqlx::query!(
        "insert into audit.seals (number, xid_from, xid_below, rows, root, chain) values ($1, $2::text::xid8, $3::text::xid8, $4, $5, $6)",
        number + 1,
        from,
        below,
        rows,
        root,
        chain
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Some(number + 1))
}

/// Recomputes every seal from the rows.
pub async fn verify(pool: &PgPool) -> Result<Verdict, DbError> {
    let mut conn = pool.acquire().await?;
    let seals = sqlx::query!(
        "select number, xid_from::text as \"from!\", xid_below::text as \"below!\", rows, root, chain from audit.seals order by number"
    )
    .fetch_all(&mut *conn)
    .await?;
    let (mut before, mut expected, mut total) = (Vec::new(), 1, 0);
    for seal in &seals {
        let (root, rows) = root(&mut conn, &seal.from, &seal.below).await?;
        if seal.number != expected || root != seal.root || rows != seal.rows || chain(&before, &root, seal.number, rows) != seal.chain {
            return Ok(Verdict::Broken { seal: seal.number.min(expected) });
        }
        before = seal.chain.clone();
        expected += 1;
        total += rows;
    }
    Ok(Verdict::Whole { seals: expected - 1, rows: total })
}

/// SHA-256 over the rows' own hashes, in (xid, id) order.
async fn root(conn: &mut PgConnection, from: &str, below: &str) -> Result<(Vec<u8>, i64), DbError> {
    let row = sqlx::query!(
        r#"select sha256(coalesce(string_agg(sha256(convert_to(r::text, 'UTF8')), ''::bytea order by r.xid, r.id), ''::bytea)) as "root!", count(*) as "rows!"
           from public.isp_activity_logs r where r.xid >= $1::text::xid8 and r.xid < $2::text::xid8"#,
        from,
        below
    )
    .fetch_one(conn)
    .await?;
    Ok((row.root, row.rows))
}

fn chain(before: &[u8], root: &[u8], number: i64, rows: i64) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(root);
    hash.update(number.to_be_bytes());
    hash.update(rows.to_be_bytes());
    hash.finalize().to_vec()
}
