//! OLTs over SSH.

mod adopt;
mod desired;
mod outcome;
mod register;
mod visit;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_provisioning::ports::{
    Fault, FoundOnu, Identity, OltDialect, OltPlan, OltTarget, Olts, OnuDesired, OnuReading, PonPlace, Registered, RegisteredOnu, Visit,
    Written,
};

use crate::Devices;
use crate::budget::Intent;
use desired::{dialect, registration};

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

    fn pon_ports<'a>(&'a self, olt: &'a OltTarget) -> BoxFuture<'a, Visit<Vec<PonPlace>>> {
        async move { self.pon_ports_of(olt).await }.boxed()
    }

    fn registered<'a>(&'a self, olt: &'a OltTarget, pon: PonPlace) -> BoxFuture<'a, Visit<Vec<RegisteredOnu>>> {
        async move { self.registered_on(olt, pon).await }.boxed()
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
