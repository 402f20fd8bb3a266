//! Every refusal has its sentence in both languages: what is wrong and what to do.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

fn locales() -> Vec<(&'static str, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/locales");
    ["id", "en"]
        .into_iter()
        .map(|language| (language, serde_json::from_str(&fs::read_to_string(folder.join(format!("{language}.json"))).unwrap()).unwrap()))
        .collect()
}

fn sources(folder: &Path, into: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let area =
                path.to_string_lossy().split("/crates/").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or("shell").to_owned();
            into.push((area, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The fields whose rule an area may find broken.
fn ruled_fields() -> BTreeMap<String, Vec<String>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri");
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    for krate in fs::read_dir(root.join("crates")).unwrap().flatten() {
        sources(&krate.path().join("src"), &mut files);
    }
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (area, text) in files {
        for start in ["Invalid { field: \"", "Refusal::invalid(\""] {
            for rest in text.split(start).skip(1) {
                let field = rest.split('"').next().unwrap_or_default().to_owned();
                found.entry(field).or_default().push(area.clone());
            }
        }
    }
    found
}

#[test]
fn a_broken_rule_is_explained_in_both_languages() {
    let fields = ruled_fields();
    assert!(fields.len() > 40, "{} fields were found in the sources", fields.len());
    for (language, words) in locales() {
        for (field, areas) in &fields {
            assert!(words["field"][field].is_string(), "{language}: the field {field} has no name");
            for area in areas {
                let key = format!("invalid_{field}");
                let said = words["problem"][&key].is_string() || words[area]["problem"][&key].is_string();
                assert!(said, "{language}: nothing says what is wrong with {field} of {area}");
            }
        }
    }
}

#[test]
fn every_code_has_a_sentence_in_both_languages() {
    let bindings = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/lib/bindings.ts")).unwrap();
    let list = bindings.split("export type Code =").nth(1).unwrap().split("\nexport ").next().unwrap();
    let codes: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert!(codes.contains(&"onu_elsewhere") && codes.len() > 30, "{codes:?}");
    for (language, words) in locales() {
        for code in &codes {
            assert!(words["problem"][code].is_string(), "{language}: {code}");
        }
    }
}
