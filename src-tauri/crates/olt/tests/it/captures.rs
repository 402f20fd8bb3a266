//! The captures of every vendor through [`janet_olt::capture::parse`], each compared with its publisher's record: the same
//! keys, the same values, none more.

mod cdata;
mod hioso;
mod hsgq;
mod huawei;
mod vsol;
mod zte;

use std::path::PathBuf;

use janet_olt::capture::{parse_after, shown};
use serde_json::Value;

pub struct Capture {
    pub name: String,
    pub operation: String,
    pub command: Option<String>,
    /// As it stands in its file.
    pub file: String,
    /// The reply as a session would hand it over.
    pub text: String,
    pub parsed: Value,
}

/// The captures of a vendor; `None`, with a line, where the folder is absent.
pub fn captures(vendor: &str) -> Option<Vec<Capture>> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../../shared/fixtures");
    let folder = std::env::var_os("JANET_FIXTURES").map_or_else(beside, PathBuf::from).join("olt").join(vendor);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: fixtures absent");
        return None;
    };
    let mut names: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|kind| kind == "json")).collect();
    names.sort();
    let load = |path: &PathBuf| {
        let record: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let file = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        Capture {
            name: path.file_stem().unwrap().to_string_lossy().into_owned(),
            operation: record["operation"].as_str().unwrap().to_owned(),
            command: record["command"].as_str().map(str::to_owned),
            text: shown(&file).unwrap(),
            file,
            parsed: record["parsed"].clone(),
        }
    };
    Some(names.iter().map(load).collect())
}

/// Runs every capture of a vendor and compares. `pending` names those that are known not to pass yet; one that passes all the
/// same must leave the list. `with_command` names those whose record holds something that only the typed command says.
fn every(vendor: &str, pending: &[&str], with_command: &[&str]) {
    every_without(vendor, pending, with_command, &[]);
}

/// The same without these keys of these captures: their publishers knew them from elsewhere.
fn every_without(vendor: &str, pending: &[&str], with_command: &[&str], unsaid: &[(&str, &[&str])]) {
    let Some(captures) = captures(vendor) else { return };
    let mut differences = Vec::new();
    let mut passed = 0;
    for capture in &captures {
        let command = capture.command.as_deref().filter(|_| with_command.contains(&capture.name.as_str()));
        let found = match parse_after(command, vendor, &capture.operation, &capture.file) {
            Ok(read) => difference("", &read.value, &said(capture, unsaid)),
            Err(error) => Some(error.to_string()),
        };
        match (found, pending.contains(&capture.name.as_str())) {
            (None, false) => passed += 1,
            (None, true) => differences.push(format!("{} passes: it is not pending", capture.name)),
            (Some(_), true) => {}
            (Some(found), false) => differences.push(format!("{}: {found}", capture.name)),
        }
    }
    println!("{vendor}: {passed} of {} captures as recorded", captures.len());
    assert!(differences.is_empty(), "{vendor}: {} differences\n{}", differences.len(), differences.join("\n"));
}

/// The record without what its reply does not say.
fn said(capture: &Capture, unsaid: &[(&str, &[&str])]) -> Value {
    let mut parsed = capture.parsed.clone();
    for key in unsaid.iter().filter(|(name, _)| *name == capture.name).flat_map(|(_, keys)| keys.iter()) {
        parsed.as_object_mut().unwrap().remove(*key).unwrap();
    }
    parsed
}

/// The first difference; numbers are compared as numbers (`58` is `58.0`).
fn difference(path: &str, found: &Value, wanted: &Value) -> Option<String> {
    match (found, wanted) {
        (Value::Object(found), Value::Object(wanted)) => {
            let more =
                found.iter().find(|(key, _)| !wanted.contains_key(*key)).map(|(key, value)| format!("{path}/{key}: {value} is too much"));
            more.or_else(|| {
                wanted.iter().find_map(|(key, value)| match found.get(key) {
                    Some(found) => difference(&format!("{path}/{key}"), found, value),
                    None => Some(format!("{path}/{key}: {value} is missing")),
                })
            })
        }
        (Value::Array(found), Value::Array(wanted)) if found.len() == wanted.len() => {
            found.iter().zip(wanted).enumerate().find_map(|(at, (found, wanted))| difference(&format!("{path}[{at}]"), found, wanted))
        }
        (Value::Number(found), Value::Number(wanted)) if found.as_f64() == wanted.as_f64() => None,
        _ => (found != wanted).then(|| format!("{path}: {found} is not {wanted}")),
    }
}
