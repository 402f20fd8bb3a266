//! What goes wrong between us and an agent: each ends in a named error or in the right answer, and before its deadline.

use std::time::{Duration, Instant};

use janet_lab::faults::Fault;
use janet_lab::snmp::Habits;
use janet_snmp::{Client, Community, Credentials, Error, Session, Target, Unusable, Value};

use crate::snmp::{agent, oid, rows, session, timing};

const TABLE: &str = "1.3.6.1.4.1.99999.1";

async fn failing(session: &Session, at_most: Duration) -> Error {
    let started = Instant::now();
    let error = session.get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap_err();
    assert!(started.elapsed() < at_most, "{:?}", started.elapsed());
    error
}

#[tokio::test]
async fn silence_is_no_answer() {
    let agent = agent(rows(1), Habits::default()).await;
    agent.faults().always(Fault::Drop);
    let client = Client::bind(1).await.unwrap();
    let error = failing(&session(&client, &agent, timing(100, 3, 60_000)), Duration::from_secs(2)).await;
    assert!(matches!(error, Error::NoAnswer { sent: 3, engine_answered: false, .. }), "{error}");
    assert_eq!(agent.requests(), 3);
}

#[tokio::test]
async fn a_wrong_community_is_met_with_silence_and_the_error_says_so() {
    let agent = agent(rows(1), Habits::default()).await;
    let client = Client::bind(1).await.unwrap();
    let credentials = Credentials::Community(Community::new("wrong"));
    let session = client.session(Target { timing: timing(100, 2, 60_000), ..Target::new(agent.address(), credentials) });
    let error = failing(&session, Duration::from_secs(2)).await;
    assert!(matches!(error, Error::NoAnswer { sent: 2, .. }) && error.to_string().contains("community"), "{error}");
}

#[tokio::test]
async fn garbage_and_cut_replies_are_named_and_do_not_hide_the_answer_after_them() {
    let agent = agent(rows(1), Habits::default()).await;
    let client = Client::bind(1).await.unwrap();
    for fault in [Fault::Garbage, Fault::Reset] {
        agent.faults().always(fault);
        let error = failing(&session(&client, &agent, timing(100, 2, 60_000)), Duration::from_secs(2)).await;
        assert!(matches!(error, Error::Unusable { count: 2, reason: Unusable::Decode(_) }), "{fault:?}: {error}");
        agent.faults().clear();
        agent.faults().next(fault, 1);
        let values = session(&client, &agent, timing(100, 2, 60_000)).get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap();
        assert_eq!(values, [Value::Integer(-7)]);
    }
}

#[tokio::test]
async fn an_answer_from_another_address_is_named() {
    let asked = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = asked.local_addr().unwrap();
    let answering = tokio::net::UdpSocket::bind("127.0.0.2:0").await.unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 2_000];
        while let Ok((length, from)) = asked.recv_from(&mut buffer).await {
            let (community, request) = janet_snmp::message::read_community(&buffer[..length]).unwrap();
            let reply = janet_snmp::Pdu { kind: janet_snmp::Kind::Response, ..request };
            answering.send_to(&janet_snmp::message::write_community(community, &reply), from).await.unwrap();
        }
    });
    let client = Client::bind(1).await.unwrap();
    let credentials = Credentials::Community(Community::new("public"));
    let session = client.session(Target { timing: timing(100, 2, 60_000), ..Target::new(address, credentials) });
    let error = failing(&session, Duration::from_secs(2)).await;
    assert!(matches!(error, Error::Unusable { count: 2, reason: Unusable::Address(_) }), "{error}");
}

#[tokio::test]
async fn late_and_double_replies_are_dropped() {
    let agent = agent(rows(30), Habits { duplicates: true, ..Habits::default() }).await;
    let client = Client::bind(1).await.unwrap();
    let session = session(&client, &agent, timing(1_000, 3, 60_000));
    assert_eq!(session.walk(&oid(TABLE)).await.unwrap().len(), 30);
    // The first reply comes after the second transmission; it is an answer to both.
    agent.faults().next(Fault::Delay(Duration::from_millis(1_300)), 1);
    for _ in 0..3 {
        assert_eq!(session.get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap(), [Value::Integer(-7)]);
    }
    tokio::time::sleep(Duration::from_millis(600)).await;
    // Both copies of the late reply; a duplicate that comes at once may still find its request.
    assert!(client.dropped() >= 2, "{}", client.dropped());
}

#[tokio::test]
async fn a_table_that_goes_in_circles_is_named() {
    let agent = agent(rows(500), Habits { circle_after: Some(130), ..Habits::default() }).await;
    let client = Client::bind(1).await.unwrap();
    let error = session(&client, &agent, timing(500, 2, 10_000)).walk(&oid(TABLE)).await.unwrap_err();
    assert!(matches!(error, Error::NotIncreasing { .. }), "{error}");
}

#[tokio::test]
async fn replies_that_are_too_big_are_asked_for_in_parts() {
    let client = Client::bind(1).await.unwrap();
    for most in [1, 3, 12] {
        let agent = agent(rows(60), Habits { too_big_above: Some(most), ..Habits::default() }).await;
        let session = session(&client, &agent, timing(500, 2, 10_000));
        assert_eq!(session.walk(&oid(TABLE)).await.unwrap().len(), 60, "at most {most}");
        let names: Vec<_> = (1..=20).map(|row| oid(TABLE).child(&[row])).collect();
        let expected: Vec<_> = (1..=20).map(Value::Counter64).collect();
        assert_eq!(session.get(&names).await.unwrap(), expected, "at most {most}");
    }
    let agent = agent(rows(60), Habits { too_big_above: Some(0), ..Habits::default() }).await;
    let error = session(&client, &agent, timing(500, 2, 10_000)).walk(&oid(TABLE)).await.unwrap_err();
    assert!(matches!(error, Error::TooBig { .. }), "{error}");
}

#[tokio::test]
async fn big_replies_that_never_arrive_are_asked_for_in_parts() {
    let agent = agent(rows(60), Habits { lost_above: Some(12), ..Habits::default() }).await;
    let client = Client::bind(1).await.unwrap();
    let session = session(&client, &agent, timing(50, 2, 10_000));
    assert_eq!(session.get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap(), [Value::Integer(-7)]);
    assert_eq!(session.walk(&oid(TABLE)).await.unwrap().len(), 60);
}

#[tokio::test]
async fn two_thousand_rows_with_loss_are_complete() {
    let agent = agent(rows(2_000), Habits { drop_every: Some(7), ..Habits::default() }).await;
    let client = Client::bind(1).await.unwrap();
    let walked = session(&client, &agent, timing(200, 4, 60_000)).walk(&oid(TABLE)).await.unwrap();
    assert_eq!(walked.len(), 2_000);
    assert!(walked.iter().zip(1..).all(|((_, value), row)| *value == Value::Counter64(row)));
}

#[tokio::test]
async fn reading_ends_at_its_deadline() {
    let agent = agent(rows(2_000), Habits::default()).await;
    agent.faults().always(Fault::Delay(Duration::from_millis(150)));
    let client = Client::bind(1).await.unwrap();
    let session = session(&client, &agent, timing(1_000, 3, 1_000));
    session.start_deadline().await;
    let started = Instant::now();
    let error = session.walk(&oid(TABLE)).await.unwrap_err();
    assert!(matches!(error, Error::Deadline), "{error}");
    assert!(started.elapsed() < Duration::from_millis(1_800), "{:?}", started.elapsed());
}
