//! The sample's devices and its RADIUS server, running beside the window.

use std::{path::Path, process::Stdio, time::Duration};

use janet_db::jobs;
use janet_model::{BranchId, JobId, NewId};
use sqlx::PgPool;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use super::{SampleError, SampleRadius, describe};
use crate::freeradius::{Database, FreeRadius};

/// Stopped when dropped.
pub struct Running {
    _lab: Child,
    _radius: Option<FreeRadius>,
}

impl Running {
    /// `lab` is the program `janet-lab`. Without a FreeRADIUS on this machine the rest runs, and nobody is online.
    pub async fn start(pool: &PgPool, folder: &Path, database: &Database, lab: &Path) -> Result<Running, SampleError> {
        let radius = match FreeRadius::start(&folder.join("radius"), database, None).await {
            Ok(radius) => Some(radius),
            Err(error) => {
                tracing::warn!(error = %error, "the sample network has no RADIUS server: nobody dials in");
                None
            }
        };
        let listening = radius.as_ref().map(|radius| SampleRadius { authentication: radius.authentication, accounting: radius.accounting });
        // Sessions of an earlier run ended with it, and nobody said so.
        sqlx::query!("update radius.radacct set acctstoptime = coalesce(acctupdatetime, acctstarttime, now()), acctterminatecause = 'NAS-Reboot' where acctstoptime is null")
            .execute(pool)
            .await?;
        let description = folder.join("network.json");
        std::fs::write(&description, describe(pool, listening).await?.to_string())?;
        let mut process = Command::new(lab)
            .args(["site", "--until-eof"])
            .arg(&description)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| SampleError::Lab(format!("{}: {source}", lab.display())))?;
        let output = process.stdout.take().ok_or_else(|| SampleError::Lab("no output".into()))?;
        let mut lines = BufReader::new(output).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if line.contains("\"ready\"") {
                    return Ok(true);
                }
            }
            Ok::<bool, std::io::Error>(false)
        };
        match tokio::time::timeout(Duration::from_secs(60), ready).await {
            Ok(Ok(true)) => {}
            _ => return Err(SampleError::Lab("the simulated devices did not come up; another program may have taken a port".into())),
        }
        search(pool).await?;
        // Read on, or the pipe fills up and the devices stand still.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Running { _lab: process, _radius: radius })
    }
}

/// What is plugged in is looked for once, and routers are read, so that the first screens have something to say.
async fn search(pool: &PgPool) -> Result<(), SampleError> {
    let nodes = sqlx::query!("select id, branch_id, kind from public.isp_service_nodes").fetch_all(pool).await?;
    let mut tx = pool.begin().await?;
    for node in nodes {
        let job = jobs::NewJob {
            id: JobId::new_id(),
            kind: if node.kind == "olt" { "olt.discover" } else { "node.observe" },
            subject: &node.id.to_string(),
            payload: serde_json::json!({ "node": node.id }),
            branch: Some(BranchId(node.branch_id)),
        };
        jobs::enqueue(&mut tx, job, "janet_agent").await?;
    }
    tx.commit().await?;
    Ok(())
}
