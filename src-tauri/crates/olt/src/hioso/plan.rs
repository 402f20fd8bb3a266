//! The lines that change a HIOSO OLT of firmware 1/x.

use super::{CONFIG, ENABLE, EPON, path};
use crate::{OnuAddress, Plan, PlanError, Purpose, Registration, Step};

/// Gives the ONU that bound itself under this id its VLAN on every LAN port.
pub(super) fn register(registration: &Registration) -> Result<Plan, PlanError> {
    let lines = vlan_lines(registration)?;
    Ok(inside(registration.at, lines.into_iter().map(Step::write).collect()))
}

/// The same, for the lines that are missing. A VLAN line takes the place of the one with its port.
pub(super) fn resume(registration: &Registration, missing: &[String]) -> Result<Plan, PlanError> {
    let mut plan = register(registration)?;
    plan.steps.retain(|step| step.purpose != Purpose::Write || missing.contains(&step.line));
    Ok(plan)
}

/// `dereg onu` was refused on the device that was seen; `delete onu` works.
pub(super) fn deregister(at: OnuAddress) -> Plan {
    inside(at, vec![Step::write(format!("delete onu {}", at.id))])
}

pub(super) fn reboot(at: OnuAddress) -> Plan {
    let mut plan = inside(at, vec![Step::write(format!("onu {} reboot", at.id))]);
    plan.steps.retain(|step| step.purpose != Purpose::Save);
    plan
}

pub(super) fn save() -> Step {
    Step::new(Purpose::Save, "write")
}

pub(super) fn missing(registration: &Registration, configuration: &[String]) -> Vec<String> {
    let Ok(wanted) = vlan_lines(registration) else { return vec!["settings of this vendor".to_owned()] };
    wanted.into_iter().filter(|line| !configuration.contains(line)).collect()
}

fn inside(at: OnuAddress, writes: Vec<Step>) -> Plan {
    let mut steps = vec![Step::go("configure terminal", CONFIG), Step::go(format!("interface epon {}", path(at.pon)), EPON)];
    steps.extend(writes);
    steps.extend([Step::go("exit", CONFIG), Step::go("exit", ENABLE), save()]);
    Plan { steps }
}

fn vlan_lines(registration: &Registration) -> Result<Vec<String>, PlanError> {
    let crate::Service::Hioso(service) = &registration.service else { return Err(PlanError::OtherVendor) };
    if registration.key.mac().is_none() {
        return Err(PlanError::MacNeeded(registration.key.to_string()));
    }
    let (id, vlan) = (registration.at.id, registration.vlan);
    Ok((1..=service.lan_ports.get()).map(|port| format!("onu {id} vlan port {port} vlan-mode tag pvid {vlan}")).collect())
}
