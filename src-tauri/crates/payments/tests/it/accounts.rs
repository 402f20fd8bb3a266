//! Whatever happens in whatever order, the sums agree.

use janet_billing::{EntryNoun, account};
use janet_testkit::World;

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
