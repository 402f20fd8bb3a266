//! *Why offline?* from a real OLT's words, a real RADIUS server's rejects and what the neighbours' lines say.

use janet_aaa::{PlaceHold, ReleaseHold};
use janet_customers::HoldReason;
use janet_lab::nas::Dial;
use janet_model::{HoldId, NewId};
use janet_provisioning::{Cause, Connect, Connected, ReadOnu, WhyOffline, why_offline};
use janet_radius::Method;
use janet_testkit::Site;

use crate::line::state;

async fn why(site: &Site, connected: &Connected) -> WhyOffline {
    why_offline(site.world.admin.pool(), connected.service_id, chrono::Utc::now()).await.unwrap()
}

/// Reads the ONU again until the sentence is another.
async fn after_reading(site: &Site, connected: &Connected, wanted: impl Fn(&Cause) -> bool) -> WhyOffline {
    site.world.apply(&ReadOnu { service_id: connected.service_id }).await.unwrap();
    site.until("the sentence follows the OLT", || async {
        let said = why(site, connected).await;
        wanted(&said.cause).then_some(said)
    })
    .await
}

fn dial(user: &str, password: &str) -> Dial {
    Dial { user_name: user.into(), password: password.into(), method: Method::Pap, caller_id: "02:00:00:00:00:07".into() }
}

#[tokio::test]
async fn the_sentence_follows_what_the_devices_say() {
    let site = Site::start().await;
    let mut lines = Vec::new();
    for (port, serial) in [(1, "ZTEGD0A1B2C3"), (2, "ZTEGD0A1B2C4"), (3, "ZTEGD0A1B2C5")] {
        site.plug(serial);
        let connected = site.world.apply(&Connect(site.connect(&format!("Pelanggan {port}"), &format!("rumah{port}"), serial, port))).await;
        lines.push(connected.unwrap());
    }
    for line in &lines {
        site.until("the line is active", || state(&site, line, "active")).await;
    }
    let one = &lines[0];
    assert_eq!(why(&site, one).await.cause, Cause::NoLogin { last: None });

    if site.radius.is_some() {
        assert!(site.nas.bring_up(dial("rumah1", "salah-sekali")).await.is_err());
        site.until("the reject is known", || async { matches!(why(&site, one).await.cause, Cause::Rejected { .. }).then_some(()) }).await;
        site.nas.bring_up(dial("rumah1", "rahasia-pppoe")).await.unwrap();
        site.until("the session is open", || async { matches!(why(&site, one).await.cause, Cause::Online { .. }).then_some(()) }).await;
        let hold = PlaceHold { id: HoldId::new_id(), service_id: one.service_id, reason: HoldReason::Abuse, until: None, note: "".into() };
        site.world.apply(&hold).await.unwrap();
        assert!(matches!(why(&site, one).await.cause, Cause::Held { reasons, .. } if reasons == ["abuse"]));
        site.world.apply(&ReleaseHold { service_id: one.service_id, reason: HoldReason::Abuse }).await.unwrap();
        site.until("the router ended it", || async { (!matches!(why(&site, one).await.cause, Cause::Online { .. })).then_some(()) }).await;
    }

    site.zte.unplug("ZTEGD0A1B2C3");
    let said = after_reading(&site, one, |cause| *cause == Cause::NoLight).await;
    assert_eq!((said.odp_down, said.odp_of, said.stale), (1, 3, false));
    assert!(said.read_at.is_some());
    site.zte.power("ZTEGD0A1B2C4", false);
    after_reading(&site, &lines[1], |cause| matches!(cause, Cause::OdpDark { down: 2, of: 3, .. })).await;
    // Two of three houses on the ODP: no longer the first house's own fault either.
    assert!(matches!(why(&site, one).await.cause, Cause::OdpDark { odp, down: 2, of: 3 } if !odp.is_empty()));
}
