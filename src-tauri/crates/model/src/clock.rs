//! Time is an argument: a use case is handed the moment it acts at, and a replay is handed the same one.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still, for tests and for replays.
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
    }
}

/// The calendar day at a place: dates on documents are the customer's, else the branch's, never the server's.
pub fn business_date(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_day_turns_at_the_place_not_in_utc() {
        let at = Utc.with_ymd_and_hms(2026, 11, 21, 17, 30, 0).unwrap();
        assert_eq!(business_date(at, chrono_tz::Asia::Jakarta).to_string(), "2026-11-22");
        assert_eq!(business_date(at, chrono_tz::Asia::Jayapura).to_string(), "2026-11-22");
        assert_eq!(business_date(at, chrono_tz::UTC).to_string(), "2026-11-21");
    }
}
