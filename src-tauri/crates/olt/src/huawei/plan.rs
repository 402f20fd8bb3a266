//! The exact lines that change a Huawei OLT.

use super::{CONFIG, ENABLE, GPON, Service, detail, reply, service_ports};
use crate::{OnuAddress, ParseError, Parsed, Plan, PlanError, PonPort, Purpose, Query, Registration, ServicePort, Step};

pub(super) fn register(registration: &Registration) -> Result<Plan, PlanError> {
    let crate::Service::Huawei(service) = &registration.service else { return Err(PlanError::OtherVendor) };
    let Registration { at, key, code, vlan, .. } = registration;
    let serial = key.serial().ok_or_else(|| PlanError::SerialNeeded(key.to_string()))?;
    if at.id.0 > 127 {
        return Err(PlanError::IdOutOfRange(at.id.0));
    }
    let port = at.pon.port;
    let Service { line_profile, service_profile, gem, traffic } = service;
    let mut service_port = format!(
        "service-port vlan {vlan} gpon {pon} ont {id} gemport {gem} multi-service user-vlan {vlan} tag-transform translate",
        pon = at.pon,
        id = at.id
    );
    if let Some((inbound, outbound)) = traffic {
        service_port.push_str(&format!(" inbound traffic-table index {inbound} outbound traffic-table index {outbound}"));
    }
    let steps = vec![
        Step::go("config", CONFIG),
        Step::go(interface(*at), GPON),
        Step::write(format!(
            "ont add {port} {id} sn-auth \"{serial}\" omci ont-lineprofile-id {line_profile} ont-srvprofile-id {service_profile} desc \"{code}\"",
            id = at.id,
            serial = serial.hex()
        )),
        Step::write(format!("ont port native-vlan {port} {id} eth 1 vlan {vlan} priority 0", id = at.id)),
        Step::go("quit", CONFIG),
        Step::write(service_port),
        save(),
        Step::go("quit", ENABLE),
    ];
    Ok(Plan { steps })
}

/// A missing service port is added, after the native VLAN that is written before it and cannot be read back. What an ONT was
/// added with is not changed in place.
pub(super) fn resume(registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
    let crate::Service::Huawei(service) = &registration.service else { return Err(PlanError::OtherVendor) };
    if missing != [service_port(registration.vlan.get(), service.gem.get())] {
        return Ok(None);
    }
    let mut plan = register(registration)?;
    plan.steps.retain(|step| !step.line.starts_with("ont add "));
    Ok(Some(plan))
}

/// Service ports go first: the OLT refuses to delete an ONT that has one.
pub(super) fn deregister(at: OnuAddress, service_ports: &[ServicePort]) -> Plan {
    let mut steps = vec![Step::go("config", CONFIG)];
    steps.extend(service_ports.iter().map(|port| Step::write(format!("undo service-port {}", port.index))));
    steps.extend([
        Step::go(interface(at), GPON),
        Step::write(format!("ont delete {} {}", at.pon.port, at.id)),
        Step::go("quit", CONFIG),
        save(),
        Step::go("quit", ENABLE),
    ]);
    Plan { steps }
}

/// Nothing is saved: nothing is changed.
pub(super) fn reboot(at: OnuAddress) -> Plan {
    let steps = vec![
        Step::go("config", CONFIG),
        Step::go(interface(at), GPON),
        Step::write_confirmed(format!("ont reset {} {}", at.pon.port, at.id)),
        Step::go("quit", CONFIG),
        Step::go("quit", ENABLE),
    ];
    Plan { steps }
}

/// The way to where a port can be asked about.
pub(super) fn into_port(pon: PonPort) -> [Step; 2] {
    [Step::go("config", CONFIG), Step::go(format!("interface gpon {}/{}", pon.frame, pon.slot), GPON)]
}

pub(super) fn display_port(pon: PonPort) -> Step {
    Step::read(format!("display port info {}", pon.port))
}

pub(super) fn display_onts(pon: PonPort) -> Step {
    Step::read(format!("display ont info {} {} {} all", pon.frame, pon.slot, pon.port))
}

pub(super) fn save() -> Step {
    Step::new(Purpose::Save, "save")
}

pub(super) fn display_ont(at: OnuAddress) -> Step {
    Step::read(format!("display ont info {} {} {} {}", at.pon.frame, at.pon.slot, at.pon.port, at.id))
}

pub(super) fn display_service_ports(at: OnuAddress) -> Step {
    Step::read(format!("display service-port port {} ont {}", at.pon, at.id))
}

fn interface(at: OnuAddress) -> String {
    format!("interface gpon {}/{}", at.pon.frame, at.pon.slot)
}

pub(super) fn configuration(at: OnuAddress) -> Query<Vec<String>> {
    Query::new(vec![display_ont(at), display_service_ports(at)], facts)
}

fn facts(replies: &[String]) -> Result<Parsed<Vec<String>>, ParseError> {
    let ont = detail(reply(replies, 0))?;
    let ports = service_ports(reply(replies, 1))?;
    let mut value: Vec<String> = Vec::new();
    let shown = |key: &str| ont.value.details.get(key).unwrap_or("");
    value.push(line_profile(shown("line_profile_id")));
    value.push(service_profile(shown("service_profile_id")));
    value.push(description(shown("description")));
    value.extend(ports.value.iter().map(|port| service_port(port.vlan, port.gem)));
    let warnings = ont.warnings.into_iter().chain(ports.warnings).collect();
    Ok(Parsed { value, warnings })
}

/// The native VLAN is not read back: no reply that shows it is known. It is written before the service port.
pub(super) fn missing(registration: &Registration, configuration: &[String]) -> Vec<String> {
    let crate::Service::Huawei(service) = &registration.service else { return vec!["settings of this vendor".to_owned()] };
    let mut wanted = vec![
        line_profile(&service.line_profile.to_string()),
        service_profile(&service.service_profile.to_string()),
        description(registration.code.as_str()),
        service_port(registration.vlan.get(), service.gem.get()),
    ];
    wanted.retain(|fact| !configuration.contains(fact));
    wanted
}

fn line_profile(id: &str) -> String {
    format!("line profile {id}")
}

fn service_profile(id: &str) -> String {
    format!("service profile {id}")
}

fn description(text: &str) -> String {
    format!("description {text}")
}

fn service_port(vlan: u16, gem: u16) -> String {
    format!("service port for VLAN {vlan} on GEM {gem}")
}
