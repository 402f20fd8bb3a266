//! The OLT itself: boards, ports, questions and its login.

use serde_json::{Map, Value, json};

use super::super::details;
use super::onus::{number, state_row};
use super::{bracketed, port};
use crate::huawei;
use crate::{Card, Dialect, ParseError, Parsed, PonPort, PonStatus, Warning};

pub(super) fn card(card: &Card) -> Value {
    let mut fields = details(&card.details, &[]);
    fields.insert("slot".to_owned(), json!(card.slot));
    fields.insert("name".to_owned(), json!(card.kind));
    fields.insert("status".to_owned(), json!(card.status));
    Value::Object(fields)
}

pub(super) fn board(text: &str) -> Result<Parsed<Value>, ParseError> {
    let board = huawei::one_board(text)?;
    let mut warnings = board.warnings;
    let mut value = json!(board.value);
    match (huawei::list(text), value.as_object_mut()) {
        (Ok(onus), Some(fields)) => {
            warnings.extend(onus.warnings);
            fields.insert("onus".to_owned(), json!(onus.value.iter().map(state_row).collect::<Vec<_>>()));
        }
        // A board without ONTs lists none. Rows whose header was cut are told.
        _ => warnings.extend(text.lines().filter(|line| huawei::begins_with_path(line)).map(|line| Warning::Row(line.trim().to_owned()))),
    }
    Ok(Parsed { value, warnings })
}

pub(super) fn pon_port(pon: Option<PonPort>, status: &PonStatus) -> Value {
    let mut fields = pon.map(port).unwrap_or_default();
    for name in ["min_distance_km", "max_distance_km", "left_guaranteed_bandwidth_kbps", "tconts"] {
        if status.details.is_printed(name) {
            fields.insert(name.to_owned(), json!(number(&status.details, name)));
        }
    }
    if status.details.is_printed("autofind") {
        let autofind = status.details.get("autofind").map(|word| word.eq_ignore_ascii_case("enable"));
        fields.insert("autofind".to_owned(), json!(autofind));
    }
    if status.details.is_printed("admin_state") {
        fields.insert("admin_up".to_owned(), json!(status.up));
    }
    if status.details.is_printed("channel_type") {
        fields.insert("channel_type".to_owned(), json!(status.details.get("channel_type")));
    }
    Value::Object(fields)
}

pub(super) fn question(text: &str) -> Result<Parsed<Value>, ParseError> {
    let profile = huawei::Huawei.profile();
    let asks = |line: &&str| line.contains("(y/n)") && profile.questions.iter().any(|question| question.pattern.is_match(line));
    let question = text.lines().map(str::trim).find(asks).ok_or_else(|| ParseError::unrecognised(text))?;
    let default = question.rsplit_once('[').and_then(|(_, rest)| rest.split(']').next());
    Ok(Parsed { value: json!({ "prompt_kind": "y_n", "default": default, "answer": "y" }), warnings: Vec::new() })
}

/// Prompts in the order in which they came, and the warnings that are printed between them.
pub(super) fn login(text: &str) -> Result<Parsed<Value>, ParseError> {
    let profile = huawei::Huawei.profile();
    let mut prompts: Vec<String> = Vec::new();
    let mut warnings: Vec<String> = Vec::new();
    let mut product = None;
    let mut paragraph = false;
    for line in text.lines().map(str::trim) {
        if let Some(inside) = line.strip_prefix("Huawei Integrated Access Software") {
            product = bracketed(inside).map(str::to_owned);
        }
        if let Some(warning) = line.strip_prefix("Warning:") {
            warnings.push(warning.trim().to_owned());
            paragraph = true;
            continue;
        }
        if line.is_empty() {
            paragraph = false;
        } else if let (true, Some(last)) = (paragraph, warnings.last_mut()) {
            last.push(' ');
            last.push_str(line);
            continue;
        }
        // What is typed stands after the prompt.
        let end = line.find(['>', '#']).map(|at| at + 1);
        if let Some(prompt) = end.and_then(|end| line.get(..end))
            && profile.prompts.iter().any(|known| known.pattern.is_match(prompt))
            && !prompts.iter().any(|known| known == prompt)
        {
            prompts.push(prompt.to_owned());
        }
    }
    if prompts.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    let mut fields = Map::new();
    if let Some(product) = product {
        fields.insert("product".to_owned(), json!(product));
    }
    fields.insert("prompts".to_owned(), json!(prompts));
    if !warnings.is_empty() {
        fields.insert("warnings".to_owned(), json!(warnings));
    }
    Ok(Parsed { value: Value::Object(fields), warnings: Vec::new() })
}
