//! A whole network of simulated devices from one description: routers with their customers' equipment, OLTs with their
//! ONUs, some of them registered already.

mod customer;
mod description;
mod order;
mod registered;

use std::net::SocketAddr;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, broadcast};
use tokio::task::JoinSet;

pub use description::{CatalogueDescription, DialDescription, Method, OltDescription, OltModel, OnuDescription, PonDescription};
pub use description::{Description, ProfileDescription, RadiusDescription, RegisteredDescription, RouterDescription, ServiceDescription};
pub use order::{Order, OrderError};

use crate::nas::Nas;
use crate::olt::{self, Olt};
use crate::routeros::{RadiusServer, Router, RouterOptions, User};

/// Customers who dial at the same moment: after a power cut a BRAS takes no more.
const DIALLING: usize = 16;

#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    #[error("{device}: {service} cannot listen on port {port}: {source}")]
    Port { device: String, service: &'static str, port: u16, source: std::io::Error },
    #[error("two devices are called {0}")]
    Duplicate(String),
    #[error("{device}: {what}")]
    Description { device: String, what: String },
    #[error("{device}: “{line}” was refused: {reply}")]
    Refused { device: String, line: String, reply: String },
}

/// A service that listens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listening {
    pub device: String,
    /// `routeros-api`, `radius-coa`, `ssh` or `telnet`.
    pub service: &'static str,
    pub address: SocketAddr,
}

pub struct SiteRouter {
    pub code: String,
    pub router: Router,
    pub nas: Arc<Nas>,
}

pub struct SiteOlt {
    pub code: String,
    pub olt: Arc<Olt>,
}

/// A running network. Dropping it ends it.
pub struct Site {
    routers: Vec<SiteRouter>,
    olts: Arc<Vec<SiteOlt>>,
    events: broadcast::Sender<Value>,
    dialling: Arc<Semaphore>,
    tasks: std::sync::Mutex<JoinSet<()>>,
}

impl Site {
    /// Starts every device and what stands on it; customers begin to dial.
    pub async fn start(description: &Description) -> Result<Site, SiteError> {
        description.check()?;
        let mut olts = Vec::new();
        for olt in &description.olts {
            olts.push(SiteOlt { code: olt.code.clone(), olt: Arc::new(start_olt(olt).await?) });
        }
        let mut routers = Vec::new();
        for router in &description.routers {
            routers.push(start_router(router).await?);
        }
        let site = Site {
            routers,
            olts: Arc::new(olts),
            events: broadcast::channel(4096).0,
            dialling: Arc::new(Semaphore::new(DIALLING)),
            tasks: std::sync::Mutex::default(),
        };
        for router in &site.routers {
            site.forward(router);
        }
        for (router, described) in site.routers.iter().zip(&description.routers) {
            for dial in &described.customers {
                site.keep_dialling(router, dial.clone());
            }
        }
        Ok(site)
    }

    /// Every service with its address.
    pub fn listening(&self) -> Vec<Listening> {
        let routers = self.routers.iter().flat_map(|router| {
            [("routeros-api", router.router.address()), ("radius-coa", router.nas.coa_address())].map(|(service, address)| Listening {
                device: router.code.clone(),
                service,
                address,
            })
        });
        let olts = self.olts.iter().flat_map(|olt| {
            [("ssh", olt.olt.address()), ("telnet", olt.olt.telnet_address())].map(|(service, address)| Listening {
                device: olt.code.clone(),
                service,
                address,
            })
        });
        routers.chain(olts).collect()
    }

    /// What happens, each event with its `device`.
    pub fn events(&self) -> broadcast::Receiver<Value> {
        self.events.subscribe()
    }

    pub fn router(&self, code: &str) -> Option<&SiteRouter> {
        self.routers.iter().find(|router| router.code == code)
    }

    pub fn olt(&self, code: &str) -> Option<&SiteOlt> {
        self.olts.iter().find(|olt| olt.code == code)
    }

    /// Gives a router's events the router's name.
    fn forward(&self, router: &SiteRouter) {
        let (mut events, code, told) = (router.nas.events(), router.code.clone(), self.events.clone());
        self.spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => {
                        let mut value = serde_json::to_value(&event).unwrap_or(Value::Null);
                        value["device"] = json!(code);
                        // Nobody need be listening.
                        let _ = told.send(value);
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => {}
                    Err(broadcast::error::RecvError::Closed) => return,
                }
            }
        });
    }

    fn keep_dialling(&self, router: &SiteRouter, dial: DialDescription) {
        let line = customer::Line { nas: router.nas.clone(), olts: self.olts.clone(), dialling: self.dialling.clone() };
        self.spawn(line.keep(dial));
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.lock().unwrap_or_else(std::sync::PoisonError::into_inner).spawn(task);
    }
}

async fn start_router(described: &RouterDescription) -> Result<SiteRouter, SiteError> {
    let code = &described.code;
    let options = RouterOptions {
        identity: code.clone(),
        version: described.version.clone().unwrap_or_else(|| RouterOptions::default().version),
        users: vec![User::full(&described.user, &described.password)],
    };
    let port = described.port.unwrap_or(0);
    let taken = |service, port| move |source| SiteError::Port { device: code.clone(), service, port, source };
    let router = Router::start_on(options, port).await.map_err(taken("routeros-api", port))?;
    for (name, ranges) in &described.pools {
        router.add_pool(name, ranges);
    }
    for (name, profile) in &described.profiles {
        let properties =
            [("rate-limit", &profile.rate_limit), ("remote-address", &profile.remote_address), ("address-list", &profile.address_list)];
        let given: Vec<(&str, &str)> = properties.iter().filter_map(|(name, value)| Some((*name, value.as_deref()?))).collect();
        router.add_profile(name, &given);
    }
    if let Some(radius) = &described.radius {
        router.use_radius(&radius.server());
    }
    let coa_port = described.coa_port.unwrap_or(0);
    let nas = Nas::start_on(&router, coa_port).await.map_err(taken("radius-coa", coa_port))?;
    Ok(SiteRouter { code: code.clone(), router, nas: Arc::new(nas) })
}

async fn start_olt(described: &OltDescription) -> Result<Olt, SiteError> {
    let model = described.model.model();
    let port = described.port.unwrap_or(0);
    let started = Olt::start_on(model, described.options(), port).await;
    let olt = started.map_err(|source| SiteError::Port { device: described.code.clone(), service: "ssh", port, source })?;
    for onu in &described.onus {
        olt.plug(onu.pon.place(), onu.onu());
    }
    registered::enter(&olt, described)?;
    Ok(olt)
}

impl RadiusDescription {
    fn server(&self) -> RadiusServer {
        RadiusServer { authentication: self.authentication, accounting: self.accounting, secret: self.secret.clone() }
    }
}

impl OltModel {
    fn model(self) -> olt::Model {
        match self {
            OltModel::ZteC320 => olt::Model::ZteC320,
            OltModel::HuaweiMa5608t => olt::Model::HuaweiMa5608t,
            OltModel::HuaweiMa5800 => olt::Model::HuaweiMa5800,
        }
    }
}
