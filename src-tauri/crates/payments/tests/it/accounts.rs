//! Whatever happens in whatever order, the sums agree.

use janet_billing::{EntryNoun, account};
use janet_testkit::World;
use sqlx::AssertSqlSafe;

use crate::words::{billed, cash, money};

#[tokio::test]
async fn inv_30_allocations_balances_and_the_journal_agree() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let steps: [(&str, i64); 9] = [
        ("pay", 40_000),
        ("bill", 150_000),
        ("pay", 26_500),
        ("bill", 99_000),
        ("pay", 500_000),
        ("bill", 150_000),
        ("bill", 333_333),
        ("pay", 1),
        ("pay", 777_777),
    ];
    for (at, (what, amount)) in steps.into_iter().enumerate() {
        match what {
            "pay" => drop(world.apply(&cash(customer, amount)).await.unwrap()),
            _ => drop(billed(&world, customer, amount, &format!("2026-{:02}-01", at + 2)).await),
        }
        let (payments, allocated, credit, open, receivable, credit_account, shown): (i64, i64, i64, i64, i64, i64, i64) = sqlx::query_as(
            "select coalesce((select sum(amount) from public.isp_transactions), 0)::bigint,
                    coalesce((select sum(amount) from public.payment_allocations), 0)::bigint,
                    coalesce((select sum(amount - used) from public.isp_customer_credits), 0)::bigint,
                    coalesce((select sum(total - paid) from public.isp_invoice_balances), 0)::bigint,
                    coalesce((select sum(amount) from public.journal_lines where account = '1201'), 0)::bigint,
                    coalesce((select sum(amount) from public.journal_lines where account = '2101'), 0)::bigint,
                    (select balance from public.customer_overview where customer_id = $1)",
        )
        .bind(customer.0)
        .fetch_one(world.admin.pool())
        .await
        .unwrap();
        assert_eq!(allocated + credit, payments, "allocations are the payments less credit");
        assert_eq!(receivable, open, "what the books call receivable is what is open");
        assert_eq!(-credit_account, credit);
        assert!(credit >= 0 && (credit == 0 || open == 0), "credit waits only where nothing is open");
        assert_eq!(shown, open - credit);
        let seen = account(world.admin.pool(), customer).await.unwrap();
        assert_eq!((seen.balance, seen.credit), (money(open - credit), money(credit)));
        assert_eq!(seen.open.iter().map(|invoice| invoice.open.minor()).sum::<i64>(), open);
        let oldest_first = seen.entries.iter().rev();
        let mut balance = 0;
        for entry in oldest_first {
            balance += entry.change.minor();
            assert_eq!(entry.balance, money(balance));
            assert!(entry.noun != EntryNoun::CreditUse || entry.change == money(0));
        }
        assert_eq!(balance, open - credit);
    }
    let per_invoice: bool = sqlx::query_scalar(
        "select bool_and(b.paid = coalesce((select sum(a.amount) from public.payment_allocations a where a.invoice_id = b.invoice_id), 0)) from public.isp_invoice_balances b",
    )
    .fetch_one(world.admin.pool())
    .await
    .unwrap();
    assert!(per_invoice, "what an invoice has been paid is what was allocated to it");
    assert_eq!(account(world.admin.pool(), customer).await.unwrap().payments.len(), 5);
}

/// What the server said of a statement that must fail.
async fn refused(world: &World, sql: &str) -> String {
    match sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&world.agent).await {
        Ok(_) => panic!("went through: {sql}"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn the_database_itself_refuses_what_cannot_be() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let a = billed(&world, customer, 150_000, "2026-10-01").await;
    world.apply(&cash(customer, 100_000)).await.unwrap();
    let again =
        "insert into public.payment_allocations (id, transaction_id, invoice_id, customer_id, branch_id, amount, allocated_at, entry_id)
                 select gen_random_uuid(), transaction_id, invoice_id, customer_id, branch_id, 1, allocated_at,
                        (select id from public.journal_entries where kind = 'invoice') from public.payment_allocations";
    assert!(refused(&world, again).await.contains("more is allocated"), "more than the payment");
    assert!(refused(&world, "update public.isp_invoice_balances set paid = total + 1").await.contains("balances_never_overpaid"));
    let twice =
        "insert into public.isp_invoice_items (id, invoice_id, line, service_id, branch_id, kind, period_start, period_end, quantity_days,
                     period_days, unit_price, amount, dpp, ppn, description, derivation)
                 select gen_random_uuid(), invoice_id, 9, service_id, branch_id, kind, period_start, period_end, quantity_days, period_days,
                        unit_price, amount, dpp, ppn, description, derivation from public.isp_invoice_items";
    assert!(refused(&world, twice).await.contains("items_charged_once"), "a period of a service is charged once");
    let posted = "insert into public.journal_entries (id, posted_at, business_date, kind, source_id, branch_id, document)
                  select gen_random_uuid(), posted_at, business_date, kind, source_id, branch_id, document from public.journal_entries limit 1";
    assert!(refused(&world, posted).await.contains("entries_once_per_source"));
    // Operators write nothing at all.
    for table in
        ["isp_invoices", "isp_invoice_balances", "journal_lines", "isp_transactions", "payment_allocations", "isp_customer_credits"]
    {
        let sql = format!("insert into public.{table} (branch_id) values (null)");
        let error = sqlx::raw_sql(AssertSqlSafe(sql)).execute(world.admin.pool()).await.unwrap_err().to_string();
        assert!(error.contains("permission denied"), "{table}: {error}");
    }
    assert_eq!(a.open, money(166_500));
}
