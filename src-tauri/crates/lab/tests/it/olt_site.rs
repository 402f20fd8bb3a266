//! A simulated OLT with what a test needs to talk to it.

use std::sync::Arc;
use std::time::Duration;

use janet_lab::olt::{Model, Olt, Onu, Options};
use janet_olt::{
    CustomerCode, Dialect, Driver, GemIndex, OnuAddress, OnuId, OnuType, Pace, PonPort, ProfileId, ProfileName, Registration, Serial,
    Service, Vlan, free_id, huawei, zte,
};
use janet_terminal::ssh::{Algorithms, Connected, Shell, SshError, Target, connect};
use janet_terminal::{Mask, Secret, Session, Timing};

pub const MODELS: [Model; 3] = [Model::ZteC320, Model::HuaweiMa5608t, Model::HuaweiMa5800];

pub struct Site {
    pub olt: Olt,
    pub dialect: Arc<dyn Dialect>,
    pub pon: PonPort,
    pub options: Options,
}

pub fn timing() -> Timing {
    Timing { quiet: Duration::from_millis(10), patience: Duration::from_millis(1500), deadline: Duration::from_secs(10) }
}

pub fn pace() -> Pace {
    Pace { busy_attempts: 20, busy_wait: Duration::from_millis(30), online_attempts: 20, online_wait: Duration::from_millis(50) }
}

impl Site {
    pub async fn new(model: Model) -> Self {
        Self::with(model, |_| {}).await
    }

    pub async fn with(model: Model, change: impl FnOnce(&mut Options)) -> Self {
        let mut options = Options::of(model);
        change(&mut options);
        let olt = Olt::start(model, options.clone()).await.unwrap();
        let (dialect, pon): (Arc<dyn Dialect>, _) = match model {
            Model::ZteC320 => (Arc::new(zte::Zte::C300), PonPort { frame: 1, slot: 2, port: 3 }),
            _ => (Arc::new(huawei::Huawei), PonPort { frame: 0, slot: 1, port: 3 }),
        };
        Self { olt, dialect, pon, options }
    }

    pub fn target(&self) -> Target {
        Target {
            address: self.olt.address(),
            user: self.options.user.clone(),
            password: Secret::new(&self.options.password),
            algorithms: if self.options.legacy_ssh { Algorithms::Legacy } else { Algorithms::Modern },
            pinned: None,
            deadline: Duration::from_secs(20),
        }
    }

    pub async fn connect(&self) -> Result<Connected, SshError> {
        connect(&self.target()).await
    }

    pub async fn driver(&self) -> Driver<Shell> {
        let shell = self.connect().await.unwrap().shell;
        let mask = Mask::new([&self.target().password]);
        Driver::open(shell, Arc::clone(&self.dialect), mask, timing(), pace()).await.unwrap()
    }

    /// A bare session: paging stays on and every line may be typed.
    pub async fn session(&self) -> Session<Shell> {
        let shell = self.connect().await.unwrap().shell;
        Session::open(shell, self.dialect.profile(), Mask::new([&self.target().password]), timing()).await.unwrap()
    }

    pub fn plug(&self, serial: &str) {
        self.plug_onu(Onu::new(serial, "F670L"));
    }

    pub fn plug_onu(&self, onu: Onu) {
        self.olt.plug((self.pon.frame, self.pon.slot, self.pon.port), onu);
    }

    pub fn registration(&self, id: u8, serial: &str) -> Registration {
        let zte = self.pon.frame == 1;
        let name = |text: &str| ProfileName::parse(text).unwrap();
        let service = if zte {
            let onu_type = OnuType::parse("F670L").unwrap();
            Service::Zte(zte::Service { onu_type, tcont_profile: name("UP-20M"), traffic: Some((name("UP-20M"), name("DOWN-20M"))) })
        } else {
            let id = |number| ProfileId::new(number).unwrap();
            Service::Huawei(huawei::Service { line_profile: id(60), service_profile: id(1), gem: GemIndex::new(1).unwrap(), traffic: None })
        };
        Registration {
            at: OnuAddress { pon: self.pon, id: OnuId(id) },
            key: Serial::parse(serial).unwrap().into(),
            code: CustomerCode::parse("JNT-000123").unwrap(),
            vlan: Vlan::new(100).unwrap(),
            service,
        }
    }

    /// Registers a plugged ONU under the lowest free id.
    pub async fn register(&self, serial: &str) -> Registration {
        self.plug(serial);
        let mut driver = self.driver().await;
        let listed = driver.registered(self.pon).await.unwrap().value;
        let id = free_id(&listed, self.dialect.onu_ids()).unwrap();
        let registration = self.registration(id.0, serial);
        let registered = driver.register(&registration).await.unwrap();
        assert_eq!(registered.run.ending, janet_olt::Ending::Done, "{:#?}", registered.run);
        registration
    }

    /// Waits until a save that was begun is done (Huawei returns before).
    pub async fn settle(&self) {
        tokio::time::sleep(self.options.save_time * 2).await;
    }
}
