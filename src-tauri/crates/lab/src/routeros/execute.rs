//! Commands on menus.

use std::net::IpAddr;

use janet_routeros::pool::parse_ranges;

use super::menu::{Menu, Rule};
use super::query;
use super::request::{Given, Refused, Request, Row, refuse};
use super::table::{Item, duration};
use super::{State, User};

impl State {
    pub(crate) fn execute(&mut self, user: &User, request: &Request) -> Result<Given, Refused> {
        let Some(menu) = self.menu(&request.menu) else { return refuse(0, "no such command prefix") };
        match request.verb.as_str() {
            "print" | "getall" => self.print(menu, user, request),
            "monitor-traffic" if menu.path == "/interface" => Ok(Given { rows: self.traffic(request, None)?, ..Given::default() }),
            "monitor" if menu.path == "/radius" => Ok(Given { rows: vec![self.radius_counters(menu, request)?], ..Given::default() }),
            verb if !menu.verbs.contains(&verb) => refuse(0, "no such command"),
            _ if !user.write => Err(Refused { category: None, message: "not enough permissions (9)".into() }),
            "add" => self.add(menu, request),
            "set" => self.set(menu, request, &settings(request)),
            "enable" => self.set(menu, request, &[("disabled", b"false")]),
            "disable" => self.set(menu, request, &[("disabled", b"true")]),
            _ => self.remove_all(menu, request),
        }
    }

    fn print(&self, menu: &Menu, user: &User, request: &Request) -> Result<Given, Refused> {
        let mut rows = Vec::new();
        for row in self.rows(menu, user) {
            if query::matches(&request.queries, &row)? {
                rows.push(row);
            }
        }
        if request.get("count-only").is_some() {
            return Ok(Given { ret: Some(rows.len().to_string()), ..Given::default() });
        }
        if let Some(list) = request.text(".proplist") {
            let wanted: Vec<&str> = list.split(',').collect();
            rows.iter_mut().for_each(|row| row.retain(|(name, _)| wanted.contains(&name.as_str())));
        }
        Ok(Given { empty: rows.is_empty(), rows, ret: None })
    }

    fn rows(&self, menu: &Menu, user: &User) -> Vec<Row> {
        match menu.path {
            "/system/resource" => return vec![self.resource()],
            "/system/routerboard" => return vec![vec![("routerboard".into(), b"false".to_vec())]],
            "/ip/pool/used" => return self.used_addresses(),
            _ => {}
        }
        self.table(menu.path).items().iter().map(|item| shown(menu, user, item)).collect()
    }

    fn resource(&self) -> Row {
        [
            ("uptime", duration(self.started.elapsed().as_secs())),
            ("version", self.options.version.clone()),
            ("free-memory", "805306368".into()),
            ("total-memory", "1073741824".into()),
            ("cpu-load", "3".into()),
            ("cpu-count", "4".into()),
            ("free-hdd-space", "96468992".into()),
            ("total-hdd-space", "134217728".into()),
            ("architecture-name", "x86_64".into()),
            ("board-name", "CHR".into()),
            ("platform", "MikroTik".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value.into_bytes()))
        .to_vec()
    }

    /// What is given out of which pool: to PPP sessions and to bound leases.
    fn used_addresses(&self) -> Vec<Row> {
        let mut used = Vec::new();
        for pool in self.table("/ip/pool").items() {
            let ranges = parse_ranges(&pool.text("ranges")).unwrap_or_default();
            let holders = [("/ppp/active", "address", "name", "PPP"), ("/ip/dhcp-server/lease", "active-address", "mac-address", "DHCP")];
            for (menu, address, info, owner) in holders {
                for item in self.table(menu).items() {
                    let Ok(address) = item.text(address).parse::<IpAddr>() else { continue };
                    if ranges.iter().any(|range| range.first <= address && address <= range.last) {
                        let row = [
                            ("pool", pool.text("name")),
                            ("address", address.to_string()),
                            ("owner", owner.into()),
                            ("info", item.text(info)),
                        ];
                        used.push(row.map(|(name, value)| (name.to_owned(), value.into_bytes())).to_vec());
                    }
                }
            }
        }
        used
    }

    /// One row for each interface that is asked for. `section` counts the repetitions of a monitor that goes on; RouterOS 6
    /// says neither it nor the name.
    pub(crate) fn traffic(&self, request: &Request, section: Option<u64>) -> Result<Vec<Row>, Refused> {
        let wanted = request.text("interface").unwrap_or_default();
        let row = |wanted: &str| {
            let items = self.table("/interface").items();
            let Some(item) = items.iter().find(|item| item.text("name") == wanted || format!("*{:X}", item.id) == wanted) else {
                return refuse(1, "input does not match any value of interface");
            };
            let name = item.text("name");
            let (rx, tx) = self.traffic.get(&name).copied().unwrap_or_default();
            let packets = |bits: u64| (bits / 8_000).to_string();
            let mut row = vec![
                ("rx-packets-per-second", packets(rx)),
                ("rx-bits-per-second", rx.to_string()),
                ("tx-packets-per-second", packets(tx)),
                ("tx-bits-per-second", tx.to_string()),
            ];
            if self.is_7() {
                row.insert(0, ("name", name));
                row.extend(section.map(|section| (".section", section.to_string())));
            }
            Ok(row.into_iter().map(|(name, value)| (name.to_owned(), value.into_bytes())).collect())
        };
        wanted.split(',').map(row).collect()
    }

    fn radius_counters(&self, menu: &Menu, request: &Request) -> Result<Row, Refused> {
        if request.get("once").is_none() {
            return refuse(4, "the lab shows these counters once only");
        }
        self.targets(menu, request)?;
        let names = ["pending", "requests", "accepts", "rejects", "resends", "timeouts", "bad-replies"];
        let count = |name: &str| self.radius_counts.get(name).copied().unwrap_or_default().to_string().into_bytes();
        let mut row: Vec<_> = names.map(|name| (name.to_owned(), count(name))).to_vec();
        row.push(("last-request-rtt".into(), b"10ms".to_vec()));
        Ok(row)
    }

    fn add(&mut self, menu: &'static Menu, request: &Request) -> Result<Given, Refused> {
        let settings = settings(request);
        let values = self.checked(menu, &settings)?;
        let missing = menu
            .properties
            .iter()
            .find(|property| matches!(property.rule, Rule::Required) && !values.iter().any(|(name, _)| *name == property.name));
        if let Some(property) = missing {
            return refuse(1, format!("missing value for argument {}", property.name));
        }
        self.refuse_duplicate(menu, &values, None)?;
        let mut item = Item::default();
        for property in menu.properties {
            if let Some(default) = property.default {
                item.set(property.name, default.as_bytes());
            }
        }
        values.iter().for_each(|(name, value)| item.set(name, value));
        let id = self.insert_item(menu.path, item);
        Ok(Given { ret: Some(format!("*{id:X}")), ..Given::default() })
    }

    fn set(&mut self, menu: &'static Menu, request: &Request, settings: &[(&str, &[u8])]) -> Result<Given, Refused> {
        let ids = self.targets(menu, request)?;
        let values = self.checked(menu, settings)?;
        for id in ids {
            self.refuse_duplicate(menu, &values, Some(id))?;
            let values: Vec<(&str, &[u8])> = values.iter().map(|(name, value)| (*name, value.as_slice())).collect();
            self.change(menu.path, id, &values);
        }
        Ok(Given::default())
    }

    fn remove_all(&mut self, menu: &'static Menu, request: &Request) -> Result<Given, Refused> {
        for id in self.targets(menu, request)? {
            let removed = self.remove(menu.path, id);
            if let (Some(item), "/ppp/active", Some(kicked)) = (removed, menu.path, &self.kicked) {
                // A NAS that is gone has no session to end.
                let _ = kicked.send(item.text("session-id").trim_start_matches("0x").to_owned());
            }
        }
        Ok(Given::default())
    }

    /// The items that `.id` or `numbers` names; all must be there.
    fn targets(&self, menu: &Menu, request: &Request) -> Result<Vec<u32>, Refused> {
        let items = self.table(menu.path).items();
        if menu.single {
            return Ok(items.iter().map(|item| item.id).collect());
        }
        let Some(list) = request.text(".id").or_else(|| request.text("numbers")) else {
            return refuse(0, "no such item");
        };
        let known = |text: &str| {
            let id = u32::from_str_radix(text.strip_prefix('*')?, 16).ok()?;
            items.iter().any(|item| item.id == id).then_some(id)
        };
        list.split(',').map(|text| known(text).map_or_else(|| refuse(0, "no such item"), Ok)).collect()
    }

    /// Values as they are kept, if the menu has such properties and takes such values.
    fn checked(&self, menu: &Menu, settings: &[(&str, &[u8])]) -> Result<Vec<(&'static str, Vec<u8>)>, Refused> {
        let check = |(name, value): &(&str, &[u8])| {
            let Some(property) = menu.property(name).filter(|property| !matches!(property.rule, Rule::ReadOnly)) else {
                return refuse(1, format!("unknown parameter {name}"));
            };
            if property.rule.allows(value, self) {
                return Ok((property.name, property.rule.kept(value)));
            }
            match property.rule {
                Rule::Profile | Rule::OneOf(_) => refuse(1, format!("input does not match any value of {name}")),
                _ => refuse(1, format!("invalid value for argument {name}")),
            }
        };
        settings.iter().map(check).collect()
    }

    fn refuse_duplicate(&self, menu: &Menu, values: &[(&str, Vec<u8>)], of: Option<u32>) -> Result<(), Refused> {
        let (Some(message), Some((_, wanted))) = (menu.duplicate, values.iter().find(|(name, _)| *name == "name")) else {
            return Ok(());
        };
        let taken = self.table(menu.path).items().iter().any(|item| Some(item.id) != of && item.get("name") == Some(wanted.as_slice()));
        if taken { Err(Refused { category: None, message: message.into() }) } else { Ok(()) }
    }
}

/// A row as this user sees it.
pub(crate) fn shown(menu: &Menu, user: &User, item: &Item) -> Row {
    let hidden = |name: &str| !user.sensitive && menu.property(name).is_some_and(|property| property.sensitive);
    let id = (!menu.single).then(|| (".id".to_owned(), format!("*{:X}", item.id).into_bytes()));
    id.into_iter().chain(item.shown().into_iter().filter(|(name, _)| !hidden(name))).collect()
}

/// What a command sets: everything but the words that name items.
fn settings(request: &Request) -> Vec<(&str, &[u8])> {
    let named = |name: &str| name == ".id" || name == "numbers";
    request.attributes.iter().filter(|(name, _)| !named(name)).map(|(name, value)| (name.as_str(), value.as_slice())).collect()
}
