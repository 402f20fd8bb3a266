//! Every make is read by SSH or Telnet with what its capability table offers; only what plans have profiles for is registered.

use janet_devices::capabilities;
use janet_lab::olt::{Model, Onu};
use janet_provisioning::ports::{Fault, OltDialect, OltSupport, Olts, OnuLine, Transport};

use crate::site::{Office, SERIAL, Site};

const MAC: &str = "02:00:5e:10:00:01";
const MAKES: [Model; 4] = [Model::VsolV1600g0, Model::VsolV1600g1, Model::VsolV1600d, Model::HiosoHat7304];

fn supports(dialect: OltDialect, verb: &str) -> bool {
    capabilities(dialect).into_iter().any(|row| row.verb == verb && matches!(row.support, OltSupport::Supported { .. }))
}

#[tokio::test]
async fn the_small_makes_are_read_by_ssh_and_telnet() {
    let office = Office::open().await;
    for model in MAKES {
        let mut site = Site::start(&office, model).await;
        let epon = matches!(model, Model::VsolV1600d | Model::HiosoHat7304);
        let key = if epon { MAC } else { SERIAL };
        site.olt.plug((site.pon.frame, site.pon.slot, site.pon.port), Onu::new(key, "ONU"));
        let ways: &[Transport] = if model == Model::HiosoHat7304 { &[Transport::Telnet] } else { &[Transport::Ssh, Transport::Telnet] };
        for way in ways {
            site.target.transport = *way;
            site.target.port = if *way == Transport::Telnet { site.olt.telnet_address().port() } else { site.olt.address().port() };
            let dialect = site.target.dialect;
            let visit = office.devices.identify(&site.target).await;
            assert_eq!(visit.host_key.is_some(), *way == Transport::Ssh, "{model:?} {way:?}");
            let identity = visit.result.unwrap_or_else(|fault| panic!("{model:?} {way:?} {fault}\n{}", visit.transcript));
            assert!(identity.software.is_some(), "{model:?} {identity:?}");
            assert!(!visit.transcript.contains(crate::site::PASSWORD), "{model:?}: secrets are masked");

            let visit = office.devices.discover(&site.target).await;
            match (supports(dialect, "discover"), visit.result) {
                // HIOSO and V-SOL EPON let ONUs in by themselves, so none waits.
                (true, Ok(found)) => assert_eq!(found.len(), usize::from(!epon), "{model:?} {way:?}\n{}", visit.transcript),
                (false, Err(Fault::NotOffered(_))) => {}
                (offered, other) => panic!("{model:?} {way:?} offered: {offered}, {other:?}\n{}", visit.transcript),
            }
            let visit = office.devices.list(&site.target, site.pon).await;
            let listed = visit.result.unwrap_or_else(|fault| panic!("{model:?} {way:?} {fault}\n{}", visit.transcript));
            if let Some(onu) = listed.first() {
                assert!(onu.key.as_deref().is_some_and(|seen| seen.eq_ignore_ascii_case(MAC)), "{model:?} {onu:?}");
                let visit = office.devices.look(&site.target, site.pon, onu.onu_id).await;
                let look = visit.result.unwrap_or_else(|fault| panic!("{model:?} {way:?} {fault}\n{}", visit.transcript));
                assert!(look.line.is_some_and(|line| line != OnuLine::Los), "{model:?} {look:?}");
                assert_eq!(look.not_offered.is_empty(), supports(dialect, "state") && supports(dialect, "signal"), "{look:?}");
            }
            println!("{model:?} {way:?}: {identity:?}, {} listed", listed.len());
        }
    }
}

#[tokio::test]
async fn a_service_on_a_make_without_profiles_is_refused_with_a_reason() {
    let office = Office::open().await;
    for model in MAKES {
        let site = Site::start(&office, model).await;
        let desired = site.desired(SERIAL);
        for fault in [
            office.devices.plan(site.target.dialect, &desired).unwrap_err(),
            office.devices.register(&site.target, &desired).await.result.unwrap_err(),
            office.devices.deregister(&site.target, &desired).await.result.unwrap_err(),
        ] {
            let Fault::NotAllowed { field, value } = &fault else { panic!("{model:?}: {fault}") };
            assert!(*field == "profile" && value.contains("no line profile"), "{model:?}: {value}");
        }
        assert!(site.olt.registered().is_empty());
    }
}

#[test]
fn the_table_names_what_is_unverified() {
    for dialect in OltDialect::all() {
        let table = capabilities(dialect);
        assert_eq!(table.len(), 13, "{dialect:?}");
        for row in &table {
            match &row.support {
                OltSupport::Supported { evidence } => {
                    let unknown = matches!(dialect.make(), "global" | "zymlink");
                    assert_eq!(evidence == "unverified", unknown, "{dialect:?} {row:?}");
                }
                OltSupport::ReadOnly { reason } | OltSupport::NotOffered { reason } => assert!(!reason.is_empty(), "{dialect:?} {row:?}"),
            }
        }
    }
}
