//! The composition root: which database, which agent, who is signed in.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use janet_agent::{Agent, AgentConfig, Ports, freeradius::Database, sample};
use janet_db::{
    Outcomes, ServerAddress, backup,
    embedded::{DataFolder, Durability, Embedded, Programs},
    server,
};
use janet_model::{Code, Refusal};
use janet_vault::{KeyPlace, Secret, Vault};
use janet_workspace::Me;
use serde::{Deserialize, Serialize};
use specta::Type;
use sqlx::PgPool;
use tauri::AppHandle;
use tauri_specta::Event;
use tokio::sync::{Mutex, RwLock, watch};

use crate::{
    agent_here::{self, AgentHere},
    connection::{self, Connection},
    error::CommandError,
    events::StatusChanged,
    session::{Link, Session},
};

/// Between two attempts to start the agent of a server that is away.
const AGENT_PAUSE: Duration = Duration::from_secs(20);

/// Where the program stands; the window shows one screen for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "phase", rename_all = "snake_case")]
pub enum Phase {
    /// Nothing chosen yet: start empty, or connect.
    Choose,
    /// The database is being started; signing in may begin before it is done.
    Starting,
    /// A database without a company.
    FirstRun,
    SignIn,
    SignedIn {
        me: Me,
    },
    /// Something is in the way; the code says what to do.
    Failed {
        refusal: Refusal,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct AppStatus {
    pub phase: Phase,
    pub connection: Option<Connection>,
    /// The company was set up before; the sign-in screen can be shown at once.
    pub known: bool,
    pub link_up: Option<bool>,
    pub link_ms: Option<u32>,
    pub version: String,
    /// Remembered to spare typing; never a password.
    pub last_login: Option<String>,
    /// Of a shared server; a private server always has its agent here.
    pub agent_here: AgentHere,
    /// In the sample network: how to sign in. It is no secret there.
    pub sample: Option<SampleLogin>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SampleLogin {
    pub login: String,
    pub password: String,
}

#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    folder: DataFolder,
    handle: AppHandle,
    phase: watch::Sender<Phase>,
    connection: RwLock<Option<Connection>>,
    /// Held for as long as a backup is taken.
    embedded: Mutex<Option<Embedded>>,
    /// Where that server is, for those who must not wait for a backup.
    private: RwLock<Option<PrivateServer>>,
    /// Devices and RADIUS server of the sample network.
    sample: Mutex<Option<sample::Running>>,
    agent: RwLock<Option<Agent>>,
    agent_pool: RwLock<Option<PgPool>>,
    /// Of the agent that runs in here.
    vault: RwLock<Option<Vault>>,
    agent_here: RwLock<AgentHere>,
    session: RwLock<Option<Session>>,
    outcomes: Outcomes,
    link: Arc<Link>,
}

/// The private server as it came up.
struct PrivateServer {
    address: ServerAddress,
    major: u32,
    port: u16,
    adopted: bool,
}

/// `--data`, else the account's data folder; as root a folder that the server's account can enter.
pub fn data_folder(chosen: Option<PathBuf>) -> DataFolder {
    let path = chosen.unwrap_or_else(|| match directories::ProjectDirs::from("id", "janet", "janet-isp") {
        Some(dirs) if !dirs.data_dir().starts_with("/root") => dirs.data_local_dir().to_path_buf(),
        _ => PathBuf::from("/var/lib/janet-isp"),
    });
    DataFolder::new(path)
}

/// A program that ships with this one, in the same folder.
fn beside(name: &str) -> PathBuf {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::current_exe().ok().and_then(|program| program.parent().map(|folder| folder.join(&file))).unwrap_or_else(|| file.into())
}

impl App {
    pub fn new(folder: DataFolder, handle: AppHandle) -> App {
        let connection = connection::load(&folder);
        let phase = if connection.is_some() { Phase::Starting } else { Phase::Choose };
        App {
            inner: Arc::new(Inner {
                folder,
                handle,
                phase: watch::Sender::new(phase),
                connection: RwLock::new(connection),
                embedded: Mutex::new(None),
                private: RwLock::new(None),
                sample: Mutex::new(None),
                agent: RwLock::new(None),
                agent_pool: RwLock::new(None),
                vault: RwLock::new(None),
                agent_here: RwLock::default(),
                session: RwLock::new(None),
                outcomes: Outcomes::default(),
                link: Arc::new(Link::default()),
            }),
        }
    }

    pub fn folder(&self) -> &DataFolder {
        &self.inner.folder
    }

    /// Where the private database that is open now lies, with its backups.
    pub async fn database_folder(&self) -> DataFolder {
        match *self.inner.connection.read().await {
            Some(Connection::Sample) => self.sample_folder(),
            _ => self.inner.folder.clone(),
        }
    }

    fn sample_folder(&self) -> DataFolder {
        DataFolder::new(self.inner.folder.root().join("sample"))
    }

    /// Of the agent that runs in here.
    pub async fn vault(&self) -> Option<Vault> {
        self.inner.vault.read().await.clone()
    }

    /// Where this machine's key to the vault lies; `None`: no agent in here is enrolled.
    pub async fn key_place(&self) -> Option<KeyPlace> {
        self.inner.vault.read().await.as_ref().map(|vault| vault.key_place().clone())
    }

    pub fn outcomes(&self) -> &Outcomes {
        &self.inner.outcomes
    }

    pub async fn status(&self) -> AppStatus {
        let link = self.inner.link.get();
        let phase = self.inner.phase.borrow().clone();
        let connection = self.inner.connection.read().await.clone();
        AppStatus {
            phase,
            agent_here: self.inner.agent_here.read().await.clone(),
            sample: (connection == Some(Connection::Sample))
                .then(|| SampleLogin { login: sample::LOGIN.into(), password: sample::PASSWORD.into() }),
            connection,
            known: self.inner.folder.root().join("known").exists(),
            link_up: link.map(|(up, _)| up),
            link_ms: link.map(|(_, ms)| ms),
            version: env!("CARGO_PKG_VERSION").into(),
            last_login: std::fs::read_to_string(self.inner.folder.root().join("last-login")).ok(),
        }
    }

    async fn enter(&self, phase: Phase) {
        self.inner.phase.send_replace(phase);
        self.tell().await;
    }

    /// Brings up what was chosen before; run once, behind the window.
    pub async fn start(&self) {
        let chosen = self.inner.connection.read().await.clone();
        match chosen {
            None => self.enter(Phase::Choose).await,
            Some(connection) => self.bring_up(connection).await,
        }
    }

    pub async fn choose(&self, connection: Connection) -> Result<(), CommandError> {
        connection::save(&self.inner.folder, &connection).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
        *self.inner.connection.write().await = Some(connection.clone());
        self.bring_up(connection).await;
        Ok(())
    }

    /// Back to the choice; data stays where it is.
    pub async fn forget(&self) -> Result<(), CommandError> {
        self.sign_out().await;
        self.leave().await;
        connection::forget(&self.inner.folder).map_err(|error| Refusal::new(Code::File).detail(error.to_string()))?;
        let _ = std::fs::remove_file(self.inner.folder.root().join("known"));
        *self.inner.connection.write().await = None;
        self.enter(Phase::Choose).await;
        Ok(())
    }

    async fn bring_up(&self, connection: Connection) {
        self.enter(Phase::Starting).await;
        let next = match connection {
            Connection::Server { address } => Ok(self.bring_up_server(&address).await),
            Connection::Embedded => self.bring_up_embedded(self.inner.folder.clone()).await,
            Connection::Sample => self.bring_up_sample().await,
        };
        match next {
            Ok(phase) => self.enter(phase).await,
            Err(refusal) => self.enter(Phase::Failed { refusal }).await,
        }
    }

    async fn bring_up_embedded(&self, folder: DataFolder) -> Result<Phase, Refusal> {
        let refuse = |error: janet_db::DbError| {
            tracing::error!(error = %error, "the embedded server did not come up");
            Refusal::new(error.code()).detail(error.to_string())
        };
        let bundled = tauri_bundle(&self.inner.handle);
        let programs = Programs::find(&folder, &bundled).map_err(refuse)?;
        let started = std::time::Instant::now();
        let embedded = Embedded::start(folder.clone(), programs, Durability::Full).await.map_err(refuse)?;
        let options = embedded.prepare().await.map_err(refuse)?;
        tracing::info!(
            adopted = embedded.adopted,
            port = embedded.port(),
            duration_ms = started.elapsed().as_millis() as u64,
            "the embedded server is up"
        );
        *self.inner.private.write().await = Some(PrivateServer {
            address: embedded.address(),
            major: embedded.programs().major,
            port: embedded.port(),
            adopted: embedded.adopted,
        });
        *self.inner.embedded.lock().await = Some(embedded);
        let pool = server::open(options, 12).await.map_err(refuse)?;
        self.start_agent(pool.clone(), folder.root(), Some(self.backup_work())).await.map_err(refuse)?;
        let set_up = janet_workspace::is_set_up(&pool).await.map_err(|error| Refusal::new(Code::Internal).detail(error.to_string()))?;
        Ok(if set_up { Phase::SignIn } else { Phase::FirstRun })
    }

    /// Its own folder, filled the first time; its devices run beside the window.
    async fn bring_up_sample(&self) -> Result<Phase, Refusal> {
        let refuse = |error: sample::SampleError| {
            tracing::error!(error = %error, "the sample network did not come up");
            Refusal::new(Code::Internal).detail(error.to_string())
        };
        let folder = self.sample_folder();
        let phase = self.bring_up_embedded(folder.clone()).await?;
        let pool = self.inner.agent_pool.read().await.clone().ok_or_else(|| Refusal::new(Code::NoAgent))?;
        if phase == Phase::FirstRun {
            let started = std::time::Instant::now();
            sample::fill(&pool, sample::LOGIN, janet_workspace::Language::Id, chrono::Utc::now()).await.map_err(refuse)?;
            tracing::info!(duration_ms = started.elapsed().as_millis() as u64, "the sample network was filled");
        }
        let database = {
            let guard = self.inner.embedded.lock().await;
            let server = guard.as_ref().ok_or_else(|| Refusal::new(Code::NotPrepared))?;
            let address = server.address();
            let password = server
                .radius_password()
                .map_err(|error| Refusal::new(error.code()).detail(error.to_string()))?
                .ok_or_else(|| Refusal::new(Code::NotPrepared))?;
            Database { host: address.host, port: address.port, name: address.database, password }
        };
        let lab = beside("janet-lab");
        let running = sample::Running::start(&pool, folder.root(), &database, &lab).await.map_err(refuse)?;
        *self.inner.sample.lock().await = Some(running);
        Ok(Phase::SignIn)
    }

    /// Takes a verified backup of the embedded server.
    fn backup_work(&self) -> janet_agent::HostWork {
        let this = self.clone();
        Arc::new(move || {
            let this = this.clone();
            Box::pin(async move {
                let guard = this.inner.embedded.lock().await;
                let Some(server) = guard.as_ref() else {
                    return Err(janet_db::jobs::JobError::Wait("the embedded server is not up".into()));
                };
                let taken = backup::take(server, chrono::Utc::now(), |_| {}).await?;
                serde_json::to_value(&taken).map_err(|error| janet_db::jobs::JobError::GiveUp(error.to_string()))
            })
        })
    }

    /// `folder`: where this computer's key to the vault is, if no keychain has it.
    /// A server that others use too. Where this computer is to be one of its agents, that agent starts; a server that is
    /// away now does not keep anybody from typing.
    async fn bring_up_server(&self, address: &ServerAddress) -> Phase {
        match agent_here::kept(&self.inner.folder, address) {
            Ok(None) => Phase::SignIn,
            Ok(Some(password)) => match self.start_server_agent(address, &password).await {
                Ok(phase) => phase,
                Err(refusal) => {
                    self.agent_is(AgentHere::Away { refusal }).await;
                    tauri::async_runtime::spawn(self.clone().keep_trying(address.clone(), password));
                    Phase::SignIn
                }
            },
            Err(error) => {
                self.agent_is(AgentHere::Away { refusal: agent_here::refusal(&error) }).await;
                Phase::SignIn
            }
        }
    }

    async fn start_server_agent(&self, address: &ServerAddress, password: &Secret) -> Result<Phase, Refusal> {
        let refuse = |error: janet_db::DbError| Refusal::new(error.code()).detail(error.to_string());
        let pool = agent_here::open(address, password).await?;
        self.start_agent(pool.clone(), &agent_here::folder(&self.inner.folder, address), None).await.map_err(refuse)?;
        self.agent_is(AgentHere::Running).await;
        let set_up = janet_workspace::is_set_up(&pool).await.map_err(|error| Refusal::new(Code::Internal).detail(error.to_string()))?;
        Ok(if set_up { Phase::SignIn } else { Phase::FirstRun })
    }

    /// Until the server lets the agent in, or this computer is to be its agent no more.
    async fn keep_trying(self, address: ServerAddress, password: Secret) {
        loop {
            tokio::time::sleep(AGENT_PAUSE).await;
            let still = *self.inner.connection.read().await == Some(Connection::Server { address: address.clone() });
            if !still || !matches!(*self.inner.agent_here.read().await, AgentHere::Away { .. }) {
                return;
            }
            match self.start_server_agent(&address, &password).await {
                Ok(Phase::FirstRun) => return self.enter(Phase::FirstRun).await,
                Ok(_) => return self.tell().await,
                Err(refusal) => self.agent_is(AgentHere::Away { refusal }).await,
            }
        }
    }

    /// *Make this computer an agent* of the shared server, now and at every start.
    pub async fn become_agent(&self, password: &str) -> Result<(), CommandError> {
        let Some(Connection::Server { address }) = self.inner.connection.read().await.clone() else {
            return Err(Code::NotPrepared.into());
        };
        let password = Secret::new(password);
        if self.inner.agent.read().await.is_none() {
            let phase = self.start_server_agent(&address, &password).await?;
            if phase == Phase::FirstRun {
                self.enter(phase).await;
            }
        }
        agent_here::keep(&self.inner.folder, &address, &password).map_err(|error| agent_here::refusal(&error))?;
        self.tell().await;
        Ok(())
    }

    /// Its work goes on with the server's other agents.
    pub async fn resign_agent(&self) -> Result<(), CommandError> {
        let Some(Connection::Server { address }) = self.inner.connection.read().await.clone() else {
            return Err(Code::NotPrepared.into());
        };
        agent_here::forget(&self.inner.folder, &address).map_err(|error| agent_here::refusal(&error))?;
        self.stop_agent().await;
        self.tell().await;
        Ok(())
    }

    async fn stop_agent(&self) {
        if let Some(agent) = self.inner.agent.write().await.take() {
            agent.stop().await;
        }
        *self.inner.agent_pool.write().await = None;
        *self.inner.vault.write().await = None;
        self.agent_is(AgentHere::No).await;
    }

    async fn agent_is(&self, state: AgentHere) {
        *self.inner.agent_here.write().await = state;
    }

    /// Tells the window where the program stands, with no change of its phase.
    async fn tell(&self) {
        let _ = StatusChanged(self.status().await).emit(&self.inner.handle);
    }

    async fn start_agent(&self, pool: PgPool, folder: &Path, backup: Option<janet_agent::HostWork>) -> Result<(), janet_db::DbError> {
        let ports = match Ports::open(&pool, folder, &machine_name()).await {
            Ok(ports) => Some(ports),
            Err(error) => {
                // The office works on; work on devices waits in the queue, and Diagnostics names the reason.
                tracing::error!(error = %error, "the vault did not open: no device is reached from here");
                None
            }
        };
        *self.inner.vault.write().await = ports.as_ref().map(|ports| ports.vault.clone());
        let agent =
            Agent::start(AgentConfig { pool: pool.clone(), name: machine_name(), outcomes: self.inner.outcomes.clone(), backup, ports })
                .await?;
        *self.inner.agent.write().await = Some(agent);
        *self.inner.agent_pool.write().await = Some(pool);
        Ok(())
    }

    /// Waits until the database was tried, so that signing in can be typed while it starts.
    async fn ready(&self) -> Result<(), CommandError> {
        let mut phase = self.inner.phase.subscribe();
        let seen = phase.wait_for(|phase| *phase != Phase::Starting).await.map_err(|_| CommandError::from(Code::Internal))?.clone();
        match seen {
            Phase::Failed { refusal } => Err(refusal.into()),
            Phase::Choose => Err(Code::NotPrepared.into()),
            _ => Ok(()),
        }
    }

    async fn address(&self) -> Result<ServerAddress, CommandError> {
        match self.inner.connection.read().await.clone() {
            Some(Connection::Server { address }) => Ok(address),
            Some(Connection::Embedded | Connection::Sample) => {
                Ok(self.inner.private.read().await.as_ref().ok_or(Code::NotPrepared)?.address.clone())
            }
            None => Err(Code::NotPrepared.into()),
        }
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<Me, CommandError> {
        self.ready().await?;
        let address = self.address().await?;
        let login = login.trim().to_ascii_lowercase();
        // Opened once to name what is wrong; the pool behind it would only say "timed out".
        let report = server::test(&address, &login, password).await?;
        let pool = server::open(address.options(&login, password), 6).await?;
        let Some(me) = janet_workspace::me(&pool).await? else {
            pool.close().await;
            return Err(Code::Disabled.into());
        };
        tracing::info!(server.version = %report.version, round_trip_ms = report.round_trip_ms, "signed in");
        let listen = self.inner.agent.read().await.is_none();
        let session =
            Session::start(pool, me.clone(), self.inner.outcomes.clone(), listen, self.inner.handle.clone(), self.inner.link.clone());
        if let Some(old) = self.inner.session.write().await.replace(session) {
            old.end().await;
        }
        let root = self.inner.folder.root();
        if let Err(error) = std::fs::create_dir_all(root)
            .and_then(|()| std::fs::write(root.join("last-login"), &login))
            .and_then(|()| std::fs::write(root.join("known"), ""))
        {
            tracing::warn!(error = %error, "the last login could not be remembered");
        }
        self.enter(Phase::SignedIn { me: me.clone() }).await;
        Ok(me)
    }

    /// Proves a password without touching the session.
    pub async fn prove(&self, login: &str, password: &str) -> Result<(), CommandError> {
        server::test(&self.address().await?, login, password).await?;
        Ok(())
    }

    pub async fn sign_out(&self) {
        if let Some(session) = self.inner.session.write().await.take() {
            session.end().await;
            self.enter(Phase::SignIn).await;
        }
    }

    pub async fn after_first_run(&self) {
        self.enter(Phase::SignIn).await;
    }

    /// The signed-in operator's pool.
    pub async fn pool(&self) -> Result<PgPool, CommandError> {
        Ok(self.inner.session.read().await.as_ref().ok_or(Code::NotSignedIn)?.pool.clone())
    }

    pub async fn me(&self) -> Result<Me, CommandError> {
        Ok(self.inner.session.read().await.as_ref().ok_or(Code::NotSignedIn)?.me.clone())
    }

    /// The agent's pool, for the first run only: no operator exists before it.
    pub async fn first_run_pool(&self) -> Result<PgPool, CommandError> {
        self.ready().await?;
        Ok(self.inner.agent_pool.read().await.as_ref().ok_or(Code::NoAgent)?.clone())
    }

    pub async fn wake_agent(&self) {
        if let Some(agent) = self.inner.agent.read().await.as_ref() {
            agent.wake();
        }
    }

    /// Puts a backup in the place of the present data. Everybody is signed out; the agent pauses.
    pub async fn restore(&self, archive: &std::path::Path) -> Result<backup::Verified, CommandError> {
        if let Some(session) = self.inner.session.write().await.take() {
            session.end().await;
        }
        self.enter(Phase::Starting).await;
        self.stop_agent().await;
        // The simulated devices come up again with the database that they are described from.
        self.inner.sample.lock().await.take();
        let result = {
            let mut guard = self.inner.embedded.lock().await;
            match guard.as_mut() {
                Some(server) => backup::restore(server, archive, chrono::Utc::now()).await.map_err(CommandError::from),
                None => Err(Code::NotPrepared.into()),
            }
        };
        // Whatever came of it, the database that is there now is brought up again.
        *self.inner.private.write().await = None;
        let embedded = self.inner.embedded.lock().await.take();
        if let Some(server) = embedded {
            let _ = server.leave().await;
        }
        let connection = self.inner.connection.read().await.clone().unwrap_or(Connection::Embedded);
        self.bring_up(connection).await;
        result
    }

    pub async fn is_embedded(&self) -> bool {
        matches!(*self.inner.connection.read().await, Some(Connection::Embedded | Connection::Sample))
    }

    /// Ends the agent and lets go of the server.
    pub async fn leave(&self) {
        if let Some(session) = self.inner.session.write().await.take() {
            session.end().await;
        }
        self.stop_agent().await;
        self.inner.sample.lock().await.take();
        *self.inner.private.write().await = None;
        if let Some(embedded) = self.inner.embedded.lock().await.take() {
            match embedded.leave().await {
                Ok(last) => tracing::info!(last, "left the embedded server"),
                Err(error) => tracing::warn!(error = %error, "the embedded server was not stopped"),
            }
        }
    }

    pub async fn embedded_version(&self) -> Option<(u32, u16, bool)> {
        self.inner.private.read().await.as_ref().map(|server| (server.major, server.port, server.adopted))
    }
}

/// Where the package puts PostgreSQL, beside its other resources.
fn tauri_bundle(handle: &AppHandle) -> Vec<PathBuf> {
    use tauri::Manager;
    handle.path().resource_dir().ok().map(|folder| folder.join("postgres").join("bin")).into_iter().collect()
}

fn machine_name() -> String {
    std::env::var("COMPUTERNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .or_else(|| std::env::var("HOSTNAME").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "desktop".into())
}
