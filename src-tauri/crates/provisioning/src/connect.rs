//! Connecting a customer: one commit from the wizard's three panes. Person, service, RADIUS account, the ONU that is to be
//! registered and what is charged now stand or fall together; devices follow by job.

use janet_aaa::{create_account, generate_password, password_check, place_hold};
use janet_customers::{HoldReason, NewOnu, NewService, check_username, create_onu, create_service};
use janet_db::{Command, Cx, Failure, jobs};
use janet_model::{BranchId, CustomerId, JobId, NewId, NodeId, OdpId, ServiceId};
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgConnection;

use crate::{ConnectInput, CustomerChoice, Error, OnuChoice, input};

#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(transparent)]
pub struct Connect(pub ConnectInput);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Connected {
    pub customer_id: CustomerId,
    pub customer_code: String,
    pub service_id: ServiceId,
    pub username: String,
    /// Issued now, because the plan wants the installation paid first.
    pub invoice_number: Option<String>,
}

impl Command for Connect {
    const KIND: &'static str = "provisioning.connect";
    const SECRETS: &'static [&'static str] = &["service.password"];
    type Outcome = Connected;

    async fn execute(self, cx: &mut Cx<'_>) -> Result<Connected, Failure> {
        let ConnectInput { customer, service_id, device_id, hold_id, service } = self.0;
        let (customer_id, customer_code, branch) = person(cx, customer).await?;
        let username = check_username(&service.username).map_err(Error::from)?;
        if !(1..=31).contains(&service.billing_day) {
            return Err(Error::Invalid { field: "billing_day" }.into());
        }
        if let Some(password) = &service.password {
            password_check(password).map_err(Error::from)?;
        }
        let pay_first = plan(cx.tx, service.plan_id.0).await?;
        if let Some(router) = service.router_id {
            check_router(cx.tx, router, branch).await?;
        }
        let odp = match (service.odp_id, service.odp_port) {
            (Some(odp), Some(port)) => {
                check_port(cx.tx, odp, port, branch).await?;
                Some((odp, port))
            }
            (Some(_), None) => return Err(Error::Required { field: "odp_port" }.into()),
            (None, _) => None,
        };
        let new = NewService {
            id: service_id,
            customer: customer_id,
            branch,
            plan: service.plan_id,
            username: username.clone(),
            billing_day: service.billing_day,
            router: service.router_id,
            odp,
        };
        create_service(cx.tx, &new, cx.at).await.map_err(Error::from)?;
        let password = service.password.unwrap_or_else(|| generate_password(&mut cx.rng("pppoe password")));
        create_account(cx.tx, service_id, &password).await.map_err(Error::from)?;
        let by = cx.author.login.clone();
        let mut invoice_number = None;
        if pay_first {
            let invoice = janet_billing::charge_installation(cx.tx, service_id, &by, cx.at, Some(cx.command)).await.map_err(Error::from)?;
            if let Some(invoice) = invoice {
                place_hold(cx.tx, hold_id, service_id, HoldReason::Unpaid, &by, cx.at).await.map_err(Error::from)?;
                invoice_number = sqlx::query_scalar!("select number from public.isp_invoices where id = $1", invoice.0)
                    .fetch_optional(&mut *cx.tx)
                    .await?;
            }
        }
        match &service.onu {
            Some(onu) => {
                let new = desired(cx.tx, onu, device_id, service_id, branch).await?;
                create_onu(cx.tx, &new, cx.at).await.map_err(Error::from)?;
                let job = jobs::NewJob {
                    id: JobId::new_id(),
                    kind: "onu.register",
                    subject: &device_id.to_string(),
                    payload: serde_json::json!({ "device": device_id, "olt": onu.olt_id }),
                    branch: Some(branch),
                };
                jobs::enqueue(cx.tx, job, &by).await?;
            }
            // Nothing of ours stands between the customer and the router, so the line is up when its account is.
            None => activate(cx, service_id, branch).await?,
        }
        Ok(Connected { customer_id, customer_code, service_id, username, invoice_number })
    }
}

async fn activate(cx: &mut Cx<'_>, service: ServiceId, branch: BranchId) -> Result<(), Failure> {
    let by = cx.author.login.clone();
    let day = sqlx::query_scalar!(
        r#"select ($2::timestamptz at time zone timezone)::date as "day!" from public.isp_branches where id = $1"#,
        branch.0,
        cx.at
    )
    .fetch_one(&mut *cx.tx)
    .await?;
    janet_customers::activate(cx.tx, service, cx.at).await.map_err(Error::from)?;
    janet_billing::charge_activation(cx.tx, service, day, &by, cx.at, Some(cx.command)).await.map_err(Error::from)?;
    Ok(())
}

async fn person(cx: &mut Cx<'_>, customer: CustomerChoice) -> Result<(CustomerId, String, BranchId), Failure> {
    match customer {
        CustomerChoice::New { id, values } => {
            let branch = values.branch_id;
            let saved = janet_customers::create(cx, id, *values).await?;
            Ok((id, saved.code, branch))
        }
        CustomerChoice::Existing(id) => {
            let row = sqlx::query!("select code, branch_id from public.isp_customers where id = $1 for update", id.0)
                .fetch_optional(&mut *cx.tx)
                .await?
                .ok_or(Error::NotFound)?;
            cx.author.may_touch(BranchId(row.branch_id))?;
            Ok((id, row.code, BranchId(row.branch_id)))
        }
    }
}

/// Whether the plan wants the installation paid first; refused when it is sold no more.
async fn plan(tx: &mut PgConnection, plan: uuid::Uuid) -> Result<bool, Error> {
    // Shared: a withdrawal waits for us, or we see it.
    let row = sqlx::query!("select withdrawn_at, pay_first from public.isp_plans where id = $1 for share", plan)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::Invalid { field: "plan_id" })?;
    if row.withdrawn_at.is_some() { Err(Error::Withdrawn) } else { Ok(row.pay_first) }
}

async fn check_router(tx: &mut PgConnection, router: NodeId, branch: BranchId) -> Result<(), Error> {
    let there = sqlx::query_scalar!(
        r#"select exists (select from public.isp_service_nodes where id = $1 and kind = 'router' and branch_id = $2) as "there!""#,
        router.0,
        branch.0
    )
    .fetch_one(tx)
    .await?;
    if there { Ok(()) } else { Err(Error::Invalid { field: "router_id" }) }
}

async fn check_port(tx: &mut PgConnection, odp: OdpId, port: u8, branch: BranchId) -> Result<(), Error> {
    // Shared: the box does not lose the port meanwhile.
    let ports = sqlx::query_scalar!("select ports from public.odps where id = $1 and branch_id = $2 for share", odp.0, branch.0)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::Invalid { field: "odp_id" })?;
    if port >= 1 && i16::from(port) <= ports { Ok(()) } else { Err(Error::Invalid { field: "odp_port" }) }
}

async fn desired(
    tx: &mut PgConnection,
    onu: &OnuChoice,
    id: janet_model::DeviceId,
    service: ServiceId,
    branch: BranchId,
) -> Result<NewOnu, Error> {
    let serial = input::serial(&onu.serial)?;
    let olt = sqlx::query!("select vlan from public.olts where id = $1 and branch_id = $2", onu.olt_id.0, branch.0)
        .fetch_optional(tx)
        .await?
        .ok_or(Error::Invalid { field: "olt_id" })?;
    // Held in range by the table's CHECK.
    let vlan = olt.vlan.ok_or(Error::Required { field: "vlan" })? as u16;
    let model = onu.model.as_ref().map(|model| model.trim().chars().take(40).collect()).filter(|model: &String| !model.is_empty());
    Ok(NewOnu { id, service, branch, serial, model, olt: onu.olt_id, pon: onu.pon, vlan })
}
