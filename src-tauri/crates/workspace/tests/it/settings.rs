//! Settings: one row, one version, an audit line per changed column.

use janet_model::{Code, CommandId, NewId, Role};
use janet_testkit::World;
use janet_workspace::{ChangeSettings, audit_page, settings};

#[tokio::test]
async fn a_change_is_audited_column_by_column() {
    let world = World::new().await;
    let now = settings(world.admin.pool()).await.unwrap().unwrap();
    let mut values = now.values.clone();
    values.isolir_hour = 10;
    let change = ChangeSettings { values, version: now.version };
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &change), world.apply_with_id(&world.admin, id, &change));
    one.unwrap();
    two.unwrap();
    let page = audit_page(world.admin.pool(), None, None, Some(world.admin.login.clone())).await.unwrap();
    let lines: Vec<_> = page.entries.iter().filter(|entry| entry.noun == "settings" && entry.action == "update").collect();
    assert_eq!(lines.len(), 1, "sent twice at once, changed once");
    assert_eq!((lines[0].before.as_deref(), lines[0].after.as_deref()), (Some("{\"isolir_hour\": 9}"), Some("{\"isolir_hour\": 10}")));

    assert_eq!(world.apply(&change).await.unwrap_err().code, Code::Stale);
    let mut other = change.clone();
    other.values.isolir_hour = 11;
    assert_eq!(world.apply_with_id(&world.admin, id, &other).await.unwrap_err().code, Code::CommandReused);
}

#[tokio::test]
async fn only_an_administrator_changes_them_and_a_cashier_sees_no_trail() {
    let world = World::new().await;
    let cashier = world.operator(&[Role::Cashier], None).await;
    let now = settings(cashier.pool()).await.unwrap().unwrap();
    let change = ChangeSettings { values: now.values, version: now.version };
    assert_eq!(world.apply_as(&cashier, &change).await.unwrap_err().code, Code::Forbidden);
    assert!(audit_page(cashier.pool(), None, None, None).await.is_err());
}
