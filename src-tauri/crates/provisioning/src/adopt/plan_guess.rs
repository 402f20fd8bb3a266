//! Which plan a line is on, as far as its profile tells.

use janet_model::PlanId;

pub struct KnownPlan {
    pub id: PlanId,
    pub code: String,
    pub name: String,
    pub radius_group: String,
    pub upload_kbps: i32,
    pub download_kbps: i32,
}

/// The plan of that name, else the only one of that speed. `None`: no plan, or several.
pub fn plan_of(plans: &[KnownPlan], profile: Option<&str>, rate: Option<(i32, i32)>) -> Option<PlanId> {
    named(plans, profile.unwrap_or_default()).or_else(|| {
        let (upload, download) = rate?;
        only(plans.iter().filter(|plan| (plan.upload_kbps, plan.download_kbps) == (upload, download)))
    })
}

/// The plan that is called so: by its code or RADIUS group, else by its name.
pub fn named(plans: &[KnownPlan], text: &str) -> Option<PlanId> {
    let wanted = squeeze(text);
    if wanted.is_empty() {
        return None;
    }
    let called = |plan: &&KnownPlan| squeeze(&plan.code) == wanted || squeeze(&plan.radius_group) == wanted;
    only(plans.iter().filter(called)).or_else(|| only(plans.iter().filter(|plan| squeeze(&plan.name) == wanted)))
}

fn only<'a>(mut plans: impl Iterator<Item = &'a KnownPlan>) -> Option<PlanId> {
    match (plans.next(), plans.next()) {
        (Some(plan), None) => Some(plan.id),
        _ => None,
    }
}

/// "HOME-30", "home 30" and "Home30" are one name.
fn squeeze(text: &str) -> String {
    janet_customers::normalise(text).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn by_name_and_by_speed() {
        let plan = |number: u128, code: &str, kbps: i32| KnownPlan {
            id: PlanId(Uuid::from_u128(number)),
            code: code.into(),
            name: format!("Paket {code}"),
            radius_group: code.to_lowercase(),
            upload_kbps: kbps,
            download_kbps: kbps,
        };
        let plans = [plan(1, "HOME-10", 10_000), plan(2, "HOME-30", 30_000), plan(3, "BIZ-30", 30_000)];
        assert_eq!(plan_of(&plans, Some("home 30"), None), Some(plans[1].id));
        assert_eq!(plan_of(&plans, Some("default"), Some((10_000, 10_000))), Some(plans[0].id));
        assert_eq!(plan_of(&plans, Some("default"), Some((30_000, 30_000))), None, "two are that fast");
        assert_eq!(plan_of(&plans, None, None), None);
    }
}
