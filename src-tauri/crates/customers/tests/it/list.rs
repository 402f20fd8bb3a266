//! The list and the search: windows, counts and branches agree.

use janet_customers::{CustomerStatus, ImportCustomers, ImportRow, ListRequest, SortColumn, list, search};
use janet_model::{CustomerId, NewId, Role};
use janet_testkit::World;

use crate::words::{new_customer, values};

fn request() -> ListRequest {
    ListRequest {
        status: None,
        line: janet_customers::LineFilter::Any,
        owing: false,
        branch_id: None,
        text: String::new(),
        sort: SortColumn::Name,
        descending: false,
        offset: 0,
        limit: 200,
    }
}

#[tokio::test]
async fn windows_put_together_are_the_whole_list() {
    let world = World::new().await;
    let names: Vec<String> = (0..250).map(|n| format!("Pelanggan {:03}", (n * 37) % 250)).collect();
    let rows = names.iter().map(|name| ImportRow { code: None, values: values(world.branch, name) }).collect();
    world.apply(&ImportCustomers { ids: names.iter().map(|_| CustomerId::new_id()).collect(), rows }).await.unwrap();

    let mut seen = Vec::new();
    for offset in (0..250).step_by(100) {
        let page = list(world.admin.pool(), &ListRequest { offset, limit: 100, ..request() }, None).await.unwrap();
        assert_eq!((page.matching, page.total, page.offset), (250, 250, offset));
        seen.extend(page.rows.into_iter().map(|row| row.name));
    }
    let mut sorted = names.clone();
    sorted.sort();
    assert_eq!(seen, sorted);

    let page = list(world.admin.pool(), &ListRequest { descending: true, limit: 1, ..request() }, None).await.unwrap();
    assert_eq!(page.rows[0].name, "Pelanggan 249");
    let page = list(world.admin.pool(), &ListRequest { text: "pelanggan 01".into(), ..request() }, None).await.unwrap();
    assert_eq!((page.rows.len(), page.matching, page.total), (10, 10, 250));
    let page = list(
        world.admin.pool(),
        &ListRequest { status: Some(CustomerStatus::Active), line: janet_customers::LineFilter::Any, owing: false, ..request() },
        None,
    )
    .await
    .unwrap();
    assert_eq!((page.rows.len(), page.matching, page.counts[0].count), (0, 0, 250), "the chips count what the other chips would show");
}

#[tokio::test]
async fn a_branch_sees_and_finds_its_own() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    world.apply(&new_customer(world.branch, "Budi Pusat")).await.unwrap();
    world.apply(&new_customer(other, "Budi Tambun")).await.unwrap();
    let rina = world.operator(&[Role::Branch], Some(other)).await;
    let page = list(rina.pool(), &request(), Some(other)).await.unwrap();
    assert_eq!((page.rows.len(), page.total), (1, 1));
    let page = list(rina.pool(), &ListRequest { branch_id: Some(world.branch), ..request() }, None).await.unwrap();
    assert_eq!(page.rows.len(), 0, "row-level security holds without the hint");
    let found = search(rina.pool(), "budi", 20).await.unwrap();
    assert_eq!(found.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Budi Tambun"]);
    assert_eq!(search(world.admin.pool(), "tambun budi", 20).await.unwrap().len(), 1);
    assert_eq!(search(world.admin.pool(), "0812 1100", 20).await.unwrap().len(), 2);
}
