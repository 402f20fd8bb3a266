//! The list of invoices: chips, windows and branches agree.

use janet_billing::{InvoiceListRequest, InvoiceState, invoices};
use janet_model::Role;
use janet_testkit::World;

use crate::words::{billed, cash, money};

fn request(state: InvoiceState) -> InvoiceListRequest {
    InvoiceListRequest { state, branch_id: None, text: String::new(), after: None, limit: 200 }
}

#[tokio::test]
async fn chips_and_rows_come_from_the_same_state() {
    let world = World::new().await;
    let siti = world.sold_customer(world.branch, "Siti Rahmawati").await;
    let budi = world.sold_customer(world.branch, "Budi Santoso").await;
    billed(&world, siti, 150_000, "2026-01-01").await;
    billed(&world, siti, 150_000, "2026-02-01").await;
    billed(&world, budi, 100_000, "2026-03-01").await;
    billed(&world, budi, 100_000, "2126-03-01").await;
    world.apply(&cash(siti, 200_000)).await.unwrap();
    let pool = world.admin.pool();
    let page = invoices(pool, &request(InvoiceState::All)).await.unwrap();
    let counts = page.counts;
    assert_eq!((counts.all, counts.open, counts.overdue, counts.paid), (4, 3, 2, 1));
    assert_eq!((counts.open_amount, counts.overdue_amount), (money(133_000 + 222_000), money(133_000 + 111_000)));
    assert_eq!(
        page.rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(),
        ["INV-000004", "INV-000003", "INV-000002", "INV-000001"]
    );
    for (state, numbers) in [
        (InvoiceState::Open, vec!["INV-000004", "INV-000003", "INV-000002"]),
        (InvoiceState::Overdue, vec!["INV-000003", "INV-000002"]),
        (InvoiceState::Paid, vec!["INV-000001"]),
    ] {
        let page = invoices(pool, &request(state)).await.unwrap();
        assert_eq!(page.rows.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), numbers);
        assert_eq!(page.counts, counts, "the chips count what the other chips would show");
    }

    let mut seen = Vec::new();
    let mut window = InvoiceListRequest { limit: 3, ..request(InvoiceState::All) };
    loop {
        let page = invoices(pool, &window).await.unwrap();
        seen.extend(page.rows.into_iter().map(|row| row.number));
        match page.next {
            Some(next) => window.after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 4, "windows put together are the whole list");

    for (text, count) in [("INV-000002", 1), ("inv-000002", 1), ("2", 1), ("rahmawati siti", 2), ("budi", 2), ("nobody", 0)] {
        let page = invoices(pool, &InvoiceListRequest { text: text.into(), ..request(InvoiceState::All) }).await.unwrap();
        assert_eq!((page.rows.len(), page.counts.all), (count, count as u32), "{text}");
    }
}

#[tokio::test]
async fn a_branch_sees_its_own() {
    let world = World::new().await;
    let other = world.branch("TBN").await;
    let siti = world.sold_customer(world.branch, "Siti").await;
    let budi = world.sold_customer(other, "Budi").await;
    billed(&world, siti, 150_000, "2026-01-01").await;
    billed(&world, budi, 150_000, "2026-01-01").await;
    let rina = world.operator(&[Role::Branch], Some(other)).await;
    let page = invoices(rina.pool(), &request(InvoiceState::All)).await.unwrap();
    assert_eq!((page.rows.len(), page.counts.all, page.rows[0].customer_name.as_str()), (1, 1, "Budi"));
}
