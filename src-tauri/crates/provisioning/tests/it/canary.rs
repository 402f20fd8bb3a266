//! A device's password and a router's RADIUS secret are in no table that a person, an export or a support bundle reads.

use janet_provisioning::{Connect, services};
use janet_testkit::{DEVICE_PASSWORD, RADIUS_SECRET, Site};
use sqlx::AssertSqlSafe;

use crate::line::state;

#[tokio::test]
async fn no_table_shows_a_device_s_secret() {
    let site = Site::start().await;
    site.plug("ZTEGD0A1B2C3");
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    site.until("the service is active", || state(&site, &connected, "active")).await;
    site.world.apply(&janet_network::ObserveNode { id: site.router_id }).await.unwrap();
    site.until("the router was read", || async {
        janet_network::node(site.world.admin.pool(), site.router_id).await.unwrap().row.identity
    })
    .await;

    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname in ('public', 'api', 'sec', 'audit', 'radius') and c.relkind in ('r', 'p')",
    )
    .fetch_all(&site.world.agent)
    .await
    .unwrap();
    assert!(tables.len() > 40);
    let mut searched = 0;
    for table in tables {
        let rows: Vec<String> =
            match sqlx::query_scalar(AssertSqlSafe(format!("select t::text from {table} t"))).fetch_all(&site.world.agent).await {
                Ok(rows) => rows,
                Err(error) => {
                    assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{table}: {error}");
                    continue;
                }
            };
        searched += 1;
        for row in rows {
            assert!(!row.contains(DEVICE_PASSWORD), "{table}: {row}");
            // FreeRADIUS must read this one in clear; nobody else does.
            assert!(table == "radius.nas" || !row.contains(RADIUS_SECRET), "{table}: {row}");
        }
    }
    assert!(searched > 40);
    // And what the screens are given.
    let pool = site.world.admin.pool();
    let screens = format!(
        "{:?}{:?}{:?}",
        services(pool, connected.customer_id).await.unwrap(),
        janet_provisioning::olt_log(pool, connected.service_id).await.unwrap(),
        janet_network::nodes(pool).await.unwrap()
    );
    for secret in [DEVICE_PASSWORD, RADIUS_SECRET, "rahasia-pppoe"] {
        assert!(!screens.contains(secret));
    }
    // The PPPoE password is one logged click.
    assert_eq!(janet_aaa::reveal_password(pool, connected.service_id).await.unwrap(), "rahasia-pppoe");
    let logged: i64 =
        sqlx::query_scalar("select count(*) from public.isp_activity_logs where action = 'reveal'").fetch_one(pool).await.unwrap();
    assert_eq!(logged, 1);
    let kept: i64 = sqlx::query_scalar("select count(*) from api.commands where input::text like '%rahasia-pppoe%'")
        .fetch_one(&site.world.agent)
        .await
        .unwrap();
    assert_eq!(kept, 0, "the command's input is kept without it");
}
