//! HIOSO's captures.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value, json};

use super::Answer;
use crate::hioso::{self, PortVlan};
use crate::{Listed, OnuAddress, OnuState, ParseError, Parsed, PonPort, RefusalKind};

pub(super) fn read(operation: &str, text: &str) -> Answer {
    Some(match operation {
        "error" => Ok(Parsed { value: errors(text), warnings: Vec::new() }),
        "help-tree" => map(hioso::help(text), |help| help_tree(&help)),
        "mac-table" => map(hioso::macs(text), |macs| json!({ "entries": macs.iter().map(learned).collect::<Vec<_>>() })),
        "onu-config" => map(hioso::onu_config(text), |config| onu_config(&config)),
        "onu-list" => map(hioso::list(text), |onus| list(text, &onus)),
        "optical" => optical(text),
        "pon-optical" => map(hioso::port_optical(text), |port| {
            json!({
                "pon": asked(text).0,
                "temperature_c": port.temperature_c,
                "voltage_v": port.voltage_v,
                "bias_ma": port.bias_ma,
                "olt_tx_dbm": port.tx_dbm,
                "olt_rx_dbm": null,
            })
        }),
        "running-config" => map(hioso::running_config(text), |config| running_config(&config)),
        "session-login" => map(hioso::opening(text), |opening| {
            json!({
                "banner": opening.banner,
                "username_prompt": opening.user_prompt,
                "password_prompt": opening.password_prompt,
                "prompts": opening.prompts,
                "enable_password": opening.enable_password,
            })
        }),
        "snmp-walk" => map(hioso::walk(text), |walk| {
            let interface = |(index, name): &(u32, String)| json!({ "index": index, "name": name });
            json!({
                "sys_descr": walk.description,
                "sys_object_id": walk.object_id,
                "uptime_s": walk.uptime_s,
                "sys_name": walk.name,
                "interfaces": walk.interfaces.iter().map(interface).collect::<Vec<_>>(),
            })
        }),
        "system" => map(hioso::system(text), |system| {
            json!({
                "description": system.description,
                "sys_object_id": system.object_id,
                "uptime": system.uptime,
                "uptime_s": system.uptime_s(),
                "name": system.name,
                "mac": system.mac.map(|mac| mac.to_string()),
                "web_port": system.web_port,
                "telnet_port": system.telnet_port,
            })
        }),
        "version" => map(hioso::version(text), |version| json!({ "version": version.version, "date": version.date })),
        _ => return None,
    })
}

fn map<T>(read: Result<Parsed<T>, ParseError>, value: impl FnOnce(T) -> Value) -> Result<Parsed<Value>, ParseError> {
    read.map(|read| Parsed { value: value(read.value), warnings: read.warnings })
}

static ASKED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\bshow\s.*\bepon\s+(\d+/\d+)(?:\s+(\d+))?").ok());

/// The port and the ONU that the capture's command names, where the command stands in it.
fn asked(text: &str) -> (Option<String>, Option<u8>) {
    let Some(groups) = ASKED.as_ref().and_then(|pattern| text.lines().find_map(|line| pattern.captures(line))) else { return (None, None) };
    let group = |number: usize| groups.get(number).map(|text| text.as_str());
    (group(1).map(str::to_owned), group(2).and_then(|id| id.parse().ok()))
}

fn pon(pon: PonPort) -> String {
    format!("{}/{}", pon.slot, pon.port)
}

fn index(at: OnuAddress) -> String {
    format!("{}:{}", pon(at.pon), at.id)
}

fn errors(text: &str) -> Value {
    let kind = |kind: RefusalKind| match kind {
        RefusalKind::BadPassword => "auth",
        RefusalKind::NotDone | RefusalKind::Other => "action_failed",
        kind => kind.code(),
    };
    let errors: Vec<Value> =
        hioso::refusals(text).iter().map(|refusal| json!({ "message": refusal.reason, "error_kind": kind(refusal.kind) })).collect();
    json!({ "errors": errors })
}

fn help_tree(help: &hioso::Help) -> Value {
    let mut fields = Map::new();
    fields.insert("show_commands".to_owned(), json!(help.commands));
    if let Some((first, last)) = help.pons {
        fields.insert("pon_ids".to_owned(), json!([first, last]));
    }
    Value::Object(fields)
}

fn learned(row: &hioso::LearnedMac) -> Value {
    json!({
        "id": row.number,
        "mac": row.mac.to_string(),
        "type": row.kind,
        "aging_s": row.aging_s,
        "port_id": row.port,
        "onu_id": row.onu.map(|at| at.id.0),
        "pon": row.onu.map(|at| pon(at.pon)),
    })
}

fn vlans(vlans: &[PortVlan]) -> Vec<Value> {
    vlans.iter().map(|vlan| json!({ "port": vlan.port, "mode": vlan.mode, "pvid": vlan.pvid })).collect()
}

fn onu_config(config: &hioso::OnuConfig) -> Value {
    let mut value = json!({ "pon": pon(config.at.pon), "onu_id": config.at.id.0, "port_vlans": vlans(&config.port_vlans) });
    if let (true, Some(fields)) = (config.paged, value.as_object_mut()) {
        fields.insert("pager".to_owned(), json!(true));
    }
    value
}

fn list(text: &str, onus: &[Listed]) -> Value {
    let of_rows = onus.first().map(|onu| pon(onu.at.pon));
    json!({ "pon": asked(text).0.or(of_rows), "onus": onus.iter().map(listed).collect::<Vec<_>>() })
}

/// The columns that the list has; the two firmwares differ in them.
fn listed(onu: &Listed) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    put("index", json!(index(onu.at)));
    put("pon", json!(pon(onu.at.pon)));
    put("onu_id", json!(onu.at.id.0));
    put("mac", json!(onu.mac.map(|mac| mac.to_string())));
    put("status", json!(onu.state_text));
    put("online", json!(onu.state == OnuState::Online));
    for (name, text) in onu.details.iter() {
        match name {
            "ge_ports" | "fe_ports" | "pots_ports" => put(name, json!(text.and_then(|text| text.parse::<u8>().ok()))),
            "activate" => put(name, json!(text.map(|text| text.eq_ignore_ascii_case("yes")))),
            "uptime" => {
                put("uptime_s", json!(text.and_then(hioso::seconds)));
                put(name, json!(text))
            }
            _ => put(name, json!(text)),
        };
    }
    Value::Object(fields)
}

fn optical(text: &str) -> Result<Parsed<Value>, ParseError> {
    let (port, id) = asked(text);
    map(hioso::optical(text), |signal| match signal {
        Some(signal) => json!({
            "pon": port,
            "onu_id": id,
            "temperature_c": signal.temperature_c,
            "voltage_v": signal.voltage_v,
            "bias_ma": signal.bias_ma,
            "tx_dbm": signal.onu_tx,
            "rx_dbm": signal.onu_rx,
        }),
        None => json!({
            "pon": port,
            "onu_id": id,
            "online": false,
            "error_kind": RefusalKind::OnuOffline.code(),
            "rx_dbm": null,
            "tx_dbm": null,
        }),
    })
}

fn running_config(config: &hioso::RunningConfig) -> Value {
    let onu =
        |(at, settings): &(OnuAddress, Vec<PortVlan>)| json!({ "pon": pon(at.pon), "onu_id": at.id.0, "port_vlans": vlans(settings) });
    let macs = |list: &[(PonPort, String)]| list.iter().map(|(port, mac)| json!({ "pon": pon(*port), "mac": mac })).collect::<Vec<_>>();
    json!({
        "hostname": config.host_name,
        "vlans": config.vlans.iter().map(|(vlan, name)| json!({ "vlan": vlan, "name": name })).collect::<Vec<_>>(),
        "mgmt_ip": config.management_ip,
        "onus": config.onus.iter().map(onu).collect::<Vec<_>>(),
        "whitelist": macs(&config.whitelist),
        "blacklist": macs(&config.blacklist),
        "auth": config.auth.iter().map(|(port, mode)| json!({ "pon": pon(*port), "mode": mode })).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    const OPERATIONS: [&str; 12] = [
        "error",
        "help-tree",
        "mac-table",
        "onu-config",
        "onu-list",
        "optical",
        "pon-optical",
        "running-config",
        "session-login",
        "snmp-walk",
        "system",
        "version",
    ];

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(words in prop::collection::vec(prop_oneof![
            "\\PC{0,6}",
            "[ \n:!%#/<>=-]{1,3}",
            prop::sample::select(vec![
                "OnuId  MacAddress  Status  ChipId  CtcStatus  Uptime  Name\n", "0/1:1", "02:00:5e:10:00:01", "Up", "1D17H50M44S", "\n",
                "Epon#show onu config epon 1/1 2\n", "! Onu 1/1:1 configuration\n", "   onu 1 vlan port 1 vlan-mode tag pvid 400\n",
                " RxPower : -4.43 dBm\n", "ID mac valid static_flag aging port_id\n", "iso.3.6.1.2.1.2.2.1.2.1 = Pon-Nni1\n",
                "System Up Time : 1h 54m 38s\n", "--- Enter Key To Continue ----", "cpu    -- CPU\n", "<1-4>  -- Pon Id\n", "Username: ",
            ]).prop_map(str::to_owned),
        ], 0..40)) {
            let text = words.concat();
            for operation in OPERATIONS {
                let _ = super::read(operation, &text);
            }
        }
    }
}
