//! *Why offline?* One sentence about a line that is down, from what is known of it: holds, session, OLT, neighbours.
//!
//! The order is that of a person at the phone: what we did ourselves, what many have, what this house has. Nothing is
//! concluded from an old reading without saying how old it is.

use chrono::{DateTime, Utc};
use janet_model::ServiceId;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{Error, ports::OnuLine};

/// The likeliest cause, with what the sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// It is not: a session is open.
    Online { since: DateTime<Utc> },
    /// Suspended by us; the session, if any, is in the walled garden.
    Held { reasons: Vec<String>, online: bool },
    /// The line is still being made.
    NotInstalled,
    /// The OLT did not answer when it was last asked, so nothing behind it is known.
    OltSilent { olt: String, since: DateTime<Utc> },
    /// Most lines of this ODP are dark: the ODP or the cable to it.
    OdpDark { odp: String, down: i32, of: i32 },
    /// Most lines of the PON port are dark: the feeder, a splitter, or the port.
    PonDark { olt: String, down: i32, of: i32 },
    /// Only this house has no light: drop cable, connector or bend.
    NoLight,
    /// The ONU said that its power went.
    PowerOff,
    /// The OLT says offline and no more.
    OnuOffline,
    /// The ONU is up and RADIUS turned the router away.
    Rejected { at: DateTime<Utc> },
    /// The ONU is up and nobody logs in: the customer's router is off, unset or on another port.
    NoLogin { last: Option<DateTime<Utc>> },
    /// The OLT was never read about it.
    NeverRead,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WhyOffline {
    pub cause: Cause,
    /// When the OLT said what the sentence rests on; `None` where it rests on nothing of the OLT's.
    pub read_at: Option<DateTime<Utc>>,
    /// The reading is older than a quarter of an hour: read again before somebody drives there.
    pub stale: bool,
    /// Lines on the same ODP that are dark, and all that were read.
    pub odp_down: i32,
    pub odp_of: i32,
}

/// Older than this a reading says what was, not what is.
const FRESH: chrono::TimeDelta = chrono::TimeDelta::minutes(15);
/// Fewer neighbours prove nothing.
const NEIGHBOURS: i32 = 2;

/// Dark lines among those that were read.
#[derive(Debug, Clone, Copy, Default)]
struct Dark {
    down: i32,
    of: i32,
}

impl Dark {
    /// Two thirds or more, and enough of them to mean something.
    fn most(self) -> bool {
        self.of >= NEIGHBOURS && self.down >= NEIGHBOURS && self.down * 3 >= self.of * 2
    }
}

#[derive(Debug, Clone, Default)]
struct Facts {
    installing: bool,
    holds: Vec<String>,
    open_since: Option<DateTime<Utc>>,
    last_end: Option<DateTime<Utc>>,
    rejected_at: Option<DateTime<Utc>>,
    olt: String,
    olt_silent_since: Option<DateTime<Utc>>,
    odp: String,
    onu: Option<(OnuLine, DateTime<Utc>)>,
    on_odp: Dark,
    on_pon: Dark,
}

fn judge(facts: &Facts, now: DateTime<Utc>) -> WhyOffline {
    let dark = facts.onu.filter(|(line, _)| matches!(line, OnuLine::Los | OnuLine::Power | OnuLine::Offline));
    let cause = match (&facts.open_since, dark, facts.onu) {
        _ if !facts.holds.is_empty() => Cause::Held { reasons: facts.holds.clone(), online: facts.open_since.is_some() },
        (Some(since), ..) => Cause::Online { since: *since },
        _ if let Some(since) = facts.olt_silent_since => Cause::OltSilent { olt: facts.olt.clone(), since },
        // Counted with this line itself.
        (None, Some(_), _) if facts.on_odp.most() => {
            Cause::OdpDark { odp: facts.odp.clone(), down: facts.on_odp.down, of: facts.on_odp.of }
        }
        (None, Some(_), _) if facts.on_pon.most() => {
            Cause::PonDark { olt: facts.olt.clone(), down: facts.on_pon.down, of: facts.on_pon.of }
        }
        (None, Some((OnuLine::Los, _)), _) => Cause::NoLight,
        (None, Some((OnuLine::Power, _)), _) => Cause::PowerOff,
        (None, Some(_), _) => Cause::OnuOffline,
        (None, None, Some((OnuLine::Online, _))) => match (facts.rejected_at, facts.last_end) {
            (Some(at), last) if last.is_none_or(|last| at > last) => Cause::Rejected { at },
            (_, last) => Cause::NoLogin { last },
        },
        _ if facts.installing => Cause::NotInstalled,
        (None, None, _) => Cause::NeverRead,
    };
    let of_olt = matches!(
        cause,
        Cause::OdpDark { .. }
            | Cause::PonDark { .. }
            | Cause::NoLight
            | Cause::PowerOff
            | Cause::OnuOffline
            | Cause::Rejected { .. }
            | Cause::NoLogin { .. }
    );
    let read_at = facts.onu.map(|(_, at)| at).filter(|_| of_olt);
    WhyOffline { cause, read_at, stale: read_at.is_some_and(|at| now - at > FRESH), odp_down: facts.on_odp.down, odp_of: facts.on_odp.of }
}

/// Why this service is offline, as far as it is known now.
pub async fn why_offline(pool: &PgPool, service: ServiceId, now: DateTime<Utc>) -> Result<WhyOffline, Error> {
    let row = sqlx::query!(
        r#"select s.state = 'installing' as "installing!",
                  array(select h.reason from public.isp_service_holds h where h.service_id = s.id and h.released_at is null order by h.since) as "holds!",
                  (select max(a.acctstarttime) from radius.radacct a where a.username = s.username and a.acctstoptime is null) as open_since,
                  (select max(a.acctstoptime) from radius.radacct a where a.username = s.username) as last_end,
                  (select p.authdate from radius.radpostauth p where p.username = s.username and p.reply = 'Access-Reject'
                   order by p.authdate desc limit 1) as rejected_at,
                  coalesce(n.code, '') as "olt!", coalesce(o.code, '') as "odp!",
                  case when no.reachable = false then no.observed_at end as olt_silent_since,
                  v.state as "onu?", v.observed_at as "onu_at?", odp.down as "odp_down!", odp.read as "odp_of!", pon.down as "pon_down!", pon.read as "pon_of!"
           from public.isp_services s
           left join public.isp_customer_devices d on d.service_id = s.id and d.desired = 'registered'
           left join public.isp_onu_observations v on v.device_id = d.id and v.verdict <> 'unread'
           left join public.isp_service_nodes n on n.id = d.olt_id
           left join public.isp_node_observations no on no.node_id = d.olt_id
           left join public.odps o on o.id = s.odp_id
           cross join lateral (
               select count(*) filter (where nv.state in ('los', 'power', 'offline'))::int as down, count(*)::int as read
               from public.isp_services ns
               join public.isp_customer_devices nd on nd.service_id = ns.id and nd.desired = 'registered'
               join public.isp_onu_observations nv on nv.device_id = nd.id and nv.state is not null
               where ns.odp_id = s.odp_id and ns.state <> 'ended') odp
           cross join lateral (
               select count(*) filter (where nv.state in ('los', 'power', 'offline'))::int as down, count(*)::int as read
               from public.isp_customer_devices nd
               join public.isp_onu_observations nv on nv.device_id = nd.id and nv.state is not null
               where nd.olt_id = d.olt_id and nd.pon_frame = d.pon_frame and nd.pon_slot = d.pon_slot and nd.pon_port = d.pon_port
                 and nd.desired = 'registered') pon
           where s.id = $1"#,
        service.0
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::NotFound)?;
    let line = |text: &str| match text {
        "online" => OnuLine::Online,
        "los" => OnuLine::Los,
        "power" => OnuLine::Power,
        "offline" => OnuLine::Offline,
        // The CHECK of the table knows these five.
        _ => OnuLine::Unknown,
    };
    let facts = Facts {
        installing: row.installing,
        holds: row.holds,
        open_since: row.open_since,
        last_end: row.last_end,
        rejected_at: row.rejected_at,
        olt: row.olt,
        olt_silent_since: row.olt_silent_since,
        odp: row.odp,
        onu: row.onu.as_deref().map(line).zip(row.onu_at),
        on_odp: Dark { down: row.odp_down, of: row.odp_of },
        on_pon: Dark { down: row.pon_down, of: row.pon_of },
    };
    Ok(judge(&facts, now))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute)
    }

    fn dark(line: OnuLine) -> Facts {
        Facts {
            onu: Some((line, at(99))),
            on_odp: Dark { down: 1, of: 8 },
            on_pon: Dark { down: 1, of: 40 },
            odp: "ODP-1".into(),
            olt: "OLT-1".into(),
            ..Facts::default()
        }
    }

    #[test]
    fn what_we_did_ourselves_comes_first() {
        let facts = Facts { holds: vec!["unpaid".into()], open_since: Some(at(1)), ..dark(OnuLine::Los) };
        assert_eq!(judge(&facts, at(100)).cause, Cause::Held { reasons: vec!["unpaid".into()], online: true });
    }

    #[test]
    fn an_open_session_is_not_offline() {
        let facts = Facts { open_since: Some(at(1)), ..dark(OnuLine::Los) };
        assert_eq!(judge(&facts, at(100)).cause, Cause::Online { since: at(1) });
    }

    #[test]
    fn one_house_and_many_houses_are_told_apart() {
        assert_eq!(judge(&dark(OnuLine::Los), at(100)).cause, Cause::NoLight);
        assert_eq!(judge(&dark(OnuLine::Power), at(100)).cause, Cause::PowerOff);
        assert_eq!(judge(&dark(OnuLine::Offline), at(100)).cause, Cause::OnuOffline);
        let odp = Facts { on_odp: Dark { down: 7, of: 8 }, ..dark(OnuLine::Los) };
        assert_eq!(judge(&odp, at(100)).cause, Cause::OdpDark { odp: "ODP-1".into(), down: 7, of: 8 });
        let pon = Facts { on_pon: Dark { down: 38, of: 40 }, ..dark(OnuLine::Power) };
        assert_eq!(judge(&pon, at(100)).cause, Cause::PonDark { olt: "OLT-1".into(), down: 38, of: 40 });
        // Alone on its ODP, a line proves nothing about it.
        let alone = Facts { on_odp: Dark { down: 1, of: 1 }, on_pon: Dark { down: 1, of: 1 }, ..dark(OnuLine::Los) };
        assert_eq!(judge(&alone, at(100)).cause, Cause::NoLight);
    }

    #[test]
    fn with_light_it_is_the_login() {
        let up = dark(OnuLine::Online);
        assert_eq!(judge(&up, at(100)).cause, Cause::NoLogin { last: None });
        let rejected = Facts { rejected_at: Some(at(90)), last_end: Some(at(80)), ..up.clone() };
        assert_eq!(judge(&rejected, at(100)).cause, Cause::Rejected { at: at(90) });
        let since_then = Facts { rejected_at: Some(at(70)), last_end: Some(at(80)), ..up };
        assert_eq!(judge(&since_then, at(100)).cause, Cause::NoLogin { last: Some(at(80)) });
    }

    #[test]
    fn a_silent_olt_and_an_old_reading_are_said() {
        let silent = Facts { olt_silent_since: Some(at(98)), ..dark(OnuLine::Los) };
        assert_eq!(judge(&silent, at(100)).cause, Cause::OltSilent { olt: "OLT-1".into(), since: at(98) });
        assert!(!judge(&dark(OnuLine::Los), at(100)).stale);
        assert!(judge(&dark(OnuLine::Los), at(200)).stale);
        assert_eq!(judge(&Facts { installing: true, ..Facts::default() }, at(1)).cause, Cause::NotInstalled);
        assert_eq!(judge(&Facts::default(), at(1)).cause, Cause::NeverRead);
    }
}
