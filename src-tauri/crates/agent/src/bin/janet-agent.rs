//! The agent without a window, for the machine beside a shared server.

#[path = "janet-agent/snmp.rs"]
mod snmp;

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use janet_agent::{Agent, AgentConfig, Ports};
use janet_db::{Executor, Outcomes, ServerAddress, migrate, prepare, scram, seal, server, submit};
use janet_model::{BranchId, CommandId, NewId, UserId};
use janet_workspace::{DueDayRule, FirstRun, Language, SettingsInput};
use sqlx::ConnectOptions;

#[derive(Parser)]
#[command(name = "janet-agent", version, about = "The JANET ISP agent: executes commands and runs the queue of one database")]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Runs until it is stopped.
    Run(RunArgs),
    /// Brings the schema up to this program. The login owns the database or is a superuser.
    Migrate(AdminLogin),
    /// Makes roles, database and schema on a server, and prints the new passwords of janet_agent and janet_radius, a line each.
    Prepare(AdminLogin),
    /// The first run of a prepared database: company, branch and first administrator. Prints nothing secret.
    FirstRun(FirstRunArgs),
    /// The audit trail.
    Audit {
        #[command(subcommand)]
        verb: Audit,
    },
    /// Optical line terminals; needs no database.
    Olt {
        #[command(subcommand)]
        verb: Olt,
    },
    /// Devices by SNMP; needs no database.
    Snmp {
        #[command(subcommand)]
        verb: snmp::Verb,
    },
}

#[derive(Subcommand)]
enum Olt {
    /// Prints what a captured reply says, as JSON. A reading that cannot be is null, and is named on stderr with its line.
    Parse(ParseArgs),
}

#[derive(Args)]
struct ParseArgs {
    /// zte, huawei, vsol, hioso, hsgq, cdata, global or zymlink.
    #[arg(long)]
    vendor: String,
    /// What was asked: unregistered, onu-list, onu-detail, …
    #[arg(long)]
    operation: String,
    /// The command that was typed, for a capture that does not show it.
    #[arg(long)]
    command: Option<String>,
    /// The capture: comment lines that begin with `# `, then the reply.
    file: PathBuf,
}

#[derive(Subcommand)]
enum Audit {
    /// Recomputes the chain of seals; exit code 1 and the first bad seal when it is broken.
    Verify(Login),
}

#[derive(Args)]
struct Login {
    /// postgresql://host:port/database?sslmode=verify-full
    #[arg(long, env = "JANET_SERVER")]
    server: String,
    /// A file with the password of janet_agent.
    #[arg(long, env = "JANET_AGENT_PASSWORD_FILE")]
    password_file: PathBuf,
}

#[derive(Args)]
struct FirstRunArgs {
    #[command(flatten)]
    login: Login,
    #[arg(long)]
    company: String,
    #[arg(long, default_value = "Kantor Pusat")]
    branch: String,
    #[arg(long, default_value = "Asia/Jakarta")]
    timezone: String,
    /// id or en.
    #[arg(long, default_value = "id")]
    language: String,
    /// 15 or 16 digits; given, the company is PKP and adds PPN.
    #[arg(long)]
    npwp: Option<String>,
    /// Login of the first administrator.
    #[arg(long)]
    admin: String,
    #[arg(long)]
    admin_name: String,
    /// A file with the administrator's password.
    #[arg(long)]
    admin_password_file: PathBuf,
}

#[derive(Args)]
struct RunArgs {
    #[command(flatten)]
    login: Login,
    /// Where this machine's key to the vault is kept, if the system has no keychain.
    #[arg(long, env = "JANET_AGENT_KEYS", default_value = "/var/lib/janet-agent")]
    keys: PathBuf,
}

#[derive(Args)]
struct AdminLogin {
    #[arg(long, env = "JANET_SERVER")]
    server: String,
    #[arg(long)]
    login: String,
    #[arg(long)]
    password_file: PathBuf,
}

type Problem = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()))
        .with_writer(std::io::stderr)
        .init();
    match work(Cli::parse().verb).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("janet-agent: {error}");
            ExitCode::from(2)
        }
    }
}

async fn work(verb: Verb) -> Result<ExitCode, Problem> {
    match verb {
        Verb::Run(args) => run(args).await?,
        Verb::Migrate(login) => {
            let (address, password) = read(&login.server, &login.password_file)?;
            let mut conn = address.options(&login.login, &password).connect().await?;
            migrate::run(&mut conn).await?;
            println!("schema {}", migrate::newest_version());
        }
        Verb::Prepare(login) => {
            let (address, password) = read(&login.server, &login.password_file)?;
            let admin = address.options(&login.login, &password).database("postgres");
            let prepared = prepare::prepare(&admin, &address.database, None).await?;
            println!("{}", prepared.agent_password);
            println!("{}", prepared.radius_password);
        }
        Verb::FirstRun(args) => first_run(args).await?,
        Verb::Olt { verb: Olt::Parse(args) } => parse(&args)?,
        Verb::Snmp { verb } => snmp::run(verb).await?,
        Verb::Audit { verb: Audit::Verify(login) } => {
            let (address, password) = read(&login.server, &login.password_file)?;
            let pool = server::open(address.options("janet_agent", &password), 2).await?;
            match seal::verify(&pool).await? {
                seal::Verdict::Whole { seals, rows } => println!("whole: {seals} seals over {rows} rows"),
                seal::Verdict::Broken { seal } => {
                    println!("broken at seal {seal}");
                    return Ok(ExitCode::from(1));
                }
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn parse(args: &ParseArgs) -> Result<(), Problem> {
    let named = |error: &dyn std::fmt::Display| format!("{}: {error}", args.file.display());
    let bytes = std::fs::read(&args.file).map_err(|error| named(&error))?;
    let file = String::from_utf8_lossy(&bytes);
    let read = janet_devices::captures::parse_after(args.command.as_deref(), &args.vendor, &args.operation, &file)
        .map_err(|error| named(&error))?;
    for remark in &read.remarks {
        match remark.line {
            Some(line) => eprintln!("{}: line {line}: {}", args.file.display(), remark.warning),
            None => eprintln!("{}: {}", args.file.display(), remark.warning),
        }
    }
    println!("{:#}", read.value);
    Ok(())
}

async fn run(args: RunArgs) -> Result<(), Problem> {
    let (address, password) = read(&args.login.server, &args.login.password_file)?;
    let pool = server::open(address.options("janet_agent", &password), 10).await?;
    let name = std::env::var("HOSTNAME").unwrap_or_else(|_| "janet-agent".into());
    let ports = Ports::open(&pool, &args.keys, &name).await?;
    let agent = Agent::start(AgentConfig { pool, name, outcomes: Outcomes::default(), backup: None, ports: Some(ports) }).await?;
    println!("ready");
    stop_signal().await?;
    agent.stop().await;
    Ok(())
}

/// Everything else is changed later in *Pengaturan*.
async fn first_run(args: FirstRunArgs) -> Result<(), Problem> {
    let (address, password) = read(&args.login.server, &args.login.password_file)?;
    let (_, admin_password) = read(&args.login.server, &args.admin_password_file)?;
    if !scram::check_password(&admin_password) {
        return Err("the administrator's password is too weak".into());
    }
    let pool = server::open(address.options("janet_agent", &password), 2).await?;
    let input = FirstRun {
        settings: SettingsInput {
            company_name: args.company,
            language: if args.language == "en" { Language::En } else { Language::Id },
            timezone: args.timezone,
            pkp: args.npwp.is_some(),
            npwp: args.npwp,
            prices_include_ppn: false,
            due_day: DueDayRule::Fixed { day: 20 },
            due_after_days: 19,
            isolir_after_days: 3,
            isolir_hour: 9,
            idle_lock_minutes: 15,
            backup_hour: 2,
            customer_prefix: "JNT".into(),
        },
        branch_id: BranchId::new_id(),
        branch_name: args.branch,
        admin_id: UserId::new_id(),
        admin_login: args.admin,
        admin_name: args.admin_name,
        verifier: scram::verifier(&admin_password, &mut scram::os_rng()),
    };
    let outcomes = Outcomes::default();
    let executor = Executor::new(pool.clone(), janet_agent::registry(), "first-run".into(), outcomes.clone());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(async move { executor.run(stopped).await });
    let outcome = submit(&pool, &outcomes, CommandId::new_id(), &input, || {}).await;
    let _ = stop.send(true);
    let _ = running.await;
    outcome.map_err(|error| error.refusal().to_string())?;
    println!("done");
    Ok(())
}

#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

fn read(server: &str, password_file: &PathBuf) -> Result<(ServerAddress, String), Problem> {
    let address = ServerAddress::parse_url(server).map_err(|refusal| refusal.to_string())?;
    let password = std::fs::read_to_string(password_file).map_err(|error| format!("{}: {error}", password_file.display()))?;
    Ok((address, password.trim_end_matches(['\r', '\n']).to_owned()))
}
