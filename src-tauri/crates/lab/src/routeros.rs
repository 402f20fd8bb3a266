//! A MikroTik router as its API shows it: menus with state, users with policies, and the refusals of RouterOS 7.
//!
//! The texts of refusals are those that RouterOS is reported to give; that they are told apart rightly by category and
//! wording is what matters to a client.

mod connection;
mod execute;
mod menu;
mod query;
mod request;
mod table;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc};
use tokio::task::{JoinHandle, JoinSet};

use crate::faults::Faults;
use menu::MENUS;
pub(crate) use table::{Item, Table};

/// A login of the router's API.
#[derive(Debug, Clone)]
pub struct User {
    pub name: String,
    pub password: String,
    /// Policy `write`: may change things.
    pub write: bool,
    /// Policy `sensitive`: may read passwords.
    pub sensitive: bool,
}

impl User {
    /// A user of group `full`.
    pub fn full(name: &str, password: &str) -> User {
        User { name: name.into(), password: password.into(), write: true, sensitive: true }
    }
}

#[derive(Debug, Clone)]
pub struct RouterOptions {
    pub identity: String,
    /// As `/system/resource` shows it. From 7.18 on `!empty` is said; before 6.43 the login is the challenge.
    pub version: String,
    pub users: Vec<User>,
}

impl Default for RouterOptions {
    fn default() -> Self {
        RouterOptions { identity: "lab-bras".into(), version: "7.20.6 (stable)".into(), users: vec![User::full("api", "secret")] }
    }
}

/// A RADIUS server that the router is to ask.
#[derive(Debug, Clone)]
pub struct RadiusServer {
    pub authentication: SocketAddr,
    pub accounting: SocketAddr,
    pub secret: String,
}

/// A running router. Dropping it closes its sockets.
pub struct Router {
    pub(crate) device: Device,
    address: SocketAddr,
    server: Mutex<JoinHandle<()>>,
}

/// The state that the API's connections and the NAS share.
#[derive(Clone)]
pub(crate) struct Device {
    state: Arc<Mutex<State>>,
    pub(crate) faults: Faults,
    pub(crate) changes: broadcast::Sender<Change>,
}

pub(crate) struct State {
    pub(crate) options: RouterOptions,
    pub(crate) started: Instant,
    pub(crate) tables: HashMap<&'static str, Table>,
    changes: broadcast::Sender<Change>,
    /// Where the NAS wants to hear of sessions that were removed: their Acct-Session-Id.
    pub(crate) kicked: Option<mpsc::UnboundedSender<String>>,
    /// Nobody reaches it over the management network.
    pub(crate) cut_off: bool,
}

/// News for `listen`.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) menu: &'static str,
    pub(crate) item: Item,
    pub(crate) dead: bool,
}

impl Router {
    /// Starts a router with what a fresh one has: the profiles `default` and `default-encryption`, RADIUS off, incoming
    /// requests not accepted.
    pub async fn start(options: RouterOptions) -> std::io::Result<Router> {
        Router::start_on(options, 0).await
    }

    /// The same on this port; 0 is a free one.
    pub async fn start_on(options: RouterOptions, port: u16) -> std::io::Result<Router> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let device = Device::new(options);
        let server = Mutex::new(tokio::spawn(serve(listener, device.clone())));
        Ok(Router { device, address, server })
    }

    /// Its management network is cut: the API is gone, and CoA is not heard. Customers stay online.
    pub fn go_down(&self) {
        self.device.lock().cut_off = true;
        self.server.lock().unwrap_or_else(std::sync::PoisonError::into_inner).abort();
    }

    /// It is reached again, where it was.
    pub async fn come_up(&self) -> std::io::Result<()> {
        if !self.device.lock().cut_off {
            return Ok(());
        }
        let listener = TcpListener::bind(self.address).await?;
        let server = tokio::spawn(serve(listener, self.device.clone()));
        *self.server.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = server;
        self.device.lock().cut_off = false;
        Ok(())
    }

    /// Where the API listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn faults(&self) -> &Faults {
        &self.device.faults
    }

    /// Does what an operator does to have PPP users authenticated: removes the servers there were, adds this one, switches RADIUS on and incoming requests
    /// too.
    pub fn use_radius(&self, server: &RadiusServer) {
        let mut state = self.device.lock();
        let old: Vec<u32> = state.table("/radius").items().iter().map(|item| item.id).collect();
        old.into_iter().for_each(|id| drop(state.remove("/radius", id)));
        state.insert(
            "/radius",
            &[
                ("service", "ppp"),
                ("address", &server.authentication.ip().to_string()),
                ("secret", &server.secret),
                ("authentication-port", &server.authentication.port().to_string()),
                ("accounting-port", &server.accounting.port().to_string()),
            ],
        );
        state.set_single("/ppp/aaa", &[("use-radius", "true")]);
        state.set_single("/radius/incoming", &[("accept", "true")]);
    }

    pub fn add_profile(&self, name: &str, properties: &[(&str, &str)]) {
        self.device.lock().insert("/ppp/profile", &[&[("name", name)], properties].concat());
    }

    /// `ranges` as in RouterOS: `10.0.0.2-10.0.0.254`, or several with commas.
    pub fn add_pool(&self, name: &str, ranges: &str) {
        self.device.lock().insert("/ip/pool", &[("name", name), ("ranges", ranges)]);
    }
}

impl Drop for Router {
    fn drop(&mut self) {
        self.server.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner).abort();
    }
}

impl Device {
    fn new(options: RouterOptions) -> Device {
        let (changes, _) = broadcast::channel(1024);
        let mut state = State {
            tables: MENUS.iter().map(|menu| (menu.path, Table::default())).collect(),
            started: Instant::now(),
            changes: changes.clone(),
            kicked: None,
            cut_off: false,
            options,
        };
        let identity = state.options.identity.clone();
        state.insert("/system/identity", &[("name", &identity)]);
        state.insert("/ppp/aaa", &[("use-radius", "false"), ("accounting", "true"), ("interim-update", "0s")]);
        state.insert("/radius/incoming", &[("accept", "false"), ("port", "3799")]);
        state.insert("/ppp/profile", &[("name", "default")]);
        state.insert("/ppp/profile", &[("name", "default-encryption")]);
        state.insert("/interface", &[("name", "ether1"), ("type", "ether"), ("running", "true")]);
        Device { state: Arc::new(Mutex::new(state)), faults: Faults::default(), changes }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn table(&self, menu: &str) -> &Table {
        static EMPTY: Table = Table::EMPTY;
        self.tables.get(menu).unwrap_or(&EMPTY)
    }

    /// Adds an item with the menu's defaults for what is not given.
    pub(crate) fn insert(&mut self, menu: &'static str, properties: &[(&str, &str)]) -> u32 {
        let defaults = MENUS.iter().filter(|known| known.path == menu).flat_map(|known| known.properties);
        let mut item = Item::default();
        for (name, value) in defaults.filter_map(|property| Some((property.name, property.default?))) {
            item.set(name, value.as_bytes());
        }
        for (name, value) in properties {
            item.set(name, value.as_bytes());
        }
        self.insert_item(menu, item)
    }

    pub(crate) fn insert_item(&mut self, menu: &'static str, item: Item) -> u32 {
        let item = self.tables.entry(menu).or_default().insert(item);
        let id = item.id;
        self.tell(Change { menu, item, dead: false });
        id
    }

    pub(crate) fn change(&mut self, menu: &'static str, id: u32, properties: &[(&str, &[u8])]) {
        let Some(item) = self.tables.get_mut(menu).and_then(|table| table.get_mut(id)) else { return };
        for (name, value) in properties {
            item.set(name, value);
        }
        let item = item.clone();
        self.tell(Change { menu, item, dead: false });
    }

    pub(crate) fn remove(&mut self, menu: &'static str, id: u32) -> Option<Item> {
        let item = self.tables.get_mut(menu)?.remove(id)?;
        self.tell(Change { menu, item: item.clone(), dead: true });
        Some(item)
    }

    pub(crate) fn set_single(&mut self, menu: &'static str, properties: &[(&str, &str)]) {
        let Some(id) = self.table(menu).items().first().map(|item| item.id) else { return };
        let properties: Vec<_> = properties.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        self.change(menu, id, &properties);
    }

    pub(crate) fn find(&self, menu: &str, property: &str, value: &str) -> Option<&Item> {
        self.table(menu).items().iter().find(|item| item.get(property) == Some(value.as_bytes()))
    }

    fn tell(&self, change: Change) {
        // Nobody need be listening.
        let _ = self.changes.send(change);
    }
}

async fn serve(listener: TcpListener, device: Device) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(connections.spawn(connection::serve(stream, device.clone()))),
                Err(error) => tracing::warn!(%error, "the lab router cannot accept"),
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
