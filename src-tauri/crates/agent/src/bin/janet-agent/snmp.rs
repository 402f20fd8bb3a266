//! `janet-agent snmp`: what the poller would store of one device, as JSON.

use std::net::SocketAddr;
use std::time::Duration;

use clap::{Args, Subcommand};
use janet_devices::snmp::{AuthProtocol, Client, Community, Credentials, PrivProtocol, Target, Timing, User, read};

use crate::Problem;

#[derive(Subcommand)]
pub enum Verb {
    /// Reads a device and prints what the poller would store of it. What could not be read is said on stderr too.
    Read(ReadArgs),
}

#[derive(Args)]
pub struct ReadArgs {
    /// HOST:PORT; 161 where no port is given.
    #[arg(long)]
    target: String,
    /// The community of v2c.
    #[arg(long, env = "JANET_SNMP_COMMUNITY", hide_env_values = true, required_unless_present = "v3_user", conflicts_with = "v3_user")]
    community: Option<String>,
    /// The user of v3.
    #[arg(long)]
    v3_user: Option<String>,
    /// MD5, SHA, SHA-224, SHA-256, SHA-384 or SHA-512.
    #[arg(long, requires = "v3_user", requires = "auth_pass")]
    auth_proto: Option<AuthProtocol>,
    #[arg(long, env = "JANET_SNMP_AUTH_PASS", hide_env_values = true)]
    auth_pass: Option<String>,
    /// DES, AES, AES-192, AES-256, or AES-192-C and AES-256-C for the other way to lengthen keys.
    #[arg(long, requires = "auth_proto", requires = "priv_pass")]
    priv_proto: Option<PrivProtocol>,
    #[arg(long, env = "JANET_SNMP_PRIV_PASS", hide_env_values = true)]
    priv_pass: Option<String>,
    /// The v3 context.
    #[arg(long, default_value = "")]
    context: String,
    /// Seconds until the first repetition; each wait is twice the one before.
    #[arg(long, default_value_t = 1.0)]
    timeout: f64,
    /// How often a request is repeated.
    #[arg(long, default_value_t = 2)]
    retries: u32,
    /// Seconds after which reading ends.
    #[arg(long, default_value_t = 60.0)]
    deadline: f64,
}

pub async fn run(verb: Verb) -> Result<(), Problem> {
    let Verb::Read(args) = verb;
    let credentials = credentials(&args)?;
    let seconds = |value: f64, name: &str| {
        Duration::try_from_secs_f64(value).ok().filter(|wait| !wait.is_zero()).ok_or_else(|| format!("--{name} is not a number of seconds"))
    };
    let timing = Timing {
        first_wait: seconds(args.timeout, "timeout")?,
        transmissions: args.retries.saturating_add(1),
        deadline: seconds(args.deadline, "deadline")?,
    };
    let address = address(&args.target).await?;
    let client = Client::bind(1).await?;
    let session = client.session(Target { timing, ..Target::new(address, credentials) });
    let reading = read(&session).await.map_err(|error| format!("{address}: {error}"))?;
    for warning in &reading.warnings {
        eprintln!("janet-agent: {warning}");
    }
    println!("{}", serde_json::to_string_pretty(&reading.to_json())?);
    Ok(())
}

fn credentials(args: &ReadArgs) -> Result<Credentials, Problem> {
    let Some(name) = &args.v3_user else {
        // clap lets nothing through that has neither.
        return Ok(Credentials::Community(Community::new(args.community.clone().unwrap_or_default())));
    };
    let mut user = User::new(name)?.with_context(&args.context);
    if let Some(password) = &args.auth_pass {
        user = user.with_auth(args.auth_proto.unwrap_or(AuthProtocol::Sha1), password)?;
    }
    if let Some(password) = &args.priv_pass {
        user = user.with_privacy(args.priv_proto.unwrap_or(PrivProtocol::Aes128), password)?;
    }
    Ok(Credentials::User(user))
}

async fn address(target: &str) -> Result<SocketAddr, Problem> {
    let found = match tokio::net::lookup_host(target).await {
        Ok(mut found) => found.next(),
        Err(_) => tokio::net::lookup_host((target, 161)).await.map_err(|error| format!("{target}: {error}"))?.next(),
    };
    Ok(found.ok_or_else(|| format!("{target} has no address"))?)
}
