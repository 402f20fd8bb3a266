//! The sample network holds together: its books balance, and its devices have what the database says.

use janet_agent::sample::{PASSWORD, describe, fill};
use janet_lab::site::{Description, Site};
use janet_testkit::World;
use janet_vault::{KeyFile, Vault};
use janet_workspace::Language;

#[tokio::test]
async fn three_hundred_customers_with_two_months_of_bills() {
    let world = World::bare().await;
    let folder = tempfile::tempdir().unwrap();
    Vault::open(&world.agent, &KeyFile::in_folder(folder.path()), "sample").await.unwrap();
    // Logins belong to the cluster, which other tests share.
    let login = &world.admin.login;
    fill(&world.agent, login, Language::Id, chrono::Utc::now()).await.unwrap();

    let count = async |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&world.agent).await.unwrap();
    assert_eq!(count("select count(*) from public.isp_customers").await, 300);
    assert_eq!(count("select count(*) from public.odps").await, 20);
    assert_eq!(count("select count(*) from public.isp_service_nodes").await, 4);
    assert_eq!(count("select count(*) from public.isp_plans").await, 4);
    assert_eq!(count("select sum(amount)::bigint from public.journal_lines").await, 0);
    assert!(count("select count(*) from public.isp_invoices").await > 500, "two months");
    assert!(count("select count(*) from public.customer_overview where due_on < current_date").await >= 20, "some are overdue");
    assert!(count("select count(*) from public.customer_overview where status = 'suspended'").await >= 10, "some are suspended");
    assert_eq!(count("select count(*) from public.isp_jobs where state = 'waiting'").await, 0, "nothing is left to do");
    assert_eq!(
        count("select count(*) from public.customer_overview o where balance <> (select coalesce(sum(l.amount), 0) from public.journal_lines l join public.isp_accounts a on a.code = l.account where l.customer_id = o.customer_id and a.role in ('receivable', 'customer_credit'))").await,
        0,
        "the overview and the journal agree"
    );

    let description = describe(&world.agent, None).await.unwrap();
    let site = Site::start(&Description::parse(&description.to_string()).unwrap()).await.unwrap();
    let held: usize = ["OLT-BKS-1", "OLT-BKS-2"].iter().map(|code| site.olt(code).unwrap().olt.registered().len()).sum();
    assert_eq!(held, 300, "every ONU stands on its OLT");
    let rina = world.server().address().options(login, PASSWORD).database(world.database());
    let pool = sqlx::PgPool::connect_with(rina).await.unwrap();
    let today = janet_reports::today(&pool, None, &[janet_model::Role::Admin], chrono::Utc::now()).await.unwrap();
    assert!(today.collected.unwrap().count > 0 && today.overdue.unwrap().count > 0 && today.down > 0, "{today:?}");
}
