//! Which menus there are, what they hold, and what a value must be.

use janet_routeros::{RateLimit, parse_bool, parse_duration};

use super::State;

pub(crate) struct Menu {
    pub(crate) path: &'static str,
    /// Beside `print`, `getall` and `listen`.
    pub(crate) verbs: &'static [&'static str],
    pub(crate) properties: &'static [Property],
    /// One item, which has no id.
    pub(crate) single: bool,
    /// What RouterOS says when a second item has the same name; `None` where names may repeat.
    pub(crate) duplicate: Option<&'static str>,
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
    Duration,
    OneOf(&'static [&'static str]),
    Ranges,
}

const fn property(name: &'static str, rule: Rule) -> Property {
    Property { name, default: None, rule, sensitive: false }
}

const fn default(name: &'static str, rule: Rule, default: &'static str) -> Property {
    Property { name, default: Some(default), rule, sensitive: false }
}

const fn sensitive(name: &'static str) -> Property {
    Property { name, default: Some(""), rule: Rule::Any, sensitive: true }
}

const EDIT: &[&str] = &["add", "set", "remove", "enable", "disable"];
const PPP_SERVICES: &[&str] = &["any", "async", "l2tp", "ovpn", "pppoe", "pptp", "sstp"];

pub(crate) const MENUS: &[Menu] = &[
    Menu {
        path: "/ppp/secret",
        verbs: EDIT,
        properties: &[
            property("name", Rule::Required),
            default("service", Rule::OneOf(PPP_SERVICES), "any"),
            default("caller-id", Rule::Any, ""),
            sensitive("password"),
            default("profile", Rule::Profile, "default"),
            property("local-address", Rule::Any),
            property("remote-address", Rule::Any),
            default("routes", Rule::Any, ""),
            default("disabled", Rule::Bool, "false"),
            property("comment", Rule::Any),
        ],
        single: false,
        duplicate: Some("failure: secret with the same name already exists"),
    },
    Menu {
        path: "/ppp/active",
        verbs: &["remove"],
        properties: &[
            property("name", Rule::ReadOnly),
            property("service", Rule::ReadOnly),
            property("caller-id", Rule::ReadOnly),
            property("address", Rule::ReadOnly),
            property("uptime", Rule::ReadOnly),
            property("session-id", Rule::ReadOnly),
            property("radius", Rule::ReadOnly),
        ],
        single: false,
        duplicate: None,
    },
    Menu {
        path: "/ppp/profile",
        verbs: &["add", "set", "remove"],
        properties: &[
            property("name", Rule::Required),
            property("local-address", Rule::Any),
            property("remote-address", Rule::Any),
            property("rate-limit", Rule::RateLimit),
            default("address-list", Rule::Any, ""),
            default("only-one", Rule::OneOf(&["default", "yes", "no"]), "default"),
            property("comment", Rule::Any),
        ],
        single: false,
        duplicate: Some("failure: profile with the same name already exists"),
    },
    Menu {
        path: "/ppp/aaa",
        verbs: &["set"],
        properties: &[
            default("use-radius", Rule::Bool, "false"),
            default("accounting", Rule::Bool, "true"),
            default("interim-update", Rule::Duration, "0s"),
        ],
        single: true,
        duplicate: None,
    },
    Menu {
        path: "/radius",
        verbs: EDIT,
        properties: &[
            default("service", Rule::Any, ""),
            property("address", Rule::Address),
            sensitive("secret"),
            default("authentication-port", Rule::Port, "1812"),
            default("accounting-port", Rule::Port, "1813"),
            default("timeout", Rule::Duration, "300ms"),
            default("require-message-auth", Rule::OneOf(&["no", "yes-for-request-resp"]), "yes-for-request-resp"),
            default("disabled", Rule::Bool, "false"),
            property("comment", Rule::Any),
        ],
        single: false,
        duplicate: None,
    },
    Menu {
        path: "/radius/incoming",
        verbs: &["set"],
        properties: &[default("accept", Rule::Bool, "false"), default("port", Rule::Port, "3799")],
        single: true,
        duplicate: None,
    },
    Menu {
        path: "/ip/pool",
        verbs: &["add", "set", "remove"],
        properties: &[property("name", Rule::Required), property("ranges", Rule::Ranges), property("comment", Rule::Any)],
        single: false,
        duplicate: Some("failure: pool with such name already exists"),
    },
    Menu {
        path: "/ip/firewall/address-list",
        verbs: EDIT,
        properties: &[
            property("list", Rule::Required),
            property("address", Rule::Address),
            default("dynamic", Rule::ReadOnly, "false"),
            default("disabled", Rule::Bool, "false"),
            property("comment", Rule::Any),
        ],
        single: false,
        duplicate: None,
    },
    Menu {
        path: "/queue/simple",
        verbs: &[],
        properties: &[
            property("name", Rule::ReadOnly),
            property("target", Rule::ReadOnly),
            property("max-limit", Rule::ReadOnly),
            property("dynamic", Rule::ReadOnly),
        ],
        single: false,
        duplicate: None,
    },
    Menu {
        path: "/interface",
        verbs: &["enable", "disable"],
        properties: &[
            property("name", Rule::ReadOnly),
            property("type", Rule::ReadOnly),
            default("rx-byte", Rule::ReadOnly, "0"),
            default("tx-byte", Rule::ReadOnly, "0"),
            property("running", Rule::ReadOnly),
            default("disabled", Rule::Bool, "false"),
        ],
        single: false,
        duplicate: None,
    },
    Menu { path: "/system/identity", verbs: &["set"], properties: &[property("name", Rule::Required)], single: true, duplicate: None },
    Menu { path: "/system/resource", verbs: &[], properties: &[], single: true, duplicate: None },
];

impl Menu {
    pub(crate) fn find(path: &str) -> Option<&'static Menu> {
        MENUS.iter().find(|menu| menu.path == path)
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
            Rule::Duration => parse_duration(&text).is_some(),
            Rule::OneOf(values) => values.contains(&text.as_ref()),
            Rule::Ranges => crate::nas::is_ranges(&text),
        }
    }

    /// As it is kept: flags are shown as `true` and `false` by the API, however they were set.
    pub(crate) fn kept(self, value: &[u8]) -> Vec<u8> {
        match self {
            Rule::Bool => parse_bool(value).map_or_else(|| value.to_vec(), |on| on.to_string().into_bytes()),
            _ => value.to_vec(),
        }
    }
}
