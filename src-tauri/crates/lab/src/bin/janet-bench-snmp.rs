//! Reading 1,000 agents of 200 counters each: our client against net-snmp's snmpbulkwalk, eight processes at a time, on the
//! same agents in one run. The agents are the lab's, in a process of their own, so that their work counts for nobody.
//! Prints a line of JSON; the bar is on the CPU that a poll costs (DESIGN §11), and 60 s of wall time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot run has nothing to say")]

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use janet_lab::snmp::{Agent, AgentOptions, Records};
use janet_snmp::{Client, Community, Credentials, Oid, Target, Timing, Value};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const AGENTS: usize = 1_000;
/// Interfaces of an agent; each has two counters.
const INTERFACES: u32 = 100;
const ROWS: usize = AGENTS * INTERFACES as usize * 2;
/// The counters of octets, in and out, are all that these agents have of ifXTable.
const TABLE: [u32; 10] = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1];
/// Rows in a reply, for both.
const REPETITIONS: usize = 40;
/// Devices that our client reads at once.
const AT_ONCE: usize = 64;
const PEER_AT_ONCE: usize = 8;
const BULKWALK: &str = "/usr/bin/snmpbulkwalk";

/// The peer's CPU seconds over ours: DESIGN §11 wants at most half of the peer's.
const CPU_BAR: f64 = 2.0;
const WALL_BAR: f64 = 60.0;

#[tokio::main]
async fn main() {
    if std::env::args().nth(1).as_deref() == Some("serve") {
        serve().await;
        return;
    }
    let mut server =
        Command::new(std::env::current_exe().unwrap()).arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let agents: Vec<SocketAddr> = lines.take(AGENTS).map(|line| line.unwrap().parse().unwrap()).collect();
    assert_eq!(agents.len(), AGENTS, "the agents did not start");

    let ours = ours(&agents).await;
    let peer = if std::path::Path::new(BULKWALK).exists() { Some(peer(&agents)) } else { None };
    // The end of its input ends the server.
    drop(server.stdin.take());
    let _ = server.wait();
    report(&ours, peer.as_ref());
}

struct Run {
    rows: usize,
    wall: Duration,
    cpu: f64,
}

async fn ours(agents: &[SocketAddr]) -> Run {
    let (started, before) = (Instant::now(), cpu_seconds().0);
    let client = Client::bind(2).await.unwrap();
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut tasks = JoinSet::new();
    for address in agents {
        let mut target = Target::new(*address, Credentials::Community(Community::new("public")));
        target.timing = Timing { first_wait: Duration::from_secs(1), transmissions: 4, deadline: Duration::from_secs(60) };
        target.limits.varbinds_at_once = REPETITIONS;
        let (session, places) = (client.session(target), places.clone());
        tasks.spawn(async move {
            let _place = places.acquire_owned().await.unwrap();
            session.walk(&Oid::new(&TABLE)).await.unwrap().len()
        });
    }
    let mut rows = 0;
    while let Some(read) = tasks.join_next().await {
        rows += read.unwrap();
    }
    Run { rows, wall: started.elapsed(), cpu: cpu_seconds().0 - before }
}

/// snmpbulkwalk with what makes it fast: no MIB files, numbers for names, as many rows at once as we take.
fn peer(agents: &[SocketAddr]) -> Run {
    let (started, before) = (Instant::now(), cpu_seconds().1);
    let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let root = Oid::new(&TABLE).to_string();
    std::thread::scope(|scope| {
        for _ in 0..PEER_AT_ONCE {
            scope.spawn(|| {
                while let Some(address) = agents.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let output = Command::new(BULKWALK)
                        .args(["-v2c", "-c", "public", "-On", "-m", "", &format!("-Cr{REPETITIONS}"), &address.to_string(), &root])
                        .output()
                        .unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                    let text = String::from_utf8_lossy(&output.stdout);
                    // The last line says that nothing follows.
                    rows.fetch_add(text.lines().filter(|line| line.contains(" = Counter64: ")).count(), Ordering::Relaxed);
                }
            });
        }
    });
    Run { rows: rows.into_inner(), wall: started.elapsed(), cpu: cpu_seconds().1 - before }
}

fn report(ours: &Run, peer: Option<&Run>) {
    let whole = ours.rows == ROWS && peer.is_none_or(|peer| peer.rows == ROWS);
    let ratio = peer.map(|peer| peer.cpu / ours.cpu);
    let pass = whole && ours.wall.as_secs_f64() <= WALL_BAR && ratio.is_some_and(|ratio| ratio >= CPU_BAR);
    let seconds = |run: &Run| format!("{} rows in {:.2} s", run.rows, run.wall.as_secs_f64());
    let note = format!("{}; the peer {} (bar {WALL_BAR} s)", seconds(ours), peer.map_or("is absent".into(), seconds));
    let figure = serde_json::json!({
        "name": "snmp: 1,000 agents x 200 counters",
        "ours": round(ours.cpu),
        "peer": peer.map(|peer| round(peer.cpu)),
        "ratio": ratio.map(round),
        "bar": CPU_BAR,
        "pass": pass,
        "unit": "CPU s",
        "peer_is": "snmpbulkwalk, 8 at a time",
        "note": note,
    });
    println!("{figure}");
    if peer.is_none() {
        println!("skipped: no snmpbulkwalk (Debian: apt-get install snmp)");
    } else if !pass {
        std::process::exit(1);
    }
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// CPU seconds of this process, and of those of its children that have ended.
fn cpu_seconds() -> (f64, f64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    // The name, in brackets, may hold blanks; utime is the twelfth field behind it, cstime the fifteenth.
    let fields: Vec<f64> = stat.rsplit_once(") ").unwrap().1.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
    // USER_HZ is 100 on every Linux.
    ((fields[11] + fields[12]) / 100.0, (fields[13] + fields[14]) / 100.0)
}

/// The agents, all with the same records; their addresses go to stdout, a line each.
async fn serve() {
    let mut records = Records::default();
    for (column, start) in [(6, 1_000_000_000_000u64), (10, 9_000_000_000_000)] {
        for index in 1..=INTERFACES {
            records.insert(Oid::new(&TABLE).child(&[column, index]), Value::Counter64(start + u64::from(index) * 7_777_777));
        }
    }
    let records = Arc::new(records);
    let mut agents = Vec::new();
    let mut out = std::io::stdout().lock();
    for _ in 0..AGENTS {
        let agent = Agent::start(records.clone(), AgentOptions::default()).await.unwrap();
        writeln!(out, "{}", agent.address()).unwrap();
        agents.push(agent);
    }
    out.flush().unwrap();
    drop(out);
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_line(&mut String::new())).await;
}
