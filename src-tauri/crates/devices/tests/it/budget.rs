//! No more sessions than a device has, and no waiting for another one's.

use std::time::{Duration, Instant};

use janet_lab::olt::{Fault as LabFault, Model};
use janet_provisioning::ports::{Fault, Olts};

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
async fn a_device_is_given_what_its_row_says() {
    let office = Office::open().await;
    // It has one session; two at once would be refused.
    let mut site = Site::with(&office, Model::ZteC320, |options| options.sessions = 1).await;
    site.target.sessions = 1;
    let visits = || futures_util::future::join_all((0..6).map(|_| office.devices.identify(&site.target)));
    for visit in visits().await {
        assert!(visit.result.is_ok(), "{:?}", visit.result);
    }
    // Given more than it has, it refuses: the limit above is ours, not its.
    site.target.sessions = 4;
    let refused = futures_util::future::join_all((0..6).map(|_| office.devices.identify(&site.target))).await;
    assert!(refused.iter().any(|visit| matches!(visit.result, Err(Fault::SessionsFull(_)))));
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
