//! What a commit would do: the exact rows, the exact lines to the OLT, the money, and what was looked at. Nothing is
//! written and no device is asked; the functions are those that the commit and the reconcilers use.

use chrono::{DateTime, Utc};
use janet_aaa::RadiusRow;
use janet_billing::ConnectionQuote;
use janet_customers::check_username;
use janet_model::OltDialect;
use janet_model::{BranchId, NodeId, Pin};
use janet_plans::PlanRow;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;

use crate::{
    Check, CheckCode, ConnectInput, CustomerChoice, Error, OnuChoice, PlaceAdvice, input, onu, place_advice,
    ports::{Fault, OltPlan, OnuDesired},
    username_free,
};

/// A drop cable longer than this is unusual.
const FAR_M: u32 = 300;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct OltPreview {
    pub code: String,
    pub dialect: OltDialect,
    /// `None`: the lines cannot be known; a check says why.
    pub plan: Option<OltPlan>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Preview {
    pub username: String,
    pub checks: Vec<Check>,
    pub radius: Vec<RadiusRow>,
    pub olt: Option<OltPreview>,
    pub money: ConnectionQuote,
}

/// The lines that a dialect's driver would send, without a device (`devices::plan_onu`).
pub type PlanOnu = fn(OltDialect, &OnuDesired) -> Result<OltPlan, Fault>;

/// `at` decides the business day of the money.
pub async fn preview(pool: &PgPool, plan_onu: PlanOnu, input: &ConnectInput, at: DateTime<Utc>) -> Result<Preview, Error> {
    let service = &input.service;
    let (branch, pin, code) = place(pool, &input.customer).await?;
    let plan =
        janet_plans::plans(pool).await?.into_iter().find(|plan| plan.id == service.plan_id).ok_or(Error::Invalid { field: "plan_id" })?;
    let mut checks = Vec::new();
    checks.push(match plan.withdrawn_at {
        None => Check::ok(CheckCode::PlanSold).with("plan", &plan.values.name),
        Some(_) => Check::error(CheckCode::PlanWithdrawn).about("plan_id").with("plan", &plan.values.name),
    });
    person(pool, &input.customer, &mut checks).await?;
    username(pool, &service.username, &mut checks).await?;
    let advice = match pin {
        Some(pin) => Some(place_advice(pool, pin, branch).await?),
        None => None,
    };
    if let Some(advice) = &advice {
        zone(advice, &mut checks);
    }
    let feed = odp(pool, input, advice.as_ref(), &mut checks).await?;
    if service.router_id.is_none() {
        checks.push(Check::warning(CheckCode::RouterNone).about("router_id"));
    }
    let olt = match &service.onu {
        None => {
            checks.push(Check::warning(CheckCode::OnuNone).about("onu"));
            None
        }
        Some(choice) => Some(olt(pool, plan_onu, choice, &plan, &code, feed, &mut checks).await?),
    };
    if plan.values.pay_first && plan.values.installation_charge > janet_model::Money::ZERO {
        checks.push(Check::ok(CheckCode::PayFirst));
    }
    let day = sqlx::query_scalar!(
        r#"select ($2::timestamptz at time zone timezone)::date as "day!" from public.isp_branches where id = $1"#,
        branch.0,
        at
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::Invalid { field: "branch_id" })?;
    let money = janet_billing::preview(pool, service.plan_id, service.billing_day, day).await?;
    let held = money.now.is_some();
    let mut radius = janet_aaa::account_rows(&service.username, if held { janet_aaa::ISOLIR } else { &plan.values.radius_group });
    radius.extend(janet_aaa::group_rows(pool, service.plan_id).await?);
    Ok(Preview { username: service.username.clone(), checks, radius, olt, money })
}

/// Branch, pin and code of the customer; a new one has no code yet.
async fn place(pool: &PgPool, customer: &CustomerChoice) -> Result<(BranchId, Option<Pin>, String), Error> {
    match customer {
        CustomerChoice::Existing(id) => {
            let customer = janet_customers::customer(pool, *id).await?;
            Ok((customer.branch_id, customer.pin, customer.code))
        }
        CustomerChoice::New { values, .. } => {
            let settings = janet_workspace::settings(pool).await?.ok_or(Error::NotFound)?;
            // The number is drawn at the commit; its place is shown.
            Ok((values.branch_id, values.pin, format!("{}-0", settings.values.customer_prefix)))
        }
    }
}

async fn person(pool: &PgPool, customer: &CustomerChoice, checks: &mut Vec<Check>) -> Result<(), Error> {
    let CustomerChoice::New { id, values } = customer else { return Ok(()) };
    let found = janet_customers::duplicates(pool, values.phone.as_deref(), values.nik.as_deref(), Some(*id)).await?;
    for (field, code) in [("phone", CheckCode::PhoneUsed), ("nik", CheckCode::NikUsed)] {
        if let Some(other) = found.iter().find(|other| other.field == field) {
            checks.push(Check::warning(code).about(field).with("name", &other.name).with("code", &other.code));
        }
    }
    if found.is_empty() {
        checks.push(Check::ok(CheckCode::PhoneFree));
    }
    Ok(())
}

async fn username(pool: &PgPool, name: &str, checks: &mut Vec<Check>) -> Result<(), Error> {
    checks.push(match check_username(name) {
        Err(_) => Check::error(CheckCode::UsernameInvalid).about("username"),
        Ok(name) if username_free(pool, &name).await? => Check::ok(CheckCode::UsernameFree).with("username", name),
        Ok(name) => Check::error(CheckCode::UsernameTaken).about("username").with("username", name),
    });
    Ok(())
}

fn zone(advice: &PlaceAdvice, checks: &mut Vec<Check>) {
    match (&advice.zone, advice.outside_m) {
        (Some(zone), _) => checks.push(Check::ok(CheckCode::ZoneInside).with("zone", zone)),
        (None, Some(metres)) => checks.push(Check::warning(CheckCode::ZoneOutside).about("pin").with("metres", metres)),
        // No zone is drawn, so none is missed.
        (None, None) => {}
    }
}

/// The OLT that feeds the chosen box.
async fn odp(pool: &PgPool, input: &ConnectInput, advice: Option<&PlaceAdvice>, checks: &mut Vec<Check>) -> Result<Option<NodeId>, Error> {
    let (Some(odp), Some(port)) = (input.service.odp_id, input.service.odp_port) else {
        checks.push(Check::warning(CheckCode::OdpNone).about("odp_id"));
        return Ok(None);
    };
    let detail = crate::odp(pool, odp).await?;
    let seat = detail.ports.iter().find(|seat| seat.port == port).ok_or(Error::Invalid { field: "odp_port" })?;
    checks.push(match &seat.customer_code {
        Some(code) => {
            Check::error(CheckCode::OdpPortTaken).about("odp_port").with("odp", &detail.row.code).with("port", port).with("code", code)
        }
        None => Check::ok(CheckCode::OdpPortFree).with("odp", &detail.row.code).with("port", port),
    });
    if let Some(near) = advice.and_then(|advice| advice.odps.iter().find(|near| near.id == odp))
        && near.distance_m > FAR_M
    {
        checks.push(Check::warning(CheckCode::OdpFar).about("odp_id").with("odp", &detail.row.code).with("metres", near.distance_m));
    }
    Ok(detail.row.olt_id)
}

async fn olt(
    pool: &PgPool,
    plan_onu: PlanOnu,
    choice: &OnuChoice,
    plan: &PlanRow,
    customer_code: &str,
    feed: Option<NodeId>,
    checks: &mut Vec<Check>,
) -> Result<OltPreview, Error> {
    let row = sqlx::query!(
        "select n.code, n.managed, o.dialect, o.vlan from public.olts o join public.isp_service_nodes n on n.id = o.id where o.id = $1",
        choice.olt_id.0
    )
    .fetch_optional(pool)
    .await?
    .ok_or(Error::Invalid { field: "olt_id" })?;
    let dialect = OltDialect::parse(&row.dialect);
    let nothing = OltPreview { code: row.code.clone(), dialect, plan: None };
    if !row.managed {
        checks.push(Check::warning(CheckCode::OltReadOnly).about("onu").with("olt", &row.code));
    }
    if feed.is_some_and(|feed| feed != choice.olt_id) {
        checks.push(Check::warning(CheckCode::OltOtherThanOdp).about("onu").with("olt", &row.code));
    }
    let Ok(serial) = input::serial(&choice.serial) else {
        checks.push(Check::error(CheckCode::OnuInvalid).about("onu").with("serial", &choice.serial));
        return Ok(nothing);
    };
    let owner = sqlx::query_scalar!("select api.onu_owner($1)", serial).fetch_one(pool).await?;
    let seen = sqlx::query_scalar!(
        r#"select exists (select from public.isp_unregistered_onus where olt_id = $1 and serial = $2) as "seen!""#,
        choice.olt_id.0,
        serial
    )
    .fetch_one(pool)
    .await?;
    let place = format!("{}/{}/{}", choice.pon.frame, choice.pon.slot, choice.pon.port);
    checks.push(match (owner, seen) {
        (Some(code), _) => Check::error(CheckCode::OnuElsewhere).about("onu").with("serial", &serial).with("code", code),
        (None, true) => Check::ok(CheckCode::OnuSeen).with("serial", &serial).with("place", place),
        (None, false) => Check::warning(CheckCode::OnuNotSeen).about("onu").with("serial", &serial).with("olt", &row.code),
    });
    let Some(vlan) = row.vlan else {
        checks.push(Check::error(CheckCode::OltNoVlan).about("onu").with("olt", &row.code));
        return Ok(nothing);
    };
    let Some(profile) =
        plan.values.line_profiles.iter().find(|profile| dialect.plan_profile() == Some(profile.dialect)).and_then(|profile| {
            let text = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            onu::profile(
                dialect,
                (text(&profile.onu_type), text(&profile.tcont_profile), text(&profile.traffic_up).zip(text(&profile.traffic_down))),
                (profile.line_profile.map(i32::from), profile.service_profile.map(i32::from), profile.gem.map(i32::from)),
            )
        })
    else {
        checks.push(Check::error(CheckCode::PlanNoProfile).about("plan_id").with("plan", &plan.values.name).with("olt", &row.code));
        return Ok(nothing);
    };
    let desired = OnuDesired { pon: choice.pon, onu_id: None, serial, customer_code: customer_code.to_owned(), vlan: vlan as u16, profile };
    match plan_onu(dialect, &desired) {
        Ok(plan) => Ok(OltPreview { plan: Some(plan), ..nothing }),
        Err(fault) => {
            tracing::warn!(olt = %row.code, error = %fault, "no plan can be made");
            checks.push(Check::error(CheckCode::PlanNoProfile).about("plan_id").with("plan", &plan.values.name).with("olt", &row.code));
            Ok(nothing)
        }
    }
}
