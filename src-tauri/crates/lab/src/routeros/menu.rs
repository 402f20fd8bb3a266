//! Which menus there are, what they hold, and what a value must be.

mod ip;
mod ppp;
mod routing;
mod system;

use janet_routeros::{RateLimit, RatePair, parse_bool, parse_duration};

use super::State;

pub(crate) struct Menu {
    pub(crate) path: &'static str,
    /// The versions that have it so.
    pub(crate) eras: Eras,
    /// Beside `print`, `getall` and `listen`.
    pub(crate) verbs: &'static [&'static str],
    pub(crate) properties: &'static [Property],
    /// One item, which has no id.
    pub(crate) single: bool,
    /// What RouterOS says when a second item has the same name; `None` where names may repeat.
    pub(crate) duplicate: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Eras {
    Both,
    /// RouterOS 6 and older.
    Six,
    Seven,
}

pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) default: Option<&'static str>,
    pub(crate) rule: Rule,
    /// Shown to logins with the policy `sensitive` only.
    pub(crate) sensitive: bool,
}

#[derive(Clone, Copy)]
pub(crate) enum Rule {
    Any,
    /// Must be given when an item is added, and not empty.
    Required,
    /// Shown, never set.
    ReadOnly,
    Bool,
    /// The name of a PPP profile.
    Profile,
    Port,
    Address,
    RateLimit,
    /// `upload/download` of a queue.
    Pair,
    Number,
    Duration,
    OneOf(&'static [&'static str]),
    Ranges,
}

pub(super) const fn property(name: &'static str, rule: Rule) -> Property {
    Property { name, default: None, rule, sensitive: false }
}

pub(super) const fn default(name: &'static str, rule: Rule, default: &'static str) -> Property {
    Property { name, default: Some(default), rule, sensitive: false }
}

pub(super) const fn shown(name: &'static str) -> Property {
    property(name, Rule::ReadOnly)
}

pub(super) const fn sensitive(name: &'static str) -> Property {
    Property { name, default: Some(""), rule: Rule::Any, sensitive: true }
}

pub(super) const EDIT: &[&str] = &["add", "set", "remove", "enable", "disable"];

/// Every menu of every version.
pub(crate) fn menus() -> impl Iterator<Item = &'static Menu> {
    [ppp::MENUS, ip::MENUS, system::MENUS, routing::MENUS].into_iter().flatten()
}

impl Menu {
    /// Has a router of this era the menu?
    pub(crate) fn is_of(&self, seven: bool) -> bool {
        match self.eras {
            Eras::Both => true,
            Eras::Six => !seven,
            Eras::Seven => seven,
        }
    }

    pub(crate) fn property(&self, name: &str) -> Option<&'static Property> {
        self.properties.iter().find(|property| property.name == name)
    }
}

impl Rule {
    /// Does the router take this value?
    pub(crate) fn allows(self, value: &[u8], state: &State) -> bool {
        let text = String::from_utf8_lossy(value);
        match self {
            Rule::Any => true,
            Rule::Required => !value.is_empty(),
            Rule::ReadOnly => false,
            Rule::Bool => parse_bool(value).is_some() && !value.is_empty(),
            Rule::Profile => state.find("/ppp/profile", "name", &text).is_some(),
            Rule::Port => text.parse::<u16>().is_ok_and(|port| port > 0),
            Rule::Address => text.parse::<std::net::IpAddr>().is_ok(),
            Rule::RateLimit => text.is_empty() || RateLimit::parse(&text).is_ok(),
            Rule::Pair => RatePair::parse(&text).is_some(),
            Rule::Number => text.parse::<u64>().is_ok(),
            Rule::Duration => parse_duration(&text).is_some(),
            Rule::OneOf(values) => values.contains(&text.as_ref()),
            Rule::Ranges => crate::nas::is_ranges(&text),
        }
    }

    /// As it is kept: flags are shown as `true` and `false` by the API, however they were set.
    pub(crate) fn kept(self, value: &[u8]) -> Vec<u8> {
        match self {
            Rule::Bool => parse_bool(value).map_or_else(|| value.to_vec(), |on| on.to_string().into_bytes()),
            Rule::Pair => {
                let pair = RatePair::parse(&String::from_utf8_lossy(value));
                pair.map_or_else(|| value.to_vec(), |pair| format!("{}/{}", pair.upload, pair.download).into_bytes())
            }
            _ => value.to_vec(),
        }
    }
}
