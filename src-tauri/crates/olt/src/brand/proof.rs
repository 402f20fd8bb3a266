//! What a recorded session of a device proves about a dialect.

use crate::mock::Recording;
use crate::{Dialect, Listed, OnuAddress, ParseError, Parsed, Plan, PonPort, Purpose, Query, Step, Verb};

/// Whether a recording proves a verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// The device took the lines, and its reply was read without a doubt.
    Proven,
    /// The device was asked and what it said does not fit.
    Contradicted { reason: String },
    /// The recording does not have it, or nothing that a device prints can show it.
    NotShown,
}

/// Judges every verb of a dialect by a recording. Ports that were visited must be named.
///
/// A reading is proven by a reply that has at least one value and no warning: an empty list shows no form. A change is
/// proven when its lines were taken and a list that was read afterwards shows it. A restart shows nowhere.
pub fn proofs(dialect: &dyn Dialect, pons: &[PonPort], recording: &Recording) -> Vec<(Verb, Proof)> {
    let offered = |verb: &Verb| dialect.support(*verb).reason().is_none();
    Verb::ALL.into_iter().filter(offered).map(|verb| (verb, proof(dialect, verb, pons, recording))).collect()
}

fn proof(dialect: &dyn Dialect, verb: Verb, pons: &[PonPort], recording: &Recording) -> Proof {
    let listed = |from: usize| onus(dialect, pons, recording, from);
    let places = || listed(0).into_iter().map(|onu| onu.at);
    match verb {
        Verb::Identify => dialect.identity().map_or(Proof::NotShown, |query| reading(&query, recording, |_| true)),
        Verb::Cards => dialect.cards().map_or(Proof::NotShown, |query| reading(&query, recording, |cards| !cards.is_empty())),
        Verb::Ports => any(pons.iter().filter_map(|pon| dialect.port(*pon).ok()).map(|query| reading(&query, recording, |_| true))),
        Verb::Discover => dialect.discover().map_or(Proof::NotShown, |query| reading(&query, recording, |onus| !onus.is_empty())),
        Verb::List => any(pons
            .iter()
            .filter_map(|pon| dialect.registered(*pon).ok())
            .map(|query| reading(&query, recording, |onus| !onus.is_empty()))),
        Verb::State => any(places().filter_map(|at| dialect.state(at).ok()).map(|query| reading(&query, recording, |_| true))),
        Verb::Signal => any(places()
            .filter_map(|at| dialect.signal(at).ok())
            .map(|query| reading(&query, recording, |signal| signal.onu_rx.is_some() || signal.olt_rx.is_some()))),
        Verb::Config => {
            any(places().filter_map(|at| dialect.configuration(at).ok()).map(|query| reading(&query, recording, |lines| !lines.is_empty())))
        }
        Verb::Save => {
            dialect.save().map_or(Proof::NotShown, |plan| taken(dialect, &plan, recording).map_or_else(|proof| proof, |_| Proof::Proven))
        }
        Verb::Register => any(all_places(dialect, pons).into_iter().map(|at| registered(dialect, at, pons, recording))),
        Verb::Deregister => any(all_places(dialect, pons).into_iter().map(|at| deregistered(dialect, at, pons, recording))),
        Verb::Reboot | Verb::Replace => Proof::NotShown,
    }
}

/// The best of several: one proof is enough, and a contradiction is told before a silence.
fn any(proofs: impl Iterator<Item = Proof>) -> Proof {
    let mut best = Proof::NotShown;
    for proof in proofs {
        match proof {
            Proof::Proven => return Proof::Proven,
            Proof::Contradicted { .. } if best == Proof::NotShown => best = proof,
            _ => {}
        }
    }
    best
}

fn all_places(dialect: &dyn Dialect, pons: &[PonPort]) -> Vec<OnuAddress> {
    pons.iter().flat_map(|pon| dialect.onu_ids().map(|id| OnuAddress { pon: *pon, id: crate::OnuId(id) })).collect()
}

fn replies<'a>(steps: &[Step], recording: &'a Recording, from: usize) -> Option<(usize, Vec<&'a str>)> {
    let mut at = from;
    let mut found = Vec::new();
    for step in steps.iter().filter(|step| step.purpose == Purpose::Read) {
        let (number, reply) = recording.reply_after(at, &step.line)?;
        found.push(reply);
        at = number;
    }
    Some((at, found))
}

fn read<T>(query: &Query<T>, recording: &Recording, from: usize) -> Option<Result<Parsed<T>, ParseError>> {
    let (_, replies) = replies(&query.steps, recording, from)?;
    let replies: Vec<String> = replies.into_iter().map(str::to_owned).collect();
    Some((query.parse)(&replies))
}

fn reading<T>(query: &Query<T>, recording: &Recording, has_value: impl Fn(&T) -> bool) -> Proof {
    match read(query, recording, 0) {
        None => Proof::NotShown,
        Some(Err(error)) => Proof::Contradicted { reason: error.to_string() },
        Some(Ok(parsed)) => match parsed.warnings.first() {
            Some(warning) => Proof::Contradicted { reason: warning.to_string() },
            None if has_value(&parsed.value) => Proof::Proven,
            None => Proof::NotShown,
        },
    }
}

/// What the lists of these ports, read after an exchange, show.
fn onus(dialect: &dyn Dialect, pons: &[PonPort], recording: &Recording, from: usize) -> Vec<Listed> {
    let lists = pons.iter().filter_map(|pon| read(&dialect.registered(*pon).ok()?, recording, from)?.ok());
    lists.flat_map(|parsed| parsed.value).collect()
}

/// The number of the last exchange of a plan whose writing and saving lines were all sent and taken.
fn taken(dialect: &dyn Dialect, plan: &Plan, recording: &Recording) -> Result<usize, Proof> {
    let mut at = 0;
    for step in plan.steps.iter().filter(|step| matches!(step.purpose, Purpose::Write | Purpose::Save)) {
        let (number, reply) = recording.reply_after(at, &step.line).ok_or(Proof::NotShown)?;
        if let Some(refusal) = dialect.refusal(reply) {
            return Err(Proof::Contradicted { reason: refusal.to_string() });
        }
        at = number;
    }
    Ok(at)
}

/// Registering has values that only the operator knows (profiles, VLAN): the line that adds is known by its beginning.
fn registered(dialect: &dyn Dialect, at: OnuAddress, pons: &[PonPort], recording: &Recording) -> Proof {
    let beginnings = [format!("ont add {} {} ", at.pon.port, at.id), format!("ont add {} sn-auth ", at.id)];
    let Some((number, reply)) = recording.reply_of(|line| beginnings.iter().any(|beginning| line.starts_with(beginning.as_str()))) else {
        return Proof::NotShown;
    };
    if let Some(refusal) = dialect.refusal(reply) {
        return Proof::Contradicted { reason: refusal.to_string() };
    }
    if onus(dialect, pons, recording, number).iter().any(|onu| onu.at == at) { Proof::Proven } else { Proof::NotShown }
}

fn deregistered(dialect: &dyn Dialect, at: OnuAddress, pons: &[PonPort], recording: &Recording) -> Proof {
    let Ok(plan) = dialect.deregister(at, &[]) else { return Proof::NotShown };
    let was_there = onus(dialect, pons, recording, 0).iter().any(|onu| onu.at == at);
    match taken(dialect, &plan, recording) {
        Err(proof) => proof,
        Ok(number) => {
            let after = onus(dialect, pons, recording, number);
            let gone = !after.is_empty() && !after.iter().any(|onu| onu.at == at);
            if was_there && gone { Proof::Proven } else { Proof::NotShown }
        }
    }
}
