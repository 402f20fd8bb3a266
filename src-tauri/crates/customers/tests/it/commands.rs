//! Each command twice, twice at once, and with the same id and other input.

use janet_customers::{ChangeCustomer, CustomerSaved, Error, ImportCustomers, ImportRow, RowOutcome, customer, duplicates};
use janet_model::{Code, CommandId, CustomerId, NewId, Role};
use janet_testkit::World;

use crate::words::{new_customer, values};

#[tokio::test]
async fn a_customer_is_created_once_however_often_it_is_sent() {
    let world = World::new().await;
    let input = new_customer(world.branch, "Budi  Santoso ");
    let id = CommandId::new_id();
    let first = world.apply_with_id(&world.admin, id, &input).await.unwrap();
    assert_eq!(first, CustomerSaved { code: "JNT-000001".into() });
    let again = world.apply_with_id(&world.admin, id, &input).await.unwrap();
    assert_eq!(again, first, "the first outcome");

    let mut other = input.clone();
    other.values.name = "Siti".into();
    let refused = world.apply_with_id(&world.admin, id, &other).await.unwrap_err();
    assert_eq!(refused.code, Code::CommandReused);

    let stored = customer(world.admin.pool(), input.id).await.unwrap();
    assert_eq!(stored.name, "Budi Santoso");
    assert_eq!(stored.phone.as_deref(), Some("+6281211004512"));
}

#[tokio::test]
async fn twice_at_once_is_once() {
    let world = World::new().await;
    let input = new_customer(world.branch, "Agus Prasetyo");
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &input), world.apply_with_id(&world.admin, id, &input));
    assert_eq!(one.unwrap(), two.unwrap());
    let next = world.apply(&new_customer(world.branch, "Dewi")).await.unwrap();
    assert_eq!(next.code, "JNT-000002", "no number was lost");
}

#[tokio::test]
async fn what_breaks_a_rule_names_its_field_and_takes_no_number() {
    let world = World::new().await;
    let mut input = new_customer(world.branch, "Hendra");
    input.values.nik = Some("3275013213850001".into());
    let refused = world.apply(&input).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("nik")));
    input.values.nik = None;
    assert_eq!(world.apply(&input).await.unwrap().code, "JNT-000001");
}

#[tokio::test]
async fn a_change_over_a_newer_version_is_refused() {
    let world = World::new().await;
    let created = new_customer(world.branch, "Nur Aini");
    world.apply(&created).await.unwrap();
    let mut change = ChangeCustomer { id: created.id, version: 1, values: values(world.branch, "Nur Aini Putri") };
    let id = CommandId::new_id();
    world.apply_with_id(&world.admin, id, &change).await.unwrap();
    world.apply_with_id(&world.admin, id, &change).await.unwrap();
    assert_eq!(customer(world.admin.pool(), created.id).await.unwrap().version, 2, "sent twice, changed once");
    change.values.name = "Orang Lain".into();
    assert_eq!(world.apply(&change).await.unwrap_err().code, Code::Stale);
    assert_eq!(world.apply_with_id(&world.admin, id, &change).await.unwrap_err().code, Code::CommandReused);
}

#[tokio::test]
async fn another_branch_is_not_there() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let rina = world.operator(&[Role::Support], Some(other)).await;
    let created = new_customer(world.branch, "Budi");
    world.apply(&created).await.unwrap();
    assert!(matches!(customer(rina.pool(), created.id).await, Err(Error::NotFound)));
    assert_eq!(world.apply_as(&rina, &new_customer(world.branch, "Siti")).await.unwrap_err().code, Code::NotFound);
    let change = ChangeCustomer { id: created.id, version: 1, values: values(other, "Budi") };
    assert_eq!(world.apply_as(&rina, &change).await.unwrap_err().code, Code::NotFound);
    world.apply_as(&rina, &new_customer(other, "Siti")).await.unwrap();
}

#[tokio::test]
async fn a_role_without_the_right_is_refused_before_anything_is_stored() {
    let world = World::new().await;
    let cashier = world.operator(&[Role::Cashier], None).await;
    assert_eq!(world.apply_as(&cashier, &new_customer(world.branch, "Budi")).await.unwrap_err().code, Code::Forbidden);
}

#[tokio::test]
async fn an_import_has_an_outcome_per_row_and_can_be_sent_again() {
    let world = World::new().await;
    let row = |code: Option<&str>, name: &str| ImportRow { code: code.map(Into::into), values: values(world.branch, name) };
    let input = ImportCustomers {
        ids: (0..4).map(|_| CustomerId::new_id()).collect(),
        rows: vec![row(Some("A-1"), "Budi"), row(None, "Siti"), row(Some("A-1"), "Agus"), row(None, "")],
    };
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &input), world.apply_with_id(&world.admin, id, &input));
    let outcome = one.unwrap();
    assert_eq!(outcome, two.unwrap());
    assert_eq!(
        outcome.rows,
        [
            RowOutcome::Created { code: "A-1".into() },
            RowOutcome::Created { code: "JNT-000001".into() },
            RowOutcome::CodeTaken { code: "A-1".into() },
            RowOutcome::Invalid { field: "name".into() },
        ]
    );
    // The same rows in a new command: those that are there stay as they are.
    let again = ImportCustomers { ids: vec![CustomerId::new_id()], rows: vec![row(Some("A-1"), "Budi")] };
    assert_eq!(world.apply(&again).await.unwrap().rows, [RowOutcome::CodeTaken { code: "A-1".into() }]);
    let mut other = input.clone();
    other.rows[1].values.name = "Lain".into();
    assert_eq!(world.apply_with_id(&world.admin, id, &other).await.unwrap_err().code, Code::CommandReused);
}

#[tokio::test]
async fn a_second_customer_with_the_same_phone_is_a_warning() {
    let world = World::new().await;
    let budi = new_customer(world.branch, "Budi");
    world.apply(&budi).await.unwrap();
    let found = duplicates(world.admin.pool(), Some("+62 812 1100 4512"), None, None).await.unwrap();
    assert_eq!((found[0].name.as_str(), found[0].field.as_str()), ("Budi", "phone"));
    assert!(duplicates(world.admin.pool(), Some("0812-1100-4512"), None, Some(budi.id)).await.unwrap().is_empty());
    assert!(duplicates(world.admin.pool(), Some("x"), Some("1"), None).await.unwrap().is_empty());
}
