//! Every command of every area.

use janet_db::Registry;

pub fn registry() -> Registry {
    let registry = Registry::default();
    let registry = janet_vault::register(registry);
    let registry = janet_workspace::register(registry);
    let registry = janet_network::register(registry);
    let registry = janet_plans::register(registry);
    let registry = janet_customers::register(registry);
    let registry = janet_aaa::register(registry);
    let registry = janet_payments::register(registry);
    janet_provisioning::register(registry)
}
