//! The client of `janet-snmp` against the lab's agent: what is answered, and what v3 does when an engine restarts.

use std::sync::Arc;
use std::time::{Duration, Instant};

use janet_lab::snmp::{Agent, AgentOptions, Habits, Records};
use janet_snmp::{
    AuthProtocol, Client, Community, Credentials, Error, Oid, PrivProtocol, Session, Target, Timing, User, UsmError, Value, WalkLimits,
};

pub fn oid(text: &str) -> Oid {
    text.parse().unwrap()
}

/// A table of so many rows below 1.3.6.1.4.1.99999.1, and a scalar behind it.
pub fn rows(count: u32) -> Arc<Records> {
    let mut records = Records::default();
    for row in 1..=count {
        records.insert(oid("1.3.6.1.4.1.99999.1").child(&[row]), Value::Counter64(u64::from(row)));
    }
    records.insert(oid("1.3.6.1.4.1.99999.2.0"), Value::Integer(-7));
    records.insert(oid("1.3.6.1.2.1.1.3.0"), Value::TimeTicks(4_242));
    Arc::new(records)
}

pub fn timing(first_wait: u64, transmissions: u32, deadline: u64) -> Timing {
    Timing { first_wait: Duration::from_millis(first_wait), transmissions, deadline: Duration::from_millis(deadline) }
}

pub fn session(client: &Client, agent: &Agent, timing: Timing) -> Session {
    let credentials = Credentials::Community(Community::new("public"));
    client.session(Target { timing, ..Target::new(agent.address(), credentials) })
}

pub async fn agent(records: Arc<Records>, habits: Habits) -> Agent {
    Agent::start(records, AgentOptions { habits, ..AgentOptions::default() }).await.unwrap()
}

fn user() -> User {
    let user = User::new("noc").unwrap().with_auth(AuthProtocol::Sha256, "authpass1").unwrap();
    user.with_privacy(PrivProtocol::Aes128, "privpass1").unwrap()
}

async fn v3_agent() -> Agent {
    Agent::start(rows(60), AgentOptions { users: vec![user()], ..AgentOptions::default() }).await.unwrap()
}

fn v3_session(client: &Client, agent: &Agent, user: User) -> Session {
    client.session(Target { timing: timing(5_000, 2, 60_000), ..Target::new(agent.address(), Credentials::User(user)) })
}

#[tokio::test]
async fn names_are_answered_in_their_order() {
    let agent = agent(rows(5), Habits::default()).await;
    let client = Client::bind(2).await.unwrap();
    let session = session(&client, &agent, Timing::default());
    let names = [oid("1.3.6.1.4.1.99999.2.0"), oid("1.3.6.1.4.1.99999.1.9"), oid("1.3.6.1.9.9.0"), oid("1.3.6.1.4.1.99999.1.5")];
    let expected = [Value::Integer(-7), Value::NoSuchInstance, Value::NoSuchObject, Value::Counter64(5)];
    assert_eq!(session.get(&names).await.unwrap(), expected);
    let next = session.get_next(&[oid("1.3.6.1.4.1.99999.1.5"), oid("1.3.6.1.9")]).await.unwrap();
    assert_eq!(next[0], (oid("1.3.6.1.4.1.99999.2.0"), Value::Integer(-7)));
    assert_eq!(next[1].1, Value::EndOfMibView);
    // More names than one request takes.
    let many: Vec<Oid> = (0..100).map(|at| oid("1.3.6.1.4.1.99999.1").child(&[at % 5 + 1])).collect();
    let values = session.get(&many).await.unwrap();
    assert_eq!((values.len(), &values[99]), (100, &Value::Counter64(5)));
}

#[tokio::test]
async fn columns_are_walked_side_by_side() {
    let agent = agent(rows(205), Habits::default()).await;
    let client = Client::bind(2).await.unwrap();
    let session = session(&client, &agent, Timing::default());
    let columns = session.columns(&["1.3.6.1.4.1.99999.1", "1.3.6.1.4.1.99999.2", "1.3.6.1.4.1.99999.3"].map(oid)).await.unwrap();
    assert_eq!(columns.iter().map(Vec::len).collect::<Vec<_>>(), [205, 1, 0]);
    assert!(columns[0].is_sorted_by(|one, two| one.0 < two.0));
    // 40 varbinds a request: the first for three columns, the others for one.
    assert!(agent.requests() <= 8, "{} requests", agent.requests());
}

#[tokio::test]
async fn v3_discovers_once_and_follows_a_restart_and_a_replacement() {
    let agent = v3_agent().await;
    let client = Client::bind(1).await.unwrap();
    let session = v3_session(&client, &agent, user());
    let ask = async || session.get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap();
    assert_eq!(ask().await, [Value::Integer(-7)]);
    assert_eq!(ask().await, [Value::Integer(-7)]);
    assert_eq!(agent.requests(), 3, "one discovery and two requests");
    agent.restart_engine();
    assert_eq!(ask().await, [Value::Integer(-7)]);
    assert_eq!(agent.requests(), 5, "the request out of the window, and again");
    agent.replace_engine();
    assert_eq!(ask().await, [Value::Integer(-7)]);
    assert_eq!(agent.requests(), 8, "unknown engine, discovery, and again");
}

#[tokio::test]
async fn v3_names_what_is_wrong() {
    let agent = v3_agent().await;
    let client = Client::bind(1).await.unwrap();
    let ask = async |user| v3_session(&client, &agent, user).get(&[oid("1.3.6.1.4.1.99999.2.0")]).await.unwrap_err();
    let with = |name: &str, passwords: [&str; 2]| {
        let user = User::new(name).unwrap().with_auth(AuthProtocol::Sha256, passwords[0]).unwrap();
        user.with_privacy(PrivProtocol::Aes128, passwords[1]).unwrap()
    };
    for (user, expected) in [
        (with("nobody", ["authpass1", "privpass1"]), UsmError::UnknownUser),
        (with("noc", ["authpass2", "privpass1"]), UsmError::WrongKey),
        (with("noc", ["authpass1", "privpass2"]), UsmError::WrongPrivacyKey),
        (User::new("noc").unwrap(), UsmError::UnsupportedSecurityLevel),
    ] {
        match ask(user).await {
            Error::Usm(error) => assert_eq!(error, expected),
            other => panic!("{expected:?}: {other}"),
        }
    }
}

#[tokio::test]
async fn many_agents_share_two_sockets() {
    let users = vec![user()];
    let mut agents = Vec::new();
    for _ in 0..40 {
        let options = AgentOptions { users: users.clone(), ..AgentOptions::default() };
        agents.push(Agent::start(rows(100), options).await.unwrap());
    }
    let client = Client::bind(2).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for agent in &agents {
        let session = v3_session(&client, agent, users[0].clone());
        tasks.spawn(async move { session.walk(&oid("1.3.6.1.4.1.99999.1")).await.map(|rows| rows.len()) });
    }
    while let Some(result) = tasks.join_next().await {
        assert_eq!(result.unwrap().unwrap(), 100);
    }
}

#[tokio::test]
async fn a_walk_has_a_limit() {
    let agent = agent(rows(300), Habits::default()).await;
    let client = Client::bind(1).await.unwrap();
    let credentials = Credentials::Community(Community::new("public"));
    let limits = WalkLimits { rows: 200, ..WalkLimits::default() };
    let session = client.session(Target { limits, ..Target::new(agent.address(), credentials) });
    let error = session.walk(&oid("1.3.6.1.4.1.99999.1")).await.unwrap_err();
    assert!(matches!(error, Error::TooManyRows { limit: 200, .. }), "{error}");
}

#[tokio::test]
async fn a_dead_device_delays_nobody() {
    let live = agent(rows(200), Habits::default()).await;
    let dead: Vec<_> = (0..200).map(|_| std::net::UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
    let client = Client::bind(2).await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for socket in &dead {
        let credentials = Credentials::Community(Community::new("public"));
        let target = Target { timing: timing(2_000, 2, 6_000), ..Target::new(socket.local_addr().unwrap(), credentials) };
        let session = client.session(target);
        tasks.spawn(async move { drop(session.get(&[oid("1.3.6.1.2.1.1.3.0")]).await) });
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let started = Instant::now();
    let walked = session(&client, &live, timing(2_000, 2, 6_000)).walk(&oid("1.3.6.1.4.1.99999.1")).await.unwrap();
    assert_eq!(walked.len(), 200);
    assert!(started.elapsed() < Duration::from_millis(1_500), "{:?}", started.elapsed());
    tasks.abort_all();
}
