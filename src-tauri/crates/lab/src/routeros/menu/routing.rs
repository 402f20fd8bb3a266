//! `/routing` and the routes. The lab speaks no BGP: tests put rows there as a router would show them.

use super::{Eras, Menu};

const fn show(path: &'static str, eras: Eras) -> Menu {
    Menu { path, eras, verbs: &[], properties: &[], single: false, duplicate: None }
}

pub(super) const MENUS: &[Menu] = &[
    show("/routing/bgp/session", Eras::Seven),
    show("/routing/bgp/connection", Eras::Seven),
    show("/routing/route", Eras::Seven),
    show("/routing/bgp/peer", Eras::Six),
    show("/ip/route", Eras::Six),
    show("/ipv6/route", Eras::Six),
];
