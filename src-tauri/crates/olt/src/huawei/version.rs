//! The OLT itself.

use super::refusals::refusals;
use crate::labels;
use crate::reading::said;
use crate::{Identity, ParseError, Parsed};

/// `display version`: the first part has version, patch and product; the parts about the boards' areas are not read.
pub fn version(reply: &str) -> Result<Parsed<Identity>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let (mut product, mut version, mut patch) = (None, None, None);
    for line in labels::lines(reply) {
        let Some((label, value)) = labels::split(&line) else { continue };
        let slot = match labels::key(label).as_str() {
            "product" => &mut product,
            "version" => &mut version,
            "patch" => &mut patch,
            _ => continue,
        };
        *slot = said(value).map(str::to_owned);
    }
    let Some(version) = version else { return Err(ParseError::unrecognised(reply)) };
    let software = patch.map_or_else(|| version.clone(), |patch| format!("{version} {patch}"));
    Ok(Parsed { value: Identity { name: None, model: product, software: Some(software) }, warnings: Vec::new() })
}
