//! Export: what was stored is what the file holds.

use janet_customers::export;
use janet_testkit::World;

use crate::words::new_customer;

#[tokio::test]
async fn a_name_that_looks_like_a_formula_stays_a_name() {
    let world = World::new().await;
    world.apply(&new_customer(world.branch, "=HYPERLINK(\"http://x\")")).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pelanggan.xlsx");
    let headings: Vec<String> = (1..=12).map(|n| format!("K{n}")).collect();
    let report = export(world.admin.pool(), &path, &headings).await.unwrap();
    assert_eq!(report.rows, 1);
    let bytes = std::fs::read(&path).unwrap();
    assert!(bytes.starts_with(b"PK"));
}
