//! What operators may read: public halves of keys. What nobody but the agent may: boxes and grants.

use janet_model::Role;
use janet_testkit::World;
use sqlx::AssertSqlSafe;

use crate::site::{Agent, CLEAR, keep};

#[tokio::test]
async fn no_role_reads_a_sealed_secret_or_a_wrapped_key() {
    let world = World::new().await;
    let _agent = Agent::start(&world, "a").await;
    keep(&world, CLEAR).await;
    for role in Role::ALL {
        let operator = world.operator(&[role], Some(world.branch)).await;
        for table in ["isp_secrets", "isp_vault_grants"] {
            let refused = sqlx::query(AssertSqlSafe(format!("select * from public.{table}"))).fetch_all(operator.pool()).await.unwrap_err();
            assert!(refused.to_string().contains("permission denied"), "{role:?} {table}: {refused}");
        }
        for table in ["isp_vault_keys", "isp_agent_keys"] {
            let rows = sqlx::query(AssertSqlSafe(format!("select * from public.{table}"))).fetch_all(operator.pool()).await.unwrap();
            assert_eq!(rows.len(), 1, "{role:?} {table}");
            let refused = sqlx::query(AssertSqlSafe(format!("delete from public.{table}"))).execute(operator.pool()).await.unwrap_err();
            assert!(refused.to_string().contains("permission denied"), "{role:?} {table}: {refused}");
        }
    }
}
