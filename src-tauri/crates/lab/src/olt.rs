//! OLTs with a command line over SSH and Telnet: a ZTE C320, a Huawei MA5608T and MA5800, a HIOSO HAT7304, three of V-SOL, an
//! HSGQ XE04I and G02ID, and a box of C-Data's firmware without a name.
//!
//! Formats, prompts, pagers and refusals are those of the collected captures. What no capture shows (the numbers of ZTE's
//! service errors, the words of a full port) is marked where it is printed.

mod cdata;
mod faults;
mod hioso;
mod hsgq;
mod huawei;
mod login;
mod plant;
mod shell;
mod ssh;
mod telnet;
mod terminal;
mod vsol;
mod zte;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use faults::{Fault, When};
pub use login::Login;
pub use plant::{Catalogue, Light, Onu, Pon, RegisteredOnu};
pub use telnet::TelnetClient;

use faults::Faults;
use plant::Plant;

/// Which device is simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    ZteC320,
    /// R015: fewer parameter questions, a smaller box.
    HuaweiMa5608t,
    /// R019 and later: asks a parameter question even after displays.
    HuaweiMa5800,
    /// V1600G0-B, V1.4: ONUs are given profiles.
    VsolV1600g0,
    /// V2.3.1: an ONU's settings are written one by one. Its host name is not ASCII.
    VsolV1600g1,
    /// EPON: ONUs are known by their MAC address, which stands for the serial number here.
    VsolV1600d,
    /// Four EPON ports, firmware 1/x. Telnet only.
    HiosoHat7304,
    /// EPON; authorises whatever is plugged in unless the options say otherwise.
    HsgqXe04i,
    /// GPON.
    HsgqG02id,
    /// A GPON box of C-Data's firmware with no name on it: what is sold as Global or Zymlink may be one.
    Unbranded,
}

/// How a simulated OLT is set up.
#[derive(Debug, Clone)]
pub struct Options {
    pub host_name: String,
    pub user: String,
    pub password: String,
    /// The Ed25519 host key is made of this number: another number, another key.
    pub host_key: u8,
    /// Offer only diffie-hellman-group14-sha1, aes128-cbc and hmac-sha1, as old firmware does.
    pub legacy_ssh: bool,
    /// Whether it has SSH at all.
    pub ssh: bool,
    /// 0 is a free one.
    pub telnet_port: u16,
    /// How it asks who is there on Telnet.
    pub login: Login,
    pub sessions: usize,
    /// Rows before the pager, until the session turns it off.
    pub page: usize,
    /// ONUs that a PON port takes.
    pub onus_per_port: usize,
    /// From registering an ONU to its being online.
    pub join_time: Duration,
    /// From `save` to its being done, on Huawei.
    pub save_time: Duration,
    /// HSGQ EPON: an ONU that is plugged in binds itself.
    pub binds_itself: bool,
    /// Ports, ONU types, profiles and VLANs that exist.
    pub catalogue: Catalogue,
}

impl Options {
    /// The usual set-up of a model: user `admin`, password `lab-secret`.
    pub fn of(model: Model) -> Self {
        let (host_name, page) = match model {
            Model::ZteC320 => ("JANET-C320", 24),
            Model::HuaweiMa5608t => ("MA5608T", 23),
            Model::HuaweiMa5800 => ("MA5800-X7", 23),
            Model::VsolV1600g0 => ("RT_01|LAB-V1600G0.jkt/1", 24),
            Model::VsolV1600g1 => ("Zona_B\u{ba}_V1600G1", 24),
            Model::VsolV1600d => ("epon-olt", 24),
            // Its prompt is no host name.
            Model::HiosoHat7304 => ("Epon", 20),
            Model::HsgqXe04i => ("Tera-Network", 22),
            Model::HsgqG02id => ("OLT-BUMI", 22),
            Model::Unbranded => ("GPON OLT", 22),
        };
        Self {
            host_name: host_name.to_owned(),
            user: "admin".to_owned(),
            password: "lab-secret".to_owned(),
            host_key: 1,
            legacy_ssh: !matches!(model, Model::ZteC320 | Model::HuaweiMa5800 | Model::Unbranded),
            ssh: model != Model::HiosoHat7304,
            telnet_port: 0,
            login: Login::of(model),
            sessions: 3,
            page,
            onus_per_port: 128,
            join_time: Duration::from_millis(200),
            save_time: Duration::from_millis(150),
            binds_itself: true,
            catalogue: Catalogue::of(model),
        }
    }
}

/// What sessions share.
struct Shared {
    model: Model,
    options: Options,
    plant: Mutex<Plant>,
    faults: Faults,
    /// Counts reboots; a session ends when the number is no longer the one it began with.
    boots: tokio::sync::watch::Sender<u64>,
    host_key: Mutex<u8>,
    /// Open ones, over SSH and Telnet together.
    sessions: AtomicUsize,
    telnet_clients: Mutex<Vec<TelnetClient>>,
}

impl Shared {
    fn plant(&self) -> MutexGuard<'_, Plant> {
        self.plant.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether this login is let in.
    fn admits(&self, user: &str, password: &str) -> bool {
        user == self.options.user && password == self.options.password && !self.faults.on_login()
    }
}

/// A running simulator. It stops when dropped.
pub struct Olt {
    shared: Arc<Shared>,
    ssh: Option<SocketAddr>,
    telnet: SocketAddr,
    servers: Mutex<tokio::task::JoinSet<()>>,
    down: AtomicBool,
}

impl Olt {
    /// Listens on a free loopback port.
    pub async fn start(model: Model, options: Options) -> std::io::Result<Self> {
        Self::start_on(model, options, 0).await
    }

    /// The same with its first service, SSH where it has it, on this port; 0 is a free one.
    pub async fn start_on(model: Model, options: Options, port: u16) -> std::io::Result<Self> {
        let listen = |port| tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port));
        let telnet_port = if options.ssh { options.telnet_port } else { port };
        let ssh = if options.ssh { Some(listen(port).await?) } else { None };
        let unavailable = |error: std::io::Error| std::io::Error::new(error.kind(), format!("Telnet port {telnet_port}: {error}"));
        let telnet = listen(telnet_port).await.map_err(unavailable)?;
        let plant = Plant::new(options.catalogue.clone(), options.join_time, options.onus_per_port);
        let host_key = Mutex::new(options.host_key);
        let boots = tokio::sync::watch::Sender::new(0);
        let shared = Arc::new(Shared {
            model,
            options,
            plant: Mutex::new(plant),
            faults: Faults::default(),
            boots,
            host_key,
            sessions: AtomicUsize::new(0),
            telnet_clients: Mutex::default(),
        });
        let addresses = (ssh.as_ref().map(|ssh| ssh.local_addr()).transpose()?, telnet.local_addr()?);
        let servers = Mutex::new(serve(ssh, telnet, &shared));
        Ok(Self { shared, ssh: addresses.0, telnet: addresses.1, servers, down: AtomicBool::new(false) })
    }

    /// Where it is reached: over SSH, or over Telnet where that is all it has.
    pub fn address(&self) -> SocketAddr {
        self.ssh.unwrap_or(self.telnet)
    }

    pub fn telnet_address(&self) -> SocketAddr {
        self.telnet
    }

    /// What the clients that left said of themselves.
    pub fn telnet_clients(&self) -> Vec<TelnetClient> {
        self.shared.telnet_clients.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Types these lines at a console, one after the other from the mode a login begins in, and gives the replies. Where a
    /// line raises a question, Enter is the answer.
    pub fn type_lines<'a>(&self, lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut shell = ssh::shell(&self.shared);
        let mut replies = Vec::new();
        for line in lines {
            let mut reply = shell.execute(line);
            let mut text = reply.lines.clone();
            while reply.question.is_some() {
                reply = shell.answer("");
                text.extend(reply.lines.iter().cloned());
            }
            replies.push(text.join("\n"));
        }
        replies
    }

    /// As if it had run like this for a long time: everything is saved, and every registered ONU has joined.
    pub fn settle(&self) {
        self.shared.plant().settle();
    }

    /// Whether an ONU of this serial is registered where its light comes in, and has joined.
    pub fn is_online(&self, serial: &str) -> bool {
        self.shared.plant().is_online(serial)
    }

    /// Its management network is cut: sessions end and no new one begins. Customers stay online.
    pub fn go_down(&self) {
        self.down.store(true, Ordering::SeqCst);
        self.servers.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
        self.shared.boots.send_modify(|boots| *boots += 1);
    }

    /// It is reached again, where it was.
    pub async fn come_up(&self) -> std::io::Result<()> {
        if !self.down.swap(false, Ordering::SeqCst) {
            return Ok(());
        }
        // What was stopped must have let go of its ports.
        let mut stopped = std::mem::take(&mut *self.servers.lock().unwrap_or_else(PoisonError::into_inner));
        stopped.shutdown().await;
        let ssh = match self.ssh {
            Some(address) => Some(tokio::net::TcpListener::bind(address).await?),
            None => None,
        };
        let telnet = tokio::net::TcpListener::bind(self.telnet).await?;
        *self.servers.lock().unwrap_or_else(PoisonError::into_inner) = serve(ssh, telnet, &self.shared);
        Ok(())
    }

    /// Joins an ONU's fibre to a port and powers it.
    pub fn plug(&self, pon: Pon, onu: Onu) {
        let mut plant = self.shared.plant();
        plant.plug(pon, onu);
        if self.shared.model == Model::HiosoHat7304 {
            hioso::bind(&mut plant);
        }
    }

    /// Cuts an ONU's fibre.
    pub fn unplug(&self, serial: &str) {
        self.shared.plant().set_light(serial, Light::Cut);
    }

    /// Takes an ONU's power, and gives it back.
    pub fn power(&self, serial: &str, on: bool) {
        self.shared.plant().set_light(serial, if on { Light::On } else { Light::PowerOff });
    }

    /// What is registered now, whether saved or not: the device's own evidence.
    pub fn registered(&self) -> Vec<RegisteredOnu> {
        self.shared.plant().running.onus.values().cloned().collect()
    }

    /// Loses what was not saved and every session.
    pub fn reboot(&self) {
        self.shared.plant().reboot();
        self.shared.boots.send_modify(|boots| *boots += 1);
    }

    /// The next session meets this fault; each is used once.
    pub fn inject(&self, fault: Fault) {
        self.shared.faults.add(fault);
    }

    /// The host key changes, as after a board was swapped or somebody sits in between.
    pub fn change_host_key(&self, number: u8) {
        *self.shared.host_key.lock().unwrap_or_else(PoisonError::into_inner) = number;
    }
}

fn serve(ssh: Option<tokio::net::TcpListener>, telnet: tokio::net::TcpListener, shared: &Arc<Shared>) -> tokio::task::JoinSet<()> {
    let mut servers = tokio::task::JoinSet::new();
    if let Some(ssh) = ssh {
        servers.spawn(ssh::serve(ssh, Arc::clone(shared)));
    }
    servers.spawn(telnet::serve(telnet, Arc::clone(shared)));
    servers
}

impl Drop for Olt {
    fn drop(&mut self) {
        self.servers.get_mut().unwrap_or_else(PoisonError::into_inner).abort_all();
        self.shared.boots.send_modify(|boots| *boots += 1);
    }
}
