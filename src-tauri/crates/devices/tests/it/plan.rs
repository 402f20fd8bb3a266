//! A plan is exactly what is sent.

use janet_provisioning::ports::{Fault, LineProfile, Olts, OnuDesired};

use crate::site::{MODELS, Office, SERIAL, Site};

#[tokio::test]
async fn the_plan_is_what_the_device_is_sent() {
    let office = Office::open().await;
    for model in MODELS {
        let site = Site::start(&office, model).await;
        site.plug(SERIAL);
        let desired = site.desired(SERIAL);
        let plan = office.devices.plan(site.target.dialect, &desired).unwrap();
        let transcript = site.register(&office, &desired).await.transcript;
        let sent: Vec<&str> = transcript.lines().filter_map(|line| line.strip_prefix("> ")).collect();
        let begin = sent.windows(plan.lines.len()).position(|lines| lines == plan.lines);
        assert!(begin.is_some(), "{model:?}: {:#?}\nis not in\n{sent:#?}", plan.lines);
        let after = &sent[begin.unwrap() + plan.lines.len()..];
        for line in &plan.read_back {
            assert!(after.contains(&line.as_str()), "{model:?}: {line} was not asked afterwards: {after:#?}");
        }
        println!("{model:?} plan:\n  {}\nread back:\n  {}", plan.lines.join("\n  "), plan.read_back.join("\n  "));
    }
}

#[tokio::test]
async fn what_a_device_may_not_be_told_is_refused_before_anybody_connects() {
    let office = Office::open().await;
    let site = Site::start(&office, MODELS[0]).await;
    let good = site.desired(SERIAL);
    let tcont = |tcont: &str| LineProfile::Zte { onu_type: "F670L".into(), tcont: tcont.into(), traffic: None };
    let cases: [(&str, OnuDesired); 7] = [
        ("serial", OnuDesired { serial: "ZTEG\nreboot".into(), ..good.clone() }),
        ("customer_code", OnuDesired { customer_code: "Budi; reboot".into(), ..good.clone() }),
        ("vlan", OnuDesired { vlan: 0, ..good.clone() }),
        ("onu_id", OnuDesired { onu_id: Some(0), ..good.clone() }),
        ("tcont", OnuDesired { profile: tcont("UP 20M\nreboot"), ..good.clone() }),
        ("profile", OnuDesired { profile: LineProfile::Huawei { line_profile: 1, service_profile: 1, gem: 1 }, ..good.clone() }),
        // Huawei takes any eight bytes, ZTE only printable ones.
        ("serial", OnuDesired { serial: "00000001D0A1B2C3".into(), ..good.clone() }),
    ];
    // Nothing listens here: an attempt to connect would be another fault.
    let mut target = site.target.clone();
    target.port = 1;
    for (wanted, desired) in cases {
        for fault in [
            office.devices.plan(site.target.dialect, &desired).unwrap_err(),
            office.devices.register(&target, &desired).await.result.unwrap_err(),
            office.devices.read(&target, &desired).await.result.unwrap_err(),
            office.devices.deregister(&target, &desired).await.result.unwrap_err(),
        ] {
            assert!(matches!(&fault, Fault::NotAllowed { field, .. } if *field == wanted), "{wanted}: {fault}");
        }
    }
}
