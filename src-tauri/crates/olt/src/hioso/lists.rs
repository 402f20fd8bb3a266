//! The ONUs of a port: `show onu upgrade-state` on firmware 1/x, `show onu info` on 0/x. Their columns differ; the header
//! names them.

use super::refusals::or_refused;
use super::{place, rows};
use crate::table::{self, Column, Layout};
use crate::{Detail, Details, Listed, Mac, OnuAddress, OnuKey, OnuState, ParseError, Parsed, Unregistered, Warning};

const COMMON: [Column; 13] = [
    Column::word("index", "onuid", ""),
    Column::word("mac", "macaddress", ""),
    Column::word("status", "status", ""),
    Column::word("firmware", "firmware", ""),
    Column::word("chip_id", "chipid", ""),
    Column::word("ge_ports", "ge", ""),
    Column::word("fe_ports", "fe", ""),
    Column::word("pots_ports", "pots", ""),
    Column::word("ctc_status", "ctcstatus", ""),
    Column::word("ctc_version", "ctcver", ""),
    Column::word("activate", "activate", ""),
    Column::word("uptime", "uptime", ""),
    // The customer's name may be any words, or none.
    Column::text("name", "name", ""),
];

const LAYOUTS: &[Layout] = &[Layout { columns: &COMMON, required: &["index", "mac", "status"] }];

/// Printed values that are kept by name.
const KEPT: [&str; 10] =
    ["firmware", "chip_id", "ge_ports", "fe_ports", "pots_ports", "ctc_status", "ctc_version", "activate", "uptime", "name"];

/// A row's word for an ONU that has light and is not bound yet.
const DISCOVERY: &str = "MpcpDiscovery";

/// `show onu upgrade-state epon 1/1` and `show onu info epon 0/1 all`.
pub fn list(reply: &str) -> Result<Parsed<Vec<Listed>>, ParseError> {
    or_refused(reply)?;
    let tables = table::read(&rows(reply), LAYOUTS, |_, _| false);
    if tables.headers == 0 {
        return Err(ParseError::unrecognised(reply));
    }
    let mut warnings = tables.warnings;
    let mut value = Vec::new();
    for (_, row) in tables.rows {
        let cell = |key: &str| row.get(key).map_or("", String::as_str);
        let shown = || row.values().cloned().collect::<Vec<_>>().join(" ");
        let (Some(at), Ok(mac)) = (place(cell("index")), Mac::parse(cell("mac"))) else {
            warnings.push(Warning::Row(shown()));
            continue;
        };
        let mut details = Details::default();
        for key in KEPT {
            if let Some(text) = row.get(key) {
                details.put(key, text);
            }
        }
        for key in ["ge_ports", "fe_ports", "pots_ports"] {
            if let Some(text) = details.get(key).filter(|text| text.parse::<u8>().is_err()) {
                warnings.push(Warning::Unreadable { what: "number of ports", value: text.to_owned() });
            }
        }
        if let Some(text) = details.get("uptime").filter(|text| seconds(text).is_none()) {
            warnings.push(Warning::Unreadable { what: "uptime", value: text.to_owned() });
        }
        let state = state(cell("status"), details.get("ctc_status"));
        let state_text = Some(cell("status").to_owned());
        value.push(Listed { mac: Some(mac), state, state_text, details, ..Listed::at(at) });
    }
    Ok(Parsed { value, warnings })
}

fn state(status: &str, ctc_status: Option<&str>) -> OnuState {
    match status.to_ascii_lowercase().as_str() {
        _ if ctc_status == Some(DISCOVERY) => OnuState::Joining,
        "up" => OnuState::Online,
        "down" => OnuState::Offline,
        _ => OnuState::Unknown,
    }
}

/// One ONU of a port's list.
pub fn detail(reply: &str, at: OnuAddress) -> Result<Parsed<Detail>, ParseError> {
    let read = list(reply)?;
    let found = read.value.into_iter().find(|onu| onu.at == at);
    let detail = match found {
        Some(onu) => {
            let uptime_s = onu.details.get("uptime").and_then(seconds).filter(|_| onu.state == OnuState::Online);
            Detail { at: Some(at), mac: onu.mac, state: onu.state, uptime_s, details: onu.details, ..Detail::default() }
        }
        None => Detail { at: Some(at), ..Detail::default() },
    };
    Ok(Parsed { value: detail, warnings: read.warnings })
}

/// The rows of a port's list that have light and are not bound: there is no command of its own for them.
pub fn unbound(reply: &str) -> Result<Parsed<Vec<Unregistered>>, ParseError> {
    let read = list(reply)?;
    let waits = |onu: &Listed| onu.state == OnuState::Joining || (onu.state == OnuState::Online && onu.details.get("chip_id") == Some("0"));
    let unregistered = |onu: Listed| {
        let key = OnuKey::Mac(onu.mac?);
        Some(Unregistered { pon: onu.at.pon, key, proposed: Some(onu.at.id), model: None, password: None, details: onu.details })
    };
    let value = read.value.into_iter().filter(waits).filter_map(unregistered).collect();
    Ok(Parsed { value, warnings: read.warnings })
}

/// `1D17H50M44S`, `0H3M42S`, `1h 54m 38s` in seconds. It always ends with seconds: one that does not is cut.
pub fn seconds(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut digits = String::new();
    let mut last = ' ';
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        last = character.to_ascii_lowercase();
        let unit = match last {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        let count = std::mem::take(&mut digits).parse::<u64>().ok()?;
        total = total.checked_add(count.checked_mul(unit)?)?;
    }
    (last == 's' && digits.is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_every_spelling() {
        for (text, expected) in [("0H0M0S", 0), ("0H3M42S", 222), ("1D17H50M44S", 150_644), ("1h 54m 38s", 6878), ("5m 1s", 301)] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
        for text in ["", "--", "17", "1D17H", "0H3M4", "H3M", "1W", "99999999999999999999S", "999999999999999999D"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_row_in_discovery_is_unbound_and_a_bound_one_is_not() {
        let reply = "OnuId  MacAddress        Status  ChipId Ge Fe Pots CtcStatus      CtcVer Uptime Firmware UpgradeState\n==========\n1/2:1  02:00:00:00:00:01 Up 6301 1 3 1 CtcNegDone 30 0H3M42S V3 --\n1/2:2  02:00:00:00:00:02 Up 0 0 0 0 MpcpDiscovery -- 0H0M0S -- --\n";
        let read = unbound(reply).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        let keys: Vec<String> = read.value.iter().map(|onu| format!("{} {}", onu.pon, onu.key)).collect();
        assert_eq!(keys, ["0/1/2 02:00:00:00:00:02"]);
        assert_eq!(list(reply).unwrap().value[1].state, OnuState::Joining);
    }
}
