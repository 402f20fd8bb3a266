//! From a request to its reply: the rules of RFC 3416 §4.2 over the records, and those of RFC 3414 §3.2 for v3.

use std::sync::Arc;
use std::time::Instant;

use janet_snmp::message::{read_community, version, write_community};
use janet_snmp::usm::{Incoming, Keys, Outgoing, TIME_WINDOW, USM_STATS};
use janet_snmp::{Kind, Oid, Pdu, User, UsmError, Value, Varbind};

use super::Habits;
use super::records::Records;

/// A reply with more varbinds than this is cut, as real agents cut it where a datagram is full.
const MOST_VARBINDS: usize = 400;

pub(super) struct Responder {
    records: Arc<Records>,
    community: String,
    users: Vec<User>,
    habits: Habits,
    started: Instant,
    boots: u32,
    engine_id: Vec<u8>,
    /// The users' keys on this engine, made when they are first needed.
    keys: Option<Vec<Keys>>,
    salt: u64,
    reports: u32,
    served: usize,
}

impl Responder {
    pub(super) fn new(
        records: Arc<Records>,
        community: String,
        users: Vec<User>,
        habits: Habits,
        started: Instant,
        number: u16,
    ) -> Responder {
        // RFC 3411 §5, SnmpEngineID: an enterprise's number with the highest bit set, 5 for octets, and octets.
        let engine_id = [&[0x80, 0, 0x1f, 0x88, 5][..], b"lab", &number.to_be_bytes()].concat();
        Responder { records, community, users, habits, started, boots: 1, engine_id, keys: None, salt: 1, reports: 0, served: 0 }
    }

    pub(super) fn restart_engine(&mut self) {
        self.boots += 1;
        self.started = Instant::now();
    }

    pub(super) fn replace_engine(&mut self) {
        self.engine_id.push(b'+');
        self.keys = None;
    }

    /// `None` where a real agent is silent.
    pub(super) fn answer(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        match version(datagram).ok()? {
            1 => {
                let (community, request) = read_community(datagram).ok()?;
                if community != self.community.as_bytes() {
                    return None;
                }
                let community = community.to_vec();
                Some(write_community(&community, &self.reply(&request)?))
            }
            3 => self.answer_v3(&Incoming::read(datagram).ok()?),
            _ => None,
        }
    }

    fn answer_v3(&mut self, message: &Incoming<'_>) -> Option<Vec<u8>> {
        if message.engine_id != self.engine_id {
            return self.report(message, UsmError::UnknownEngine, &Keys::NONE);
        }
        let Some(at) = self.users.iter().position(|user| user.name().as_bytes() == message.user) else {
            return self.report(message, UsmError::UnknownUser, &Keys::NONE);
        };
        let keys = self.keys.get_or_insert_with(|| self.users.iter().map(|user| Keys::new(user, &self.engine_id)).collect())[at].clone();
        if keys.has_auth() != message.claims_auth() || keys.has_privacy() != message.claims_privacy() {
            return self.report(message, UsmError::UnsupportedSecurityLevel, &Keys::NONE);
        }
        if keys.has_auth() {
            if !message.is_authentic(&keys) {
                return self.report(message, UsmError::WrongKey, &Keys::NONE);
            }
            if message.boots != self.boots || message.time.abs_diff(self.time()) > TIME_WINDOW {
                return self.report(message, UsmError::NotInTimeWindow, &keys.without_privacy());
            }
        }
        let Ok((context, request)) = message.open(&keys) else {
            return self.report(message, UsmError::WrongPrivacyKey, &Keys::NONE);
        };
        let reply = self.reply(&request)?;
        Some(self.seal(message, &context, &reply, &keys))
    }

    fn time(&self) -> u32 {
        u32::try_from(self.started.elapsed().as_secs()).unwrap_or(u32::MAX)
    }

    fn report(&mut self, message: &Incoming<'_>, error: UsmError, keys: &Keys) -> Option<Vec<u8>> {
        if !message.is_reportable() {
            return None;
        }
        self.reports += 1;
        let counter = match error {
            UsmError::UnsupportedSecurityLevel => 1,
            UsmError::NotInTimeWindow => 2,
            UsmError::UnknownUser => 3,
            UsmError::UnknownEngine => 4,
            UsmError::WrongKey => 5,
            UsmError::WrongPrivacyKey => 6,
        };
        let varbinds = vec![(Oid::new(&USM_STATS).child(&[counter, 0]), Value::Counter32(self.reports))];
        let pdu = Pdu { kind: Kind::Report, request_id: 0, error_status: 0, error_index: 0, varbinds };
        Some(self.seal(message, b"", &pdu, keys))
    }

    fn seal(&mut self, message: &Incoming<'_>, context: &[u8], pdu: &Pdu, keys: &Keys) -> Vec<u8> {
        self.salt += 1;
        let reply = Outgoing {
            message_id: message.message_id,
            reportable: false,
            engine_id: &self.engine_id,
            boots: self.boots,
            time: self.time(),
            user: message.user,
            context,
            pdu,
        };
        reply.seal(keys, self.salt)
    }

    fn reply(&mut self, request: &Pdu) -> Option<Pdu> {
        let varbinds = match request.kind {
            Kind::Get => request.varbinds.iter().map(|(oid, _)| (oid.clone(), self.value(oid))).collect(),
            Kind::GetNext => request.varbinds.iter().map(|(oid, _)| self.next(oid)).collect(),
            Kind::GetBulk => self.bulk(request),
            Kind::Response | Kind::Report => return None,
        };
        let reply = Pdu { kind: Kind::Response, request_id: request.request_id, error_status: 0, error_index: 0, varbinds };
        if self.habits.too_big_above.is_some_and(|most| reply.varbinds.len() > most) {
            return Some(Pdu { error_status: 1, varbinds: request.varbinds.clone(), ..reply });
        }
        if self.habits.lost_above.is_some_and(|most| reply.varbinds.len() > most) {
            return None;
        }
        Some(reply)
    }

    fn value(&self, oid: &Oid) -> Value {
        match self.records.get(oid) {
            Some(value) => value.clone(),
            // The object is known where some instance of it is.
            None => {
                let object = Oid::new(oid.parts().split_last().map_or(&[][..], |(_, object)| object));
                let known = self.records.after(&object).is_some_and(|(next, _)| next.below(&object).is_some());
                if known { Value::NoSuchInstance } else { Value::NoSuchObject }
            }
        }
    }

    fn next(&mut self, oid: &Oid) -> Varbind {
        if self.habits.circle_after.is_some_and(|names| self.served >= names) {
            self.served = 0;
            if let Some((first, value)) = self.records.all_after(&Oid::default()).next() {
                return (first.clone(), value.clone());
            }
        }
        self.served += 1;
        match self.records.after(oid) {
            Some((next, value)) => (next.clone(), value.clone()),
            None => (oid.clone(), Value::EndOfMibView),
        }
    }

    fn bulk(&mut self, request: &Pdu) -> Vec<Varbind> {
        let single = usize::try_from(request.error_status).unwrap_or(0).min(request.varbinds.len());
        let (once, repeated) = request.varbinds.split_at(single);
        let mut varbinds: Vec<Varbind> = once.iter().map(|(oid, _)| self.next(oid)).collect();
        let mut at: Vec<Oid> = repeated.iter().map(|(oid, _)| oid.clone()).collect();
        for _ in 0..request.error_index.max(0) {
            let mut ended = true;
            for oid in &mut at {
                if varbinds.len() >= MOST_VARBINDS {
                    return varbinds;
                }
                let next = self.next(oid);
                ended &= next.1 == Value::EndOfMibView;
                *oid = next.0.clone();
                varbinds.push(next);
            }
            if ended {
                break;
            }
        }
        varbinds
    }
}
