//! The NAS's end of RFC 5176: what MikroTik documents can be changed (*RADIUS*, "Change of Authorization"), and nothing
//! else.

use std::collections::VecDeque;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use janet_radius::dictionary::*;
use janet_radius::{Attribute, Attributes, Authenticator, Code, ErrorCause, MAX_PACKET, Packet, Secret, TerminateCause, open_request};
use janet_routeros::RateLimit;
use tokio::net::UdpSocket;

use super::session::Session;
use super::{Event, Inner, NAS_ADDRESS};
use crate::faults::Fault;

/// Replies that are given again to a duplicate (RFC 5080 §2.2.2).
const REMEMBERED: usize = 256;

struct Remembered {
    from: SocketAddr,
    identifier: u8,
    authenticator: Authenticator,
    reply: Vec<u8>,
}

pub(super) async fn listen(socket: Arc<UdpSocket>, inner: Arc<Inner>) {
    let mut buffer = vec![0; MAX_PACKET + 1];
    let mut remembered: VecDeque<Remembered> = VecDeque::new();
    loop {
        let (length, from) = match socket.recv_from(&mut buffer).await {
            Ok(received) => received,
            // An earlier reply found its port closed. Should an error persist, this must not become a busy loop.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        if inner.device.lock().cut_off {
            continue;
        }
        if !inner.accepts_incoming() {
            inner.tell(Event::Ignored { reason: "/radius/incoming accepts nothing".into() });
            continue;
        }
        let (request, secret) = match inner.verified(&buffer[..length], from) {
            Ok(verified) => verified,
            Err(reason) => {
                inner.tell(Event::Ignored { reason });
                continue;
            }
        };
        let (identifier, authenticator) = (request.identifier, request.authenticator);
        let known = remembered
            .iter()
            .find(|old| old.from == from && old.identifier == identifier && old.authenticator == authenticator)
            .map(|old| old.reply.clone());
        let reply = match known {
            Some(reply) => reply,
            None => {
                let secret = if inner.faults.wrong_password() { Secret::new("not the secret") } else { secret };
                // Replies are short; nothing in them can be too long.
                let Ok(reply) = inner.answer(&request).sign_reply(&authenticator, &secret) else { continue };
                remembered.push_back(Remembered { from, identifier, authenticator, reply: reply.clone() });
                if remembered.len() > REMEMBERED {
                    remembered.pop_front();
                }
                reply
            }
        };
        send(&socket, from, reply, inner.faults.for_reply()).await;
    }
}

async fn send(socket: &Arc<UdpSocket>, to: SocketAddr, mut reply: Vec<u8>, fault: Option<Fault>) {
    match fault {
        None | Some(Fault::WrongPassword) => {}
        Some(Fault::Drop | Fault::Stall | Fault::Fatal) => return,
        Some(Fault::Reset) => reply.truncate(reply.len() / 2),
        Some(Fault::Garbage) => reply = vec![0xFF; 40],
        Some(Fault::Delay(time)) => {
            let socket = socket.clone();
            tokio::spawn(async move {
                tokio::time::sleep(time).await;
                let _ = socket.send_to(&reply, to).await;
            });
            return;
        }
    }
    // A peer that is gone gets nothing.
    let _ = socket.send_to(&reply, to).await;
}

impl Inner {
    fn accepts_incoming(&self) -> bool {
        self.device.lock().table("/radius/incoming").items().first().is_some_and(|incoming| incoming.is("accept"))
    }

    /// The request, if it comes from a server of `/radius` and knows its secret; and that secret.
    fn verified(&self, datagram: &[u8], from: SocketAddr) -> Result<(Packet, Secret), String> {
        let secrets: Vec<Secret> = {
            let state = self.device.lock();
            let servers = state.table("/radius").items().iter().filter(|item| !item.is("disabled"));
            let known = servers.filter(|item| item.text("address").parse() == Ok(from.ip()));
            known.map(|item| Secret::new(item.text("secret"))).collect()
        };
        let mut reason = format!("{from} is not a server of /radius");
        for secret in secrets {
            match open_request(datagram, &secret) {
                Ok(request) if !request.has_message_authenticator => reason = "no Message-Authenticator".into(),
                Ok(request) if matches!(request.packet.code, Code::CoaRequest | Code::DisconnectRequest) => {
                    return Ok((request.packet, secret));
                }
                Ok(request) => reason = format!("{} on the CoA port", request.packet.code),
                Err(error) => reason = error.to_string(),
            }
        }
        Err(reason)
    }

    fn answer(&self, request: &Packet) -> Packet {
        let disconnect = request.code == Code::DisconnectRequest;
        let outcome = self.obey(request, disconnect);
        let code = match (disconnect, &outcome) {
            (true, Ok(())) => Code::DisconnectAck,
            (true, Err(_)) => Code::DisconnectNak,
            (false, Ok(())) => Code::CoaAck,
            (false, Err(_)) => Code::CoaNak,
        };
        // A proxy finds its way back by its Proxy-State (RFC 5176 §3.1).
        let mut attributes: Attributes = request.attributes.iter().filter(|one| PROXY_STATE.is(one)).cloned().collect();
        let error_cause = outcome.err().map(|cause| cause.0);
        if let Some(cause) = error_cause {
            attributes.add(&ERROR_CAUSE, cause);
        }
        let user_name = request.attributes.get(&USER_NAME).ok().flatten().unwrap_or_default();
        self.tell(Event::Authorization { request: request.code.to_string(), user_name, error_cause });
        Packet { code, identifier: request.identifier, authenticator: [0; 16], attributes }
    }

    fn obey(&self, request: &Packet, disconnect: bool) -> Result<(), ErrorCause> {
        let mut changes = Vec::new();
        for attribute in request.attributes.iter().filter(|one| !carries_no_order(one)) {
            if identifies(attribute) {
                continue;
            }
            if disconnect || !is_changeable(attribute) {
                return Err(ErrorCause::UNSUPPORTED_ATTRIBUTE);
            }
            changes.push(attribute);
        }
        let id = self.identified(&request.attributes)?;
        if disconnect {
            return self.end(&id, TerminateCause::ADMIN_RESET).map(|_| ()).ok_or(ErrorCause::SESSION_CONTEXT_NOT_FOUND);
        }
        if changes.is_empty() {
            return Err(ErrorCause::MISSING_ATTRIBUTE);
        }
        self.apply(&id, &request.attributes, &changes)
    }

    /// The session that matches everything the request says of it.
    fn identified(&self, attributes: &Attributes) -> Result<String, ErrorCause> {
        let bad = |_| ErrorCause::INVALID_ATTRIBUTE_VALUE;
        let name = attributes.get(&USER_NAME).map_err(bad)?;
        let id = attributes.get(&ACCT_SESSION_ID).map_err(bad)?;
        let address: Option<Ipv4Addr> = attributes.get(&FRAMED_IP_ADDRESS).map_err(bad)?;
        let caller = attributes.get(&CALLING_STATION_ID).map_err(bad)?;
        let nas: Option<Ipv4Addr> = attributes.get(&NAS_IP_ADDRESS).map_err(bad)?;
        if nas.is_some_and(|nas| nas != NAS_ADDRESS) {
            return Err(ErrorCause::NAS_IDENTIFICATION_MISMATCH);
        }
        if name.is_none() && id.is_none() && address.is_none() && caller.is_none() {
            return Err(ErrorCause::MISSING_ATTRIBUTE);
        }
        let fits = |session: &Session| {
            name.as_ref().is_none_or(|name| *name == session.user_name)
                && id.as_ref().is_none_or(|id| *id == session.acct_session_id)
                && address.is_none_or(|address| address == session.framed_ip_address)
                && caller.as_ref().is_none_or(|caller| *caller == session.caller_id)
        };
        let sessions = self.lock();
        let found = sessions.values().find(|live| fits(&live.session));
        found.map(|live| live.session.acct_session_id.clone()).ok_or(ErrorCause::SESSION_CONTEXT_NOT_FOUND)
    }

    fn apply(&self, id: &str, attributes: &Attributes, changes: &[&Attribute]) -> Result<(), ErrorCause> {
        let bad = |_| ErrorCause::INVALID_ATTRIBUTE_VALUE;
        let rate = attributes.get(&MIKROTIK_RATE_LIMIT).map_err(bad)?;
        let group = attributes.get(&MIKROTIK_GROUP).map_err(bad)?;
        let timeout = attributes.get(&SESSION_TIMEOUT).map_err(bad)?;
        if rate.as_deref().is_some_and(|rate| RateLimit::parse(rate).is_err()) {
            return Err(ErrorCause::INVALID_ATTRIBUTE_VALUE);
        }
        let has_profile = |name: &String| self.device.lock().find("/ppp/profile", "name", name).is_some();
        if group.as_ref().is_some_and(|group| !has_profile(group)) {
            return Err(ErrorCause::INVALID_ATTRIBUTE_VALUE);
        }
        // Ascend's rates count only where there is no Rate-Limit.
        let has_rate = rate.is_some();
        let others: Vec<(String, String)> = changes
            .iter()
            .filter(|one| !MIKROTIK_RATE_LIMIT.is(one) && !MIKROTIK_GROUP.is(one) && !SESSION_TIMEOUT.is(one))
            .filter(|one| !(has_rate && (ASCEND_DATA_RATE.is(one) || ASCEND_XMIT_RATE.is(one))))
            .map(|one| (name_of(one), shown(one)))
            .collect();
        self.change(id, |session| {
            session.rate_limit = rate.or(session.rate_limit.take());
            session.profile = group.unwrap_or_else(|| session.profile.clone());
            session.session_timeout = timeout.or(session.session_timeout);
            session.changed.extend(others);
        });
        Ok(())
    }
}

/// Part of the protocol, not of the order.
fn carries_no_order(attribute: &Attribute) -> bool {
    MESSAGE_AUTHENTICATOR.is(attribute) || PROXY_STATE.is(attribute) || EVENT_TIMESTAMP.is(attribute)
}

/// Names the session or the NAS (RFC 5176 §3).
fn identifies(attribute: &Attribute) -> bool {
    USER_NAME.is(attribute)
        || ACCT_SESSION_ID.is(attribute)
        || FRAMED_IP_ADDRESS.is(attribute)
        || CALLING_STATION_ID.is(attribute)
        || NAS_IP_ADDRESS.is(attribute)
}

/// Documented as changeable while a session is up. Address, pool, routes and address list are not.
fn is_changeable(attribute: &Attribute) -> bool {
    MIKROTIK_GROUP.is(attribute)
        || MIKROTIK_RECV_LIMIT.is(attribute)
        || MIKROTIK_XMIT_LIMIT.is(attribute)
        || MIKROTIK_RATE_LIMIT.is(attribute)
        || ASCEND_DATA_RATE.is(attribute)
        || ASCEND_XMIT_RATE.is(attribute)
        || MIKROTIK_MARK_ID.is(attribute)
        || FILTER_ID.is(attribute)
        || MIKROTIK_ADVERTISE_URL.is(attribute)
        || MIKROTIK_ADVERTISE_INTERVAL.is(attribute)
        || SESSION_TIMEOUT.is(attribute)
        || IDLE_TIMEOUT.is(attribute)
        || PORT_LIMIT.is(attribute)
}

/// Text as text, four other octets as a number.
fn shown(attribute: &Attribute) -> String {
    let text = FILTER_ID.is(attribute) || MIKROTIK_MARK_ID.is(attribute) || MIKROTIK_ADVERTISE_URL.is(attribute);
    match <[u8; 4]>::try_from(attribute.octets.as_slice()) {
        Ok(octets) if !text => u32::from_be_bytes(octets).to_string(),
        _ => String::from_utf8_lossy(&attribute.octets).into_owned(),
    }
}
