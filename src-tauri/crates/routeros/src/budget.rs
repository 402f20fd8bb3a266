//! How many calls a router is given. MikroTik publishes no figures of what a call costs; small routers have one slow core,
//! which also forwards.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;

/// Calls per second on the long run, and how many may come at once after a rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallRate {
    pub per_second: u32,
    pub burst: u32,
}

impl Default for CallRate {
    fn default() -> Self {
        CallRate { per_second: 20, burst: 40 }
    }
}

/// The turns of one router's callers, in the order in which they came.
#[derive(Debug)]
pub struct CallBudget {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rate: CallRate,
    /// When the turns given so far would be used up without a burst.
    spent_until: Option<Instant>,
}

impl CallBudget {
    pub fn new(rate: CallRate) -> CallBudget {
        CallBudget { state: Mutex::new(State { rate, spent_until: None }) }
    }

    pub fn rate(&self) -> CallRate {
        self.lock().rate
    }

    /// For the turns to come; those already given stay as they are.
    pub fn set_rate(&self, rate: CallRate) {
        self.lock().rate = rate;
    }

    /// Waits for a turn. One that would come after `latest` is refused at once and uses nothing up.
    pub async fn turn(&self, latest: Instant) -> Result<(), Error> {
        let at = self.lock().book(Instant::now(), latest).map_err(Error::OverBudget)?;
        tokio::time::sleep_until(at).await;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn book(&mut self, now: Instant, latest: Instant) -> Result<Instant, Duration> {
        let one = Duration::from_secs(1) / self.rate.per_second.max(1);
        let spent_until = self.spent_until.map_or(now, |until| until.max(now));
        let ahead = one * (self.rate.burst.max(1) - 1);
        let at = spent_until.checked_sub(ahead).map_or(now, |at| at.max(now));
        if at > latest {
            return Err(at - now);
        }
        self.spent_until = Some(spent_until + one);
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_goes_at_once_and_the_rest_at_the_rate() {
        let now = Instant::now();
        let latest = now + Duration::from_secs(10);
        let mut state = State { rate: CallRate { per_second: 10, burst: 3 }, spent_until: None };
        let turns: Vec<_> = (0..6).map(|_| state.book(now, latest).map(|at| (at - now).as_millis())).collect();
        assert_eq!(turns, [Ok(0), Ok(0), Ok(0), Ok(100), Ok(200), Ok(300)]);
        // After a rest the burst is there again.
        let later = now + Duration::from_secs(5);
        assert_eq!(state.book(later, later), Ok(later));
    }

    #[test]
    fn a_turn_beyond_the_deadline_is_refused_and_not_counted() {
        let now = Instant::now();
        let mut state = State { rate: CallRate { per_second: 1, burst: 1 }, spent_until: None };
        assert_eq!(state.book(now, now), Ok(now));
        for _ in 0..3 {
            assert_eq!(state.book(now, now + Duration::from_millis(500)), Err(Duration::from_secs(1)));
        }
        assert_eq!(state.book(now, now + Duration::from_secs(1)), Ok(now + Duration::from_secs(1)));
        state.rate = CallRate { per_second: 0, burst: 0 };
        assert!(state.book(now, now + Duration::from_secs(5)).is_ok(), "a rate of nothing counts as one a second");
    }
}
