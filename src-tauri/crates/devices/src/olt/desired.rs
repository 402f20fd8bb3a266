//! From what is desired to what a device may be told: reject, never escape.

use std::sync::Arc;

use janet_olt::{
    CustomerCode, Dialect, GemIndex, OnuAddress, OnuId, OnuType, PlanError, ProfileId, ProfileName, Registration, Serial, Service, Vlan,
    huawei, zte,
};
use janet_provisioning::ports::{Fault, LineProfile, OltDialect, OltPlan, OnuDesired};

use super::port;

pub(super) fn dialect(kind: OltDialect) -> Arc<dyn Dialect> {
    match kind {
        OltDialect::Zte => Arc::new(zte::Zte::C300),
        OltDialect::Huawei => Arc::new(huawei::Huawei),
    }
}

/// The id that is desired, else the lowest of the dialect.
pub(super) fn any_id(kind: OltDialect, desired: &OnuDesired) -> OnuId {
    OnuId(desired.onu_id.unwrap_or(*dialect(kind).onu_ids().start()))
}

/// Every value is parsed here, so a registration holds nothing that a device could read as more than one word.
pub(super) fn registration(kind: OltDialect, desired: &OnuDesired, id: OnuId) -> Result<Registration, Fault> {
    let service = match (kind, &desired.profile) {
        (OltDialect::Zte, LineProfile::Zte { onu_type, tcont, traffic }) => {
            let name = |field, text: &str| ProfileName::parse(text).map_err(|_| not_allowed(field, text));
            let traffic = match traffic {
                Some((up, down)) => Some((name("traffic", up)?, name("traffic", down)?)),
                None => None,
            };
            let onu_type = OnuType::parse(onu_type).map_err(|_| not_allowed("onu_type", onu_type))?;
            Service::Zte(zte::Service { onu_type, tcont_profile: name("tcont", tcont)?, traffic })
        }
        (OltDialect::Huawei, LineProfile::Huawei { line_profile, service_profile, gem }) => {
            let id = |field, number: u16| ProfileId::new(number).map_err(|_| not_allowed(field, number));
            Service::Huawei(huawei::Service {
                line_profile: id("line_profile", *line_profile)?,
                service_profile: id("service_profile", *service_profile)?,
                gem: GemIndex::new(*gem).map_err(|_| not_allowed("gem", *gem))?,
                traffic: None,
            })
        }
        (OltDialect::Zte, LineProfile::Huawei { .. }) => return Err(not_allowed("profile", "huawei")),
        (OltDialect::Huawei, LineProfile::Zte { .. }) => return Err(not_allowed("profile", "zte")),
    };
    let registration = Registration {
        at: OnuAddress { pon: port(desired.pon), id },
        key: Serial::parse(&desired.serial).map_err(|_| not_allowed("serial", &desired.serial))?.into(),
        code: CustomerCode::parse(&desired.customer_code).map_err(|_| not_allowed("customer_code", &desired.customer_code))?,
        vlan: Vlan::new(desired.vlan).map_err(|_| not_allowed("vlan", desired.vlan))?,
        service,
    };
    // What the dialect cannot say is known before anybody connects.
    dialect(kind).register(&registration).map_err(plan_fault)?;
    Ok(registration)
}

pub(super) fn plan(kind: OltDialect, desired: &OnuDesired) -> Result<OltPlan, Fault> {
    let dialect = dialect(kind);
    let registration = registration(kind, desired, any_id(kind, desired))?;
    let at = registration.at;
    let lines = dialect.register(&registration).map_err(plan_fault)?.steps.into_iter().map(|step| step.line).collect();
    let queries = [
        dialect.registered(at.pon).map(|query| query.steps),
        dialect.configuration(at).map(|query| query.steps),
        dialect.state(at).map(|query| query.steps),
        dialect.signal(at).map(|query| query.steps),
    ];
    let mut read_back: Vec<String> = Vec::new();
    // What the dialect cannot read is not read back.
    for line in queries.into_iter().flatten().flatten().map(|step| step.line) {
        // Moving to a mode and back shows once; the same question in two of them too.
        if !read_back.contains(&line) {
            read_back.push(line);
        }
    }
    Ok(OltPlan { lines, read_back })
}

pub(super) fn plan_fault(error: PlanError) -> Fault {
    match error {
        PlanError::OtherVendor => not_allowed("profile", error),
        PlanError::SerialNotPrintable(key) | PlanError::SerialNeeded(key) | PlanError::MacNeeded(key) => not_allowed("serial", key),
        PlanError::IdOutOfRange(id) => not_allowed("onu_id", id),
        PlanError::PortOutOfRange(pon) => not_allowed("pon", pon),
        PlanError::NotOffered(verb) => Fault::NotUnderstood(verb.to_string()),
    }
}

/// Shortened: a fault is shown and logged, whatever was passed in.
fn not_allowed(field: &'static str, value: impl ToString) -> Fault {
    Fault::NotAllowed { field, value: value.to_string().chars().take(40).collect() }
}
