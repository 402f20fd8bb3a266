//! The command: twice, twice at once, with the same id and other input, and every way of paying.

use janet_billing::account;
use janet_model::{Code, CommandId, InvoiceId, NewId, Role};
use janet_payments::{AllocatedTo, PaymentReceived, invoice_link, receipt, receipt_link};
use janet_testkit::World;

use crate::words::{billed, cash, money, read};

#[tokio::test]
async fn a_payment_is_received_once_however_often_it_is_sent() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let invoice = billed(&world, customer, 150_000, "2026-11-01").await;
    let input = cash(customer, 166_500);
    let id = CommandId::new_id();
    let (one, two) = tokio::join!(world.apply_with_id(&world.admin, id, &input), world.apply_with_id(&world.admin, id, &input));
    let first = one.unwrap();
    assert_eq!(first, two.unwrap());
    assert_eq!(
        first,
        PaymentReceived {
            receipt_number: "KWT-000001".into(),
            allocated: vec![AllocatedTo { invoice_id: invoice.id, number: "INV-000001".into(), amount: money(166_500) }],
            credit: money(0),
            balance: money(0),
            released: vec![],
        }
    );
    assert_eq!(world.apply_with_id(&world.admin, id, &input).await.unwrap(), first);
    let mut other = input.clone();
    other.amount = money(1);
    assert_eq!(world.apply_with_id(&world.admin, id, &other).await.unwrap_err().code, Code::CommandReused);
    // The same payment in a new command is the same payment, not a second one.
    assert_eq!(world.apply(&input).await.unwrap_err().code, Code::Taken);
    assert_eq!(world.apply(&cash(customer, 1_000)).await.unwrap().receipt_number, "KWT-000002", "a refusal takes no number");
}

#[tokio::test]
async fn inv_28_receipts_are_gapless_under_concurrency() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let other = world.sold_customer(world.branch, "Budi").await;
    let inputs: Vec<_> = (0..6).map(|n| cash(if n % 2 == 0 { customer } else { other }, 1_000 + n)).collect();
    let _ = tokio::join!(
        world.apply(&inputs[0]),
        world.apply(&inputs[1]),
        world.apply(&inputs[2]),
        world.apply(&inputs[3]),
        world.apply(&inputs[4]),
        world.apply(&inputs[5])
    );
    let numbers: Vec<String> =
        sqlx::query_scalar("select receipt_number from public.isp_transactions order by 1").fetch_all(world.admin.pool()).await.unwrap();
    assert_eq!(numbers, (1..=6).map(|n| format!("KWT-{n:06}")).collect::<Vec<_>>());
    assert_eq!(account(world.admin.pool(), customer).await.unwrap().credit, money(1_000 + 1_002 + 1_004));
}

#[tokio::test]
async fn inv_31_oldest_due_first_and_a_named_one_before_it() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let a = billed(&world, customer, 150_000, "2026-09-01").await;
    let b = billed(&world, customer, 150_000, "2026-10-01").await;
    let c = billed(&world, customer, 150_000, "2026-11-01").await;
    let paid = world.apply(&cash(customer, 400_000)).await.unwrap();
    let amounts = |allocated: &[AllocatedTo]| allocated.iter().map(|to| (to.invoice_id, to.amount.minor())).collect::<Vec<_>>();
    assert_eq!(amounts(&paid.allocated), [(a.id, 166_500), (b.id, 166_500), (c.id, 67_000)]);
    assert_eq!(paid.balance, money(99_500));

    let other = world.sold_customer(world.branch, "Budi").await;
    let a = billed(&world, other, 150_000, "2026-09-01").await;
    let b = billed(&world, other, 150_000, "2026-10-01").await;
    let mut named = cash(other, 200_000);
    named.invoice_id = Some(b.id);
    assert_eq!(amounts(&world.apply(&named).await.unwrap().allocated), [(b.id, 166_500), (a.id, 33_500)]);

    // An invoice of somebody else is not there; one that is paid takes nothing, and the money is not lost.
    let mut stray = cash(other, 10_000);
    stray.invoice_id = Some(c.id);
    assert_eq!(world.apply(&stray).await.unwrap_err().code, Code::NotFound);
    stray.invoice_id = Some(InvoiceId::new_id());
    assert_eq!(world.apply(&stray).await.unwrap_err().code, Code::NotFound);
    stray.invoice_id = Some(b.id);
    assert_eq!(amounts(&world.apply(&stray).await.unwrap().allocated), [(a.id, 10_000)]);
}

#[tokio::test]
async fn inv_32_overpayment_is_credit_and_used_once() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    billed(&world, customer, 150_000, "2026-10-01").await;
    let mut input = cash(customer, 200_000);
    input.tendered = Some(money(250_000));
    let paid = world.apply(&input).await.unwrap();
    assert_eq!((paid.credit, paid.balance), (money(33_500), money(-33_500)));
    let next = billed(&world, customer, 150_000, "2026-11-01").await;
    assert_eq!((next.paid, next.open), (money(33_500), money(133_000)));
    assert_eq!(next.payments.len(), 1);
    assert!(next.payments[0].from_credit);
    assert_eq!(next.payments[0].receipt_number, "KWT-000001");
    let third = billed(&world, customer, 150_000, "2026-12-01").await;
    assert_eq!(third.paid, money(0), "used once");
    let seen = account(world.admin.pool(), customer).await.unwrap();
    assert_eq!((seen.balance, seen.credit), (money(299_500), money(0)));
    // The receipt still says what it said at the counter.
    let given = receipt(world.admin.pool(), input.id).await.unwrap();
    assert_eq!((given.credit, given.allocated.len(), given.tendered), (money(33_500), 1, Some(money(250_000))));
}

#[tokio::test]
async fn money_before_an_invoice_is_credit_with_a_receipt() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let paid = world.apply(&cash(customer, 500_000)).await.unwrap();
    assert_eq!((paid.receipt_number.as_str(), paid.credit, paid.allocated.len()), ("KWT-000001", money(500_000), 0));
    let first = billed(&world, customer, 150_000, "2026-11-01").await;
    assert_eq!(first.open, money(0));
    assert_eq!(account(world.admin.pool(), customer).await.unwrap().balance, money(-333_500));
}

#[tokio::test]
async fn inv_33_parts_keep_the_invoice_open() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let invoice = billed(&world, customer, 150_000, "2026-11-01").await;
    let mut part = cash(customer, 66_500);
    part.note = "titip".into();
    world.apply(&part).await.unwrap();
    assert_eq!(read(&world, invoice.id).await.open, money(100_000));
    let mut same = cash(customer, 66_500);
    same.note = "titip".into();
    world.apply(&same).await.unwrap();
    assert_eq!(read(&world, invoice.id).await.open, money(33_500), "two parts with the same words are two payments");
    world.apply(&cash(customer, 33_500)).await.unwrap();
    let whole = read(&world, invoice.id).await;
    assert_eq!((whole.open, whole.payments.len()), (money(0), 3));
}

#[tokio::test]
async fn two_cashiers_at_once_pay_an_invoice_once() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let invoice = billed(&world, customer, 150_000, "2026-11-01").await;
    let (input_a, input_b) = (cash(customer, 166_500), cash(customer, 166_500));
    let (a, b) = tokio::join!(world.apply(&input_a), world.apply(&input_b));
    let mut credits = [a.unwrap().credit.minor(), b.unwrap().credit.minor()];
    credits.sort_unstable();
    assert_eq!(credits, [0, 166_500], "the second is credit");
    assert_eq!(read(&world, invoice.id).await.open, money(0));
}

#[tokio::test]
async fn what_breaks_a_rule_names_its_field_and_other_branches_are_not_there() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    for amount in [0, -1, 1_000_000_000_001] {
        let refused = world.apply(&cash(customer, amount)).await.unwrap_err();
        assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("amount")));
    }
    let mut short = cash(customer, 50_000);
    short.tendered = Some(money(49_999));
    let refused = world.apply(&short).await.unwrap_err();
    assert_eq!((refused.code, refused.field.as_deref()), (Code::Invalid, Some("tendered")));

    let other = world.branch("TBN").await;
    let elsewhere = world.operator(&[Role::Cashier], Some(other)).await;
    assert_eq!(world.apply_as(&elsewhere, &cash(customer, 50_000)).await.unwrap_err().code, Code::NotFound);
    let support = world.operator(&[Role::Support], None).await;
    assert_eq!(world.apply_as(&support, &cash(customer, 50_000)).await.unwrap_err().code, Code::Forbidden);
    for role in [Role::Finance, Role::Cashier, Role::Branch] {
        let operator = world.operator(&[role], Some(world.branch)).await;
        world.apply_as(&operator, &cash(customer, 1_000)).await.unwrap();
    }
    let feed: Vec<String> = sqlx::query_scalar("select distinct noun from api.feed_since('0', 0) where noun in ('payment', 'invoice')")
        .fetch_all(world.admin.pool())
        .await
        .unwrap();
    assert_eq!(feed, ["payment"]);
    let audited: i64 =
        sqlx::query_scalar("select count(*) from public.isp_activity_logs where noun = 'payment' and command_id is not null")
            .fetch_one(world.admin.pool())
            .await
            .unwrap();
    assert_eq!(audited, 3);
}

#[tokio::test]
async fn a_link_tells_the_payer() {
    let world = World::new().await;
    let customer = world.sold_customer(world.branch, "Siti").await;
    let invoice = billed(&world, customer, 150_000, "2026-11-01").await;
    let asked = invoice_link(world.admin.pool(), invoice.id).await.unwrap().unwrap();
    assert!(
        asked.starts_with("https://wa.me/6281211004512?text=Yth.%20Siti%2C%20tagihan%20INV-000001%20sebesar%20Rp%20166.500"),
        "{asked}"
    );
    let input = cash(customer, 166_500);
    world.apply(&input).await.unwrap();
    let thanked = receipt_link(world.admin.pool(), input.id).await.unwrap().unwrap();
    assert!(thanked.contains("KWT-000001"), "{thanked}");
    let paid = invoice_link(world.admin.pool(), invoice.id).await.unwrap().unwrap();
    assert!(paid.contains("sudah%20lunas"), "{paid}");
    sqlx::query("update public.isp_customers set phone = null where id = $1").bind(customer.0).execute(&world.agent).await.unwrap();
    assert_eq!(receipt_link(world.admin.pool(), input.id).await.unwrap(), None);
}
