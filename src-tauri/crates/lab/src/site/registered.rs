//! What stands on an OLT when it starts. It is typed at the simulated console, so that the simulator refuses here what it
//! refuses everywhere; the lines are those of the OLT drivers.

use std::sync::Arc;

use janet_olt::{
    CustomerCode, Dialect, GemIndex, OnuAddress, OnuId, OnuType, PonPort, ProfileId, ProfileName, Purpose, Registration, Serial, Service,
    Vlan, huawei, zte,
};

use super::{OltDescription, OltModel, RegisteredDescription, ServiceDescription, SiteError};
use crate::olt::Olt;

pub(super) fn enter(olt: &Olt, described: &OltDescription) -> Result<(), SiteError> {
    let dialect: Arc<dyn Dialect> = match described.model {
        OltModel::ZteC320 => Arc::new(zte::Zte::C300),
        OltModel::HuaweiMa5608t | OltModel::HuaweiMa5800 => Arc::new(huawei::Huawei),
    };
    for onu in &described.registered {
        let wrong = |what: String| SiteError::Description { device: described.code.clone(), what: format!("ONU {}: {what}", onu.serial) };
        let registration = registration(onu).map_err(wrong)?;
        let plan = dialect.register(&registration).map_err(|error| wrong(error.to_string()))?;
        // A Huawei login begins a mode below the plan's.
        let first = if described.model == OltModel::ZteC320 { None } else { Some("enable") };
        let lines: Vec<&str> = first
            .into_iter()
            .chain(plan.steps.iter().filter(|step| step.purpose != Purpose::Save).map(|step| step.line.as_str()))
            .collect();
        let replies = olt.type_lines(lines.iter().copied());
        for (line, reply) in lines.iter().zip(replies) {
            if let Some(refusal) = dialect.refusal(&reply) {
                return Err(SiteError::Refused { device: described.code.clone(), line: (*line).to_owned(), reply: refusal.to_string() });
            }
        }
    }
    olt.settle();
    Ok(())
}

fn registration(onu: &RegisteredDescription) -> Result<Registration, String> {
    let said = |error: &dyn std::error::Error| error.to_string();
    let name = |text: &str| ProfileName::parse(text).map_err(|error| said(&error));
    let service = match &onu.service {
        ServiceDescription::Zte { onu_type, tcont, traffic } => Service::Zte(zte::Service {
            onu_type: OnuType::parse(onu_type).map_err(|error| said(&error))?,
            tcont_profile: name(tcont)?,
            traffic: match traffic {
                Some((up, down)) => Some((name(up)?, name(down)?)),
                None => None,
            },
        }),
        ServiceDescription::Huawei { line_profile, service_profile, gem } => Service::Huawei(huawei::Service {
            line_profile: ProfileId::new(*line_profile).map_err(|error| said(&error))?,
            service_profile: ProfileId::new(*service_profile).map_err(|error| said(&error))?,
            gem: GemIndex::new(*gem).map_err(|error| said(&error))?,
            traffic: None,
        }),
    };
    let pon = PonPort { frame: onu.pon.frame, slot: onu.pon.slot, port: onu.pon.port };
    Ok(Registration {
        at: OnuAddress { pon, id: OnuId(onu.id) },
        key: Serial::parse(&onu.serial).map_err(|error| said(&error))?.into(),
        code: CustomerCode::parse(&onu.code).map_err(|error| said(&error))?,
        vlan: Vlan::new(onu.vlan).map_err(|error| said(&error))?,
        service,
    })
}
