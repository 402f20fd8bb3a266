//! V-SOL's captures.

mod configuration;

use serde_json::{Map, Value, json};

use super::Answer;
use crate::vsol::{self, Index, Optical};
use crate::{OnuState, ParseError, Parsed, Serial, Signal};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "unregistered" => unregistered(text),
        "onu-list" => list(text),
        "onu-state" => read_as(vsol::state(text), |onus| json!({ "onus": onus.iter().map(state).collect::<Vec<_>>() })),
        "onu-info" => read_as(vsol::basic_info(text), |onus| json!({ "onus": onus.iter().map(basic_info).collect::<Vec<_>>() })),
        "onu-mac" => read_as(vsol::mac_table(text), |entries| json!({ "entries": entries.iter().map(mac_entry).collect::<Vec<_>>() })),
        "optical" => optical(text),
        "running-config" => read_as(vsol::running_config(text), |ports| configuration::running_config(ports)),
        "profiles" => read_as(vsol::profiles(text), configuration::profiles),
        "version" => read_as(vsol::version(text), version),
        "async-event" => read_as(vsol::events(text), |events| match events.as_slice() {
            [only] => event(only),
            events => json!({ "events": events.iter().map(event).collect::<Vec<_>>() }),
        }),
        "session-login" => read_as(vsol::login(text), login),
        "error" => errors(text),
        "paging" => read_as(lines(text), |lines| json!({ "lines": lines })),
        "snmp-walk" => read_as(vsol::walk(text), walk),
        _ => return None,
    })
}

fn read_as<T>(read: Result<Parsed<T>, ParseError>, show: impl Fn(&T) -> Value) -> Result<Parsed<Value>, ParseError> {
    read.map(|read| Parsed { value: show(&read.value), warnings: read.warnings })
}

/// Named values that were printed, whatever they are.
fn object<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn placed(index: &Index) -> Map<String, Value> {
    object([("index", json!(index.text)), ("pon", json!(index.pon.to_string())), ("onu_id", json!(index.id))])
}

fn put_serial(fields: &mut Map<String, Value>, serial: Option<Serial>) {
    fields.insert("serial".to_owned(), json!(serial.map(|serial| serial.to_string())));
    fields.insert("serial_hex".to_owned(), json!(serial.map(|serial| serial.hex())));
    fields.insert("serial_ascii".to_owned(), json!(serial.and_then(|serial| serial.ascii())));
}

fn unregistered(text: &str) -> Result<Parsed<Value>, ParseError> {
    read_as(vsol::auto_find(text), |found| {
        let onu = |onu: &vsol::Found| {
            let mut fields = Map::new();
            if let Some(index) = &onu.index {
                fields.extend(object([
                    ("index", json!(index.text)),
                    ("pon", json!(index.pon.to_string())),
                    ("proposed_onu_id", json!(index.id)),
                    ("state", json!(onu.state)),
                ]));
            } else {
                fields.insert("model".to_owned(), json!(onu.equipment));
            }
            put_serial(&mut fields, Some(onu.serial));
            Value::Object(fields)
        };
        let mut value = json!({ "onus": found.iter().map(onu).collect::<Vec<_>>() });
        if found.is_empty() {
            value["empty"] = json!(true);
        }
        value
    })
}

/// Three screens list ONUs; each has a header of its own.
fn list(text: &str) -> Result<Parsed<Value>, ParseError> {
    fn of<T>(read: Parsed<Vec<T>>, show: impl Fn(&T) -> Value) -> Parsed<Value> {
        Parsed { value: json!({ "onus": read.value.iter().map(show).collect::<Vec<_>>() }), warnings: read.warnings }
    }
    let known = |error: &ParseError| !matches!(error, ParseError::Unrecognised(_));
    let info = vsol::info(text).map(|read| of(read, info));
    let status = || vsol::status(text).map(|read| of(read, status));
    let auth_info = || vsol::auth_info(text).map(|read| of(read, auth_info));
    let or = |one: Result<Parsed<Value>, ParseError>, other: &dyn Fn() -> Result<Parsed<Value>, ParseError>| match one {
        Err(error) if !known(&error) => other(),
        one => one,
    };
    or(or(info, &status), &auth_info)
}

fn info(onu: &vsol::Info) -> Value {
    let mut fields = placed(&onu.index);
    fields.extend(object([("model", json!(onu.model)), ("profile", json!(onu.profile)), ("auth_mode", json!(onu.auth_mode))]));
    put_serial(&mut fields, onu.serial);
    Value::Object(fields)
}

fn state(onu: &vsol::State) -> Value {
    let mut fields = placed(&onu.index);
    fields.extend(object([
        ("admin_state", json!(onu.admin_state)),
        ("omcc_state", json!(onu.omcc_state)),
        ("phase_state", json!(onu.phase_state)),
        ("online", json!(onu.state == OnuState::Online)),
    ]));
    if onu.has_serial {
        put_serial(&mut fields, onu.serial);
    } else {
        fields.insert("channel".to_owned(), json!(onu.channel));
    }
    Value::Object(fields)
}

fn is_online(status: &str) -> bool {
    status.eq_ignore_ascii_case("online")
}

fn status(onu: &vsol::Status) -> Value {
    let mut fields = placed(&onu.index);
    fields.extend(object([
        ("status", json!(onu.status)),
        ("online", json!(is_online(&onu.status))),
        ("mac", json!(onu.mac.map(|mac| mac.to_string()))),
        ("distance_m", json!(onu.distance_m)),
        ("rtt_tq", json!(onu.rtt_tq)),
        ("last_reg_time", json!(onu.last_reg_time)),
        ("last_dereg_time", json!(onu.last_dereg_time)),
        ("last_down_cause", json!(onu.last_down_cause)),
        ("alive_time", json!(onu.alive_time)),
        ("uptime_s", json!(onu.alive_s)),
        ("upgrade", json!(onu.upgrade)),
    ]));
    Value::Object(fields)
}

fn auth_info(onu: &vsol::AuthInfo) -> Value {
    let mut fields = placed(&onu.index);
    fields.extend(object([
        ("llid", json!(onu.llid)),
        ("status", json!(onu.status)),
        ("online", json!(is_online(&onu.status))),
        ("mac", json!(onu.mac.map(|mac| mac.to_string()))),
        ("rtt_tq", json!(onu.rtt_tq)),
        ("description", json!(onu.description)),
    ]));
    Value::Object(fields)
}

fn basic_info(onu: &vsol::BasicInfo) -> Value {
    let mut fields = placed(&onu.index);
    fields.extend(object([
        ("vendor_id", json!(onu.vendor_id)),
        ("model", json!(onu.model)),
        ("mac", json!(onu.mac.map(|mac| mac.to_string()))),
        ("hardware_version", json!(onu.hardware_version)),
        ("software_version", json!(onu.software_version)),
    ]));
    Value::Object(fields)
}

fn mac_entry(entry: &vsol::MacEntry) -> Value {
    json!({ "index": entry.number, "mac": entry.mac.to_string(), "type": entry.kind, "port": entry.port })
}

/// GPON prints labels per ONU, EPON a table per port.
fn optical(text: &str) -> Result<Parsed<Value>, ParseError> {
    match vsol::diagnosis(text) {
        Err(ParseError::Unrecognised(_)) => read_as(vsol::optical_info(text), |onus| match onus.as_slice() {
            [only] => one_light(only),
            onus => json!({ "onus": onus.iter().map(one_light).collect::<Vec<_>>() }),
        }),
        read => read_as(read, |onus| {
            let row = |(index, signal): &(Index, Signal)| {
                let mut fields = placed(index);
                fields.extend(readings(signal));
                Value::Object(fields)
            };
            let mut value = json!({ "onus": onus.iter().map(row).collect::<Vec<_>>() });
            let first = onus.first().map(|(index, _)| index.pon);
            let pon = first.filter(|first| onus.iter().all(|(index, _)| index.pon == *first)).or_else(|| vsol::port_of(text));
            if let Some(pon) = pon {
                value["pon"] = json!(pon.to_string());
            }
            value
        }),
    }
}

fn readings(signal: &Signal) -> Map<String, Value> {
    object([
        ("temperature_c", json!(signal.temperature_c)),
        ("voltage_v", json!(signal.voltage_v)),
        ("bias_ma", json!(signal.bias_ma)),
        ("tx_dbm", json!(signal.onu_tx)),
        ("rx_dbm", json!(signal.onu_rx)),
    ])
}

fn one_light(optical: &Optical) -> Value {
    let mut fields = if optical.whole { readings(&optical.signal) } else { object([("rx_dbm", json!(optical.signal.onu_rx))]) };
    fields.extend(optical.onu_id.map(|id| ("onu_id".to_owned(), json!(id))));
    fields.extend(optical.pon.map(|pon| ("pon".to_owned(), json!(pon.to_string()))));
    if let Some(limits) = optical.thresholds {
        fields.extend(object([("rx_threshold_low_dbm", json!(limits.rx_low)), ("rx_threshold_high_dbm", json!(limits.rx_high))]));
    }
    Value::Object(fields)
}

fn version(version: &vsol::Version) -> Value {
    json!({
        "model": version.model,
        "hardware_version": version.hardware,
        "software_version": version.software,
        "software_created": version.created,
        "serial": version.serial,
    })
}

fn event(event: &vsol::Event) -> Value {
    let mut fields = object([("at", json!(event.at)), ("event", json!(event.event))]);
    if let Some((pon, id)) = event.onu {
        fields.extend(object([("pon", json!(pon.to_string())), ("onu_id", json!(id))]));
    }
    if event.serial.is_some() {
        put_serial(&mut fields, event.serial);
    }
    fields.extend(event.detail.as_ref().map(|detail| ("detail".to_owned(), json!(detail))));
    Value::Object(fields)
}

fn login(login: &vsol::Login) -> Value {
    let mut fields = Map::new();
    fields.extend(login.login_prompt.as_ref().map(|prompt| ("login_prompt".to_owned(), json!(prompt))));
    fields.extend(login.banner.as_ref().map(|banner| ("banner".to_owned(), json!(banner))));
    if let Some(words) = &login.refused {
        fields.extend(object([("failed", json!(true)), ("error", json!(words))]));
    }
    if !login.prompts.is_empty() {
        let events: Vec<Value> = login.events.iter().map(event).collect();
        fields.extend(object([
            ("prompts", json!(login.prompts)),
            ("enable_password", json!(login.enable_password)),
            ("async_events", json!(events)),
        ]));
    }
    Value::Object(fields)
}

fn errors(text: &str) -> Result<Parsed<Value>, ParseError> {
    let errors: Vec<Value> =
        vsol::refusals(text).iter().map(|refusal| json!({ "message": refusal.reason, "error_kind": refusal.kind.code() })).collect();
    if errors.is_empty() {
        return Err(ParseError::unrecognised(text));
    }
    Ok(Parsed { value: json!({ "errors": errors }), warnings: Vec::new() })
}

/// A page of anything: its rows.
fn lines(text: &str) -> Result<Parsed<Vec<String>>, ParseError> {
    let value: Vec<String> = crate::labels::lines(text).into_iter().filter(|line| !line.is_empty()).collect();
    if value.is_empty() { Err(ParseError::unrecognised(text)) } else { Ok(Parsed { value, warnings: Vec::new() }) }
}

fn walk(walk: &vsol::Walk) -> Value {
    let onu = |onu: &vsol::WalkedOnu| {
        json!({
            "global_index": onu.global_index,
            "pon_id": onu.pon_id,
            "llid": onu.llid,
            "status": onu.status,
            "mac": onu.mac.map(|mac| mac.to_string()),
        })
    };
    let light = |light: &vsol::WalkedLight| {
        let mut fields = object([("pon_id", json!(light.pon_id)), ("onu_id", json!(light.onu_id))]);
        fields.extend(light.tx.map(|tx| ("tx_dbm".to_owned(), json!(tx))));
        fields.extend(light.rx.map(|rx| ("rx_dbm".to_owned(), json!(rx))));
        Value::Object(fields)
    };
    let mut fields = Map::new();
    if !walk.onus.is_empty() {
        fields.insert("onus".to_owned(), json!(walk.onus.iter().map(onu).collect::<Vec<_>>()));
    }
    if !walk.light.is_empty() {
        fields.insert("optical".to_owned(), json!(walk.light.iter().map(light).collect::<Vec<_>>()));
    }
    Value::Object(fields)
}
