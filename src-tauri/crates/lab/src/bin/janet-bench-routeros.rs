//! Calls per second to many routers: our client, and librouteros (PyPI) on the same simulated routers in the same run.
//! Prints one line of JSON. The routers run in a process of their own, so that both clients pay for nothing but themselves.

use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;

use clap::Parser;
use janet_lab::routeros::{Router, RouterOptions};
use janet_routeros::{CallRate, Endpoint, Link, LinkOptions, LinkState, Login, LoginMethod, Password, Target, ppp};
use serde::Deserialize;
use serde_json::json;

const VERSION: &str = "librouteros==4.2.2";
/// Ours must make at least as many calls a second.
const BAR: f64 = 1.0;

#[derive(Parser)]
#[command(about = "Our RouterOS client against librouteros, on simulated routers")]
struct Arguments {
    #[arg(long, default_value_t = 100)]
    routers: usize,
    /// Calls in all.
    #[arg(long, default_value_t = 10_000)]
    calls: usize,
    /// Sessions on each router: the rows of an answer.
    #[arg(long, default_value_t = 20)]
    sessions: usize,
    /// A Python with librouteros; without it, one is made in a temporary folder.
    #[arg(long)]
    python: Option<PathBuf>,
    /// JSON is what is printed anyway.
    #[arg(long)]
    json: bool,
    /// Be the routers: print their ports, and end with standard input.
    #[arg(long, hide = true)]
    serve: bool,
}

#[derive(Deserialize)]
struct Theirs {
    sequential: f64,
    asynchronous: f64,
    rows: usize,
}

const SCRIPT: &str = r#"
import asyncio, json, sys, time
import librouteros
calls, ports = int(sys.argv[1]), json.loads(sys.argv[2])
words = {'.proplist': '.id,name,service,caller-id,address,uptime,session-id,radius'}
login = {'username': 'api', 'password': 'secret', 'host': '127.0.0.1'}
each = calls // len(ports)

apis = [librouteros.connect(port=port, **login) for port in ports]
started, rows = time.perf_counter(), 0
for turn in range(each):
    for api in apis:
        rows += len(list(api('/ppp/active/print', **words)))
sequential = time.perf_counter() - started
for api in apis:
    api.close()

async def ask(api):
    for turn in range(each):
        async for row in api('/ppp/active/print', **words):
            pass

async def main():
    apis = [await librouteros.async_connect(port=port, **login) for port in ports]
    started = time.perf_counter()
    await asyncio.gather(*(ask(api) for api in apis))
    took = time.perf_counter() - started
    for api in apis:
        await api.close()
    return took

asynchronous = asyncio.run(main())
print(json.dumps({'sequential': sequential, 'asynchronous': asynchronous, 'rows': rows}))
"#;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    if arguments.serve {
        return serve(&arguments).await;
    }
    let calls = arguments.calls / arguments.routers.max(1) * arguments.routers;
    let (mut routers, ports) = start_routers(&arguments)?;
    let folder = std::env::temp_dir().join(format!("janet-bench-routeros-{}", std::process::id()));
    let outcome = compare(&arguments, calls, &ports, &folder).await;
    // Its standard input is closed with it.
    drop(routers.stdin.take());
    routers.wait()?;
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    println!("{}", outcome?);
    Ok(())
}

async fn compare(arguments: &Arguments, calls: usize, ports: &[u16], folder: &Path) -> std::io::Result<serde_json::Value> {
    let python = match &arguments.python {
        Some(python) => python.clone(),
        None => environment(folder)?,
    };
    let theirs = run_theirs(&python, calls, ports)?;
    let (seconds, rows) = run_ours(calls, ports).await?;
    if rows != theirs.rows || rows != calls * arguments.sessions {
        return Err(std::io::Error::other(format!("{rows} rows against {} of librouteros", theirs.rows)));
    }
    let rate = |seconds: f64| calls as f64 / seconds;
    let (ours, peer) = (rate(seconds), rate(theirs.sequential.min(theirs.asynchronous)));
    let note = format!(
        "{calls} calls over {} routers, {} rows each; one process for the routers, one for each client; librouteros one after the \
         other {:.0}/s, asyncio {:.0}/s",
        arguments.routers,
        arguments.sessions,
        rate(theirs.sequential),
        rate(theirs.asynchronous)
    );
    Ok(json!({
        "name": "routeros",
        "ours": ours,
        "peer": peer,
        "ratio": ours / peer,
        "bar": BAR,
        "pass": ours / peer >= BAR,
        "unit": "calls/s",
        "peer_is": format!("librouteros {}, the quicker of its two ways", VERSION.trim_start_matches("librouteros==")),
        "note": note,
    }))
}

/// Seconds and rows. Each router is asked by one reader at a time, all routers at once.
async fn run_ours(calls: usize, ports: &[u16]) -> std::io::Result<(f64, usize)> {
    let options = LinkOptions { rate: CallRate { per_second: u32::MAX, burst: u32::MAX }, ..LinkOptions::default() };
    let mut links = Vec::new();
    for port in ports {
        let login = Login { user: "api".into(), password: Password::new("secret"), method: LoginMethod::Plain };
        let endpoint = Endpoint::plain(SocketAddr::from((Ipv4Addr::LOCALHOST, *port)));
        links.push(Link::open(Target { endpoint, login }, options));
    }
    for link in &links {
        link.until(|state| matches!(state, LinkState::Up { .. })).await;
    }
    let each = calls / ports.len();
    let started = Instant::now();
    let asking: Vec<_> = links
        .into_iter()
        .map(|link| {
            tokio::spawn(async move {
                let mut rows = 0;
                for _ in 0..each {
                    rows += ppp::active(&link).await.map_err(std::io::Error::other)?.len();
                }
                Ok::<_, std::io::Error>(rows)
            })
        })
        .collect();
    let mut rows = 0;
    for one in asking {
        rows += one.await.map_err(std::io::Error::other)??;
    }
    Ok((started.elapsed().as_secs_f64(), rows))
}

fn run_theirs(python: &Path, calls: usize, ports: &[u16]) -> std::io::Result<Theirs> {
    let output = Command::new(python).args(["-c", SCRIPT, &calls.to_string(), &json!(ports).to_string()]).output()?;
    if !output.status.success() {
        return Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(std::io::Error::other)
}

/// A Python with librouteros, made here.
fn environment(folder: &Path) -> std::io::Result<PathBuf> {
    let run = |program: &Path, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).output()?;
        if output.status.success() { Ok(()) } else { Err(std::io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned())) }
    };
    run(Path::new("python3"), &["-m", "venv", &folder.to_string_lossy()])?;
    let python = folder.join("bin/python");
    run(&python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check", VERSION])?;
    Ok(python)
}

fn start_routers(arguments: &Arguments) -> std::io::Result<(Child, Vec<u16>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(["--serve", "--routers", &arguments.routers.to_string(), "--sessions", &arguments.sessions.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout).read_line(&mut line)?;
    }
    let ports = serde_json::from_str(&line).map_err(std::io::Error::other)?;
    Ok((child, ports))
}

async fn serve(arguments: &Arguments) -> std::io::Result<()> {
    let mut routers = Vec::new();
    for _ in 0..arguments.routers {
        let router = Router::start(RouterOptions::default()).await?;
        for number in 0..arguments.sessions {
            let (name, id) = (format!("pelanggan{number:05}"), format!("0x8100{number:04x}"));
            let address = format!("10.9.{}.{}", number / 250, number % 250 + 1);
            let properties = [
                ("name", name.as_str()),
                ("service", "pppoe"),
                ("caller-id", "02:00:00:00:00:01"),
                ("address", &address),
                ("uptime", "1d2h3m4s"),
                ("session-id", &id),
                ("radius", "true"),
            ];
            router.put("/ppp/active", &properties);
        }
        routers.push(router);
    }
    let ports: Vec<u16> = routers.iter().map(|router| router.address().port()).collect();
    println!("{}", json!(ports));
    // Until whoever started it is gone.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.map_err(std::io::Error::other)??;
    Ok(())
}
