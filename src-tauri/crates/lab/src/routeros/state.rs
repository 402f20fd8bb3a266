//! What the API's connections and the NAS share: the menus' items, and what is set from outside.

use std::collections::HashMap;
use std::time::Instant;

use tokio::sync::{broadcast, mpsc};

use super::RouterOptions;
use super::menu::{Menu, menus};
use super::table::{Item, Table};

pub(crate) struct State {
    pub(crate) options: RouterOptions,
    pub(crate) started: Instant,
    pub(crate) tables: HashMap<&'static str, Table>,
    pub(super) changes: broadcast::Sender<Change>,
    /// Where the NAS wants to hear of sessions that were removed: their Acct-Session-Id.
    pub(crate) kicked: Option<mpsc::UnboundedSender<String>>,
    /// Nobody reaches it over the management network.
    pub(crate) cut_off: bool,
    /// Bits per second that pass interfaces now: received and sent, by name.
    pub(crate) traffic: HashMap<String, (u64, u64)>,
    /// What `/radius/monitor` shows.
    pub(crate) radius_counts: HashMap<&'static str, u64>,
    /// API sessions that are logged in, and how many may be.
    pub(crate) sessions: usize,
    pub(crate) max_sessions: usize,
    /// Commands that came, by path.
    pub(crate) calls: HashMap<String, u64>,
}

/// News for `listen`.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) menu: &'static str,
    pub(crate) item: Item,
    pub(crate) dead: bool,
}

impl State {
    /// Major and minor.
    pub(crate) fn version(&self) -> (u16, u16) {
        let mut numbers = self.options.version.split(['.', ' ']).map(|number| number.parse().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
    }

    pub(crate) fn is_7(&self) -> bool {
        self.version().0 >= 7
    }

    /// The menu, if this version has it.
    pub(crate) fn menu(&self, path: &str) -> Option<&'static Menu> {
        menus().find(|menu| menu.path == path && menu.is_of(self.is_7()))
    }

    pub(crate) fn table(&self, menu: &str) -> &Table {
        static EMPTY: Table = Table::EMPTY;
        self.tables.get(menu).unwrap_or(&EMPTY)
    }

    /// Adds an item with the menu's defaults for what is not given.
    pub(crate) fn insert(&mut self, menu: &'static str, properties: &[(&str, &str)]) -> u32 {
        let defaults = self.menu(menu).into_iter().flat_map(|known| known.properties);
        let mut item = Item::default();
        for (name, value) in defaults.filter_map(|property| Some((property.name, property.default?))) {
            item.set(name, value.as_bytes());
        }
        for (name, value) in properties {
            item.set(name, value.as_bytes());
        }
        self.insert_item(menu, item)
    }

    pub(crate) fn insert_item(&mut self, menu: &'static str, item: Item) -> u32 {
        let item = self.tables.entry(menu).or_default().insert(item);
        let id = item.id;
        self.tell(Change { menu, item, dead: false });
        id
    }

    pub(crate) fn change(&mut self, menu: &'static str, id: u32, properties: &[(&str, &[u8])]) {
        let Some(item) = self.tables.get_mut(menu).and_then(|table| table.get_mut(id)) else { return };
        for (name, value) in properties {
            item.set(name, value);
        }
        let item = item.clone();
        self.tell(Change { menu, item, dead: false });
    }

    pub(crate) fn remove(&mut self, menu: &'static str, id: u32) -> Option<Item> {
        let item = self.tables.get_mut(menu)?.remove(id)?;
        self.tell(Change { menu, item: item.clone(), dead: true });
        if menu == "/ppp/active" {
            self.remember_logout(&item);
        }
        Some(item)
    }

    /// A secret keeps when and whence it was used last; from 7.10 on dates are written another way.
    fn remember_logout(&mut self, session: &Item) {
        let Some(secret) = self.find("/ppp/secret", "name", &session.text("name")).map(|secret| secret.id) else { return };
        let format = if self.version() >= (7, 10) { "%Y-%m-%d %H:%M:%S" } else { "%b/%d/%Y %H:%M:%S" };
        let now = chrono::Local::now().format(format).to_string().to_lowercase();
        let caller = session.text("caller-id");
        self.change("/ppp/secret", secret, &[("last-logged-out", now.as_bytes()), ("last-caller-id", caller.as_bytes())]);
    }

    pub(crate) fn count_radius(&mut self, counter: &'static str) {
        *self.radius_counts.entry(counter).or_default() += 1;
    }

    pub(crate) fn set_single(&mut self, menu: &'static str, properties: &[(&str, &str)]) {
        let Some(id) = self.table(menu).items().first().map(|item| item.id) else { return };
        let properties: Vec<_> = properties.iter().map(|(name, value)| (*name, value.as_bytes())).collect();
        self.change(menu, id, &properties);
    }

    pub(crate) fn find(&self, menu: &str, property: &str, value: &str) -> Option<&Item> {
        self.table(menu).items().iter().find(|item| item.get(property) == Some(value.as_bytes()))
    }

    fn tell(&self, change: Change) {
        // Nobody need be listening.
        let _ = self.changes.send(change);
    }
}
