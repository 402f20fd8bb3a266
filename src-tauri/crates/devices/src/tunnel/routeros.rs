//! A MikroTik router as VPN gateway: its OVPN and SSTP sessions. Proven by our lab and MikroTik's documentation only
//! ([`super::Proof`]).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_routeros::{Link, vpn};
use tokio::time::{Interval, MissedTickBehavior};

use super::fault::GatewayError;
use super::gateway::{Gateway, Sighting};
use super::session::{SessionKey, TunnelKind, TunnelSession};

/// The router's list, read again and again. The link is anybody's: it reconnects by itself, and its call budget holds here
/// too.
pub struct RouterOsGateway {
    link: Link,
    ticks: Interval,
}

impl RouterOsGateway {
    /// `every`: how often the list is read, and so how late a tunnel that is gone or elsewhere is noticed. Ten seconds are
    /// gentle. Must be called within a Tokio runtime.
    pub fn new(link: Link, every: Duration) -> RouterOsGateway {
        let mut ticks = tokio::time::interval(every.max(Duration::from_millis(1)));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        RouterOsGateway { link, ticks }
    }
}

impl Gateway for RouterOsGateway {
    fn connect(&mut self) -> BoxFuture<'_, Result<(), GatewayError>> {
        self.ticks.reset_immediately();
        async { Ok(()) }.boxed()
    }

    fn next(&mut self) -> BoxFuture<'_, Result<Sighting, GatewayError>> {
        async {
            self.ticks.tick().await;
            let now = Utc::now();
            let sessions = vpn::sessions(&self.link).await?;
            Ok(Sighting::All(sessions.into_iter().filter_map(|session| seen(session, now)).collect()))
        }
        .boxed()
    }
}

fn seen(session: vpn::Session, now: DateTime<Utc>) -> Option<TunnelSession> {
    let Some(user) = session.user.as_str() else {
        tracing::warn!(user = ?session.user, "a tunnel's user is not UTF-8 and cannot be a node's");
        return None;
    };
    // Acct-Session-Id is the session's own; the rest tells sessions apart where a version does not show it.
    let key = format!("{} {user} {:?}", session.session_id, session.from);
    let up_for = session.uptime.and_then(|uptime| TimeDelta::from_std(uptime).ok()).unwrap_or_default();
    Some(TunnelSession {
        key: SessionKey::new(key),
        user: user.to_owned(),
        kind: match session.kind {
            vpn::Kind::Ovpn => TunnelKind::RouterOsOvpn,
            vpn::Kind::Sstp => TunnelKind::RouterOsSstp,
        },
        address: session.tunnel_address,
        from: session.from,
        since: now.checked_sub_signed(up_for).unwrap_or(now),
        octets: None,
    })
}
