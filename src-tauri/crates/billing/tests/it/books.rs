//! The books hold: balanced, posted once, never changed.

use janet_billing::invoice;
use janet_customers::ChangeCustomer;
use janet_model::NewId;
use janet_testkit::{SoldPlan, World};
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};

use crate::words::activate;

const NOW: &str = "2026-11-22T03:00:00Z";

/// What the server said of a statement that must fail.
async fn refused(conn: &mut PgConnection, sql: &str) -> String {
    match sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await {
        Ok(_) => panic!("went through: {sql}"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn inv_29_an_issued_invoice_does_not_change() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti Rahmawati").await;
    let plan = world.sold_plan(SoldPlan::default()).await;
    let id = activate(&world, world.sold_service(customer, plan, 1).await, "2026-11-17", NOW).await.unwrap();
    let before = invoice(world.admin.pool(), id).await.unwrap();

    // Even who may write everything is told no.
    let mut conn = world.setup_options().connect().await.unwrap();
    for sql in [
        "update public.isp_invoices set total = total + 1, dpp = dpp + 1",
        "update public.isp_invoices set due_on = due_on + 30",
        "update public.isp_invoice_items set amount = 1",
        "update public.isp_invoices set buyer = '{}'",
    ] {
        assert!(refused(&mut conn, sql).await.contains("does not change"), "{sql}");
    }
    for table in ["isp_invoices", "isp_invoice_items", "journal_entries", "journal_lines", "payment_allocations", "isp_transactions"] {
        assert!(refused(&mut conn, &format!("delete from public.{table}")).await.contains("append-only"), "{table}");
        assert!(refused(&mut conn, &format!("truncate public.{table} cascade")).await.contains("append-only"), "{table}");
    }
    for sql in ["update public.journal_lines set amount = -amount", "update public.journal_entries set memo = 'x'"] {
        assert!(refused(&mut conn, sql).await.contains("append-only"), "{sql}");
    }

    // What it names changes afterwards; what it says does not.
    let mut values = change(&world, customer).await;
    values.name = "Siti Lain".into();
    world.apply(&ChangeCustomer { id: customer, version: 1, values }).await.unwrap();
    sqlx::query("update public.isp_plans set price = 999000, name = 'Lain' where id = $1")
        .bind(plan.0)
        .execute(&world.agent)
        .await
        .unwrap();
    assert_eq!(invoice(world.admin.pool(), id).await.unwrap(), before);
    assert_eq!(before.buyer.name, "Siti Rahmawati");
}

async fn change(world: &World, customer: janet_model::CustomerId) -> janet_customers::CustomerInput {
    let found = janet_customers::customer(world.admin.pool(), customer).await.unwrap();
    janet_customers::CustomerInput {
        branch_id: found.branch_id,
        kind: found.kind,
        name: found.name,
        phone: found.phone,
        email: found.email,
        nik: found.nik,
        address: found.address,
        pin: found.pin,
        note: found.note,
    }
}

#[tokio::test]
async fn an_entry_balances_and_is_posted_once() {
    let world = World::new().await;
    let entry = |lines: &str| {
        let id = uuid::Uuid::now_v7();
        format!(
            "with e as (insert into public.journal_entries (id, posted_at, business_date, kind, source_id, branch_id, document)
                        values ('{id}', now(), current_date, 'invoice', '{id}', '{}', 'X') returning id)
             insert into public.journal_lines (entry_id, line, account, branch_id, amount)
             select e.id, l.line, l.account, '{}', l.amount from e cross join (values {lines}) l (line, account, amount)",
            world.branch, world.branch
        )
    };
    let mut conn = world.agent.acquire().await.unwrap();
    assert!(refused(&mut conn, &entry("(1, '1101', 100), (2, '1201', -99)")).await.contains("does not balance"));
    sqlx::raw_sql(AssertSqlSafe(entry("(1, '1101', 100), (2, '1201', -100)"))).execute(&mut *conn).await.unwrap();
    let added = format!(
        "insert into public.journal_lines (entry_id, line, account, branch_id, amount)
         select id, 3, '1101', '{0}'::uuid, 5 from public.journal_entries union all select id, 4, '1201', '{0}'::uuid, -5 from public.journal_entries",
        world.branch
    );
    assert!(refused(&mut conn, &added).await.contains("posted already"), "a pair that balances is still a change");
    let empty = format!(
        "insert into public.journal_entries (id, posted_at, business_date, kind, source_id, branch_id, document)
         values ('{0}', now(), current_date, 'invoice', '{0}', '{1}', 'X')",
        janet_model::InvoiceId::new_id(),
        world.branch
    );
    assert!(refused(&mut conn, &empty).await.contains("without lines"));
}
