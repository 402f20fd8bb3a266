//! Commands on menus.

use super::menu::{Menu, Rule};
use super::query;
use super::request::{Given, Refused, Request, refuse};
use super::table::{Item, duration};
use super::{State, User};

impl State {
    pub(crate) fn execute(&mut self, user: &User, request: &Request) -> Result<Given, Refused> {
        let Some(menu) = Menu::find(&request.menu) else { return refuse(0, "no such command prefix") };
        match request.verb.as_str() {
            "print" | "getall" => self.print(menu, user, request),
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

    fn rows(&self, menu: &Menu, user: &User) -> Vec<Vec<(String, Vec<u8>)>> {
        if menu.path == "/system/resource" {
            return vec![self.resource()];
        }
        self.table(menu.path).items().iter().map(|item| shown(menu, user, item)).collect()
    }

    fn resource(&self) -> Vec<(String, Vec<u8>)> {
        [
            ("uptime", duration(self.started.elapsed().as_secs())),
            ("version", self.options.version.clone()),
            ("free-memory", "805306368".into()),
            ("total-memory", "1073741824".into()),
            ("cpu-load", "3".into()),
            ("architecture-name", "x86_64".into()),
            ("board-name", "CHR".into()),
            ("platform", "MikroTik".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value.into_bytes()))
        .to_vec()
    }

    fn add(&mut self, menu: &Menu, request: &Request) -> Result<Given, Refused> {
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
        // `menu` is one of the constants, whose path is.
        let id = self.insert_item(Menu::find(menu.path).map_or("", |menu| menu.path), item);
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
pub(crate) fn shown(menu: &Menu, user: &User, item: &Item) -> Vec<(String, Vec<u8>)> {
    let hidden = |name: &str| !user.sensitive && menu.property(name).is_some_and(|property| property.sensitive);
    let id = (!menu.single).then(|| (".id".to_owned(), format!("*{:X}", item.id).into_bytes()));
    id.into_iter().chain(item.shown().into_iter().filter(|(name, _)| !hidden(name))).collect()
}

/// What a command sets: everything but the words that name items.
fn settings(request: &Request) -> Vec<(&str, &[u8])> {
    let named = |name: &str| name == ".id" || name == "numbers";
    request.attributes.iter().filter(|(name, _)| !named(name)).map(|(name, value)| (name.as_str(), value.as_slice())).collect()
}
