//! Routers: their API for reading, Disconnect for ending sessions.

mod needs;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use chrono::Utc;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use janet_provisioning::ports::{
    Answered, Fault, Identity, LiveSession, NasAnswer, NasTarget, RouterFinding, RouterNeeds, RouterReading, RouterTarget, Routers,
    SessionKey,
};
use janet_radius::{CoaClient, ErrorCause, Nas, NasProfile, Outcome, Retransmission, Secret, SessionIdentity};
use janet_routeros::{
    Connection, Endpoint, Error, Login, LoginMethod, Options, Password, RefusalKind, TlsError, Trust, ppp, radius, system,
};

use crate::Devices;
use crate::budget::{Intent, Turn};

/// After 1, 2 and 4 seconds (RFC 5080 §2.2.1): a NAS that answered none of three is asked again by whoever wants it.
const DISCONNECT: Retransmission = Retransmission { first_wait: Duration::from_secs(1), transmissions: 3, timeout: Duration::from_secs(7) };

impl Routers for Devices {
    fn read<'a>(&'a self, router: &'a RouterTarget) -> BoxFuture<'a, Result<RouterReading, Fault>> {
        async move {
            let (connection, _turn) = self.connect_router(router).await?;
            let name = system::identity(&connection).await.map_err(|error| fault(router, error))?;
            let resource = system::resource(&connection).await.map_err(|error| fault(router, error))?;
            let incoming = match radius::incoming(&connection).await {
                Ok(incoming) => Some((incoming.accept, incoming.port)),
                // A login without the right to see it, or a version without the menu: the rest stands.
                Err(Error::Refused(_)) => None,
                Err(error) => return Err(fault(router, error)),
            };
            let identity = Identity {
                name: Some(name.to_string()),
                model: resource.board.or(resource.architecture).map(|board| board.to_string()),
                software: Some(resource.version_text.to_string()),
            };
            let certificate = connection.certificate().map(|seen| seen.to_string());
            Ok(RouterReading { identity, incoming, certificate })
        }
        .boxed()
    }

    fn check<'a>(&'a self, router: &'a RouterTarget, needs: &'a RouterNeeds) -> BoxFuture<'a, Result<Vec<RouterFinding>, Fault>> {
        async move {
            let (connection, _turn) = self.connect_router(router).await?;
            let ours = self.source_address(router).await;
            needs::findings(&connection, needs, ours).await.map_err(|error| fault(router, error))
        }
        .boxed()
    }

    fn disconnect<'a>(&'a self, nas: &'a NasTarget, session: &'a SessionKey) -> BoxFuture<'a, Result<Answered, Fault>> {
        async move {
            let asked_at = Utc::now();
            let broken = |error: &dyn std::error::Error| Fault::Broken(error.to_string());
            let target = Nas {
                address: nas.address,
                secret: Secret::new(nas.secret.as_bytes()),
                profile: NasProfile::RouterOs,
                retransmission: DISCONNECT,
            };
            let client = CoaClient::new(target).await.map_err(|error| broken(&error))?;
            let identity = SessionIdentity {
                user_name: session.username.clone(),
                acct_session_id: session.acct_session_id.clone(),
                framed_ip_address: match session.framed_ip {
                    Some(IpAddr::V4(address)) => Some(address),
                    Some(IpAddr::V6(_)) | None => None,
                },
            };
            let answer = nas_answer(nas, client.disconnect(&identity).await.map_err(|error| broken(&error))?);
            let answered_at = if matches!(answer, NasAnswer::Timeout { .. }) { None } else { Some(Utc::now()) };
            Ok(Answered { answer, asked_at, answered_at })
        }
        .boxed()
    }

    fn active<'a>(&'a self, router: &'a RouterTarget, username: &'a str) -> BoxFuture<'a, Result<Vec<LiveSession>, Fault>> {
        async move {
            let (connection, _turn) = self.connect_router(router).await?;
            let active = ppp::active_of(&connection, username).await.map_err(|error| fault(router, error))?;
            Ok(active.into_iter().map(live).collect())
        }
        .boxed()
    }
}

impl Devices {
    /// The turn is held as long as the connection.
    async fn connect_router(&self, router: &RouterTarget) -> Result<(Connection, Turn), Fault> {
        let all_in_use = || Fault::SessionsFull(format!("all {} sessions that {} is given are in use", router.sessions, router.host));
        let turn = self.budget.turn(router.node, Intent::Read, router.sessions);
        let turn = tokio::time::timeout(self.patience.visit, turn).await.map_err(|_| all_in_use())?;
        let trust = match &router.certificate {
            None => Trust::FirstSight,
            Some(pinned) => {
                let unreadable = |_| Fault::NotAllowed { field: "certificate", value: pinned.clone() };
                Trust::Pinned(pinned.parse().map_err(unreadable)?)
            }
        };
        let password = self.password(router.secret).await?;
        let address = self.resolve(&router.host, router.port).await?;
        let login = Login { user: router.username.clone(), password: Password::new(password.expose()), method: LoginMethod::default() };
        let options = Options {
            connect_timeout: self.patience.router.min(Duration::from_secs(3)),
            deadline: self.patience.router,
            ..Options::default()
        };
        let endpoint = if router.tls { Endpoint::tls(address, trust) } else { Endpoint::plain(address) };
        let connection = Connection::to(&endpoint, &login, options).await.map_err(|error| fault(router, error))?;
        Ok((connection, turn))
    }

    /// The address that this computer has towards the router. Nothing is sent.
    async fn source_address(&self, router: &RouterTarget) -> Option<IpAddr> {
        let towards = self.resolve(&router.host, router.port).await.ok()?;
        let any: IpAddr = if towards.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let socket = tokio::net::UdpSocket::bind((any, 0)).await.ok()?;
        socket.connect(towards).await.ok()?;
        socket.local_addr().ok().map(|address| address.ip())
    }
}

fn live(active: ppp::Active) -> LiveSession {
    LiveSession {
        session_id: active.session_id.to_string(),
        address: active.address,
        uptime_seconds: active.uptime.map(|uptime| uptime.as_secs()),
        caller_id: active.caller_id.to_string(),
    }
}

fn nas_answer(nas: &NasTarget, outcome: Outcome) -> NasAnswer {
    match outcome {
        Outcome::Ack => NasAnswer::Ack,
        Outcome::Nak { error_cause: None } => NasAnswer::Nak { error_cause: None, name: "no reason given".to_owned() },
        Outcome::Nak { error_cause: Some(cause) } => NasAnswer::Nak { error_cause: Some(cause.0), name: name(cause) },
        Outcome::Timeout { refused: true, .. } => NasAnswer::Timeout { detail: format!("nothing listens on {}", nas.address) },
        Outcome::Timeout { unverified: 0, .. } => {
            // RFC 5176 §3: a NAS is silent towards a secret it does not know.
            NasAnswer::Timeout {
                detail: format!("{} did not answer: it is off, does not accept this sender, or has another secret", nas.address),
            }
        }
        Outcome::Timeout { unverified, .. } => {
            NasAnswer::Timeout { detail: format!("{unverified} answers of {} failed verification: the secrets differ", nas.address) }
        }
    }
}

/// The dictionary's name, without the number that stands beside it.
fn name(cause: ErrorCause) -> String {
    let text = cause.to_string();
    text.split_once(' ').map_or_else(|| text.clone(), |(_, name)| name.to_owned())
}

fn fault(router: &RouterTarget, error: Error) -> Fault {
    match error {
        Error::Connect(_) => Fault::Unreachable(format!("{}:{}", router.host, router.port)),
        // The password was sent, and no answer came: this is not the API, or the router hangs.
        Error::Deadline(_) => Fault::Unreachable(format!("{}:{}", router.host, router.port)),
        Error::Login(_) => Fault::WrongPassword,
        Error::Refused(refusal) if refusal.kind() == RefusalKind::Permission => {
            Fault::NotUnderstood(format!("the login may not read this: {refusal}"))
        }
        Error::Refused(_) | Error::Unreadable { .. } | Error::TooManyRows(_) => Fault::NotUnderstood(error.to_string()),
        Error::Down(_) => Fault::Unreachable(format!("{}:{}", router.host, router.port)),
        Error::Tls(TlsError::CertificateChanged { seen, .. }) => Fault::Certificate { seen: seen.to_string() },
        Error::TurnedAway(_) => Fault::SessionsFull(error.to_string()),
        Error::Lost(_) => Fault::CutOff(error.to_string()),
        Error::Tls(_) | Error::Ended(_) | Error::OverBudget(_) | Error::TooSlow | Error::Unsendable(_) => Fault::Broken(error.to_string()),
    }
}
