//! Runs simulated devices and says, one JSON object a line, where they listen and what happens. Lines on standard input
//! tell them what to do.
//!
//! `janet-lab` is one router with its BRAS: `{"dial":{"user":"budi","password":"…","method":"pap"}}`,
//! `{"hang_up":"81010000"}`, `{"traffic":{"session":"81010000","upload":1,"download":2}}`, `{"interim":"81010000"}`,
//! `{"power_cut":true}`.
//!
//! `janet-lab site FILE` is a whole network; an order names its device: `{"router":"RTR-1","dial":{…}}`,
//! `{"olt":"OLT-1","plug":{"frame":1,"slot":1,"port":1,"serial":"…"}}`, `{"olt":"OLT-1","unplug":"…"}`,
//! `{"olt":"OLT-1","power":{"serial":"…","on":false}}`, `{"olt":"OLT-1","fault":"down"}`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Parser;
use janet_lab::nas::{Dial, Nas, is_ranges};
use janet_lab::routeros::{RadiusServer, Router, RouterOptions, User};
use janet_lab::site::{self, Description, Site};
use janet_radius::Method;
use janet_routeros::RateLimit;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};

#[derive(Parser)]
#[command(about = "Simulated network devices on loopback ports", args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Name of the router.
    #[arg(long, default_value = "lab-bras")]
    identity: String,
    /// Version that the router claims; before 6.43 the login is a challenge.
    #[arg(long, default_value = "7.20.6 (stable)")]
    version: String,
    #[arg(long, default_value = "api")]
    user: String,
    #[arg(long, env = "JANET_LAB_PASSWORD", default_value = "secret", hide_env_values = true)]
    password: String,
    /// RADIUS server for authentication; without it only local secrets dial in.
    #[arg(long, requires = "accounting", requires = "radius_secret")]
    authentication: Option<SocketAddr>,
    /// RADIUS server for accounting.
    #[arg(long)]
    accounting: Option<SocketAddr>,
    #[arg(long, env = "JANET_LAB_RADIUS_SECRET", hide_env_values = true)]
    radius_secret: Option<String>,
    /// A PPP profile, `NAME` or `NAME=RATE-LIMIT`. May be repeated.
    #[arg(long, value_parser = profile)]
    profile: Vec<(String, Option<String>)>,
    /// An address pool, `NAME=RANGES`. May be repeated.
    #[arg(long, value_parser = pool)]
    pool: Vec<(String, String)>,
}

#[derive(clap::Subcommand)]
enum What {
    /// A whole network from a description in JSON.
    Site {
        /// Without it, a small network that is built in.
        file: Option<PathBuf>,
        /// End with standard input, so that it does not outlive the program that started it.
        #[arg(long)]
        until_eof: bool,
    },
}

fn profile(text: &str) -> Result<(String, Option<String>), String> {
    let Some((name, rate)) = text.split_once('=') else { return Ok((text.to_owned(), None)) };
    RateLimit::parse(rate).map_err(|error| error.to_string())?;
    Ok((name.to_owned(), Some(rate.to_owned())))
}

fn pool(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, ranges)) if is_ranges(ranges) => Ok((name.to_owned(), ranges.to_owned())),
        _ => Err("wanted NAME=FIRST-LAST, such as rumah=10.7.0.1-10.7.0.254".to_owned()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    Dial {
        user: String,
        password: String,
        #[serde(default)]
        method: Way,
        #[serde(default = "some_mac")]
        caller_id: String,
    },
    HangUp(String),
    Traffic {
        session: String,
        upload: u64,
        download: u64,
    },
    Interim(String),
    PowerCut(bool),
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "snake_case")]
enum Way {
    Pap,
    #[default]
    Chap,
}

fn some_mac() -> String {
    "02:00:00:00:00:01".into()
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let arguments = Arguments::parse();
    if let Some(What::Site { file, until_eof }) = &arguments.what {
        return run_site(file.as_deref(), *until_eof).await;
    }
    let users = vec![User::full(&arguments.user, &arguments.password)];
    let options = RouterOptions { identity: arguments.identity.clone(), version: arguments.version.clone(), users };
    let router = Router::start(options).await?;
    for (name, rate) in &arguments.profile {
        let limit = rate.as_deref().map(|rate| ("rate-limit", rate));
        router.add_profile(name, limit.as_slice());
    }
    for (name, ranges) in &arguments.pool {
        router.add_pool(name, ranges);
    }
    if let (Some(authentication), Some(accounting), Some(secret)) =
        (arguments.authentication, arguments.accounting, arguments.radius_secret)
    {
        router.use_radius(&RadiusServer { authentication, accounting, secret });
    }
    let nas = Nas::start(&router).await?;
    say(&json!({"event": "listening", "device": arguments.identity, "service": "routeros-api", "address": router.address()}));
    say(&json!({"event": "listening", "device": arguments.identity, "service": "radius-coa", "address": nas.coa_address()}));
    run(&nas).await
}

/// Until interrupted. The end of standard input only ends the orders.
async fn run(nas: &Nas) -> std::io::Result<()> {
    let mut events = nas.events();
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    let mut listening = true;
    loop {
        tokio::select! {
            event = events.recv() => if let Ok(event) = event {
                say(&event);
            },
            line = orders.next_line(), if listening => match line? {
                Some(line) => obey(nas, &line).await,
                None => listening = false,
            },
            interrupted = tokio::signal::ctrl_c() => return interrupted,
        }
    }
}

/// A whole network, until interrupted.
async fn run_site(file: Option<&Path>, until_eof: bool) -> std::io::Result<()> {
    let description = match file {
        Some(file) => Description::parse(&std::fs::read_to_string(file)?),
        None => Description::sample(),
    };
    let site = Site::start(&description.map_err(std::io::Error::other)?).await.map_err(std::io::Error::other)?;
    let mut events = site.events();
    for service in site.listening() {
        say(&json!({"event": "listening", "device": service.device, "service": service.service, "address": service.address}));
    }
    say(&json!({"event": "ready"}));
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    let mut listening = true;
    loop {
        tokio::select! {
            event = events.recv() => if let Ok(event) = event {
                say(&event);
            },
            line = orders.next_line(), if listening => match line? {
                Some(line) => say(&done(&site, &line).await),
                None if until_eof => return Ok(()),
                None => listening = false,
            },
            interrupted = tokio::signal::ctrl_c() => return interrupted,
        }
    }
}

async fn done(site: &Site, line: &str) -> Value {
    let order = match site::Order::parse(line) {
        Ok(order) => order,
        Err(error) => return json!({"event": "not_understood", "reason": error.to_string()}),
    };
    let device = order.device().to_owned();
    match site.obey(order).await {
        Ok(()) => json!({"event": "order", "device": device, "done": true}),
        Err(error) => json!({"event": "order", "device": device, "done": false, "reason": error.to_string()}),
    }
}

async fn obey(nas: &Nas, line: &str) {
    let done = match serde_json::from_str(line) {
        // A refusal is said as an event.
        Ok(Order::Dial { user, password, method, caller_id }) => {
            let method = match method {
                Way::Pap => Method::Pap,
                Way::Chap => Method::Chap,
            };
            nas.bring_up(Dial { user_name: user, password, method, caller_id }).await.is_ok()
        }
        Ok(Order::HangUp(session)) => nas.hang_up(&session),
        Ok(Order::Traffic { session, upload, download }) => nas.traffic(&session, upload, download),
        Ok(Order::Interim(session)) => nas.interim(&session),
        Ok(Order::PowerCut(cut)) => {
            if cut {
                nas.power_cut();
            }
            cut
        }
        Err(error) => return say(&json!({"event": "not_understood", "reason": error.to_string()})),
    };
    say(&json!({"event": "order", "done": done}));
}

fn say(line: &impl serde::Serialize) {
    let value = serde_json::to_value(line).unwrap_or(Value::Null);
    println!("{value}");
}
