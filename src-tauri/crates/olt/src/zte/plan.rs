//! The exact lines that change a ZTE OLT (working scripts of several operators; V2.x and C600-class).

use super::{CONFIG, EXEC, INTERFACE, ONU_MANAGEMENT, Service, Zte, running_config};
use crate::{OnuAddress, OnuKey, ParseError, Parsed, Plan, PlanError, Purpose, Query, Registration, Step};

/// The GEM port and service name on every ONU. Fixed, so that a read-back can compare.
const SERVICE: &str = "internet";

pub(super) fn register(zte: Zte, registration: &Registration) -> Result<Plan, PlanError> {
    let crate::Service::Zte(service) = &registration.service else { return Err(PlanError::OtherVendor) };
    let at = registration.at;
    if !(1..=128).contains(&at.id.0) {
        return Err(PlanError::IdOutOfRange(at.id.0));
    }
    let serial = printable(registration.key)?;
    let mut steps = vec![
        Step::go("configure terminal", CONFIG),
        Step::go(format!("interface {}", zte.olt(at.pon)), INTERFACE),
        Step::write(format!("onu {} type {} sn {serial}", at.id, service.onu_type)),
        Step::go("exit", CONFIG),
        Step::go(format!("interface {}", zte.onu(at)), INTERFACE),
    ];
    steps.extend(interface_lines(zte, registration, service).into_iter().map(Step::write));
    steps.push(Step::go("exit", CONFIG));
    if zte == Zte::C600 {
        steps.push(Step::go(format!("interface {}", vport(at)), INTERFACE));
        steps.extend(vport_lines(registration).into_iter().map(Step::write));
        steps.push(Step::go("exit", CONFIG));
    }
    steps.push(Step::go(format!("pon-onu-mng {}", zte.onu(at)), ONU_MANAGEMENT));
    steps.extend(management_lines(zte, registration).into_iter().map(Step::write));
    steps.push(Step::go("end", EXEC));
    steps.push(save());
    Ok(Plan { steps })
}

/// Serials are typed as letters and digits.
fn printable(key: OnuKey) -> Result<String, PlanError> {
    let serial = key.serial().ok_or_else(|| PlanError::SerialNeeded(key.to_string()))?;
    serial.ascii().ok_or_else(|| PlanError::SerialNotPrintable(serial.hex()))
}

/// Every missing line can be written by itself: a line of an interface takes the place of the one with its number.
pub(super) fn resume(zte: Zte, registration: &Registration, missing: &[String]) -> Result<Plan, PlanError> {
    let mut plan = register(zte, registration)?;
    plan.steps.retain(|step| step.purpose != Purpose::Write || missing.contains(&step.line));
    Ok(plan)
}

pub(super) fn deregister(zte: Zte, at: OnuAddress) -> Plan {
    let steps = vec![
        Step::go("configure terminal", CONFIG),
        Step::go(format!("interface {}", zte.olt(at.pon)), INTERFACE),
        Step::write(format!("no onu {}", at.id)),
        Step::go("end", EXEC),
        save(),
    ];
    Plan { steps }
}

/// From configuration mode: from exec mode `pon-onu-mng` ends the session of a C600.
pub(super) fn reboot(zte: Zte, at: OnuAddress) -> Plan {
    let steps = vec![
        Step::go("configure terminal", CONFIG),
        Step::go(format!("pon-onu-mng {}", zte.onu(at)), ONU_MANAGEMENT),
        Step::write_confirmed("reboot"),
        Step::go("end", EXEC),
    ];
    Plan { steps }
}

pub(super) fn replace(zte: Zte, at: OnuAddress, new: OnuKey) -> Result<Plan, PlanError> {
    let steps = vec![
        Step::go("configure terminal", CONFIG),
        Step::go(format!("interface {}", zte.onu(at)), INTERFACE),
        Step::write(format!("registration-method sn {}", printable(new)?)),
        Step::go("end", EXEC),
        save(),
    ];
    Ok(Plan { steps })
}

pub(super) fn save() -> Step {
    Step::new(Purpose::Save, "write")
}

fn vport(at: OnuAddress) -> String {
    format!("vport-{}.{}:1", at.pon, at.id)
}

fn interface_lines(zte: Zte, registration: &Registration, service: &Service) -> Vec<String> {
    let Registration { code, vlan, .. } = registration;
    let mut lines = vec![
        format!("name {code}"),
        format!("description {code}"),
        format!("tcont 1 profile {}", service.tcont_profile),
        format!("gemport 1 name {SERVICE} tcont 1"),
    ];
    if let Some((up, down)) = &service.traffic {
        lines.push(format!("gemport 1 traffic-limit upstream {up} downstream {down}"));
    }
    if zte == Zte::C300 {
        lines.push("switchport mode hybrid vport 1".to_owned());
        lines.push(format!("service-port 1 vport 1 user-vlan {vlan} vlan {vlan}"));
    }
    lines
}

/// On C600-class OLTs the service port lives under the vport.
fn vport_lines(registration: &Registration) -> Vec<String> {
    vec![format!("service-port 1 user-vlan {vlan} vlan {vlan}", vlan = registration.vlan)]
}

fn management_lines(zte: Zte, registration: &Registration) -> Vec<String> {
    let vlan = registration.vlan;
    let name = if zte == Zte::C300 { SERVICE } else { "1" };
    vec![format!("service {name} gemport 1 vlan {vlan}"), format!("vlan port eth_0/1 mode tag vlan {vlan}")]
}

pub(super) fn configuration(zte: Zte, at: OnuAddress) -> Query<Vec<String>> {
    let onu = zte.onu(at);
    let mut steps = vec![Step::read(format!("show running-config interface {onu}")), Step::read(format!("show onu running config {onu}"))];
    if zte == Zte::C600 {
        steps.push(Step::read(format!("show running-config interface {}", vport(at))));
    }
    Query::new(steps, all_lines)
}

fn all_lines(replies: &[String]) -> Result<Parsed<Vec<String>>, ParseError> {
    let mut all = Parsed { value: Vec::new(), warnings: Vec::new() };
    for reply in replies {
        all.value.extend(running_config(reply)?.value);
    }
    Ok(all)
}

pub(super) fn missing(zte: Zte, registration: &Registration, configuration: &[String]) -> Vec<String> {
    let crate::Service::Zte(service) = &registration.service else { return vec!["settings of this vendor".to_owned()] };
    let mut wanted = interface_lines(zte, registration, service);
    if zte == Zte::C600 {
        wanted.extend(vport_lines(registration));
    }
    wanted.extend(management_lines(zte, registration));
    wanted.retain(|line| !configuration.contains(line));
    wanted
}
