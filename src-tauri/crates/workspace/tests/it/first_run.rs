//! The first run happens once.

use janet_db::Submitted;
use janet_model::{BranchId, Code, NewId, UserId};
use janet_testkit::World;
use janet_workspace::{branches, is_set_up, me, settings};

#[tokio::test]
async fn a_company_is_made_once_even_when_asked_twice_at_once() {
    let world = World::bare().await;
    assert!(!is_set_up(&world.agent).await.unwrap());
    let input = world.first_run_input();
    let mut other = input.clone();
    other.admin_id = UserId::new_id();
    other.admin_login = format!("{}-b", &input.admin_login[..20]);
    other.branch_id = BranchId::new_id();
    let (one, two) = tokio::join!(world.as_agent(&input), world.as_agent(&other));
    let applied = [&one, &two].iter().filter(|result| matches!(result, Ok(Submitted::Applied(())))).count();
    assert_eq!(applied, 1, "{one:?} {two:?}");
    let refused = one.err().or(two.err()).unwrap();
    assert_eq!(refused.code, Code::AlreadySetUp);
    assert!(is_set_up(&world.agent).await.unwrap());
}

#[tokio::test]
async fn the_administrator_signs_in_and_sees_the_company() {
    let world = World::new().await;
    let admin = me(world.admin.pool()).await.unwrap().unwrap();
    assert_eq!((admin.login.as_str(), admin.must_change_password, admin.branch_id), (world.admin.login.as_str(), false, None));
    assert_eq!(settings(world.admin.pool()).await.unwrap().unwrap().values.company_name, "PT Jaringan Contoh");
    assert_eq!(branches(world.admin.pool()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_operator_cannot_submit_a_first_run() {
    let world = World::new().await;
    assert_eq!(world.apply(&world.first_run_input()).await.unwrap_err().code, Code::Forbidden);
}
