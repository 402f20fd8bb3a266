//! From two readings of a counter to what went through in between (RFC 2578 §7.1.6, RFC 2863 §3.1.6).

use std::time::Duration;

/// A counter as it was read. 64 bits wherever the agent has them: at 1 Gbit/s a Counter32 of octets wraps in 34 s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counter {
    Bits32(u32),
    Bits64(u64),
}

/// One reading of one counter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    pub counter: Counter,
    /// By our own monotonic clock.
    pub at: Duration,
    /// sysUpTime of the same poll, in hundredths of a second.
    pub uptime: Option<u32>,
    /// ifCounterDiscontinuityTime: changes when this counter, alone, started anew.
    pub discontinuity: Option<u32>,
}

/// What went through between two readings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    pub amount: u64,
    pub seconds: f64,
}

impl Growth {
    /// Units of the counter in a second.
    pub fn rate(&self) -> f64 {
        self.amount as f64 / self.seconds
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    Grew(Growth),
    /// The counter started anew: there is no rate for this interval, and the later reading is where the next one starts.
    Reset,
    /// More than the line can carry, or two readings that cannot be put into relation.
    Implausible,
}

/// A line may carry a little more than it says: what it is called is rounded, and the two polls are not exactly timed.
const TOLERANCE: f64 = 1.1;

/// sysUpTime wraps after 497 days; this is how far from the wrap the earlier reading may have been, besides the interval.
const UPTIME_SLACK: u32 = 6_000;

impl Sample {
    /// What went through from `before` to this reading. `limit` is the most that the counter can grow in a second (for octets:
    /// the line's speed over eight), where it is known.
    pub fn since(&self, before: &Sample, limit: Option<f64>) -> Change {
        let Some(elapsed) = self.at.checked_sub(before.at).filter(|elapsed| !elapsed.is_zero()) else { return Change::Implausible };
        let seconds = match uptime_between(before.uptime, self.uptime, elapsed) {
            Uptime::WentBack => return Change::Reset,
            Uptime::Unknown => elapsed.as_secs_f64(),
            Uptime::Ticks(ticks) => ticks as f64 / 100.0,
        };
        if before.discontinuity.is_some() && self.discontinuity.is_some() && before.discontinuity != self.discontinuity {
            return Change::Reset;
        }
        let fits = |amount: u64| limit.is_none_or(|limit| amount as f64 <= limit * seconds * TOLERANCE);
        let amount = match (before.counter, self.counter) {
            (Counter::Bits64(old), Counter::Bits64(new)) => match new.checked_sub(old) {
                Some(amount) => amount,
                // At 100 Gbit/s 64 bits last 46 years: a smaller value is a new start even if the agent does not say so,
                // unless it stood right before the wrap.
                None if old > u64::MAX - (1 << 48) && new < 1 << 48 => new.wrapping_sub(old),
                None => return Change::Reset,
            },
            (Counter::Bits32(old), Counter::Bits32(new)) => {
                let amount = u64::from(new.wrapping_sub(old));
                // More than one wrap may have gone by unseen where the line could fill the counter in the interval.
                let ambiguous = limit.is_some_and(|limit| limit * seconds >= f64::from(u32::MAX));
                if ambiguous {
                    return Change::Implausible;
                }
                // A wrap is believed only where the line's speed shows that it can be one.
                if new < old && (limit.is_none() || !fits(amount)) {
                    return Change::Reset;
                }
                amount
            }
            // The agent changed what it offers.
            _ => return Change::Reset,
        };
        if seconds <= 0.0 || !fits(amount) { Change::Implausible } else { Change::Grew(Growth { amount, seconds }) }
    }
}

enum Uptime {
    Unknown,
    WentBack,
    Ticks(u32),
}

/// The interval by the device's own clock, which knows best when it took its readings; ours where the two disagree wildly.
fn uptime_between(before: Option<u32>, now: Option<u32>, elapsed: Duration) -> Uptime {
    let (Some(before), Some(now)) = (before, now) else { return Uptime::Unknown };
    let ours = u32::try_from(elapsed.as_millis() / 10).unwrap_or(u32::MAX);
    let ticks = now.wrapping_sub(before);
    let slack = UPTIME_SLACK.saturating_add(ours / 10);
    if ticks.abs_diff(ours) <= slack {
        // A cached sysUpTime may stand still for a moment.
        return if ticks > 0 { Uptime::Ticks(ticks) } else { Uptime::Unknown };
    }
    // Less than before, or less than the interval: it started in between.
    if now < before || now.saturating_add(slack) < ours { Uptime::WentBack } else { Uptime::Unknown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sample(counter: Counter, seconds: u64, uptime: u32) -> Sample {
        Sample { counter, at: Duration::from_secs(seconds), uptime: Some(uptime), discontinuity: None }
    }

    fn grew(change: Change) -> u64 {
        match change {
            Change::Grew(growth) => growth.amount,
            other => panic!("{other:?}"),
        }
    }

    const GIGABIT: Option<f64> = Some(125_000_000.0);
    const FAST_ETHERNET: Option<f64> = Some(12_500_000.0);

    #[test]
    fn growth_and_rate() {
        let before = sample(Counter::Bits64(1_000), 10, 100_000);
        let now = sample(Counter::Bits64(7_501_000), 70, 106_000);
        let Change::Grew(growth) = now.since(&before, GIGABIT) else { panic!() };
        assert_eq!((growth.amount, growth.rate()), (7_500_000, 125_000.0));
    }

    #[test]
    fn a_counter32_wraps_where_the_line_allows_it() {
        let before = sample(Counter::Bits32(u32::MAX - 9), 0, 100_000);
        let now = sample(Counter::Bits32(90), 60, 106_000);
        assert_eq!(grew(now.since(&before, FAST_ETHERNET)), 100);
        // Without a speed a smaller value is not taken for a wrap.
        assert_eq!(now.since(&before, None), Change::Reset);
        // At 1 Gbit/s it may have wrapped more than once in a minute.
        assert_eq!(now.since(&before, GIGABIT), Change::Implausible);
        let fallen = sample(Counter::Bits32(2_000_000_000), 0, 100_000);
        assert_eq!(sample(Counter::Bits32(0), 60, 106_000).since(&fallen, FAST_ETHERNET), Change::Reset);
    }

    #[test]
    fn a_counter64_wraps_only_at_its_end() {
        let before = sample(Counter::Bits64(u64::MAX - 9), 0, 100_000);
        assert_eq!(grew(sample(Counter::Bits64(90), 60, 106_000).since(&before, GIGABIT)), 100);
        let before = sample(Counter::Bits64(1 << 40), 0, 100_000);
        assert_eq!(sample(Counter::Bits64(90), 60, 106_000).since(&before, GIGABIT), Change::Reset);
    }

    #[test]
    fn a_restart_is_a_reset_and_the_wrap_of_uptime_is_none() {
        let before = sample(Counter::Bits64(1_000), 0, 500_000);
        assert_eq!(sample(Counter::Bits64(2_000), 60, 3_000).since(&before, None), Change::Reset);
        let before = sample(Counter::Bits64(1_000), 0, u32::MAX - 2_999);
        assert_eq!(grew(sample(Counter::Bits64(2_000), 60, 3_000).since(&before, None)), 1_000);
    }

    #[test]
    fn a_discontinuity_is_a_reset() {
        let before = Sample { discontinuity: Some(0), ..sample(Counter::Bits64(1_000), 0, 100_000) };
        let now = Sample { discontinuity: Some(104_000), ..sample(Counter::Bits64(2_000), 60, 106_000) };
        assert_eq!(now.since(&before, None), Change::Reset);
    }

    #[test]
    fn a_jump_beyond_the_line_is_implausible() {
        let before = sample(Counter::Bits64(0), 0, 100_000);
        assert_eq!(sample(Counter::Bits64(1 << 40), 60, 106_000).since(&before, FAST_ETHERNET), Change::Implausible);
        assert_eq!(sample(Counter::Bits64(5), 0, 100_000).since(&before, None), Change::Implausible);
    }

    proptest! {
        #[test]
        fn no_reading_gives_more_than_the_line_carries(
            old: u64, new: u64, up: u32, later: u32, seconds in 1u64..100_000, narrow: bool,
        ) {
            let counter = |value: u64| if narrow { Counter::Bits32(value as u32) } else { Counter::Bits64(value) };
            let before = sample(counter(old), 0, up);
            if let Change::Grew(growth) = sample(counter(new), seconds, later).since(&before, GIGABIT) {
                prop_assert!(growth.seconds > 0.0 && growth.rate() <= 125_000_000.0 * 1.11);
            }
        }
    }
}
