//! The items of one menu.

use std::time::Instant;

/// One item. Values are octets, as on the router.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    pub(crate) id: u32,
    properties: Vec<(String, Vec<u8>)>,
    /// When a session came up; gives `uptime`.
    since: Option<Instant>,
}

impl Item {
    /// An item with an uptime.
    pub(crate) fn up_since_now() -> Item {
        Item { since: Some(Instant::now()), ..Item::default() }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&[u8]> {
        self.properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice())
    }

    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).map(|value| String::from_utf8_lossy(value).into_owned()).unwrap_or_default()
    }

    pub(crate) fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| value == b"true" || value == b"yes")
    }

    pub(crate) fn set(&mut self, name: &str, value: &[u8]) {
        match self.properties.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = value.to_vec(),
            None => self.properties.push((name.to_owned(), value.to_vec())),
        }
    }

    /// Name and value of everything that a `print` shows.
    pub(crate) fn shown(&self) -> Vec<(String, Vec<u8>)> {
        let mut shown = self.properties.clone();
        if let Some(since) = self.since {
            shown.push(("uptime".into(), duration(since.elapsed().as_secs()).into_bytes()));
        }
        shown
    }
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    items: Vec<Item>,
    last: u32,
}

impl Table {
    pub(crate) const EMPTY: Table = Table { items: Vec::new(), last: 0 };

    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    pub(crate) fn get_mut(&mut self, id: u32) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    pub(crate) fn insert(&mut self, mut item: Item) -> Item {
        self.last += 1;
        item.id = self.last;
        self.items.push(item.clone());
        item
    }

    pub(crate) fn remove(&mut self, id: u32) -> Option<Item> {
        let place = self.items.iter().position(|item| item.id == id)?;
        Some(self.items.remove(place))
    }
}

/// As RouterOS writes it: `1w2d3h4m5s`, without the units that are zero.
pub(crate) fn duration(seconds: u64) -> String {
    let mut text = String::new();
    let mut rest = seconds;
    for (unit, length) in [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= length || (unit == "s" && text.is_empty()) {
            text += &format!("{}{unit}", rest / length);
            rest %= length;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_read_back() {
        for seconds in [0, 1, 59, 60, 61, 3_600, 86_399, 604_800, 1_000_003] {
            let read = janet_routeros::parse_duration(&duration(seconds));
            assert_eq!(read, Some(std::time::Duration::from_secs(seconds)));
        }
    }
}
