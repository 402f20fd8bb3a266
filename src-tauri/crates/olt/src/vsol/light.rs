//! The light of ONUs as they see it. V-SOL prints it in four forms per GPON ONU and in one table per EPON port; the OLT's own
//! receive power is in none of them.

use std::sync::LazyLock;

use regex::Regex;

use super::events::lines;
use super::gpon::rows;
use super::index::{Index, Pon};
use super::refusals::or_refused;
use crate::labels;
use crate::reading::{number, power, said};
use crate::table::{Column, Layout};
use crate::{ParseError, Parsed, Signal, Warning};

/// Prompts and echoes that stand in a screen say whose it is.
static PORT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\(config-pon-(\d+/\d+)\)#").ok());
static ECHO: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"#\s*show\s+onu\s+(\d+)\s+optical_info\b").ok());

/// The limits that one of the forms prints with the readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    pub rx_low: Option<f64>,
    pub rx_high: Option<f64>,
}

/// What one ONU measures.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Optical {
    /// As far as the screen says.
    pub pon: Option<Pon>,
    pub onu_id: Option<u8>,
    pub signal: Signal,
    /// Whether the form has more than the received power.
    pub whole: bool,
    pub thresholds: Option<Thresholds>,
    /// The readings whose labels were printed.
    labels: Vec<&'static str>,
}

/// Every form with labels has these; one that is not there was cut.
const LABELS: [(&str, &str); 5] = [
    ("rx optical level", "ONU rx"),
    ("tx optical level", "ONU tx"),
    ("power feed voltage", "voltage"),
    ("laser bias current", "bias"),
    ("temperature", "temperature"),
];

const RX_ONLY: Layout = Layout { columns: &[Column::word("id", "onu", ""), Column::word("rx", "onu_rx", "")], required: &["id", "rx"] };

const DIAGNOSIS: Layout = Layout {
    columns: &[
        Column::word("index", "onu-id", ""),
        Column::word("temperature", "temperature(c)", ""),
        Column::word("voltage", "supply voltage(v)", ""),
        Column::word("bias", "tx bias current(ma)", ""),
        Column::word("tx", "tx power(dbm)", ""),
        Column::word("rx", "rx power(dbm)", ""),
    ],
    required: &["index", "tx", "rx"],
};

/// `show onu N optical_info`: labels with their values beside or below, a block per ONU; or a table of received powers
/// (`show pon onu … rx-power`).
pub fn optical_info(reply: &str) -> Result<Parsed<Vec<Optical>>, ParseError> {
    let empty = or_refused(reply)?;
    let lines = lines(reply);
    let mut warnings = Vec::new();
    let mut value = blocks(&lines, &mut warnings);
    if value.is_empty() {
        value = received(reply, &lines, &mut warnings)?;
    }
    let group = |pattern: &LazyLock<Option<Regex>>| Some(pattern.as_ref()?.captures(reply)?.get(1)?.as_str().to_owned());
    let pon = group(&PORT).and_then(|pon| Pon::parse(&pon));
    for optical in &mut value {
        optical.pon = optical.pon.or(pon);
    }
    if let [only] = value.as_mut_slice() {
        only.onu_id = only.onu_id.or_else(|| group(&ECHO)?.parse().ok());
    }
    if value.is_empty() && !empty { Err(ParseError::unrecognised(reply)) } else { Ok(Parsed { value, warnings }) }
}

fn blocks(lines: &[String], warnings: &mut Vec<Warning>) -> Vec<Optical> {
    let mut found: Vec<Optical> = Vec::new();
    let mut stray = Vec::new();
    let mut fresh = Optical::default();
    let mut rest = lines.iter().peekable();
    while let Some(line) = rest.next() {
        let Some((label, beside)) = labels::split(line) else {
            // Neither a label nor the value of one: a cut line, but for the prompt and the echo.
            if !line.contains(['#', '>']) && !line.trim_start().starts_with("show ") {
                stray.push(Warning::Row(line.trim().to_owned()));
            }
            continue;
        };
        // A narrow terminal moves the value below its label.
        let below = if beside.is_empty() { rest.next_if(|next| labels::split(next).is_none()) } else { None };
        let printed = below.map_or(beside, |below| below.trim());
        let key = labels::key(label);
        if key == "onu id" {
            found.extend(finished(&mut fresh, warnings));
            fresh.onu_id = printed.parse().ok();
            if fresh.onu_id.is_none() {
                stray.push(Warning::Unreadable { what: "ONU id", value: printed.to_owned() });
            }
            continue;
        }
        // The forms that name their ONU have units.
        let unit = fresh.onu_id.is_some() || fresh.pon.is_some();
        let signal = &mut fresh.signal;
        match key.as_str() {
            "onu pon interface" => {
                fresh.pon = Pon::parse(printed);
                if fresh.pon.is_none() {
                    stray.push(Warning::Unreadable { what: "PON port", value: printed.to_owned() });
                }
            }
            "rx optical level" => signal.onu_rx = dbm("ONU rx", printed, unit, warnings),
            "tx optical level" => signal.onu_tx = dbm("ONU tx", printed, unit, warnings),
            "power feed voltage" => signal.voltage_v = measured("voltage", printed, "(v)", 0.0..=10.0, warnings),
            "laser bias current" => signal.bias_ma = measured("bias", printed, "(ma)", 0.0..=200.0, warnings),
            "temperature" => signal.temperature_c = measured("temperature", printed, "(c)", -60.0..=130.0, warnings),
            "lower rx optical threshold" => limits(&mut fresh).rx_low = threshold(printed, warnings),
            "upper rx optical threshold" => limits(&mut fresh).rx_high = threshold(printed, warnings),
            _ => continue,
        }
        fresh.labels.extend(LABELS.iter().find(|(label, _)| *label == key).map(|(_, what)| *what));
        fresh.whole |= key != "onu pon interface";
    }
    found.extend(finished(&mut fresh, warnings));
    // Of a screen that is none of these forms there is nothing to say.
    if !found.is_empty() {
        warnings.append(&mut stray);
    }
    found
}

fn limits(optical: &mut Optical) -> &mut Thresholds {
    optical.thresholds.get_or_insert(Thresholds { rx_low: None, rx_high: None })
}

/// A block that had readings; one that only named its ONU is a cut one.
fn finished(fresh: &mut Optical, warnings: &mut Vec<Warning>) -> Option<Optical> {
    let taken = std::mem::take(fresh);
    if let (false, Some(id)) = (taken.whole, taken.onu_id) {
        warnings.push(Warning::Row(format!("ONU ID: {id}")));
    }
    if taken.whole {
        let absent = LABELS.iter().filter(|(_, what)| !taken.labels.contains(what));
        warnings.extend(absent.map(|(_, what)| Warning::Unreadable { what, value: String::new() }));
        if taken.pon.is_some() && taken.onu_id.is_none() {
            warnings.push(Warning::Unreadable { what: "ONU id", value: String::new() });
        }
    }
    taken.whole.then_some(taken)
}

/// The table of received powers; on narrow terminals its cells stand below each other.
fn received(reply: &str, lines: &[String], warnings: &mut Vec<Warning>) -> Result<Vec<Optical>, ParseError> {
    let alone = |line: &String| !line.trim().contains(char::is_whitespace);
    let mut joined: Vec<String> = Vec::new();
    let mut pending: Option<&String> = None;
    for line in lines {
        match pending.take() {
            Some(id) => joined.push(format!("{id} {line}")),
            None if alone(line) && line.trim().bytes().all(|byte| byte.is_ascii_digit()) => pending = Some(line),
            None => joined.push(line.clone()),
        }
    }
    joined.extend(pending.cloned());
    let read = match rows(reply, &joined, RX_ONLY, |row, warnings| {
        let onu_id = Some(row.get("id")?.parse().ok()?);
        let onu_rx = dbm("ONU rx", row.get("rx")?, false, warnings);
        Some(Optical { onu_id, signal: Signal { onu_rx, ..Signal::default() }, ..Optical::default() })
    }) {
        Ok(read) => read,
        Err(ParseError::Unrecognised(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    warnings.extend(read.warnings);
    Ok(read.value)
}

/// `show onu opm-diag` in an EPON interface, or `… all`: a row per ONU that is online.
pub fn diagnosis(reply: &str) -> Result<Parsed<Vec<(Index, Signal)>>, ParseError> {
    rows(reply, &lines(reply), DIAGNOSIS, |row, warnings| {
        let index = Index::parse(row.get("index")?)?;
        let cell = |key: &str| row.get(key).map_or("", String::as_str);
        let signal = Signal {
            onu_rx: dbm("ONU rx", cell("rx"), false, warnings),
            onu_tx: dbm("ONU tx", cell("tx"), false, warnings),
            temperature_c: measured("temperature", cell("temperature"), "", -60.0..=130.0, warnings),
            voltage_v: measured("voltage", cell("voltage"), "", 0.0..=10.0, warnings),
            bias_ma: measured("bias", cell("bias"), "", 0.0..=200.0, warnings),
            ..Signal::default()
        };
        Some((index, signal))
    })
}

/// The port that prompts in a screen name.
pub(crate) fn port_of(reply: &str) -> Option<Pon> {
    Pon::parse(PORT.as_ref()?.captures(reply)?.get(1)?.as_str())
}

/// A power with its unit, or with two decimals where the form has no units: fewer are a cut number.
fn dbm(what: &'static str, printed: &str, unit: bool, warnings: &mut Vec<Warning>) -> Option<f64> {
    let lower = printed.to_ascii_lowercase();
    let bare = lower.strip_suffix("(dbm)");
    let whole = bare.is_some() || !unit && printed.split_once('.').is_some_and(|(_, decimals)| decimals.len() >= 2);
    let foreign = bare.is_none() && printed.ends_with(')');
    if printed.is_empty() || (said(printed).is_some() && (!whole || foreign)) {
        warnings.push(Warning::Unreadable { what, value: printed.to_owned() });
        return None;
    }
    // Minus zero is zero.
    power(what, printed, warnings).map(|value| value + 0.0)
}

/// A limit is a power or, on V1.4, the words "ont internal policy".
fn threshold(printed: &str, warnings: &mut Vec<Warning>) -> Option<f64> {
    if printed.contains("policy") { None } else { dbm("threshold", printed, false, warnings) }
}

fn measured(
    what: &'static str,
    printed: &str,
    unit: &str,
    possible: std::ops::RangeInclusive<f64>,
    warnings: &mut Vec<Warning>,
) -> Option<f64> {
    if !printed.is_empty() {
        said(printed)?;
    }
    let value = printed.to_ascii_lowercase().strip_suffix(unit).filter(|value| !value.ends_with(')')).and_then(number);
    match value {
        None => warnings.push(Warning::Unreadable { what, value: printed.to_owned() }),
        Some(value) if !possible.contains(&value) => {
            warnings.push(Warning::Impossible { what, value: printed.to_owned() });
            return None;
        }
        Some(_) => {}
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_beside_or_below_and_units_or_none_are_one_reading() {
        let beside = "ONU ID: 5\nRx optical level:             -23.280(dBm)\nTemperature:                  31.430(C)";
        let below = "ONU ID: 5\nRx optical level:\n -23.280(dBm)\nTemperature:\n\n31.430(C)";
        let plain = "Rx optical level(ONU)      : -23.28\nTemperature                : 31.430(C)";
        for text in [beside, below, plain] {
            let read = optical_info(text).unwrap();
            assert_eq!((read.value[0].signal.onu_rx, read.value[0].signal.temperature_c), (Some(-23.28), Some(31.43)), "{text}");
            assert_eq!(read.warnings.len(), 3, "the labels that are not there: {:?}", read.warnings);
        }
    }

    #[test]
    fn cut_and_impossible_readings_are_absent() {
        for (printed, impossible) in
            [("-23.2", false), ("-23.280(dB", false), ("-", false), ("", false), ("-80.000(dBm)", true), ("-23.280(V)", false)]
        {
            let read = optical_info(&format!("ONU ID: 5\nRx optical level: {printed}\nTx optical level: 2.5(dBm)")).unwrap();
            assert_eq!((read.value[0].signal.onu_rx, read.value[0].signal.onu_tx), (None, Some(2.5)), "{printed}");
            let named = matches!(read.warnings.as_slice(), [Warning::Impossible { .. }, ..]);
            assert_eq!(named, impossible, "{printed}: {:?}", read.warnings);
        }
        let read = optical_info("Temperature: 6553.5(C)\nPower feed voltage: 3.2").unwrap();
        assert_eq!((read.value[0].signal.temperature_c, read.value[0].signal.voltage_v, read.warnings.len()), (None, None, 5));
    }

    #[test]
    fn several_onus_and_the_table_of_received_powers_are_told_apart() {
        let two = optical_info("ONU ID: 1\nRx optical level: -20.000(dBm)\nONU ID: 2\nRx optical level: -21.000(dBm)").unwrap().value;
        assert_eq!(
            two.iter().map(|one| (one.onu_id, one.signal.onu_rx)).collect::<Vec<_>>(),
            [(Some(1), Some(-20.0)), (Some(2), Some(-21.0))]
        );
        for text in
            ["Onu         ONU_Rx\n-----------\n2           -18.12\n9           N/A\n", "Onu         ONU_Rx\n--------\n2\n-18.12\n9\nN/A"]
        {
            let read = optical_info(text).unwrap();
            let powers: Vec<_> = read.value.iter().map(|one| (one.onu_id, one.signal.onu_rx, one.whole)).collect();
            assert_eq!(powers, [(Some(2), Some(-18.12), false), (Some(9), None, false)], "{text}");
            assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        }
        assert!(optical_info("Hello").is_err());
    }
}
