//! Ending a service's live sessions, so that they come back with what stands in the rows now. Every answer is kept.

use std::net::SocketAddr;

use janet_aaa::{Asked, OpenSession, open_sessions, record};
use janet_db::jobs::JobError;
use janet_model::{Clock, ServiceId};
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::{
    Error, TroubleCode,
    ports::{NasAnswer, NasTarget, Routers, SessionKey},
    told,
};

/// RFC 5176 §3.5: the NAS has no such session, so there is nothing left to end.
const NO_SESSION: u32 = 503;

/// Asks each NAS once. A silence or a refusal leaves the job waiting with its reason.
pub async fn disconnect(pool: &PgPool, routers: &dyn Routers, clock: &dyn Clock, service: ServiceId) -> Result<Value, JobError> {
    let sessions = open_sessions(&mut *pool.acquire().await?, service).await.map_err(Error::from)?;
    // A read-only router is told nothing, a Disconnect neither.
    if let Some(code) = sessions.iter().find(|session| !session.managed).and_then(|session| session.router_code.as_deref()) {
        return Err(JobError::Later(told(TroubleCode::ReadOnly, format!("{code} is read-only: switch it to managed"))));
    }
    let mut ended = 0;
    let mut left = Vec::new();
    for session in &sessions {
        match ask(pool, routers, clock, session).await? {
            None => ended += 1,
            Some(reason) => left.push(reason),
        }
    }
    if left.is_empty() { Ok(json!({ "sessions": sessions.len(), "ended": ended })) } else { Err(JobError::Wait(left.join("; "))) }
}

/// `None`: the session is gone, or was. Otherwise why not.
async fn ask(pool: &PgPool, routers: &dyn Routers, clock: &dyn Clock, session: &OpenSession) -> Result<Option<String>, JobError> {
    let asked_at = clock.now();
    let unsent = |detail: String| Asked {
        session,
        request: "disconnect",
        asked_at,
        answered_at: None,
        outcome: "unsent",
        error_cause: None,
        detail,
    };
    let address = session.nas_address.parse().ok().zip(session.coa_port).map(|(ip, port)| SocketAddr::new(ip, port));
    let (Some(address), Some(secret)) = (address, session.secret.clone()) else {
        let reason = format!("no router of ours has the address {} and a RADIUS secret", session.nas_address);
        record(&mut *pool.acquire().await?, &unsent(reason.clone())).await.map_err(Error::from)?;
        return Ok(Some(told(TroubleCode::NoNas, reason)));
    };
    let key = SessionKey {
        username: session.username.clone(),
        acct_session_id: session.acct_session_id.clone(),
        framed_ip: session.framed_ip.as_deref().and_then(|ip| ip.parse().ok()),
    };
    let answered = match routers.disconnect(&NasTarget { address, secret }, &key).await {
        Ok(answered) => answered,
        Err(fault) => {
            record(&mut *pool.acquire().await?, &unsent(fault.to_string())).await.map_err(Error::from)?;
            return Ok(Some(fault.told(session.router_code.as_deref().unwrap_or(&session.nas_address))));
        }
    };
    let (outcome, error_cause, detail, left) = match answered.answer {
        NasAnswer::Ack => ("ack", None, String::new(), None),
        NasAnswer::Nak { error_cause: Some(NO_SESSION), name } => ("nak", Some(NO_SESSION), name, None),
        NasAnswer::Nak { error_cause, name } => {
            ("nak", error_cause, name.clone(), Some(told(TroubleCode::NasRefused, format!("the router refused: {name}"))))
        }
        NasAnswer::Timeout { detail } => {
            ("timeout", None, detail.clone(), Some(told(TroubleCode::NasSilent, format!("the router did not answer: {detail}"))))
        }
    };
    let asked = Asked {
        session,
        request: "disconnect",
        asked_at: answered.asked_at,
        answered_at: answered.answered_at,
        outcome,
        error_cause,
        detail,
    };
    record(&mut *pool.acquire().await?, &asked).await.map_err(Error::from)?;
    Ok(left)
}
