//! The committed query cache (.sqlx) against a real, freshly migrated server: each query is described again and must
//! come out as it is written down. That every query is in the cache is proven by the offline build itself.

use std::{fs, path::Path};

use janet_testkit::World;
use serde_json::Value;
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, SqlSafeStr};

#[tokio::test]
async fn every_cached_query_is_what_the_server_says() {
    let world = World::bare().await;
    let mut conn = world.setup_options().connect().await.unwrap();
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let mut count = 0;
    for file in fs::read_dir(place).unwrap().flatten() {
        let cached: Value = serde_json::from_slice(&fs::read(file.path()).unwrap()).unwrap();
        let query = cached["query"].as_str().unwrap().to_owned();
        let described = conn.describe(AssertSqlSafe(query.clone()).into_sql_str()).await.unwrap_or_else(|error| panic!("{error}: {query}"));
        let described = serde_json::to_value(&described).unwrap();
        let shape = |describe: &Value| (names(describe), types(describe), describe["parameters"].clone());
        assert_eq!(shape(&cached["describe"]), shape(&described), "run `cargo xtask prepare`: {query}");
        count += 1;
    }
    assert!(count > 50, "{count} queries");
}

fn names(describe: &Value) -> Vec<String> {
    describe["columns"].as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap().to_owned()).collect()
}

fn types(describe: &Value) -> Vec<Value> {
    describe["columns"].as_array().unwrap().iter().map(|column| column["type_info"].clone()).collect()
}
