//! Which user has which tunnel address, up or down since when. Pure: what was seen goes in, with the time at which it was.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};

use super::fault::TunnelFault;
use super::gateway::Sighting;
use super::session::{SessionKey, TunnelSession};

/// How a user's tunnel stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tunnel {
    NeverSeen,
    Up {
        session: TunnelSession,
        /// When the address was another, what it was before.
        moved: Option<Moved>,
    },
    Down(LastSeen),
}

/// The end of the last tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastSeen {
    /// When it was known to be gone: at once where the gateway tells, else when its list was read next.
    pub down_since: DateTime<Utc>,
    pub address: Option<IpAddr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    pub at: DateTime<Utc>,
    pub from: IpAddr,
}

#[derive(Debug, Clone, Default)]
pub struct Ledger {
    users: BTreeMap<String, User>,
    owners: HashMap<SessionKey, String>,
}

#[derive(Debug, Clone, Default)]
struct User {
    /// Two for a while when a device comes back before the gateway noticed that it was gone.
    sessions: Vec<TunnelSession>,
    address: Option<IpAddr>,
    moved: Option<Moved>,
    down_since: Option<DateTime<Utc>>,
}

/// Gateways that tell an uptime in seconds, read at another moment, give another beginning of the same session.
const JITTER: TimeDelta = TimeDelta::seconds(10);

impl Ledger {
    /// What was known before this program started, unless more is known by now.
    pub fn remember(&mut self, user: &str, last: LastSeen) {
        let known = self.users.entry(user.to_owned()).or_default();
        if known.sessions.is_empty() && known.down_since.is_none_or(|since| since < last.down_since) {
            (known.down_since, known.address) = (Some(last.down_since), last.address);
        }
    }

    /// Takes in what was seen. Did a tunnel go up, down or elsewhere?
    pub fn apply(&mut self, at: DateTime<Utc>, sighting: Sighting) -> bool {
        match sighting {
            Sighting::All(sessions) => self.replace(at, sessions),
            Sighting::Up(session) => self.raise(at, session),
            Sighting::Address(key, address) => {
                self.change(&key, |session| session.address = Some(address)).is_some_and(|user| user.follow(at))
            }
            Sighting::Down(key) => self.drop_session(at, &key),
            Sighting::Octets(key, octets) => {
                self.change(&key, |session| session.octets = Some(octets));
                false
            }
            Sighting::Unanswered => false,
        }
    }

    pub fn tunnel(&self, user: &str) -> Tunnel {
        self.users.get(user).map_or(Tunnel::NeverSeen, User::tunnel)
    }

    /// Users that were seen, by name.
    pub fn tunnels(&self) -> impl Iterator<Item = (&str, Tunnel)> {
        self.users.iter().map(|(name, user)| (name.as_str(), user.tunnel()))
    }

    /// Where the user's device is reached now.
    pub fn resolve(&self, user: &str) -> Result<IpAddr, TunnelFault> {
        let name = || user.to_owned();
        let session = match self.tunnel(user) {
            Tunnel::NeverSeen => return Err(TunnelFault::NeverSeen { user: name() }),
            Tunnel::Down(last) => return Err(TunnelFault::Down { user: name(), since: last.down_since, last_address: last.address }),
            Tunnel::Up { session, .. } => session,
        };
        let address = session.address.ok_or_else(|| TunnelFault::NoAddress { user: name(), since: session.since })?;
        let has_it = |other: &User| other.sessions.iter().any(|session| session.address == Some(address));
        match self.users.iter().find(|(other, known)| *other != user && has_it(known)) {
            Some((other, _)) => Err(TunnelFault::Shared { user: name(), other: other.clone(), address }),
            None => Ok(address),
        }
    }

    fn replace(&mut self, at: DateTime<Utc>, sessions: Vec<TunnelSession>) -> bool {
        let mut changed = false;
        // First who is there, so that a user with a new session instead of the old was never down.
        let listed: HashMap<SessionKey, String> = sessions.iter().map(|session| (session.key.clone(), session.user.clone())).collect();
        for session in sessions {
            changed |= self.raise(at, session);
        }
        let gone: Vec<SessionKey> = self.owners.keys().filter(|key| !listed.contains_key(*key)).cloned().collect();
        for key in gone {
            changed |= self.drop_session(at, &key);
        }
        changed
    }

    fn raise(&mut self, at: DateTime<Utc>, mut session: TunnelSession) -> bool {
        // Numbers begin anew when a gateway restarts: the key may have been another's.
        let mut changed =
            self.owners.get(&session.key).is_some_and(|owner| *owner != session.user) && self.drop_session(at, &session.key.clone());
        self.owners.insert(session.key.clone(), session.user.clone());
        let user = self.users.entry(session.user.clone()).or_default();
        match user.sessions.iter_mut().find(|known| known.key == session.key) {
            Some(known) => {
                if (known.since - session.since).abs() <= JITTER {
                    session.since = known.since;
                } else {
                    changed = true;
                }
                session.octets = session.octets.or(known.octets);
                *known = session;
            }
            None => {
                user.sessions.push(session);
                user.down_since = None;
                changed = true;
            }
        }
        user.follow(at) || changed
    }

    fn drop_session(&mut self, at: DateTime<Utc>, key: &SessionKey) -> bool {
        let Some(user) = self.owners.remove(key).and_then(|owner| self.users.get_mut(&owner)) else { return false };
        user.sessions.retain(|session| session.key != *key);
        if user.sessions.is_empty() {
            user.down_since = Some(at);
        } else {
            user.follow(at);
        }
        true
    }

    fn change(&mut self, key: &SessionKey, change: impl FnOnce(&mut TunnelSession)) -> Option<&mut User> {
        let user = self.users.get_mut(self.owners.get(key)?)?;
        change(user.sessions.iter_mut().find(|session| session.key == *key)?);
        Some(user)
    }
}

impl User {
    /// The session by which the device is reached: the newest of those that have an address.
    fn present(&self) -> Option<&TunnelSession> {
        self.sessions.iter().max_by_key(|session| (session.address.is_some(), session.since))
    }

    /// Keeps the address, and that it was another. Is it another?
    fn follow(&mut self, at: DateTime<Utc>) -> bool {
        let Some(now) = self.present().and_then(|session| session.address) else { return false };
        match self.address.replace(now) {
            Some(before) if before != now => {
                self.moved = Some(Moved { at, from: before });
                true
            }
            Some(_) => false,
            None => true,
        }
    }

    fn tunnel(&self) -> Tunnel {
        match (self.present(), self.down_since) {
            (Some(session), _) => Tunnel::Up { session: session.clone(), moved: self.moved },
            (None, Some(down_since)) => Tunnel::Down(LastSeen { down_since, address: self.address }),
            (None, None) => Tunnel::NeverSeen,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tunnel::TunnelKind;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap()
    }

    fn session(key: &str, user: &str, last: u8, since: i64) -> TunnelSession {
        TunnelSession {
            key: SessionKey::new(key),
            user: user.into(),
            kind: TunnelKind::OpenVpn,
            address: (last != 0).then(|| [10, 50, 0, last].into()),
            from: None,
            since: at(since),
            octets: None,
        }
    }

    fn down(key: &str) -> Sighting {
        Sighting::Down(SessionKey::new(key))
    }

    fn address(ledger: &Ledger, user: &str) -> Option<String> {
        ledger.resolve(user).ok().map(|address| address.to_string())
    }

    #[test]
    fn up_down_never_and_elsewhere() {
        let mut ledger = Ledger::default();
        let fault = ledger.resolve("pop-1").unwrap_err();
        assert!(matches!(fault, TunnelFault::NeverSeen { .. }) && fault.advice().contains("tunnel user"), "{fault}");
        assert!(ledger.apply(at(1), Sighting::Up(session("0", "pop-1", 7, 1))));
        assert_eq!(address(&ledger, "pop-1").as_deref(), Some("10.50.0.7"));
        assert!(ledger.apply(at(9), down("0")));
        let fault = ledger.resolve("pop-1").unwrap_err();
        assert_eq!(fault.to_string(), format!("tunnel of `pop-1` down since {}", at(9)));
        assert!(matches!(fault, TunnelFault::Down { last_address: Some(_), .. }));
        // It comes back elsewhere.
        assert!(ledger.apply(at(20), Sighting::Up(session("1", "pop-1", 8, 20))));
        let Tunnel::Up { moved, .. } = ledger.tunnel("pop-1") else { panic!() };
        assert_eq!(moved, Some(Moved { at: at(20), from: [10, 50, 0, 7].into() }));
        assert!(ledger.apply(at(25), Sighting::Address(SessionKey::new("1"), [10, 50, 0, 9].into())));
        assert_eq!(address(&ledger, "pop-1").as_deref(), Some("10.50.0.9"));
    }

    #[test]
    fn the_late_end_of_an_old_session_does_not_take_the_new_one_down() {
        let mut ledger = Ledger::default();
        ledger.apply(at(1), Sighting::Up(session("0", "pop-1", 7, 1)));
        ledger.apply(at(60), Sighting::Up(session("1", "pop-1", 8, 60)));
        assert_eq!(address(&ledger, "pop-1").as_deref(), Some("10.50.0.8"), "the newer");
        ledger.apply(at(120), down("0"));
        assert_eq!(address(&ledger, "pop-1").as_deref(), Some("10.50.0.8"));
        assert!(!ledger.apply(at(121), down("0")), "twice is nothing");
    }

    #[test]
    fn one_that_is_not_let_in_yet_does_not_hide_the_one_that_is() {
        let mut ledger = Ledger::default();
        ledger.apply(at(1), Sighting::All(vec![session("0", "pop-1", 7, 1), session("1", "pop-1", 0, 50)]));
        assert_eq!(address(&ledger, "pop-1").as_deref(), Some("10.50.0.7"));
        ledger.apply(at(2), down("0"));
        assert!(matches!(ledger.resolve("pop-1"), Err(TunnelFault::NoAddress { .. })));
    }

    #[test]
    fn a_list_takes_down_who_is_not_on_it_and_changes_nothing_when_read_again() {
        let mut ledger = Ledger::default();
        let all = |offset: i64| Sighting::All(vec![session("a", "pop-1", 7, 1 + offset), session("b", "pop-2", 8, 5 - offset)]);
        assert!(ledger.apply(at(10), all(0)));
        assert!(!ledger.apply(at(20), all(2)), "uptimes that were rounded are no news");
        let Tunnel::Up { session: known, .. } = ledger.tunnel("pop-1") else { panic!() };
        assert_eq!(known.since, at(1));
        assert!(ledger.apply(at(30), all(100)), "it was away between two readings");
        assert!(ledger.apply(at(40), Sighting::All(vec![session("c", "pop-1", 7, 39)])));
        assert!(matches!(ledger.tunnel("pop-2"), Tunnel::Down(last) if last.down_since == at(40)));
        assert!(matches!(ledger.tunnel("pop-1"), Tunnel::Up { .. }));
        assert_eq!(ledger.tunnels().count(), 2);
    }

    #[test]
    fn a_number_that_is_another_users_now() {
        let mut ledger = Ledger::default();
        ledger.apply(at(1), Sighting::Up(session("0", "pop-1", 7, 1)));
        ledger.apply(at(5), Sighting::All(vec![session("0", "pop-2", 7, 4)]));
        assert!(matches!(ledger.tunnel("pop-1"), Tunnel::Down(_)));
        assert_eq!(address(&ledger, "pop-2").as_deref(), Some("10.50.0.7"));
    }

    #[test]
    fn an_address_that_two_have_is_nobodys() {
        let mut ledger = Ledger::default();
        ledger.apply(at(1), Sighting::All(vec![session("0", "pop-1", 7, 1), session("1", "pop-2", 7, 2)]));
        for (user, another) in [("pop-1", "pop-2"), ("pop-2", "pop-1")] {
            let fault = ledger.resolve(user).unwrap_err();
            assert!(matches!(&fault, TunnelFault::Shared { other, .. } if other == another), "{fault}");
        }
    }

    #[test]
    fn what_was_known_before_gives_way_to_what_is_seen() {
        let mut ledger = Ledger::default();
        let last = LastSeen { down_since: at(-500), address: Some([10, 50, 0, 3].into()) };
        ledger.remember("pop-1", last);
        assert_eq!(ledger.tunnel("pop-1"), Tunnel::Down(last));
        ledger.apply(at(1), Sighting::Up(session("0", "pop-1", 7, 1)));
        ledger.remember("pop-1", LastSeen { down_since: at(2), address: None });
        let Tunnel::Up { moved, .. } = ledger.tunnel("pop-1") else { panic!() };
        assert_eq!(moved.map(|moved| moved.from), last.address);
    }

    fn sighting() -> impl Strategy<Value = Sighting> {
        let one = || {
            (0_u8..4, 0_u8..3, 0_u8..4, 0_i64..100)
                .prop_map(|(key, user, last, since)| session(&key.to_string(), &user.to_string(), last, since))
        };
        prop_oneof![
            one().prop_map(Sighting::Up),
            (0_u8..4).prop_map(|key| down(&key.to_string())),
            (0_u8..4, 1_u8..4).prop_map(|(key, last)| Sighting::Address(SessionKey::new(key.to_string()), [10, 50, 0, last].into())),
            prop::collection::vec(one(), 0..4).prop_map(Sighting::All),
        ]
    }

    proptest! {
        /// After a list, exactly the users on it are up, whatever was seen before.
        #[test]
        fn a_list_is_the_truth(before in prop::collection::vec(sighting(), 0..20), keys in prop::collection::btree_map(0_u8..6, 0_u8..3, 0..6)) {
            let mut ledger = Ledger::default();
            for (second, sighting) in (0..).zip(before) {
                ledger.apply(at(second), sighting);
            }
            let list: Vec<TunnelSession> = keys.iter().map(|(key, user)| session(&key.to_string(), &user.to_string(), key + 1, 50)).collect();
            ledger.apply(at(200), Sighting::All(list.clone()));
            for user in 0_u8..3 {
                let listed = list.iter().any(|session| session.user == user.to_string());
                let up = matches!(ledger.tunnel(&user.to_string()), Tunnel::Up { .. });
                prop_assert_eq!(up, listed);
                prop_assert_eq!(ledger.resolve(&user.to_string()).is_ok(), listed);
            }
            prop_assert!(!ledger.apply(at(201), Sighting::All(list)), "the same list again is no news");
        }

        #[test]
        fn ends_take_everybody_down(before in prop::collection::vec(sighting(), 0..20)) {
            let mut ledger = Ledger::default();
            for (second, sighting) in (0..).zip(before) {
                ledger.apply(at(second), sighting);
            }
            for key in 0_u8..4 {
                ledger.apply(at(100), down(&key.to_string()));
            }
            let nobody = ledger.tunnels().all(|(_, tunnel)| !matches!(tunnel, Tunnel::Up { .. }));
            prop_assert!(nobody);
        }
    }
}
