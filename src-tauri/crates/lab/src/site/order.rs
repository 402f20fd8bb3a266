//! Orders to a running network, one JSON object each: `{"router":"RTR-1","dial":{…}}`, `{"olt":"OLT-1","unplug":"…"}`.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::description::DialDescription;
use super::{OnuDescription, RadiusDescription, Site, SiteOlt, SiteRouter};
use crate::nas::Dial;

/// What a device is told.
#[derive(Debug, Clone)]
pub enum Order {
    Router { code: String, order: RouterOrder },
    Olt { code: String, order: OltOrder },
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RouterOrder {
    Dial(DialDescription),
    HangUp(String),
    Traffic {
        session: String,
        upload: u64,
        download: u64,
    },
    Interim(String),
    PowerCut(bool),
    /// Ask this server from now on, and take CoA from it.
    Radius(RadiusDescription),
    /// `down`: the management network is cut. `up`: it is back.
    Fault(Reach),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OltOrder {
    Plug(OnuDescription),
    /// The fibre of this serial is cut.
    Unplug(String),
    Power {
        serial: String,
        on: bool,
    },
    /// What was not saved is lost.
    Reboot(bool),
    HostKey(u8),
    Fault(Reach),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    Down,
    Up,
}

#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    #[error("{0}")]
    Json(#[from] serde_json::Error),
    #[error("an order begins with \"router\" or \"olt\" and a device's code")]
    NoDevice,
    #[error("there is no such device: {0}")]
    NoSuchDevice(String),
    #[error("there is no such session")]
    NoSession,
    #[error("{0}")]
    Dial(#[from] crate::nas::DialError),
    #[error("{0}")]
    Socket(#[from] std::io::Error),
}

impl Order {
    pub fn parse(line: &str) -> Result<Order, OrderError> {
        let mut fields: Map<String, Value> = serde_json::from_str(line)?;
        match (fields.remove("router"), fields.remove("olt")) {
            (Some(Value::String(code)), None) => Ok(Order::Router { code, order: serde_json::from_value(Value::Object(fields))? }),
            (None, Some(Value::String(code))) => Ok(Order::Olt { code, order: serde_json::from_value(Value::Object(fields))? }),
            _ => Err(OrderError::NoDevice),
        }
    }

    pub fn device(&self) -> &str {
        match self {
            Order::Router { code, .. } | Order::Olt { code, .. } => code,
        }
    }
}

impl Site {
    /// Does it, and comes back when it is done; of a dial, when the user is up or was refused.
    pub async fn obey(&self, order: Order) -> Result<(), OrderError> {
        match order {
            Order::Router { code, order } => match self.router(&code) {
                Some(router) => self.obey_router(router, order).await,
                None => Err(OrderError::NoSuchDevice(code)),
            },
            Order::Olt { code, order } => match self.olt(&code) {
                Some(olt) => obey_olt(olt, order).await,
                None => Err(OrderError::NoSuchDevice(code)),
            },
        }
    }

    async fn obey_router(&self, router: &SiteRouter, order: RouterOrder) -> Result<(), OrderError> {
        let known = |is: bool| if is { Ok(()) } else { Err(OrderError::NoSession) };
        match order {
            RouterOrder::Dial(dial) if dial.keep => self.keep_dialling(router, dial),
            RouterOrder::Dial(dial) => {
                router.nas.bring_up(Dial::from(&dial)).await?;
            }
            RouterOrder::HangUp(session) => return known(router.nas.hang_up(&session)),
            RouterOrder::Traffic { session, upload, download } => return known(router.nas.traffic(&session, upload, download)),
            RouterOrder::Interim(session) => return known(router.nas.interim(&session)),
            RouterOrder::PowerCut(cut) => {
                if cut {
                    router.nas.power_cut();
                }
            }
            RouterOrder::Radius(radius) => router.router.use_radius(&radius.server()),
            RouterOrder::Fault(Reach::Down) => router.router.go_down(),
            RouterOrder::Fault(Reach::Up) => router.router.come_up().await?,
        }
        Ok(())
    }
}

async fn obey_olt(olt: &SiteOlt, order: OltOrder) -> Result<(), OrderError> {
    match order {
        OltOrder::Plug(onu) => olt.olt.plug(onu.pon.place(), onu.onu()),
        OltOrder::Unplug(serial) => olt.olt.unplug(&serial),
        OltOrder::Power { serial, on } => olt.olt.power(&serial, on),
        OltOrder::Reboot(reboot) => {
            if reboot {
                olt.olt.reboot();
            }
        }
        OltOrder::HostKey(number) => olt.olt.change_host_key(number),
        OltOrder::Fault(Reach::Down) => olt.olt.go_down(),
        OltOrder::Fault(Reach::Up) => olt.olt.come_up().await?,
    }
    Ok(())
}
