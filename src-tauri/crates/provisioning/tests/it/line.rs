//! Access: what FreeRADIUS answers, and what the router says when a session is ended.

use janet_aaa::{PlaceHold, ReleaseHold};
use janet_customers::HoldReason;
use janet_lab::nas::Dial;
use janet_model::{Code, HoldId, Money, NewId, TransactionId};
use janet_payments::ReceivePayment;
use janet_provisioning::{Connect, Connected, ServiceDetail, services};
use janet_radius::Method;
use janet_testkit::{RADIUS_SECRET, Site};

use crate::radclient::ask;

/// The service once it is in this state.
pub async fn state(site: &Site, connected: &Connected, state: &str) -> Option<ServiceDetail> {
    services(site.world.admin.pool(), connected.customer_id).await.unwrap().into_iter().find(|service| service.state == state)
}

fn dial(user: &str) -> Dial {
    Dial { user_name: user.into(), password: "rahasia-pppoe".into(), method: Method::Chap, caller_id: "02:00:00:00:00:07".into() }
}

#[tokio::test]
async fn freeradius_accepts_the_customer_with_the_plan_s_rate() {
    let site = Site::start().await;
    let Some(radius) = &site.radius else { return };
    site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    for chap in [false, true] {
        let said = ask(radius.authentication, RADIUS_SECRET, "budi", "rahasia-pppoe", chap).await;
        assert!(said.contains("Received Access-Accept") && said.contains("Mikrotik-Rate-Limit = \"30M/30M\""), "{said}");
        assert!(said.contains("Framed-Pool = \"pool-home\"") && said.contains("Message-Authenticator"), "{said}");
        let said = ask(radius.authentication, RADIUS_SECRET, "budi", "salah", chap).await;
        assert!(said.contains("Received Access-Reject"), "{said}");
    }
    let said = ask(radius.authentication, "another-secret-1", "budi", "rahasia-pppoe", false).await;
    assert!(!said.contains("Access-Accept"), "{said}");
}

#[tokio::test]
async fn a_hold_ends_the_session_into_the_walled_garden_and_releasing_it_restores() {
    let site = Site::start().await;
    let Some(radius) = &site.radius else { return };
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    let session = site.nas.bring_up(dial("budi")).await.unwrap();
    assert_eq!(session.rate_limit.as_deref(), Some("30M/30M"));
    let pool = site.world.admin.pool();
    site.until("the session is in radacct", || async {
        let page = janet_aaa::sessions(pool, &open()).await.unwrap();
        page.rows.into_iter().find(|row| row.username == "budi" && row.router_code.as_deref() == Some("RTR-1"))
    })
    .await;

    let hold =
        PlaceHold { id: HoldId::new_id(), service_id: connected.service_id, reason: HoldReason::Abuse, until: None, note: "spam".into() };
    site.world.apply(&hold).await.unwrap();
    // The rows changed with the hold, not after it.
    let said = ask(radius.authentication, RADIUS_SECRET, "budi", "rahasia-pppoe", false).await;
    assert!(said.contains("Mikrotik-Address-List = \"isolir\"") && said.contains("Mikrotik-Rate-Limit = \"256k/256k\""), "{said}");
    let asked = site
        .until("the router answered", || async { janet_aaa::requests(pool, connected.service_id).await.unwrap().into_iter().next() })
        .await;
    assert_eq!((asked.outcome.as_str(), asked.router_code.as_deref()), ("ack", Some("RTR-1")));
    assert!(site.nas.sessions().is_empty(), "the router's own list");
    let isolated = site.nas.bring_up(dial("budi")).await.unwrap();
    assert_eq!(isolated.address_list.as_deref(), Some("isolir"));
    site.until("the new session is in radacct", || async {
        janet_aaa::sessions(pool, &open()).await.unwrap().rows.into_iter().find(|row| row.suspended)
    })
    .await;

    site.world.apply(&ReleaseHold { service_id: connected.service_id, reason: HoldReason::Abuse }).await.unwrap();
    site.until("the router answered again", || async {
        let asked = janet_aaa::requests(pool, connected.service_id).await.unwrap();
        (asked.len() == 2 && asked[0].outcome == "ack").then_some(())
    })
    .await;
    let restored = site.nas.bring_up(dial("budi")).await.unwrap();
    assert_eq!((restored.rate_limit.as_deref(), restored.address_list.as_deref()), (Some("30M/30M"), None));
    // Once more is nothing to release.
    let again = site.world.apply(&ReleaseHold { service_id: connected.service_id, reason: HoldReason::Abuse }).await.unwrap_err();
    assert_eq!(again.code, Code::NotFound);
}

#[tokio::test]
async fn what_is_to_be_paid_first_opens_with_the_payment() {
    let site = Site::start().await;
    let Some(radius) = &site.radius else { return };
    site.plug("ZTEGD0A1B2C3");
    let mut input = site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1);
    input.service.plan_id = site.pay_first_id;
    let connected = site.world.apply(&Connect(input)).await.unwrap();
    assert!(connected.invoice_number.is_some(), "the installation is charged at once");
    let said = ask(radius.authentication, RADIUS_SECRET, "budi", "rahasia-pppoe", true).await;
    assert!(said.contains("\"isolir\""), "{said}");
    let payment = ReceivePayment {
        id: TransactionId::new_id(),
        customer_id: connected.customer_id,
        amount: Money::from_minor(1_000_000),
        tendered: None,
        note: String::new(),
        invoice_id: None,
    };
    let received = site.world.apply(&payment).await.unwrap();
    assert_eq!(received.released, [connected.service_id]);
    let said = ask(radius.authentication, RADIUS_SECRET, "budi", "rahasia-pppoe", true).await;
    assert!(said.contains("\"30M/30M\"") && !said.contains("isolir"), "{said}");
}

#[tokio::test]
async fn a_router_that_does_not_answer_or_refuses_is_written_down_as_that() {
    let site = Site::start().await;
    if site.radius.is_none() {
        return;
    }
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    let session = site.nas.bring_up(dial("budi")).await.unwrap();
    let pool = site.world.admin.pool();
    site.until("the session is in radacct", || async { janet_aaa::sessions(pool, &open()).await.unwrap().rows.into_iter().next() }).await;
    // The power goes, so the stop never comes: the router knows nothing of the session that the table still has.
    site.nas.power_cut();
    assert!(site.nas.sessions().iter().all(|live| live.acct_session_id != session.acct_session_id));
    site.world.apply(&janet_aaa::DisconnectSession { service_id: connected.service_id }).await.unwrap();
    let asked = site
        .until("the answer is kept", || async { janet_aaa::requests(pool, connected.service_id).await.unwrap().into_iter().next() })
        .await;
    assert_eq!((asked.outcome.as_str(), asked.error_cause), ("nak", Some(503)));
}

#[tokio::test]
async fn a_read_only_router_is_told_nothing_until_it_is_managed() {
    let site = Site::start().await;
    if site.radius.is_none() {
        return;
    }
    let connected = site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    site.nas.bring_up(dial("budi")).await.unwrap();
    let pool = site.world.admin.pool();
    site.until("the session is in radacct", || async { janet_aaa::sessions(pool, &open()).await.unwrap().rows.into_iter().next() }).await;
    let switch = async |managed| {
        let version = janet_network::node(pool, site.router_id).await.unwrap().row.version;
        site.world.apply(&janet_network::ManageNode { id: site.router_id, version, managed }).await.unwrap();
    };
    switch(false).await;
    site.world.apply(&janet_aaa::DisconnectSession { service_id: connected.service_id }).await.unwrap();
    site.until("the job waits for the switch", || async {
        let service = services(pool, connected.customer_id).await.unwrap().remove(0);
        service.jobs.into_iter().find(|job| job.reason.as_deref().is_some_and(|reason| reason.contains("RTR-1 is read-only")))
    })
    .await;
    assert_eq!(site.nas.sessions().len(), 1, "the session stands");
    switch(true).await;
    site.until("the router answered", || async { janet_aaa::requests(pool, connected.service_id).await.unwrap().into_iter().next() }).await;
    assert!(site.nas.sessions().is_empty());
}

fn open() -> janet_aaa::SessionListRequest {
    janet_aaa::SessionListRequest { text: String::new(), open_only: true, after: None }
}
