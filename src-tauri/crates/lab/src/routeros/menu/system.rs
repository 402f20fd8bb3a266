//! `/system`.

use super::{Eras, Menu, Rule, property, shown};

pub(super) const MENUS: &[Menu] = &[
    Menu {
        path: "/system/identity",
        eras: Eras::Both,
        verbs: &["set"],
        properties: &[property("name", Rule::Required)],
        single: true,
        duplicate: None,
    },
    Menu { path: "/system/resource", eras: Eras::Both, verbs: &[], properties: &[], single: true, duplicate: None },
    Menu { path: "/system/routerboard", eras: Eras::Both, verbs: &[], properties: &[], single: true, duplicate: None },
    // One row of all sensors, with settings among them.
    Menu { path: "/system/health", eras: Eras::Six, verbs: &[], properties: &[], single: true, duplicate: None },
    // A row for each sensor.
    Menu {
        path: "/system/health",
        eras: Eras::Seven,
        verbs: &[],
        properties: &[shown("name"), shown("value"), shown("type")],
        single: false,
        duplicate: None,
    },
];
