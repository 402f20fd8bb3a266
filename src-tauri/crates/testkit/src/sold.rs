//! What tests of money need sold already: a plan, a customer and a service, written as the agent's commands would.

use chrono::{DateTime, Utc};
use janet_customers::{CreateCustomer, CustomerInput, CustomerKind};
use janet_model::{Address, BranchId, CustomerId, HoldId, NewId, PlanId, ServiceId};

use crate::World;

/// A plan as a test says it; the rest is usual.
#[derive(Debug, Clone)]
pub struct SoldPlan {
    pub name: &'static str,
    pub price: i64,
    pub installation: i64,
    pub taxable: bool,
    pub pay_first: bool,
    pub charge_timing: &'static str,
    pub proration: &'static str,
}

impl Default for SoldPlan {
    fn default() -> SoldPlan {
        SoldPlan {
            name: "Home 30",
            price: 150_000,
            installation: 0,
            taxable: true,
            pay_first: false,
            charge_timing: "advance",
            proration: "daily",
        }
    }
}

impl World {
    pub async fn sold_plan(&self, plan: SoldPlan) -> PlanId {
        let id = PlanId::new_id();
        let unique = id.0.simple().to_string();
        let unique = &unique[16..];
        sqlx::query(
            "insert into public.isp_plans (id, code, name, price, installation_charge, taxable, pay_first, charge_timing, proration, download_kbps, upload_kbps, radius_group)
             values ($1, upper($2), $3, $4, $5, $6, $7, $8, $9, 30000, 30000, $2)",
        )
        .bind(id.0)
        .bind(format!("p-{unique}"))
        .bind(plan.name)
        .bind(plan.price)
        .bind(plan.installation)
        .bind(plan.taxable)
        .bind(plan.pay_first)
        .bind(plan.charge_timing)
        .bind(plan.proration)
        .execute(&self.agent)
        .await
        .expect("the plan is written");
        id
    }

    /// A customer made by its command.
    pub async fn sold_customer(&self, branch: BranchId, name: &str) -> CustomerId {
        let id = CustomerId::new_id();
        let values = CustomerInput {
            branch_id: branch,
            kind: CustomerKind::Person,
            name: name.into(),
            phone: Some("0812-1100-4512".into()),
            email: None,
            nik: None,
            address: Address {
                street: "Jl. Mawar IV/3".into(),
                rt: "03".into(),
                rw: "12".into(),
                village: "Aren Jaya".into(),
                district: "Bekasi Timur".into(),
                city: "Bekasi".into(),
                postal_code: "17111".into(),
                landmark: String::new(),
            },
            pin: None,
            note: String::new(),
        };
        self.apply(&CreateCustomer { id, values }).await.expect("the customer is created");
        id
    }

    /// A service that is being installed.
    pub async fn sold_service(&self, customer: CustomerId, plan: PlanId, billing_day: i16) -> ServiceId {
        let id = ServiceId::new_id();
        let unique = id.0.simple().to_string();
        sqlx::query(
            "insert into public.isp_services (id, customer_id, branch_id, plan_id, access, username, billing_day)
             select $1, $2, c.branch_id, $3, 'radius-pppoe', $4, $5 from public.isp_customers c where c.id = $2",
        )
        .bind(id.0)
        .bind(customer.0)
        .bind(plan.0)
        .bind(format!("u{}", &unique[12..]))
        .bind(billing_day)
        .execute(&self.agent)
        .await
        .expect("the service is written");
        id
    }

    /// Holds a service for money.
    pub async fn hold_for_money(&self, service: ServiceId, since: DateTime<Utc>) {
        sqlx::query(
            "insert into public.isp_service_holds (id, service_id, branch_id, reason, since, placed_by)
             select $1, s.id, s.branch_id, 'unpaid', $3, 'janet_agent' from public.isp_services s where s.id = $2",
        )
        .bind(HoldId::new_id().0)
        .bind(service.0)
        .bind(since)
        .execute(&self.agent)
        .await
        .expect("the hold is written");
    }

    pub async fn is_held(&self, service: ServiceId) -> bool {
        sqlx::query_scalar("select exists (select from public.isp_service_holds where service_id = $1 and released_at is null)")
            .bind(service.0)
            .fetch_one(&self.agent)
            .await
            .expect("asked")
    }
}
