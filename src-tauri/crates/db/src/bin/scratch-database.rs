//! Starts (or adopts) a throw-away server, makes a database of the newest schema and prints its address. For the query
//! cache: it needs no more than this crate, so it can be built when the areas' queries are not described yet.
#![expect(clippy::expect_used, reason = "a chore that stops where it cannot go on")]

use janet_db::embedded::{DataFolder, Durability, Embedded, Programs};

#[tokio::main]
async fn main() {
    let base = std::env::temp_dir().join("janet-scratch");
    std::fs::create_dir_all(&base).expect("the temporary folder");
    let folder = DataFolder::new(base.join("server"));
    let programs = Programs::find(&folder, &[]).expect("a PostgreSQL");
    let server = Embedded::start(folder, programs, Durability::ThrowAway).await.expect("the server starts");
    server.prepare().await.expect("the schema is made");
    let password = server.folder().read_secret("setup").expect("readable").expect("made by the start");
    println!("postgres://janet_setup:{password}@127.0.0.1:{}/janet?sslmode=disable", server.port());
    // Left running for the macros; the next start adopts it.
    std::mem::forget(server);
}
