//! Reading: states, light, and what an OLT is.

use janet_provisioning::ports::{Olts, OnuLine, OnuVerdict};

use crate::site::{MODELS, Office, SERIAL, Site};

#[tokio::test]
async fn light_darkness_and_absence_are_told_apart() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        let desired = site.desired(SERIAL);
        let read = async || office.devices.read(&site.target, &desired).await.result.unwrap();
        assert_eq!(read().await.verdict, OnuVerdict::Absent, "{model:?}");
        site.connect(&office, SERIAL).await;
        let lit = read().await;
        assert_eq!((lit.verdict, lit.line), (OnuVerdict::Complete, OnuLine::Online), "{model:?}");
        assert!(lit.olt_rx_cdbm.is_some() && lit.onu_rx_cdbm.is_some(), "{model:?}");
        site.olt.power(SERIAL, false);
        let dark = read().await;
        assert_eq!((dark.line, dark.onu_rx_cdbm, dark.olt_rx_cdbm), (OnuLine::Power, None, None), "{model:?} {dark:?}");
        site.olt.unplug(SERIAL);
        assert_eq!(read().await.line, OnuLine::Los, "{model:?}");
        // Somebody removed it by hand and did not save; a reboot brings it back.
        site.reboot().await;
        assert_eq!(read().await.verdict, OnuVerdict::Complete, "{model:?}");
    }
}

#[tokio::test]
async fn an_olt_says_what_it_is() {
    let office = Office::open().await;
    for (model, name, product) in MODELS
        .into_iter()
        .zip(["JANET-C320", "MA5608T", "MA5800-X7"])
        .zip([None, Some("MA5608T"), Some("MA5800")])
        .map(|((m, n), p)| (m, n, p))
    {
        let site = Site::start(&office, model).await;
        let identity = office.devices.identify(&site.target).await.result.unwrap();
        assert_eq!((identity.name.as_deref(), identity.model.as_deref()), (Some(name), product));
        println!("{model:?}: {identity:?}");
    }
}
