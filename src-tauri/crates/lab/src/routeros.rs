//! A MikroTik router as its API shows it: menus with state, users with policies, and the refusals of RouterOS 7.
//!
//! The texts of refusals are those that RouterOS is reported to give; that they are told apart rightly by category and
//! wording is what matters to a client.

mod connection;
mod execute;
mod menu;
mod query;
mod request;
mod state;
mod table;
mod tls;

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Instant;

use tokio::net::TcpListener;
use tokio::sync::{broadcast, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::faults::Faults;
use menu::menus;
pub(crate) use state::{Change, State};
pub(crate) use table::{Item, Table};
use tls::Identity;
pub use tls::SelfSigned;

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
    doors: Mutex<Vec<Door>>,
    identity: Identity,
}

/// A port of the API.
struct Door {
    address: SocketAddr,
    /// `api-ssl`.
    identity: Option<Identity>,
    server: JoinHandle<()>,
}

/// The state that the API's connections and the NAS share.
#[derive(Clone)]
pub(crate) struct Device {
    state: Arc<Mutex<State>>,
    pub(crate) faults: Faults,
    pub(crate) changes: broadcast::Sender<Change>,
    /// How often the power was cut.
    pub(crate) power_cuts: watch::Sender<u64>,
}

impl Router {
    /// Starts a router with what a fresh one has: the profiles `default` and `default-encryption`, RADIUS off, incoming
    /// requests not accepted.
    pub async fn start(options: RouterOptions) -> std::io::Result<Router> {
        Router::start_on(options, 0).await
    }

    /// The same on this port; 0 is a free one.
    pub async fn start_on(options: RouterOptions, port: u16) -> std::io::Result<Router> {
        let device = Device::new(options);
        let identity = Identity::new()?;
        let door = Door::open((Ipv4Addr::LOCALHOST, port).into(), None, &device).await?;
        Ok(Router { device, address: door.address, doors: Mutex::new(vec![door]), identity })
    }

    /// Opens `api-ssl` too, on a free port, with a self-signed certificate.
    pub async fn serve_tls(&self) -> std::io::Result<SocketAddr> {
        let door = Door::open((Ipv4Addr::LOCALHOST, 0).into(), Some(self.identity.clone()), &self.device).await?;
        let address = door.address;
        self.doors().push(door);
        Ok(address)
    }

    /// What `api-ssl` shows.
    pub fn certificate(&self) -> SelfSigned {
        self.identity.certificate()
    }

    /// The router gets another certificate; connections that are open stay.
    pub fn renew_certificate(&self) -> std::io::Result<()> {
        self.identity.renew()
    }

    /// Its management network is cut: the API is gone, and CoA is not heard. Customers stay online.
    pub fn go_down(&self) {
        self.device.lock().cut_off = true;
        self.doors().iter().for_each(|door| door.server.abort());
    }

    /// It is reached again, where it was.
    pub async fn come_up(&self) -> std::io::Result<()> {
        if !self.device.lock().cut_off {
            return Ok(());
        }
        let closed: Vec<Door> = self.doors().drain(..).collect();
        for mut door in closed {
            // Its port is free once the old server is gone.
            door.server.abort();
            let _ = (&mut door.server).await;
            let door = Door::open(door.address, door.identity.clone(), &self.device).await?;
            self.doors().push(door);
        }
        self.device.lock().cut_off = false;
        Ok(())
    }

    /// It is rebooted without a word: connections that are open stay half open and never hear anything again, new ones are
    /// taken, uptime starts anew.
    pub fn power_cut(&self) {
        {
            let mut state = self.device.lock();
            state.started = Instant::now();
            state.sessions = 0;
        }
        self.device.power_cuts.send_modify(|cuts| *cuts += 1);
    }

    /// How many API sessions may be logged in (`/ip/service max-sessions`). What RouterOS does with one more is not
    /// documented; the lab hangs up without an answer, which is the least that a client can be told.
    pub fn limit_sessions(&self, sessions: usize) {
        self.device.lock().max_sessions = sessions;
    }

    /// How often this command came, such as `/ppp/active/print`.
    pub fn calls(&self, path: &str) -> u64 {
        self.device.lock().calls.get(path).copied().unwrap_or_default()
    }

    /// What passes an interface from now on, in bits per second.
    pub fn set_traffic(&self, interface: &str, received: u64, sent: u64) {
        self.device.lock().traffic.insert(interface.to_owned(), (received, sent));
    }

    /// Puts an item into a menu that this version has, also what only the router itself would put there. Gives its id;
    /// `None`: there is no such menu.
    pub fn put(&self, menu: &str, properties: &[(&str, &str)]) -> Option<String> {
        let mut state = self.device.lock();
        let menu = state.menu(menu)?;
        Some(format!("*{:X}", state.insert(menu.path, properties)))
    }

    /// Sets properties of the item that is the menu's only one.
    pub fn set_only(&self, menu: &str, properties: &[(&str, &str)]) {
        let mut state = self.device.lock();
        if let Some(menu) = state.menu(menu) {
            state.set_single(menu.path, properties);
        }
    }

    /// Removes an item, as another operator would.
    pub fn take_away(&self, menu: &str, id: &str) -> bool {
        let mut state = self.device.lock();
        let number = id.strip_prefix('*').and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let (Some(menu), Some(number)) = (state.menu(menu), number) else { return false };
        state.remove(menu.path, number).is_some()
    }

    fn doors(&self) -> MutexGuard<'_, Vec<Door>> {
        self.doors.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
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

impl Drop for Door {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Door {
    async fn open(address: SocketAddr, identity: Option<Identity>, device: &Device) -> std::io::Result<Door> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let server = tokio::spawn(serve(listener, device.clone(), identity.clone()));
        Ok(Door { address, identity, server })
    }
}

impl Device {
    fn new(options: RouterOptions) -> Device {
        let (changes, _) = broadcast::channel(1024);
        let mut state = State {
            tables: menus().map(|menu| (menu.path, Table::default())).collect(),
            started: Instant::now(),
            changes: changes.clone(),
            kicked: None,
            cut_off: false,
            traffic: HashMap::new(),
            radius_counts: HashMap::new(),
            sessions: 0,
            max_sessions: 20,
            calls: HashMap::new(),
            options,
        };
        let identity = state.options.identity.clone();
        state.insert("/system/identity", &[("name", &identity)]);
        state.insert("/ppp/aaa", &[("use-radius", "false"), ("accounting", "true"), ("interim-update", "0s")]);
        state.insert("/radius/incoming", &[("accept", "false"), ("port", "3799")]);
        state.insert("/ppp/profile", &[("name", "default")]);
        state.insert("/ppp/profile", &[("name", "default-encryption")]);
        state.insert("/interface", &[("name", "ether1"), ("type", "ether"), ("running", "true")]);
        state.insert("/interface/sstp-server/server", &[]);
        if state.is_7() {
            state.insert("/system/health", &[("name", "voltage"), ("value", "24.1"), ("type", "V")]);
            state.insert("/system/health", &[("name", "cpu-temperature"), ("value", "45"), ("type", "C")]);
        } else {
            state.insert("/interface/ovpn-server/server", &[]);
            state.insert("/system/health", &[("state", "enabled"), ("voltage", "24.1"), ("cpu-temperature", "45")]);
        }
        Device { state: Arc::new(Mutex::new(state)), faults: Faults::default(), changes, power_cuts: watch::Sender::new(0) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

async fn serve(listener: TcpListener, device: Device, identity: Option<Identity>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Answers are small and waited for; a failure costs speed only.
                    let _ = stream.set_nodelay(true);
                    let (device, identity) = (device.clone(), identity.clone());
                    connections.spawn(async move {
                        match identity {
                            None => connection::serve(stream, device).await,
                            // One that does not speak TLS, or not ours, is left alone.
                            Some(identity) => if let Ok(stream) = identity.accept(stream).await {
                                connection::serve(stream, device).await;
                            },
                        }
                    });
                }
                Err(error) => tracing::warn!(%error, "the lab router cannot accept"),
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
