//! The window's calls: each is in a permission file of its area, and each file lists only calls that exist.

use std::{collections::BTreeSet, fs, path::Path};

fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('"').skip(1).step_by(2)
}

#[test]
fn every_call_is_permitted_by_its_area_and_no_other() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut permitted = BTreeSet::new();
    for file in fs::read_dir(root.join("src-tauri/permissions")).unwrap().flatten() {
        let area = file.path().file_stem().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(file.path()).unwrap();
        let list = text.split("commands.allow").nth(1).unwrap();
        for call in quoted(list) {
            assert!(call.starts_with(&format!("{area}_")), "{call} is in {area}.toml");
            permitted.insert(call.to_owned());
        }
    }
    let bindings = fs::read_to_string(root.join("ui/src/lib/bindings.ts")).unwrap();
    let called: BTreeSet<String> = bindings
        .split("__TAURI_INVOKE")
        .skip(1)
        .filter(|rest| rest.starts_with(['(', '<']))
        .map(|rest| quoted(rest).next().unwrap().to_owned())
        .collect();
    assert_eq!(called, permitted);
}
