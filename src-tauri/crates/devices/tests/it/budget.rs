//! No more sessions than a device has, and no waiting for another one's.

use std::time::{Duration, Instant};

use janet_lab::olt::{Fault as LabFault, Model};
use janet_provisioning::ports::Olts;

use crate::site::{Office, Site};

#[tokio::test]
async fn eight_callers_share_two_sessions() {
    let office = Office::open().await;
    // A third session would be refused.
    let site = Site::with(&office, Model::ZteC320, |options| options.sessions = 2).await;
    site.plug("ZTEGD0A1B2C3");
    let visits = (0..8).map(|_| office.devices.discover(&site.target));
    for visit in futures_util::future::join_all(visits).await {
        assert_eq!(visit.result.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_slow_device_delays_nobody_else() {
    let office = Office::open().await;
    let slow = Site::start(&office, Model::ZteC320).await;
    let quick = Site::start(&office, Model::HuaweiMa5800).await;
    for _ in 0..4 {
        slow.olt.inject(LabFault::Delay { on: "uncfg".into(), by: Duration::from_secs(3) });
    }
    let start = Instant::now();
    let hung = async { futures_util::future::join_all((0..4).map(|_| office.devices.discover(&slow.target))).await };
    let other = async {
        office.devices.discover(&quick.target).await.result.unwrap();
        start.elapsed()
    };
    let (hung, took) = tokio::join!(hung, other);
    assert!(took < Duration::from_secs(3), "{took:?}");
    assert!(hung.into_iter().all(|visit| visit.result.is_ok()));
    println!("the quick one took {took:?}, the slow ones {:?}", start.elapsed());
}
