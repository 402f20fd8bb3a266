//! The first screen opens for everybody who has one.

use janet_model::Role;
use janet_reports::today;
use janet_testkit::World;

#[tokio::test]
async fn every_office_role_has_its_numbers() {
    let world = World::new().await;
    for role in [Role::Admin, Role::Finance, Role::Cashier, Role::Noc, Role::Support, Role::Field, Role::Auditor, Role::Branch] {
        let operator = world.operator(&[role], Some(world.branch)).await;
        let seen = today(operator.pool(), Some(world.branch), &[role], chrono::Utc::now()).await;
        let seen = seen.unwrap_or_else(|error| panic!("{role:?}: {error}"));
        assert_eq!(seen.collected.is_some(), !matches!(role, Role::Noc | Role::Field), "{role:?}");
    }
}
