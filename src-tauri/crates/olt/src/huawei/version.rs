//! The OLT itself.

use serde::Serialize;

use super::detail::duration;
use super::refusals::refusals;
use crate::labels;
use crate::reading::said;
use crate::{Identity, ParseError, Parsed};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Version {
    pub version: String,
    pub patch: Option<String>,
    pub product: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptime: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uptime_s: Option<u64>,
}

impl Version {
    pub fn identity(&self) -> Identity {
        let software = self.patch.as_ref().map_or_else(|| self.version.clone(), |patch| format!("{} {patch}", self.version));
        Identity { name: None, model: self.product.clone(), software: Some(software) }
    }
}

/// `display version`: the first part has version, patch and product; the parts about the boards' areas are not read.
pub fn version(reply: &str) -> Result<Parsed<Version>, ParseError> {
    if let Some(refusal) = refusals(reply).into_iter().next() {
        return Err(ParseError::Refused(refusal));
    }
    let (mut product, mut version, mut patch, mut uptime) = (None, None, None, None);
    for line in labels::lines(reply) {
        if let Some(rest) = line.trim().strip_prefix("Uptime is ") {
            uptime = said(rest).map(str::to_owned);
            continue;
        }
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
    let uptime_s = uptime.as_deref().and_then(duration);
    Ok(Parsed { value: Version { version, patch, product, uptime, uptime_s }, warnings: Vec::new() })
}
