//! What an OLT has registered already.

use janet_olt::{DriverError, Listed, OnuState};
use janet_provisioning::ports::{Fault, FindField, OltDialect, OltTarget, PonPlace, RegisteredOnu, Visit};
use tokio::time::{Duration, Instant};

use super::outcome::line;
use super::{place, port};
use crate::Devices;
use crate::budget::Intent;

/// Left of a visit for the way out: the configurations of the rest are not read, and the list is kept.
const WAY_OUT: Duration = Duration::from_secs(5);

impl Devices {
    pub(super) async fn pon_ports_of(&self, olt: &OltTarget) -> Visit<Vec<PonPlace>> {
        let mut session = match self.enter(olt, Intent::Read).await {
            Ok(session) => session,
            Err(visit) => return visit,
        };
        // Huawei counts the ports of a board from zero.
        let first = u8::from(olt.dialect != OltDialect::Huawei);
        let cards = match session.read(async |driver| driver.cards().await).await {
            // The operator names the ports then.
            Err(Fault::NotOffered(_)) => return session.leave(Ok(Vec::new())),
            cards => cards,
        };
        session.leave(cards.map(|cards| {
            let boards = cards.value.into_iter().filter(|card| card.pon);
            boards
                .flat_map(|card| {
                    let ports = u8::try_from(card.ports.unwrap_or(0).min(64)).unwrap_or(0);
                    (first..first + ports).map(move |port| PonPlace { frame: card.frame, slot: card.slot, port })
                })
                .collect()
        }))
    }

    /// The list first, then each ONU's configuration for its description and VLAN, as long as the visit lasts.
    pub(super) async fn registered_on(&self, olt: &OltTarget, pon: PonPlace) -> Visit<Vec<RegisteredOnu>> {
        let mut session = match self.enter(olt, Intent::Read).await {
            Ok(session) => session,
            Err(visit) => return visit,
        };
        let listed = match session.read(async |driver| driver.registered(port(pon)).await).await {
            Ok(listed) => listed.value,
            Err(fault) => return session.leave(Err(fault)),
        };
        let mut onus = Vec::with_capacity(listed.len());
        for onu in listed {
            let at = onu.at;
            let mut known = known(onu);
            if Instant::now() + WAY_OUT < session.deadline {
                let lines = session.read(async |driver| match driver.configuration(at).await {
                    Ok(lines) => Ok(lines.value),
                    // One ONU whose settings are not understood costs its description, not the list.
                    Err(DriverError::Parse(_) | DriverError::Plan(_) | DriverError::Refused { .. }) => Ok(Vec::new()),
                    Err(error) => Err(error),
                });
                match lines.await {
                    Ok(lines) => told(&lines, &mut known),
                    Err(fault) => return session.leave(Err(fault)),
                }
            }
            onus.push(known);
        }
        session.leave(Ok(onus))
    }
}

fn known(onu: Listed) -> RegisteredOnu {
    let mut fields: Vec<FindField> =
        onu.details.iter().filter_map(|(name, value)| value.map(|value| FindField::new(name, value))).collect();
    if let Some(state) = &onu.state_text {
        fields.push(FindField::new("state", state.clone()));
    }
    RegisteredOnu {
        pon: place(onu.at.pon),
        onu_id: onu.at.id.0,
        serial: onu.serial.map(|serial| serial.to_string()),
        mac: onu.mac.map(|mac| mac.to_string()),
        line: line(if onu.state == OnuState::Joining { OnuState::Unknown } else { onu.state }),
        description: onu.details.get("description").or(onu.details.get("name")).unwrap_or_default().to_owned(),
        vlan: None,
        fields,
    }
}

/// Description and VLAN out of the lines by which the ONU is configured.
fn told(lines: &[String], onu: &mut RegisteredOnu) {
    for line in lines {
        let line = line.trim();
        for word in ["description ", "name "] {
            if let Some(text) = line.strip_prefix(word)
                && onu.description.is_empty()
            {
                onu.description = unquoted(text);
            }
        }
        if let Some((_, text)) = line.split_once(" desc ")
            && onu.description.is_empty()
        {
            onu.description = unquoted(text);
        }
        // ZTE as it is configured, Huawei as its dialect says it: "service port for VLAN 110 on GEM 1".
        let lower = line.to_ascii_lowercase();
        if (lower.starts_with("service-port") || lower.starts_with("service port"))
            && let Some((_, rest)) = lower.split_once(" vlan ")
            && onu.vlan.is_none()
        {
            let digits: String = rest.trim_start().chars().take_while(char::is_ascii_digit).collect();
            onu.vlan = digits.parse().ok().filter(|vlan| (1..=4094).contains(vlan));
        }
    }
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('"').trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_tell_description_and_vlan() {
        let blank = || RegisteredOnu {
            pon: PonPlace { frame: 1, slot: 2, port: 3 },
            onu_id: 1,
            serial: None,
            mac: None,
            line: janet_provisioning::ports::OnuLine::Unknown,
            description: String::new(),
            vlan: None,
            fields: Vec::new(),
        };
        let read = |lines: &[&str]| {
            let mut onu = blank();
            told(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), &mut onu);
            (onu.description, onu.vlan)
        };
        let zte =
            ["  name budi", "  description Budi Santoso", "  tcont 1 profile UP-20M", "  service-port 1 vport 1 user-vlan 100 vlan 110"];
        assert_eq!(read(&zte), ("budi".into(), Some(110)));
        let huawei = [
            "ont add 3 1 sn-auth \"4857544311223344\" omci ont-lineprofile-id 60 desc \"JNT-000001\"",
            "service-port 7 vlan 250 gpon 0/1/3 ont 1",
        ];
        assert_eq!(read(&huawei), ("JNT-000001".into(), Some(250)));
        assert_eq!(read(&["description JNT-000001", "service port for VLAN 110 on GEM 1"]), ("JNT-000001".into(), Some(110)));
        assert_eq!(read(&["service-port 7 vlan 9999"]), (String::new(), None));
    }
}
