//! The exact lines that change a V-SOL OLT. Those of a registration are the ones that V1.4.13R and V2.3.1R write into their own
//! configurations.

use super::dialogue::{inside, pon, save};
use super::settings::stands;
use super::{Firmware, Service, UserPort, VsolEpon, VsolGpon, Wording};
use crate::{OnuAddress, Plan, PlanError, Purpose, Registration, Step};

/// Names of T-CONT, GEM port and service on every ONU. Fixed, so that a read-back can compare.
const NAME: &str = "internet";

/// The plan of these steps inside the ONU's port, then saved.
fn saved(kind: &str, at: OnuAddress, ports: u8, steps: Vec<Step>) -> Result<Plan, PlanError> {
    let mut steps = inside(kind, pon(at.pon, ports)?, steps);
    steps.push(save());
    Ok(Plan { steps })
}

pub(super) fn register_gpon(olt: VsolGpon, registration: &Registration) -> Result<Plan, PlanError> {
    let lines = gpon_lines(olt, registration)?;
    saved("gpon", registration.at, olt.ports, lines.into_iter().map(Step::write).collect())
}

/// Lines after the first can be written by themselves. What the first fixes, serial number and ONU profile, cannot be changed.
pub(super) fn resume_gpon(olt: VsolGpon, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
    let lines = gpon_lines(olt, registration)?;
    if lines.first().is_some_and(|adding| missing.contains(adding)) {
        return Ok(None);
    }
    let steps = lines.into_iter().filter(|line| missing.contains(line)).map(Step::write).collect();
    saved("gpon", registration.at, olt.ports, steps).map(Some)
}

pub(super) fn missing_gpon(olt: VsolGpon, registration: &Registration, configuration: &[String]) -> Vec<String> {
    match gpon_lines(olt, registration) {
        Ok(lines) => lines.into_iter().filter(|line| !stands(line, configuration)).collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn gpon_lines(olt: VsolGpon, registration: &Registration) -> Result<Vec<String>, PlanError> {
    let Registration { at, key, code, vlan, service } = registration;
    let crate::Service::Vsol(service) = service else { return Err(PlanError::OtherVendor) };
    let id = in_range(*at, 1..=128)?;
    let serial = key.serial().ok_or_else(|| PlanError::SerialNeeded(key.to_string()))?;
    let serial = serial.ascii().ok_or_else(|| PlanError::SerialNotPrintable(serial.hex()))?;
    match (olt.firmware, service) {
        (Firmware::V1_4, Service::Profiles { line, service }) => Ok(vec![
            format!("onu add {id} profile default sn {serial}"),
            format!("onu {id} desc {code}"),
            format!("onu {id} profile line name {line}"),
            format!("onu {id} profile srv name {service}"),
        ]),
        (Firmware::V2_3, Service::Settings { onu_profile, dba, traffic, port }) => {
            let mut lines = vec![
                format!("onu add {id} profile {onu_profile} sn {serial}"),
                format!("onu {id} desc {code}"),
                format!("onu {id} tcont 1 name {NAME} dba {dba}"),
                format!("onu {id} gemport 1 tcont 1 gemport_name {NAME}"),
            ];
            if let Some((up, down)) = traffic {
                lines.push(format!("onu {id} gemport 1 traffic-limit upstream {up} downstream {down}"));
            }
            lines.push(format!("onu {id} service {NAME} gemport 1 vlan {vlan}"));
            lines.push(format!("onu {id} service-port 1 gemport 1 uservlan {vlan} vlan {vlan}"));
            lines.push(match port {
                UserPort::Veip => format!("onu {id} portvlan veip 1 mode transparent"),
                UserPort::Eth => format!("onu {id} portvlan eth 1 mode tag vlan {vlan}"),
            });
            Ok(lines)
        }
        _ => Err(PlanError::OtherVendor),
    }
}

pub(super) fn deregister_gpon(olt: VsolGpon, at: OnuAddress) -> Result<Plan, PlanError> {
    let id = in_range(at, 1..=128)?;
    let line = match olt.wording {
        Wording::VerbFirst => format!("onu delete {id}"),
        Wording::NumberFirst => format!("no onu {id}"),
    };
    saved("gpon", at, olt.ports, vec![Step::write(line)])
}

pub(super) fn reboot_gpon(olt: VsolGpon, at: OnuAddress) -> Result<Plan, PlanError> {
    let id = in_range(at, 1..=128)?;
    let line = match olt.wording {
        Wording::VerbFirst => format!("onu reboot {id}"),
        Wording::NumberFirst => format!("onu {id} reboot"),
    };
    Ok(Plan { steps: inside("gpon", pon(at.pon, olt.ports)?, [Step::write(line)]) })
}

pub(super) fn register_epon(olt: VsolEpon, registration: &Registration) -> Result<Plan, PlanError> {
    let lines = epon_lines(registration)?;
    saved("epon", registration.at, olt.ports, lines.into_iter().map(Step::write).collect())
}

pub(super) fn resume_epon(olt: VsolEpon, registration: &Registration, missing: &[String]) -> Result<Option<Plan>, PlanError> {
    let mut plan = register_epon(olt, registration)?;
    plan.steps.retain(|step| step.purpose != Purpose::Write || missing.contains(&step.line));
    Ok(Some(plan))
}

pub(super) fn missing_epon(registration: &Registration, configuration: &[String]) -> Vec<String> {
    match epon_lines(registration) {
        Ok(lines) => lines.into_iter().filter(|line| !stands(line, configuration)).collect(),
        Err(error) => vec![error.to_string()],
    }
}

fn epon_lines(registration: &Registration) -> Result<Vec<String>, PlanError> {
    let Registration { at, key, code, service, .. } = registration;
    if *service != crate::Service::Vsol(Service::Epon) {
        return Err(PlanError::OtherVendor);
    }
    let id = in_range(*at, 1..=64)?;
    let mac = key.mac().ok_or_else(|| PlanError::MacNeeded(key.to_string()))?;
    Ok(vec![format!("confirm onu mac {mac} onuid {id}"), format!("onu {id} description {code}")])
}

fn in_range(at: OnuAddress, ids: std::ops::RangeInclusive<u8>) -> Result<u8, PlanError> {
    if ids.contains(&at.id.0) { Ok(at.id.0) } else { Err(PlanError::IdOutOfRange(at.id.0)) }
}
