//! OLTs over SSH and Telnet.

mod desired;
mod outcome;
mod register;
mod shell;
mod visit;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_provisioning::ports::{
    Fault, FoundOnu, Identity, ListedOnu, OltDialect, OltPlan, OltTarget, Olts, OnuDesired, OnuLook, OnuReading, PonPlace, Registered,
    Visit, Written,
};

use crate::Devices;
use crate::budget::Intent;
pub use desired::capabilities;
use desired::registration;

/// The exact lines of a registration, without a device.
pub fn plan_onu(kind: OltDialect, desired: &OnuDesired) -> Result<OltPlan, Fault> {
    desired::plan(kind, desired)
}

impl Olts for Devices {
    fn plan(&self, kind: OltDialect, desired: &OnuDesired) -> Result<OltPlan, Fault> {
        plan_onu(kind, desired)
    }

    fn discover<'a>(&'a self, olt: &'a OltTarget) -> BoxFuture<'a, Visit<Vec<FoundOnu>>> {
        async move {
            let mut session = match self.enter(olt, Intent::Read).await {
                Ok(session) => session,
                Err(visit) => return visit,
            };
            let found = session.read(async |driver| driver.discover().await).await;
            session.leave(found.map(|found| found.value.into_iter().map(outcome::found).collect()))
        }
        .boxed()
    }

    fn register<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<Registered>> {
        async move { self.register_onu(olt, desired).await }.boxed()
    }

    fn read<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<OnuReading>> {
        async move {
            if let Err(fault) = registration(olt.dialect, desired, desired::any_id(olt.dialect, desired)) {
                return visit::refused(fault);
            }
            let mut session = match self.enter(olt, Intent::Read).await {
                Ok(session) => session,
                Err(visit) => return visit,
            };
            let read = session.read_onu(olt.dialect, desired).await;
            session.leave(read)
        }
        .boxed()
    }

    fn deregister<'a>(&'a self, olt: &'a OltTarget, desired: &'a OnuDesired) -> BoxFuture<'a, Visit<Written>> {
        async move { self.deregister_onu(olt, desired).await }.boxed()
    }

    fn list<'a>(&'a self, olt: &'a OltTarget, pon: PonPlace) -> BoxFuture<'a, Visit<Vec<ListedOnu>>> {
        async move {
            let mut session = match self.enter(olt, Intent::Read).await {
                Ok(session) => session,
                Err(visit) => return visit,
            };
            let listed = session.read(async |driver| driver.registered(port(pon)).await).await;
            session.leave(listed.map(|listed| listed.value.into_iter().map(outcome::listed).collect()))
        }
        .boxed()
    }

    fn look<'a>(&'a self, olt: &'a OltTarget, pon: PonPlace, onu_id: u8) -> BoxFuture<'a, Visit<OnuLook>> {
        async move {
            let at = janet_olt::OnuAddress { pon: port(pon), id: janet_olt::OnuId(onu_id) };
            let mut session = match self.enter(olt, Intent::Read).await {
                Ok(session) => session,
                Err(visit) => return visit,
            };
            let mut not_offered = Vec::new();
            let mut offered = |fault: Fault| match fault {
                Fault::NotOffered(reason) => {
                    not_offered.push(reason);
                    Ok(())
                }
                other => Err(other),
            };
            let detail = match session.read(async |driver| driver.state(at).await).await {
                Ok(detail) => Some(detail.value),
                Err(fault) => match offered(fault) {
                    Ok(()) => None,
                    Err(fault) => return session.leave(Err(fault)),
                },
            };
            let signal = match session.read(async |driver| driver.signal(at).await).await {
                Ok(signal) => Some(signal.value),
                Err(fault) => match offered(fault) {
                    Ok(()) => None,
                    Err(fault) => return session.leave(Err(fault)),
                },
            };
            session.leave(Ok(outcome::look(detail, signal, not_offered)))
        }
        .boxed()
    }

    fn identify<'a>(&'a self, olt: &'a OltTarget) -> BoxFuture<'a, Visit<Identity>> {
        async move {
            let mut session = match self.enter(olt, Intent::Read).await {
                Ok(session) => session,
                Err(visit) => return visit,
            };
            let identity = session.read(async |driver| driver.identify().await).await;
            session.leave(identity.map(|found| Identity { name: found.name, model: found.model, software: found.software }))
        }
        .boxed()
    }
}

pub(crate) fn place(pon: janet_olt::PonPort) -> PonPlace {
    PonPlace { frame: pon.frame, slot: pon.slot, port: pon.port }
}

pub(crate) fn port(place: PonPlace) -> janet_olt::PonPort {
    janet_olt::PonPort { frame: place.frame, slot: place.slot, port: place.port }
}
