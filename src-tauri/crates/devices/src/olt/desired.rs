//! From what is desired to what a device may be told: reject, never escape.

use std::sync::Arc;

use janet_olt::{
    CustomerCode, Dialect, GemIndex, OnuAddress, OnuId, OnuType, PlanError, ProfileId, ProfileName, Registration, Serial, Service, Support,
    Vlan,
    brand::{Brand, Branded, Family},
    cdata::Cdata,
    hioso::{self, Hioso},
    hsgq::{HsgqEpon, HsgqGpon},
    huawei,
    mock::Mock,
    vsol::{Firmware, VsolEpon, VsolGpon, Wording},
    zte,
};
use janet_provisioning::ports::{Fault, LineProfile, OltCapability, OltDialect, OltPlan, OltSupport, OltTarget, OnuDesired};

use super::port;

/// For lines that are built without a device: it may have as many ports as any of its family.
pub(super) fn dialect(kind: OltDialect) -> Arc<dyn Dialect> {
    with_ports(kind, Some(MOST_PORTS))
}

pub(super) fn dialect_of(olt: &OltTarget) -> Arc<dyn Dialect> {
    with_ports(olt.dialect, olt.pons)
}

const MOST_PORTS: u8 = 16;

/// `ports`: `None` is the usual number. Only the dialects that list port by port need it.
fn with_ports(kind: OltDialect, ports: Option<u8>) -> Arc<dyn Dialect> {
    // The two firmwares also spell removing and restarting in two ways.
    let vsol = |firmware| {
        let wording = if firmware == Firmware::V2_3 { Wording::NumberFirst } else { Wording::VerbFirst };
        VsolGpon { firmware, ports: ports.unwrap_or(8), wording }
    };
    let hioso = |firmware| Hioso { firmware, pons: ports.unwrap_or(4) };
    let hsgq = || HsgqGpon { ports: ports.unwrap_or(HsgqGpon::G008.ports) };
    // What only the name on the box is known of: the family's dialect, every verb marked as unverified.
    let branded = |brand, family, inner: Arc<dyn Dialect>| -> Arc<dyn Dialect> {
        Arc::new(Branded::over(brand, family, inner, Family::commands(family)))
    };
    match kind {
        OltDialect::Zte => Arc::new(zte::Zte::C300),
        OltDialect::ZteC600 => Arc::new(zte::Zte::C600),
        OltDialect::Huawei => Arc::new(huawei::Huawei),
        OltDialect::VsolGpon => Arc::new(vsol(Firmware::V1_4)),
        OltDialect::VsolGponV2 => Arc::new(vsol(Firmware::V2_3)),
        OltDialect::VsolEpon => Arc::new(VsolEpon { ports: ports.unwrap_or(4) }),
        OltDialect::Hioso => Arc::new(hioso(hioso::Firmware::V1)),
        OltDialect::HiosoClassic => Arc::new(hioso(hioso::Firmware::Classic)),
        OltDialect::HsgqEpon => Arc::new(HsgqEpon { ports: ports.unwrap_or(HsgqEpon::FOUR_PORTS.ports) }),
        OltDialect::HsgqGpon => Arc::new(hsgq()),
        OltDialect::Cdata => Arc::new(Cdata),
        OltDialect::GlobalCdata => branded(Brand::Global, Family::CdataLike, Arc::new(Cdata)),
        OltDialect::GlobalHsgq => branded(Brand::Global, Family::HsgqGponLike, Arc::new(hsgq())),
        OltDialect::GlobalHioso => branded(Brand::Global, Family::HiosoLike, Arc::new(hioso(hioso::Firmware::V1))),
        OltDialect::GlobalVsol => branded(Brand::Global, Family::VsolLike, Arc::new(vsol(Firmware::V2_3))),
        OltDialect::ZymlinkCdata => branded(Brand::Zymlink, Family::CdataLike, Arc::new(Cdata)),
        OltDialect::ZymlinkHsgq => branded(Brand::Zymlink, Family::HsgqGponLike, Arc::new(hsgq())),
        OltDialect::ZymlinkHioso => branded(Brand::Zymlink, Family::HiosoLike, Arc::new(hioso(hioso::Firmware::V1))),
        OltDialect::ZymlinkVsol => branded(Brand::Zymlink, Family::VsolLike, Arc::new(vsol(Firmware::V2_3))),
        // Recordings for demonstrations are of a C320.
        OltDialect::Mock => Arc::new(Mock { recorded: Arc::new(zte::Zte::C300) }),
    }
}

/// The table of what a dialect has, with evidence and reasons.
pub fn capabilities(kind: OltDialect) -> Vec<OltCapability> {
    let row = |capability: janet_olt::Capability| OltCapability {
        verb: capability.verb.code().to_owned(),
        support: match capability.support {
            Support::Supported(evidence) => OltSupport::Supported { evidence: evidence.code().to_owned() },
            Support::ReadOnly { reason } => OltSupport::ReadOnly { reason: reason.to_owned() },
            Support::NotOffered { reason } => OltSupport::NotOffered { reason: reason.to_owned() },
        },
    };
    dialect(kind).capabilities().into_iter().map(row).collect()
}

/// The id that is desired, else the lowest of the dialect.
pub(super) fn any_id(kind: OltDialect, desired: &OnuDesired) -> OnuId {
    OnuId(desired.onu_id.unwrap_or(*dialect(kind).onu_ids().start()))
}

/// Every value is parsed here, so a registration holds nothing that a device could read as more than one word.
pub(super) fn registration(kind: OltDialect, desired: &OnuDesired, id: OnuId) -> Result<Registration, Fault> {
    let Some(profiles) = kind.plan_profile() else {
        let reason = format!("plans have no line profile for {}", kind.as_str());
        return Err(not_allowed("profile", reason));
    };
    let service = match (profiles, &desired.profile) {
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
        (_, LineProfile::Huawei { .. }) => return Err(not_allowed("profile", "huawei")),
        (_, LineProfile::Zte { .. }) => return Err(not_allowed("profile", "zte")),
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
        PlanError::NotOffered(verb) => Fault::NotOffered(verb.to_string()),
    }
}

/// Shortened: a fault is shown and logged, whatever was passed in.
fn not_allowed(field: &'static str, value: impl ToString) -> Fault {
    Fault::NotAllowed { field, value: value.to_string().chars().take(60).collect() }
}
