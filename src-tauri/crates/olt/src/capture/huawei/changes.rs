//! What lines that change something report, and refusals.

use serde_json::{Map, Value, json};

use crate::huawei;
use crate::{ParseError, Parsed};

/// Whether a line that changes something did it.
fn refused(text: &str) -> Option<Value> {
    let refusal = huawei::refusals(text).into_iter().next()?;
    Some(json!({ "success": false, "failure": refusal.reason, "error_kind": refusal.kind.code() }))
}

/// `ont add` and `ont delete` count: what they do not count they did not do.
pub(super) fn counted(text: &str) -> Result<Parsed<Value>, ParseError> {
    let value = match (huawei::counts(text), refused(text)) {
        (_, Some(failure)) => failure,
        (Some((onts, success_count)), None) => {
            let mut fields = Map::new();
            fields.insert("success".to_owned(), json!(true));
            fields.insert("onts".to_owned(), json!(onts));
            fields.insert("success_count".to_owned(), json!(success_count));
            if let Some((port, id)) = huawei::added(text) {
                fields.insert("port".to_owned(), json!(port));
                fields.insert("onu_id".to_owned(), json!(id.0));
            }
            Value::Object(fields)
        }
        (None, None) => return Err(ParseError::unrecognised(text)),
    };
    Ok(Parsed { value, warnings: Vec::new() })
}

/// A line that prints nothing when it was done; the echo shows that it was typed.
pub(super) fn done(text: &str, command: &str) -> Result<Parsed<Value>, ParseError> {
    let value = match refused(text) {
        Some(failure) => failure,
        None if text.contains(command) => json!({ "success": true }),
        None => return Err(ParseError::unrecognised(text)),
    };
    Ok(Parsed { value, warnings: Vec::new() })
}

pub(super) fn save(text: &str) -> Result<Parsed<Value>, ParseError> {
    if let Some(refusal) = huawei::refusals(text).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let begun = text.to_ascii_lowercase().contains("several minutes to save");
    if begun { Ok(Parsed { value: json!({ "in_progress": true }), warnings: Vec::new() }) } else { Err(ParseError::unrecognised(text)) }
}

pub(super) fn errors(text: &str) -> Result<Parsed<Value>, ParseError> {
    let found = huawei::refusals(text);
    if found.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let errors: Vec<Value> = found.iter().map(|refusal| json!({ "message": refusal.reason, "error_kind": refusal.kind.code() })).collect();
    Ok(Parsed { value: json!({ "errors": errors }), warnings: Vec::new() })
}
