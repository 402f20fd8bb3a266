//! What is refused leaves nothing behind; what is doubtful is said before.

use janet_model::{Code, DeviceId, NewId, Refusal, ServiceId};
use janet_plans::WithdrawPlan;
use janet_provisioning::{CheckCode, CheckLevel, Connect, ConnectInput, preview};
use janet_testkit::Site;

async fn refused(site: &Site, change: impl FnOnce(&mut ConnectInput)) -> (Code, Option<String>, Option<String>) {
    let mut input = site.connect("Siti", "siti", "ZTEGD0A1B2C4", 2);
    change(&mut input);
    let Refusal { code, field, detail } = site.world.apply(&Connect(input)).await.unwrap_err();
    let left: i64 = sqlx::query_scalar("select count(*) from public.isp_customers where name = 'Siti'")
        .fetch_one(site.world.admin.pool())
        .await
        .unwrap();
    assert_eq!(left, 0, "nothing half done");
    (code, field, detail)
}

#[tokio::test]
async fn each_clash_names_its_field() {
    let site = Site::start().await;
    let first = site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1);
    site.world.apply(&Connect(first.clone())).await.unwrap();
    let some = |text: &str| Some(text.to_owned());

    assert_eq!(refused(&site, |input| input.service.username = " Budi ".into()).await, (Code::Taken, some("username"), some("budi")));
    assert_eq!(refused(&site, |input| input.service.odp_port = Some(1)).await, (Code::Taken, some("odp_port"), some("1")));
    let serial = |input: &mut ConnectInput| input.service.onu.as_mut().unwrap().serial = "5A544547D0A1B2C3".into();
    assert_eq!(refused(&site, serial).await, (Code::OnuElsewhere, some("onu"), some("JNT-000001")));
    assert_eq!(refused(&site, |input| input.service.odp_port = Some(9)).await, (Code::Invalid, some("odp_port"), None));
    assert_eq!(refused(&site, |input| input.service.username = "a b".into()).await, (Code::Invalid, some("username"), None));
    assert_eq!(refused(&site, |input| input.service.password = Some("x y".into())).await.1, some("password"));
    assert_eq!(refused(&site, |input| input.service.billing_day = 0).await.1, some("billing_day"));
    let bad = |input: &mut ConnectInput| input.service.onu.as_mut().unwrap().serial = "ZTEG;reboot".into();
    assert_eq!(refused(&site, bad).await, (Code::Invalid, some("onu"), None));

    let version = janet_plans::plans(site.world.admin.pool()).await.unwrap().iter().find(|plan| plan.id == site.plan_id).unwrap().version;
    site.world.apply(&WithdrawPlan { id: site.plan_id, version }).await.unwrap();
    assert_eq!(refused(&site, |_| ()).await, (Code::Withdrawn, some("plan_id"), None));
}

#[tokio::test]
async fn the_preview_says_it_before_and_changes_nothing() {
    let site = Site::start().await;
    site.world.apply(&Connect(site.connect("Budi", "budi", "ZTEGD0A1B2C3", 1))).await.unwrap();
    let pool = site.world.admin.pool();
    let clash = site.connect("Siti", "budi", "ZTEGD0A1B2C3", 1);
    let seen = preview(pool, janet_devices_plan(), &clash, chrono::Utc::now()).await.unwrap();
    for code in [CheckCode::UsernameTaken, CheckCode::OdpPortTaken, CheckCode::OnuElsewhere] {
        assert!(seen.checks.iter().any(|check| check.code == code && check.level == CheckLevel::Error), "{code:?}: {:?}", seen.checks);
    }
    assert!(seen.checks.iter().any(|check| check.code == CheckCode::PhoneUsed && check.level == CheckLevel::Warning));

    let mut fine = site.connect("Siti", "siti", "ZTEGD0A1B2C4", 2);
    (fine.service_id, fine.device_id) = (ServiceId::new_id(), DeviceId::new_id());
    let seen = preview(pool, janet_devices_plan(), &fine, chrono::Utc::now()).await.unwrap();
    assert!(seen.checks.iter().all(|check| check.level != CheckLevel::Error), "{:?}", seen.checks);
    let lines = seen.olt.unwrap().plan.unwrap().lines;
    assert!(lines.iter().any(|line| line.contains("sn ZTEGD0A1B2C4")), "{lines:?}");
    assert!(seen.radius.iter().any(|row| row.secret) && !format!("{:?}", seen.radius).contains("rahasia-pppoe"));
    assert_eq!(seen.money.at_activation.unwrap().lines.len(), 2);
    let services: i64 = sqlx::query_scalar("select count(*) from public.isp_services").fetch_one(pool).await.unwrap();
    assert_eq!(services, 1);
}

fn janet_devices_plan() -> janet_provisioning::PlanOnu {
    janet_testkit::plan_onu
}
