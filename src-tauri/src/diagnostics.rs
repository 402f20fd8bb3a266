//! What a person sends when something is wrong: versions, states and the last log lines, with everything that could be
//! somebody's taken out.

use janet_vault::KeyPlace;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{app::App, connection::Connection};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Fact {
    /// A name the window translates.
    pub name: String,
    pub value: String,
    /// A fallback or a fault is shown as one.
    pub warning: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
pub struct Diagnostics {
    pub facts: Vec<Fact>,
    /// The newest log lines, redacted.
    pub log: Vec<String>,
}

const LINES: usize = 400;

pub async fn collect(app: &App) -> Diagnostics {
    let mut facts = vec![
        fact("version", env!("CARGO_PKG_VERSION"), false),
        fact("system", format!("{} {}", std::env::consts::OS, std::env::consts::ARCH), false),
        fact("schema", janet_db::migrate::newest_version().to_string(), false),
        fact("data_folder", app.folder().root().display().to_string(), false),
    ];
    let status = app.status().await;
    match &status.connection {
        Some(connection @ (Connection::Embedded | Connection::Sample)) => {
            facts.push(fact("connection", if *connection == Connection::Sample { "sample" } else { "embedded" }, false));
            if let Some((major, port, adopted)) = app.embedded_version().await {
                facts.push(fact("postgres", format!("{major}, 127.0.0.1:{port}"), false));
                facts.push(fact("adopted", if adopted { "yes" } else { "no" }, adopted));
            }
            // The database's own passwords are in files; the key to the vault is in the keychain where there is one.
            facts.push(fact("secrets", "file 0600", true));
            match app.key_place().await {
                Some(KeyPlace::Keychain) => facts.push(fact("vault_key", "keychain", false)),
                Some(KeyPlace::File { path }) => facts.push(fact("vault_key", path, true)),
                None => facts.push(fact("vault_key", "-", true)),
            }
        }
        Some(Connection::Server { address }) => {
            facts.push(fact("connection", format!("{}:{}/{}", address.host, address.port, address.database), false));
            facts.push(fact(
                "tls",
                format!("{:?}", address.tls),
                matches!(address.tls, janet_db::TlsMode::Disable | janet_db::TlsMode::Require),
            ));
        }
        None => facts.push(fact("connection", "-", true)),
    }
    if let Ok(pool) = app.pool().await
        && let Ok(nodes) = janet_network::weak_links(&pool).await
    {
        // Fallbacks of devices are named, not hidden.
        for (name, codes) in [("legacy_ssh", nodes.legacy_ssh), ("telnet", nodes.telnet), ("plain_router_api", nodes.plain_api)] {
            if !codes.is_empty() {
                facts.push(fact(name, codes.join(", "), true));
            }
        }
    }
    if let (Some(up), Some(ms)) = (status.link_up, status.link_ms) {
        facts.push(fact("link", if up { format!("{ms} ms") } else { "-".into() }, !up));
    }
    Diagnostics { facts, log: last_lines(app) }
}

fn fact(name: &str, value: impl Into<String>, warning: bool) -> Fact {
    Fact { name: name.into(), value: value.into(), warning }
}

fn last_lines(app: &App) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(app.folder().logs()) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("janet-isp")))
        .collect();
    files.sort();
    let Some(newest) = files.pop() else { return Vec::new() };
    let text = std::fs::read_to_string(newest).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LINES)..].iter().map(|line| redact(line)).collect()
}

/// Takes out what looks like a secret or a person: verifiers, passwords in addresses and settings, telephone numbers,
/// NIKs, e-mail addresses.
pub fn redact(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for word in line.split_inclusive([' ', '"', ',', '\'', '=', '\\']) {
        let cut = word.trim_end_matches([' ', '"', ',', '\'', '=', '\\']);
        let digits = cut.chars().filter(char::is_ascii_digit).count();
        let personal = cut.starts_with("SCRAM-SHA-256")
            || (cut.contains("://") && cut.contains('@'))
            || (cut.contains('@') && cut.contains('.'))
            || (cut.starts_with('+') && digits >= 8)
            || (digits >= 10 && digits == cut.len());
        if personal {
            out.push_str("[…]");
            out.push_str(&word[cut.len()..]);
        } else {
            out.push_str(word);
        }
        if ["password", "secret", "verifier"].iter().any(|name| cut.eq_ignore_ascii_case(name)) && word.len() > cut.len() {
            out.push_str("[…] ");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn what_could_be_somebodys_is_taken_out() {
        let line = r#"{"message":"x","phone":"+6281211004512","nik":"3275011203850001","mail":"rina@contoh.id","url":"postgres://rina:rahasia@host/db","v":"SCRAM-SHA-256$4096:abc"}"#;
        let clean = redact(line);
        for secret in ["6281211004512", "3275011203850001", "rina@", "rahasia", "4096:abc"] {
            assert!(!clean.contains(secret), "{secret} in {clean}");
        }
        assert!(clean.contains("message"));
    }
}
