//! Lists of EPON ONUs, and the MAC addresses behind them.

use super::events::lines;
use super::gpon::{rows, text};
use super::index::Index;
use super::refusals::or_refused;
use crate::reading::{said, whole};
use crate::table::{Column, Layout};
use crate::{Mac, OnuState, ParseError, Parsed, Warning};

const STATUS: Layout = Layout {
    columns: &[
        Column::word("index", "onu-id", ""),
        Column::word("status", "status", ""),
        Column::word("mac", "mac address", ""),
        Column::word("distance", "distance(m)", ""),
        Column::word("rtt", "rtt(tq)", ""),
        Column::time("last_reg_time", "lastregtime", ""),
        Column::time("last_dereg_time", "lastderegtime", ""),
        Column::text("reason", "lastderegreason", ""),
        Column::age("alive_time", "alivetime", ""),
        Column::word("upgrade", "upgrade", ""),
    ],
    required: &["index", "status", "mac", "distance"],
};

const AUTH: Layout = Layout {
    columns: &[
        Column::word("index", "onu-id", ""),
        Column::word("llid", "llid", ""),
        Column::word("status", "status", ""),
        Column::word("mac", "mac address", ""),
        Column::word("rtt", "rtt(tq)", ""),
        Column::text("description", "description", ""),
    ],
    required: &["index", "llid", "mac"],
};

/// A row of `show onu status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub index: Index,
    pub status: String,
    pub mac: Option<Mac>,
    pub distance_m: Option<u32>,
    /// In time quanta of 16 ns (IEEE 802.3 §64).
    pub rtt_tq: Option<u32>,
    /// By the OLT's clock, which may never have been set.
    pub last_reg_time: Option<String>,
    pub last_dereg_time: Option<String>,
    pub last_down_cause: Option<String>,
    pub alive_time: Option<String>,
    pub alive_s: Option<u64>,
    pub upgrade: Option<String>,
}

/// A row of `show onu auth-info`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthInfo {
    pub index: Index,
    pub llid: Option<u32>,
    pub status: String,
    pub mac: Option<Mac>,
    pub rtt_tq: Option<u32>,
    pub description: Option<String>,
}

/// A row of `show onu basic-info`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasicInfo {
    pub index: Index,
    pub vendor_id: Option<String>,
    pub model: Option<String>,
    pub mac: Option<Mac>,
    pub hardware_version: Option<String>,
    pub software_version: Option<String>,
}

/// A row of `show mac address-table`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacEntry {
    pub number: u32,
    pub mac: Mac,
    /// `Dynamic` or `Static`.
    pub kind: String,
    pub port: String,
}

/// `show onu status` in a PON interface, or `… all`.
pub fn status(reply: &str) -> Result<Parsed<Vec<Status>>, ParseError> {
    rows(reply, &lines(reply), STATUS, |row, warnings| {
        let index = Index::parse(row.get("index")?)?;
        let alive_time = text(row, "alive_time");
        let alive_s = alive_time.as_deref().and_then(seconds);
        // A row or a header whose end is missing shifts the last cells: the reason is then blank, which is never printed, or has
        // got a time, or the time is none.
        let shifted = |reason: &String| reason.trim().is_empty() || reason.contains(|character: char| character.is_ascii_digit());
        if row.get("reason").is_some_and(shifted) || (alive_time.is_some() && alive_s.is_none()) {
            return None;
        }
        Some(Status {
            index,
            status: row.get("status")?.clone(),
            mac: address(row.get("mac")?, warnings),
            distance_m: row.get("distance").and_then(|text| whole("distance", text, warnings)),
            rtt_tq: row.get("rtt").and_then(|text| whole("RTT", text, warnings)),
            last_reg_time: text(row, "last_reg_time"),
            last_dereg_time: text(row, "last_dereg_time"),
            last_down_cause: text(row, "reason"),
            alive_time,
            alive_s,
            upgrade: text(row, "upgrade"),
        })
    })
}

/// `show onu auth-info` in a PON interface.
pub fn auth_info(reply: &str) -> Result<Parsed<Vec<AuthInfo>>, ParseError> {
    rows(reply, &lines(reply), AUTH, |row, warnings| {
        let index = Index::parse(row.get("index")?)?;
        // Without a description `N/A` is printed, so a blank one is the end of a cut row.
        row.get("description").is_none_or(|text| !text.trim().is_empty()).then_some(())?;
        Some(AuthInfo {
            index,
            llid: row.get("llid").and_then(|text| whole("LLID", text, warnings)),
            status: row.get("status")?.clone(),
            mac: address(row.get("mac")?, warnings),
            rtt_tq: row.get("rtt").and_then(|text| whole("RTT", text, warnings)),
            description: text(row, "description"),
        })
    })
}

/// `show onu basic-info` in a PON interface. The last columns may be blank, so a row is told by its first four words, which
/// have unmistakable shapes at both ends. A header in another order than this one is not read.
pub fn basic_info(reply: &str) -> Result<Parsed<Vec<BasicInfo>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut known = empty;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    for line in lines(reply) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            [first, vendor, model, id, ..]
                if first.eq_ignore_ascii_case("onu-id")
                    && vendor.eq_ignore_ascii_case("vendorid")
                    && model.eq_ignore_ascii_case("model")
                    && id.eq_ignore_ascii_case("id") =>
            {
                known = true;
            }
            [first, ..] if Index::parse(first).is_some() => match row(&words, &mut parsed.warnings) {
                Some(row) => parsed.value.push(row),
                None => parsed.warnings.push(Warning::Row(line.trim().to_owned())),
            },
            // What stands among rows and is none is a cut one, but for the prompt.
            _ if (known || !parsed.value.is_empty()) && !line.ends_with(['#', '>']) => {
                parsed.warnings.push(Warning::Row(line.trim().to_owned()));
            }
            _ => {}
        }
    }
    if known || !parsed.value.is_empty() { Ok(parsed) } else { Err(ParseError::unrecognised(reply)) }
}

fn row(words: &[&str], warnings: &mut Vec<Warning>) -> Option<BasicInfo> {
    let [index, vendor, model, id, rest @ ..] = words else { return None };
    let mac = Some(Mac::parse(id).ok()?);
    let text = |text: &str| said(text).map(str::to_owned);
    let (hardware_version, software_version) = match rest {
        [] => (None, None),
        // Whether a lone word is the hardware's or the software's version, only its place would tell.
        [one] => {
            warnings.push(Warning::Unreadable { what: "version", value: (*one).to_owned() });
            (None, None)
        }
        [hardware, software, ..] => (text(hardware), text(software)),
    };
    Some(BasicInfo { index: Index::parse(index)?, vendor_id: text(vendor), model: text(model), mac, hardware_version, software_version })
}

/// `show mac address-table`: number, address, kind, port, and two columns whose meaning no source tells.
pub fn mac_table(reply: &str) -> Result<Parsed<Vec<MacEntry>>, ParseError> {
    let empty = or_refused(reply)?;
    let mut parsed = Parsed { value: Vec::new(), warnings: Vec::new() };
    for line in lines(reply) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let numbered = words.first().is_some_and(|word| word.bytes().all(|byte| byte.is_ascii_digit()));
        if !numbered && !words.iter().any(|word| Mac::parse(word).is_ok()) {
            continue;
        }
        match entry(&words) {
            Some(entry) => parsed.value.push(entry),
            None => parsed.warnings.push(Warning::Row(line.trim().to_owned())),
        }
    }
    if parsed.value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(parsed) }
}

fn entry(words: &[&str]) -> Option<MacEntry> {
    // Without its last two columns a row may have lost the end of its port too.
    let [number, mac, kind, port, _, _, ..] = words else { return None };
    let named = kind.chars().all(char::is_alphabetic);
    let placed = port.starts_with(char::is_alphabetic) && port.contains('/') && port.ends_with(|last: char| last.is_ascii_digit());
    let number = number.parse().ok()?;
    (named && placed).then_some(MacEntry { number, mac: Mac::parse(mac).ok()?, kind: (*kind).to_owned(), port: (*port).to_owned() })
}

fn address(printed: &str, warnings: &mut Vec<Warning>) -> Option<Mac> {
    let mac = Mac::parse(said(printed)?).ok();
    if mac.is_none() {
        warnings.push(Warning::Unreadable { what: "MAC address", value: printed.to_owned() });
    }
    mac
}

/// `42 02:24:43` (days first) or `00:02:47`.
fn seconds(text: &str) -> Option<u64> {
    let (days, clock) = text.split_once(' ').unwrap_or(("0", text));
    let parts: Vec<u64> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts.as_slice() else { return None };
    let days: u64 = days.parse().ok().filter(|days| *days < 100_000)?;
    (*hours < 24 && *minutes < 60 && *seconds < 60).then_some(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
}

/// The state behind the status word and the reason of the last parting.
pub(super) fn state(status: &str, cause: Option<&str>) -> OnuState {
    match (status.to_ascii_lowercase().as_str(), cause.map(str::to_ascii_lowercase).as_deref()) {
        ("online", _) => OnuState::Online,
        ("offline", Some("power off")) => OnuState::PowerOff,
        ("offline", Some("wire down")) => OnuState::Los,
        ("offline", _) => OnuState::Offline,
        _ => OnuState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_days_or_none() {
        assert_eq!(seconds("42 02:24:43"), Some(3_637_483));
        assert_eq!(seconds("00:02:47"), Some(167));
        for text in ["", "1", "24:00:00", "1 2", "99999999999999999999 01:00:00", "a 01:00:00"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn an_offline_row_has_its_reason_and_the_length_of_its_last_session() {
        let text = "ONU-ID      Status    MAC  Address         Distance(m)  RTT(TQ) LastRegTime             LastDeregTime           LastDeregReason    AliveTime    Upgrade\n\
EPON0/1:2   offline   02:00:5e:00:00:01    23   110   2024/07/29 15:32:32     2024/07/30 17:04:23     Wire Down         1 01:31:52   N/A";
        let read = status(text).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        let onu = &read.value[0];
        assert_eq!((onu.last_down_cause.as_deref(), onu.alive_s), (Some("Wire Down"), Some(91_912)));
        assert_eq!(state(&onu.status, onu.last_down_cause.as_deref()), OnuState::Los);
    }

    #[test]
    fn versions_may_be_blank_and_a_lone_one_is_not_guessed() {
        let header = "ONU-ID      VendorID  Model     ID            hwVer     SwVer        Type   Interface Type\n------  --------  -----  --  -----  --------  ----  ----";
        let read = basic_info(&format!(
            "{header}\nEPON0/1:1   EDBC      EPON      02005E000001  393.A     V3R017C10S125       HGU                 1FE+1POTS\nEPON0/1:2   VSOL  D401  02005E000002\nEPON0/1:3   VSOL  D401  02005E000003 V2\nEPON0/1:4   VSOL"
        ))
        .unwrap();
        assert_eq!(read.value[0].software_version.as_deref(), Some("V3R017C10S125"));
        assert_eq!((read.value.len(), read.value[1].hardware_version.as_deref()), (3, None));
        assert_eq!(read.warnings.len(), 2, "{:?}", read.warnings);
        assert!(basic_info("EPON is what this is").is_err());
    }
}
