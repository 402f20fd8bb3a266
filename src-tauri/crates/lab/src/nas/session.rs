//! A session that is up: what the router shows of it, its accounting, its end.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use janet_radius::dictionary::*;
use janet_radius::{AccountingStatus, Attributes, TerminateCause, Usage};
use janet_routeros::RateLimit;
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::dial::{Accounting, Authorised};
use super::{Dial, Event, Inner};
use crate::routeros::{Item, State};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Session {
    pub acct_session_id: String,
    pub user_name: String,
    pub caller_id: String,
    pub framed_ip_address: Ipv4Addr,
    /// Mikrotik-Rate-Limit, or that of the profile.
    pub rate_limit: Option<String>,
    pub address_list: Option<String>,
    /// Mikrotik-Group, else `default`.
    pub profile: String,
    pub session_timeout: Option<u32>,
    /// Authenticated by RADIUS.
    pub radius: bool,
    pub upload_octets: u64,
    pub download_octets: u64,
    /// Further attributes that a CoA set, by name.
    pub changed: BTreeMap<String, String>,
}

/// A session and where it stands in the router's menus.
pub(super) struct Live {
    pub(super) session: Session,
    started: Instant,
    orders: mpsc::UnboundedSender<Order>,
    items: Vec<(&'static str, u32)>,
}

/// What a session's own task is told.
enum Order {
    Interim,
    /// Its timeout is another one.
    Changed,
    /// It is gone from every table; say so.
    End(Box<Session>, TerminateCause),
}

impl Live {
    pub(super) fn interim(&self) -> bool {
        self.orders.send(Order::Interim).is_ok()
    }
}

impl Inner {
    /// Enters the session everywhere and gives the task that keeps it.
    pub(super) fn start_session(
        self: &Arc<Self>,
        dial: &Dial,
        authorised: Authorised,
    ) -> (Session, impl Future<Output = ()> + Send + 'static) {
        let session = Session {
            acct_session_id: authorised.acct_session_id,
            user_name: dial.user_name.clone(),
            caller_id: dial.caller_id.clone(),
            framed_ip_address: authorised.address,
            rate_limit: authorised.rate_limit,
            address_list: authorised.address_list,
            profile: authorised.profile,
            session_timeout: authorised.session_timeout,
            radius: authorised.accounting.is_some(),
            upload_octets: 0,
            download_octets: 0,
            changed: BTreeMap::new(),
        };
        let (orders, inbox) = mpsc::unbounded_channel();
        let items = show(&mut self.device.lock(), &session);
        let started = Instant::now();
        let live = Live { session: session.clone(), started, orders, items };
        self.lock().insert(session.acct_session_id.clone(), live);
        self.tell(Event::Up { session: session.clone() });
        let keeper = Keeper { inner: self.clone(), session: session.clone(), started, accounting: authorised.accounting };
        (session, keeper.run(inbox))
    }

    /// Takes a session out of every table and has its end accounted. `None`: there is no such session.
    pub(super) fn end(&self, acct_session_id: &str, cause: TerminateCause) -> Option<Session> {
        let live = self.take(acct_session_id)?;
        self.tell(Event::Down { session: live.session.clone(), cause: cause.0 });
        // The keeper lives as long as its session does.
        let _ = live.orders.send(Order::End(Box::new(live.session.clone()), cause));
        Some(live.session)
    }

    /// Takes a session out of every table without a word.
    pub(super) fn forget(&self, acct_session_id: &str) {
        self.take(acct_session_id);
    }

    fn take(&self, acct_session_id: &str) -> Option<Live> {
        let live = self.lock().remove(acct_session_id)?;
        let mut state = self.device.lock();
        for (menu, id) in &live.items {
            state.remove(menu, *id);
        }
        Some(live)
    }

    pub(super) fn traffic(&self, acct_session_id: &str, upload: u64, download: u64) -> bool {
        let mut sessions = self.lock();
        let Some(live) = sessions.get_mut(acct_session_id) else { return false };
        let session = &mut live.session;
        session.upload_octets = session.upload_octets.wrapping_add(upload);
        session.download_octets = session.download_octets.wrapping_add(download);
        let (rx, tx) = (session.upload_octets.to_string(), session.download_octets.to_string());
        if let Some((menu, id)) = live.items.iter().find(|(menu, _)| *menu == "/interface") {
            self.device.lock().change(menu, *id, &[("rx-byte", rx.as_bytes()), ("tx-byte", tx.as_bytes())]);
        }
        true
    }

    /// Changes a session, its queue included.
    pub(super) fn change(&self, acct_session_id: &str, change: impl FnOnce(&mut Session)) {
        let mut sessions = self.lock();
        let Some(live) = sessions.get_mut(acct_session_id) else { return };
        change(&mut live.session);
        let mut state = self.device.lock();
        if let Some(place) = live.items.iter().position(|(menu, _)| *menu == "/queue/simple") {
            let (menu, id) = live.items.remove(place);
            state.remove(menu, id);
        }
        live.items.extend(show_queue(&mut state, &live.session));
        let _ = live.orders.send(Order::Changed);
    }
}

/// The rows that a session makes.
fn show(state: &mut State, session: &Session) -> Vec<(&'static str, u32)> {
    let interface = format!("<pppoe-{}>", session.user_name);
    let address = session.framed_ip_address.to_string();
    let mut active = Item::up_since_now();
    for (name, value) in [
        ("name", session.user_name.as_str()),
        ("service", "pppoe"),
        ("caller-id", &session.caller_id),
        ("address", &address),
        ("session-id", &format!("0x{}", session.acct_session_id)),
        ("encoding", ""),
        ("radius", if session.radius { "true" } else { "false" }),
    ] {
        active.set(name, value.as_bytes());
    }
    let mut items = vec![("/ppp/active", state.insert_item("/ppp/active", active))];
    let properties = [("name", interface.as_str()), ("type", "pppoe-in"), ("running", "true")];
    items.push(("/interface", state.insert("/interface", &properties)));
    if let Some(list) = &session.address_list {
        let menu = "/ip/firewall/address-list";
        items.push((menu, state.insert(menu, &[("list", list), ("address", &address), ("dynamic", "true")])));
    }
    items.extend(show_queue(state, session));
    items
}

fn show_queue(state: &mut State, session: &Session) -> Option<(&'static str, u32)> {
    // Rate limits were parsed before they were taken.
    let limit = RateLimit::parse(session.rate_limit.as_deref()?).ok()?.rate;
    let name = format!("<pppoe-{}>", session.user_name);
    let max_limit = format!("{}/{}", limit.upload, limit.download);
    let menu = "/queue/simple";
    let properties = [("name", name.as_str()), ("target", name.as_str()), ("max-limit", &max_limit), ("dynamic", "true")];
    Some((menu, state.insert(menu, &properties)))
}

/// The task of one session.
struct Keeper {
    inner: Arc<Inner>,
    session: Session,
    started: Instant,
    accounting: Option<Accounting>,
}

impl Keeper {
    async fn run(self, mut inbox: mpsc::UnboundedReceiver<Order>) {
        self.account(AccountingStatus::Start, &self.session, None).await;
        let interval = self.accounting.as_ref().and_then(|accounting| accounting.interim);
        let mut next_interim = interval.map(|interval| self.started + interval);
        let id = &self.session.acct_session_id;
        loop {
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(Order::Interim) => self.interim().await,
                    Some(Order::Changed) => {}
                    Some(Order::End(session, cause)) => {
                        return self.account(AccountingStatus::Stop, &session, Some(cause)).await;
                    }
                    None => return,
                },
                () = until(next_interim) => {
                    next_interim = interval.map(|interval| Instant::now() + interval);
                    self.interim().await;
                }
                () = until(self.timeout()) => drop(self.inner.end(id, TerminateCause::SESSION_TIMEOUT)),
            }
        }
    }

    /// When the session is to end by itself.
    fn timeout(&self) -> Option<Instant> {
        let sessions = self.inner.lock();
        let live = sessions.get(&self.session.acct_session_id)?;
        live.session.session_timeout.map(|seconds| live.started + Duration::from_secs(seconds.into()))
    }

    async fn interim(&self) {
        let session = self.inner.lock().get(&self.session.acct_session_id).map(|live| live.session.clone());
        if let Some(session) = session {
            self.account(AccountingStatus::InterimUpdate, &session, None).await;
        }
    }

    async fn account(&self, status: AccountingStatus, session: &Session, cause: Option<TerminateCause>) {
        let Some(accounting) = &self.accounting else { return };
        let record = match status {
            AccountingStatus::Start => "Start",
            AccountingStatus::Stop => "Stop",
            _ => "Interim-Update",
        };
        let acct_session_id = session.acct_session_id.clone();
        let event = match accounting.client.account(self.record(accounting, status, session, cause)).await {
            Ok(()) => Event::Accounted { acct_session_id, record },
            Err(error) => Event::AccountingLost { acct_session_id, record, reason: error.to_string() },
        };
        self.inner.tell(event);
    }

    fn record(&self, accounting: &Accounting, status: AccountingStatus, session: &Session, cause: Option<TerminateCause>) -> Attributes {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let mut record = Attributes::new()
            .with(&ACCT_STATUS_TYPE, status.number())
            .with(&USER_NAME, session.user_name.as_str())
            .with(&FRAMED_IP_ADDRESS, session.framed_ip_address)
            .with(&ACCT_AUTHENTIC, ACCT_AUTHENTIC_RADIUS)
            .with(&ACCT_DELAY_TIME, 0u32)
            .with(&EVENT_TIMESTAMP, now as u32);
        record.extend(&accounting.common);
        if let Some(class) = &accounting.class {
            record.add(&CLASS, class.as_slice());
        }
        if status != AccountingStatus::Start {
            record.add(&ACCT_SESSION_TIME, self.started.elapsed().as_secs() as u32);
            // The lab counts octets only; packets are derived, at 1000 octets each.
            let packets = |octets: u64| (octets / 1000) as u32;
            let usage = Usage {
                input_octets: session.upload_octets,
                output_octets: session.download_octets,
                input_packets: packets(session.upload_octets),
                output_packets: packets(session.download_octets),
            };
            usage.write(&mut record);
        }
        if let Some(cause) = cause {
            record.add(&ACCT_TERMINATE_CAUSE, cause.0);
        }
        record
    }
}

/// That moment, or never.
async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => tokio::time::sleep_until(moment).await,
        None => std::future::pending().await,
    }
}
