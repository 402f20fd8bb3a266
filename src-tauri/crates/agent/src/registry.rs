//! Every command of every area.

use janet_db::Registry;

pub fn registry() -> Registry {
    let registry = Registry::default();
    let registry = janet_workspace::register(registry);
    let registry = janet_vault::register(registry);
    janet_customers::register(registry)
}
