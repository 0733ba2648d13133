//! Spans of time as an address names them: from a day or a moment to another, or the last hours or
//! days by name. All of them are in UTC, and what is named as the end is included.

use time::{Date, Duration, Month, OffsetDateTime, Time};

use crate::{error::AppError, list::ListQuery};

/// The spans that are offered by name.
const NAMED: [(&str, Duration); 5] = [
    ("1h", Duration::hours(1)),
    ("24h", Duration::hours(24)),
    ("7d", Duration::days(7)),
    ("30d", Duration::days(30)),
    ("90d", Duration::days(90)),
];

/// From one moment on, and before another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    pub from: Option<OffsetDateTime>,
    pub to: Option<OffsetDateTime>,
}

impl Span {
    /// Reads `from` and `to` of an address, or where it has neither the span that stands under
    /// `key`; one that is named ends `now`.
    ///
    /// # Errors
    /// [`AppError::Malformed`] for a time or a name that is none.
    pub fn of(query: &ListQuery, key: &str, now: OffsetDateTime) -> Result<Self, AppError> {
        match (query.get("from"), query.get("to"), query.get(key)) {
            (None, None, None) => Ok(Self::default()),
            (None, None, Some(name)) => {
                let named = NAMED.iter().find(|(known, _)| *known == name);
                let (_, length) = named.ok_or(AppError::Malformed)?;
                Ok(Self {
                    from: Some(now - *length),
                    to: None,
                })
            }
            (from, to, _) => Ok(Self {
                from: from.map(beginning).transpose()?,
                to: to.map(end).transpose()?,
            }),
        }
    }
}

fn beginning(text: &str) -> Result<OffsetDateTime, AppError> {
    let (at, _) = read(text).ok_or(AppError::Malformed)?;
    Ok(at)
}

/// The first moment behind a day, minute or second.
fn end(text: &str) -> Result<OffsetDateTime, AppError> {
    read(text)
        .and_then(|(at, length)| at.checked_add(length))
        .ok_or(AppError::Malformed)
}

/// A day, or a time as `<input type="datetime-local">` writes it; and how long what it names lasts.
pub fn read(text: &str) -> Option<(OffsetDateTime, Duration)> {
    let (day, clock) = text
        .split_once(['T', ' '])
        .map_or((text, None), |(day, clock)| (day, Some(clock)));
    let mut parts = day.splitn(3, '-');
    let year = number(parts.next()?, 4)?;
    let month = Month::try_from(number::<u8>(parts.next()?, 2)?).ok()?;
    let date = Date::from_calendar_date(year, month, number(parts.next()?, 2)?).ok()?;
    let Some(clock) = clock else {
        return Some((date.midnight().assume_utc(), Duration::DAY));
    };
    let mut parts = clock.strip_suffix('Z').unwrap_or(clock).splitn(3, ':');
    let (hour, minute) = (number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let (second, length) = match parts.next() {
        None => (0, Duration::MINUTE),
        Some(second) => {
            let whole = second.split_once('.').map_or(second, |(whole, _)| whole);
            (number(whole, 2)?, Duration::SECOND)
        }
    };
    let time = Time::from_hms(hour, minute, second).ok()?;
    Some((date.with_time(time).assume_utc(), length))
}

/// A number of so many digits and nothing else.
fn number<T: std::str::FromStr>(digits: &str, how_many: usize) -> Option<T> {
    let is_number = digits.len() == how_many && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-11-24 01:01 UTC);

    fn span(search: &str) -> Result<Span, AppError> {
        Span::of(&ListQuery::parse(search), "time", NOW)
    }

    fn length(search: &str) -> Duration {
        let Span { from, to } = span(search).unwrap();
        to.unwrap_or(NOW) - from.unwrap()
    }

    #[test]
    fn what_is_named_as_the_end_is_included() {
        assert_eq!(length("from=2026-11-01&to=2026-11-01"), Duration::DAY);
        assert_eq!(
            length("from=2026-11-01T09:00&to=2026-11-01 09:00"),
            Duration::MINUTE
        );
        assert_eq!(
            length("from=2026-11-01T09:00:00&to=2026-11-01T09:00:00.500Z"),
            Duration::SECOND
        );
    }

    #[test]
    fn a_named_span_ends_now_and_gives_way_to_a_time_that_was_chosen() {
        assert_eq!(length("time=7d"), Duration::days(7));
        let chosen = span("from=2026-11-01").unwrap();
        assert_eq!(span("from=2026-11-01&time=1h").unwrap(), chosen);
        let until = span("to=2026-11-01&time=1h").unwrap();
        assert_eq!(until.from, None);
        assert_eq!(span("").unwrap(), Span::default());
    }

    #[test]
    fn refuses_times_that_are_none_and_those_behind_all_time() {
        for text in [
            "yesterday",
            "2026-13-01",
            "2026-02-30",
            "20260-01-01",
            "+026-01-01",
            "-026-01-01",
            "2026-1-1",
            "2026-11-01T25:00",
            "2026-11-01T09",
            "2026-11-01T09:61",
            "2026-11-01T09:00:0x",
            "2026-11-01T+9:00",
        ] {
            for key in ["from", "to"] {
                let refused = span(&format!("{key}={}", crate::paths::encode(text)));
                assert_eq!(refused, Err(AppError::Malformed), "{key}={text}");
            }
        }
        assert_eq!(span("time=1y"), Err(AppError::Malformed));
        assert!(span("from=9999-12-31&to=9999-12-30").is_ok());
        for end in ["9999-12-31", "9999-12-31T23:59", "9999-12-31T23:59:59"] {
            assert_eq!(
                span(&format!("to={end}")),
                Err(AppError::Malformed),
                "{end}"
            );
        }
    }
}
