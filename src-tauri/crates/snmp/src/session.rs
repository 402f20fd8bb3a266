//! What is asked of one agent, one request after the other.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::client::Target;
use crate::error::{Error, ErrorStatus};
use crate::exchange::Exchange;
use crate::oid::Oid;
use crate::pdu::{Pdu, Varbind};
use crate::transport::Transport;
use crate::value::Value;
use crate::walk::{WalkLimits, walk};

/// Names in one request; an agent that finds the reply too big is asked by halves.
const NAMES_AT_ONCE: usize = 24;

pub struct Session {
    inner: Mutex<Inner>,
}

pub(crate) struct Inner {
    pub(crate) exchange: Exchange,
    pub(crate) limits: WalkLimits,
    /// How many varbinds this agent has been found to send at once.
    pub(crate) varbinds_at_once: usize,
    /// Has it ever answered?
    pub(crate) answered: bool,
}

impl Session {
    pub(crate) fn new(transport: Arc<Transport>, target: Target) -> Session {
        let limits = target.limits;
        let varbinds_at_once = limits.varbinds_at_once.max(1);
        Session { inner: Mutex::new(Inner { exchange: Exchange::new(transport, target), limits, varbinds_at_once, answered: false }) }
    }

    /// From now on nothing waits longer than the target's deadline; each call of this starts it anew.
    pub async fn start_deadline(&self) {
        let mut inner = self.inner.lock().await;
        let deadline = inner.exchange.target().timing.deadline;
        inner.exchange.deadline = Some(tokio::time::Instant::now() + deadline);
    }

    /// The values of these names, in their order; `NoSuchObject` or `NoSuchInstance` where there is none.
    pub async fn get(&self, oids: &[Oid]) -> Result<Vec<Value>, Error> {
        let mut inner = self.inner.lock().await;
        let mut values = Vec::with_capacity(oids.len());
        for some in oids.chunks(NAMES_AT_ONCE) {
            inner.get(some, &mut values).await?;
        }
        Ok(values)
    }

    /// What comes next after each of these names, in their order.
    pub async fn get_next(&self, oids: &[Oid]) -> Result<Vec<Varbind>, Error> {
        let mut inner = self.inner.lock().await;
        let mut found = Vec::with_capacity(oids.len());
        for some in oids.chunks(NAMES_AT_ONCE) {
            inner.get_next(some, &mut found).await?;
        }
        Ok(found)
    }

    /// All that stands below `root`, in the order of the tree.
    pub async fn walk(&self, root: &Oid) -> Result<Vec<Varbind>, Error> {
        let mut columns = self.columns(std::slice::from_ref(root)).await?;
        Ok(columns.pop().unwrap_or_default())
    }

    /// All that stands below each of these roots, read side by side: the columns of a table.
    pub async fn columns(&self, roots: &[Oid]) -> Result<Vec<Vec<Varbind>>, Error> {
        let mut inner = self.inner.lock().await;
        walk(&mut inner, roots).await
    }
}

impl Inner {
    pub(crate) async fn ask(&mut self, pdu: Pdu) -> Result<Pdu, Error> {
        let answer = self.exchange.ask(pdu).await?;
        self.answered = true;
        Ok(answer)
    }

    /// Appends the values; asks by halves what is too big for one reply.
    async fn get(&mut self, oids: &[Oid], values: &mut Vec<Value>) -> Result<(), Error> {
        let mut found = Vec::with_capacity(oids.len());
        self.by_halves(oids, Pdu::get, Value::NoSuchObject, &mut found).await?;
        values.extend(found.into_iter().map(|(_, value)| value));
        Ok(())
    }

    async fn get_next(&mut self, oids: &[Oid], found: &mut Vec<Varbind>) -> Result<(), Error> {
        self.by_halves(oids, Pdu::get_next, Value::EndOfMibView, found).await
    }

    /// `nothing` is what SNMPv1's noSuchName means here; some agents of v2c still say it, for the whole request.
    async fn by_halves(&mut self, oids: &[Oid], request: fn(&[Oid]) -> Pdu, nothing: Value, found: &mut Vec<Varbind>) -> Result<(), Error> {
        let mut waiting = vec![oids];
        while let Some(some) = waiting.pop() {
            let Some(first) = some.first() else { continue };
            let answer = self.ask(request(some)).await?;
            match ErrorStatus::of(answer.error_status) {
                None if answer.varbinds.len() == some.len() => found.extend(answer.varbinds),
                None | Some(ErrorStatus::TooBig | ErrorStatus::NoSuchName | ErrorStatus::GenErr) if some.len() > 1 => {
                    let (front, back) = some.split_at(some.len() / 2);
                    waiting.push(back);
                    waiting.push(front);
                }
                None | Some(ErrorStatus::TooBig) => return Err(Error::TooBig { after: first.clone() }),
                Some(ErrorStatus::NoSuchName) => found.push((first.clone(), nothing.clone())),
                Some(status) => return Err(refused(status, &answer, some)),
            }
        }
        Ok(())
    }
}

pub(crate) fn refused(status: ErrorStatus, answer: &Pdu, asked: &[Oid]) -> Error {
    let at = usize::try_from(answer.error_index).ok().and_then(|index| asked.get(index.checked_sub(1)?)).cloned();
    Error::Refused { status, at }
}
