//! The command log, troubles in their stored form, and what a router lacks.

use janet_model::NodeId;
use janet_network::ObserveNode;
use janet_provisioning::{CheckRouter, Discover, LogFilter, command_log, log_session, ports::NeedState, router_check};
use janet_testkit::Site;

#[tokio::test]
async fn every_session_is_in_the_log_and_can_be_found() {
    let site = Site::start().await;
    let pool = site.world.admin.pool();
    let rows = |filter: LogFilter| async move { command_log(pool, &filter, None).await.unwrap().rows };
    site.plug("ZTEGD0A1B2C3");
    site.world.apply(&Discover { olt_id: site.zte_id }).await.unwrap();
    site.world.apply(&ObserveNode { id: site.huawei_id }).await.unwrap();
    site.until("both sessions", || async { (rows(LogFilter::default()).await.len() >= 2).then_some(()) }).await;
    let found = rows(LogFilter { olt_id: Some(site.zte_id), operation: Some("discover".into()), ..LogFilter::default() }).await;
    assert_eq!((found.len(), found[0].olt_code.as_str(), found[0].outcome.as_str()), (1, "OLT-1", "1 found"));
    assert!(found[0].commands > 0);
    let session = log_session(pool, found[0].id).await.unwrap();
    let asked = session.exchanges.iter().find(|one| one.reply.contains("ZTEGD0A1B2C3")).unwrap();
    assert!(asked.command.starts_with("show ") && session.dialect == "zte", "{session:?}");
    // Words are found, and a person's text is no pattern.
    assert_eq!(rows(LogFilter { text: "ztegd0a1b2c3".into(), ..LogFilter::default() }).await.len(), 1);
    assert!(rows(LogFilter { text: "ZTEG%B2C3".into(), ..LogFilter::default() }).await.is_empty());
    assert!(rows(LogFilter { failed: Some(true), ..LogFilter::default() }).await.is_empty());

    // Another key: the trouble stands in the log, on the node and in the queue in the same form.
    site.until("a pinned key", || async {
        let key = sqlx::query_scalar::<_, Option<String>>("select host_key from public.isp_service_nodes where id = $1");
        key.bind(site.zte_id.0).fetch_one(pool).await.unwrap()
    })
    .await;
    site.zte.change_host_key(77);
    site.world.apply(&Discover { olt_id: site.zte_id }).await.unwrap();
    let failed = site
        .until("a failed session", || async { rows(LogFilter { failed: Some(true), ..LogFilter::default() }).await.into_iter().next() })
        .await;
    assert!(failed.outcome.starts_with("#host_key OLT-1: "), "{}", failed.outcome);
    let error = janet_network::node(pool, site.zte_id).await.unwrap().row.error.unwrap();
    assert_eq!(error, failed.outcome);
    let reason: String = site
        .until("a failed job", || async {
            sqlx::query_scalar("select reason from public.isp_jobs where kind = 'olt.discover' and state = 'failed'")
                .fetch_optional(pool)
                .await
                .unwrap()
        })
        .await;
    assert_eq!(reason, failed.outcome);
    let first = command_log(pool, &LogFilter::default(), None).await.unwrap();
    assert!(first.next.is_none() && first.operations.contains(&"identify".to_owned()), "{:?}", first.operations);
    let after = command_log(pool, &LogFilter::default(), Some(first.rows[0].id)).await.unwrap();
    assert_eq!(after.rows.len(), first.rows.len() - 1, "the page after the newest");
}

#[tokio::test]
async fn a_router_is_looked_at_when_asked() {
    let site = Site::start().await;
    let pool = site.world.admin.pool();
    assert!(router_check(pool, site.router_id).await.unwrap().is_none(), "never looked at");
    let ask = CheckRouter { node_id: site.router_id };
    let wrong = site.world.apply(&CheckRouter { node_id: site.zte_id }).await.unwrap_err();
    assert_eq!(wrong.code, janet_model::Code::NotFound, "an OLT is no router");
    site.world.apply(&ask).await.unwrap();
    let check = site.until("a check", || async { router_check(pool, site.router_id).await.unwrap() }).await;
    assert!(check.error.is_none() && check.findings.len() == 5, "{check:?}");
    let pool_there = check.findings.iter().find(|finding| finding.seen.contains("10.66.0.2")).unwrap();
    assert_eq!(pool_there.state, NeedState::Present);
    assert!(check.findings.iter().any(|finding| finding.state == NeedState::Missing && !finding.commands.is_empty()));
    // Twice, twice at once, and with the same id and other input.
    let other = NodeId(uuid::Uuid::now_v7());
    site.world.proves_once(&ask, &CheckRouter { node_id: other }).await;
}
