//! A whole small ISP for tests and the demonstration: a company with an agent that reaches a simulated router with its
//! BRAS and two simulated OLTs over their real protocols, and a real FreeRADIUS on the company's database.

use std::{sync::Arc, time::Duration};

use janet_aaa::SetNas;
use janet_agent::{
    Agent, AgentConfig, Ports,
    freeradius::{Database, FreeRadius},
};
use janet_customers::{CustomerInput, CustomerKind};
use janet_db::Outcomes;
use janet_devices::{Devices, Patience};
use janet_lab::{
    nas::Nas,
    olt::{Model, Olt, Onu, Options},
    routeros::{RadiusServer, Router, RouterOptions, User},
};
use janet_model::{Address, CustomerId, DeviceId, HoldId, Money, NewId, NodeId, OdpId, Pin, PlanId, SecretId, ServiceId};
use janet_network::{CreateNode, CreateOdp, ManageNode, NodeInput, NodeKind, OdpInput, PonPlace, Reach, SetNodeSecret, Vendor};
use janet_plans::{ChargeTiming, CreatePlan, Cutoff, LineProfileInput, PlanInput, Proration};
use janet_provisioning::{ConnectInput, CustomerChoice, OnuChoice, ServiceInput};
use janet_vault::{KeyFile, Purpose, SealingKey, Secret, StoreSecret, Vault};
use tempfile::TempDir;

use crate::World;

/// What the router and the RADIUS server share.
pub const RADIUS_SECRET: &str = "kunci-radius-uji-17";
/// What opens the simulated OLTs and the router's API.
pub const DEVICE_PASSWORD: &str = "kata-sandi-perangkat-42";
/// A port of each OLT, as its dialect counts.
pub const ZTE_PON: PonPlace = PonPlace { frame: 1, slot: 2, port: 3 };
pub const HUAWEI_PON: PonPlace = PonPlace { frame: 0, slot: 1, port: 3 };

pub struct Site {
    pub world: World,
    pub zte: Olt,
    pub huawei: Olt,
    pub router: Router,
    pub nas: Nas,
    /// `None` where no FreeRADIUS is installed; the reason was printed.
    pub radius: Option<FreeRadius>,
    pub zte_id: NodeId,
    pub huawei_id: NodeId,
    pub router_id: NodeId,
    pub odp_id: OdpId,
    pub plan_id: PlanId,
    /// Wants the installation paid before the line opens.
    pub pay_first_id: PlanId,
    _agent: Agent,
    folder: TempDir,
}

impl Site {
    /// Everything up: devices added and managed, their passwords sealed, two plans, one box with eight ports.
    pub async fn start() -> Site {
        let world = World::new().await;
        let folder = tempfile::tempdir().expect("a folder");
        let olt = |model| Options { password: DEVICE_PASSWORD.to_owned(), ..Options::of(model) };
        let zte = Olt::start(Model::ZteC320, olt(Model::ZteC320)).await.expect("the ZTE starts");
        let huawei = Olt::start(Model::HuaweiMa5800, olt(Model::HuaweiMa5800)).await.expect("the Huawei starts");
        let options = RouterOptions { users: vec![User::full("api", DEVICE_PASSWORD)], ..RouterOptions::default() };
        let router = Router::start(options).await.expect("the router starts");
        router.add_pool("pool-home", "10.20.0.2-10.20.3.254");
        router.add_pool("pool-isolir", "10.66.0.2-10.66.3.254");
        let nas = Nas::start(&router).await.expect("the BRAS starts");

        let vault = Vault::open(&world.agent, &KeyFile::in_folder(folder.path()), "test").await.expect("the vault opens");
        let devices = Arc::new(Devices::with(vault.clone(), patience()));
        let ports = Ports { olts: devices.clone(), routers: devices, vault };
        let agent = Agent::start(AgentConfig {
            pool: world.agent.clone(),
            name: "test".into(),
            outcomes: Outcomes::default(),
            backup: None,
            ports: Some(ports),
        })
        .await
        .expect("the agent starts");

        let (zte_id, huawei_id, router_id) = (NodeId::new_id(), NodeId::new_id(), NodeId::new_id());
        add(&world, zte_id, "OLT-1", NodeKind::Olt, Vendor::Zte, zte.address().port(), None, Some(100)).await;
        add(&world, huawei_id, "OLT-2", NodeKind::Olt, Vendor::Huawei, huawei.address().port(), None, Some(100)).await;
        let coa = nas.coa_address().port();
        add(&world, router_id, "RTR-1", NodeKind::Router, Vendor::Mikrotik, router.address().port(), Some(coa), None).await;
        world.apply(&SetNas { node_id: router_id, secret: RADIUS_SECRET.into() }).await.expect("the RADIUS secret is set");
        let radius = radius(&world, &folder).await;
        if let Some(server) = &radius {
            router.use_radius(&RadiusServer {
                authentication: server.authentication,
                accounting: server.accounting,
                secret: RADIUS_SECRET.into(),
            });
        }
        let (plan_id, pay_first_id) = (PlanId::new_id(), PlanId::new_id());
        world.apply(&CreatePlan { id: plan_id, values: plan("HOME-30", false) }).await.expect("the plan");
        world.apply(&CreatePlan { id: pay_first_id, values: plan("DEPAN-30", true) }).await.expect("the plan");
        let odp_id = OdpId::new_id();
        let odp = OdpInput {
            branch_id: world.branch,
            odc_id: None,
            olt_id: Some(zte_id),
            pon: Some(ZTE_PON),
            code: "ODP-BKT-09".into(),
            name: String::new(),
            pin: Pin { latitude: -6.2345, longitude: 106.9940 },
            ports: 8,
        };
        world.apply(&CreateOdp { id: odp_id, values: odp }).await.expect("the box");
        Site { world, zte, huawei, router, nas, radius, zte_id, huawei_id, router_id, odp_id, plan_id, pay_first_id, _agent: agent, folder }
    }

    /// Joins an ONU's fibre to the port of the box.
    pub fn plug(&self, serial: &str) {
        self.zte.plug((ZTE_PON.frame, ZTE_PON.slot, ZTE_PON.port), Onu::new(serial, "F670L"));
    }

    pub fn plug_huawei(&self, serial: &str) {
        self.huawei.plug((HUAWEI_PON.frame, HUAWEI_PON.slot, HUAWEI_PON.port), Onu::new(serial, "HG8245H"));
    }

    /// What the wizard would commit for a new customer behind the ZTE.
    pub fn connect(&self, name: &str, username: &str, serial: &str, port: u8) -> ConnectInput {
        ConnectInput {
            customer: CustomerChoice::New { id: CustomerId::new_id(), values: Box::new(person(self, name)) },
            service_id: ServiceId::new_id(),
            device_id: DeviceId::new_id(),
            hold_id: HoldId::new_id(),
            service: ServiceInput {
                plan_id: self.plan_id,
                router_id: Some(self.router_id),
                odp_id: Some(self.odp_id),
                odp_port: Some(port),
                username: username.into(),
                password: Some("rahasia-pppoe".into()),
                billing_day: 1,
                onu: Some(OnuChoice { olt_id: self.zte_id, pon: ZTE_PON, serial: serial.into(), model: Some("F670L".into()) }),
            },
        }
    }

    /// Waits until the question has an answer; panics with `what` after twenty seconds.
    pub async fn until<T, F: Future<Output = Option<T>>>(&self, what: &str, question: impl Fn() -> F) -> T {
        for _ in 0..400 {
            if let Some(answer) = question().await {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what}: not within twenty seconds");
    }

    /// A folder of this site's own.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

fn patience() -> Patience {
    let usual = Patience::default();
    let mut pace = usual.pace;
    (pace.online_wait, pace.busy_wait) = (Duration::from_millis(100), Duration::from_millis(100));
    Patience { pace, ..usual }
}

fn person(site: &Site, name: &str) -> CustomerInput {
    CustomerInput {
        branch_id: site.world.branch,
        kind: CustomerKind::Person,
        name: name.into(),
        phone: Some("0812-3300-4471".into()),
        email: None,
        nik: None,
        address: Address { street: "Jl. Mawar IV/12".into(), district: "Bekasi Timur".into(), city: "Bekasi".into(), ..Address::default() },
        pin: Some(Pin { latitude: -6.2349, longitude: 106.9945 }),
        note: String::new(),
    }
}

pub(crate) fn plan(code: &str, pay_first: bool) -> PlanInput {
    PlanInput {
        code: code.into(),
        name: "Home 30".into(),
        price: Money::from_minor(120_000),
        installation_charge: Money::from_minor(250_000),
        taxable: true,
        pay_first,
        charge_timing: ChargeTiming::Advance,
        cutoff: Cutoff::Postpaid,
        proration: Proration::Daily,
        download_kbps: 30_000,
        upload_kbps: 30_000,
        radius_group: code.to_lowercase(),
        pool: Some("pool-home".into()),
        line_profiles: vec![LineProfileInput::zte("F670L", "UP-20M", Some(("UP-20M", "DOWN-20M"))), LineProfileInput::huawei(60, 1, 1)],
    }
}

#[expect(clippy::too_many_arguments, reason = "a device has that many facts, and three are added")]
async fn add(world: &World, id: NodeId, code: &str, kind: NodeKind, vendor: Vendor, port: u16, coa: Option<u16>, vlan: Option<u16>) {
    let values = NodeInput {
        branch_id: world.branch,
        kind,
        vendor,
        code: code.into(),
        name: format!("Perangkat {code}"),
        address: "127.0.0.1".into(),
        port,
        username: if kind == NodeKind::Router { "api" } else { "admin" }.into(),
        pin: None,
        coa_port: coa,
        nas_address: String::new(),
        legacy_ssh: false,
        vlan,
        reach: Reach::default(),
    };
    world.apply(&CreateNode { id, values }).await.expect("the device is added");
    let secret_id = SecretId::new_id();
    let key = SealingKey::current(world.admin.pool()).await.expect("the workspace has a key");
    let sealed = key.seal(secret_id, &Secret::new(DEVICE_PASSWORD)).expect("sealed");
    let store = StoreSecret { id: secret_id, purpose: Purpose::DevicePassword, subject: id.0, sealed };
    world.apply(&store).await.expect("the password is kept");
    world.apply(&SetNodeSecret { id, secret_id }).await.expect("the device has its password");
    world.apply(&ManageNode { id, version: 2, managed: true }).await.expect("the device is managed");
}

async fn radius(world: &World, folder: &TempDir) -> Option<FreeRadius> {
    if FreeRadius::installed().is_none() {
        println!("SKIPPED: no freeradius program (Debian: apt-get install freeradius freeradius-postgresql freeradius-utils)");
        return None;
    }
    let database = Database {
        host: "127.0.0.1".into(),
        port: world.server().port(),
        name: world.database().into(),
        password: world.server().radius_password().expect("readable").expect("made when the server was prepared"),
    };
    Some(FreeRadius::start(&folder.path().join("radius"), &database, None).await.expect("FreeRADIUS starts"))
}
