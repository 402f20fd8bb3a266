//! What the program tells the window by itself.

use serde::{Deserialize, Serialize};
use specta::Type;
use tauri_specta::Event;

use crate::app::AppStatus;

/// Rows of these nouns changed; what shows them reads again.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct DataChanged {
    pub nouns: Vec<String>,
}

/// Where the program stands: starting, first run, sign-in, signed in, lost.
#[derive(Debug, Clone, Serialize, Deserialize, Type, Event)]
pub struct StatusChanged(pub AppStatus);
