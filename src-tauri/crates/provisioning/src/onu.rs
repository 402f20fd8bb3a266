//! An ONU as it is desired, read for a visit to its OLT.

use chrono::{DateTime, Utc};
use janet_customers::LineState;
use janet_model::{BranchId, CustomerId, DeviceId, NodeId, OltDialect, SecretId, ServiceId};
use janet_network::{Budget, PonPlace, Transport, Vendor};
use sqlx::PgConnection;

use crate::{
    Error,
    ports::{LineProfile, OltTarget, OnuDesired, OnuLine, OnuReading, OnuVerdict},
};

/// Everything a visit needs.
pub(crate) struct Onu {
    pub device: DeviceId,
    pub service: ServiceId,
    pub customer: CustomerId,
    pub branch: BranchId,
    pub timezone: String,
    pub managed: bool,
    pub wanted: bool,
    pub target: OltTarget,
    /// `None`: the plan has no profile for this OLT's dialect.
    pub desired: Option<OnuDesired>,
}

pub(crate) async fn load(conn: &mut PgConnection, device: DeviceId) -> Result<Onu, Error> {
    let row = sqlx::query!(
        r#"select d.service_id, d.branch_id, d.serial, d.model, d.pon_frame, d.pon_slot, d.pon_port, d.onu_id, d.vlan, d.desired, d.olt_id,
                  s.customer_id, c.code as customer_code, b.timezone, n.code as olt_code, n.address, n.port, n.username, n.secret_id, n.host_key, n.managed, n.vendor, n.sessions,
                  o.dialect, o.legacy_ssh, o.transport, o.pons, p.onu_type as "onu_type?", p.tcont_profile as "tcont_profile?", p.traffic_up as "traffic_up?",
                  p.traffic_down as "traffic_down?", p.line_profile as "line_profile?", p.service_profile as "service_profile?", p.gem as "gem?"
           from public.isp_customer_devices d
           join public.isp_services s on s.id = d.service_id
           join public.isp_customers c on c.id = s.customer_id
           join public.isp_branches b on b.id = d.branch_id
           join public.isp_service_nodes n on n.id = d.olt_id
           join public.olts o on o.id = d.olt_id
           left join public.isp_plan_line_profiles p on p.plan_id = s.plan_id
               -- One profile serves both families of ZTE (OltDialect::plan_profile).
               and p.dialect = case o.dialect when 'zte_c600' then 'zte' else o.dialect end
           where d.id = $1"#,
        device.0
    )
    .fetch_optional(conn)
    .await?
    .ok_or(Error::NotFound)?;
    let dialect = OltDialect::parse(&row.dialect);
    let profile = profile(
        dialect,
        (row.onu_type, row.tcont_profile, row.traffic_up.zip(row.traffic_down)),
        (row.line_profile, row.service_profile, row.gem),
    );
    // Numbers are held in their ranges by the tables' CHECKs.
    Ok(Onu {
        device,
        service: ServiceId(row.service_id),
        customer: CustomerId(row.customer_id),
        branch: BranchId(row.branch_id),
        timezone: row.timezone,
        managed: row.managed,
        wanted: row.desired == "registered",
        target: OltTarget {
            node: NodeId(row.olt_id),
            code: row.olt_code,
            dialect,
            host: row.address,
            port: row.port as u16,
            username: row.username,
            secret: row.secret_id.map(SecretId),
            host_key: row.host_key,
            legacy_ssh: row.legacy_ssh,
            transport: Transport::parse(&row.transport),
            pons: row.pons.map(|pons| pons as u8),
            sessions: Budget::with(Vendor::parse(&row.vendor), row.sessions, None).sessions,
        },
        desired: profile.map(|profile| OnuDesired {
            pon: PonPlace { frame: row.pon_frame as u8, slot: row.pon_slot as u8, port: row.pon_port as u8 },
            onu_id: row.onu_id.map(|id| id as u8),
            serial: row.serial,
            customer_code: row.customer_code,
            vlan: row.vlan as u16,
            profile,
        }),
    })
}

/// A plan's profile as the columns of `isp_plan_line_profiles` have it.
pub(crate) fn profile(
    dialect: OltDialect,
    (onu_type, tcont, traffic): (Option<String>, Option<String>, Option<(String, String)>),
    (line_profile, service_profile, gem): (Option<i32>, Option<i32>, Option<i32>),
) -> Option<LineProfile> {
    match dialect.plan_profile()? {
        OltDialect::Zte => Some(LineProfile::Zte { onu_type: onu_type?, tcont: tcont?, traffic }),
        OltDialect::Huawei => {
            Some(LineProfile::Huawei { line_profile: line_profile? as u16, service_profile: service_profile? as u16, gem: gem? as u16 })
        }
        _ => None,
    }
}

/// What stands on the page as *kenyataan*.
pub(crate) struct Observation<'a> {
    pub at: DateTime<Utc>,
    /// `None`: the OLT was not read; `error` says why, and what was read before stays.
    pub reading: Option<&'a OnuReading>,
    pub saved: bool,
    pub error: Option<&'a str>,
}

/// Keeps what was read, and tells the customer's overview when the line's state is news.
pub(crate) async fn observe(tx: &mut PgConnection, onu: &Onu, seen: &Observation<'_>) -> Result<(), Error> {
    let Some(reading) = seen.reading else {
        sqlx::query!(
            "insert into public.isp_onu_observations (device_id, branch_id, observed_at, verdict, last_error) values ($1, $2, $3, 'unread', $4)
             on conflict (device_id) do update set last_error = excluded.last_error",
            onu.device.0,
            onu.branch.0,
            seen.at,
            seen.error.unwrap_or("not read")
        )
        .execute(tx)
        .await?;
        return Ok(());
    };
    let (verdict, note) = words(&reading.verdict);
    sqlx::query!(
        "insert into public.isp_onu_observations (device_id, branch_id, observed_at, verdict, verdict_note, state, olt_rx_cdbm, onu_rx_cdbm, onu_tx_cdbm, distance_m, saved, last_error)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (device_id) do update set observed_at = excluded.observed_at, verdict = excluded.verdict, verdict_note = excluded.verdict_note,
             state = excluded.state, olt_rx_cdbm = excluded.olt_rx_cdbm, onu_rx_cdbm = excluded.onu_rx_cdbm, onu_tx_cdbm = excluded.onu_tx_cdbm,
             distance_m = excluded.distance_m, saved = excluded.saved or isp_onu_observations.saved, last_error = excluded.last_error",
        onu.device.0,
        onu.branch.0,
        seen.at,
        verdict,
        note,
        line_word(reading.line),
        reading.olt_rx_cdbm,
        reading.onu_rx_cdbm,
        reading.onu_tx_cdbm,
        reading.distance_m.map(|metres| metres.min(i32::MAX as u32) as i32),
        seen.saved,
        seen.error
    )
    .execute(&mut *tx)
    .await?;
    if reading.verdict == OnuVerdict::Complete {
        sqlx::query!(
            "update public.isp_customer_devices set onu_id = $2, updated_at = $3 where id = $1 and onu_id is distinct from $2",
            onu.device.0,
            i16::from(reading.onu_id),
            seen.at
        )
        .execute(&mut *tx)
        .await?;
    }
    janet_customers::set_line(tx, onu.customer, line_state(reading.line)).await?;
    Ok(())
}

fn words(verdict: &OnuVerdict) -> (&'static str, String) {
    match verdict {
        OnuVerdict::Complete => ("complete", String::new()),
        OnuVerdict::Partial(missing) => ("partial", missing.join("; ")),
        OnuVerdict::Absent => ("absent", String::new()),
        OnuVerdict::Elsewhere { onu_id } => ("elsewhere", onu_id.to_string()),
        OnuVerdict::Other { serial } => ("other", serial.clone().unwrap_or_default()),
    }
}

pub(crate) const fn line_word(line: OnuLine) -> &'static str {
    match line {
        OnuLine::Online => "online",
        OnuLine::Offline => "offline",
        OnuLine::Los => "los",
        OnuLine::Power => "power",
        OnuLine::Unknown => "unknown",
    }
}

const fn line_state(line: OnuLine) -> LineState {
    match line {
        OnuLine::Online => LineState::Online,
        OnuLine::Offline => LineState::Offline,
        OnuLine::Los => LineState::Los,
        OnuLine::Power => LineState::Power,
        OnuLine::Unknown => LineState::Unknown,
    }
}
