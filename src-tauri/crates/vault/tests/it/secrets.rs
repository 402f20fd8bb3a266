//! Sealing, storing, opening, and everything that must not open.

use chrono::Utc;
use janet_model::{NewId, SecretId};
use janet_testkit::World;
use janet_vault::{Enrolment, Purpose, SealingKey, Secret, VaultError, state, store};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use uuid::Uuid;

use crate::site::{Agent, CLEAR, keep, open};

#[tokio::test]
async fn what_an_operator_seals_the_agent_opens() {
    let world = World::new().await;
    assert!(matches!(SealingKey::current(world.admin.pool()).await, Err(VaultError::NoKey)));
    let agent = Agent::start(&world, "pc-kantor").await;
    assert_eq!(agent.vault.enrolment().await.unwrap(), Enrolment::Enrolled);
    let id = keep(&world, CLEAR).await;
    assert_eq!(agent.vault.secret(id).await.unwrap().expose(), CLEAR);

    // After a restart the same key is found, not a new one made.
    let again = open(&world.agent, agent.folder.path(), "pc-kantor").await.unwrap();
    assert_eq!(again.agent(), agent.vault.agent());
    assert_eq!(again.secret(id).await.unwrap().expose(), CLEAR);
    assert!(matches!(again.secret(SecretId::new_id()).await, Err(VaultError::NoSuchSecret(_))));

    let state = state(world.admin.pool(), Some(&again)).await.unwrap();
    assert_eq!((state.key_version, state.agents.len()), (Some(1), 1));
    assert_eq!((state.agents[0].label.as_str(), state.agents[0].enrolment), ("pc-kantor", Enrolment::Enrolled));
    println!("Diagnostics says: {}", serde_json::to_string(&state).unwrap());
}

#[tokio::test]
async fn a_secret_that_was_changed_or_moved_does_not_open() {
    let world = World::new().await;
    let agent = Agent::start(&world, "a").await;
    let (id, other) = (keep(&world, CLEAR).await, keep(&world, "lain").await);
    let mut owner = PgConnection::connect_with(&world.setup_options()).await.unwrap();
    // Only the set-up login can change the table at all: the agent may not.
    let refused = sqlx::query("update public.isp_secrets set sealed = sealed").execute(&world.agent).await.unwrap_err();
    assert!(refused.to_string().contains("permission denied"), "{refused}");
    sqlx::query("update public.isp_secrets a set sealed = b.sealed from public.isp_secrets b where a.id = $1 and b.id = $2")
        .bind(other.0)
        .bind(id.0)
        .execute(&mut owner)
        .await
        .unwrap();
    assert!(matches!(agent.vault.secret(other).await, Err(VaultError::CannotOpen(_))), "another row's box");
    sqlx::query("update public.isp_secrets set sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) where id = $1")
        .bind(id.0)
        .execute(&mut owner)
        .await
        .unwrap();
    assert!(matches!(agent.vault.secret(id).await, Err(VaultError::CannotOpen(_))), "one bit");
}

#[tokio::test]
async fn storing_again_is_once_and_another_secret_under_the_id_is_refused() {
    let world = World::new().await;
    let agent = Agent::start(&world, "a").await;
    let key = SealingKey::current(world.admin.pool()).await.unwrap();
    let (id, subject) = (SecretId::new_id(), Uuid::now_v7());
    let first = key.seal(id, &Secret::new("satu")).unwrap();
    let second = key.seal(id, &Secret::new("dua")).unwrap();
    let mut conn = world.agent.acquire().await.unwrap();
    for _ in 0..2 {
        store(&mut conn, id, Purpose::DevicePassword, subject, &first, "admin", Utc::now()).await.unwrap();
    }
    let taken = store(&mut conn, id, Purpose::DevicePassword, subject, &second, "admin", Utc::now()).await;
    assert!(matches!(taken, Err(VaultError::Taken)), "{taken:?}");
    let elsewhere = store(&mut conn, id, Purpose::DevicePassword, Uuid::now_v7(), &first, "admin", Utc::now()).await;
    assert!(matches!(elsewhere, Err(VaultError::Taken)), "{elsewhere:?}");
    assert_eq!(agent.vault.secret(id).await.unwrap().expose(), "satu");
    for text in ["\"\"", "\"cmFoYXNpYQ==\""] {
        let sealed = serde_json::from_str(text).unwrap();
        let refused = store(&mut conn, SecretId::new_id(), Purpose::DevicePassword, subject, &sealed, "admin", Utc::now()).await;
        assert!(matches!(refused, Err(VaultError::Malformed)), "{refused:?}");
    }
}

#[tokio::test]
async fn another_database_opens_nothing() {
    let (here, there) = (World::new().await, World::new().await);
    let (_ours, theirs) = (Agent::start(&here, "a").await, Agent::start(&there, "b").await);
    let id = keep(&here, CLEAR).await;
    let (subject, sealed): (Uuid, Vec<u8>) =
        sqlx::query_as("select subject, sealed from public.isp_secrets where id = $1").bind(id.0).fetch_one(&here.agent).await.unwrap();
    sqlx::query(
        "insert into public.isp_secrets (id, purpose, subject, key_version, sealed, stored_at, stored_by) values ($1, 'device_password', $2, 1, $3, now(), 'x')",
    )
    .bind(id.0)
    .bind(subject)
    .bind(sealed)
    .execute(&there.agent)
    .await
    .unwrap();
    assert!(matches!(theirs.vault.secret(id).await, Err(VaultError::CannotOpen(_))));
}

/// Every row of every table as text, read with all rights: what a stolen backup holds.
#[tokio::test]
async fn a_dump_of_the_database_holds_no_secret_and_no_private_key() {
    let world = World::new().await;
    let agent = Agent::start(&world, "a").await;
    keep(&world, CLEAR).await;
    let file = std::fs::read_to_string(agent.folder.path().join("agent.key")).unwrap();
    let mut owner = PgConnection::connect_with(&world.setup_options()).await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p')",
    )
    .fetch_all(&mut owner)
    .await
    .unwrap();
    assert!(tables.len() > 20 && tables.iter().any(|table| table == "public.isp_secrets"), "{tables:?}");
    let mut dump = String::new();
    for table in &tables {
        let rows: Vec<String> =
            sqlx::query_scalar(AssertSqlSafe(format!("select t::text from {table} t"))).fetch_all(&mut owner).await.unwrap();
        dump += &rows.join("\n");
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let key = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, file.trim()).unwrap();
    for canary in [CLEAR.to_owned(), hex(CLEAR.as_bytes()), file.trim().to_owned(), hex(&key)] {
        assert!(!dump.contains(&canary), "{canary}");
    }
    println!("{} tables, {} characters, and none of the four canaries", tables.len(), dump.len());
}
