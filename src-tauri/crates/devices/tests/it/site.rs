//! A vault with a device's password, and simulated OLTs that want it.

use std::time::Duration;

use chrono::Utc;
use janet_devices::{Devices, Patience};
use janet_lab::olt::{Model, Olt, Onu, Options};
use janet_model::{NewId, NodeId, SecretId};
use janet_olt::Pace;
use janet_provisioning::ports::{LineProfile, OltDialect, OltTarget, Olts, OnuDesired, PonPlace, Registered, Transport, Visit, Written};
use janet_terminal::Timing;
use janet_testkit::World;
use janet_vault::{KeyFile, Purpose, SealingKey, Secret, Vault, store};
use tempfile::TempDir;

pub const MODELS: [Model; 3] = [Model::ZteC320, Model::HuaweiMa5608t, Model::HuaweiMa5800];
pub const PASSWORD: &str = "kata-sandi-OLT-7";
pub const SERIAL: &str = "ZTEGD0A1B2C3";

pub struct Office {
    pub devices: Devices,
    /// Opens every OLT of the site.
    pub secret: SecretId,
    world: World,
    _folder: TempDir,
}

impl Office {
    pub async fn open() -> Office {
        Office::patient(patience()).await
    }

    pub async fn patient(patience: Patience) -> Office {
        let world = World::new().await;
        let folder = tempfile::tempdir().unwrap();
        let vault = Vault::open(&world.agent, &KeyFile::in_folder(folder.path()), "test").await.unwrap();
        let secret = keep(&world, PASSWORD).await;
        Office { devices: Devices::with(vault, patience), secret, world, _folder: folder }
    }

    pub async fn keep(&self, password: &str) -> SecretId {
        keep(&self.world, password).await
    }
}

async fn keep(world: &World, password: &str) -> SecretId {
    let id = SecretId::new_id();
    let sealed = SealingKey::current(world.admin.pool()).await.unwrap().seal(id, &Secret::new(password)).unwrap();
    let mut conn = world.agent.acquire().await.unwrap();
    store(&mut conn, id, Purpose::DevicePassword, NodeId::new_id().0, &sealed, &world.admin.login, Utc::now()).await.unwrap();
    id
}

/// The same steps as in earnest, with less waiting.
pub fn patience() -> Patience {
    Patience {
        timing: Timing { quiet: Duration::from_millis(10), patience: Duration::from_millis(1500), deadline: Duration::from_secs(10) },
        pace: Pace { busy_attempts: 20, busy_wait: Duration::from_millis(30), online_attempts: 20, online_wait: Duration::from_millis(50) },
        ..Patience::default()
    }
}

pub struct Site {
    pub olt: Olt,
    pub target: OltTarget,
    pub pon: PonPlace,
    save_time: Duration,
}

impl Site {
    pub async fn start(office: &Office, model: Model) -> Site {
        Site::with(office, model, |_| {}).await
    }

    pub async fn with(office: &Office, model: Model, change: impl FnOnce(&mut Options)) -> Site {
        let mut options = Options { password: PASSWORD.to_owned(), ..Options::of(model) };
        change(&mut options);
        let olt = Olt::start(model, options.clone()).await.unwrap();
        let (dialect, pon) = match model {
            Model::ZteC320 => (OltDialect::Zte, PonPlace { frame: 1, slot: 2, port: 3 }),
            Model::HuaweiMa5608t | Model::HuaweiMa5800 => (OltDialect::Huawei, PonPlace { frame: 0, slot: 1, port: 3 }),
            Model::VsolV1600g0 => (OltDialect::VsolGpon, PonPlace { frame: 0, slot: 0, port: 3 }),
            Model::VsolV1600g1 => (OltDialect::VsolGponV2, PonPlace { frame: 0, slot: 0, port: 3 }),
            Model::VsolV1600d => (OltDialect::VsolEpon, PonPlace { frame: 0, slot: 0, port: 3 }),
            Model::HiosoHat7304 => (OltDialect::Hioso, PonPlace { frame: 0, slot: 1, port: 3 }),
            Model::HsgqXe04i => (OltDialect::HsgqEpon, PonPlace { frame: 0, slot: 0, port: 3 }),
            Model::HsgqG02id => (OltDialect::HsgqGpon, PonPlace { frame: 0, slot: 0, port: 1 }),
            Model::Unbranded => (OltDialect::Cdata, PonPlace { frame: 0, slot: 0, port: 3 }),
        };
        let target = OltTarget {
            node: NodeId::new_id(),
            code: format!("{model:?}"),
            dialect,
            host: olt.address().ip().to_string(),
            port: olt.address().port(),
            username: options.user.clone(),
            secret: Some(office.secret),
            host_key: None,
            legacy_ssh: options.legacy_ssh,
            transport: if options.ssh { Transport::Ssh } else { Transport::Telnet },
            pons: None,
            sessions: 2,
        };
        Site { olt, target, pon, save_time: options.save_time }
    }

    pub fn plug(&self, serial: &str) {
        self.plug_at(self.pon, serial);
    }

    pub fn plug_at(&self, pon: PonPlace, serial: &str) {
        self.olt.plug((pon.frame, pon.slot, pon.port), Onu::new(serial, "F670L"));
    }

    pub fn desired(&self, serial: &str) -> OnuDesired {
        let profile = match self.target.dialect {
            OltDialect::Zte => {
                LineProfile::Zte { onu_type: "F670L".into(), tcont: "UP-20M".into(), traffic: Some(("UP-20M".into(), "DOWN-20M".into())) }
            }
            // The other dialects have none; what stands here is refused.
            _ => LineProfile::Huawei { line_profile: 60, service_profile: 1, gem: 1 },
        };
        OnuDesired { pon: self.pon, onu_id: None, serial: serial.into(), customer_code: "JNT-000123".into(), vlan: 100, profile }
    }

    pub async fn register(&self, office: &Office, desired: &OnuDesired) -> Visit<Registered> {
        office.devices.register(&self.target, desired).await
    }

    /// Plugs an ONU in and registers it; it must go well.
    pub async fn connect(&self, office: &Office, serial: &str) -> Registered {
        self.plug(serial);
        let visit = self.register(office, &self.desired(serial)).await;
        let registered = visit.result.unwrap_or_else(|fault| panic!("{fault}\n{}", visit.transcript));
        assert_eq!(registered.written, Written::Saved, "{}", visit.transcript);
        registered
    }

    /// Serials with their places, as the OLT itself holds them.
    pub fn stands(&self) -> Vec<(String, u8)> {
        self.olt.registered().into_iter().map(|onu| (onu.serial, onu.id)).collect()
    }

    /// Loses what is not saved. Huawei needs a moment to save.
    pub async fn reboot(&self) {
        tokio::time::sleep(self.save_time * 2).await;
        self.olt.reboot();
    }
}
