//! Recordings played as devices, read by drivers.

use std::sync::Arc;
use std::time::Duration;

use janet_olt::brand::{Family, Finding, probe};
use janet_olt::cdata::Cdata;
use janet_olt::hsgq::HsgqEpon;
use janet_olt::huawei::Huawei;
use janet_olt::mock::{Mock, MockDevice, Recording};
use janet_olt::{Dialect, Driver, DriverError, OnuAddress, OnuState, Pace, PonPort};
use janet_terminal::{Command, Mask, Session, Timing};
use tokio::io::{DuplexStream, duplex};

use crate::captures::{Capture, captures};

fn timing() -> Timing {
    Timing { quiet: Duration::from_millis(5), patience: Duration::from_millis(200), deadline: Duration::from_secs(5) }
}

fn pace() -> Pace {
    Pace { busy_attempts: 2, busy_wait: Duration::from_millis(1), online_attempts: 1, online_wait: Duration::ZERO }
}

fn playing(recording: Recording) -> DuplexStream {
    let (ours, theirs) = duplex(1 << 16);
    tokio::spawn(MockDevice::new(recording).serve(theirs));
    ours
}

async fn driver(recording: Recording, dialect: impl Dialect + 'static) -> Driver<DuplexStream> {
    let mock = Arc::new(Mock { recorded: Arc::new(dialect) });
    Driver::open(playing(recording), mock, Mask::default(), timing(), pace()).await.unwrap()
}

fn file<'a>(captures: &'a [Capture], name: &str) -> &'a str {
    &captures.iter().find(|capture| capture.name == name).unwrap().file
}

#[tokio::test]
async fn an_xe04i_of_captures_is_read_by_its_driver() {
    let Some(captures) = captures("hsgq") else { return };
    let recording = Recording::beginning("", "Tera-Network>")
        .going("enable", "Tera-Network#")
        .going("terminal length 0", "Tera-Network#")
        .going("configure", "Tera-Network(config)#")
        .going("interface epon 1", "Tera-Network(config-epon-1)#")
        .with("show onu-info all", file(&captures, "onu-list-1"))
        .and_then(|recording| recording.with("show optical-info", file(&captures, "optical-1")))
        .and_then(|recording| recording.with("show onu-info-alarm 27", file(&captures, "onu-events-1")))
        .and_then(|recording| recording.with("show blacklist onu-info all", file(&captures, "blacklist-1")))
        .unwrap()
        .going("end", "Tera-Network#");
    let mut driver = driver(recording, HsgqEpon::FOUR_PORTS).await;
    assert_eq!(driver.identify().await.unwrap().name.as_deref(), Some("Tera-Network"));
    let at = OnuAddress::parse("0/0/1:27").unwrap();
    let state = driver.state(at).await.unwrap().value;
    assert_eq!((state.state, state.last_down_cause.as_deref()), (OnuState::Online, Some("Onu deregister")));
    let signal = driver.signal(at).await.unwrap().value;
    assert_eq!((signal.onu_rx, signal.temperature_c), (Some(-11.986), Some(56.0)));
    let listed = driver.registered(at.pon).await.unwrap();
    assert_eq!((listed.value.len(), listed.warnings.len()), (2, 1), "the publisher cut 58 rows, which the footer tells");
    let held = driver.read(HsgqEpon::FOUR_PORTS.held(at.pon).unwrap()).await.unwrap().value;
    assert_eq!((held[0].mac.as_deref(), held[0].reason.as_deref()), (Some("30:c5:0f:d8:7f:2c"), Some("Manual")));
    let unknown = driver.signal(OnuAddress::parse("0/0/2:1").unwrap()).await.unwrap_err();
    assert!(matches!(unknown, DriverError::Refused { ref line, .. } if line == "interface epon 2"), "{unknown}");
}

#[tokio::test]
async fn a_pager_waits_for_its_key() {
    let Some(captures) = captures("huawei") else { return };
    let recording = Recording::beginning("", "MA5608T>").with("display board 0", file(&captures, "paging-1")).unwrap();
    let mut session = Session::open(playing(recording), Huawei.profile(), Mask::default(), timing()).await.unwrap();
    let reply = session.run(&Command::new("display board 0")).await.unwrap();
    let rows: Vec<Vec<&str>> = reply.text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows, [["0", "H807GPBH", "Normal"], ["1", "H805GPFD", "Normal"]], "the pager was erased over the next row");
}

#[tokio::test]
async fn a_transcript_plays_again_byte_by_byte() {
    let light = "# source: test\n ONT   Rx power   Tx power   OLT Rx ONT   Temperature  Voltage  Current\n  5     -21.00     2.35       -28.54       54.02        3.40     13.87\n";
    let first = Recording::beginning("Welcome", "GPON OLT>")
        .going("enable", "GPON OLT#")
        .going("config", "GPON OLT(config)#")
        .going("interface gpon 0/0", "GPON OLT(config-gpon-0/0)#")
        .with("show ont optical-info 2 all", light)
        .unwrap()
        .going("end", "GPON OLT#");
    let mut played = driver(first, Cdata).await;
    let at = OnuAddress::parse("0/0/2:5").unwrap();
    let signal = played.signal(at).await.unwrap().value;
    assert_eq!(signal.onu_rx, Some(-21.0));
    let again = Recording::of(played.transcript());
    assert_eq!(again.commands().collect::<Vec<_>>(), ["", "enable", "config", "interface gpon 0/0", "show ont optical-info 2 all", "end"]);
    let mut replayed = driver(again, Cdata).await;
    assert_eq!(replayed.signal(at).await.unwrap().value, signal);
    let unknown = replayed.registered(PonPort { frame: 0, slot: 0, port: 2 }).await.unwrap_err();
    assert!(matches!(unknown, DriverError::Parse(_)), "nothing that was not recorded is made up: {unknown}");
}

#[tokio::test]
async fn a_box_of_no_name_is_probed() {
    let recording = Recording::beginning("Welcome to the OLT", "GPON OLT>")
        .with("show version", "# source: test\n  Model : FD1604S-B1\n--More-- \n  Built : 2022")
        .unwrap();
    let (seen, finding) = probe(playing(recording), Mask::default(), timing()).await.unwrap();
    assert_eq!((seen.prompt.as_str(), seen.banner.as_str()), ("GPON OLT>", "Welcome to the OLT"));
    assert!(matches!(finding, Finding::Family { family: Family::CdataLike, .. }), "{finding:?}");
    let (_, nothing) = probe(playing(Recording::beginning("", "box>")), Mask::default(), timing()).await.unwrap();
    assert!(matches!(nothing, Finding::Undecided { .. }));
}
