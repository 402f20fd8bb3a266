//! Starts (or adopts) a throw-away server, makes a database of the newest schema and prints its address. For the query
//! cache: it needs no more than this crate, so it can be built when the areas' queries are not described yet.
use std::error::Error;

use janet_db::embedded::{DataFolder, Durability, Embedded, Programs};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let base = std::env::temp_dir().join("janet-scratch");
    std::fs::create_dir_all(&base)?;
    let folder = DataFolder::new(base.join("server"));
    let programs = Programs::find(&folder, &[])?;
    let server = Embedded::start(folder, programs, Durability::ThrowAway).await?;
    server.prepare().await?;
    let password = server.folder().read_secret("setup")?.ok_or("the start made no password")?;
    println!("postgres://janet_setup:{password}@127.0.0.1:{}/janet?sslmode=disable", server.port());
    // Left running for the macros; the next start adopts it.
    std::mem::forget(server);
    Ok(())
}
