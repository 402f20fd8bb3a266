//! Which database this desktop works with, remembered in the data folder. No login and no password is.

use janet_db::{ServerAddress, embedded::DataFolder};
use serde::{Deserialize, Serialize};
use specta::Type;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum Connection {
    /// The private server of the data folder.
    Embedded,
    /// The sample network: a private server of its own, with simulated devices.
    Sample,
    Server {
        address: ServerAddress,
    },
}

const FILE: &str = "connection.json";

/// `None`: never chosen.
pub fn load(folder: &DataFolder) -> Option<Connection> {
    let text = std::fs::read_to_string(folder.root().join(FILE)).ok()?;
    match serde_json::from_str(&text) {
        Ok(connection) => Some(connection),
        Err(error) => {
            tracing::warn!(error = %error, "connection.json is not readable; asking again");
            None
        }
    }
}

pub fn save(folder: &DataFolder, connection: &Connection) -> std::io::Result<()> {
    std::fs::create_dir_all(folder.root())?;
    let text = serde_json::to_string_pretty(connection)?;
    std::fs::write(folder.root().join(FILE), text)
}

pub fn forget(folder: &DataFolder) -> std::io::Result<()> {
    match std::fs::remove_file(folder.root().join(FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
