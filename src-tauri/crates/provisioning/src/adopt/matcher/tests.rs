use proptest::prelude::*;

use super::*;

fn candidate(number: u128, name: &str) -> Candidate {
    Candidate {
        whom: Whom::Customer(CustomerId(Uuid::from_u128(number))),
        code: format!("JNT-{number:06}"),
        name: name.into(),
        phone: String::new(),
        usernames: Vec::new(),
        serials: Vec::new(),
        macs: Vec::new(),
    }
}

fn secret(name: &str, comment: &str) -> Seen {
    Seen { kind: FindKind::Secret, name: name.into(), comment: comment.into(), serial: None, macs: Vec::new() }
}

fn found(candidates: &[Candidate], seen: &Seen) -> (Option<Whom>, Confidence, MatchReason) {
    let matched = Matcher::new(candidates.to_vec()).find(seen);
    (matched.whom, matched.confidence, matched.reason)
}

#[test]
fn each_reason_has_its_confidence() {
    let mut budi = candidate(1, "Budi Santoso");
    budi.phone = "+6281233004471".into();
    budi.usernames = vec!["bud01@janet".into()];
    budi.serials = vec!["ZTEGD0A1B2C3".into()];
    budi.macs = vec!["AA-BB-CC-00-11-22".into()];
    let all = [budi.clone(), candidate(2, "Siti Rahmawati")];
    let is = |seen: Seen, confidence, reason| assert_eq!(found(&all, &seen), (Some(budi.whom), confidence, reason), "{seen:?}");
    is(secret("BUD01@janet", ""), Confidence::Certain, MatchReason::Username);
    is(secret("x77", "pasang 2021 SN 5A544547D0A1B2C3"), Confidence::Certain, MatchReason::Serial);
    is(secret("x77", "jnt-000001 mawar"), Confidence::Certain, MatchReason::Code);
    is(secret("x77", "0812-3300-4471"), Confidence::Likely, MatchReason::Phone);
    is(secret("x77", "rumah pak RT 081233004471"), Confidence::Likely, MatchReason::Phone);
    is(Seen { macs: vec!["aabb.cc00.1122".into()], ..secret("x77", "") }, Confidence::Likely, MatchReason::Mac);
    is(secret("x77", "BUDI  SANTOSO"), Confidence::Likely, MatchReason::Name);
    is(secret("x77", "Bp. Budi Santoso gg mawar 12"), Confidence::Unsure, MatchReason::NameInComment);
    is(secret("budi.santoso@janet", ""), Confidence::Unsure, MatchReason::NameInUsername);
    is(Seen { kind: FindKind::Queue, ..secret("Budi Santoso", "") }, Confidence::Likely, MatchReason::Name);
    let onu = Seen { kind: FindKind::Onu, serial: Some("ZTEGD0A1B2C3".into()), ..secret("ZTEGD0A1B2C3", "") };
    is(onu, Confidence::Certain, MatchReason::Serial);
    is(Seen { kind: FindKind::Onu, serial: None, ..secret("HWTC00000001", "bud01@janet") }, Confidence::Certain, MatchReason::Username);
    assert_eq!(found(&all, &secret("x77", "gg mawar 12")), (None, Confidence::None, MatchReason::Nothing));
}

#[test]
fn a_number_that_is_short_is_nobody_s() {
    let mut old = candidate(1, "Al");
    old.code = "1234".into();
    assert_eq!(found(&[old], &secret("1234", "no 1234 Al")).0, None);
}

#[test]
fn what_contradicts_takes_the_certainty() {
    let mut budi = candidate(1, "Budi Santoso");
    budi.usernames = vec!["budi".into()];
    let mut siti = candidate(2, "Siti Rahmawati");
    siti.phone = "+6281233004471".into();
    let all = [budi.clone(), siti];
    assert_eq!(found(&all, &secret("budi", "0812 3300 4471")), (Some(budi.whom), Confidence::Likely, MatchReason::Username));
    // Another one of his name does not.
    let all = [budi.clone(), candidate(3, "Budi Santoso")];
    assert_eq!(found(&all, &secret("budi", "Budi Santoso")), (Some(budi.whom), Confidence::Certain, MatchReason::Username));
}

fn names() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["Budi Santoso", "Siti Rahmawati", "Agus Salim", "Dewi", "Budi", "Rina Nur Aini"]).prop_map(str::to_owned)
}

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (names(), 0..6_u8, 0..6_u8, 0..6_u8, 0..6_u8);
    prop::collection::vec(one, 0..8).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(at, (name, user, onu, mac, phone))| {
                let mut candidate = candidate(at as u128 + 1, &name);
                // 5 stands for none.
                candidate.usernames = (user < 5).then(|| format!("user{user}")).into_iter().collect();
                candidate.serials = (onu < 5).then(|| format!("ZTEG0000000{onu}")).into_iter().collect();
                candidate.macs = (mac < 5).then(|| format!("02:00:00:00:00:0{}", mac + 1)).into_iter().collect();
                candidate.phone = if phone < 5 { format!("+628110000000{phone}") } else { String::new() };
                candidate
            })
            .collect()
    })
}

fn seen() -> impl Strategy<Value = Seen> {
    let words = prop::sample::select(vec!["", "user1", "0811-0000-0002", "ZTEG00000003", "JNT-000002", "gg mawar", "Dewi"]);
    let kind = prop::sample::select(vec![FindKind::Secret, FindKind::Onu, FindKind::Queue, FindKind::Hotspot]);
    (kind, 0..7_u8, names(), words, prop::option::of(0..5_u8), prop::option::of(0..5_u8)).prop_map(|(kind, user, name, word, onu, mac)| {
        Seen {
            kind,
            name: format!("user{user}"),
            comment: format!("{name} {word}").trim().to_owned(),
            serial: onu.map(|onu| format!("ZTEG0000000{onu}")),
            macs: mac.map(|mac| format!("02:00:00:00:00:0{}", mac + 1)).into_iter().collect(),
        }
    })
}

proptest! {
    #[test]
    fn two_with_the_same_mark_are_never_certain(mut all in candidates(), seen in seen()) {
        let mut one = candidate(90, "Joko Widodo");
        one.usernames = vec![seen.name.clone()];
        one.serials = seen.serial.iter().cloned().collect();
        let two = Candidate { whom: Whom::Row(Uuid::from_u128(91)), ..one.clone() };
        prop_assume!(seen.kind != FindKind::Onu || seen.serial.is_some());
        all.extend([one, two]);
        let matched = Matcher::new(all).find(&seen);
        prop_assert!(matched.confidence < Confidence::Certain, "{matched:?}");
        prop_assert!(matched.rivals > 0);
    }

    #[test]
    fn a_user_name_or_serial_beats_a_name(all in candidates(), seen in seen()) {
        let matched = Matcher::new(all.clone()).find(&seen);
        let marked = |candidate: &Candidate| {
            (seen.kind != FindKind::Onu && candidate.usernames.contains(&seen.name)) || seen.serial.as_ref().is_some_and(|serial| candidate.serials.contains(serial))
        };
        if all.iter().any(marked) {
            prop_assert!(matched.reason >= MatchReason::Code, "{matched:?}");
        }
    }

    #[test]
    fn the_order_of_candidates_does_not_matter(all in candidates(), seen in seen(), turn in 0..8_usize) {
        let mut turned = all.clone();
        turned.rotate_left(turn % all.len().max(1));
        turned.reverse();
        prop_assert_eq!(Matcher::new(all).find(&seen), Matcher::new(turned).find(&seen));
    }

    #[test]
    fn nobody_is_meant_only_where_nothing_agrees(all in candidates(), seen in seen()) {
        let matched = Matcher::new(all).find(&seen);
        prop_assert_eq!(matched.whom.is_none(), matched.confidence == Confidence::None);
        prop_assert_eq!(matched.whom.is_none(), matched.reason == MatchReason::Nothing);
        prop_assert!(matched.confidence < Confidence::Certain || matched.rivals == 0);
    }

    #[test]
    fn anything_may_stand_in_a_comment(name in ".{0,40}", comment in ".{0,80}", all in candidates()) {
        let _ = Matcher::new(all).find(&secret(&name, &comment));
    }
}
