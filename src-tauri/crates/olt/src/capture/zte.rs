//! ZTE's captures.

use serde_json::{Map, Value, json};

use super::Answer;
use crate::{Listed, OnuState, Parsed, zte};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "onu-list" => zte::states(text).map(|read| Parsed { value: list(&read.value), warnings: read.warnings }),
        _ => return None,
    })
}

fn list(onus: &[Listed]) -> Value {
    let onu = |onu: &Listed| {
        let mut fields: Map<String, Value> = onu.details.iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
        fields.insert("pon".to_owned(), json!(onu.at.pon.to_string()));
        fields.insert("onu_id".to_owned(), json!(onu.at.id.0));
        fields.insert("online".to_owned(), json!(onu.state == OnuState::Online));
        Value::Object(fields)
    };
    json!({ "onus": onus.iter().map(onu).collect::<Vec<_>>() })
}
