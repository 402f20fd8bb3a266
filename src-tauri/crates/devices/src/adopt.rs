//! What lets subscribers in on a router, in a handful of calls whatever their number.

use std::collections::HashMap;

use janet_provisioning::ports::{Fault, FindField, FindKind, OnuLine, RouterFind, RouterTarget, mac};
use janet_routeros::{Ask, Command, Connection, Error, RateLimit, RatePair, hotspot, ppp, queue};

use crate::Devices;
use crate::router::fault;

impl Devices {
    pub(crate) async fn router_inventory(&self, router: &RouterTarget) -> Result<Vec<RouterFind>, Fault> {
        let (connection, _turn) = self.connect_router(router).await?;
        let mut finds = secrets(&connection).await.map_err(|error| fault(router, error))?;
        finds.extend(queues(&connection).await.map_err(|error| fault(router, error))?);
        finds.extend(hotspot_users(&connection).await.map_err(|error| fault(router, error))?);
        Ok(finds)
    }
}

async fn secrets(router: &Connection) -> Result<Vec<RouterFind>, Error> {
    let secrets = ppp::secrets(router).await?;
    let mut passwords = passwords(router, "/ppp/secret/print").await?;
    let rates: HashMap<String, (u32, u32)> = ppp::profiles(router)
        .await?
        .into_iter()
        .filter_map(|profile| Some((profile.name.to_string(), rate(&profile.rate_limit?.to_string())?)))
        .collect();
    let mut live: HashMap<String, ppp::Active> = HashMap::new();
    for session in ppp::active(router).await?.into_iter().filter(|session| !session.radius) {
        live.insert(session.name.to_string(), session);
    }
    Ok(secrets
        .into_iter()
        .map(|secret| {
            let name = secret.name.to_string();
            let profile = secret.profile.to_string();
            let session = live.get(&name);
            let told = [
                Some(("service", secret.service.to_string())),
                Some(("profile", profile.clone())),
                text("local-address", secret.local_address.as_ref()),
                text("remote-address", secret.remote_address.as_ref()),
                text("caller-id", secret.caller_id.as_ref()),
                text("last-caller-id", secret.last_caller_id.as_ref()),
                text("last-logged-out", secret.last_logged_out.as_ref()),
                text("last-disconnect-reason", secret.last_disconnect_reason.as_ref()),
                session.map(|session| ("active caller-id", session.caller_id.to_string())),
                session.and_then(|session| text("active address", session.address.as_ref())),
            ];
            let callers = [
                secret.caller_id.map(|id| id.to_string()),
                session.map(|session| session.caller_id.to_string()),
                secret.last_caller_id.map(|id| id.to_string()),
            ];
            RouterFind {
                kind: FindKind::Secret,
                comment: secret.comment.map(|comment| comment.to_string()).unwrap_or_default(),
                rate: rates.get(&profile).copied(),
                profile: Some(profile),
                macs: macs(callers),
                address: session
                    .and_then(|session| session.address.map(|address| address.to_string()))
                    .or(secret.remote_address.map(|address| address.to_string())),
                disabled: secret.disabled,
                line: if session.is_some() { OnuLine::Online } else { OnuLine::Offline },
                password: passwords.remove(&name),
                fields: fields(told),
                name,
            }
        })
        .collect())
}

/// Those that somebody made; PPP, DHCP and hotspot make others for their sessions.
async fn queues(router: &Connection) -> Result<Vec<RouterFind>, Error> {
    let queues = queue::queues(router).await?;
    let parents: Vec<String> = queues.iter().filter_map(|queue| queue.parent.as_ref().map(ToString::to_string)).collect();
    Ok(queues
        .into_iter()
        // A queue that others hang on shares a speed; it is nobody's line.
        .filter(|queue| !queue.dynamic && !parents.contains(&queue.name.to_string()))
        .map(|queue| {
            let targets: Vec<String> = queue.targets.iter().map(ToString::to_string).collect();
            let told = [
                Some(("target", targets.join(","))),
                Some(("max-limit", format!("{}/{}", queue.max_limit.upload, queue.max_limit.download))),
                text("parent", queue.parent.as_ref()),
            ];
            RouterFind {
                kind: FindKind::Queue,
                name: queue.name.to_string(),
                comment: queue.comment.map(|comment| comment.to_string()).unwrap_or_default(),
                profile: None,
                rate: pair(queue.max_limit),
                macs: Vec::new(),
                address: targets.first().map(|target| target.trim_end_matches("/32").to_owned()),
                disabled: queue.disabled,
                line: OnuLine::Unknown,
                password: None,
                fields: fields(told),
            }
        })
        .collect())
}

async fn hotspot_users(router: &Connection) -> Result<Vec<RouterFind>, Error> {
    let users = match hotspot::users(router).await {
        Ok(users) => users,
        // A router without the hotspot package has no such menu.
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut passwords = passwords(router, "/ip/hotspot/user/print").await?;
    let rates: HashMap<String, (u32, u32)> = hotspot::user_profiles(router)
        .await?
        .into_iter()
        .filter_map(|(name, limit)| Some((name.to_string(), rate(&limit?.to_string())?)))
        .collect();
    let live: Vec<hotspot::Active> = hotspot::active(router).await?;
    Ok(users
        .into_iter()
        .filter(|user| !user.default)
        .map(|user| {
            let name = user.name.to_string();
            let profile = user.profile.as_ref().map(ToString::to_string);
            let session = live.iter().find(|session| session.user == user.name);
            let told = [
                text("server", user.server.as_ref()),
                text("profile", user.profile.as_ref()),
                text("mac-address", user.mac.as_ref()),
                text("address", user.address.as_ref()),
                session.and_then(|session| text("active address", session.address.as_ref())),
            ];
            let callers = [
                user.mac.as_ref().map(ToString::to_string),
                session.and_then(|session| session.mac.as_ref()).map(ToString::to_string),
                None,
            ];
            RouterFind {
                kind: FindKind::Hotspot,
                comment: user.comment.map(|comment| comment.to_string()).unwrap_or_default(),
                rate: profile.as_ref().and_then(|profile| rates.get(profile).copied()),
                profile,
                macs: macs(callers),
                address: session.and_then(|session| session.address).or(user.address).map(|address| address.to_string()),
                disabled: user.disabled,
                line: if session.is_some() { OnuLine::Online } else { OnuLine::Offline },
                password: passwords.remove(&name),
                fields: fields(told),
                name,
            }
        })
        .collect())
}

/// All of a menu in one call. A login without the policy `sensitive` is told none, or stars.
async fn passwords(router: &Connection, path: &str) -> Result<HashMap<String, String>, Error> {
    let answer = router.ask(Command::new(path).properties(&["name", "password"])).await?;
    Ok(answer
        .rows
        .iter()
        .filter_map(|row| Some((row.text("name")?.to_string(), row.text("password")?.as_str()?.to_owned())))
        .filter(|(_, password)| !password.is_empty() && password.bytes().any(|octet| octet != b'*'))
        .collect())
}

/// Upload and download in kbit/s.
fn rate(limit: &str) -> Option<(u32, u32)> {
    pair(RateLimit::parse(limit).ok()?.rate)
}

fn pair(rate: RatePair) -> Option<(u32, u32)> {
    let kbps = |bits: u64| u32::try_from(bits / 1000).ok().filter(|kbps| *kbps > 0 && *kbps <= i32::MAX as u32);
    Some((kbps(rate.upload)?, kbps(rate.download)?))
}

fn macs(callers: [Option<String>; 3]) -> Vec<String> {
    let mut all: Vec<String> = callers.into_iter().flatten().filter_map(|text| mac(&text)).collect();
    all.sort();
    all.dedup();
    all
}

fn text<T: ToString>(name: &'static str, value: Option<&T>) -> Option<(&'static str, String)> {
    value.map(|value| (name, value.to_string()))
}

fn fields<const N: usize>(told: [Option<(&'static str, String)>; N]) -> Vec<FindField> {
    told.into_iter().flatten().filter(|(_, value)| !value.is_empty()).map(|(name, value)| FindField::new(name, value)).collect()
}
