//! Configurations and profiles: a setting that is not in them has no key.

use serde_json::{Map, Value, json};

use super::{object, put_serial};
use crate::vsol::{
    ConfiguredService, ConfiguredServicePort, DbaProfile, Gemport, LineProfile, OnuConfig, PonConfig, PortVlan, Profiles, Tcont, Wan,
};

/// Of one port, or of several.
pub(super) fn running_config(ports: &[PonConfig]) -> Value {
    match ports {
        [only] => port(only),
        ports => json!({ "interfaces": ports.iter().map(port).collect::<Vec<_>>() }),
    }
}

/// Puts what is there.
fn put(fields: &mut Map<String, Value>, name: &str, value: Option<Value>) {
    fields.extend(value.map(|value| (name.to_owned(), value)));
}

fn texts<const N: usize>(fields: &mut Map<String, Value>, named: [(&str, &Option<String>); N]) {
    for (name, text) in named {
        put(fields, name, text.as_ref().map(|text| json!(text)));
    }
}

fn rows<T>(fields: &mut Map<String, Value>, name: &str, rows: &[T], show: impl Fn(&T) -> Value) {
    if !rows.is_empty() {
        fields.insert(name.to_owned(), json!(rows.iter().map(show).collect::<Vec<_>>()));
    }
}

fn port(port: &PonConfig) -> Value {
    let mut fields = object([("interface", json!(port.interface))]);
    put(&mut fields, "auto_learn", port.auto_learn.map(|on| json!(on)));
    texts(
        &mut fields,
        [("auto_learn_line_profile", &port.auto_learn_line_profile), ("auto_learn_srv_profile", &port.auto_learn_srv_profile)],
    );
    put(&mut fields, "plug_and_play", port.plug_and_play.map(|on| json!(on)));
    fields.insert("onus".to_owned(), json!(port.onus.iter().map(onu).collect::<Vec<_>>()));
    Value::Object(fields)
}

fn onu(onu: &OnuConfig) -> Value {
    let mut fields = object([("onu_id", json!(onu.onu_id))]);
    match onu.mac {
        Some(mac) => put(&mut fields, "mac", Some(json!(mac.to_string()))),
        None => {
            put(&mut fields, "profile", Some(json!(onu.profile)));
            if onu.serial.is_some() {
                put_serial(&mut fields, onu.serial);
            } else {
                put(&mut fields, "serial", Some(Value::Null));
            }
        }
    }
    texts(
        &mut fields,
        [
            ("description", &onu.description),
            ("line_profile", &onu.line_profile),
            ("srv_profile", &onu.srv_profile),
            ("pri_profile", &onu.pri_profile),
            ("equipment_id", &onu.equipment_id),
        ],
    );
    rows(&mut fields, "tconts", &onu.tconts, tcont);
    rows(&mut fields, "gemports", &onu.gemports, gemport);
    rows(&mut fields, "services", &onu.services, |one| json!({ "name": one.name, "gemport": one.gemport, "vlan": one.vlan }));
    rows(
        &mut fields,
        "service_ports",
        &onu.service_ports,
        |one| json!({ "id": one.id, "gemport": one.gemport, "user_vlan": one.user_vlan, "vlan": one.vlan }),
    );
    rows(&mut fields, "portvlans", &onu.port_vlans, port_vlan);
    rows(&mut fields, "wans", &onu.wans, wan);
    Value::Object(fields)
}

fn tcont(tcont: &Tcont) -> Value {
    json!({ "id": tcont.id, "name": tcont.name, "dba": tcont.dba })
}

fn gemport(gemport: &Gemport) -> Value {
    let mut fields = object([("id", json!(gemport.id)), ("tcont", json!(gemport.tcont)), ("name", json!(gemport.name))]);
    texts(&mut fields, [("upstream", &gemport.upstream), ("downstream", &gemport.downstream)]);
    Value::Object(fields)
}

fn port_vlan(port: &PortVlan) -> Value {
    json!({ "port": port.port, "mode": port.mode, "vlan": port.vlan, "pri": port.pri })
}

fn wan(wan: &Wan) -> Value {
    let mut fields = object([("index", json!(wan.index))]);
    texts(
        &mut fields,
        [
            ("kind", &wan.kind),
            ("mode", &wan.mode),
            ("ipv4", &wan.ipv4),
            ("ip", &wan.ip),
            ("mask", &wan.mask),
            ("gateway", &wan.gateway),
            ("user", &wan.user),
            ("vlan_mode", &wan.vlan_mode),
            ("bind", &wan.bind),
        ],
    );
    put(&mut fields, "mtu", wan.mtu.map(|mtu| json!(mtu)));
    rows(&mut fields, "dns", &wan.dns, |server| json!(server));
    put(&mut fields, "nat", wan.nat.map(|on| json!(on)));
    put(&mut fields, "vlan", wan.vlan.map(|vlan| json!(vlan)));
    put(&mut fields, "pri", wan.pri.map(|pri| json!(pri)));
    Value::Object(fields)
}

pub(super) fn profiles(profiles: &Profiles) -> Value {
    json!({
        "dba_profiles": profiles.dba.iter().map(dba).collect::<Vec<_>>(),
        "srv_profiles": profiles
            .srv
            .iter()
            .map(|one| json!({ "id": one.id, "name": one.name, "portvlans": one.port_vlans.iter().map(port_vlan).collect::<Vec<_>>() }))
            .collect::<Vec<_>>(),
        "line_profiles": profiles.line.iter().map(line).collect::<Vec<_>>(),
    })
}

fn dba(profile: &DbaProfile) -> Value {
    let mut fields = object([
        ("id", json!(profile.id)),
        ("name", json!(profile.name)),
        ("type", json!(profile.kind)),
        ("assured_kbps", json!(profile.assured_kbps)),
        ("max_kbps", json!(profile.max_kbps)),
    ]);
    put(&mut fields, "fixed_kbps", profile.fixed_kbps.map(|kbps| json!(kbps)));
    Value::Object(fields)
}

/// A tree: GEM ports under their T-CONT, services and service ports under their GEM port.
fn line(profile: &LineProfile) -> Value {
    let service = |service: &&ConfiguredService| json!({ "name": service.name, "vlan": service.vlan });
    let port = |port: &&ConfiguredServicePort| json!({ "id": port.id, "user_vlan": port.user_vlan, "vlan": port.vlan });
    let gemport = |gemport: &&Gemport| {
        json!({
            "id": gemport.id,
            "name": gemport.name,
            "services": profile.services.iter().filter(|one| one.gemport == gemport.id).map(|one| service(&one)).collect::<Vec<_>>(),
            "service_ports": profile.service_ports.iter().filter(|one| one.gemport == gemport.id).map(|one| port(&one)).collect::<Vec<_>>(),
        })
    };
    let tcont = |tcont: &Tcont| {
        let gemports: Vec<Value> = profile.gemports.iter().filter(|one| one.tcont == Some(tcont.id)).map(|one| gemport(&one)).collect();
        json!({ "id": tcont.id, "name": tcont.name, "dba": tcont.dba, "gemports": gemports })
    };
    json!({ "id": profile.id, "name": profile.name, "tconts": profile.tconts.iter().map(tcont).collect::<Vec<_>>() })
}
