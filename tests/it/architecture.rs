//! Who may know whom (DESIGN §3): every edge between our crates is in this table, or the test fails.

use std::collections::BTreeSet;

const AREAS: [&str; 15] = [
    "workspace",
    "network",
    "plans",
    "customers",
    "ipam",
    "aaa",
    "billing",
    "payments",
    "provisioning",
    "monitoring",
    "routing",
    "operations",
    "messaging",
    "reports",
    "imports",
];
const PROTOCOLS: [&str; 6] = ["terminal", "routeros", "olt", "radius", "snmp", "bgp"];

/// The crates that `name` may use, in builds of the program (tests may use testkit besides).
fn allowed(name: &str) -> BTreeSet<&str> {
    let list: Vec<&str> = match name {
        "model" | "xtask" => vec![],
        "db" => vec!["model"],
        "vault" => vec!["model", "db"],
        protocol if PROTOCOLS.contains(&protocol) => vec!["terminal"],
        "devices" => [&PROTOCOLS[..], &["vault", "model", "provisioning", "monitoring", "routing", "payments", "messaging"]].concat(),
        "sync" => [&AREAS[..], &["model", "db", "vault"]].concat(),
        "agent" => [&AREAS[..], &["devices", "sync", "vault", "db", "model"]].concat(),
        "isp" => [&AREAS[..], &PROTOCOLS[..], &["devices", "sync", "vault", "db", "model", "agent"]].concat(),
        "lab" => PROTOCOLS.to_vec(),
        "testkit" => [&AREAS[..], &PROTOCOLS[..], &["devices", "sync", "vault", "db", "model", "agent", "lab"]].concat(),
        area => {
            let at = AREAS.iter().position(|known| *known == area).unwrap_or_else(|| panic!("janet-{area} is not in the table"));
            [&AREAS[..at], &["model", "db"]].concat()
        }
    };
    list.into_iter().collect()
}

fn metadata() -> serde_json::Value {
    let output = std::process::Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_edge_is_in_the_table() {
    let mut wrong = Vec::new();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap().strip_prefix("janet-").unwrap().to_owned();
        for dependency in package["dependencies"].as_array().unwrap() {
            let Some(other) = dependency["name"].as_str().unwrap().strip_prefix("janet-") else { continue };
            let for_tests = dependency["kind"].as_str() == Some("dev");
            if !allowed(&name).contains(other) && !for_tests {
                wrong.push(format!("{name} → {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "edges that DESIGN §3 does not know: {wrong:?}");
}

#[test]
fn the_window_is_known_to_the_shell_alone() {
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let uses_tauri =
            package["dependencies"].as_array().unwrap().iter().any(|dependency| dependency["name"].as_str().unwrap().starts_with("tauri"));
        assert!(!uses_tauri || name == "janet-isp", "{name} uses tauri");
    }
}
