//! Points in time as pages need them: small on the wire, the same on the server and in the
//! browser, and never asking a clock (a page says which moment it was made at).

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment(pub i64);

/// How long ago something was, in the coarsest unit that still says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ago {
    Now,
    Minutes(i64),
    Hours(i64),
    Yesterday,
    Days(i64),
    Weeks(i64),
    Months(i64),
    Years(i64),
    /// Later than now: only an exact time says it well.
    Future,
}

impl Moment {
    fn date_time(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }

    /// `2026-11-22 18:22:41 UTC`.
    pub fn exact(self) -> String {
        let t = self.date_time();
        format!(
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second()
        )
    }

    /// `2026-11-22T18:22:41.318Z`, as RFC 3339 and `<time datetime>` have it.
    pub fn rfc3339(self) -> String {
        let t = self.date_time();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.millisecond()
        )
    }

    /// `2026-11-22`.
    pub fn date(self) -> String {
        let t = self.date_time();
        format!("{:04}-{:02}-{:02}", t.year(), u8::from(t.month()), t.day())
    }

    /// `18:22:41`.
    pub fn time_of_day(self) -> String {
        let t = self.date_time();
        format!("{:02}:{:02}:{:02}", t.hour(), t.minute(), t.second())
    }

    /// How long before `now` this was.
    pub fn ago(self, now: Self) -> Ago {
        let seconds = (now.0 - self.0).div_euclid(1000);
        match seconds {
            ..-60 => Ago::Future,
            -60..60 => Ago::Now,
            60..3_600 => Ago::Minutes(seconds / 60),
            3_600..86_400 => Ago::Hours(seconds / 3_600),
            86_400..172_800 => Ago::Yesterday,
            172_800..1_209_600 => Ago::Days(seconds / 86_400),
            1_209_600..5_184_000 => Ago::Weeks(seconds / 604_800),
            5_184_000..63_072_000 => Ago::Months(seconds / 2_592_000),
            _ => Ago::Years(seconds / 31_536_000),
        }
    }
}

impl From<OffsetDateTime> for Moment {
    fn from(value: OffsetDateTime) -> Self {
        Self(i64::try_from(value.unix_timestamp_nanos() / 1_000_000).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(1_795_482_060_318);

    #[test]
    fn writes_the_same_moment_in_every_form() {
        assert_eq!(NOW.exact(), "2026-11-24 01:01:00 UTC");
        assert_eq!(NOW.rfc3339(), "2026-11-24T01:01:00.318Z");
        assert_eq!(NOW.date(), "2026-11-24");
        assert_eq!(NOW.time_of_day(), "01:01:00");
    }

    #[test]
    fn says_how_long_ago_in_one_unit() {
        let before = |seconds: i64| Moment(NOW.0 - seconds * 1000).ago(NOW);
        assert_eq!(before(5), Ago::Now);
        assert_eq!(before(61), Ago::Minutes(1));
        assert_eq!(before(7_199), Ago::Hours(1));
        assert_eq!(before(86_400), Ago::Yesterday);
        assert_eq!(before(3 * 86_400), Ago::Days(3));
        assert_eq!(before(21 * 86_400), Ago::Weeks(3));
        assert_eq!(before(90 * 86_400), Ago::Months(3));
        assert_eq!(before(800 * 86_400), Ago::Years(2));
        assert_eq!(before(-600), Ago::Future);
    }

    #[test]
    fn survives_times_that_no_calendar_has() {
        assert_eq!(Moment(i64::MAX).date(), "1970-01-01");
    }
}
