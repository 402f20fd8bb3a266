//! Walking subtrees by GetBulk: side by side, with fewer rows at once where the agent cannot send many, and an end where the
//! agent finds none.

use crate::error::{Error, ErrorStatus};
use crate::oid::Oid;
use crate::pdu::{Pdu, Varbind};
use crate::session::{Inner, refused};
use crate::value::Value;

/// How much is asked at once, and how much is taken at all.
#[derive(Debug, Clone, Copy)]
pub struct WalkLimits {
    /// max-repetitions × columns of the first request. Forty varbinds of a table fit into one Ethernet frame, more or less;
    /// datagrams that need fragments are lost more often, and some devices cannot send them.
    pub varbinds_at_once: usize,
    /// Rows of one column.
    pub rows: usize,
}

impl Default for WalkLimits {
    fn default() -> Self {
        WalkLimits { varbinds_at_once: 40, rows: 100_000 }
    }
}

/// One of the subtrees.
struct Column {
    root: Oid,
    /// After which name the next row is asked for.
    at: Oid,
    rows: Vec<Varbind>,
    done: bool,
}

impl Column {
    /// Takes what came next; `Err` when that cannot be.
    fn take(&mut self, oid: Oid, value: Value, limit: usize) -> Result<(), Error> {
        if self.done {
            return Ok(());
        }
        if value == Value::EndOfMibView || oid.below(&self.root).is_none() && oid > self.at {
            self.done = true;
            return Ok(());
        }
        if oid <= self.at {
            return Err(Error::NotIncreasing { after: self.at.clone(), came: oid });
        }
        if self.rows.len() >= limit {
            return Err(Error::TooManyRows { root: self.root.clone(), limit });
        }
        self.at = oid.clone();
        if !value.is_missing() {
            self.rows.push((oid, value));
        }
        Ok(())
    }
}

/// Reads the subtrees below `roots`, each in the order of the tree.
pub(crate) async fn walk(agent: &mut Inner, roots: &[Oid]) -> Result<Vec<Vec<Varbind>>, Error> {
    let mut columns: Vec<Column> =
        roots.iter().map(|root| Column { root: root.clone(), at: root.clone(), rows: Vec::new(), done: false }).collect();
    let limit = agent.limits.rows;
    // What is too big for an agent stays so. Silence on a big request, from an agent that has answered, may mean that its big
    // reply never left it, or that the line was bad: smaller requests for the rest of this walk.
    let mut at_once = agent.varbinds_at_once;
    loop {
        let open: Vec<usize> = (0..columns.len()).filter(|at| !columns[*at].done).collect();
        if open.is_empty() {
            return Ok(columns.into_iter().map(|column| column.rows).collect());
        }
        let open = &open[..open.len().min(at_once)];
        let names: Vec<Oid> = open.iter().map(|at| columns[*at].at.clone()).collect();
        let repetitions = (at_once / open.len()).max(1);
        let pdu = Pdu::get_bulk(0, i32::try_from(repetitions).unwrap_or(1), &names);
        let answer = match agent.ask(pdu).await {
            Ok(answer) => answer,
            Err(Error::NoAnswer { .. }) if agent.answered && at_once > 1 => {
                at_once = (at_once / 4).max(1);
                continue;
            }
            Err(error) => return Err(error),
        };
        match ErrorStatus::of(answer.error_status) {
            None if !answer.varbinds.is_empty() => {}
            None | Some(ErrorStatus::TooBig) if at_once > 1 => {
                at_once /= 2;
                agent.varbinds_at_once = at_once;
                continue;
            }
            None | Some(ErrorStatus::TooBig) => return Err(Error::TooBig { after: names[0].clone() }),
            // SNMPv1's way to say that nothing follows.
            Some(ErrorStatus::NoSuchName) => {
                let at = usize::try_from(answer.error_index).ok().and_then(|index| open.get(index.checked_sub(1)?)).unwrap_or(&open[0]);
                columns[*at].done = true;
                continue;
            }
            Some(status) => return Err(refused(status, &answer, &names)),
        }
        // The rows come one after the other, each with one varbind of every column that was asked for (RFC 3416 §4.2.3).
        for (place, (oid, value)) in answer.varbinds.into_iter().enumerate() {
            columns[open[place % open.len()]].take(oid, value, limit)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column() -> Column {
        let root = Oid::new(&[1, 3, 6, 1, 2]);
        Column { root: root.clone(), at: root, rows: Vec::new(), done: false }
    }

    fn below(last: &[u32]) -> Oid {
        Oid::new(&[1, 3, 6, 1, 2]).child(last)
    }

    #[test]
    fn rows_are_taken_until_the_subtree_ends() {
        let mut column = column();
        column.take(below(&[1]), Value::Integer(1), 9).unwrap();
        column.take(below(&[2]), Value::NoSuchInstance, 9).unwrap();
        column.take(below(&[3]), Value::Integer(3), 9).unwrap();
        column.take(Oid::new(&[1, 3, 6, 1, 3]), Value::Integer(9), 9).unwrap();
        assert!(column.done);
        assert_eq!(column.rows, [(below(&[1]), Value::Integer(1)), (below(&[3]), Value::Integer(3))]);
        // What follows the end in the same reply is nothing.
        column.take(below(&[1]), Value::Integer(1), 9).unwrap();
        assert_eq!(column.rows.len(), 2);
    }

    #[test]
    fn circles_are_named() {
        let mut column = column();
        column.take(below(&[5]), Value::Integer(1), 9).unwrap();
        for back in [below(&[5]), below(&[4]), Oid::new(&[1, 3])] {
            assert!(matches!(column.take(back, Value::Integer(1), 9), Err(Error::NotIncreasing { .. })));
        }
    }

    #[test]
    fn there_is_a_limit() {
        let mut column = column();
        column.take(below(&[1]), Value::Integer(1), 1).unwrap();
        assert!(matches!(column.take(below(&[2]), Value::Integer(1), 1), Err(Error::TooManyRows { limit: 1, .. })));
    }
}
